"""Keys that sign dossiers: Ed25519, in the PEM files that OpenSSL reads and writes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from testban.dossier.curve import is_weak_key
from testban.dossier.errors import KeyFileError, PasswordError

# An Ed25519 key takes some 120 bytes; what is longer is something else.
MAX_KEY_BYTES = 64 * 1024
_PRIVATE_MARKS = (
    b"PRIVATE KEY-----",
    b"PRIVATE KEY BLOCK-----",
    b"PuTTY-User-Key-File-",
    b"AGE-SECRET-KEY-",
    b"minisign encrypted secret key",
    b"rsign encrypted secret key",
)


def key_id(key: Ed25519PublicKey) -> str:
    """Return what a key is told apart by: "ed25519:" and the SHA-256 of its 32 bytes.

    Examples
    --------
    >>> key_id(Ed25519PublicKey.from_public_bytes(bytes(32)))[:20]
    'ed25519:66687aadf862'
    """
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"ed25519:{hashlib.sha256(raw).hexdigest()}"


def public_pem(key: Ed25519PublicKey) -> bytes:
    """Return a public key as PEM (SubjectPublicKeyInfo, RFC 8410)."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def make_key(path: Path, *, password: str | None = None) -> Path:
    """Make a key pair: the private key at `path`, readable by its owner alone, the public one next to it.

    Parameters
    ----------
    path : Path
        Where the private key goes; its folder is made where there is none.
    password : str, optional
        Encrypts the private key.

    Returns
    -------
    Path
        The public key's file, `path` with the suffix ".pub.pem".

    Raises
    ------
    KeyFileError
        One of the files exists (no key is ever overwritten) or cannot be written.
    """
    public_path = path.with_suffix(".pub.pem")
    for file in (path, public_path):
        # Checked before either is written, so that no private key is left without its public file.
        if os.path.lexists(file):
            raise KeyFileError(f"{file} exists, and no key is ever overwritten")
    key = Ed25519PrivateKey.generate()
    secret = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    for file, content, mode in (
        (path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret), 0o600),
        (public_path, public_pem(key.public_key()), 0o644),
    ):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
                stream.write(content)
        except FileExistsError as error:
            raise KeyFileError(f"{file} exists, and no key is ever overwritten") from error
        except OSError as error:
            raise KeyFileError(f"{file} cannot be written: {error.strerror or error}") from error
    return public_path


def load_private_key(path: Path, *, password: str | None = None) -> Ed25519PrivateKey:
    """Read the private key that signs.

    Raises
    ------
    PasswordError
        It is encrypted and the password is missing or wrong.
    KeyFileError
        The file is absent, or holds a public key, a key of another kind or no key.
    """
    data = _read(path)
    if b"PRIVATE KEY-----" not in data:
        what = "a public key; signing needs the private one" if b"PUBLIC KEY-----" in data else "no PEM key"
        raise KeyFileError(f"{path.name} holds {what}")
    try:
        key = load_pem_private_key(data, password.encode() if password else None)
    except TypeError as error:
        if password is None:
            raise PasswordError(f"{path.name} is encrypted and needs its password") from error
        raise KeyFileError(f"{path.name} is not encrypted, yet a password was given") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        if password is not None:
            raise PasswordError(f"{path.name} cannot be opened with this password") from error
        raise KeyFileError(f"{path.name} is not a private key in PEM that can be read") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path.name} holds a key of another kind ({_kind(key)}); dossiers take Ed25519")
    return key


def load_public_key(path: Path) -> Ed25519PublicKey:
    """Read a public key in PEM.

    Raises
    ------
    KeyFileError
        The file is absent, or holds a private key, a key of another kind or no key.
    """
    return parse_public_key(_read(path), path.name)


def parse_public_key(data: bytes, name: str) -> Ed25519PublicKey:
    """Read the bytes of a public key in PEM.

    Raises
    ------
    KeyFileError
        As `load_public_key`.
    """
    if b"PRIVATE KEY-----" in data:
        raise KeyFileError(
            f"{name} holds a private key; it stays with its owner, checking takes the public one"
        )
    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFileError(f"{name} is not a public key in PEM that can be read") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFileError(f"{name} holds a key of another kind ({_kind(key)}); dossiers take Ed25519")
    if is_weak_key(key.public_bytes(Encoding.Raw, PublicFormat.Raw)):
        raise KeyFileError(f"{name} holds a point of small order: one signature would fit many texts")
    return key


def refuse_private_key(name: str, content: bytes) -> None:
    """Refuse a file that looks like a private key, before it is packed into something public.

    Parameters
    ----------
    name : str
        Name of the file.
    content : bytes
        Its bytes.

    Raises
    ------
    KeyFileError
        It holds the mark of a private key of PEM, OpenSSH, PuTTY, PGP, age or minisign.

    Examples
    --------
    >>> refuse_private_key("arrivals.csv", b"station,phase,time")
    """
    if any(mark in content for mark in _PRIVATE_MARKS):
        raise KeyFileError(f"{name} looks like a private key: it is not packed into a dossier; take it away")


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise KeyFileError(f"{path}: a folder, not a key file")
        with path.open("rb") as stream:
            data = stream.read(MAX_KEY_BYTES + 1)
        if len(data) > MAX_KEY_BYTES:
            raise KeyFileError(f"{path.name} is larger than {MAX_KEY_BYTES} bytes: no key file")
        return data
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror or error}") from error


def _kind(key: object) -> str:
    return type(key).__name__.removesuffix("PrivateKey").removesuffix("PublicKey").lstrip("_")
