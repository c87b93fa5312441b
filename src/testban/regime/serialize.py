"""The answers of this room as plain data, the form in which they are written as JSON."""

from __future__ import annotations

from datetime import date

from testban.regime.caps import Account
from testban.regime.lint import Fault, count_verification
from testban.regime.measures import NO_LAPSE, CapToday, Measure, MeasuresInForce
from testban.regime.queries import InForce, SupposedEvent
from testban.regime.register import Entry, Register
from testban.regime.treaty import TreatyStatus

Plain = dict[str, object]


def entry_data(entry: Entry) -> Plain:
    """Write one paragraph with the symbol and dates of its instrument.

    Examples
    --------
    >>> from testban.regime.register import load_register
    >>> entry_data(load_register().entry("2397-5"))["symbol"]
    'S/RES/2397 (2017)'
    """
    paragraph = entry.paragraph.model_dump(mode="json", by_alias=True)
    return {"symbol": entry.instrument.symbol, "adopted": entry.instrument.adopted.isoformat(), **paragraph}


def supposed_event_data(
    answer: SupposedEvent, *, as_of: date, state: str | None, topic: str | None, register: Register
) -> Plain:
    """Write the answer about a supposed event."""
    return {
        "as_of": as_of.isoformat(),
        "event": answer.kind,
        "event_label": answer.label,
        "state": state,
        "topic": topic,
        "outcomes": [outcome.model_dump(mode="json") for outcome in answer.outcomes],
        "said": answer.remark,
        "register": count_verification(register).model_dump(),
    }


def in_force_data(
    items: tuple[InForce, ...], *, as_of: date, state: str | None, topic: str | None, register: Register
) -> Plain:
    """Write what is in force on a date."""
    return {
        "as_of": as_of.isoformat(),
        "state": state,
        "topic": topic,
        "in_force": [{**entry_data(item.entry), "why_in_force": item.force.reason} for item in items],
        "register": count_verification(register).model_dump(),
    }


def measures_data(measures: MeasuresInForce, *, topic: str | None, register: Register) -> Plain:
    """Write the measures in force on a date."""
    return {
        "as_of": measures.as_of.isoformat(),
        "topic": topic,
        "measures": [_measure_data(measure) for measure in measures.measures],
        "humanitarian_path": [entry_data(entry) for entry in measures.humanitarian],
        "review_clause": entry_data(measures.review_clause) if measures.review_clause else None,
        "remark": NO_LAPSE,
        "register": count_verification(register).model_dump(),
    }


def _measure_data(measure: Measure) -> Plain:
    return {
        **entry_data(measure.entry),
        "caps": [cap_data(cap) for cap in measure.caps],
        "history": [{**entry_data(step.entry), "until": step.until.isoformat()} for step in measure.history],
        "amended_by": [entry.id for entry in measure.amended_by],
    }


def cap_data(cap: CapToday) -> Plain:
    """Write a cap with the window of the day."""
    window = cap.window
    return {
        **cap.cap.model_dump(mode="json", by_alias=True),
        "window": {"from": window.starts.isoformat(), "to": window.ends.isoformat()} if window else None,
        "status": "holds" if window else "begins later",
    }


def account_data(account: Account) -> Plain:
    """Write what deliveries leave of a limit."""
    return {
        "maximum": account.limit.maximum,
        "unit": account.limit.unit,
        "window": {"from": account.window.starts.isoformat(), "to": account.window.ends.isoformat()},
        "delivered": account.delivered,
        "remaining": account.remaining,
        "percent": account.percent,
        "notices_passed": list(account.notices_passed),
        "deliveries": account.deliveries,
        "not_counted": list(account.not_counted),
    }


def treaty_data(status: TreatyStatus) -> Plain:
    """Write where the CTBT stands."""
    return {
        "as_of": status.as_of.isoformat(),
        "in_force": status.force.in_force,
        "reason": status.force.reason,
        "counts": {step: len(states) for step, states in status.by_step.items()},
        "states": [
            {
                "state": state.code,
                "iso2": state.iso2,
                "name": state.name,
                "step": step,
                "signed": state.signed.isoformat() if state.signed else None,
                "ratified": state.ratified.isoformat() if state.ratified else None,
                "ratification_withdrawn": (
                    state.ratification_withdrawn.isoformat() if state.ratification_withdrawn else None
                ),
                "verification": state.verification,
                "source": state.source,
                "note": state.note,
            }
            for step, states in status.by_step.items()
            for state in states
        ],
        "missing": [{"state": state.code, "step": step} for state, step in status.missing],
        "remarks": list(status.remarks),
    }


def faults_data(faults: tuple[Fault, ...], register: Register) -> Plain:
    """Write what the linter found."""
    return {
        "faults": [fault.model_dump() for fault in faults],
        "register": count_verification(register).model_dump(),
    }
