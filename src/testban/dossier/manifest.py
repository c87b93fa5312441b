"""The manifest: what a dossier was made from and what it holds, by SHA-256."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from testban.dossier.errors import FolderError
from testban.model import Finding

FILE_NAME = "manifest.json"
SCHEMA = "testban.manifest/1"


def write_manifest(folder: Path, finding: Finding) -> Path:
    """Write `manifest.json` over all files of a folder but itself; the same bytes for the same content.

    Parameters
    ----------
    folder : Path
        Holds the outputs already.
    finding : Finding
        Names the inputs, version and parameters.

    Returns
    -------
    Path
        The file written. It holds no wall-clock time, host or path of this machine.

    Raises
    ------
    FolderError
        The folder is absent, or holds a link or something that is no regular file.
    """
    path = folder / FILE_NAME
    content = {
        "schema": SCHEMA,
        "finding": {"id": finding.id, "schema": finding.schema_version, "as_of": finding.as_of.isoformat()},
        "version": finding.provenance.version,
        "parameters": finding.provenance.parameters,
        "inputs": {row.name: row.sha256 for row in finding.provenance.inputs},
        "outputs": hash_outputs(folder),
    }
    path.write_text(
        json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n",
        encoding="utf-8",
        newline="\n",
    )
    return path


def hash_outputs(folder: Path) -> dict[str, dict[str, str | int]]:
    """Return SHA-256 and size of every file below a folder, by its path inside it, the manifest left out.

    Raises
    ------
    FolderError
        The folder is absent, or holds a link or something that is no regular file.
    """
    if not folder.is_dir():
        raise FolderError(f"{folder}: no such folder, so there is nothing to make a manifest of")
    outputs: dict[str, dict[str, str | int]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise FolderError(f"{name}: a link or device has no place in a dossier, only files and folders")
        if path.is_file() and name != FILE_NAME:
            outputs[name] = {"sha256": sha256_of(path), "bytes": path.stat().st_size}
    return outputs


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
