"""The way from records to a measured event, once: windows, detections, events, located and measured."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.processing._process_waveforms import process_waveforms
    from testban.processing.observations import (
        is_waveforms,
        observations_of,
        observe_waveforms,
        windows_with_events,
    )
    from testban.processing.repeats import repeat_signals

__all__ = [
    "is_waveforms",
    "observations_of",
    "observe_waveforms",
    "process_waveforms",
    "repeat_signals",
    "windows_with_events",
]
