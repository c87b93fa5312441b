"""Names of files inside a dossier: which may stand there, the same on every system."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

MAX_NAME_BYTES = 400
MAX_PART_BYTES = 200
MAX_PARTS = 8
# What Windows reads as a device, a drive, a stream or a pattern; a dossier must open there too.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{kind}{number}" for kind in ("com", "lpt") for number in range(1, 10))}
)
_FORBIDDEN = frozenset('<>:"|?*\\')


def name_problem(name: str) -> str | None:
    """Say why a name may not stand in a dossier, or None.

    Parameters
    ----------
    name : str
        Path inside the dossier, parts joined by "/".

    Examples
    --------
    >>> name_problem("inputs/dprk-2006/arrivals.csv")
    >>> name_problem("../secret"), name_problem("/etc/passwd")
    ('its path escapes the dossier', 'its path escapes the dossier')
    """
    if not name:
        return "its name is empty"
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or ".." in parts or name[1:2] == ":":
        return "its path escapes the dossier"
    if any(part in ("", ".") for part in parts):
        return "its path is not in its shortest form"
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp") for letter in name):
        return "its name holds a control or invisible character"
    if any(letter in _FORBIDDEN for letter in name) or any(
        part.endswith((".", " ")) or part.startswith(" ") or part.split(".")[0].casefold() in _DEVICES
        for part in parts
    ):
        return "its name cannot stand on every system"
    if len(name.encode()) > MAX_NAME_BYTES or max(len(part.encode()) for part in parts) > MAX_PART_BYTES:
        return f"its name is longer than {MAX_PART_BYTES} bytes, or its path than {MAX_NAME_BYTES}"
    if len(parts) > MAX_PARTS:
        return f"it lies more than {MAX_PARTS} folders deep"
    return None


def clashing(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of names that are one file where case or the form of accents does not count.

    Examples
    --------
    >>> clashing(["a.csv", "A.csv", "b.csv"])
    [('a.csv', 'A.csv')]
    """
    first: dict[str, str] = {}
    pairs = []
    for name in names:
        key = unicodedata.normalize("NFC", name).casefold()
        if key in first:
            pairs.append((first[key], name))
        else:
            first[key] = name
    return pairs


def shown(name: str) -> str:
    """Write a name from outside so that it cannot disturb a terminal.

    Examples
    --------
    >>> shown("a.csv"), shown("a\\x1b[2Jb")
    ('a.csv', "'a\\\\x1b[2Jb'")
    """
    text = name if len(name) <= 120 else name[:117] + "..."
    return text if name_problem(name) is None or text.isprintable() else ascii(text)
