"""Commands of the law: obligations, measures, treaty, chronology, record, register."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from testban.cli.envelope import answer
from testban.model import NotAnsweredError
from testban.regime import (
    CapError,
    LawDateError,
    RecordError,
    account_data,
    accounts_lines,
    cap_data,
    check_register,
    chronology_entry_data,
    chronology_lines,
    count_deliveries,
    ctbt_status,
    example_record,
    faults_data,
    faults_lines,
    find_cap,
    find_state,
    in_force_data,
    in_force_lines,
    load_register,
    load_taxonomy,
    measures_data,
    measures_in_force,
    measures_lines,
    obligations_in_force,
    obligations_of_kind,
    parse_record,
    parse_symbol,
    read_deliveries,
    read_record,
    read_register,
    record_data,
    record_lines,
    select,
    supposed_event_data,
    supposed_event_lines,
    treaty_data,
    treaty_lines,
)

MAX_BYTES = 4 * 1024 * 1024  # of a list of deliveries

AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Date of the law; today if left out.")
]
Topic = Annotated[str | None, typer.Option("--topic", help="Only paragraphs of this topic.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("obligations")(obligations)
    app.command("measures")(measures)
    app.command("chronology")(chronology)
    app.command("record")(record)
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
    symbol: Annotated[
        str | None, typer.Option("--symbol", help="Only this instrument, such as 'S/RES/2397 (2017)'.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say which paragraphs are in force on a date, or what a supposed event would engage."""
    day, warnings = law_date(as_of)
    register = load_register()
    code = find_state(state).code if state else None
    if event is not None and symbol is not None:
        raise LawDateError("--event and --symbol do not go together: an event is asked of every instrument")
    if event is None:
        found = obligations_in_force(register, as_of=day, state=code, topic=topic, symbol=symbol)
        answer(
            "obligations",
            in_force_data(found, as_of=day, state=code, topic=topic, register=register),
            as_json=as_json,
            render=lambda: _print(in_force_lines(found, day, code, register)),
            warnings=warnings,
        )
        return
    supposed = obligations_of_kind(register, event, as_of=day, state=code, topic=topic)
    answer(
        "obligations",
        supposed_event_data(supposed, as_of=day, state=code, topic=topic, register=register),
        as_json=as_json,
        render=lambda: _print(supposed_event_lines(supposed, day, code, register)),
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
            render=lambda: _print(accounts_lines(today, accounts, day)),
            warnings=warnings,
        )
        return
    found = measures_in_force(register, day, topic=topic)
    answer(
        "measures",
        measures_data(found, topic=topic, register=register),
        as_json=as_json,
        render=lambda: _print(measures_lines(found, register)),
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
        render=lambda: _print(treaty_lines(status)),
        warnings=(*warnings, *status.warnings),
    )


def chronology(
    starts: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day, UTC.")] = None,
    ends: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day, UTC.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="tests, launches, resolutions, vetoes, contacts ...")
    ] = None,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Draw it as SVG.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put tests, launches, resolutions, vetoes and contacts on one line, conflicts of dates shown."""
    events = select(starts=_day(starts) if starts else None, ends=_day(ends) if ends else None, kind=kind)
    if not events:
        raise NotAnsweredError("nothing in the chronology between these dates")
    if svg is not None:
        # Only a drawing needs matplotlib, which takes longer to load than any answer here.
        from testban.regime import chronology_svg

        try:
            svg.parent.mkdir(parents=True, exist_ok=True)
            svg.write_text(chronology_svg(events), encoding="utf-8")
        except OSError as error:
            raise RecordError(f"{svg}: cannot be written: {error.strerror}") from None
    answer(
        "chronology",
        {"events": [chronology_entry_data(event) for event in events]},
        as_json=as_json,
        render=lambda: _print(chronology_lines(events)),
    )


def record(
    file: Annotated[
        Path | None, typer.Argument(help="Text of a record; the packaged statement if left out.")
    ] = None,
    meeting: Annotated[
        str | None, typer.Option("--meeting", metavar="S/PV.n", help="The meeting, if known.")
    ] = None,
    day: Annotated[str | None, typer.Option("--date", metavar="DATE", help="Its date, if known.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read a verbatim record: speakers, scan faults put right, and what it refers to in the register."""
    known = parse_symbol(meeting) if meeting else None
    if known is not None and known.series not in ("S/PV", "A/PV"):
        raise RecordError(f"--meeting {meeting!r} is no meeting; a meeting is written S/PV.8053")
    read = parse_record(
        example_record() if file is None else read_record(file),
        name="packaged statement" if file is None else file.name,
        register=load_register(),
        meeting=known,
        day=_day(day) if day else None,
    )
    answer("record", record_data(read), as_json=as_json, render=lambda: _print(record_lines(read)))


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
        _print(faults_lines(faults, register))
        raise NotAnsweredError(f"{len(faults)} faults in the register")
    answer(
        "register",
        faults_data(faults, register),
        as_json=as_json,
        render=lambda: _print(faults_lines(faults, register)),
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
    day = datetime.now(UTC).date() if text is None else _day(text)
    until = load_taxonomy().known_until
    if day > until:
        return day, (f"the register was compiled as of {until}; what was decided later is not in it",)
    return day, ()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise LawDateError(f"date {text!r} does not exist or is not YYYY-MM-DD") from None


def _read(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise CapError(f"{path.name}: larger than {MAX_BYTES:,} bytes: no list of deliveries")
        return data.decode("utf-8")
    except OSError as error:
        raise CapError(f"{path.name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise CapError(f"{path.name}: byte {error.start} is not UTF-8") from None


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
