"""Packaged reference cases: tabulated facts with citations."""

from typing import TYPE_CHECKING

from testban._lazy import callable_as_verb, eager

if TYPE_CHECKING or eager(__name__):
    from testban.cases.case import Case
    from testban.cases.errors import CaseError
    from testban.cases.load import DEFINITION, case_file, case_ids, load_case, read_case

callable_as_verb(__name__)

__all__ = [
    "DEFINITION",
    "Case",
    "CaseError",
    "case_file",
    "case_ids",
    "load_case",
    "read_case",
]
