"""Verify a dossier: is it whole, who signed it, and does computing again give the same."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from testban.dossier import Checked, RefusedError, check_dossier, open_dossier
from testban.model import BadInputError
from testban.pipeline.rerun import Rerun, rerun


@dataclass(frozen=True)
class Verified:
    """The answer of `verify`.

    Attributes
    ----------
    problems : tuple of str
        Why the dossier is refused.
    checked : Checked or None
        None where its container was refused unopened.
    rerun : Rerun or None
        None where it was not asked for, or the dossier was refused.
    """

    problems: tuple[str, ...]
    checked: Checked | None
    rerun: Rerun | None

    @property
    def accepted(self) -> bool:
        """Whether nothing speaks against the dossier; a re-run that differs speaks against it."""
        return not self.problems and (self.rerun is None or self.rerun.result != "differs")


def verify(path: Path, *, key: Ed25519PublicKey | None = None, compute_again: bool = False) -> Verified:
    """Check a dossier, and compute its finding again where asked to.

    Parameters
    ----------
    path : Path
        A folder or a .zip.
    key : Ed25519PublicKey, optional
        The key whose signature is demanded; without it a signature must hold, but whose key made it is left
        to the reader.
    compute_again : bool
        Read the inputs that travel with it and assess them anew.

    Returns
    -------
    Verified

    Raises
    ------
    FolderError
        Nothing there, or neither a folder nor a zip file.
    """
    try:
        with open_dossier(path) as folder:
            checked = check_dossier(folder, key=key)
            if checked.problems or not compute_again:
                return Verified(checked.problems, checked, None)
            assert checked.manifest is not None
            assert checked.finding is not None
            try:
                again = rerun(folder, checked.manifest, checked.finding)
            except BadInputError as error:
                return Verified((f"cannot be computed again: {error}",), checked, None)
            if again is None:
                return Verified(("cannot be computed again: no inputs travel with it",), checked, None)
            return Verified((), checked, again)
    except RefusedError as error:
        return Verified((str(error),), None, None)
