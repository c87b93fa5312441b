"""A response that is wrong and agrees with itself is found by what the neighbours saw."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from synthetic_records import network, quake
from testban.measurements import WaveformResult
from testban.processing import process_waveforms


def recorded(folder: Path, sensitivity: dict[str, float | str]) -> WaveformResult:
    """An event on six stations with a sensitivity each, 1e9 counts per m/s where nothing is said."""
    made = quake(network(count=6), latitude=40.3, longitude=100.2)
    made.write(folder)
    table = folder / "stations.csv"
    lines = table.read_text().splitlines()
    rows = [f"{line},{sensitivity.get(line.split(',')[0], 1e9)}" for line in lines[1:]]
    table.write_text("\n".join([lines[0] + ",sensitivity", *rows]) + "\n")
    return process_waveforms([folder])[0]


class TestOneWrongResponse:
    def test_it_is_named_and_its_counts_stay(self, tmp_path: Path) -> None:
        result = recorded(tmp_path, {"XX.S02": 1.5e13})
        assert [fault.reason.split(":")[0] for fault in result.not_used] == ["station XX.S02"]
        assert "times that of its neighbours; response not used" in result.not_used[0].reason or (
            "below the quietest ground" in result.not_used[0].reason
        )
        (event,) = result.events
        seen = {one.channel: one for one in event.measurements.amplitudes}
        assert seen["XX.S02..BHZ"].velocity_m_s is None
        assert seen["XX.S02..BHZ"].amplitude > 1.0
        assert seen["XX.S01..BHZ"].velocity_m_s is not None
        assert {one.station for one in event.measurements.ratios} == {f"XX.S{k:02d}" for k in range(6)}
        assert set(result.waveforms.book.refused) == {f"XX.S02..BH{letter}" for letter in "ENZ"}

    def test_sound_responses_are_left_alone(self, tmp_path: Path) -> None:
        result = recorded(tmp_path, {"XX.S02": 3e9, "XX.S03": 2e8})
        assert result.not_used == ()
        assert all(one.velocity_m_s is not None for one in result.events[0].measurements.amplitudes)

    def test_too_few_neighbours_are_said(self, tmp_path: Path) -> None:
        result = recorded(tmp_path, {"XX.S03": "", "XX.S04": "", "XX.S05": ""})
        assert [fault.id for fault in result.not_used] == ["comparison of responses"]
        assert "XX.S00, XX.S01, XX.S02: fewer than 3 neighbours" in result.not_used[0].reason


@pytest.fixture(scope="module")
def kambarata(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> WaveformResult:
    """The Kambarata explosion, the fault of KZ.KKAR's SACPZ hidden by taking its stated sensitivity away."""
    folder = tmp_path_factory.mktemp("kambarata") / "copy"
    shutil.copytree(shared / "source_type" / "kambarata_explosion_2009-12-22", folder)
    for path in (folder / "IRISDMC").glob("SACPZ.KZ.KKAR*"):
        path.chmod(0o644)
        lines = path.read_text().splitlines()
        path.write_text("\n".join(line for line in lines if "SENSITIVITY" not in line) + "\n")
    return process_waveforms([folder])[0]


class TestKkar:
    def test_its_response_is_named_and_no_other(self, kambarata: WaveformResult) -> None:
        (fault,) = kambarata.not_used
        assert fault.id == "KZ.KKAR..BH response"
        assert "KZ.KKAR: ground motion 0.0005" in fault.reason
        assert "times that of its neighbours; response not used" in fault.reason

    def test_its_p_over_s_stands(self, kambarata: WaveformResult) -> None:
        measurements = kambarata.events[0].measurements
        assert "KZ.KKAR" in {one.station for one in measurements.ratios}
        without = [one.channel for one in measurements.amplitudes if one.velocity_m_s is None]
        assert without == ["KZ.KKAR..BHZ"]
        speeds = [np.log10(one.velocity_m_s) for one in measurements.amplitudes if one.velocity_m_s]
        assert np.std(speeds) < 0.4
