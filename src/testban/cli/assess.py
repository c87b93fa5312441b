"""`testban assess`: from observations to a finding."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from testban.cli.apply_defaults import CommandWithDefaults
from testban.cli.dates import parse_day
from testban.cli.envelope import print_answer
from testban.cli.options import Json, Responses, Stations
from testban.cli.panels import EVIDENCE, METHOD, OUTPUT
from testban.cli.progress import counting, showing_steps
from testban.cli.unanswered import print_unanswered


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
    as_json: Json = False,
) -> int:
    """Go from observations to a finding: where, when, how big, what, and which obligations."""
    from testban.cli.evidence import private_key
    from testban.model import BadInputError

    if sign is not None and out is None:
        raise BadInputError("--sign signs a dossier, and --out, where it goes, is not given")
    key = private_key(sign) if sign is not None else None
    with showing_steps() as show:
        from testban.cli.summary import summarise
        from testban.discrimination import parse_prior
        from testban.pipeline import (
            MAX_INPUT_BYTES,
            assess,
            collect_inputs,
            observe_with_pictures,
            write_finding,
        )

        prior_given = parse_prior(prior) if prior is not None else None
        law_date = parse_day(as_of) if as_of is not None else None
        show(f"reading {Path(target).name}, finding its events")
        observations, pictures = observe_with_pictures(
            target, stations_path=stations, responses_path=responses
        )
        warnings = list(dict.fromkeys(warning for observed in observations for warning in observed.warnings))
        finding = assess(
            observations,
            as_of=law_date,
            prior=prior_given,
            progress=counting(show, "locating and assessing event", len(observations)),
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
                prior=prior_given,
                key=key,
            )
    result = json.loads(finding.to_json())
    if not finding.seismic_events:
        reason = finding.statement[0].lower() + finding.statement[1:].rstrip(".")
        return print_unanswered(
            "assess",
            [reason],
            result=result,
            as_json=as_json,
            warnings=warnings,
            message=f"{target}: {reason}",
        )
    print_answer(
        "assess",
        result,
        as_json=as_json,
        render=lambda: summarise(finding, out),
        warnings=warnings,
    )
    return 0
