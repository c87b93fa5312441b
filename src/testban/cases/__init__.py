"""Packaged reference cases: tabulated facts with citations."""

from testban.cases.case import Case
from testban.cases.errors import CaseError
from testban.cases.load import DEFINITION, case_file, case_ids, load_case, read_case

__all__ = [
    "DEFINITION",
    "Case",
    "CaseError",
    "case_file",
    "case_ids",
    "load_case",
    "read_case",
]
