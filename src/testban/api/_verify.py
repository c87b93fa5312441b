"""Dossiers: making keys that sign them, and checking them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from testban.api.results import Result, Row
from testban.dossier import Checked, key_id, load_public_key, make_key
from testban.pipeline import Verified, tolerances
from testban.pipeline import verify as check_dossier

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


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
        """What was found in it; None where its container was refused unopened."""
        return self.verified.checked

    def to_dict(self) -> dict[str, Any]:
        checked, again = self.verified.checked, self.verified.rerun
        manifest = checked.manifest if checked else None
        return {
            "accepted": self.accepted,
            "problems": list(self.problems),
            "finding": manifest.finding.model_dump(mode="json") if manifest else None,
            "files": len(manifest.files) if manifest else None,
            "signer": checked.signer if checked else None,
            "signer_demanded": self.signer_demanded,
            "rerun": None
            if again is None
            else {
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
                "other_outputs_changed": list(again.pages),
                "circumstances": list(again.circumstances),
            },
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


def verify(
    dossier: str | Path, *, key: str | Path | Ed25519PublicKey | None = None, rerun: bool = False
) -> VerifyResult:
    """Check a dossier: every file, the signature, and where asked for the finding itself.

    Parameters
    ----------
    dossier : path
        A folder or a .zip.
    key : path or Ed25519PublicKey, optional
        Public key (PEM) whose signature is demanded.
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
    verified = check_dossier(Path(dossier), key=demanded, compute_again=rerun)
    return VerifyResult(verified, demanded is not None)


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
