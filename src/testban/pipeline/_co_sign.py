"""Add a signature to a dossier that somebody else made."""

from __future__ import annotations

import shutil
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from testban.dossier import (
    RefusedError,
    add_signature,
    check_dossier,
    key_id,
    move_into,
    open_dossier,
    staging_folder,
    write_zip,
)
from testban.model import BadInputError


def co_sign(path: Path, key: Ed25519PrivateKey) -> str:
    """Add the signature of one more key to an intact dossier; nothing else in it changes.

    Parameters
    ----------
    path : Path
        A folder or a .zip.
    key : Ed25519PrivateKey
        The private key that signs.

    Returns
    -------
    str
        Identifier of the key.

    Raises
    ------
    BadInputError
        The dossier is not intact, or the key signed it already.
    """
    signer = key_id(key.public_key())
    try:
        with open_dossier(path) as copy:
            checked = check_dossier(copy)
            if checked.problems:
                raise BadInputError(f"{path} is not intact and is not signed: {checked.problems[0]}")
            if signer in (checked.signer, *checked.added):
                raise BadInputError(f"{path} is signed by {signer} already")
            add_signature(copy, key)
            if path.is_dir():
                with staging_folder(path) as made:
                    shutil.copytree(copy, made, dirs_exist_ok=True)
                    move_into(made, path)
            else:
                write_zip(copy, path)
    except RefusedError as error:
        raise BadInputError(f"{path} is not intact and is not signed: {error}") from error
    return signer
