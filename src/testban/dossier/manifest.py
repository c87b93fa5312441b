"""The manifest: what a dossier was made from, how and with what, and every file it holds, by SHA-256."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from testban.dossier._environment import environment, software
from testban.dossier.errors import FolderError, RefusedError
from testban.model import DEFAULT_LEVEL, ExternalInput, Finding, utc_text
from testban.travel_times import PACKAGED_MODEL

FILE_NAME = "manifest.json"
SIGNATURE, SIGNER = "manifest.sig", "signer.pem"
# The signature is over the manifest, so neither can be in it.
NOT_LISTED = frozenset({FILE_NAME, SIGNATURE, SIGNER})
# Signatures added later by others, over the same bytes: a pair of files for each key.
ADDED = "signatures"
_ADDED_NAME = re.compile(rf"{ADDED}/[0-9a-f]{{16}}\.(sig|pem)")
SCHEMA = "testban.manifest/2"
INPUTS = "inputs"
MAX_MANIFEST_BYTES = 16 * 1024 * 1024
_HASH = Field(pattern=r"^[0-9a-f]{64}$")


@dataclass(frozen=True)
class Recipe:
    """How to compute a finding again from the inputs that travel with it.

    `observations` is the file or folder, "inputs" for a case; `stations` and `responses` are what was given
    with it; all as paths inside the dossier. `prior` is None where the packaged one was used. `model` and
    `criteria` are packaged names or paths, `calibration` is a path, `mb` a magnitude of others with its
    standard deviation and source.
    """

    observations: str
    stations: str | None = None
    responses: str | None = None
    as_of: date | None = None
    level: float = DEFAULT_LEVEL
    prior: Mapping[str, float] | None = None
    model: str = PACKAGED_MODEL
    calibration: str | None = None
    criteria: str | None = None
    mb: ExternalInput | None = None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HashedFile(_Part):
    """One file: its hash and size."""

    sha256: str = _HASH
    bytes: int = Field(ge=0)


class InputRecord(_Part):
    """One input as the finding names it, and the file of the dossier that holds it."""

    name: str = Field(min_length=1)
    sha256: str = _HASH
    file: str | None


class RecipeRecord(_Part):
    """The recipe as the manifest holds it."""

    observations: str
    stations: str | None
    responses: str | None
    as_of: date | None
    level: float = Field(gt=0.0, lt=1.0)
    prior: dict[str, float] | None = None
    model: str = PACKAGED_MODEL
    calibration: str | None = None
    criteria: str | None = None
    mb: ExternalInput | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """Everything it names inside the dossier."""
        named = (self.observations, self.stations, self.responses, self.calibration)
        # A packaged model or set of criteria is a bare name.
        perhaps = (self.model, self.criteria)
        return (
            *(path for path in named if path is not None),
            *(path for path in perhaps if path is not None and "/" in path),
        )


class FindingRecord(_Part):
    """Which finding it is."""

    id: str
    schema_version: str
    as_of: date


class SoftwareRecord(_Part):
    """Which testban made it."""

    name: str
    version: str
    sha256: str = _HASH


class Manifest(_Part):
    """The content of `manifest.json`."""

    schema_version: str
    finding: FindingRecord
    software: SoftwareRecord
    environment: dict[str, Any]
    parameters: dict[str, Any]
    recipe: RecipeRecord | None
    inputs: tuple[InputRecord, ...]
    files: dict[str, HashedFile]
    signer: str | None
    signed_at: AwareDatetime | None = None
    left_behind: tuple[str, ...] = ()


def is_signature(name: str) -> bool:
    """Say whether a file is the manifest, its signature or one added later: what no manifest can list.

    Parameters
    ----------
    name : str
        Path inside the dossier.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_signature("manifest.sig"), is_signature("finding.json")
    (True, False)
    """
    return name in NOT_LISTED or _ADDED_NAME.fullmatch(name) is not None


def _chosen(recipe: Recipe) -> dict[str, Any]:
    """The choices that differ from what is packaged."""
    chosen: dict[str, Any] = {} if recipe.model == PACKAGED_MODEL else {"model": recipe.model}
    chosen |= {
        name: value
        for name, value in (("calibration", recipe.calibration), ("criteria", recipe.criteria))
        if value is not None
    }
    return chosen if recipe.mb is None else chosen | {"mb": recipe.mb.model_dump(mode="json")}


def write_manifest(
    folder: Path,
    finding: Finding,
    *,
    recipe: Recipe | None = None,
    input_files: Mapping[tuple[str, str], str] | None = None,
    signer: str | None = None,
    signed_at: datetime | None = None,
    left_behind: Sequence[str] = (),
) -> Path:
    """Write `manifest.json` over all files of a folder but itself and its signature.

    Parameters
    ----------
    folder : Path
        Holds the outputs and the inputs already.
    finding : Finding
        Names the inputs, version and parameters.
    recipe : Recipe, optional
        How to compute the finding again.
    input_files : mapping, optional
        For each input (name, SHA-256) of the finding the file of the folder that holds it.
    signer : str, optional
        Identifier of the key that will sign; a signature taken away is then missed.
    signed_at : datetime, optional
        When it was signed, as the signer says. Without it the dossier holds no clock.
    left_behind : sequence of str
        Names of files that were looked at, gave nothing, and do not travel.

    Returns
    -------
    Path
        The file written: canonical bytes, the same for the same content. It holds no wall-clock time, host or
        path of this machine.

    Raises
    ------
    FolderError
        The folder is absent, or holds a link or something that is not a regular file.
    """
    held = input_files or {}
    content = {
        "schema_version": SCHEMA,
        "finding": {
            "id": finding.id,
            "schema_version": finding.schema_version,
            "as_of": finding.as_of.isoformat(),
        },
        "software": software(),
        "environment": environment(),
        "parameters": finding.provenance.parameters,
        "recipe": None
        if recipe is None
        else {
            "observations": recipe.observations,
            "stations": recipe.stations,
            "responses": recipe.responses,
            "as_of": None if recipe.as_of is None else recipe.as_of.isoformat(),
            "level": recipe.level,
            # Absent where nothing was chosen, so that versions that know no such choice read the manifest.
            **({} if recipe.prior is None else {"prior": dict(recipe.prior)}),
            **_chosen(recipe),
        },
        "inputs": [
            {"name": row.name, "sha256": row.sha256, "file": held.get((row.name, row.sha256))}
            for row in sorted(finding.provenance.inputs, key=lambda row: (row.name, row.sha256))
        ],
        "files": hash_files(folder),
        "signer": signer,
        **({} if signed_at is None else {"signed_at": utc_text(signed_at)}),
        **({"left_behind": sorted(left_behind)} if left_behind else {}),
    }
    path = folder / FILE_NAME
    path.write_bytes(canonical(content))
    return path


def canonical(content: object) -> bytes:
    """Return the one form in which a manifest is written and signed: UTF-8, keys sorted, no NaN.

    Examples
    --------
    >>> canonical({"b": 1, "a": None})
    b'{\\n "a": null,\\n "b": 1\\n}\\n'
    """
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()


def read_manifest(data: bytes) -> Manifest:
    """Read the bytes of a manifest, in canonical form only.

    Raises
    ------
    RefusedError
        Too large, no JSON, not in canonical form (a key given twice, for instance), of another schema, or a
        field that does not fit.
    """
    if len(data) > MAX_MANIFEST_BYTES:
        raise RefusedError(f"{FILE_NAME} has {len(data):,} bytes, {MAX_MANIFEST_BYTES:,} are allowed")
    try:
        content = json.loads(data)
        same = canonical(content) == data
    except (ValueError, RecursionError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else str(error)[:200]
        raise RefusedError(f"{FILE_NAME} cannot be read: {reason}") from error
    if not isinstance(content, dict) or content.get("schema_version") != SCHEMA:
        schema = content.get("schema_version", content.get("schema")) if isinstance(content, dict) else None
        raise RefusedError(f"{FILE_NAME} is of schema {schema!r:.60}, this testban reads {SCHEMA}")
    if not same:
        raise RefusedError(f"{FILE_NAME} is not in canonical form: edited, or a key is given twice")
    try:
        return Manifest.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part)[:80] for part in first["loc"])
        raise RefusedError(f"{FILE_NAME}: {where!a}: {first['msg']}") from error


def hash_files(folder: Path) -> dict[str, dict[str, str | int]]:
    """Return SHA-256 and size of every file below a folder, by its path inside it, but the manifest's own.

    Raises
    ------
    FolderError
        The folder is absent, or holds a link or something that is not a regular file.
    """
    if not folder.is_dir():
        raise FolderError(f"{folder}: no such folder, so there is nothing to make a manifest of")
    records: dict[str, dict[str, str | int]] = {}
    for name, path in walk(folder):
        if path.is_symlink() or not path.is_file():
            raise FolderError(f"{name}: a link or device has no place in a dossier, only files and folders")
        if not is_signature(name):
            records[name] = {"sha256": sha256_of(path), "bytes": path.stat().st_size}
    return records


def walk(folder: Path, *, most: int | None = None) -> list[tuple[str, Path]]:
    """Return everything below a folder that is not a folder, by its path inside it; links are not followed.

    Of a folder that holds more than `most` such things, that many, in no order.
    """
    paths = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted((path.relative_to(folder).as_posix(), path) for path in islice(paths, most))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
