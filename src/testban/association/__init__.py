"""Making events out of detections, and saying how far each is above the false-alarm threshold."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.association._associate import Hypocentre, Site, associate, explained_window
    from testban.association._find_events import find_events
    from testban.association._vertical_records import vertical_records
    from testban.association.curve import FirstArrivals, first_arrivals
    from testban.association.detected_event import ColocatedEvent, DetectedEvent, EventsFromRecords
    from testban.association.errors import AssociationError, NoEventError
    from testban.association.refine import move_to, read_arrivals
    from testban.association.repeat import Repeat, find_repeats
    from testban.association.score import score_places

__all__ = [
    "AssociationError",
    "ColocatedEvent",
    "DetectedEvent",
    "EventsFromRecords",
    "FirstArrivals",
    "Hypocentre",
    "NoEventError",
    "Repeat",
    "Site",
    "associate",
    "explained_window",
    "find_events",
    "find_repeats",
    "first_arrivals",
    "move_to",
    "read_arrivals",
    "score_places",
    "vertical_records",
]
