"""Say where each outside data set comes from, how to obtain it, and whether what lies here is the same.

python -m validation.sources           # what to obtain, and how
python -m validation.sources --hashes  # the hashes of what lies here
"""

from __future__ import annotations

import hashlib
import sys
import tomllib
from pathlib import Path
from typing import Any

from validation.shared import shared_folder

SOURCES = Path(__file__).with_name("sources.toml")
# Notes on a set, added where it was collected, are no part of it.
NOT_COUNTED = frozenset({"PROVENANCE.md"})


def load_sources() -> list[dict[str, Any]]:
    """Return the outside data sets as `sources.toml` names them."""
    with SOURCES.open("rb") as stream:
        sets: list[dict[str, Any]] = tomllib.load(stream)["set"]
    return sets


def tree_sha256(place: Path) -> str:
    """Return the SHA-256 of a file, or of a folder's sorted lines "hash  path"."""
    if place.is_file():
        return hashlib.sha256(place.read_bytes()).hexdigest()
    total = hashlib.sha256()
    files = (path for path in place.rglob("*") if path.is_file() and path.name not in NOT_COUNTED)
    for path in sorted(files, key=lambda path: path.relative_to(place).as_posix()):
        inner = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{inner}  {path.relative_to(place).as_posix()}\n".encode())
    return total.hexdigest()


def state(entry: dict[str, Any], folder: Path | None) -> str:
    """Say whether a set is here and the same."""
    place = folder / entry["path"] if folder else None
    if place is None or not place.exists():
        return "absent"
    return "here, the same" if tree_sha256(place) == entry["sha256"] else "here, NOT the same"


def main() -> None:
    """Print every set with its origin and state."""
    try:
        folder = shared_folder()
    except FileNotFoundError:
        folder = None
    sets = load_sources()
    if "--hashes" in sys.argv[1:]:
        for entry in sets:
            place = folder / entry["path"] if folder else None
            print(entry["path"], tree_sha256(place) if place and place.exists() else "absent")
        return
    print("Put each set at its path below a folder, and name that folder in TESTBAN_SHARED.\n")
    for entry in sets:
        print(f"{entry['path']}: {state(entry, folder)}\n  {entry['what']}")
        print(f"  licence as stated: {entry['licence']}")
        for origin in entry["origin"]:
            print(f"  git clone {origin['repository']} && git checkout {origin['commit']}")
            print(f"    take {origin['take']}")
        if "then" in entry:
            print(f"  then: {entry['then']}")
        print()


if __name__ == "__main__":
    main()
