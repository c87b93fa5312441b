"""One quantity has one text: terminal, page, statement and bulletins of the packaged findings agree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache

import pytest

from dossier.page import Page
from testban.bulletins import render_ims10, render_quakeml
from testban.cases import case_ids
from testban.cli.summary import summarise
from testban.dossier import html_text
from testban.model import Finding
from testban.pipeline import assess, observe
from testban.safe_io import plain_text
from testban.wording import EventView, OriginView, bulletin_of, view_finding

NUMBER = re.compile(r"[−+]?\d[\d,]*(?:\.\d+)?")


@cache
def finding_of(case: str) -> Finding:
    return assess(observe(case))


@cache
def view_of(case: str) -> EventView:
    return view_finding(finding_of(case)).events[0]


def spaced(text: str) -> str:
    return " ".join(text.split())


def terminal_of(case: str, capsys: pytest.CaptureFixture[str]) -> str:
    summarise(finding_of(case), None)
    return spaced(capsys.readouterr().out)


@cache
def page_of(case: str) -> str:
    return spaced(Page(html_text(finding_of(case))).text)


@cache
def ims_of(case: str) -> str:
    text, _ = render_ims10(bulletin_of(finding_of(case)))
    comments = re.findall(r"^ \((.*)\)$", text, re.MULTILINE)
    return spaced(" ".join(comments))


def as_ims(text: str) -> str:
    return plain_text(text).replace("(", "[").replace(")", "]")


@cache
def quakeml_of(case: str) -> str:
    finding = finding_of(case)
    data = render_quakeml(bulletin_of(finding), key="x", finding=finding).decode()
    texts = re.findall(r"<(?:text|\w+:statement)>(.*?)</", data, re.DOTALL)
    return spaced(" ".join(texts)).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def texts_of(origin: OriginView) -> Iterator[str]:
    yield from (origin.label, origin.time, origin.time_error, origin.position, origin.ellipse, origin.area)


def shared_texts(view: EventView) -> Iterator[str]:
    """What terminal, page and both bulletins hold."""
    for origin in view.origins:
        yield from (origin.time_error, origin.ellipse, origin.area)
    for answer in (view.territory, view.explosive_yield, view.nuclear_basis, view.p_over_s):
        yield from answer.lines
    yield from (item.text for item in view.hypotheses.items)
    yield from (view.hypotheses.evidence, view.hypotheses.prior, view.hypotheses.reason)
    for row in view.screenings:
        yield from (row.test, row.result)
    for line in view.size.lines:
        yield line.partition(" magnitude")[0]


@pytest.mark.parametrize("case", case_ids())
class TestEveryAnswer:
    def test_is_on_the_terminal_word_for_word(self, case: str, capsys: pytest.CaptureFixture[str]) -> None:
        text = terminal_of(case, capsys)
        for answer in view_of(case).answers:
            for line in (*answer.lines, *answer.details, *answer.warnings):
                assert spaced(line) in text
        for group in view_of(case).obligations.groups:
            assert group.count in text
            assert all(row.name in text for row in group.rows)

    def test_is_on_the_page_word_for_word(self, case: str) -> None:
        text, view = page_of(case).casefold(), view_of(case)
        for origin in view.origins:
            quantities = (*texts_of(origin), origin.depth, origin.inspection, origin.network, origin.rms)
            assert [part for part in quantities if spaced(part).casefold() not in text] == []
        for answer in view.summary:
            for line in (*answer.lines, *answer.details, *answer.warnings):
                assert spaced(line).casefold() in text
        for row in view.magnitudes:
            assert row.value.casefold() in text
        assert view.obligations.unverified in text

    def test_is_the_same_in_terminal_page_and_bulletins(
        self, case: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        terminal, page = terminal_of(case, capsys).casefold(), page_of(case).casefold()
        for text in filter(None, shared_texts(view_of(case))):
            assert spaced(text).casefold() in terminal
            assert spaced(text).casefold() in page
            assert as_ims(spaced(text)) in ims_of(case)
            assert spaced(text) in quakeml_of(case)

    def test_is_what_the_statement_says(self, case: str) -> None:
        statement, view = finding_of(case).statement, view_of(case)
        best = view.origins[-1]
        parts = [best.position, best.time_error, best.ellipse, best.area, view.origins[0].position]
        parts += [view.hypotheses.text if view.hypotheses.answered else view.hypotheses.reason]
        parts += [view.explosive_yield.answer.partition(", if")[0], *view.nuclear_basis.lines]
        assert [part for part in parts if part not in statement] == []
        assert view.territory.answer.partition(" ")[2] in statement


@pytest.mark.parametrize("case", case_ids())
class TestNoNumberIsWrittenTwice:
    """A number that the view does not hold would be a second rounding of something."""

    def numbers_of(self, case: str) -> set[str]:
        words = json.dumps(view_finding(finding_of(case)).to_dict(), ensure_ascii=False)
        return set(NUMBER.findall(words)) | {str(len(finding_of(case).not_used))}

    def test_in_the_statement(self, case: str) -> None:
        view = view_finding(finding_of(case)).events[0]
        words = json.dumps([line for answer in view.answers for line in (*answer.lines, *answer.details)],
                           ensure_ascii=False)  # fmt: skip
        assert set(NUMBER.findall(finding_of(case).statement)) <= set(NUMBER.findall(words))

    def test_on_the_terminal(self, case: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert set(NUMBER.findall(terminal_of(case, capsys))) <= self.numbers_of(case)

    def test_in_the_comments_of_a_bulletin(self, case: str) -> None:
        event = bulletin_of(finding_of(case)).events[0]
        comments = " ".join(
            (*event.comments, *(text for origin in event.origins for text in origin.comments))
        )
        assert set(NUMBER.findall(comments)) <= self.numbers_of(case)


def test_the_view_is_plain_data() -> None:
    plain = view_finding(finding_of("dprk-2017")).to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["events"][0]["what"]["lines"] == ["explosion 80 %, earthquake 14 %, collapse 6 %"]
