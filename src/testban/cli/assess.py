"""The main job: `assess`, and `cases` that lists what is packaged."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from testban.cli.envelope import answer, envelope, print_json
from testban.cli.locate import StationsOption
from testban.cli.messages import tell
from testban.cli.progress import counting, showing_steps
from testban.model import BadInputError


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("assess")(assess_command)
    app.command("cases")(cases_command)


def assess_command(
    target: Annotated[
        str,
        typer.Argument(
            help="A packaged case (see `testban cases`), a case folder, a bulletin file, or waveforms."
        ),
    ],
    stations: StationsOption = None,
    responses: Annotated[
        Path | None, typer.Option(help="Instrument responses: StationXML, RESP or SACPZ, file or folder.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the dossier here: a folder, or one file NAME.zip.")
    ] = None,
    sign: Annotated[
        Path | None, typer.Option(help="Sign the dossier with this private key (see `testban keygen`).")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Date of the law; default: the event's own date."),
    ] = None,
    prior: Annotated[
        str | None,
        typer.Option(
            help="Probability of each explanation before the data, as "
            "explosion=0.5,earthquake=0.45,collapse=0.05; default: the packaged one."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the finding as JSON.")] = False,
) -> int:
    """Go from observations to a finding: where, when, how big, what, and what it engages."""
    with showing_steps() as show:
        from testban.cli.evidence import private_key
        from testban.cli.summary import summarise
        from testban.discrimination import parse_prior
        from testban.pipeline import (
            MAX_INPUT_BYTES,
            assess,
            collect_inputs,
            observe_with_pictures,
            write_finding,
        )

        if sign is not None and out is None:
            raise BadInputError("--sign signs a dossier, and --out, where it goes, is not given")
        key = private_key(sign) if sign is not None else None
        beforehand = parse_prior(prior) if prior is not None else None
        law_date = as_of.date() if as_of else None
        show(f"reading {Path(target).name}, finding its events")
        observations, pictures = observe_with_pictures(
            target, stations_path=stations, responses_path=responses
        )
        warnings = list(dict.fromkeys(warning for observed in observations for warning in observed.warnings))
        finding = assess(
            observations,
            as_of=law_date,
            prior=beforehand,
            progress=counting(show, "locating and judging event", len(observations)),
        )
        if out is not None:
            show("drawing and writing the dossier")
            sources = collect_inputs(target, observations, stations_path=stations, responses_path=responses)
            travels = sources.size_bytes <= MAX_INPUT_BYTES
            if not travels:
                size = f"{sources.size_bytes / 2**20:,.0f} MiB"
                warnings.append(
                    f"the inputs, {size}, do not travel in the dossier: it cannot be computed again"
                )
            write_finding(
                finding,
                out,
                sources=sources if travels else None,
                pictures=pictures,
                as_of=law_date,
                prior=beforehand,
                key=key,
            )
    if not finding.events:
        message = finding.statement[0].lower() + finding.statement[1:].rstrip(".")
        tell(f"{target}: {message}")
        if as_json:
            content = json.loads(finding.to_json())
            print_json(
                envelope("assess", status="not answered", result=content, warnings=warnings, errors=[message])
            )
        return 1
    answer(
        "assess",
        json.loads(finding.to_json()),
        as_json=as_json,
        render=lambda: summarise(finding, out),
        warnings=warnings,
    )
    return 0


def cases_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List the packaged cases with what each holds."""
    from testban.cases import case_ids, load_case, read_case

    rows: list[dict[str, Any]] = []
    for identifier in case_ids():
        case, observed = read_case(identifier), load_case(identifier)
        rows.append(
            {
                "id": case.id,
                "title": case.title,
                "arrivals": len(observed.arrivals),
                "stations": len(observed.stations),
                "reference_events": [reference.id for reference in observed.references],
                "external_inputs": [external_input.name for external_input in case.external_inputs],
                "holds": {name: held.model_dump() for name, held in case.holds.items()},
            }
        )

    def render() -> None:
        table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
        table.add_column("case", no_wrap=True)
        table.add_column("what", no_wrap=True)
        table.add_column("arrivals", justify="right")
        table.add_column("references", justify="right")
        for row in rows:
            cells = (row["id"], row["title"], row["arrivals"], len(row["reference_events"]))
            table.add_row(*(str(cell) for cell in cells))
        Console(width=80, highlight=False).print(table)

    answer("cases", rows, as_json=as_json, render=render)
