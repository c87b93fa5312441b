"""Read a finding of any schema version that was ever published."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from testban.model import BadInputError, Finding, excerpt, upgrade_finding
from testban.safe_io.errors import ForeignFileError
from testban.safe_io.read_file import read_bytes

ENVELOPE = "testban.envelope/"


def read_finding(
    source: bytes | str | Path, *, name: str = "finding", error: type[ForeignFileError] = ForeignFileError
) -> Finding:
    """Read a finding, or the one in the envelope that ``--json`` prints; earlier schemas are upgraded.

    Parameters
    ----------
    source : bytes, str or Path
        JSON, or the path of a file that holds it.
    name : str
        Of what is read, for messages; a file has its own.
    error : type of ForeignFileError
        What is raised.

    Returns
    -------
    Finding

    Raises
    ------
    ForeignFileError
        The file cannot be read, or its content is not a finding of a version that this software knows.

    Examples
    --------
    >>> read_finding('{"schema_version": "testban.finding/9"}')
    Traceback (most recent call last):
    ...
    testban.safe_io.errors.ForeignFileError: finding: is not a finding: its schema_version is \
'testban.finding/9', and testban.finding/1, testban.finding/2 can be read
    """
    if isinstance(source, Path):
        name = source.name
        source = read_bytes(source, error=error)
    try:
        content = upgrade_finding(_finding_of(source) or {})
        return Finding.model_validate_json(to_json(content))
    except ValidationError as fault:
        first = fault.errors()[0]
        where = excerpt(".".join(_place(first["loc"])))
        raise error(name, f"is not a whole finding: {where}: {first['msg']}") from fault
    except (BadInputError, ValueError) as fault:
        raise error(name, f"is not a finding: {fault}") from fault


def _place(location: tuple[int | str, ...]) -> tuple[str, ...]:
    """Name a field as the file does: pydantic puts the kind of an event after its number."""
    parts = tuple(str(part) for part in location)
    return parts[:2] + parts[3:] if parts[0] == "events" else parts


def schema_version_of(source: bytes | str) -> str | None:
    """Return the schema version that a finding says of itself, or None where this is not a finding.

    Examples
    --------
    >>> schema_version_of(b'{"schema_version": "testban.finding/1"}')
    'testban.finding/1'
    >>> schema_version_of("not JSON") is None
    True
    """
    try:
        version = (_finding_of(source) or {}).get("schema_version")
    except ValueError:
        return None
    return version if isinstance(version, str) and version.startswith("testban.finding/") else None


def _finding_of(source: bytes | str) -> Mapping[str, object] | None:
    content = from_json(source, allow_inf_nan=False)
    if isinstance(content, dict) and str(content.get("schema", "")).startswith(ENVELOPE):
        content = content.get("result")
    return content if isinstance(content, dict) else None
