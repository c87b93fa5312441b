"""Check the rules of the house that no other tool checks; `make lint` runs it.

No import between rooms past a front door, no file over 500 lines, no module hidden behind a function of its
own name, no word that left the house, no more vague names than before: the rules are in scripts/house.toml.
`--lower` lowers the ceilings to what is counted, `--list KEY ...` shows where a word or a room's names stand.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RULES = "scripts/house.toml"
CEILINGS = "scripts/house_ceilings.json"
# Folders and files whose words are read, and the endings of such files.
FOLDERS = ("src", "tests", "docs", "scripts", "validation", "benchmarks")
ENDINGS = (".py", ".md", ".j2")


def rooms(root: Path) -> dict[str, list[Path]]:
    """Python files of each room of src/testban; a module without a folder is a room of its own."""
    package = root / "src" / "testban"
    files: dict[str, list[Path]] = {}
    for path in sorted(package.rglob("*.py")):
        part = path.relative_to(package).parts[0]
        files.setdefault(part.removesuffix(".py"), []).append(path)
    return files


def past_front_doors(root: Path) -> Iterator[str]:
    """Say which imports reach into another room instead of asking at its front door."""
    package = root / "src" / "testban"
    for room, paths in rooms(root).items():
        for path in paths:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for parts in _imported_modules(node, package):
                    if parts[0] == "testban" and len(parts) > 2 and parts[1] != room:
                        place, name = _at(root, path, node.lineno), ".".join(parts)
                        yield f"{place}: {name} lies behind the front door of {parts[1]}"


def _imported_modules(node: ast.AST, package: Path) -> Iterator[list[str]]:
    """Give the modules that a statement imports, in parts."""
    if isinstance(node, ast.Import):
        yield from (alias.name.split(".") for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        parts = node.module.split(".")
        yield parts
        # What is imported from a front door is a module where the door does not bind the name.
        if len(parts) == 2 and parts[0] == "testban":
            room = package / parts[1]
            yield from (
                [*parts, alias.name]
                for alias in node.names
                if _is_module(room, alias.name) and alias.name not in _exported(room)
            )


def _is_module(room: Path, name: str) -> bool:
    return (room / f"{name}.py").is_file() or (room / name / "__init__.py").is_file()


def _exported(room: Path) -> set[str]:
    """Names that a front door binds."""
    door = room / "__init__.py"
    names: set[str] = set()
    if door.is_file():
        for node in ast.walk(ast.parse(door.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom | ast.Import):
                names.update(alias.asname or alias.name for alias in node.names)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
    return names


def hidden_modules(root: Path) -> Iterator[str]:
    """Say which modules cannot be reached because the front door exports something of the same name."""
    for door in sorted((root / "src" / "testban").glob("*/__init__.py")):
        for name in sorted(_exported(door.parent)):
            if _is_module(door.parent, name):
                yield f"{_at(root, door)}: exports {name} and hides the module {name}; call it _{name}.py"


def long_files(root: Path, limit: int) -> Iterator[str]:
    """Say which source files are longer than the limit."""
    for path in sorted((root / "src").rglob("*.py")):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > limit:
            yield f"{_at(root, path)}: {lines} lines, {limit} are allowed"


def banned_words(root: Path, rules: dict[str, Any]) -> dict[str, list[str]]:
    """List, for each word that left the house, the places where it still stands."""
    places: dict[str, list[str]] = {key: [] for key in rules["words"]}
    patterns = {key: re.compile(word["pattern"], re.MULTILINE) for key, word in rules["words"].items()}
    allowed = [(item["file"], item["text"]) for item in rules.get("allowed", ())]
    for path in _written(root, rules["exempt"]):
        name = path.relative_to(root).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for key, word in rules["words"].items():
                if not name.endswith(word.get("files", "")) or not name.startswith(word.get("under", "")):
                    continue
                for match in patterns[key].finditer(line):
                    if not any(file == name and text in line for file, text in allowed):
                        places[key].append(f"{name}:{number}: {match[0]!r}: {word['instead']}")
    return places


def _written(root: Path, exempt: list[str]) -> Iterator[Path]:
    for path in [*root.glob("*.md"), *(p for folder in FOLDERS for p in sorted((root / folder).rglob("*")))]:
        if path.suffix in ENDINGS and path.relative_to(root).as_posix() not in exempt:
            yield path


def vague_names(root: Path, vague: list[str]) -> dict[str, list[str]]:
    """List, for each room, where a variable or an argument gets a name that does not say what it holds."""
    places: dict[str, list[str]] = {}
    for room, paths in rooms(root).items():
        places[room] = []
        for path in paths:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    name = node.id
                elif isinstance(node, ast.arg):
                    name = node.arg
                else:
                    continue
                if name in vague or re.fullmatch(r"[a-z]\w*_", name):
                    places[room].append(f"{_at(root, path, node.lineno)}: {name} does not say what it holds")
    return places


def over_ceilings(places: dict[str, list[str]], ceilings: dict[str, int]) -> Iterator[str]:
    """Give the places of what is counted more often than its ceiling allows; no ceiling is a ceiling of 0."""
    for key, lines in places.items():
        if len(lines) > ceilings.get(key, 0):
            yield from lines
            yield f"{key}: {len(lines)}, the ceiling is {ceilings.get(key, 0)}"


def lowered(places: dict[str, list[str]], ceilings: dict[str, int]) -> dict[str, int]:
    """Give ceilings that are nowhere higher than before."""
    counts = {key: min(len(places.get(key, ())), ceiling) for key, ceiling in sorted(ceilings.items())}
    return {key: count for key, count in counts.items() if count}


def _at(root: Path, path: Path, line: int | None = None) -> str:
    return path.relative_to(root).as_posix() + (f":{line}" if line else "")


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Print what breaks a rule; the exit status is 1 when something does."""
    rules = tomllib.loads((root / RULES).read_text(encoding="utf-8"))
    ceilings = json.loads((root / CEILINGS).read_text(encoding="utf-8"))
    counted = {"names": vague_names(root, rules["vague_names"]), "words": banned_words(root, rules)}
    if "--lower" in arguments:
        ceilings = {key: lowered(places, ceilings[key]) for key, places in counted.items()}
        (root / CEILINGS).write_text(json.dumps(ceilings, indent=2) + "\n", encoding="utf-8")
    if "--list" in arguments:
        wanted = arguments[arguments.index("--list") + 1 :]
        print(
            *(line for places in counted.values() for key in wanted for line in places.get(key, ())), sep="\n"
        )
        return 0
    problems = [*past_front_doors(root), *hidden_modules(root), *long_files(root, rules["max_lines"])]
    for key, places in counted.items():
        problems += over_ceilings(places, ceilings[key])
    print(*(problems or ["the house is in order"]), sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
