"""Tell onsets that a location may use from surface waves, measurements and names that are none."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from testban.model import excerpt

# Grammar of the IASPEI list (Storchak et al. 2003): an optional depth-phase leg, then legs P, S, K, I, J with
# crustal, reflected and branch marks; a ray begins and ends in the mantle or crust, so with P or S.
_RAY = re.compile(
    r"(?:p|s|pw|pm|sm)?(?:[PSKIJ](?:n|g|b|c|m|i|diff)?(?:c|m)?){1,8}(?:ab|bc|df|ac|pre)?[2-9]?", re.ASCII
)
_ENDS = re.compile(r"(?:p|s|pw|pm|sm)?[PS].*[PS](?:n|g|b|diff)?(?:ab|bc|df|ac|pre)?[2-9]?", re.ASCII)
_LAST_LEG = re.compile(r"(?:p|s|pw|pm|sm)?[PS](?:n|g|b|diff)?(?:pre)?", re.ASCII)


class PhaseName(NamedTuple):
    """The phase in one spelling, or "" and the reason why it cannot be used."""

    name: str
    reason: str


@cache
def _lists() -> tuple[dict[str, str], dict[str, str]]:
    table = yaml.safe_load(files("testban.bulletins").joinpath("phases.yaml").read_text(encoding="utf-8"))
    reasons = {
        "surface_waves": "is a surface wave, whose time depends on its period",
        "measurements": "is an amplitude measurement or placeholder, no onset",
        "unidentified": "is an arrival its reader did not identify",
        "other_media": "travels in water or air",
    }
    spellings = {str(k): str(v) for k, v in table["spellings"].items()}
    spellings |= {name: name for name in table["onsets"]}
    return spellings, {str(name): why for key, why in reasons.items() for name in table[key]}


@lru_cache(maxsize=4096)  # a hostile file may hold any number of names
def phase_name(raw: str) -> PhaseName:
    """Bring a phase name to one spelling, or say why it is no onset.

    A name in parentheses is a reading its analyst doubted; it is left out and said so.

    Examples
    --------
    >>> phase_name("PN").name, phase_name("PKIKP").name, phase_name("pP").name
    ('Pn', 'PKPdf', 'pP')
    >>> phase_name("LR").reason
    "phase 'LR' is a surface wave, whose time depends on its period"
    >>> phase_name("Pxyz").reason
    "phase 'Pxyz' does not exist in the IASPEI list"
    >>> phase_name("").reason
    'no phase is named'
    """
    text = raw.strip()
    if not text:
        return PhaseName("", "no phase is named")
    spellings, unusable = _lists()
    if text in unusable:
        return PhaseName("", f"phase '{text}' {unusable[text]}")
    name = spellings.get(text, text)
    if name in spellings.values() or is_ray(name):
        return PhaseName(name, "")
    if len(text) > 2 and text.startswith("(") and text.endswith(")") and phase_name(text[1:-1]).name:
        return PhaseName("", f"phase '{text}' was doubted by its reader")
    if (
        1 < len(text) < 20
        and any(mark in text for mark in "/,")
        and all(map(is_ray, re.findall(r"\w+", text)))
    ):
        return PhaseName("", f"phase '{text}' names more than one phase")
    return PhaseName("", f"phase {excerpt(text)} does not exist in the IASPEI list")


def is_ray(name: str) -> bool:
    """Whether a name follows the grammar of ray phases.

    Examples
    --------
    >>> [is_ray(n) for n in ("PcP", "PKiKP", "SKSac", "pPKPbc", "K", "PcK", "Pcc")]
    [True, True, True, True, False, False, False]
    """
    if len(name) > 12 or not _RAY.fullmatch(name):
        return False
    return bool(_ENDS.fullmatch(name) or _LAST_LEG.fullmatch(name))
