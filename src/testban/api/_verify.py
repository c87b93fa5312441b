"""Dossiers: making keys that sign them, and checking them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from testban.api.results import Result, Row
from testban.dossier import Checked, key_id, load_private_key, load_public_key, make_key, read_trust
from testban.pipeline import Rerun, Verified, co_sign, tolerances
from testban.pipeline import verify as check_dossier

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


EXIT_CODES = {
    "authentic and re-computed": 0,
    "altered": 1,
    "authentic, not re-computed": 3,
    "intact, signer unknown": 4,
    "cannot tell": 5,
    "authentic, words and numbers compared": 6,
}


@dataclass(frozen=True)
class VerifyResult(Result):
    """Whether a dossier is whole, who signed it, and what computing again gave.

    Attributes
    ----------
    verified : Verified
    signer_demanded : bool
        Whether the signature of a certain key was demanded.
    """

    verified: Verified
    signer_demanded: bool

    @property
    def accepted(self) -> bool:
        """Whether nothing speaks against the dossier."""
        return self.verified.accepted

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the dossier is refused."""
        return self.verified.problems

    @property
    def checked(self) -> Checked | None:
        """What was verified in it; None where its container was refused unopened."""
        return self.verified.checked

    @property
    def exit_code(self) -> int:
        """What the command line leaves with: 0 only where it is authentic and re-computed."""
        return EXIT_CODES[self.verified.status]

    def to_dict(self) -> dict[str, Any]:
        verified = self.verified
        manifest = verified.checked.manifest if verified.checked else None
        return {
            "status": verified.status,
            "exit_code": self.exit_code,
            "accepted": self.accepted,
            "problems": list(self.problems),
            "finding": manifest.finding.model_dump(mode="json") if manifest else None,
            "files": len(manifest.files) if manifest else None,
            "left_behind": list(manifest.left_behind) if manifest else [],
            "signer": verified.checked.signer if verified.checked else None,
            "signed_at": manifest.model_dump(mode="json")["signed_at"] if manifest else None,
            "signer_demanded": self.signer_demanded,
            "signers": [
                {"key": key, "name": verdict.name, "trusted": verdict.trusted, "reason": verdict.reason}
                for key, verdict in (verified.signers or {}).items()
            ],
            "outputs": None
            if verified.outputs is None
            else {
                "compared": "byte for byte" if verified.outputs.exact else "by words and numbers",
                "not_compared": list(verified.outputs.not_compared),
            },
            "not_proven": list(verified.unproven.statements) if verified.unproven else [],
            "rerun": None if verified.rerun is None else _rerun(verified.rerun),
        }

    def to_rows(self) -> list[Row]:
        again = self.verified.rerun
        return [
            {
                "accepted": self.accepted,
                "problems": "; ".join(self.problems),
                "signer": self.checked.signer if self.checked else None,
                "rerun": None if again is None else again.result,
            }
        ]


def _rerun(again: Rerun) -> dict[str, Any]:
    return {
        "result": again.result,
        "tolerances": tolerances(),
        "differences": [
            {
                "path": difference.path,
                "before": difference.before,
                "after": difference.after,
                "within": difference.within,
            }
            for difference in again.differences
        ],
        "circumstances": list(again.circumstances),
    }


def verify(
    dossier: str | Path,
    *,
    key: str | Path | Ed25519PublicKey | None = None,
    trust: str | Path | None = None,
    rerun: bool = False,
) -> VerifyResult:
    """Check a dossier: every file, who signed it, what its outputs say, and where asked for the finding.

    Parameters
    ----------
    dossier : path
        A folder or a .zip.
    key : path or Ed25519PublicKey, optional
        Public key (PEM) whose signature is demanded.
    trust : path, optional
        Trust file (TOML): named keys with their terms.
    rerun : bool
        Compute the finding again from the inputs inside.

    Returns
    -------
    VerifyResult

    Raises
    ------
    BadInputError
        Nothing there, neither a folder nor a zip file, or no key in the file.
    """
    demanded = load_public_key(Path(key)) if isinstance(key, str | Path) else key
    trusted_keys = read_trust(Path(trust)) if trust is not None else None
    verified = check_dossier(Path(dossier), key=demanded, trust=trusted_keys, compute_again=rerun)
    return VerifyResult(verified, demanded is not None)


@dataclass(frozen=True)
class SignedDossier(Result):
    """A dossier to which a signature was added, and the key that made it."""

    dossier: Path
    signer: str

    def to_dict(self) -> dict[str, Any]:
        return {"dossier": str(self.dossier), "signer": self.signer}

    def to_rows(self) -> list[Row]:
        return [self.to_dict()]


def sign(dossier: str | Path, key: str | Path | Ed25519PrivateKey) -> SignedDossier:
    """Add a signature to an intact dossier that others made; nothing else in it changes.

    Parameters
    ----------
    dossier : path
        A folder or a .zip.
    key : path or Ed25519PrivateKey
        Private key (PEM) that signs.

    Returns
    -------
    SignedDossier

    Raises
    ------
    BadInputError
        The dossier is not intact, the key signed it already, or there is no key in the file.
    """
    secret = load_private_key(Path(key)) if isinstance(key, str | Path) else key
    return SignedDossier(Path(dossier), co_sign(Path(dossier), secret))


@dataclass(frozen=True)
class KeyPair(Result):
    """A pair of keys: the private one signs, the public one checks."""

    private_key: Path
    public_key: Path
    key_id: str

    def to_dict(self) -> dict[str, Any]:
        return {
            "private_key": str(self.private_key),
            "public_key": str(self.public_key),
            "key_id": self.key_id,
        }

    def to_rows(self) -> list[Row]:
        return [self.to_dict()]


def keygen(key: str | Path, *, password: str | None = None) -> KeyPair:
    """Make a pair of Ed25519 keys that sign dossiers; none is ever overwritten.

    Parameters
    ----------
    key : path
        File for the private key; the public one lies next to it.
    password : str, optional
        Encrypts the private key.

    Returns
    -------
    KeyPair

    Raises
    ------
    KeyFileError
        A file is there already, or cannot be written.
    """
    public = make_key(Path(key), password=password)
    return KeyPair(Path(key), public, key_id(load_public_key(public)))
