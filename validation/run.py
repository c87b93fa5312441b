"""Measure everything against truth; write validation.json and docs/validation.md.

``--fast`` measures what takes seconds, writes nothing, and fails when a target that validation.json says was
met is now missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from testban._version import __version__
from validation import parts
from validation.measure import Measure, reported

ROOT = Path(__file__).resolve().parents[1]
RESULTS, PAGE = ROOT / "validation.json", ROOT / "docs" / "validation.md"


def main() -> int:
    """Run the parts and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--fast", action="store_true", help="only what takes seconds, compared with validation.json"
    )
    parser.add_argument(
        "--only", choices=list(parts.PARTS), help="measure one part anew; the others stay as they are"
    )
    given = parser.parse_args()
    if given.only:
        return renew(given.only)
    found: dict[str, list[Measure]] = {}
    for title, measure in parts.PARTS.items():
        if given.fast and title not in parts.FAST:
            continue
        print(f"{title} ...", file=sys.stderr, flush=True)
        found[title] = run_part(title, measure, fast=given.fast)
        show(title, found[title])
    if given.fast:
        return compare(found)
    write(found)
    return 0


def renew(title: str) -> int:
    """Measure one part anew and keep the others."""
    found = run_part(title, parts.PARTS[title], fast=False)
    show(title, found)
    # Read after measuring: another part may have been renewed meanwhile.
    known = json.loads(RESULTS.read_text(encoding="utf-8"))["parts"] if RESULTS.is_file() else {}
    known[title] = found
    write({name: known[name] for name in parts.PARTS if name in known})
    return 0


def write(found: dict[str, list[Measure]]) -> None:
    """Write the results and the page made from them."""
    content = {"version": __version__, "parts": found}
    RESULTS.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(found), encoding="utf-8")


def run_part(title: str, measure: Callable[[bool], list[Measure]], *, fast: bool) -> list[Measure]:
    """Run one part; where its outside data are absent, say so as a measure instead of leaving it out."""
    try:
        return measure(fast)
    except FileNotFoundError as error:
        return [reported(f"{title}: not measured, outside data absent", str(error.filename), "")]


def show(title: str, measures: Iterable[Measure]) -> None:
    """Print the measures of one part."""
    for one in measures:
        mark = {True: "met   ", False: "MISSED", None: "      "}[one["met"]]
        print(f"{mark} {one['measure']}: {one['value']} {one['unit']} {one['target']}".rstrip())
    print(f"       [{title}]")


def compare(found: dict[str, list[Measure]]) -> int:
    """Fail for every target that was met and is now missed."""
    if not RESULTS.is_file():
        print("no validation.json yet: nothing to compare with", file=sys.stderr)
        return 0
    known = json.loads(RESULTS.read_text(encoding="utf-8"))["parts"]
    before = {one["measure"]: one["met"] for measures in known.values() for one in measures}
    lost = [
        one["measure"]
        for measures in found.values()
        for one in measures
        if one["met"] is False and before.get(one["measure"]) is True
    ]
    for name in lost:
        print(f"once met and now missed: {name}", file=sys.stderr)
    return 1 if lost else 0


def page(found: dict[str, list[Measure]]) -> str:
    """Write the page that a reader sees."""
    targets = [one for measures in found.values() for one in measures if one["met"] is not None]
    missed = [one for one in targets if not one["met"]]
    lines = [
        "# Validation",
        "",
        f"Made by `make validate` with testban {__version__}: {len(targets)} targets, "
        f"{len(targets) - len(missed)} met, {len(missed)} missed. Near-truth positions and published answers "
        "are compared with, never used.",
        "",
    ]
    for title, measures in found.items():
        lines += [
            f"## {title}",
            "",
            *parts.NOTES.get(title, ()),
            "",
            "| measure | value | unit | target | met |",
        ]
        lines += ["| --- | --- | --- | --- | --- |"]
        for one in measures:
            met = {True: "yes", False: "**no**", None: ""}[one["met"]]
            lines.append(f"| {one['measure']} | {one['value']} | {one['unit']} | {one['target']} | {met} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
