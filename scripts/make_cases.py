"""Make the packaged cases from the published arrival times of the six DPRK tests.

Run once by hand when the sources change: ``python scripts/make_cases.py SUPPLEMENT STATION_LIST``.
SUPPLEMENT is the folder with the differential arrival times (Gibbons et al. 2017, supplement), STATION_LIST
the NEIC station list in NonLinLoc form. The times of all pairs close exactly, so each reading is one number.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import yaml

CASES = Path(__file__).resolve().parents[1] / "src" / "testban" / "cases"
TIMES = (
    "Gibbons, Pabian, Naesholm, Kvaerna & Mykkeltveit (2017), Geophys. J. Int. 208, 101-117, supplement; "
    "with the 2017 event as in the relative-location benchmark that extends it"
)
STATIONS = (
    "coordinates: as the arrival times; elevations: NEIC station list, blank where it has no such station"
)
NEAR_TRUTH = (
    "relative positions of Gibbons et al. (2017) with iterated slownesses, extended to 2017, "
    "the 2009 test as anchor"
)
MEASURED = (
    "measured by `testban measure` on public records of the networks IC, IU, II, G, JP, KG and KS; "
    "Ms(VMAX) with the ground displacement of IC.MDJ and the response of KG.TJN"
)
MEASURED_AT_MDJ = "Ms(VMAX) measured by testban on the vertical ground displacement of IC.MDJ"
COMCAT = "USGS ComCat event {}"


class Facts(NamedTuple):
    """What is published of a test: its day, USGS event and mb, mb of the IDC, kt of model estimates.

    `ms` is a published Ms: value, standard deviation between stations, stations, source. `measured` says
    where its measurements come from, if the case holds any.
    """

    id: str
    announced: str
    position: tuple[float, float]
    usgs: tuple[str, float]
    idc: float
    yields: tuple[float, float]
    said: str
    idc_source: str = "IDC Reviewed Event Bulletin, network mb"
    measured: str = MEASURED_AT_MDJ
    ms: tuple[float, float, int, str] | None = None


def _condemned(day: str, resolution: str) -> str:
    return f"condemned as a nuclear test of {day} in {resolution}, paragraph 1 (paragraph number unverified)"


EVENTS = {
    "DPRK1": Facts(
        "dprk-2006", "2006-10-09", (41.2913, 129.1046), ("usp000eurb", 4.3), 4.1, (0.5, 4.6),
        "S/RES/1718 (2006), preamble, notes its claim of a test on 9 October 2006",
        ms=(2.94, 0.17, 2, "Bonner et al. (2008), Bull. Seismol. Soc. Am. 98(5), 2498, abstract: Ms 2.94, "
            "standard deviation between stations 0.17, stations to 34°; their number is not in the abstract, "
            "and 2 is the least that has such a deviation"),
    ),
    "DPRK2": Facts(
        "dprk-2009", "2009-05-25", (41.2952, 129.0840), ("usp000gxgc", 4.7), 4.5, (2.2, 8.5),
        _condemned("25 May 2009", "S/RES/1874 (2009)"),
    ),
    "DPRK3": Facts(
        "dprk-2013", "2013-02-12", (41.2926, 129.0808), ("usc000f5t0", 5.1), 4.9, (7.4, 19.9),
        _condemned("12 February 2013", "S/RES/2094 (2013)"),
    ),
    "DPRK4": Facts(
        "dprk-2016-01", "2016-01-06", (41.2976, 129.0777), ("us10004bnm", 5.1), 4.85, (11, 21),
        _condemned("6 January 2016", "S/RES/2270 (2016)"), "IDC network mb (unverified: from memory)",
        MEASURED,
    ),
    "DPRK5": Facts(
        "dprk-2016-09", "2016-09-09", (41.2986, 129.0825), ("us10006n8a", 5.3), 5.1, (18, 25),
        _condemned("9 September 2016", "S/RES/2321 (2016)"),
    ),
    "DPRK6": Facts(
        "dprk-2017", "2017-09-03", (41.2999, 129.0797), ("us2000aert", 6.3), 6.1, (109, 337),
        _condemned("2 September 2017 (the New York date of 3 September UTC)", "S/RES/2375 (2017)"),
        measured=MEASURED,
    ),
}  # fmt: skip
# Published one-sigma of relative positions at this site: 0.14, 0.094 and 0.087 km (Wen & Long 2010;
# Zhang & Wen 2013; SRL 89, 2042, 2018).
REFERENCE_SIGMA_KM = 0.1


def read_times(supplement: Path) -> dict[str, dict[tuple[str, str], str]]:
    """Collect the one time of each event, station and phase from the list of pairs."""
    times: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for line in (supplement / "DPRK_clean_allCC.txt").read_text().splitlines():
        first, second, first_time, second_time, station, phase, _ = line.split()
        for event, text in ((first, first_time), (second, second_time)):
            known = times[event].setdefault((station, phase), text)
            if known != text:
                raise SystemExit(f"{event} {station} {phase}: {known} and {text}")
    return times


def read_elevations(station_list: Path) -> dict[str, list[tuple[float, float, float]]]:
    """Read latitude, longitude and elevation (km) of every station of the list."""
    places: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for line in station_list.read_text(errors="replace").splitlines():
        fields = line.split()
        if len(fields) >= 6 and fields[0] == "LOCSRCE":
            places[fields[1]].append((float(fields[3]), float(fields[4]), float(fields[-1])))
    return places


def elevation_m(
    places: dict[str, list[tuple[float, float, float]]], code: str, lat: float, lon: float
) -> float | str:
    """Elevation of a station whose listed position agrees to about 10 km, else blank (not known)."""
    for place in places.get(code, []):
        if abs(place[0] - lat) < 0.1 and abs(place[1] - lon) < 0.15:
            return round(place[2] * 1000.0, 1)
    return ""


def main() -> None:
    """Write case.yaml, arrivals.csv and stations.csv of every case."""
    supplement, station_list = Path(sys.argv[1]), Path(sys.argv[2])
    positions = {}
    for line in (supplement / "DPRK_ak135_slovecs.txt").read_text().splitlines():
        fields = line.split()
        positions[fields[0]] = (fields[2], fields[3])
    elevations = read_elevations(station_list)
    for event, readings in sorted(read_times(supplement).items()):
        facts = EVENTS[event]
        folder = CASES / facts.id
        folder.mkdir(parents=True, exist_ok=True)
        ordered = sorted(readings.items(), key=lambda item: (item[1], item[0]))
        with (folder / "arrivals.csv").open("w", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(["station", "phase", "time"])
            for (station, phase), text in ordered:
                moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
                writer.writerow([station, phase, moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")])
        with (folder / "stations.csv").open("w", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(["id", "latitude", "longitude", "elevation_m"])
            for code in sorted({station for station, _ in readings}):
                lat, lon = positions[code]
                writer.writerow([code, lat, lon, elevation_m(elevations, code, float(lat), float(lon))])
        references = [other for other in sorted(EVENTS) if other != event]
        measured = folder / "measurements.yaml"
        case = {
            "id": facts.id,
            "title": f"Event of {facts.announced}, announced as DPRK test {event[-1]}",
            "holds": {
                "arrivals": {"file": "arrivals.csv", "source": TIMES, "verified": True},
                "stations": {"file": "stations.csv", "source": STATIONS, "verified": True},
                **(
                    {"measurements": {"file": measured.name, "source": facts.measured, "verified": True}}
                    if measured.is_file()
                    else {}
                ),
            },
            "external_inputs": [
                {
                    "name": "mb",
                    "value": facts.usgs[1],
                    "sd": 0.1,
                    "unit": "magnitude",
                    "source": COMCAT.format(facts.usgs[0])
                    + "; sd 0.1 is that of a network mean of a dozen or more stations",
                },
                {
                    "name": "mb_idc",
                    "value": facts.idc,
                    "sd": 0.1,
                    "unit": "magnitude",
                    "source": facts.idc_source,
                },
                *(
                    {
                        "name": "ms",
                        "value": value,
                        "sd": sd,
                        "stations": stations,
                        "unit": "magnitude",
                        "source": source,
                    }
                    for value, sd, stations, source in ([facts.ms] if facts.ms else [])
                ),
                {
                    "name": "declaration",
                    "value": facts.announced,
                    "unit": "date announced",
                    "source": f"announced by the DPRK; {facts.said}",
                },
                *(
                    {
                        "name": f"reference:{EVENTS[other].id}",
                        "value": "{:.4f}, {:.4f}".format(*EVENTS[other].position),
                        "sd": REFERENCE_SIGMA_KM,
                        "unit": "latitude, longitude in deg; sd in km",
                        "source": NEAR_TRUTH,
                    }
                    for other in references
                ),
            ],
            "published": {
                "position": {
                    "latitude": facts.position[0],
                    "longitude": facts.position[1],
                    "source": NEAR_TRUTH,
                },
                "yield_kt": {
                    "low": facts.yields[0],
                    "high": facts.yields[1],
                    "source": "range of the published model estimates; none was measured or announced",
                },
            },
        }
        text = yaml.safe_dump(case, sort_keys=False, allow_unicode=True, width=100)
        (folder / "case.yaml").write_text(text)
        print(facts.id, len(ordered), "arrivals")


if __name__ == "__main__":
    main()
