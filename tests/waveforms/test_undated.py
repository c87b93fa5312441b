"""A record whose header holds no date is named and makes no event of 1970."""

from __future__ import annotations

from pathlib import Path

import pytest
from obspy.io.sac import SACTrace

from synthetic_records import network, quake
from testban.waveforms import NoWaveformsError, read_waveforms


def test_sac_without_reference_time_is_refused_by_name(tmp_path: Path) -> None:
    for trace in quake(network(count=4), latitude=40.3, longitude=100.2).stream():
        sac = SACTrace.from_obspy_trace(trace)
        sac.stla, sac.stlo = 40.0, 100.0
        for field in ("nzyear", "nzjday", "nzhour", "nzmin", "nzsec", "nzmsec"):
            setattr(sac, field, None)
        sac.write(str(tmp_path / f"{trace.id}.sac"))
    with pytest.raises(NoWaveformsError, match="no reference time"):
        read_waveforms([tmp_path])
