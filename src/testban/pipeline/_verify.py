"""Verify a dossier: is it whole, who signed it, do its outputs and a new computation say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from testban.dossier import (
    Checked,
    RefusedError,
    TrustedKey,
    TrustVerdict,
    check_dossier,
    judge_signer,
    key_id,
    open_dossier,
)
from testban.model import BadInputError, NotAnsweredError
from testban.pipeline.outputs import OutputsCompared, compare_outputs
from testban.pipeline.rerun import Rerun, observe_inputs, rerun
from testban.pipeline.unproven import Unproven, unproven

Status = Literal[
    "authentic and re-computed",
    "altered",
    "authentic, not re-computed",
    "intact, signer unknown",
    "cannot tell",
    "authentic, words and numbers compared",
]


@dataclass(frozen=True)
class Verified:
    """The answer of `verify`.

    Attributes
    ----------
    status : str
        One of `Status`; only the first says that everything was compared and somebody known signed it.
    problems : tuple of str
        Why the dossier is refused, or cannot be judged.
    checked : Checked or None
        None where its container was refused unopened.
    outputs : OutputsCompared or None
        Whether page, QuakeML, IMS1.0 and metadata say what the finding says; None where refused before.
    rerun : Rerun or None
        None where it was not asked for, or the dossier was refused.
    signers : dict of str to TrustVerdict
        Every key whose signature holds, and whether it is trusted.
    unproven : Unproven or None
        What all this does not prove.
    """

    status: Status
    problems: tuple[str, ...]
    checked: Checked | None = None
    outputs: OutputsCompared | None = None
    rerun: Rerun | None = None
    signers: Mapping[str, TrustVerdict] | None = None
    unproven: Unproven | None = None

    @property
    def accepted(self) -> bool:
        """Whether nothing speaks against the dossier; it may still be unsigned, or not computed again."""
        return not self.problems and self.status not in ("altered", "cannot tell")


def verify(
    path: Path,
    *,
    key: Ed25519PublicKey | None = None,
    trust: Mapping[str, TrustedKey] | None = None,
    compute_again: bool = False,
    today: date | None = None,
) -> Verified:
    """Check a dossier, and compute its finding again where asked to.

    Parameters
    ----------
    path : Path
        A folder or a .zip.
    key : Ed25519PublicKey, optional
        The key whose signature is demanded.
    trust : mapping of str to TrustedKey, optional
        Named keys by identifier, from `testban.dossier.read_trust`. Without it and without `key` no signer is
        known, and the dossier is never called authentic.
    compute_again : bool
        Read the inputs that travel with it and assess them anew.
    today : date, optional
        The day of checking, for keys with a term; by default today (UTC).

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
            return _verify(folder, key, trust or {}, compute_again, today or datetime.now(UTC).date())
    except RefusedError as error:
        return Verified("altered", (str(error),))


def _verify(
    folder: Path,
    key: Ed25519PublicKey | None,
    trust: Mapping[str, TrustedKey],
    compute_again: bool,
    today: date,
) -> Verified:
    checked = check_dossier(folder, key=key)
    if checked.problems:
        return Verified("altered", checked.problems, checked)
    manifest, finding = checked.manifest, checked.finding
    assert manifest is not None
    assert finding is not None
    open_points = unproven(finding)
    verified = Verified(
        "cannot tell", (), checked, signers=_judge(checked, key, trust, today), unproven=open_points
    )
    try:
        observed = observe_inputs(folder, manifest)
        fault = "no inputs travel with it" if observed is None else ""
    except (BadInputError, NotAnsweredError) as error:
        observed, fault = None, str(error)
    pictures = observed[1] if observed is not None else None
    # Without inputs nothing but a page of waveforms could show pictures; arrivals have none.
    outputs = compare_outputs(folder, manifest, finding, pictures=pictures)
    verified = replace(verified, outputs=outputs)
    if outputs.problems and outputs.exact:
        return replace(verified, status="altered", problems=outputs.problems)
    if open_points.contradictions:
        return replace(verified, status="altered", problems=open_points.contradictions)
    # Words that other software wrote otherwise do not keep its numbers from being computed again.
    problems = list(outputs.problems)
    if compute_again:
        if observed is None:
            return replace(verified, problems=(*problems, f"cannot be computed again: {fault}"))
        try:
            again = rerun(folder, manifest, finding, observed[0])
        except (BadInputError, NotAnsweredError) as error:
            return replace(verified, problems=(*problems, f"cannot be computed again: {error}"))
        verified = replace(verified, rerun=again)
        problems += _against(again)
        if again.result == "differs" and outputs.exact:
            return replace(verified, status="altered", problems=tuple(problems))
    if problems:
        return replace(verified, problems=tuple(problems))
    return replace(verified, status=_status(verified))


def _against(again: Rerun) -> list[str]:
    """What computing again says against a dossier."""
    if again.result not in ("reworded", "differs"):
        return []
    first = again.differences[0]
    where = f"{first.path} is {str(first.before)[:60]!a}, computed {str(first.after)[:60]!a}"
    if again.result == "differs":
        return [f"computed again the finding differs: {where}"]
    return [
        "computed again every number and answer is within tolerance, but this software words sentences "
        f"otherwise: {where}"
    ]


def _judge(
    checked: Checked, key: Ed25519PublicKey | None, trust: Mapping[str, TrustedKey], today: date
) -> dict[str, TrustVerdict]:
    """Say of every signature that holds whether its key is trusted."""
    assert checked.manifest is not None
    signed_at = checked.manifest.signed_at
    verdicts = {}
    for signer in (*((checked.signer,) if checked.signer else ()), *checked.added):
        if key is not None and signer == key_id(key):
            verdicts[signer] = TrustVerdict(True, "", "the key demanded")
            continue
        dated = signed_at is not None and signer == checked.signer
        on = signed_at.date() if dated and signed_at is not None else today
        verdicts[signer] = judge_signer(trust, signer, on=on, dated=dated)
    return verdicts


def _status(verified: Verified) -> Status:
    assert verified.outputs is not None
    if not any(verdict.trusted for verdict in (verified.signers or {}).values()):
        return "intact, signer unknown"
    if not verified.outputs.exact or verified.outputs.not_compared:
        return "authentic, words and numbers compared"
    if verified.rerun is None:
        return "authentic, not re-computed"
    if verified.rerun.result == "identical":
        return "authentic and re-computed"
    return "authentic, words and numbers compared"
