"""`testban register check`: the register of instruments and paragraphs, checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from testban.cli.envelope import print_lines, print_result
from testban.cli.options import Json
from testban.cli.panels import LAW
from testban.cli.unanswered import print_unanswered


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    group = typer.Typer(help="The register of instruments and paragraphs.", no_args_is_help=True)
    group.command("check")(register_check_command)

    @group.callback()
    def keep_name() -> None:  # a group with one command would lose its name without a callback
        pass

    app.add_typer(group, name="register", rich_help_panel=LAW)


def register_check_command(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder of register files; by default the packaged one.", metavar="FOLDER"),
    ] = None,
    as_json: Json = False,
) -> int:
    """Check the register: references, dates, circles, sources, words."""
    from testban.api import check_register

    result = check_register(folder)
    if not result.faults:
        print_result("register", result, as_json=as_json, render=lambda: print_lines(result.lines()))
        return 0
    if not as_json:
        print_lines(result.lines())
    return print_unanswered(
        "register", [f"{len(result.faults)} faults in the register"], result=result.to_dict(), as_json=as_json
    )
