"""Findings of earlier schema versions, brought to the form of today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from testban.model.errors import BadInputError
from testban.model.finding import SCHEMA_VERSION

Content = dict[str, Any]


def upgrade_finding(content: Mapping[str, Any]) -> Content:
    """Bring the JSON of a finding to the schema of today.

    Parameters
    ----------
    content : mapping
        As parsed from JSON; it is not changed.

    Returns
    -------
    dict
        Still to be validated.

    Raises
    ------
    BadInputError
        It states no schema version, or one that this software does not know.

    Examples
    --------
    >>> upgrade_finding({"schema_version": "testban.finding/1", "id": "a", "events": [{}]})["events"]
    [{'kind': 'seismic', 'id': 'a'}]
    """
    upgraded = dict(content)
    while (version := upgraded.get("schema_version")) != SCHEMA_VERSION:
        step = _STEPS.get(version) if isinstance(version, str) else None
        if step is None:
            readable = ", ".join((*_STEPS, SCHEMA_VERSION))
            raise BadInputError(f"its schema_version is {str(version)[:40]!a}, and {readable} can be read")
        upgraded = step(upgraded)
    return upgraded


def _second(content: Content) -> Content:
    """From 1 to 2: events say their kind, all seismic until then, and have a name."""
    upgraded = content | {"schema_version": "testban.finding/2"}
    events = content.get("events")
    if not isinstance(events, list):
        return upgraded
    names = (
        [content.get("id")]
        if len(events) == 1
        else [f"event {number}" for number in range(1, len(events) + 1)]
    )
    upgraded["events"] = [
        {"kind": "seismic", "id": name, **event} if isinstance(event, dict) else event
        for name, event in zip(names, events, strict=True)
    ]
    return upgraded


_STEPS: dict[str, Callable[[Content], Content]] = {"testban.finding/1": _second}
