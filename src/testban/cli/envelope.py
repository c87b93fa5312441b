"""One documented envelope for every answer in JSON."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from testban.cli.messages import notes, print_warnings

if TYPE_CHECKING:
    from testban.api import Result

ENVELOPE_SCHEMA = "testban.envelope/1"
# What JSON may hold raw and a terminal obeys or a pipe cannot carry: C1 controls, marks that turn the
# direction of text, halves of surrogate pairs.
_ESCAPED = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def envelope(
    command: str, *, status: str, result: object, warnings: Iterable[str] = (), errors: Iterable[str] = ()
) -> dict[str, object]:
    """Wrap a result: ``{schema, command, status, result, warnings, errors}``.

    Parameters
    ----------
    command : str
        Name of the command.
    status : str
        "answered", "not answered" or "bad input".
    result : object
        Whatever `json` can write; None where there is none.
    warnings, errors : iterable of str
        Each is listed once; the notes of the run stand before the warnings.

    Examples
    --------
    >>> envelope("cases", status="answered", result=[])["schema"]
    'testban.envelope/1'
    """
    return {
        "schema": ENVELOPE_SCHEMA,
        "command": command,
        "status": status,
        "result": result,
        "warnings": list(dict.fromkeys((*notes(), *warnings))),
        "errors": list(dict.fromkeys(errors)),
    }


def print_answer(
    command: str,
    result: object,
    *,
    as_json: bool,
    render: Callable[[], None],
    warnings: Sequence[str] = (),
) -> None:
    """Print an answer: the envelope, or what `render` draws with the first warnings on stderr.

    Parameters
    ----------
    command : str
        Name of the command.
    result : object
        Whatever `json` can write.
    as_json : bool
        Envelope instead of text.
    render : callable
        Draws the answer for a reader.
    warnings : sequence of str
        Each is printed once.
    """
    if as_json:
        print_json(envelope(command, status="answered", result=result, warnings=warnings))
        return
    print_warnings(warnings)
    render()


def print_result(command: str, result: Result, *, as_json: bool, render: Callable[[], None]) -> None:
    """Print an answer of `testban.api` with its warnings.

    Parameters
    ----------
    command : str
        Name of the command.
    result : Result
        The answer.
    as_json : bool
        Envelope instead of text.
    render : callable
        Draws the answer for a reader.
    """
    print_answer(
        command,
        result.to_dict() if as_json else None,
        as_json=as_json,
        render=render,
        warnings=result.warnings,
    )


def print_json(content: dict[str, object]) -> None:
    """Write JSON to stdout; a NaN would be a fault of testban and is refused."""
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    # Such characters stand only inside strings, where the escape means the same.
    sys.stdout.write(_ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n")


def _visible(line: str) -> str:
    from testban.safe_io import visible

    return visible(line)


def print_lines(lines: Iterable[str]) -> None:
    """Print lines that are already wrapped."""
    for line in lines:
        print(line if line.isprintable() else _visible(line))
