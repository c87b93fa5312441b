"""Events relative to each other from their files of measurements, without a waveform."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import testban.cases
from testban.measurements import Measurements, StationRatio, write_measurements
from testban.model import BadInputError, Detection, LevelTime, NotAnsweredError
from testban.relocation.run import relocate_files
from testban.travel_times import TravelTimes

MOVED_KM = (0.9, -0.6)
LATER_S, COMMON_S = 40 * 86400.0, 0.13
CASES = Path(testban.cases.__file__).parent


def measured(*, moved: bool, stations: int = 9, noise_s: float = 0.01, seed: int = 1) -> Measurements:
    """Times at half of the height and P/S of an event; moved by a known way and with a slower source."""
    rng = np.random.default_rng(seed)
    distance_deg = rng.uniform(2.0, 6.0, stations)
    azimuth_deg = np.linspace(0.0, 320.0, stations)
    errors = np.random.default_rng(seed + moved).normal(scale=noise_s, size=(stations, 2))
    first = TravelTimes.load("ak135").first_p(distance_deg, 0.0)
    toward = np.array([np.sin(np.radians(azimuth_deg)), np.cos(np.radians(azimuth_deg))]).T
    shift = -first.ray_parameter_s_per_deg / 111.195 * (toward @ MOVED_KM)
    start = 1.6e9 + moved * LATER_S
    onsets, ratios = [], []
    for k in range(stations):
        at = start + float(first.time_s[k]) + moved * (float(shift[k]) + COMMON_S)
        levels = tuple(
            LevelTime(band, at + delay + errors[k, j], max(noise_s, 0.005), 40.0)
            for j, (band, delay) in enumerate((((1.5, 3.0), 0.7), ((2.0, 4.0), 0.5)))
        )
        onsets.append(Detection(f"XX.S{k}", at, 0.1, 40.0, "up", levels))
        ratios.append(
            StationRatio(f"XX.S{k}", (4.0, 8.0), distance_deg[k] * 111.195, azimuth_deg[k], 0.3, "measured")
        )
    name = "second" if moved else "first"
    return Measurements(name, start, 40.0, 100.0, "made", tuple(onsets), tuple(ratios), (), ())


def write(folder: Path, *events: Measurements) -> list[Path]:
    paths = [folder / f"m{k}.yaml" for k in range(len(events))]
    for path, event in zip(paths, events, strict=True):
        path.write_text(write_measurements(event), encoding="utf-8")
    return paths


def normed(event: dict, east: float, north: float) -> float:
    """How far a place lies from the answer, in radii of its ellipse."""
    ellipse = event["ellipse_90"]
    off, turn = (
        np.array([event["east_m"] - east, event["north_m"] - north]),
        np.radians(ellipse["strike_deg"]),
    )
    along = off @ [np.sin(turn), np.cos(turn)] / ellipse["major_m"]
    across = off @ [np.cos(turn), -np.sin(turn)] / ellipse["minor_m"]
    return float(np.hypot(along, across))


class TestMoved:
    def test_a_moved_source_is_found_whatever_its_own_slowness_adds(self, tmp_path: Path) -> None:
        paths = write(tmp_path, measured(moved=False), measured(moved=True))
        result = relocate_files(paths, reference="first")
        event = next(one for one in result["events"] if one["id"] == "second")
        assert np.hypot(event["east_m"] - 900.0, event["north_m"] + 600.0) < 150.0
        assert normed(event, 900.0, -600.0) < 1.0
        assert event["ellipse_90"]["major_m"] < 800.0
        assert {one["bands"] for one in result["differential_times"]} == {2}
        assert [one["name"] for one in result["inputs"]] == [path.name for path in paths]
        assert result["slowness_source"].startswith("ak135, first P from 40.000, 100.000 at 0 km: event ")

    def test_two_packaged_tests_lie_where_other_stations_put_them(self) -> None:
        """Offsets of Gibbons et al. (2017), Geophys. J. Int. 208, 101, as continued to the sixth test."""
        paths = [CASES / name / "measurements.yaml" for name in ("dprk-2016-01", "dprk-2017")]
        result = relocate_files(paths, reference="dprk-2016-01")
        event = next(one for one in result["events"] if one["id"] == "dprk-2017")
        assert event["ellipse_90"]["major_m"] < 1500.0
        for east, north in ((165.0, 251.0), (344.0, 114.0)):
            assert normed(event, east, north) < 1.0


class TestNotAnswered:
    def test_a_station_without_a_slowness_is_named(self, tmp_path: Path) -> None:
        first, second = measured(moved=False), measured(moved=True)
        paths = write(
            tmp_path, replace(first, ratios=first.ratios[1:]), replace(second, ratios=second.ratios[1:])
        )
        reasons = {one["id"]: one["reason"] for one in relocate_files(paths)["not_used"]}
        assert reasons["XX.S0"] == "no slowness of P is known: the tables state no P/S there"

    def test_the_same_event_again_is_named(self, tmp_path: Path) -> None:
        paths = write(tmp_path, measured(moved=False), measured(moved=False))
        with pytest.raises(NotAnsweredError, match="two are needed; m1: the same event as m0"):
            relocate_files(paths)

    def test_onsets_alone_are_no_differential_times(self, tmp_path: Path) -> None:
        bare = [
            replace(one, onsets=tuple(replace(onset, levels=()) for onset in one.onsets))
            for one in (measured(moved=False), measured(moved=True))
        ]
        with pytest.raises(NotAnsweredError, match="times at half of the height"):
            relocate_files(write(tmp_path, *bare))

    def test_measurements_among_differential_times_are_refused(self, tmp_path: Path) -> None:
        pairs = tmp_path / "pairs.txt"
        pairs.write_text("A B 2010-01-01T00:00:00 2010-01-01T00:00:01 N P", encoding="utf-8")
        with pytest.raises(BadInputError, match=r"m0\.yaml: a file of measurements among a table of"):
            relocate_files([pairs, *write(tmp_path, measured(moved=False))])

    def test_two_files_of_one_name_whose_events_are_not_told_apart_are_refused(self, tmp_path: Path) -> None:
        paths = []
        for moved in (False, True):
            folder = tmp_path / str(moved)
            folder.mkdir()
            paths += write(folder, replace(measured(moved=moved), event="event 1"))
        with pytest.raises(BadInputError, match="two events would be called m0"):
            relocate_files(paths)
