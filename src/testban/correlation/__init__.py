"""Comparing waveforms: lags and similarity."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.correlation.delays import ChannelPick, DifferentialTime, pair_delays
    from testban.correlation.errors import CorrelationError
    from testban.correlation.lag import Lag, correlate, lag_sd_s
    from testban.correlation.onset_lags import onset_lag

__all__ = [
    "ChannelPick",
    "CorrelationError",
    "DifferentialTime",
    "Lag",
    "correlate",
    "lag_sd_s",
    "onset_lag",
    "pair_delays",
]
