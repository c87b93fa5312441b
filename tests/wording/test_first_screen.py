"""The first page: each answer says how sure it is and goes no further than the finding."""

from __future__ import annotations

import pytest

from dossier import builders
from testban.dossier import captions
from testban.dossier.evidence import references
from testban.model import Finding
from testban.wording import view_event
from testban.wording.obligations import group_obligations


def answers(finding: Finding) -> dict[str, str]:
    return {row.label: f"{row.answer} {row.detail}" for row in view_event(finding, 1).summary}


def changed(finding: Finding, **fields) -> Finding:
    return finding.model_copy(update={"events": (finding.events[0].model_copy(update=fields),)})


@pytest.fixture(scope="module")
def finding() -> Finding:
    return builders.finding(builders.event())


class TestAnswers:
    def test_without_a_discriminant_no_kind_is_named(self, finding):
        said = answers(finding)
        assert "do not say of which kind" in said["What"]
        assert "explosion" not in said["What"]
        assert "explosion, earthquake and collapse" in said["What else it could be"]

    def test_with_an_answer_the_alternatives_keep_their_probability(self):
        said = answers(builders.finding(builders.event(answered=True)))
        assert "an explosion (93 %)" in said["What"]
        assert "Earthquake (5 %) and collapse (2 %)" in said["What else it could be"]

    def test_the_yield_is_conditional_on_an_explosion(self, finding):
        said = answers(finding)["How big"]
        assert said.startswith(
            "61 to 520 kt Yield at 90 %, if it was a contained explosion; best value 180 kt."
        )

    def test_no_yield_says_why(self):
        assert (
            "No yield: mb is withheld." in answers(builders.finding(builders.event(energy=False)))["How big"]
        )

    def test_a_depth_that_was_set_is_not_given_as_measured(self, finding):
        assert "Depth fixed to 0 km: no depth phase was read." in answers(finding)["When"]

    def test_without_path_corrections_the_uncorrected_answer_is_given_and_said(self):
        said = answers(builders.finding(builders.event(calibrated=False)))
        assert "From the arrivals alone (ak135): 90 % coverage ellipse" in said["Where"]
        assert "No path corrections: no reference event shares a path." in said["How sure"]

    def test_the_calibrated_position_is_not_credited_with_the_uncalibrated_ellipse(self, finding):
        said = answers(finding)["How sure"]
        assert said.startswith("Located to 7.8 km²")
        assert "the published positions of earlier events; 560 km² from the arrivals alone (ak135)" in said
        assert "With path corrections (ak135 with path corrections): 90 %" in answers(finding)["Where"]

    def test_the_inspection_limit_is_named(self, finding):
        limits = "the limits of an on-site inspection (1,000 km², 50 km across)"
        assert f"Within {limits}" in answers(finding)["How sure"]
        wide = finding.events[0].origin.model_copy(update={"ellipse": builders.ellipse(40.0, 20.0)})
        missing = builders.event(count=0, calibrated=False).calibrated_origin
        said = answers(changed(finding, origin=wide, calibrated_origin=missing))
        assert f"Beyond {limits}" in said["How sure"]

    def test_obligations_are_counted_by_outcome_with_what_they_depend_on(self, finding):
        said = answers(finding)["What it engages"]
        assert "8 Council clauses engaged, 8 paragraphs not assessed" in said
        assert "Conditional on: the event was a nuclear explosion" in said
        assert "13 of 20 have a part not yet checked" in said

    def test_no_obligation_is_said(self, finding):
        assert "No paragraph listed" in answers(changed(finding, obligations=()))["What it engages"]

    def test_a_waveform_names_no_state(self, finding):
        assert "a waveform names no State" in answers(finding)["Where"]


class TestObligations:
    def test_what_a_group_shares_is_said_once_and_nothing_is_lost(self):
        first, second = builders.obligation(0, ""), builders.obligation(2, "")
        first = first.model_copy(update={"reason": "no discriminant; in force since 2006"})
        second = second.model_copy(update={"reason": "no discriminant; in force since 2009; reaffirmed"})
        (group,) = group_obligations((first, second))
        assert group.reason == "no discriminant"
        assert group.conditional_on == first.conditional_on
        assert [row.reason for row in group.rows] == [
            "in force since 2006",
            "in force since 2009; reaffirmed",
        ]
        assert [row.conditional_on for row in group.rows] == [(), ()]

    def test_conditions_that_differ_stay_with_their_rows(self):
        rows = (builders.obligation(0, ""), builders.obligation(1, ""))
        (group,) = group_obligations(rows)
        assert group.conditional_on == ()
        assert [row.conditional_on for row in group.rows] == [row.conditional_on for row in rows]

    def test_a_single_row_keeps_its_whole_reason(self):
        (group,) = group_obligations((builders.obligation(0, ""),))
        assert (group.reason, group.rows[0].reason) == ("", builders.obligation(0, "").reason)

    def test_engaged_comes_before_not_assessed_before_not_addressed(self):
        outcomes = [group.outcome for group in group_obligations(builders.obligations())]
        assert outcomes == ["Council clause engaged", "not assessed", "not addressed"]


class TestCaptions:
    def test_every_caption_says_what_its_figure_cannot_show(self):
        finding = builders.finding(builders.event(answered=True))
        for describe in (
            captions.stations_caption,
            captions.site_caption,
            captions.residuals_caption,
            captions.yield_caption,
            captions.hypotheses_caption,
        ):
            caption = describe(finding)
            assert len(caption.cannot_show) > 40
            assert caption.shows in caption.alternative

    def test_the_caption_counts_what_is_drawn(self, finding):
        shows = captions.stations_caption(finding).shows
        assert "49 stations by use (45 used, 3 down-weighted and 1 not used)" in shows

    def test_what_lies_beyond_the_axis_is_named(self, finding):
        assert "Beyond the axis: ST07/P +82.1 s." in captions.residuals_caption(finding).shows


class TestEvidence:
    def test_a_long_list_that_is_the_arrivals_used_is_named_so(self, finding):
        event = finding.events[0]
        first, *rest = references(event.origin.inputs, event, 1)
        assert (first.text, first.target) == ("48 arrivals used", "arrivals-1")
        assert [link.text for link in rest] == ["table:ak135"]

    def test_any_other_list_is_given_in_full(self, finding):
        event = finding.events[0]
        inputs = tuple(f"arrival:{row.id}" for row in event.arrivals[:20])
        links = references(inputs, event, 1)
        assert [link.text for link in links] == list(inputs)
