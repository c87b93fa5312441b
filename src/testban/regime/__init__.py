"""The law as of a date: instruments, obligations, measures, treaty status, chronology, records."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.regime.caps import Account, Delivery, count_deliveries, read_deliveries
    from testban.regime.chronology import (
        LANES,
        ChronologyEntry,
        chronology_entry_data,
        load_chronology,
        match,
        select,
    )
    from testban.regime.chronology_figure import chronology_svg
    from testban.regime.dossier_section import law_page
    from testban.regime.engaged import obligations_engaged
    from testban.regime.errors import CapError, LawDateError, RecordError
    from testban.regime.lint import Fault, check_register, count_verification
    from testban.regime.measures import CapToday, MeasuresInForce, find_cap, measures_in_force, review_clause
    from testban.regime.queries import InForce, SupposedEvent, obligations_in_force, obligations_of_kind
    from testban.regime.record import Record, example_record, parse_record, read_record, record_data
    from testban.regime.register import Entry, Register, load_register, read_register
    from testban.regime.render import (
        accounts_lines,
        chronology_lines,
        faults_lines,
        in_force_lines,
        measures_lines,
        record_lines,
        supposed_event_lines,
        treaty_lines,
    )
    from testban.regime.serialize import (
        account_data,
        cap_data,
        faults_data,
        in_force_data,
        measures_data,
        supposed_event_data,
        treaty_data,
    )
    from testban.regime.states import find_state
    from testban.regime.symbols import Symbol, find_symbols, parse_symbol
    from testban.regime.taxonomy import load_taxonomy
    from testban.regime.treaty import TreatyStatus, ctbt_status

__all__ = [
    "LANES",
    "Account",
    "CapError",
    "CapToday",
    "ChronologyEntry",
    "Delivery",
    "Entry",
    "Fault",
    "InForce",
    "LawDateError",
    "MeasuresInForce",
    "Record",
    "RecordError",
    "Register",
    "SupposedEvent",
    "Symbol",
    "TreatyStatus",
    "account_data",
    "accounts_lines",
    "cap_data",
    "check_register",
    "chronology_entry_data",
    "chronology_lines",
    "chronology_svg",
    "count_deliveries",
    "count_verification",
    "ctbt_status",
    "example_record",
    "faults_data",
    "faults_lines",
    "find_cap",
    "find_state",
    "find_symbols",
    "in_force_data",
    "in_force_lines",
    "law_page",
    "load_chronology",
    "load_register",
    "load_taxonomy",
    "match",
    "measures_data",
    "measures_in_force",
    "measures_lines",
    "obligations_engaged",
    "obligations_in_force",
    "obligations_of_kind",
    "parse_record",
    "parse_symbol",
    "read_deliveries",
    "read_record",
    "read_register",
    "record_data",
    "record_lines",
    "review_clause",
    "select",
    "supposed_event_data",
    "supposed_event_lines",
    "treaty_data",
    "treaty_lines",
]
