"""An answer that could not be given, with what is known all the same."""

from __future__ import annotations

from collections.abc import Sequence

from testban.cli.envelope import envelope, print_json
from testban.cli.messages import print_message

NOT_ANSWERED = 1


def print_unanswered(
    command: str,
    reasons: Sequence[str],
    *,
    result: object,
    as_json: bool,
    warnings: Sequence[str] = (),
    message: str | None = None,
) -> int:
    """Print why there is no answer, with `result` in the envelope; returns the exit code.

    Parameters
    ----------
    command : str
        Name of the command.
    reasons : sequence of str
        Listed under ``errors``, and printed to stderr where no `message` is given.
    result : object
        What is known all the same; whatever `json` can write.
    as_json : bool
        Print the envelope.
    warnings : sequence of str
        For the envelope.
    message : str, optional
        Printed to stderr instead of the reasons.
    """
    for line in dict.fromkeys(reasons) if message is None else (message,):
        print_message(line)
    if as_json:
        print_json(envelope(command, status="not answered", result=result, warnings=warnings, errors=reasons))
    return NOT_ANSWERED
