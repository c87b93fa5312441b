"""What relative location says of clocks and of the field."""

from __future__ import annotations

import numpy as np
import pytest

from testban.relocation.run import relocate_pairs
from testban.relocation.tables import Pairs

MS = 1e-3
AZIMUTHS = np.radians([10.0, 75.0, 130.0, 200.0, 260.0, 320.0])
NAMES = [f"X{k}" for k in range(AZIMUTHS.size)]
EVENTS = 14


@pytest.fixture(scope="module")
def made() -> dict:
    """Events within 200 m, P and S at six stations; the clock of X2 is 300 ms late for event 5."""
    rng = np.random.default_rng(31)
    paths = [(name, phase) for name in NAMES for phase in ("P", "S")]
    paths.append(("Y", "P"))
    azimuth = np.append(np.repeat(AZIMUTHS, 2), 0.5)
    length = np.append(np.tile([0.16, 0.28], AZIMUTHS.size), 0.16)
    slowness = length[:, None] * np.column_stack([np.sin(azimuth), np.cos(azimuth)])
    place = rng.uniform(-0.2, 0.2, (EVENTS, 2))
    time = -(slowness @ place.T) + 1 * MS * rng.standard_normal((len(paths), EVENTS))
    time[4:6, 5] += 300 * MS
    first, second = np.triu_indices(EVENTS, 1)
    path = np.repeat(np.arange(len(paths)), first.size)
    first, second = np.tile(first, len(paths)), np.tile(second, len(paths))
    pairs = Pairs(
        events=tuple(f"E{k}" for k in range(EVENTS)),
        paths=tuple(paths),
        first=first,
        second=second,
        path=path,
        lag_s=time[path, second] - time[path, first],
        not_used=(),
    )
    return relocate_pairs(
        pairs, {key: (float(a), float(b)) for key, (a, b) in zip(paths, slowness, strict=True)}
    )


class TestClocks:
    def test_a_wrong_clock_is_named_once_with_its_error(self, made: dict) -> None:
        assert [(one["event"], one["station"], one["phase"]) for one in made["outliers"]] == [
            ("E5", "X2", "clock")
        ]
        assert made["outliers"][0]["residual_ms"] == pytest.approx(300.0, abs=5.0)

    def test_the_scale_of_its_clock_stands_beside_each_path(self, made: dict) -> None:
        scales = {one["station"]: one["clock_sd_ms"] for one in made["slowness"]}
        assert all(0.0 < scales[name] < 2.0 for name in NAMES)

    def test_one_phase_tells_no_clock(self, made: dict) -> None:
        assert {one["clock_sd_ms"] for one in made["slowness"] if one["station"] == "Y"} == {None}


def test_the_field_is_named_with_its_length(made: dict) -> None:
    group = made["groups"][0]
    assert 0.0 <= group["field_sd_ms"] < 1.0
    assert 30.0 < group["field_length_m"] < 120.0
