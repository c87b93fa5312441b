"""The law as of a date: instruments, obligations, measures, treaty status, chronology, records."""

from testban.regime.chronology import load_chronology, match, select
from testban.regime.engaged import obligations_engaged
from testban.regime.lint import check_register, count_verification
from testban.regime.measures import measures_in_force, review_clause
from testban.regime.page import law_page, law_page_data
from testban.regime.questions import obligations_in_force, obligations_of_kind
from testban.regime.record import parse_record
from testban.regime.register import Register, load_register, read_register
from testban.regime.symbols import Symbol, find_symbols, parse_symbol
from testban.regime.treaty import ctbt_status

__all__ = [
    "Register",
    "Symbol",
    "check_register",
    "count_verification",
    "ctbt_status",
    "find_symbols",
    "law_page",
    "law_page_data",
    "load_chronology",
    "load_register",
    "match",
    "measures_in_force",
    "obligations_engaged",
    "obligations_in_force",
    "obligations_of_kind",
    "parse_record",
    "parse_symbol",
    "read_register",
    "review_clause",
    "select",
]
