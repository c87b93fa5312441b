"""Real bulletins: all of them are read, and as ObsPy reads them where it does."""

from __future__ import annotations

import warnings
from datetime import UTC
from pathlib import Path

import pytest
from obspy import read_events

from testban.bulletins import (
    BulletinFileError,
    load_stations,
    published_origins,
    read,
    read_bulletin,
    station_register,
)
from testban.geodesy import epicentral
from testban.pipeline import convert

TUNISIA = Path("bulletins", "isc_tunisia", "isc_tunisia_1960_2018_ims10.txt")


@pytest.fixture(scope="module")
def tunisia(shared):
    return read_bulletin(shared / TUNISIA)


class TestTunisia:
    def test_all_events_origins_and_phase_lines_are_found(self, tunisia):
        assert len(tunisia.events) == 215
        assert sum(len(event.origins) for event in tunisia.events) == 215
        assert sum(len(event.readings) for event in tunisia.events) == 7860
        assert sum(not any(r.time for r in event.readings) for event in tunisia.events) == 11
        assert sum(origin.author == "ISC" for event in tunisia.events for origin in event.origins) == 60

    def test_25_events_bring_mb_and_ms_of_one_author_as_values_of_others(self, shared):
        both = [
            {value.name: value for value in one.external}
            for one in read(shared / TUNISIA)
            if {value.name for value in one.external} == {"mb", "ms"}
        ]
        assert len(both) == 25
        assert all(pair["mb"].source == pair["ms"].source for pair in both)
        assert all(pair["ms"].stations for pair in both)

    def test_nothing_in_it_is_unreadable(self, tunisia):
        assert not any(event.not_used for event in tunisia.events)
        problems = {reading.problem.split(":")[0] for event in tunisia.events for reading in event.readings}
        assert all(
            p == "" or p == "no arrival time" or p.startswith("the time of day lies") for p in problems
        )

    def test_every_reading_is_an_arrival_or_has_a_reason(self, shared, tunisia):
        for event, source in zip(read(shared / TUNISIA), tunisia.events, strict=True):
            assert len(event.arrivals) + len(event.not_used) == len(source.readings)

    def test_every_eighth_event_is_as_obspy_reads_it(self, shared, tunisia, tmp_path):
        lines = (shared / TUNISIA).read_text(encoding="utf-8", errors="replace").split("\n")
        starts = [event.line - 1 for event in tunisia.events] + [
            next(i for i, line in enumerate(lines) if line == "STOP")
        ]
        kept = list(range(0, 215, 8))
        text = "DATA_TYPE BULLETIN IMS1.0:short\nISC Bulletin\n"
        text += "".join("\n".join(lines[starts[at] : starts[at + 1]]) + "\n" for at in kept) + "STOP\n"
        (tmp_path / "part.txt").write_text(text, encoding="utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            catalog = read_events(str(tmp_path / "part.txt"), format="IMS10BULLETIN")
        for at, theirs in zip(kept, catalog, strict=True):
            _same(tunisia.events[at], theirs)


def _same(ours, theirs) -> None:  # type: ignore[no-untyped-def]
    for a, b in zip(ours.origins, theirs.origins, strict=True):
        assert a.time == b.time.datetime.replace(tzinfo=UTC)
        assert (a.latitude, a.longitude) == (b.latitude, b.longitude)
        assert a.depth_km == (None if b.depth is None else pytest.approx(b.depth / 1000.0))
    residuals = {arrival.pick_id.id: arrival for origin in theirs.origins for arrival in origin.arrivals}
    rows = [r for r in ours.readings if r.time or r.amplitude_nm or r.magnitude]
    for row, pick in zip(rows, theirs.picks, strict=True):
        assert row.time == (None if pick.time is None else pick.time.datetime.replace(tzinfo=UTC))
        assert (row.station, row.phase) == (pick.waveform_id.station_code, pick.phase_hint)
        assert (row.back_azimuth_deg, row.slowness_s_per_deg) == (pick.backazimuth, pick.horizontal_slowness)
        arrival = residuals.get(pick.resource_id.id)
        if arrival is not None:
            assert (row.distance_deg, row.residual_s) == (arrival.distance, arrival.time_residual)
    ours_mags = [(m.kind or None, m.magnitude, m.stations) for m in ours.magnitudes]
    assert ours_mags == [(m.magnitude_type, m.mag, m.station_count) for m in theirs.magnitudes]


class TestSamples:
    @pytest.mark.parametrize(
        ("name", "events", "arrivals"),
        [
            ("19670130012028.isf", 1, 214),
            ("19670130012028.xml", 1, 4),
            ("ipe202409sel_ims.txt", 3, 20),
            ("ipe202409sel_ims.xml", 3, 20),
            ("gse_2.0_standard.txt", 1, 9),
            ("gse_2.0_2_begins.txt", 2, 16),
            ("gse_2.0_2_events.txt", 2, 16),
            ("gse_2.0_non_standard.txt", 2, 16),
            ("event.txt", 1, 14),
            ("mchedr.dat", 1, 50),
        ],
    )
    def test_each_sample_gives_its_arrivals(self, shared, name, events, arrivals):
        found = read(shared / "bulletins" / "formats" / name)
        assert len(found) == events
        assert sum(len(event.arrivals) for event in found) == arrivals

    def test_the_same_events_as_quakeml_and_ims_have_the_same_arrivals(self, shared):
        folder = shared / "bulletins" / "formats"
        pairs = zip(read(folder / "ipe202409sel_ims.txt"), read(folder / "ipe202409sel_ims.xml"), strict=True)
        for one, other in pairs:
            assert one.arrivals == other.arrivals

    def test_all_six_authors_of_the_isc_event_are_kept_apart(self, shared):
        origins = published_origins(shared / "bulletins" / "formats" / "19670130012028.isf")
        assert [origin.author for origin in origins] == ["BCIS", "USCGS", "IASPEI", "MOS", "EHB", "ISC"]
        assert [origin.prime for origin in origins] == [False] * 5 + [True]
        assert origins[5].depth_flag == "d"

    def test_origins_of_others_in_an_mchedr_file_are_of_the_same_day(self, shared):
        origins = published_origins(shared / "bulletins" / "formats" / "mchedr.dat")
        assert len(origins) == 4
        assert all(abs((one.time - origins[0].time).total_seconds()) < 60.0 for one in origins)

    @pytest.mark.parametrize(
        "name", ["gse_2.0_incomplete.txt", "inventory.xml", "test_css.wfdisc", "default.site"]
    )
    def test_what_is_no_bulletin_is_refused_by_name(self, shared, name):
        with pytest.raises(BulletinFileError, match=name.replace(".", r"\.")):
            read(shared / "bulletins" / "formats" / name)

    def test_every_short_binary_file_is_refused(self, shared):
        for path in (shared / "bulletins" / "formats").glob("2011*"):
            with pytest.raises(BulletinFileError, match=r"binary|compressed"):
                read(path)


class TestLocoo3d:
    @pytest.mark.parametrize(("folder", "arrivals"), [("Data", 6), ("file_io_rstt/Data", 12)])
    def test_arrivals_come_with_errors_azimuths_and_slownesses(self, shared, folder, arrivals):
        (event,) = read(shared / "bulletins" / "locoo3d" / folder)
        assert len(event.arrivals) == arrivals
        assert event.not_used == ()
        for arrival in event.arrivals:
            assert arrival.time_sd_s is not None
            assert arrival.back_azimuth_sd_deg is not None
            assert arrival.slowness_sd_s_per_deg is not None
        assert {station.id for station in event.stations} == {arrival.station for arrival in event.arrivals}


class TestConversions:
    @pytest.mark.parametrize("name", ["bulletins/formats/19670130012028.isf", "bulletins/locoo3d/Data"])
    @pytest.mark.parametrize("target", ["a.txt", "a.xml", "a.origin", "a.geojson", "a.csv"])
    def test_the_arrivals_of_real_bulletins_survive(self, shared, tmp_path, name, target):
        convert(shared / name, tmp_path / target)
        (before,), (after,) = read(shared / name), read(tmp_path / target)
        assert len(after.arrivals) == len(before.arrivals)
        for a, b in zip(before.arrivals, after.arrivals, strict=True):
            assert (a.station, a.phase) == (b.station, b.phase)
            assert abs((a.time - b.time).total_seconds()) <= 0.51e-3


class TestStations:
    @pytest.mark.parametrize(
        ("name", "count"),
        [
            ("stations/seismic/nll_sta_list_neic.in", 10_887),
            ("stations/seismic/STATIONS_IMS_PLANNED_LOCATIONS", 168),
            ("stations/korea_arrays/locations/CHNAR_Seismic_Locations", 16),
            ("bulletins/formats/default.site", 3),
            ("bulletins/formats/IM_IL31__BHZ.xml", 1),
            ("bulletins/locoo3d/Data/sites.txt", 6),
            ("dprk/waveforms/traces.csv", 87),
            ("infrasound/hrr5/coordinates.csv", 42),
        ],
    )
    def test_every_table_of_the_collection_is_read(self, shared, name, count):
        assert len(load_stations(shared / name).stations) == count


def test_the_register_agrees_with_the_distances_the_isc_prints(shared, tunisia):
    """Each phase line carries the ISC's own station distance: a check of coordinates, not of any origin."""
    register = station_register()
    off: dict[str, float] = {}
    for event in tunisia.events:
        (origin,) = event.origins
        for reading in event.readings:
            station = register.find(reading.station)
            if reading.distance_deg is None or origin.latitude is None or isinstance(station, str):
                continue
            distance, _ = epicentral(origin.latitude, origin.longitude, station.latitude, station.longitude)
            off[station.id] = abs(float(distance) - reading.distance_deg)
    assert len(off) > 1200
    assert sum(difference > 0.1 for difference in off.values()) <= 0.005 * len(off)
    assert sum(difference > 0.02 for difference in off.values()) <= 0.03 * len(off)
