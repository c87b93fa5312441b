"""The commands of the program, in panels, and the options that stand before them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from testban._version import __version__
from testban.cli import (
    assess,
    calibrate,
    cases,
    check,
    chronology,
    config,
    convert,
    locate,
    measure,
    obligations,
    record,
    register,
    relocate,
    sanctions,
    sign,
    treaty,
    verify,
    yield_,
)
from testban.cli.apply_defaults import set_defaults
from testban.cli.defaults import read_defaults
from testban.cli.examples import add_examples
from testban.cli.messages import print_note

app = typer.Typer(
    name="testban",
    help="Verification of the nuclear test ban: from observations to a finding that anyone can re-run.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
# In the order of the help.
_ADDERS: tuple[Callable[[typer.Typer], None], ...] = (
    assess.add_commands,
    cases.add_commands,
    measure.add_commands,
    locate.add_commands,
    calibrate.add_commands,
    relocate.add_commands,
    yield_.add_commands,
    sign.add_commands,
    verify.add_commands,
    check.add_commands,
    obligations.add_commands,
    sanctions.add_commands,
    treaty.add_commands,
    chronology.add_commands,
    record.add_commands,
    register.add_commands,
    convert.add_commands,
    config.add_commands,
)
for _add_commands in _ADDERS:
    _add_commands(app)
add_examples(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"testban {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    verbose: Annotated[
        int,
        typer.Option(
            "-v",
            "--verbose",
            count=True,
            metavar="",
            help="Say what is done; -vv in detail.",
            show_default=False,
        ),
    ] = 0,
    log: Annotated[
        Path | None,
        typer.Option(help="Append the log, in detail, to this file.", metavar="FILE", dir_okay=False),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            help="Take defaults from this file (see `testban config`).", metavar="FILE", dir_okay=False
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    if context.invoked_subcommand != "config" and "--help" not in (context.obj or ()):
        defaults = read_defaults(config)
        set_defaults(context, defaults)
        if log is None and "log" in defaults.values:
            log = Path(str(defaults.values["log"]))
            print_note(f"defaults from {defaults.file}: --log {log}")
    if verbose or log is not None:
        # Loaded here: most runs keep no log.
        from testban.cli.logs import start_logging

        start_logging(verbose, log, arguments=context.obj or ())


def click_command() -> Any:
    """Return the command line as Click's object, its switches shown as what they are: without a value."""
    top: Any = typer.main.get_command(app)
    waiting = [top]
    while waiting:
        command = waiting.pop()
        waiting += getattr(command, "commands", {}).values()
        # The option --help is none of the parameters until somebody asks for it.
        for parameter in (*command.params, command.get_help_option(typer.Context(command))):
            if getattr(parameter, "is_flag", False):
                parameter.metavar = ""
    return top
