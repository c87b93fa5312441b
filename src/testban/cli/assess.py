"""`testban assess`: from observations to a finding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from testban.cli.apply_defaults import CommandWithDefaults
from testban.cli.envelope import print_result
from testban.cli.messages import print_message, print_note
from testban.cli.options import DEFAULT_MODEL, Calibration, Criteria, Json, Level, Model, Responses, Stations
from testban.cli.panels import EVIDENCE, INPUT, METHOD, OUTPUT
from testban.cli.progress import showing_steps
from testban.cli.unanswered import print_unanswered
from testban.cli.warm_reader import warm_reader


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("assess", cls=CommandWithDefaults, rich_help_panel=EVIDENCE)(assess_command)


def assess_command(
    target: Annotated[
        str,
        typer.Argument(
            help="A packaged case (see `testban cases`), a case folder, a bulletin file, or waveforms.",
            metavar="INPUT",
        ),
    ],
    stations: Stations = None,
    responses: Responses = None,
    model: Model = DEFAULT_MODEL,
    calibration: Calibration = None,
    criteria: Criteria = None,
    level: Level = 0.9,
    mb: Annotated[
        float | None,
        typer.Option(
            help="Body-wave magnitude that others published, used where none was measured.",
            metavar="MB",
            rich_help_panel=INPUT,
        ),
    ] = None,
    mb_sd: Annotated[
        float | None,
        typer.Option(help="Its standard deviation; by default 0.3.", metavar="SD", rich_help_panel=INPUT),
    ] = None,
    mb_source: Annotated[
        str | None,
        typer.Option(help="Who published it; needed with --mb.", metavar="TEXT", rich_help_panel=INPUT),
    ] = None,
    prior: Annotated[
        str | None,
        typer.Option(
            help="Prior probabilities: explosion=0.5,earthquake=0.45,collapse=0.05.",
            metavar="NAME=P,...",
            rich_help_panel=METHOD,
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            help="Date of the law; by default that of the event.", metavar="DATE", rich_help_panel=METHOD
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Write the dossier here: a folder, or a file NAME.zip.",
            metavar="PATH",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    sign: Annotated[
        Path | None,
        typer.Option(help="Sign the dossier with this private key.", metavar="KEY", rich_help_panel=OUTPUT),
    ] = None,
    signed_at: Annotated[
        datetime | None,
        typer.Option(
            help="Time of signing (UTC) that the dossier states; by default none.",
            metavar="TIME",
            formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Go from observations to a finding: where, when, how big, what, and which obligations."""
    from testban.cli.sign import read_private_key
    from testban.model import BadInputError

    if sign is not None and out is None:
        raise BadInputError("--sign signs a dossier, and --out, where it goes, is not given")
    if signed_at is not None and sign is None:
        raise BadInputError("--signed-at states when a dossier was signed, and --sign is not given")
    key = read_private_key(sign) if sign is not None else None
    with showing_steps() as show:
        warm_reader(target)
        from testban.api import assess
        from testban.cli.summary import summarise

        result = assess(
            target,
            stations=stations,
            responses=responses,
            as_of=as_of,
            level=level,
            model=model,
            prior=prior,
            calibration=calibration,
            criteria=criteria,
            mb=mb,
            mb_sd=mb_sd,
            mb_source=mb_source or "",
            progress=show,
        )
        if out is not None:
            show("drawing and writing the dossier")
            if key is not None:
                print_message(_what_is_signed(result.packed_files()))
            result.write(out, key=key, signed_at=signed_at and signed_at.replace(tzinfo=UTC))
            for warning in result.dossier_warnings():
                print_note(warning)
    if not result.events:
        reason = result.statement[0].lower() + result.statement[1:].rstrip(".")
        return print_unanswered(
            "assess",
            [reason],
            result=result.to_dict(),
            as_json=as_json,
            warnings=result.warnings,
            message=f"{target}: {reason}",
        )
    print_result("assess", result, as_json=as_json, render=lambda: summarise(result.finding, out))
    return 0


def _what_is_signed(names: Sequence[str]) -> str:
    """List the inputs that a signed dossier will hold, before it is signed."""
    if not names:
        return "signing a dossier without inputs"
    return f"signing a dossier with {len(names)} input files: {', '.join(names)}"
