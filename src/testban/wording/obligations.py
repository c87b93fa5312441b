"""Obligations in groups of one outcome, with what all rows of a group share said once."""

from __future__ import annotations

from dataclasses import dataclass

from testban.model import ObligationOutcome
from testban.wording.phrases import count_text

# Outcomes in the order a reader asks for them.
OUTCOMES = (
    "prohibition engaged",
    "measure engaged",
    "Council clause engaged",
    "not assessed",
    "exempt",
    "not in force",
    "not addressed",
)


@dataclass(frozen=True)
class Row:
    """One paragraph, with what its group does not say for it."""

    name: str
    obligation: ObligationOutcome
    conditional_on: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Group:
    """The paragraphs of one outcome; `conditional_on` and `reason` hold for each of them."""

    outcome: str
    count: str
    conditional_on: tuple[str, ...]
    reason: str
    rows: tuple[Row, ...]


def group_obligations(obligations: tuple[ObligationOutcome, ...]) -> list[Group]:
    """Group paragraphs by outcome; nothing is lost, what is said once is left out below.

    A reason is taken apart at its semicolons; the parts that all reasons of a group hold are shared.
    """
    return [
        _group(outcome, rows)
        for outcome in OUTCOMES
        if (rows := [row for row in obligations if row.outcome == outcome])
    ]


def unverified(obligations: tuple[ObligationOutcome, ...]) -> list[ObligationOutcome]:
    """Return the entries of which some part was not checked, or on which sources differ."""
    return [
        row
        for row in obligations
        if (row.verification.substance, row.verification.paragraph_number) != ("verified", "verified")
    ]


def conditions_of(obligations: tuple[ObligationOutcome, ...]) -> tuple[str, ...]:
    """Return what outcomes depend on, each condition once."""
    return tuple(dict.fromkeys(condition for row in obligations for condition in row.conditional_on))


def unverified_text(obligations: tuple[ObligationOutcome, ...]) -> str:
    """Write how many entries have a part that nobody has checked, or nothing where all were checked."""
    count = len(unverified(obligations))
    if not count:
        return ""
    verb = "has" if count == 1 else "have"
    return f"{count} of {len(obligations)} {verb} a part not yet checked against the document"


def outcome_text(count: int, outcome: str) -> str:
    """Write how many paragraphs have an outcome.

    Examples
    --------
    >>> outcome_text(8, "Council clause engaged"), outcome_text(1, "not assessed")
    ('8 Council clauses engaged', '1 paragraph not assessed')
    """
    noun, _, rest = outcome.rpartition(" engaged")
    if noun:
        return count_text(count, noun) + " engaged"
    return f"{count_text(count, 'paragraph')} {rest}"


def _group(outcome: str, rows: list[ObligationOutcome]) -> Group:
    parts = [row.reason.split("; ") for row in rows]
    everywhere = set.intersection(*(set(part) for part in parts)) if len(rows) > 1 else set()
    conditions = {row.conditional_on for row in rows}
    common = conditions.pop() if len(conditions) == 1 else ()
    return Group(
        outcome=outcome,
        count=outcome_text(len(rows), outcome),
        conditional_on=common,
        reason="; ".join(text for text in parts[0] if text in everywhere),
        rows=tuple(
            Row(
                name=f"{row.symbol} {row.paragraph}",
                obligation=row,
                conditional_on=() if common else row.conditional_on,
                reason="; ".join(text for text in part if text not in everywhere),
            )
            for row, part in zip(rows, parts, strict=True)
        ),
    )
