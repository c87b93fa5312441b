"""Commands that say what the law is on a date: obligations, measures, treaty, register."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from testban.cli.envelope import answer
from testban.model import NotAnsweredError, ObligationOutcome, Verification
from testban.regime.answers import (
    account_data,
    cap_data,
    faults_data,
    in_force_data,
    measures_data,
    supposed_event_data,
    treaty_data,
)
from testban.regime.caps import Account, count_deliveries, read_deliveries
from testban.regime.errors import CapError, LawDateError
from testban.regime.lint import Fault, check_register, count_verification
from testban.regime.measures import NO_LAPSE, CapToday, Measure, MeasuresInForce, find_cap, measures_in_force
from testban.regime.questions import InForce, SupposedEvent, obligations_in_force, obligations_of_kind
from testban.regime.register import Entry, Register, load_register, read_register
from testban.regime.states import find_state, named
from testban.regime.taxonomy import load_taxonomy
from testban.regime.treaty import TreatyStatus, ctbt_status

WIDTH = 80

AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Date of the law; today if left out.")
]
Topic = Annotated[str | None, typer.Option("--topic", help="Only paragraphs of this topic.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("obligations")(obligations)
    app.command("measures")(measures)
    treaty = typer.Typer(help="Where a treaty stands.", no_args_is_help=True)
    treaty.command("ctbt")(treaty_ctbt)
    # A group with one command would lose its name without a callback.
    treaty.callback()(_nothing)
    app.add_typer(treaty, name="treaty")
    register = typer.Typer(help="The register of instruments and paragraphs.", no_args_is_help=True)
    register.command("check")(register_check)
    register.callback()(_nothing)
    app.add_typer(register, name="register")


def _nothing() -> None:
    pass


def obligations(
    state: Annotated[str | None, typer.Option("--state", help="State by ISO code or name.")] = None,
    as_of: AsOf = None,
    topic: Topic = None,
    event: Annotated[
        str | None, typer.Option("--event", metavar="KIND", help="A supposed event, such as nuclear_test.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say which paragraphs are in force on a date, or what a supposed event would engage."""
    day, warnings = law_date(as_of)
    register = load_register()
    code = find_state(state).code if state else None
    if event is None:
        found = obligations_in_force(register, as_of=day, state=code, topic=topic)
        answer(
            "obligations",
            in_force_data(found, as_of=day, state=code, topic=topic, register=register),
            as_json=as_json,
            render=lambda: _render_in_force(found, day, code, register),
            warnings=warnings,
        )
        return
    supposed = obligations_of_kind(register, event, as_of=day, state=code, topic=topic)
    answer(
        "obligations",
        supposed_event_data(supposed, as_of=day, state=code, topic=topic, register=register),
        as_json=as_json,
        render=lambda: _render_supposed(supposed, day, code, register),
        warnings=warnings,
    )


def measures(
    as_of: AsOf = None,
    topic: Topic = None,
    cap: Annotated[
        str | None, typer.Option("--cap", metavar="COMMODITY", help="Count deliveries against this cap.")
    ] = None,
    deliveries: Annotated[
        Path | None, typer.Option("--deliveries", metavar="FILE", help="CSV with date, amount, unit.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the sanctions in force on a date, or count reported deliveries against a cap."""
    day, warnings = law_date(as_of)
    register = load_register()
    if (cap is None) != (deliveries is None):
        raise CapError("--cap and --deliveries go together: the cap to count against, and what was reported")
    if cap is not None and deliveries is not None:
        today = find_cap(register, cap, day)
        accounts = count_deliveries(
            today.cap, read_deliveries(_read(deliveries), name=deliveries.name), as_of=day
        )
        result = {
            "as_of": day.isoformat(),
            "entry": today.entry.id,
            "cap": cap_data(today),
            "accounts": [account_data(account) for account in accounts],
        }
        answer(
            "measures",
            result,
            as_json=as_json,
            render=lambda: _render_accounts(today, accounts, day),
            warnings=warnings,
        )
        return
    found = measures_in_force(register, day, topic=topic)
    answer(
        "measures",
        measures_data(found, topic=topic, register=register),
        as_json=as_json,
        render=lambda: _render_measures(found, register),
        warnings=warnings,
    )


def treaty_ctbt(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Say where the Comprehensive Nuclear-Test-Ban Treaty stands, who is missing and by what step."""
    day, warnings = law_date(as_of)
    status = ctbt_status(load_register(), day)
    answer(
        "treaty",
        treaty_data(status),
        as_json=as_json,
        render=lambda: _render_treaty(status),
        warnings=(*warnings, *status.warnings),
    )


def register_check(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of register files; the packaged register if left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check the register: references, dates, circles, sources, words."""
    register = load_register() if folder is None else read_register(folder)
    faults = check_register(register)
    if faults and not as_json:
        _render_faults(faults, register)
        raise NotAnsweredError(f"{len(faults)} faults in the register")
    answer(
        "register",
        faults_data(faults, register),
        as_json=as_json,
        render=lambda: _render_faults(faults, register),
    )
    if faults:
        raise typer.Exit(1)


def law_date(text: str | None) -> tuple[date, tuple[str, ...]]:
    """Read the date of the law; today if none is given, with a warning where the register cannot know.

    Raises
    ------
    LawDateError
        The text is no date.

    Examples
    --------
    >>> law_date("2017-09-03")[0].isoformat()
    '2017-09-03'
    """
    if text is None:
        day = datetime.now(UTC).date()
    else:
        try:
            day = date.fromisoformat(text.strip())
        except ValueError:
            raise LawDateError(f"date {text!r} does not exist or is not YYYY-MM-DD") from None
    until = load_taxonomy().known_until
    if day > until:
        return day, (f"the register was compiled as of {until}; what was decided later is not in it",)
    return day, ()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CapError(f"{path.name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise CapError(f"{path.name}: byte {error.start} is not UTF-8") from None


# Rendering: plain lines of at most 80 columns.


def say(text: str = "", *, indent: int = 0, hang: int = 0) -> None:
    """Print text wrapped at 80 columns; `hang` indents the lines after the first."""
    first, rest = " " * indent, " " * (indent + hang)
    print(textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=rest) if text else "")


def mark(verification: Verification) -> str:
    """Say what of an entry is not verified; empty when all of it is.

    Examples
    --------
    >>> mark(Verification(substance="verified", paragraph_number="unverified"))
    ' [unverified: paragraph number]'
    """
    parts = (("substance", verification.substance), ("paragraph number", verification.paragraph_number))
    said = []
    for flag, word in (("unverified", "unverified"), ("conflict", "sources conflict")):
        which = [name for name, value in parts if value == flag]
        if which:
            said.append(f"{word}: {', '.join(which)}")
    return f" [{'; '.join(said)}]" if said else ""


def _title(entry: Entry) -> str:
    return f"{entry.instrument.symbol}, {entry.paragraph.paragraph}"


def _counts(register: Register) -> None:
    counts = count_verification(register)
    say()
    say(
        f"Of {counts.paragraphs} paragraphs in the register {counts.substance_and_number_verified} are "
        "verified, "
        f"{counts.substance_only} in substance only, {counts.neither} are unverified (from memory), "
        f"{counts.conflict} in conflict between sources. Paraphrases, not legal text."
    )


def _render_in_force(found: tuple[InForce, ...], day: date, code: str | None, register: Register) -> None:
    say(f"In force on {day}{f', addressed to {named(code)}' if code else ''}: {len(found)} paragraphs")
    for symbol, items in groupby(found, key=lambda item: item.entry.instrument.symbol):
        say()
        say(symbol)
        for item in items:
            paragraph = item.entry.paragraph
            say(
                f"{paragraph.paragraph}  ({paragraph.force}, {', '.join(paragraph.addressees)}) "
                f"{paragraph.paraphrase}{mark(paragraph.verification)}",
                indent=2,
                hang=4,
            )
    _counts(register)


def _render_supposed(supposed: SupposedEvent, day: date, code: str | None, register: Register) -> None:
    say(f"Law as of {day}: {supposed.label}{f' ({named(code)})' if code else ''}, as supposed")
    if supposed.said:
        say(supposed.said)
    for outcome, group in groupby(supposed.outcomes, key=lambda item: item.outcome):
        items = list(group)
        say()
        if outcome in ("not in force", "not addressed"):
            say(f"{outcome} ({len(items)})")
            for reason, same in groupby(sorted(items, key=lambda item: item.reason), key=lambda i: i.reason):
                say(f"{', '.join(_short(item) for item in same)}: {reason}", indent=2, hang=4)
            continue
        for conditions, same in groupby(items, key=lambda item: item.conditional_on):
            say(f"{outcome}, if: {'; '.join(conditions) or 'nothing further'}")
            for item in same:
                _render_outcome(item)
    _counts(register)


def _short(item: ObligationOutcome) -> str:
    return f"{item.symbol}, {item.paragraph}"


def _render_outcome(item: ObligationOutcome) -> None:
    say(
        f"{item.symbol}, {item.paragraph}  ({item.force}, {item.addressee}) "
        f"{item.paraphrase}{mark(item.verification)}",
        indent=2,
        hang=4,
    )


def _render_measures(found: MeasuresInForce, register: Register) -> None:
    say(f"Measures in force on {found.as_of}: {len(found.measures)}")
    for measure in found.measures:
        _render_measure(measure)
    say()
    say("Humanitarian path")
    for entry in found.humanitarian:
        say(
            f"{_title(entry)}  {entry.paragraph.paraphrase}{mark(entry.paragraph.verification)}",
            indent=2,
            hang=4,
        )
    if not found.humanitarian:
        say("no paragraph of the register opens one on this date", indent=2)
    say()
    say("Review")
    clause = found.review_clause
    if clause:
        say(
            f"{_title(clause)}  {clause.paragraph.paraphrase}{mark(clause.paragraph.verification)}",
            indent=2,
            hang=4,
        )
    say(NO_LAPSE, indent=2, hang=2)
    _counts(register)


def _render_measure(measure: Measure) -> None:
    paragraph = measure.entry.paragraph
    say()
    say(f"{_title(measure.entry)}  {paragraph.paraphrase}{mark(paragraph.verification)}", hang=2)
    for cap in measure.caps:
        say(_cap_text(cap), indent=4, hang=2)
    for deadline in paragraph.deadlines:
        say(f"due {deadline.date}: {deadline.what}", indent=4, hang=2)
    for way in paragraph.exemptions:
        unverified = "" if way.verification == "verified" else f" [{way.verification}]"
        say(
            f"except: {way.text}{f' (entry {way.paragraph})' if way.paragraph else ''}{unverified}",
            indent=4,
            hang=2,
        )
    for step in measure.history:
        say(
            f"before, until {step.until}: {_title(step.entry)}  {step.entry.paragraph.paraphrase}",
            indent=4,
            hang=2,
        )
    for entry in measure.amended_by:
        say(f"see also {_title(entry)}", indent=4)


def _limits_text(cap: CapToday) -> str:
    limits = [
        f"{limit.maximum:,.0f} {limit.unit}" if limit.maximum is not None else f"no figure ({limit.unit})"
        for limit in cap.cap.limits
    ]
    rule = f" ({cap.cap.rule})" if cap.cap.rule else ""
    return f"{' or '.join(limits)}{rule}"


def _cap_text(cap: CapToday) -> str:
    if cap.window:
        when = f"from {cap.window.starts} to {cap.window.ends}"
    else:
        when = f"from {cap.cap.starts}, {'every twelve months' if cap.cap.recurs else f'to {cap.cap.ends}'}"
    unverified = "" if cap.cap.verification == "verified" else f" [{cap.cap.verification}]"
    note = f"; {cap.cap.note}" if cap.cap.note else ""
    return f"cap on {cap.cap.commodity}: {_limits_text(cap)} {when}{unverified}{note}"


def _render_accounts(cap: CapToday, accounts: Iterable[Account], day: date) -> None:
    say(f"Deliveries reported by {day} against {_title(cap.entry)}")
    say(_cap_text(cap), indent=2, hang=2)
    for account in accounts:
        say()
        if account.remaining is None or account.percent is None:
            say(f"{account.delivered:,.2f} {account.limit.unit} in {account.deliveries} deliveries")
        else:
            over = account.remaining < 0.0
            left = f"{abs(account.remaining):,.2f} {account.limit.unit} {'over the cap' if over else 'left'}"
            say(
                f"{account.delivered:,.2f} {account.limit.unit} in {account.deliveries} deliveries: "
                f"{account.percent:.2f} %, {left}"
            )
        if account.notices_passed:
            passed = ", ".join(f"{notice:g} %" for notice in account.notices_passed)
            say(f"notice thresholds passed: {passed}", indent=2)
        for reason in account.not_counted:
            say(f"not counted: {reason}", indent=2, hang=2)


def _render_treaty(status: TreatyStatus) -> None:
    say(f"Comprehensive Nuclear-Test-Ban Treaty on {status.as_of}")
    say(status.force.reason)
    for remark in status.remarks:
        say(remark)
    say()
    say(
        "; ".join(f"{step}: {len(states)}" for step, states in status.by_step.items()) + " (of 44 in Annex 2)"
    )
    say()
    say(f"Missing: {len(status.missing)}")
    for state, step in status.missing:
        signed = f"signed {state.signed}" if state.signed else "not signed"
        withdrawn = state.ratification_withdrawn
        said = f", ratification withdrawn {withdrawn}" if withdrawn and withdrawn <= status.as_of else ""
        flag = "" if state.verification == "verified" else f" [{state.verification}]"
        say(f"{state.code}  {state.name}: {signed}{said}; still has to {step}{flag}", indent=2, hang=5)


def _render_faults(faults: tuple[Fault, ...], register: Register) -> None:
    for fault in faults:
        say(f"{fault.file}: entry {fault.entry!r}, field {fault.field}: {fault.message}", hang=2)
    say(f"{len(register.files)} files, {len(register.entries)} paragraphs, {len(faults)} faults")
    _counts(register)
