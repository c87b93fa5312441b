"""The law around an event, as the page shows it: Council answers, measures, exemptions, review clause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from testban.regime import Entry, law_page


@dataclass(frozen=True)
class CouncilAnswer:
    """What the Council adopted after an earlier test."""

    test: str
    symbol: str
    title: str
    days: int


@dataclass(frozen=True)
class Clause:
    """A paragraph in a few words; `checked` says whether substance and number were seen in a document."""

    name: str
    text: str
    checked: bool


@dataclass(frozen=True)
class LawAround:
    """What stands next to the obligations; nothing in it was decided later than `as_of`."""

    as_of: date
    answers: tuple[CouncilAnswer, ...]
    measures: tuple[str, ...]
    exemptions: tuple[Clause, ...]
    review: Clause | None
    unverified: int


def law_around(as_of: date) -> LawAround:
    """Collect the law around an event on a date.

    Examples
    --------
    >>> around = law_around(date(2017, 9, 3))
    >>> around.answers[0].symbol, around.review.name
    ('S/RES/1718 (2006)', 'S/RES/2270 (2016) 51')
    """
    page = law_page(as_of)
    entries = [measure.entry for measure in page.measures.measures]
    with_exemption = [entry for entry in entries if entry.paragraph.exemptions]
    review = page.measures.review_clause
    return LawAround(
        as_of=as_of,
        answers=tuple(
            CouncilAnswer(
                earlier_test.test.when[:10],
                earlier_test.instrument.symbol,
                earlier_test.instrument.title,
                earlier_test.days,
            )
            for earlier_test in page.earlier_tests
            if earlier_test.instrument is not None and earlier_test.days is not None
        ),
        measures=tuple(_name(entry) for entry in entries),
        exemptions=(
            *(_clause(entry) for entry in page.measures.humanitarian),
            *(Clause(_name(entry), "; ".join(_words(entry)), _checked(entry)) for entry in with_exemption),
        ),
        review=_clause(review) if review else None,
        unverified=sum(not _checked(entry) for entry in entries),
    )


def _name(entry: Entry) -> str:
    return f"{entry.instrument.symbol} {entry.paragraph.paragraph}"


def _words(entry: Entry) -> list[str]:
    return [exemption.text for exemption in entry.paragraph.exemptions]


def _checked(entry: Entry) -> bool:
    flags = entry.paragraph.verification
    return bool(flags.substance == "verified" and flags.paragraph_number == "verified")


def _clause(entry: Entry) -> Clause:
    return Clause(_name(entry), entry.paragraph.paraphrase, _checked(entry))
