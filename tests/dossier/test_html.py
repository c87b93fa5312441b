"""The page: self-contained, whole, the same each time, and unmoved by hostile text."""

from __future__ import annotations

import re
from functools import cache

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier import builders
from dossier.page import ALLOWED, Page
from testban.dossier import FolderError, html_text, overview, write_html
from testban.model import Excluded, ExternalInput, Screening

FINDINGS = {
    "plain": lambda: builders.finding(builders.event()),
    "answered, no corrections, no yield": lambda: builders.finding(
        builders.event(answered=True, calibrated=False, energy=False)
    ),
    "two events": lambda: builders.finding(builders.event(count=9), builders.event(count=9, latitude=50.0)),
    "many events": lambda: builders.many(6),
    "no arrivals": lambda: builders.finding(builders.event(count=0)),
    "not located": builders.not_located,
    "hostile": lambda: builders.finding(
        builders.event(count=9, text=builders.HOSTILE, answered=True, calibrated=False, energy=False),
        text=builders.HOSTILE,
    ),
}


@cache
def html_of(name: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        if name == "many events":
            patch.setattr(overview, "MAX_IN_FULL", 3)  # a third of the figures
        return html_text(FINDINGS[name]())


@pytest.fixture(scope="module", params=FINDINGS)
def html(request) -> str:
    return html_of(request.param)


@pytest.fixture(scope="module")
def page(html) -> Page:
    return Page(html)


class TestEveryPage:
    def test_nothing_is_loaded_from_anywhere(self, page, html):
        for attribute in ("src", "srcset", "data", "action", "poster", "formaction", "background", "ping"):
            assert page.values(attribute) == []
        assert all(target.startswith("#") for target in page.values("href") + page.values("xlink:href"))
        assert all(re.fullmatch(r"#[\w-]+", url) for url in re.findall(r"url\((.*?)\)", html))
        assert "@import" not in html
        policy = [attrs for _, attrs in page.elements if attrs.get("http-equiv") == "Content-Security-Policy"]
        assert policy[0]["content"].startswith("default-src 'none'")

    def test_only_elements_of_the_template_occur(self, page):
        assert {tag for tag, _ in page.elements} <= ALLOWED
        assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]

    def test_every_link_leads_somewhere_on_the_page(self, page):
        identifiers = page.values("id")
        assert len(identifiers) == len(set(identifiers))
        targets = {target[1:] for target in page.values("href") + page.values("xlink:href")}
        assert targets <= set(identifiers)
        labels = {name for value in page.values("aria-labelledby") for name in value.split()}
        assert labels <= set(identifiers)

    def test_every_figure_and_table_is_accessible(self, page):
        assert page.values("lang", "html") == ["en"]
        assert page.count("h1") == 1
        assert page.count("figcaption") == page.count("figure") == page.count("svg")
        assert all(len(label) > 20 for label in page.values("aria-label", "svg"))
        assert page.values("role", "svg") == ["img"] * page.count("svg")
        assert page.count("caption") == page.count("table")
        assert all(
            attrs.get("scope") in ("row", "col", "rowgroup") for tag, attrs in page.elements if tag == "th"
        )

    def test_it_is_small(self, html):
        assert len(html.encode()) < (3_000_000 if "All epicentres" in html else 1_500_000)

    def test_no_character_is_left_that_turns_or_breaks_the_page(self, html):
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", html)


@pytest.fixture(scope="module")
def text() -> str:
    return Page(html_of("plain")).text


class TestContent:
    @pytest.mark.parametrize(
        "question",
        ["What", "Where", "When", "How big", "How sure", "What else it could be", "What it engages"],
    )
    def test_the_first_screen_asks_the_seven_questions(self, text, question):
        assert re.search(rf"\b{question}\b", text[: text.index("Where and when")])

    def test_numbers_come_with_their_interval(self, text):
        assert "61 to 520 kt" in text
        assert "180 kt (61 to 520 kt at 90 %)" in text
        assert "6.30 (6.14 to 6.46 at 90 %)" in text

    def test_no_line_ends_between_a_number_and_its_unit(self):
        around_figures = re.sub(r"<svg.*?</svg>", "", html_of("plain"), flags=re.DOTALL)
        assert not re.search(r"\d (?:%|kt)(?!\w)", around_figures)

    def test_a_depth_is_screened_in_km(self):
        interval = {"value": 33.2, "low": 25.1, "high": 41.0, "threshold": 10.0}
        deep = Screening(test="depth", considered=True, result="screened out", reason="deep", **interval)
        event = builders.event(count=0).model_copy(update={"screening": (deep,)})
        assert "33 km (25 to 41 km) 10 km" in Page(html_text(builders.finding(event))).text

    def test_what_others_measured_is_said_to_be_theirs(self, text):
        assert "mb 6.30, taken from others" in text

    def test_unverified_entries_are_counted_and_each_marked(self, text):
        assert "13 of 20 have a part not yet checked" in text
        assert text.count("⚠ paragraph number unverified") == 13

    def test_insufficient_data_comes_with_its_reason(self, text):
        assert "Insufficient data. No discriminant is measured" in text

    def test_a_missing_value_is_replaced_by_its_reason(self):
        text = Page(html_of("answered, no corrections, no yield")).text
        assert "input withheld: mb is withheld" in text
        assert "no reference event shares a path" in text
        assert "withheld for this run" in text

    def test_what_was_not_used_is_listed_with_the_reason(self, text):
        assert "arrival:RES/P 82.1 s late: beyond any model error" in text

    def test_no_event_says_why(self):
        text = Page(html_of("not located")).text
        assert "Not located, because three arrivals of two stations cannot define an origin" in text
        assert "Signals that belong to no event (3)" in text

    def test_every_arrival_and_obligation_has_a_row(self):
        finding = builders.finding(builders.event(count=91))
        identifiers = Page(html_text(finding)).values("id")
        assert {f"arrival:{row.id}" for row in finding.events[0].arrivals} <= set(identifiers)
        assert sum(name.startswith("obligation:1:") for name in identifiers) == 20

    def test_numbers_lead_to_their_inputs(self):
        page = Page(html_of("plain"))
        links = set(page.values("href", "a"))
        assert {"#external:mb", "#table:ak135", "#external:reference:dprk-2016-09", "#arrivals-1"} <= links

    def test_a_few_arrivals_are_linked_one_by_one(self):
        page = Page(html_text(builders.finding(builders.event(count=5))))
        assert {f"#arrival:ST0{i}/P" for i in range(5)} <= set(page.values("href", "a"))


@pytest.fixture(scope="module")
def many() -> Page:
    return Page(html_of("many events"))


class TestManyEvents:
    def test_the_first_screen_says_how_many_there_are_and_where_the_others_stand(self, many):
        assert "How many 6 events" in many.text
        assert "3 are shown in full" in many.text
        assert "The others, with their arrivals and the paragraphs they engage, are in" in many.text

    def test_every_event_has_a_row_and_only_those_in_full_a_link(self, many):
        links = [target for target in many.values("href", "a") if target.startswith("#event-")]
        assert links == ["#event-1", "#event-5", "#event-6"]
        assert all(f"{number} 2017-09-03 03:30:0" in many.text for number in range(1, 7))

    def test_those_in_full_are_eight_the_one_called_nuclear_and_those_with_the_most_arrivals(self):
        assert overview.in_full(builders.many(12)) == [1, 6, 7, 8, 9, 10, 11, 12]

    def test_the_same_obligations_are_listed_once(self, many):
        assert sum(name.startswith("obligation:") for name in many.values("id")) == 20
        assert many.text.count("reasons, as for event 1") == 2

    def test_a_row_of_the_table_is_all_that_one_more_event_adds(self, monkeypatch):
        monkeypatch.setattr(overview, "MAX_IN_FULL", 1)
        few = builders.many(3)
        lots = few.model_copy(update={"events": few.events * 40})
        assert len(html_text(lots).encode()) - len(html_text(few).encode()) < 117 * 2000

    def test_up_to_eight_events_are_all_in_full(self):
        page = Page(html_of("two events"))
        assert {"event-1", "event-2"} <= set(page.values("id"))
        assert "How many" not in page.text


class TestHostileText:
    def test_it_is_shown_as_text(self):
        page = Page(html_of("hostile"))
        assert "<script>alert(1)</script>" in page.text
        assert "{{7*7}}" in page.text

    @settings(deadline=None, max_examples=40)
    @given(st.text(max_size=60), st.text(min_size=1, max_size=40))
    def test_no_text_makes_an_element_or_breaks_a_link(self, text, name):
        finding = builders.finding(
            title=text,
            statement=text or "-",
            not_used=(Excluded(id=name, reason=name),),
            unassociated_signals=(Excluded(id=name, reason=text or "-"),),
        )
        finding = finding.model_copy(
            update={
                "provenance": finding.provenance.model_copy(
                    update={
                        "external_inputs": (ExternalInput(name=name, value=text, source=text or "-"),) * 2,
                        "parameters": {name: text},
                    }
                )
            }
        )
        page = Page(html_text(finding))
        assert {tag for tag, _ in page.elements} <= ALLOWED
        assert len(page.values("id")) == len(set(page.values("id")))
        assert {target[1:] for target in page.values("href")} <= set(page.values("id"))


class TestWriting:
    def test_the_same_finding_gives_the_same_bytes(self, tmp_path):
        first = html_of("plain").encode()
        with mpl.rc_context({"font.size": 30.0, "axes.facecolor": "red", "svg.fonttype": "path"}):
            second = write_html(FINDINGS["plain"](), tmp_path / "two").read_bytes()
        assert first == second

    def test_the_user_s_settings_of_matplotlib_are_left_alone(self):
        with mpl.rc_context({"font.size": 30.0}):
            html_text(FINDINGS["no arrivals"]())
            assert mpl.rcParams["font.size"] == 30.0

    def test_a_file_in_the_way_is_named(self, tmp_path):
        (tmp_path / "out").write_text("mine")
        with pytest.raises(FolderError, match="out"):
            write_html(builders.not_located(), tmp_path / "out")
        assert (tmp_path / "out").read_text() == "mine"
