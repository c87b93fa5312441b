"""Compare two findings, number by number, within what another machine's arithmetic may change."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from testban.model import Finding

# How far two runs of one method may differ on machines whose arithmetic rounds differently: far below what a
# finding's own intervals span. On one platform with the same software the bytes are the same.
TIME_S = 1e-3
POSITION_DEG = 1e-5
LENGTH_KM = 1e-3
RELATIVE = 1e-4
ABSOLUTE = 1e-3
_POSITIONS = frozenset({"latitude", "longitude"})
# Sentences that the software writes of its numbers and answers.
_SENTENCES = frozenset({"statement", "reason", "notes", "as_of_basis", "prior_basis"})
_PLACE = re.compile(r"\[\d+\]$")
_NUMBER = re.compile(r"[-+−]?\d[\d,]*\.?\d*(?:[eE][-+]?\d+)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")


@dataclass(frozen=True)
class Difference:
    """One place where two findings differ."""

    path: str
    before: object
    after: object
    within: bool


def compare_findings(
    before: Finding, after: Finding, *, left_behind: frozenset[str] = frozenset()
) -> tuple[Difference, ...]:
    """Compare two findings number by number; the version of the software is not compared.

    Parameters
    ----------
    before, after : Finding
        The two findings.
    left_behind : frozenset of str
        Files that could not be read and did not travel: that they were not used is not compared.

    Returns
    -------
    tuple of Difference

    Examples
    --------
    >>> from testban.cases import load_case
    >>> from testban.pipeline import assess
    >>> finding = assess([load_case("dprk-2006")])
    >>> compare_findings(finding, finding)
    ()
    """
    old, new = (json.loads(finding.to_json()) for finding in (before, after))
    for content in (old, new):
        del content["provenance"]["version"]
    # Only what the new run could not look at: what it names too, or used, is compared.
    named = {row["id"] for row in new["not_used"]}
    used = {row.station for event in after.seismic_events for row in event.arrivals}
    absent = left_behind - named - used
    old["not_used"] = [row for row in old["not_used"] if row["id"] not in absent]
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
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _compare(before, after, f"{path}[{number}]")
    elif type(old) is not bool and type(new) is not bool and _number(old) and _number(new):
        if old != new:
            yield Difference(path, old, new, abs(old - new) <= _allowed(path, old, new))
    elif isinstance(old, str) and isinstance(new, str):
        if old != new:
            yield Difference(path, old, new, same_text(old, new))
    elif isinstance(old, list) and isinstance(new, list):
        yield Difference(path, f"{len(old)} entries", f"{len(new)} entries", False)
    elif old != new or type(old) is not type(new):
        yield Difference(path, old, new, False)


def is_sentence(path: str) -> bool:
    """Say whether a path leads to a sentence, which another version may word otherwise.

    Examples
    --------
    >>> is_sentence("events[0].origin.notes[1]"), is_sentence("events[0].nuclear_basis.kind")
    (True, False)
    """
    return _PLACE.sub("", path).rpartition(".")[2] in _SENTENCES


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


def same_text(old: str, new: str) -> bool:
    """Say whether two texts have the same words, and numbers that differ in their last digit at most.

    Parameters
    ----------
    old, new : str
        The two texts.

    Returns
    -------
    bool

    Examples
    --------
    >>> same_text("mb 6.12", "mb 6.13"), same_text("mb 6.12", "Ms 6.12")
    (True, False)
    """
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
