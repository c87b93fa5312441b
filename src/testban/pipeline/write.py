"""Write what a finding leaves behind: JSON, QuakeML, the page to read, its inputs, the manifest to check."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from testban.dossier import (
    is_dossier_zip,
    key_id,
    move_into,
    read_once,
    refuse_private_key,
    sha256_of,
    sign_manifest,
    staging_folder,
    write_crate,
    write_manifest,
    write_zip,
)
from testban.measurements import Pictures
from testban.model import BadInputError, Finding
from testban.pipeline.inputs import Sources
from testban.pipeline.options import AssessOptions
from testban.pipeline.outputs import write_outputs


def write_finding(
    finding: Finding,
    out: Path,
    *,
    sources: Sources | None = None,
    pictures: Sequence[Pictures] = (),
    options: AssessOptions | None = None,
    key: Ed25519PrivateKey | None = None,
    signed_at: datetime | None = None,
) -> tuple[Path, ...]:
    """Write a dossier into a folder, made if needed, or as one file where the name ends in .zip.

    Parameters
    ----------
    finding : Finding
        What the dossier documents.
    out : Path
        An earlier dossier there is replaced; a folder that holds anything else is refused.
    sources : Sources, optional
        The inputs, which then travel with the finding so that anybody can compute it again.
    pictures : sequence of Pictures, optional
        What the page shows of waveforms.
    options : AssessOptions, optional
        How it was assessed, for computing it again.
    key : Ed25519PrivateKey, optional
        Signs the manifest.
    signed_at : datetime, optional
        When, as the signer says; without it the dossier holds no clock.

    Returns
    -------
    tuple of Path
        The files written; QuakeML and the IMS1.0 bulletin only where an event was located.

    Raises
    ------
    BadInputError
        The place cannot be written to.
    """
    as_zip = out.suffix.lower() == ".zip"
    if not as_zip and out.exists() and not out.is_dir():
        raise BadInputError(f"{out} is not a folder: the dossier needs one to be written into")
    if as_zip and out.is_dir():
        raise BadInputError(f"{out} is a folder: a dossier as one file cannot take its place")
    if as_zip and os.path.lexists(out) and not is_dossier_zip(out):
        raise BadInputError(f"{out} exists and is not a dossier: it is not overwritten, give another name")
    out = Path(os.path.abspath(out))  # "." and "a/.." have a name to put a temporary folder next to
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with staging_folder(out) as folder:
            _write_files(finding, folder, sources, pictures, options or AssessOptions(), key, signed_at)
            if as_zip:
                return (write_zip(folder, out),)
            names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
            move_into(folder, out)
    except OSError as error:
        raise BadInputError(f"{out}: cannot be written: {error.strerror or error}") from error
    return tuple(out / name for name in names)


def _write_files(
    finding: Finding,
    folder: Path,
    sources: Sources | None,
    pictures: Sequence[Pictures],
    options: AssessOptions,
    key: Ed25519PrivateKey | None,
    signed_at: datetime | None,
) -> None:
    write_outputs(finding, folder, pictures=pictures)
    recipe = None
    for name, source in (sources.files if sources else {}).items():
        content = read_once(source)
        refuse_private_key(source.name, content)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    if sources:
        for (name, digest), held in sources.held.items():
            if sha256_of(folder / held) != digest:
                raise BadInputError(f"input {name} changed while it was in use; run it again")
        recipe = options.recipe(sources)
    write_crate(folder, finding, signed=key is not None)
    write_manifest(
        folder,
        finding,
        recipe=recipe,
        input_files=sources.held if sources else None,
        signer=None if key is None else key_id(key.public_key()),
        signed_at=signed_at,
        left_behind=sources.left_behind if sources else (),
    )
    if key is not None:
        sign_manifest(folder, key)
