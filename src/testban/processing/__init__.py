"""The way of the data, walked once: windows, detections, events, located and measured."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.processing._observe_waveforms import is_waveforms, observe_waveforms
    from testban.processing.from_waveforms import events_from_waveforms, events_in
    from testban.processing.reference_event import ReferenceComparison, compare_with_reference
    from testban.processing.repeats import repeat_signals

__all__ = [
    "ReferenceComparison",
    "compare_with_reference",
    "events_from_waveforms",
    "events_in",
    "is_waveforms",
    "observe_waveforms",
    "repeat_signals",
]
