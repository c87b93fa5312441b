"""From a finding to words: one view of it, and one set of rounding rules."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.wording.answer import Answer
    from testban.wording.bulletin import bulletin_event, bulletin_of
    from testban.wording.hypotheses import (
        HypothesesView,
        HypothesisView,
        ranked,
        view_hypotheses,
        without_texts,
    )
    from testban.wording.legal_context import Clause, CouncilAnswer, LawAround, law_around
    from testban.wording.obligations import Group, group_obligations, unverified, unverified_text
    from testban.wording.origins import (
        OriginView,
        best_origin,
        depth_text,
        depth_texts,
        origins_of,
        view_origin,
    )
    from testban.wording.overview import OverviewRow, overview_row
    from testban.wording.phrases import (
        anchor,
        count_text,
        list_text,
        paragraph_text,
        sentence,
        stopped,
        territory_text,
    )
    from testban.wording.repeats import repeat_text
    from testban.wording.rounding import (
        area_text,
        decimals_text,
        degrees_text,
        difference_text,
        interval_texts,
        level_text,
        number_text,
        origin_time_texts,
        percent_text,
        percent_texts,
        position_text,
        prior_texts,
        quantity_text,
        ratio_interval_text,
        ratio_text,
        seconds_text,
        signed_text,
        status_text,
        time_text,
        two_digits,
    )
    from testban.wording.screening import ScreeningView, view_screening
    from testban.wording.sizes import (
        MagnitudeView,
        p_over_s_text,
        short_magnitude,
        view_magnitude,
        weighed_band,
        yield_range,
        yield_text,
    )
    from testban.wording.statement import state_event
    from testban.wording.territory import basis_text, covered_text
    from testban.wording.view import EventView, FindingView, ObligationsView, view_event, view_finding

__all__ = [
    "Answer",
    "Clause",
    "CouncilAnswer",
    "EventView",
    "FindingView",
    "Group",
    "HypothesesView",
    "HypothesisView",
    "LawAround",
    "MagnitudeView",
    "ObligationsView",
    "OriginView",
    "OverviewRow",
    "ScreeningView",
    "anchor",
    "area_text",
    "basis_text",
    "best_origin",
    "bulletin_event",
    "bulletin_of",
    "count_text",
    "covered_text",
    "decimals_text",
    "degrees_text",
    "depth_text",
    "depth_texts",
    "difference_text",
    "group_obligations",
    "interval_texts",
    "law_around",
    "level_text",
    "list_text",
    "number_text",
    "origin_time_texts",
    "origins_of",
    "overview_row",
    "p_over_s_text",
    "paragraph_text",
    "percent_text",
    "percent_texts",
    "position_text",
    "prior_texts",
    "quantity_text",
    "ranked",
    "ratio_interval_text",
    "ratio_text",
    "repeat_text",
    "seconds_text",
    "sentence",
    "short_magnitude",
    "signed_text",
    "state_event",
    "status_text",
    "stopped",
    "territory_text",
    "time_text",
    "two_digits",
    "unverified",
    "unverified_text",
    "view_event",
    "view_finding",
    "view_hypotheses",
    "view_magnitude",
    "view_origin",
    "view_screening",
    "weighed_band",
    "without_texts",
    "yield_range",
    "yield_text",
]
