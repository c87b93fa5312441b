"""One documented envelope for every answer in JSON."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence

from testban.cli.messages import tell

ENVELOPE_SCHEMA = "testban.envelope/1"
MAX_WARNINGS = 5  # on a terminal; all of them are in --json
# What JSON may hold raw and a terminal obeys or a pipe cannot carry: C1 controls, marks that turn the
# direction of text, halves of surrogate pairs.
_ESCAPED = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


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
    """Print an answer: the envelope, or what `render` draws; the first warnings go to stderr then.

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
        Each is said once.
    """
    if as_json:
        said = list(dict.fromkeys(warnings))
        print_json(envelope(command, status="answered", result=result, warnings=said))
        return
    warn(warnings)
    render()


def warn(warnings: Sequence[str]) -> None:
    """Say the first warnings on stderr, each once, and how many there are besides."""
    said = list(dict.fromkeys(warnings))
    for warning in said[:MAX_WARNINGS]:
        tell(warning)
    if len(said) > MAX_WARNINGS:
        tell(f"{len(said) - MAX_WARNINGS} more warnings are in --json")


def print_json(content: dict[str, object]) -> None:
    """Write JSON to stdout; a NaN would be a fault of ours and is refused."""
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    # Such characters stand only inside strings, where the escape means the same.
    sys.stdout.write(_ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")
