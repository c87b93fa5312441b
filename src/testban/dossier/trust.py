"""Whose keys they are: a file of named keys with the dates between which each is trusted.

A signature says which key signed. Whose key that is a verifier must know from elsewhere, and this file is
where they keep it, in TOML::

    [[key]]
    name = "National Data Centre, signing key of 2026"
    id = "ed25519:66687aad..."
    valid_from = 2026-01-01
    valid_until = 2027-12-31
    # revoked = 2026-06-01
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import Field, ValidationError, model_validator

from testban.dossier.errors import TrustFileError
from testban.model import FrozenModel

MAX_TRUST_BYTES = 1024 * 1024
MAX_NAME = 200


class TrustedKey(FrozenModel):
    """A key and whose it is.

    Attributes
    ----------
    name : str
        Name of the file.
    id : str
        As `testban keygen` prints it.
    valid_from, valid_until : date, optional
        First and last day on which its signatures are trusted.
    revoked : date, optional
        From when on the key is not trusted. A revoked key is not trusted at all: whoever took it could have
        written any date.
    """

    name: str = Field(min_length=1, max_length=MAX_NAME)
    id: str = Field(pattern=r"^ed25519:[0-9a-f]{64}$")
    valid_from: date | None = None
    valid_until: date | None = None
    revoked: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> TrustedKey:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("valid_until lies before valid_from")
        return self


@dataclass(frozen=True)
class TrustVerdict:
    """Whether a signature is trusted.

    Attributes
    ----------
    trusted : bool
    name : str
        Whose key it is; empty where the file does not know.
    reason : str
        Why, in words.
    """

    trusted: bool
    name: str
    reason: str


def read_trust(path: Path) -> dict[str, TrustedKey]:
    """Read a trust file.

    Parameters
    ----------
    path : Path
        TOML with one table ``[[key]]`` for each key.

    Returns
    -------
    dict of str to TrustedKey
        By key identifier.

    Raises
    ------
    TrustFileError
        It cannot be read, is not TOML of this form, or names a key twice.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_TRUST_BYTES + 1)
        if len(data) > MAX_TRUST_BYTES:
            raise TrustFileError(f"{path.name} is larger than {MAX_TRUST_BYTES:,} bytes: not a trust file")
        content = tomllib.loads(data.decode())
    except OSError as error:
        raise TrustFileError(f"{path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise TrustFileError(f"{path.name} is not TOML: {str(error)[:200]}") from error
    rows = content.get("key")
    if set(content) != {"key"} or not isinstance(rows, list) or not rows:
        raise TrustFileError(f"{path.name} needs one table [[key]] for each key, and nothing else")
    keys: dict[str, TrustedKey] = {}
    for number, row in enumerate(rows, start=1):
        try:
            key = TrustedKey.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part)[:80] for part in first["loc"])
            raise TrustFileError(f"{path.name}: key {number}: {field!a}: {first['msg']}") from error
        if key.id in keys:
            raise TrustFileError(f"{path.name}: key {number}: {key.id} is named twice")
        keys[key.id] = key
    return keys


def judge_signer(keys: Mapping[str, TrustedKey], signer: str, *, on: date, dated: bool) -> TrustVerdict:
    """Say whether a key is trusted on a day.

    Parameters
    ----------
    keys : mapping of str to TrustedKey
        Trusted keys by identifier.
    signer : str
        Identifier of the key whose signature holds.
    on : date
        The day of signing, as far as it is known.
    dated : bool
        Whether the dossier says when it was signed; where not, `on` is the day of checking.

    Returns
    -------
    TrustVerdict

    Examples
    --------
    >>> judge_signer({}, "ed25519:00", on=date(2026, 1, 1), dated=False).reason
    'its key is not in the trust file'
    """
    key = keys.get(signer)
    if key is None:
        return TrustVerdict(False, "", "its key is not in the trust file")
    when = f"signed, as it says, on {on}" if dated else f"checked on {on}, signed at an unknown time"
    if key.revoked is not None:
        return TrustVerdict(False, key.name, f"the key was revoked on {key.revoked}")
    if key.valid_from is not None and on < key.valid_from:
        return TrustVerdict(False, key.name, f"the key is trusted from {key.valid_from}; {when}")
    if key.valid_until is not None and on > key.valid_until:
        return TrustVerdict(False, key.name, f"the key was trusted until {key.valid_until}; {when}")
    return TrustVerdict(True, key.name, when)
