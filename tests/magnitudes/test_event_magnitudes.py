"""Magnitudes of an event from its records: every record gives a reading, a bound or a reason."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from testban.cases import load_case
from testban.geodesy import destination
from testban.magnitudes import OtherEvent, measure_magnitudes, ms_vmax, scale_magnitude, vmax_corner_hz
from testban.magnitudes.position_error import direction_sd, position_sd
from testban.magnitudes.scale_readings import ScaleReadings
from testban.magnitudes.station_rows import path_groups
from testban.model import Depth, Ellipse, Measured, Missing, Origin
from testban.model.magnitude import StationMagnitude
from testban.waveforms import (
    Channel,
    PoleZeroBlock,
    Record,
    StationMetadata,
    read_waveforms,
    record_responses,
)

MAG = 1.0  # magnitude unit
TIME = datetime(2020, 1, 2, 3, 0, tzinfo=UTC)
RATE_HZ = 10.0
COUNTS_PER_M_S = 1e9


def origin(*, major_km: float = 10.0, depth_km: float = 0.0, low: float = 0.0, high: float = 0.0) -> Origin:
    return Origin(
        label="ak135",
        time=TIME,
        time_low=TIME,
        time_high=TIME,
        latitude=40.0,
        longitude=100.0,
        depth_km=Depth(value=depth_km, low=low, high=high, fixed=low == high),
        ellipse=Ellipse(
            kind="coverage",
            level=0.9,
            major_km=major_km,
            minor_km=major_km,
            strike_deg=0.0,
            area_km2=math.pi * major_km**2,
        ),
        arrivals_used=8,
        azimuthal_gap_deg=90.0,
        rms_residual_s=0.5,
        velocity_model="ak135",
        inputs=("table:ak135",),
    )


def block(seed_id: str, corner_hz: float = 0.005) -> PoleZeroBlock:
    """A seismometer flat to velocity above its corner, damped 0.7, with its own stated sensitivity."""
    w = 2.0 * math.pi * corner_hz
    poles = (complex(-0.7 * w, 0.714 * w), complex(-0.7 * w, -0.714 * w))
    comments = {"SENSITIVITY": f"{COUNTS_PER_M_S:g} (M/S)"}
    return PoleZeroBlock(seed_id, comments, (0j, 0j, 0j), poles, COUNTS_PER_M_S)


def record(name: str, azimuth_deg: float, *, amplitude_nm: float, seconds: float, distance_deg=8.0) -> Record:
    """A wave train of 15 s period in the window of surface waves, and faint noise before it."""
    latitude, longitude = destination(40.0, 100.0, distance_deg, azimuth_deg)
    n = round((600.0 + seconds) * RATE_HZ)
    t = np.arange(n) / RATE_HZ - 600.0
    middle = distance_deg * 111.195 / 3.0
    envelope = np.exp(-0.5 * ((t - middle) / 120.0) ** 2)
    velocity = (
        amplitude_nm * 1e-9 * (2.0 * np.pi / 15.0) * envelope * np.cos(2.0 * np.pi * (t - middle) / 15.0)
    )
    noise = np.random.default_rng(len(name)).normal(size=n) * 1e-10
    samples = COUNTS_PER_M_S * (velocity + noise)
    channel = Channel(f"XX.{name}..BHZ", float(latitude), float(longitude), dip_deg=-90.0)
    return Record(channel, TIME.timestamp() - 600.0, RATE_HZ, samples, np.ones(n, bool))


def pair(second_azimuth_deg: float) -> list[Record]:
    """Two stations that see an event of 2 micrometres at 15 s."""
    azimuths = {"A": 10.0, "B": second_azimuth_deg}
    return [record(name, one, amplitude_nm=2000.0, seconds=900.0) for name, one in azimuths.items()]


def measure(
    records, *, corner_hz: float = 0.005, where: Origin | None = None, onsets=None, known=None, others=()
):
    blocks = tuple(block(one.seed_id, corner_hz) for one in records if known is None or one.seed_id in known)
    return measure_magnitudes(
        records,
        book=StationMetadata(blocks=blocks),
        origin=where or origin(),
        onsets=onsets or {},
        travel_time_s=lambda distance: 10.0 * distance,
        others=others,
    )


class TestSurfaceWaves:
    def test_an_amplitude_put_in_comes_out_at_its_period(self) -> None:
        made = pair(200.0)
        _, ms = measure(made)
        expected = float(ms_vmax(2000.0, period_s=15.0, distance_deg=8.0))
        magnitude = scale_magnitude(ms).magnitude
        assert isinstance(magnitude, Measured)
        assert all(
            row.kind == "measured" and row.period_s == pytest.approx(15.0, abs=2.0) for row in ms.readings
        )
        # The wave lasts as long as the filter rings: a tenth of a unit.
        assert magnitude.value == pytest.approx(expected, abs=0.15 * MAG)
        assert vmax_corner_hz(period_s=15.0, distance_deg=8.0) > 0.0

    @pytest.mark.parametrize(
        ("delay_s", "kind"), [(1450.0, "at most"), (2300.0, "measured"), (-5000.0, "measured")]
    )
    def test_a_local_event_in_the_window_of_a_far_one_makes_a_bound_where_it_is_the_largest(
        self, delay_s: float, kind: str
    ) -> None:
        # Waves of the far event are sought from 988 to 2,471 s; the largest lies at 1,482 s.
        made = record("A", 10.0, amplitude_nm=2000.0, seconds=2600.0, distance_deg=40.0)
        near, _ = destination(made.channel.latitude, made.channel.longitude, 1.0, 0.0)
        local = OtherEvent(TIME.timestamp() + delay_s, float(near), made.channel.longitude)
        _, ms = measure([made], others=[local])
        (row,) = ms.readings
        assert row.kind == kind
        assert ("those of another event" in row.reason) == (kind == "at most")
        assert row.value == pytest.approx(measure([made])[1].readings[0].value)

    def test_no_surface_wave_is_a_bound_that_grows_with_the_noise(self) -> None:
        made = [record("A", 10.0, amplitude_nm=1e-3, seconds=900.0)]
        _, ms = measure(made)
        magnitude = scale_magnitude(ms)
        assert isinstance(magnitude.magnitude, Missing)
        assert magnitude.upper_bound is not None
        assert magnitude.upper_bound > ms.readings[0].value
        assert magnitude.bound_stations == 1

    def test_a_short_period_instrument_gives_a_reason(self) -> None:
        _, ms = measure([record("A", 10.0, amplitude_nm=2000.0, seconds=900.0)], corner_hz=1.0)
        assert "short-period instrument" in ms.readings[0].reason

    def test_a_record_that_ends_early_gives_a_reason(self) -> None:
        _, ms = measure([record("A", 10.0, amplitude_nm=2000.0, seconds=300.0)])
        assert "the record holds" in ms.readings[0].reason

    def test_a_deep_event_has_no_surface_wave_magnitude(self) -> None:
        deep = origin(depth_km=200.0, low=180.0, high=220.0)
        _, ms = measure([record("A", 10.0, amplitude_nm=2000.0, seconds=900.0)], where=deep)
        assert not ms.readings
        assert "180 to 220 km deep" in ms.reason


class TestBodyWaves:
    def test_nearer_than_20_degrees_is_no_mb_and_says_so(self) -> None:
        mb, _ = measure([record("A", 10.0, amplitude_nm=2000.0, seconds=900.0)])
        assert "20 to 100" in mb.readings[0].reason
        assert scale_magnitude(mb).magnitude.value is None

    def test_a_station_that_picked_nothing_gives_at_most_a_bound(self) -> None:
        made = record("A", 10.0, amplitude_nm=1.0, seconds=900.0, distance_deg=40.0)
        at = round((600.0 + 400.0) * RATE_HZ)
        wave = np.sin(2.0 * np.pi * np.arange(40) / RATE_HZ)
        made.samples[at : at + 40] += COUNTS_PER_M_S * 1e-7 * wave
        (silent,) = measure([made])[0].readings
        (picked,) = measure([made], onsets={"XX.A": TIME.timestamp() + 399.0})[0].readings
        assert silent.kind == "at most"
        assert "not picked" in silent.reason
        assert picked.kind == "measured"
        assert silent.value >= picked.value - 0.01 * MAG


class TestWhatIsMissing:
    def test_without_any_response_one_reason_stands_for_all(self) -> None:
        for one in measure([record("A", 10.0, amplitude_nm=1.0, seconds=900.0)], known=()):
            assert not one.readings
            assert "no instrument response" in scale_magnitude(one).magnitude.reason

    def test_a_response_that_contradicts_itself_is_named_and_the_others_stay(self) -> None:
        made = pair(200.0)
        good, bad = (block(one.seed_id) for one in made)
        bad = PoleZeroBlock(bad.seed_id, bad.comments, bad.zeros, bad.poles, 1.5e4 * bad.constant)
        _, ms = measure_magnitudes(
            made, book=StationMetadata(blocks=(good, bad)), origin=origin(), onsets={}, travel_time_s=float
        )
        rows = {row.station: row for row in ms.readings}
        assert rows["XX.A"].kind == "measured"
        assert "response left out" in rows["XX.B"].reason
        assert scale_magnitude(ms).stations == 1

    def test_a_broken_inventory_is_a_reason_and_no_error(self) -> None:
        made = record("A", 10.0, amplitude_nm=2000.0, seconds=900.0)

        def inventory(**stage):
            told = {"stage_gain": 1e9, "stage_gain_frequency": 1.0, "input_units": "M/S"} | stage
            response = SimpleNamespace(response_stages=[SimpleNamespace(**told)], instrument_sensitivity=None)

            class Sta(list):
                code = "A"

            class Book(list):
                def get_response(self, *_):
                    return response

            class Net(list):
                code = "XX"

            return Book([Net([Sta()])])

        for stage, said in (
            ({}, None),
            ({"stage_gain": None}, "cannot be evaluated"),
            ({"stage_gain": 0.0}, "its gain is 0"),
            ({"stage_gain": float("nan")}, "its gain is nan"),
            ({"input_units": "V"}, "not a ground motion"),
        ):
            responses, reasons = record_responses([made], StationMetadata(inventories=(inventory(**stage),)))
            if said is None:
                assert list(responses) == ["XX.A..BHZ"]
            else:
                assert said in reasons["XX.A..BHZ"]

    def test_an_absurd_magnitude_is_a_reason_and_no_error(self) -> None:
        _, ms = measure([record("A", 10.0, amplitude_nm=2e12, seconds=900.0)])
        assert "no event has" in ms.readings[0].reason


class TestSharedError:
    def test_a_poor_epicentre_widens_the_magnitude(self) -> None:
        made = pair(20.0)
        width = []
        for major_km in (10.0, 400.0):
            magnitude = scale_magnitude(measure(made, where=origin(major_km=major_km))[1]).magnitude
            width.append(magnitude.high - magnitude.low)
        assert width[1] > width[0] + 0.02 * MAG

    def test_stations_all_round_cancel_the_error_of_the_epicentre(self) -> None:
        azimuth = np.array([0.0, 90.0, 180.0, 270.0])
        latitude, longitude = destination(40.0, 100.0, np.full(4, 30.0), azimuth)

        def linear(distance, _):
            return 0.02 * distance

        round_it = position_sd(
            origin(major_km=200.0), latitude=latitude, longitude=longitude, correction=linear
        )
        one_side = position_sd(
            origin(major_km=200.0), latitude=latitude[:1], longitude=longitude[:1], correction=linear
        )
        # One standard deviation of 200 km / 2.146 is 0.84 degrees.
        assert one_side == pytest.approx(0.02 * 200.0 / 2.146 / 111.195, rel=0.02)
        assert round_it < 0.05 * one_side


class TestOneDirection:
    def test_stations_on_one_side_leave_an_error_that_more_of_them_do_not_average_out(self) -> None:
        few, many = (np.linspace(0.0, 10.0, n) for n in (4, 40))
        # Half of the variance is shared: 0.34 / sqrt(2) is 0.24.
        assert direction_sd(few, station_sd=0.34) > 0.15 * MAG
        assert direction_sd(many, station_sd=0.34) == pytest.approx(0.24 * 0.93, abs=0.02 * MAG)

    def test_stations_all_round_leave_little(self) -> None:
        assert direction_sd(np.linspace(0.0, 360.0, 12, endpoint=False), station_sd=0.34) < 0.06 * MAG

    def test_one_station_shares_nothing_and_none_is_no_error(self) -> None:
        assert direction_sd(np.array([10.0]), station_sd=0.34) == 0.0
        assert direction_sd(np.array([]), station_sd=0.34) == 0.0

    def test_an_array_is_one_direction(self) -> None:
        made = [record(f"A{i}", 10.0, amplitude_nm=2000.0, seconds=900.0) for i in range(3)]
        _, ms = measure(made)
        assert ms.direction_sd == 0.0
        assert measure(pair(15.0))[1].direction_sd > 0.05 * MAG


class TestGroups:
    def test_an_array_counts_once(self) -> None:
        rows = tuple(
            StationMagnitude(
                station=f"XX.A{i}",
                channel=f"XX.A{i}..BHZ",
                kind="measured",
                value=4.0 + 0.1 * i,
                group="XX.A0",
            )
            for i in range(5)
        )
        magnitude = scale_magnitude(ScaleReadings("mb", rows))
        assert magnitude.stations == 1
        assert magnitude.magnitude.value == pytest.approx(4.2, abs=0.01 * MAG)

    def test_groups_do_not_hang_on_the_order_of_records(self) -> None:
        channels = [Channel(f"X.A{i}..BHZ", 60.0 + 0.02 * i, 5.0) for i in range(4)]
        assert path_groups(channels) == path_groups(channels[::-1])


class TestRealRecords:
    def test_kambarata_gives_ms_at_eight_stations_and_a_reason_at_the_ninth(self, shared: Path) -> None:
        waveforms = read_waveforms([shared / "source_type" / "kambarata_explosion_2009-12-22"])
        time = datetime(2009, 12, 22, 5, 54, 35, tzinfo=UTC)
        where = origin().model_copy(update={"time": time, "latitude": 41.74, "longitude": 73.38})
        _, ms = measure_magnitudes(
            waveforms.records, book=waveforms.book, origin=where, onsets={}, travel_time_s=float
        )
        refused = {row.station: row.reason for row in ms.readings if row.value is None}
        assert list(refused) == ["KZ.KKAR"]
        assert "its own poles, zeros and constant say" in refused["KZ.KKAR"]
        found = scale_magnitude(ms)
        assert found.stations == 8
        # Stations agree to a third of a unit: one wrong gain of a factor of two would stand out.
        values = [row.value for row in ms.readings if row.value is not None]
        assert max(values) - min(values) < 0.35 * MAG

    def test_the_packaged_ms_at_tjn_is_what_its_record_gives(self, shared: Path) -> None:
        folder = shared / "dprk"
        waveforms = read_waveforms(
            [folder / "waveforms" / "DPRK4.mseed"],
            stations=[folder / "waveforms" / "traces.csv"],
            responses=[folder / "responses" / "KG.sacpz.txt"],
        )
        time = datetime(2016, 1, 6, 1, 30, 1, tzinfo=UTC)
        where = origin().model_copy(update={"time": time, "latitude": 41.30, "longitude": 129.07})
        records = [one for one in waveforms.records if one.channel.station == "KG.TJN"]
        _, ms = measure_magnitudes(records, book=waveforms.book, origin=where, onsets={}, travel_time_s=float)
        (packaged,) = load_case("dprk-2016-01").discriminants.magnitudes
        expected = next(row.value for row in packaged.readings if row.station == "KG.TJN")
        assert next(row.value for row in ms.readings) == pytest.approx(expected, abs=0.02 * MAG)
