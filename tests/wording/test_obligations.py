"""Obligations in groups: what all share is said once, and nothing is lost."""

from __future__ import annotations

from dossier import builders
from testban.wording.obligations import group_obligations


def rows(*reasons):
    return tuple(
        builders.obligation(i, "").model_copy(update={"outcome": "not in force", "reason": reason})
        for i, reason in enumerate(reasons)
    )


def test_what_all_reasons_hold_is_said_once_wherever_it_stands():
    (group,) = group_obligations(rows("since 2006; it forbids; declared", "since 2009; it forbids; declared"))
    assert group.reason == "it forbids; declared"
    assert [row.reason for row in group.rows] == ["since 2006", "since 2009"]


def test_one_paragraph_alone_keeps_its_reason():
    (group,) = group_obligations(rows("since 2006; it forbids"))
    assert (group.reason, group.rows[0].reason) == ("", "since 2006; it forbids")


def test_every_part_of_every_reason_is_still_there():
    reasons = ("a; b; c", "b; d; a", "a; e; b")
    (group,) = group_obligations(rows(*reasons))
    for row, reason in zip(group.rows, reasons, strict=True):
        assert set(f"{group.reason}; {row.reason}".split("; ")) == set(reason.split("; "))
