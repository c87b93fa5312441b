"""From a finding to words: one view of it, and one set of rounding rules."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.wording.answers import Answer, best_origin, radius_km, summarise
    from testban.wording.bulletin import bulletin_of
    from testban.wording.obligations import Group, group_obligations, unverified
    from testban.wording.statement import state_event, two_digits
    from testban.wording.text import (
        anchor,
        count_text,
        interval_texts,
        list_text,
        number_text,
        origin_time_text,
        paragraph_text,
        percent_text,
        percent_texts,
        position_text,
        prior_texts,
        quantity_text,
        repeat_text,
        sentence,
        signed_text,
        status_text,
        stopped,
        territory_text,
        time_text,
        without_texts,
    )

__all__ = [
    "Answer",
    "Group",
    "anchor",
    "best_origin",
    "bulletin_of",
    "count_text",
    "group_obligations",
    "interval_texts",
    "list_text",
    "number_text",
    "origin_time_text",
    "paragraph_text",
    "percent_text",
    "percent_texts",
    "position_text",
    "prior_texts",
    "quantity_text",
    "radius_km",
    "repeat_text",
    "sentence",
    "signed_text",
    "state_event",
    "status_text",
    "stopped",
    "summarise",
    "territory_text",
    "time_text",
    "two_digits",
    "unverified",
    "without_texts",
]
