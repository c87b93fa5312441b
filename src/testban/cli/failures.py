"""What an exception means to who runs the program: a message, a status, an exit code."""

from __future__ import annotations

from dataclasses import dataclass

import typer

from testban.model import BadInputError, NotAnsweredError

NOT_ANSWERED, BAD_INPUT = 1, 2
# Typer raises Click's errors, from its own copy of Click or from Click itself, by version.
_ClickError: type[Exception] = next(
    error for error in typer.BadParameter.mro() if error.__name__ == "ClickException"
)
GLOBAL_OPTIONS = ("-v", "-vv", "--verbose", "--log", "--config")


@dataclass(frozen=True)
class Failure:
    """Why there is no answer."""

    message: str
    status: str
    code: int


def describe_failure(error: BaseException, arguments: list[str]) -> Failure | None:
    """Say what an exception means; None for a fault of testban itself.

    Parameters
    ----------
    error : BaseException
        What was raised.
    arguments : list of str
        Of the command line, for hints.

    Examples
    --------
    >>> from testban.model import BadInputError
    >>> describe_failure(BadInputError("x.csv: no such file"), ["assess", "x.csv"]).code
    2
    >>> describe_failure(ZeroDivisionError(), []) is None
    True
    """
    if isinstance(error, BadInputError):
        return Failure(str(error), "bad input", BAD_INPUT)
    if isinstance(error, NotAnsweredError):
        return Failure(str(error), "not answered", NOT_ANSWERED)
    if isinstance(error, _ClickError):
        return Failure(_usage_message(error, arguments), "bad input", BAD_INPUT)
    if isinstance(error, typer.Abort):
        return Failure("interrupted", "not answered", NOT_ANSWERED)
    if isinstance(error, MemoryError):
        return Failure("not enough memory", "not answered", NOT_ANSWERED)
    if isinstance(error, OSError):
        # A file that vanished, a folder that is none, a full disk: named, and never a traceback.
        return Failure(f"{error.filename or 'output'}: {error.strerror or error}", "bad input", BAD_INPUT)
    return None


def _usage_message(error: Exception, arguments: list[str]) -> str:
    text = error.format_message() if hasattr(error, "format_message") else str(error)
    option = getattr(error, "option_name", None)
    if option in GLOBAL_OPTIONS:
        command = next((argument for argument in arguments if not argument.startswith("-")), "")
        return f"{text.rstrip('.')}; it stands before the command: testban {option} {command}"
    return text or "no command; see testban --help"
