"""Comparing waveforms: lags and similarity."""

from testban.correlation.errors import CorrelationError
from testban.correlation.lag import Lag, correlate
from testban.correlation.onset_lags import onset_lag

__all__ = ["CorrelationError", "Lag", "correlate", "onset_lag"]
