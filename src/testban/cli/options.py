"""Options that several commands have, worded once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from testban.cli.panels import INPUT, METHOD, OUTPUT

Json = Annotated[bool, typer.Option("--json", help="Print one JSON envelope.", rich_help_panel=OUTPUT)]
Stations = Annotated[
    Path | None,
    typer.Option(
        help="Station file: CSV, StationXML or another known table.",
        metavar="FILE",
        dir_okay=False,
        rich_help_panel=INPUT,
    ),
]
Responses = Annotated[
    Path | None,
    typer.Option(
        help="Instrument responses: StationXML, RESP or SACPZ.", metavar="PATH", rich_help_panel=INPUT
    ),
]
DEFAULT_MODEL = "ak135"
Model = Annotated[
    str,
    typer.Option(
        help="Velocity model: ak135, or a .tvel or .nd file.", metavar="NAME|FILE", rich_help_panel=METHOD
    ),
]
Level = Annotated[
    float,
    typer.Option(
        help="Level of ellipses and intervals.",
        metavar="LEVEL",
        min=0.5,
        max=0.999,
        rich_help_panel=METHOD,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Date of the law; by default today.", rich_help_panel=INPUT),
]
Topic = Annotated[
    str | None, typer.Option("--topic", help="Only paragraphs of this topic.", rich_help_panel=INPUT)
]
Calibration = Annotated[
    Path | None,
    typer.Option(
        help="Path corrections, as `testban calibrate` writes them.",
        metavar="FILE",
        dir_okay=False,
        rich_help_panel=METHOD,
    ),
]
Criteria = Annotated[
    str | None,
    typer.Option(
        help="Event definition criteria: idc-reb, or a YAML file.",
        metavar="NAME|FILE",
        rich_help_panel=METHOD,
    ),
]
