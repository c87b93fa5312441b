"""Records played again, shared between stations or put together from pieces are named and not used."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from obspy import read

from synthetic_records import network, quake
from testban.measurements import MAX_DIFFERENT_BITS, different_bits
from testban.model import NotAnsweredError
from testban.pipeline import observe
from testban.processing import process_waveforms
from testban.processing.replays import known_noise


def reasons(folder: Path) -> str:
    (result,) = process_waveforms([folder])
    return "\n".join(f"{row.id}: {row.reason}" for row in result.not_used)


def onset(samples: np.ndarray) -> int:
    """Sample of the first motion well above the noise of the first minute."""
    return int(np.flatnonzero(np.abs(samples) > 8.0 * samples[:1200].std())[0])


class TestFingerprints:
    def test_those_that_come_with_the_package_are_all_far_apart(self) -> None:
        pairs = combinations(known_noise(), 2)
        assert min(different_bits(a.fingerprint, b.fingerprint) for a, b in pairs) > MAX_DIFFERENT_BITS

    def test_sound_records_of_several_stations_share_none(self, tmp_path: Path) -> None:
        folder = quake(network(count=6), latitude=40.3, longitude=100.2).write(tmp_path)
        assert "one record" not in reasons(folder)
        assert "come again" not in reasons(folder)


class TestOneRecordAtTwoStations:
    @pytest.mark.parametrize("factor", [1.0, 1.37, -20.0])
    def test_a_copy_of_another_size_and_time_is_named_at_both(self, tmp_path: Path, factor: float) -> None:
        made = quake(network(count=8), latitude=40.3, longitude=100.2)
        source, target = ({name[-1]: name for name in made.traces if code in name} for code in ("S00", "S03"))
        shift = onset(made.traces[target["Z"]]) - onset(made.traces[source["Z"]])
        for component in "ZNE":
            made.traces[target[component]] = factor * np.roll(made.traces[source[component]], shift)
        text = reasons(made.write(tmp_path))
        assert "one record at two stations" in text
        assert "XX.S00" in text
        assert "XX.S03" in text


class TestTiledNoise:
    def test_noise_that_repeats_sample_for_sample_is_named_with_its_period(self, tmp_path: Path) -> None:
        made = quake(network(count=6), latitude=40.3, longitude=100.2)
        name = next(name for name in made.traces if name.endswith("Z"))
        data = made.traces[name]
        data[:1500] = np.tile(data[:500], 3)
        assert f"{name}: its samples come again, one by one, after 25.0 s" in reasons(made.write(tmp_path))

    def test_a_dead_stretch_is_not_called_a_repetition(self, tmp_path: Path) -> None:
        made = quake(network(count=6), latitude=40.3, longitude=100.2)
        name = next(name for name in made.traces if name.endswith("Z"))
        made.traces[name][:1500] = 7.0
        assert "come again" not in reasons(made.write(tmp_path))


class TestReplay:
    @pytest.mark.parametrize("event", ["DPRK4", "DPRK6"])
    def test_records_of_a_test_years_later_and_larger_are_called_copies(
        self, shared: Path, tmp_path: Path, event: str
    ) -> None:
        folder = shared / "dprk" / "waveforms"
        stream = read(str(folder / f"{event}.mseed"), format="MSEED")
        for trace in stream:
            trace.stats.starttime += 3 * 365.25 * 86400
            trace.data = (1.37 * trace.data).astype(np.float32)
        stream.write(str(tmp_path / "replay.mseed"), format="MSEED", encoding="FLOAT32")
        with pytest.raises(NotAnsweredError, match=r"packaged case dprk-201.*copies"):
            observe(str(tmp_path / "replay.mseed"), stations_path=folder / "traces.csv")

    def test_the_records_themselves_are_no_copies(self, shared: Path) -> None:
        folder = shared / "dprk" / "waveforms"
        (result,) = process_waveforms(
            [folder / "DPRK4.mseed"], stations=[folder / "traces.csv"], measure=False
        )
        assert len(result.events) == 1
