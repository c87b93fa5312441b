"""Sign a dossier: Ed25519 over the bytes of its manifest, which holds the hash of everything else."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from testban.dossier.keys import key_id, public_pem
from testban.dossier.manifest import ADDED, FILE_NAME, SIGNATURE, SIGNER

SIGNATURE_BYTES = 64  # RFC 8032, section 5.1.6


def sign_manifest(folder: Path, key: Ed25519PrivateKey) -> tuple[Path, Path]:
    """Write `manifest.sig` (64 bytes) and `signer.pem` next to a manifest.

    Anyone can check it without testban:
    ``openssl pkeyutl -verify -pubin -inkey signer.pem -rawin -in manifest.json -sigfile manifest.sig``

    Returns
    -------
    tuple of Path
        The signature, and the public key it answers to.
    """
    signature, signer = folder / SIGNATURE, folder / SIGNER
    signature.write_bytes(key.sign((folder / FILE_NAME).read_bytes()))
    signer.write_bytes(public_pem(key.public_key()))
    return signature, signer


def add_signature(folder: Path, key: Ed25519PrivateKey) -> tuple[Path, Path]:
    """Add the signature of one more key over the bytes of the manifest; nothing else changes.

    Parameters
    ----------
    folder : Path
        A dossier that has a manifest.
    key : Ed25519PrivateKey
        The private key that signs.

    Returns
    -------
    tuple of Path
        ``signatures/K.sig`` and ``signatures/K.pem``, K the first 16 digits of the key's identifier.
    """
    public = key.public_key()
    stem = key_id(public).removeprefix("ed25519:")[:16]
    (folder / ADDED).mkdir(exist_ok=True)
    signature, signer = folder / ADDED / f"{stem}.sig", folder / ADDED / f"{stem}.pem"
    signature.write_bytes(key.sign((folder / FILE_NAME).read_bytes()))
    signer.write_bytes(public_pem(public))
    return signature, signer


def signature_holds(manifest: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Say whether a signature over the bytes of a manifest is that of a key.

    Examples
    --------
    >>> key = Ed25519PrivateKey.generate()
    >>> signature_holds(b"{}", key.sign(b"{}"), key.public_key())
    True
    """
    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        key.verify(signature, manifest)
    except InvalidSignature:
        return False
    return True
