"""One documented envelope for every answer in JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence

ENVELOPE_SCHEMA = "testban.envelope/1"


def envelope(
    command: str, *, status: str, result: object, warnings: Sequence[str] = (), errors: Sequence[str] = ()
) -> dict[str, object]:
    """Wrap a result: ``{schema, command, status, result, warnings, errors}``.

    `status` is "answered", "not answered" or "bad input".

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
        "warnings": list(warnings),
        "errors": list(errors),
    }


def answer(
    command: str,
    result: object,
    *,
    as_json: bool,
    render: Callable[[], None],
    warnings: Sequence[str] = (),
) -> None:
    """Print an answer: the envelope, or what `render` draws; warnings go to stderr then.

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
    """
    if as_json:
        print_json(envelope(command, status="answered", result=result, warnings=warnings))
        return
    for warning in warnings:
        print(f"testban: {warning}", file=sys.stderr)
    render()


def print_json(content: dict[str, object]) -> None:
    """Write JSON to stdout; a NaN would be a fault of ours and is refused."""
    json.dump(content, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write("\n")
