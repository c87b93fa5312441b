"""Reading differential times, and what is said of those that cannot be used."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.geodesy import offset_km, position_at_offset, wrap_longitude
from testban.model import BadInputError, NotAnsweredError
from testban.relocation.run import relocate_files
from testban.relocation.tables import read_pairs, read_slownesses, read_truth

M = 1.0
STATIONS = {"N": (0.0, 0.15), "E": (0.15, 0.0), "S": (0.0, -0.15), "W": (-0.15, 0.0), "NE": (0.1, 0.1)}
PLACES_KM = {"A": (0.0, 0.0), "B": (0.1, 0.05), "C": (-0.05, 0.1)}


def rows(events: dict[str, tuple[float, float]], stations: dict[str, tuple[float, float]]) -> list[str]:
    """Exact differential times of all pairs, events a day apart."""
    found = []
    names = list(events)
    for a, one in enumerate(names):
        for b in range(a + 1, len(names)):
            for station, slowness in stations.items():
                times = []
                for number, name in ((a, one), (b, names[b])):
                    seconds = 10.0 - float(np.dot(slowness, events[name])) + 0.01 * number
                    times.append(f"2010-01-{number + 1:02d}T00:00:{seconds:09.6f}")
                found.append(f"{one} {names[b]} {times[0]} {times[1]} {station} P 0.9")
    return found


def write(folder: Path, name: str, lines: list[str]) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    lines = [f"{name} P 0 0 0 0 {east} {north}" for name, (east, north) in STATIONS.items()]
    return write(tmp_path, "slow.txt", lines)


class TestRelocateFiles:
    def test_exact_pairs_give_exact_places(self, tmp_path: Path, slow: Path) -> None:
        pairs = write(tmp_path, "pairs.txt", rows(PLACES_KM, STATIONS))
        result = relocate_files([pairs], slownesses=slow, reference="A")
        for event in result["events"]:
            east, north = PLACES_KM[event["id"]]
            assert event["east_m"] == pytest.approx(1000 * east, abs=0.5 * M)
            assert event["north_m"] == pytest.approx(1000 * north, abs=0.5 * M)
        ellipses = {event["id"]: event["ellipse_90"] for event in result["events"]}
        assert ellipses["A"] is None
        assert ellipses["B"]["major_m"] >= ellipses["B"]["minor_m"] > 0.0
        assert result["readings"] == 15

    def test_groups_no_pair_joins_are_located_apart(self, tmp_path: Path, slow: Path) -> None:
        others = {name + "2": place for name, place in PLACES_KM.items()}
        pairs = write(tmp_path, "pairs.txt", rows(PLACES_KM, STATIONS) + rows(others, STATIONS))
        result = relocate_files([pairs], slownesses=slow, reference="A")
        assert [group["origin"] for group in result["groups"]] == ["event A", "the mean of its events"]
        assert {event["group"] for event in result["events"]} == {0, 1}

    def test_known_positions_give_coordinates(self, tmp_path: Path, slow: Path) -> None:
        pairs = write(tmp_path, "pairs.txt", rows(PLACES_KM, STATIONS))
        truth = write(tmp_path, "truth.txt", ["2010-01-01T00:00:00 10.0 20.0 A F", "x 10.0 20.0 B S"])
        result = relocate_files([pairs], slownesses=slow, truth=truth)
        first = next(event for event in result["events"] if event["id"] == "A")
        assert first["known"]
        assert first["latitude"] == pytest.approx(10.0, abs=1e-4)

    def test_every_file_read_is_an_input_with_its_hash(self, tmp_path: Path, slow: Path) -> None:
        pairs = write(tmp_path, "pairs.txt", rows(PLACES_KM, STATIONS))
        truth = write(tmp_path, "truth.txt", ["2010-01-01T00:00:00 10.0 20.0 A F"])
        inputs = relocate_files([pairs], slownesses=slow, truth=truth)["inputs"]
        assert inputs == [
            {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            for path in (pairs, slow, truth)
        ]

    def test_event_on_too_few_paths_is_named_and_the_rest_located(self, tmp_path: Path, slow: Path) -> None:
        extra = rows({"A": (0.0, 0.0), "D": (0.1, 0.1)}, {"N": STATIONS["N"]})
        pairs = write(tmp_path, "pairs.txt", rows(PLACES_KM, STATIONS) + extra)
        result = relocate_files([pairs], slownesses=slow)
        assert {event["id"] for event in result["events"]} == {"A", "B", "C"}
        assert {"id": "D", "reason": "1 paths shared with other events, at least 4 are needed"} in result[
            "not_used"
        ]

    def test_phase_without_slowness_is_named(self, tmp_path: Path, slow: Path) -> None:
        extra = rows(PLACES_KM, {"Q": (0.1, 0.0)})
        pairs = write(tmp_path, "pairs.txt", rows(PLACES_KM, STATIONS) + extra)
        result = relocate_files([pairs], slownesses=slow)
        assert result["not_used"] == [
            {"id": "Q P", "reason": "no slowness is given for this station and phase"}
        ]

    def test_slowness_without_pairs_is_named(self, tmp_path: Path) -> None:
        lines = [f"{name} P 0 0 0 0 {a} {b}" for name, (a, b) in [*STATIONS.items(), ("Q", (0.1, 0.0))]]
        pairs = write(tmp_path, "pairs.txt", rows(PLACES_KM, STATIONS))
        result = relocate_files([pairs], slownesses=write(tmp_path, "slow.txt", lines))
        assert result["not_used"] == [{"id": "slownesses", "reason": "no pair lies on the path of 1: Q P"}]

    def test_known_positions_without_pairs_are_one_remark(self, tmp_path: Path, slow: Path) -> None:
        pairs = write(tmp_path, "pairs.txt", rows(PLACES_KM, STATIONS))
        truth = write(tmp_path, "truth.txt", ["t 50 20 A F", *(f"t 50 20 X{k} F" for k in range(30))])
        (said,) = relocate_files([pairs], slownesses=slow, truth=truth)["not_used"]
        assert said["reason"].startswith("no pair of 30: X0, X1")

    def test_known_position_on_the_other_side_of_the_equator_is_named(
        self, tmp_path: Path, slow: Path
    ) -> None:
        pairs = write(tmp_path, "pairs.txt", rows(PLACES_KM, STATIONS))
        truth = write(tmp_path, "truth.txt", ["t 50 20 A F", "t 50 20.001 B F", "t -50 20 C F"])
        with pytest.raises(NotAnsweredError, match="known position of C lies"):
            relocate_files([pairs], slownesses=slow, truth=truth)

    def test_one_station_is_not_enough(self, tmp_path: Path, slow: Path) -> None:
        pairs = write(tmp_path, "pairs.txt", rows(PLACES_KM, {"N": STATIONS["N"]}))
        with pytest.raises(NotAnsweredError, match=r"pairs.txt: no two events share 4 paths"):
            relocate_files([pairs], slownesses=slow)

    def test_stations_at_one_place_constrain_nothing_across(self, tmp_path: Path) -> None:
        place = dict.fromkeys(("N", "N2", "N3", "N4"), (0.05, 0.14))
        slow = write(tmp_path, "slow.txt", [f"{k} P 0 0 0 0 {a} {b}" for k, (a, b) in place.items()])
        with pytest.raises(NotAnsweredError, match="do not constrain"):
            relocate_files([write(tmp_path, "pairs.txt", rows(PLACES_KM, place))], slownesses=slow)

    def test_reading_ten_seconds_late_is_named_and_moves_nothing(self, tmp_path: Path, slow: Path) -> None:
        places = {**PLACES_KM, "D": (0.1, -0.1), "E": (-0.1, -0.05), "F": (0.0, -0.12)}
        stations = {**STATIONS, "SW": (-0.1, -0.1), "SE": (0.1, -0.11), "NW": (-0.11, 0.1)}
        slow = write(tmp_path, "slow.txt", [f"{k} P 0 0 0 0 {a} {b}" for k, (a, b) in stations.items()])
        lines = []
        for line in rows(places, stations):
            one, two, time1, time2, station, *rest = line.split()
            if two == "F" and station == "SE":
                time2 = time2.replace("T00:00:0", "T00:00:2").replace("T00:00:1", "T00:00:2")
            lines.append(" ".join([one, two, time1, time2, station, *rest]))
        result = relocate_files([write(tmp_path, "pairs.txt", lines)], slownesses=slow, reference="A")
        late = result["outliers"]
        assert [(one["event"], one["station"]) for one in late] == [("F", "SE")]
        event = next(one for one in result["events"] if one["id"] == "F")
        assert np.hypot(event["east_m"], event["north_m"] + 120.0) < 5.0 * M

    def test_stations_on_one_line_constrain_nothing_across(self, tmp_path: Path) -> None:
        line = {"N": (0.0, 0.15), "N2": (0.0, 0.12), "S": (0.0, -0.15), "S2": (0.0, -0.1)}
        slow = write(tmp_path, "slow.txt", [f"{k} P 0 0 0 0 {a} {b}" for k, (a, b) in line.items()])
        pairs = write(tmp_path, "pairs.txt", rows(PLACES_KM, line))
        with pytest.raises(NotAnsweredError, match="do not constrain"):
            relocate_files([pairs], slownesses=slow)

    def test_unknown_reference_is_refused(self, tmp_path: Path, slow: Path) -> None:
        pairs = write(tmp_path, "pairs.txt", rows(PLACES_KM, STATIONS))
        with pytest.raises(BadInputError, match="reference Z"):
            relocate_files([pairs], slownesses=slow, reference="Z")


class TestWhatChangesNothing:
    @pytest.fixture
    def plain(self, tmp_path: Path, slow: Path) -> dict[str, tuple[float, float]]:
        return self.places(tmp_path, slow, rows(PLACES_KM, STATIONS))

    @staticmethod
    def places(folder: Path, slow: Path, lines: list[str]) -> dict[str, tuple[float, float]]:
        result = relocate_files([write(folder, "pairs.txt", lines)], slownesses=slow, reference="A")
        return {one["id"]: (one["east_m"], one["north_m"]) for one in result["events"]}

    def same(self, one: dict[str, tuple[float, float]], other: dict[str, tuple[float, float]]) -> bool:
        return all(np.allclose(one[name], other[name], atol=0.1 * M) for name in one)

    def test_direction_of_pairs(
        self, tmp_path: Path, slow: Path, plain: dict[str, tuple[float, float]]
    ) -> None:
        turned = []
        for line in rows(PLACES_KM, STATIONS):
            one, two, time1, time2, *rest = line.split()
            turned.append(" ".join([two, one, time2, time1, *rest]))
        assert self.same(plain, self.places(tmp_path, slow, turned))
        assert self.same(plain, self.places(tmp_path, slow, rows(PLACES_KM, STATIONS) + turned))

    def test_every_pair_three_times(
        self, tmp_path: Path, slow: Path, plain: dict[str, tuple[float, float]]
    ) -> None:
        assert self.same(plain, self.places(tmp_path, slow, 3 * rows(PLACES_KM, STATIONS)))

    def test_all_times_a_year_later(
        self, tmp_path: Path, slow: Path, plain: dict[str, tuple[float, float]]
    ) -> None:
        later = [line.replace("2010-", "2011-") for line in rows(PLACES_KM, STATIONS)]
        assert self.same(plain, self.places(tmp_path, slow, later))


class TestAnywhere:
    @pytest.mark.parametrize(
        ("latitude", "longitude"), [(0.0, 180.0), (89.9, 0.0), (-89.9, 90.0), (45.0, -180.0)]
    )
    def test_known_places_on_the_date_line_and_beside_a_pole(
        self, tmp_path: Path, slow: Path, latitude: float, longitude: float
    ) -> None:
        lines = []
        for name in ("A", "B"):
            lat, lon = position_at_offset(latitude, longitude, *PLACES_KM[name])
            lines.append(f"t {float(lat):.9f} {float(wrap_longitude(lon)):.9f} {name} F")
        pairs = write(tmp_path, "pairs.txt", rows(PLACES_KM, STATIONS))
        result = relocate_files([pairs], slownesses=slow, truth=write(tmp_path, "truth.txt", lines))
        third = next(one for one in result["events"] if one["id"] == "C")
        east, north = offset_km(latitude, longitude, third["latitude"], third["longitude"])
        # This near a pole east turns by half a degree across the cluster.
        assert float(east) == pytest.approx(PLACES_KM["C"][0], abs=2e-3)
        assert float(north) == pytest.approx(PLACES_KM["C"][1], abs=2e-3)


class TestBadRows:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("A A 2010-01-01T00:00:00 2010-01-01T00:00:01 N P", "paired with itself"),
            ("A B nan 2010-01-01T00:00:01 N P", "'nan' is not a time"),
            ("A B 2010-02-30T00:00:00 2010-01-01T00:00:01 N P", "is not a time"),
            ("A B 2010-01-01T00:00:00", "3 columns"),
            ("A B 2910-01-01T00:00:00 2010-01-01T00:00:01 N P", "in the future"),
        ],
    )
    def test_bad_row_is_named_and_the_rest_is_read(self, tmp_path: Path, row: str, reason: str) -> None:
        pairs = read_pairs([write(tmp_path, "pairs.txt", [*rows(PLACES_KM, STATIONS), row])])
        assert len(pairs.lag_s) == 15
        assert reason in pairs.not_used[0].reason

    def test_nothing_usable_is_refused_with_the_first_reason(self, tmp_path: Path) -> None:
        with pytest.raises(BadInputError, match=r"pairs.txt line 1: 1 columns"):
            read_pairs([write(tmp_path, "pairs.txt", ["x"])])

    @settings(max_examples=60, deadline=None)
    @given(text=st.text(max_size=200))
    def test_any_text_is_read_or_refused(self, text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
        path = tmp_path_factory.mktemp("fuzz") / "any.txt"
        path.write_text(text, encoding="utf-8")
        for reader in (lambda one: read_pairs([one]), read_slownesses, read_truth):
            with pytest.raises(BadInputError):
                reader(path)

    def test_absurd_slowness_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(BadInputError, match="outside 0 to 2"):
            read_slownesses(write(tmp_path, "slow.txt", ["N P 0 0 0 0 30.0 0.0"]))

    def test_slowness_given_twice_must_agree(self, tmp_path: Path) -> None:
        same = ["K P 0 0 0 0 0.1 0.1", "K P 0 0 0 0 0.1 0.1"]
        assert read_slownesses(write(tmp_path, "same.txt", same))[0] == {("K", "P"): (0.1, 0.1)}
        with pytest.raises(BadInputError, match="line 2: another slowness of K P"):
            read_slownesses(write(tmp_path, "slow.txt", [same[0], "K P 0 0 0 0 0.1 0.2"]))

    def test_event_known_twice_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(BadInputError, match="given twice"):
            read_truth(write(tmp_path, "truth.txt", ["t 1 2 A F", "t 1 2 A F"]))
