"""`testban register check`: the register of instruments and paragraphs, checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from testban.cli.envelope import print_answer, print_lines
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
    from testban.regime import check_register, faults_data, faults_lines, load_register, read_register

    register = load_register() if folder is None else read_register(folder)
    faults = check_register(register)
    if not faults:
        print_answer(
            "register",
            faults_data(faults, register),
            as_json=as_json,
            render=lambda: print_lines(faults_lines(faults, register)),
        )
        return 0
    if not as_json:
        print_lines(faults_lines(faults, register))
    return print_unanswered(
        "register",
        [f"{len(faults)} faults in the register"],
        result=faults_data(faults, register),
        as_json=as_json,
    )
