"""The program: exit code 0 answered, 1 not answered, 2 bad input, 130 interrupted, 141 nobody read on."""

from __future__ import annotations

# Little is loaded here: before `main` runs, an interrupt would end in a traceback.
import errno
import gc
import os
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

ANSWERED = 0
# As a shell shows it where a program was interrupted (128 + SIGINT), and where it ends because the reader of
# its output left (128 + SIGPIPE): nobody took the answer, so it is none of the others.
INTERRUPTED, READER_LEFT = 130, 141
MAX_COMMAND_CHARACTERS = 40  # of a command's name in the envelope
_STANDARD_STREAMS = (0, 1, 2)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code.

    Parameters
    ----------
    arguments : list of str, optional
        By default those of the process.
    """
    signal.signal(signal.SIGINT, _interrupt)
    sys.unraisablehook = _report_unraisable
    # One answer and the process ends: to look for garbage often, and among what was imported, takes a tenth
    # of its time.
    gc.freeze()
    gc.set_threshold(50_000)
    output_is_closed = _open_closed_streams()
    code = run(sys.argv[1:] if arguments is None else arguments)
    # From here on an interrupt ends the process without a word.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(READER_LEFT if output_is_closed and code == ANSWERED else code)


def run(arguments: list[str]) -> int:
    """Run the command line and return the exit code; errors are named on stderr, and in the envelope.

    Parameters
    ----------
    arguments : list of str
        Without the name of the program.
    """
    try:
        return _run(arguments)
    finally:
        if "testban.cli.logs" in sys.modules:
            sys.modules["testban.cli.logs"].stop_logging()


def _run(arguments: list[str]) -> int:
    try:
        from testban.cli.app import click_command
        from testban.cli.messages import forget_notes
        from testban.safe_io import plain_where_needed

        plain_where_needed()
        forget_notes()
        code = click_command()(
            args=arguments, standalone_mode=False, prog_name="testban", obj=tuple(arguments)
        )
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_left()
    except SystemExit as leaving:
        # Typer and rich leave by themselves where the reader of our output does.
        if isinstance(leaving.__context__, OSError) and leaving.__context__.errno == errno.EPIPE:
            return _reader_left()
        raise
    except (Exception, KeyboardInterrupt) as error:
        return _fail(arguments, error)
    if code == INTERRUPTED:
        return _fail(arguments, KeyboardInterrupt())
    return int(code or ANSWERED)


def _fail(arguments: list[str], error: BaseException) -> int:
    """Print the reason, with an envelope where one was asked for; a fault of testban is raised again."""
    # An import that was interrupted may raise whatever it likes.
    interrupted = isinstance(error, KeyboardInterrupt) or signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    if interrupted:
        # Nothing that takes time to load: the user wants to leave.
        message, status, code = "interrupted", "not answered", INTERRUPTED
    else:
        from testban.cli.failures import describe_failure

        failure = describe_failure(error, arguments)
        if failure is None:
            raise error
        message, status, code = failure.message, failure.status, failure.code
    from testban.cli.envelope import envelope, print_json
    from testban.cli.messages import print_message

    print_message(message)
    try:
        if "--json" in arguments:
            print_json(envelope(_command_name(arguments), status=status, result=None, errors=[message]))
        sys.stdout.flush()
    except OSError:  # the output itself is what failed
        _discard_output()
    return code


def _command_name(arguments: list[str]) -> str:
    """Return the first word that is not an option, as it may be printed."""
    name = next((argument for argument in arguments if not argument.startswith("-")), "")
    if name.isascii() and name.isalnum():
        return name[:MAX_COMMAND_CHARACTERS]
    from testban.safe_io import printable

    return printable(name, MAX_COMMAND_CHARACTERS)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt once; the next interrupt ends the process at once."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    raise KeyboardInterrupt


def _report_unraisable(report: UnraisableHookArgs) -> None:
    """End the process where an interrupt was raised in a place that cannot pass it on."""
    if report.exc_type is KeyboardInterrupt:
        os.kill(os.getpid(), signal.SIGINT)
    sys.__unraisablehook__(report)


def _open_closed_streams() -> bool:
    """Open what was closed before the program started, and say whether stdout was.

    Otherwise the next file that is opened would take the place of stdout, and be written to.
    """
    for number in _STANDARD_STREAMS:
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    output_is_closed = sys.stdout is None
    if output_is_closed:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the life of the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the life of the process
    return output_is_closed


def _reader_left() -> int:
    _discard_output()
    return READER_LEFT


def _discard_output() -> None:
    """Send what is still buffered nowhere, or Python complains on leaving."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
