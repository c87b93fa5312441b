"""The command line: exit code 0 answered, 1 not answered and why, 2 bad input; 141 nobody read on."""

from __future__ import annotations

import errno
import gc
import os
import sys
from typing import Any

import typer

from testban._version import __version__
from testban.cli import assess as assess_commands
from testban.cli import claims, convert, evidence, measure, relocate
from testban.cli import locate as where
from testban.cli import regime as law
from testban.cli import yield_ as size
from testban.cli.envelope import envelope, print_json
from testban.cli.examples import add_examples
from testban.cli.messages import tell
from testban.model import BadInputError, NotAnsweredError
from testban.safe_io import printable

# Typer raises Click's errors, from its own copy of Click or from Click itself, by version.
ClickError: type[Exception] = next(
    one for one in typer.BadParameter.mro() if one.__name__ == "ClickException" and issubclass(one, Exception)
)
ANSWERED, NOT_ANSWERED, BAD_INPUT = 0, 1, 2
# As a shell shows it where a program ends because the reader of its output left (128 + SIGPIPE): nobody took
# the answer, so it is none of the three.
READER_LEFT = 141

app = typer.Typer(
    name="testban",
    help="Verification of the nuclear test ban: from observations to a finding that anyone can re-run.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _module in (assess_commands, where, relocate, measure, convert, evidence, claims, law, size):
    _module.add_commands(app)
add_examples(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"testban {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", help="Print the version.", callback=_print_version, is_eager=True
    ),
) -> None:
    pass


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    # One answer and the process ends: to look for garbage often, and among what was imported, takes a tenth
    # of its time.
    gc.freeze()
    gc.set_threshold(50_000)
    given = sys.argv[1:] if arguments is None else arguments
    sys.exit(run(given))


def run(arguments: list[str]) -> int:
    """Run the command line and return the exit code; errors are named on stderr, and in the envelope."""
    command = printable(next((argument for argument in arguments if not argument.startswith("-")), ""), 40)
    as_json = "--json" in arguments
    try:
        code = _command()(args=arguments, standalone_mode=False, prog_name="testban")
        sys.stdout.flush()
    except BadInputError as error:
        return _fail(command, str(error), "bad input", BAD_INPUT, as_json=as_json)
    except NotAnsweredError as error:
        return _fail(command, str(error), "not answered", NOT_ANSWERED, as_json=as_json)
    except ClickError as error:
        text = error.format_message() if hasattr(error, "format_message") else str(error)
        return _fail(
            command, text or "no command; see testban --help", "bad input", BAD_INPUT, as_json=as_json
        )
    except typer.Abort:
        return _fail(command, "interrupted", "not answered", NOT_ANSWERED, as_json=as_json)
    except BrokenPipeError:
        return _reader_left()
    except SystemExit as left:
        # Typer and rich leave by themselves where the reader of our output does.
        if isinstance(left.__context__, OSError) and left.__context__.errno == errno.EPIPE:
            return _reader_left()
        raise
    except MemoryError:
        return _fail(command, "not enough memory", "not answered", NOT_ANSWERED, as_json=as_json)
    except OSError as error:
        # A file that vanished, a folder that is none, a full disk: named, and never a traceback.
        where = error.filename or "output"
        return _fail(command, f"{where}: {error.strerror or error}", "bad input", BAD_INPUT, as_json=as_json)
    return int(code or ANSWERED)


def _command() -> Any:
    """Return the command line as Click's object, its switches shown as what they are: without a value."""
    made: Any = typer.main.get_command(app)
    waiting = [made]
    while waiting:
        one = waiting.pop()
        waiting += getattr(one, "commands", {}).values()
        # The option --help is none of the parameters until somebody asks for it.
        for parameter in (*one.params, one.get_help_option(typer.Context(one))):
            if getattr(parameter, "is_flag", False):
                parameter.metavar = ""
    return made


def _reader_left() -> int:
    # What is still buffered must go nowhere, or Python complains on leaving.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return READER_LEFT


def _fail(command: str, message: str, status: str, code: int, *, as_json: bool) -> int:
    tell(message)
    if as_json:
        try:
            print_json(envelope(command, status=status, result=None, errors=[message]))
        except OSError:
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - output itself is what failed
    return code
