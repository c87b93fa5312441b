"""Check a dossier: every file against the manifest, the manifest against its signature and its finding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from testban.dossier.errors import KeyFileError, RefusedError
from testban.dossier.keys import key_id, parse_public_key, public_pem
from testban.dossier.manifest import (
    ADDED,
    FILE_NAME,
    INPUTS,
    SIGNATURE,
    SIGNER,
    Manifest,
    is_signature,
    read_manifest,
    sha256_of,
    walk,
)
from testban.dossier.names import clashing, name_problem, shown
from testban.dossier.sign import signature_holds
from testban.model import SCHEMA_VERSION, Finding
from testban.safe_io import ForeignFileError, read_finding, schema_version_of

FINDING = "finding.json"
# What a signature file or a public key may take at most; anything longer is something else.
MAX_SMALL_BYTES = 64 * 1024


@dataclass(frozen=True)
class Checked:
    """What checking a dossier found.

    Attributes
    ----------
    manifest : Manifest or None
        None where it cannot be read.
    finding : Finding or None
        None where a problem touches it.
    signer : str or None
        Identifier of the key whose signature holds. It says nothing about whose key it is.
    added : tuple of str
        Identifiers of further keys whose signatures hold, added later.
    problems : tuple of str
        Why the dossier is refused; empty where it is intact.
    """

    manifest: Manifest | None
    finding: Finding | None
    signer: str | None
    problems: tuple[str, ...]
    added: tuple[str, ...] = ()


def check_dossier(folder: Path, *, key: Ed25519PublicKey | None = None) -> Checked:
    """Check a dossier that lies in a folder (see `open_dossier`).

    Parameters
    ----------
    folder : Path
        Where the dossier lies.
    key : Ed25519PublicKey, optional
        The key whose signature is demanded.

    Returns
    -------
    Checked
        With every problem, not only the first.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return Checked(None, None, None, (f"{FILE_NAME} is absent: nothing says what belongs here",))
    data = path.read_bytes()
    try:
        manifest = read_manifest(data)
    except RefusedError as error:
        return Checked(None, None, None, (str(error),))
    signer, problems = _signature(folder, data, manifest)
    added, faults = _added_signatures(folder, data)
    problems += faults
    if key is not None and key_id(key) not in (signer, *added):
        problems.append(_demanded(manifest, key_id(key)))
    problems += _files(folder, manifest)
    problems += _recipe(manifest)
    finding = None
    if not problems:
        finding, more = _finding(folder, manifest)
        problems += more
    return Checked(manifest, finding, signer, tuple(problems), added)


def _signature(folder: Path, data: bytes, manifest: Manifest) -> tuple[str | None, list[str]]:
    """The key that the manifest names as its signer, where its signature holds."""
    present = [name for name in (SIGNATURE, SIGNER) if (folder / name).is_file()]
    if manifest.signer is None:
        return None, [f"{name} is there, but the manifest names no signer" for name in present]
    if len(present) < 2:
        absent = " and ".join(name for name in (SIGNATURE, SIGNER) if name not in present)
        return None, [f"{absent} absent: the manifest says that {shown(manifest.signer)} signed it"]
    signer, problem = _signed_by(folder / SIGNATURE, folder / SIGNER, data)
    if signer is None:
        return None, [problem]
    if signer != manifest.signer:
        return None, [f"{SIGNER} is {signer}, the manifest says that {shown(manifest.signer)} signed it"]
    return signer, []


def _added_signatures(folder: Path, data: bytes) -> tuple[tuple[str, ...], list[str]]:
    """Keys that signed later; a pair that does not hold is a problem, not a signature less."""
    stems = sorted({path.stem for path in (folder / ADDED).glob("*") if is_signature(f"{ADDED}/{path.name}")})
    signers, problems = [], []
    for stem in stems:
        signature, public = (folder / ADDED / f"{stem}.{suffix}" for suffix in ("sig", "pem"))
        absent = [path.name for path in (signature, public) if not path.is_file()]
        if absent:
            problems.append(f"{ADDED}/{absent[0]} is absent: a signature is a pair of files")
            continue
        signer, problem = _signed_by(signature, public, data)
        if signer is None:
            problems.append(problem)
        elif signer.removeprefix("ed25519:")[:16] != stem:
            problems.append(f"{ADDED}/{public.name} is not named after its key {signer}")
        else:
            signers.append(signer)
    return tuple(signers), problems


def _signed_by(signature: Path, public: Path, data: bytes) -> tuple[str | None, str]:
    """Identifier of the key whose signature over the manifest holds, or None and why not."""
    if any(path.stat().st_size > MAX_SMALL_BYTES for path in (signature, public)):
        return None, f"{signature.name} or {public.name} is larger than {MAX_SMALL_BYTES} bytes"
    written = public.read_bytes()
    try:
        key = parse_public_key(written, public.name)
    except KeyFileError as error:
        return None, str(error)
    if written != public_pem(key):
        # No hash covers this file, and PEM would carry text of anybody's before and after the key.
        return None, f"{public.name} is not in the one form of its key: something was changed or added"
    if not signature_holds(data, signature.read_bytes(), key):
        return None, (
            f"{signature.name} is not a signature of {public.name} over {FILE_NAME}: one of them was changed"
        )
    return key_id(key), ""


def _demanded(manifest: Manifest, demanded: str) -> str:
    if manifest.signer is None:
        return f"not signed, and a signature by {demanded} is demanded"
    return f"signed by {shown(manifest.signer)}, a signature by {demanded} is demanded"


def _files(folder: Path, manifest: Manifest) -> list[str]:
    problems = []
    for name in manifest.files:
        problem = name_problem(name)
        if problem:
            problems.append(f"the manifest names {shown(name)}: {problem}")
        elif is_signature(name):
            problems.append(f"the manifest names {name}, which cannot be in it")
    problems += [
        f"the manifest names {shown(first)} and {shown(second)}, one file on some systems"
        for first, second in clashing(manifest.files)
    ]
    if problems:
        return problems
    there = dict(walk(folder))
    by_hash = {record.sha256: name for name, record in manifest.files.items()}
    for name, record in manifest.files.items():
        path = there.get(name)
        if path is None:
            problems.append(f"{shown(name)} is absent: the manifest names it")
            continue
        digest = sha256_of(path)
        if digest != record.sha256:
            other = by_hash.get(digest)
            swapped = f"; it holds what the manifest lists as {shown(other)}" if other else ""
            size = path.stat().st_size
            problems.append(
                f"{shown(name)} was changed: SHA-256 {digest[:16]}... over {size:,} bytes, the manifest says "
                f"{record.sha256[:16]}... over {record.bytes:,}{swapped}"
            )
        elif path.stat().st_size != record.bytes:
            problems.append(
                f"{shown(name)} has {path.stat().st_size:,} bytes, the manifest says {record.bytes:,}"
            )
    problems += [
        f"{shown(name)} is in no manifest: added later"
        for name in there
        if name not in manifest.files and not is_signature(name)
    ]
    return problems


def _recipe(manifest: Manifest) -> Iterator[str]:
    for row in manifest.inputs:
        if row.file is not None and (
            row.file not in manifest.files or manifest.files[row.file].sha256 != row.sha256
        ):
            yield f"input {shown(row.name)} has another hash in the manifest than its file {shown(row.file)}"
    recipe = manifest.recipe
    if recipe is None:
        return
    for name in recipe.paths:
        inside = name == INPUTS or name.startswith(f"{INPUTS}/")
        there = name in manifest.files or any(file.startswith(f"{name}/") for file in manifest.files)
        if name_problem(name) or not inside or not there:
            yield f"the recipe names {shown(name)}, which is not an input of this dossier"


def _finding(folder: Path, manifest: Manifest) -> tuple[Finding | None, list[str]]:
    if FINDING not in manifest.files:
        return None, [f"the manifest names no {FINDING}"]
    data = (folder / FINDING).read_bytes()
    try:
        finding = read_finding(data, name=FINDING)
    except ForeignFileError as error:
        return None, [str(error)]
    problems = []
    schema = schema_version_of(data)
    # A finding of an earlier schema is upgraded when read and cannot be written as it was.
    if (data != finding.to_json().encode()) if schema == SCHEMA_VERSION else _has_key_twice(data):
        problems.append(f"{FINDING} is not in canonical form: edited, or a key is given twice")
    # Earlier schemas are upgraded when read; the manifest names the one that was written.
    written = (finding.id, schema, finding.as_of)
    if written != (manifest.finding.id, manifest.finding.schema_version, manifest.finding.as_of):
        problems.append(f"{FINDING} is another finding than the manifest names")
    if {(row.name, row.sha256) for row in finding.provenance.inputs} != {
        (row.name, row.sha256) for row in manifest.inputs
    }:
        problems.append(f"{FINDING} names other inputs than the manifest")
    if finding.provenance.parameters != manifest.parameters:
        problems.append(f"{FINDING} names other parameters than the manifest")
    if finding.provenance.version != manifest.software.version:
        problems.append(f"{FINDING} names another version of testban than the manifest")
    return (None if problems else finding), problems


def _has_key_twice(data: bytes) -> bool:
    twice = False

    def note(pairs: list[tuple[str, object]]) -> None:
        nonlocal twice
        twice = twice or len({key for key, _ in pairs}) < len(pairs)

    json.loads(data, object_pairs_hook=note)
    return twice
