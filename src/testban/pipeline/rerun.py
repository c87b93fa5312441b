"""Compute a finding again from the inputs of its dossier, and say what differs."""

from __future__ import annotations

import json
import math
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from testban.dossier import Manifest, environment, sha256_of, software
from testban.model import SCHEMA_VERSION, Finding
from testban.pipeline._assess import assess
from testban.pipeline._observe import observe_with_pictures
from testban.pipeline.inputs import INPUTS, collect_inputs
from testban.pipeline.write import FINDING, write_finding

# How far two runs of one method may differ on machines whose arithmetic rounds differently: far below what a
# finding's own intervals span. On one platform with the same software the bytes are the same.
TIME_S = 1e-3
POSITION_DEG = 1e-5
LENGTH_KM = 1e-3
RELATIVE = 1e-4
ABSOLUTE = 1e-3
_POSITIONS = frozenset({"latitude", "longitude"})
_NUMBER = re.compile(r"[-+−]?\d[\d,]*\.?\d*(?:[eE][-+]?\d+)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")


@dataclass(frozen=True)
class Difference:
    """One place where two findings differ."""

    path: str
    before: object
    after: object
    within: bool


@dataclass(frozen=True)
class Rerun:
    """What computing again gave.

    Attributes
    ----------
    result : str
        "identical": every byte of the finding; "within tolerance"; "differs".
    differences : tuple of Difference
        The largest part first: what lies beyond tolerance.
    pages : tuple of str
        Other outputs whose bytes are not those of the dossier.
    circumstances : tuple of str
        What about software and system is not as it was.
    """

    result: Literal["identical", "within tolerance", "differs"]
    differences: tuple[Difference, ...]
    pages: tuple[str, ...]
    circumstances: tuple[str, ...]


def rerun(folder: Path, manifest: Manifest, finding: Finding) -> Rerun | None:
    """Compute the finding of a checked dossier again.

    Parameters
    ----------
    folder : Path
        The dossier as a folder, found intact.
    manifest, finding
        Its manifest and its finding.

    Returns
    -------
    Rerun or None
        None where no inputs travel with the dossier.

    Raises
    ------
    BadInputError
        The inputs cannot be read by this version.
    """
    recipe = manifest.recipe
    if recipe is None:
        return None
    target = str(folder / recipe.observations)
    stations = None if recipe.stations is None else folder / recipe.stations
    responses = None if recipe.responses is None else folder / recipe.responses
    observations, pictures = observe_with_pictures(
        target, stations_path=stations, responses_path=responses, level=recipe.level
    )
    again = assess(observations, as_of=recipe.as_of, level=recipe.level, prior=recipe.prior)
    if manifest.finding.schema_version != SCHEMA_VERSION:
        finding = _named_as(again, finding)
    differences = compare_findings(finding, again)
    same = (folder / FINDING).read_bytes() == again.to_json().encode()
    with tempfile.TemporaryDirectory(prefix="rerun-") as temporary:
        made = Path(temporary) / "dossier"
        sources = collect_inputs(target, observations, stations_path=stations, responses_path=responses)
        write_finding(
            again,
            made,
            sources=sources,
            pictures=pictures,
            as_of=recipe.as_of,
            level=recipe.level,
            prior=recipe.prior,
        )
        pages = [
            name
            for name in manifest.files
            if not name.startswith(f"{INPUTS}/")
            # Metadata names the signature, which a run without the key does not make.
            and name not in (FINDING, "ro-crate-metadata.json")
            and (not (made / name).is_file() or sha256_of(made / name) != manifest.files[name].sha256)
        ]
    beyond = [difference for difference in differences if not difference.within]
    ordered = (*beyond, *(difference for difference in differences if difference.within))
    result: Literal["identical", "within tolerance", "differs"] = "within tolerance"
    if beyond:
        result = "differs"
    elif same:
        result = "identical"
    return Rerun(result, ordered, tuple(pages), tuple(_circumstances(manifest)))


def _named_as(again: Finding, upgraded: Finding) -> Finding:
    """Give the events of a finding of an earlier schema, which had no names, those of the one made now."""
    if len(again.events) != len(upgraded.events):
        return upgraded
    events = tuple(
        event.model_copy(update={"id": now.id})
        for event, now in zip(upgraded.events, again.events, strict=True)
    )
    return upgraded.model_copy(update={"events": events})


def compare_findings(before: Finding, after: Finding) -> tuple[Difference, ...]:
    """Compare two findings number by number; the version of the software is not compared.

    Examples
    --------
    >>> from testban.cases import load_case
    >>> one = assess([load_case("dprk-2006")])
    >>> compare_findings(one, one)
    ()
    """
    old, new = (json.loads(finding.to_json()) for finding in (before, after))
    for content in (old, new):
        del content["provenance"]["version"]
    return tuple(_compare(old, new, ""))


def tolerances() -> dict[str, float]:
    """Return the tolerances that `compare_findings` holds numbers to.

    Examples
    --------
    >>> tolerances()["time_s"]
    0.001
    """
    return {
        "time_s": TIME_S,
        "position_deg": POSITION_DEG,
        "length_km": LENGTH_KM,
        "relative": RELATIVE,
        "absolute": ABSOLUTE,
    }


def _compare(old: Any, new: Any, path: str) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            below = f"{path}.{key}" if path else str(key)
            yield from _compare(old.get(key), new.get(key), below)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _compare(one, other, f"{path}[{number}]")
    elif type(old) is not bool and type(new) is not bool and _number(old) and _number(new):
        if old != new:
            yield Difference(path, old, new, abs(old - new) <= _allowed(path, old, new))
    elif isinstance(old, str) and isinstance(new, str):
        if old != new:
            yield Difference(path, old, new, _same_text(old, new))
    elif isinstance(old, list) and isinstance(new, list):
        yield Difference(path, f"{len(old)} entries", f"{len(new)} entries", False)
    elif old != new or type(old) is not type(new):
        yield Difference(path, old, new, False)


def _number(value: object) -> bool:
    return isinstance(value, int | float)


def _allowed(path: str, old: float, new: float) -> float:
    name = path.rpartition(".")[2]
    if name in _POSITIONS:
        return POSITION_DEG
    larger = RELATIVE * max(abs(old), abs(new))
    if name.endswith("_km") or path.endswith(("depth_km.value", "depth_km.low", "depth_km.high")):
        return max(LENGTH_KM, larger)
    if name in ("probability", "share"):
        # Relative alone, or a probability of one in a million could become one in a thousand.
        return max(larger, 1e-6)
    return max(ABSOLUTE, larger) if name.endswith("_s") else max(1e-6, larger)


def _same_text(old: str, new: str) -> bool:
    if _MOMENT.fullmatch(old) and _MOMENT.fullmatch(new):
        gap = datetime.fromisoformat(new) - datetime.fromisoformat(old)
        return abs(gap.total_seconds()) <= TIME_S
    if _NUMBER.sub("#", old) != _NUMBER.sub("#", new):
        return False
    return all(_same_printed(a, b) for a, b in zip(_NUMBER.findall(old), _NUMBER.findall(new), strict=True))


def _same_printed(old: str, new: str) -> bool:
    """Numbers inside text are rounded: one unit of the last digit may turn either way."""
    values = [float(text.replace(",", "").replace("−", "-").rstrip(".")) for text in (old, new)]
    decimals = max(len(text.partition(".")[2]) for text in (old, new))
    unit = 10.0**-decimals if decimals else 1.0
    gap = abs(values[0] - values[1])
    allowed = RELATIVE * max(abs(value) for value in values)
    return gap == 0.0 or (decimals > 0 and gap <= unit * (1 + 1e-9)) or gap <= max(allowed, math.ulp(1.0))


def _circumstances(manifest: Manifest) -> Iterator[str]:
    ours = software()
    if manifest.software.version != ours["version"]:
        yield f"testban {manifest.software.version} then, {ours['version']} now"
    elif manifest.software.sha256 != ours["sha256"]:
        yield f"testban {ours['version']} both times, but its code or tables are not the same"
    if manifest.finding.schema_version != SCHEMA_VERSION:
        yield f"schema {manifest.finding.schema_version} then, {SCHEMA_VERSION} now"
    now = environment()
    for key in ("python", "system", "machine"):
        if manifest.environment.get(key) != now[key]:
            yield f"{key}: {str(manifest.environment.get(key))[:60]!a} then, {now[key]} now"
    then, here = manifest.environment.get("libraries"), now["libraries"]
    assert isinstance(here, dict)
    for name, version in here.items():
        before = then.get(name) if isinstance(then, dict) else None
        if before != version:
            yield f"{name}: {str(before)[:40]!a} then, {version} now"
