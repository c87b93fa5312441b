"""The README shows what the program prints."""

from __future__ import annotations

from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"


def test_example_in_the_readme_is_the_real_output(example: tuple[str, Path]) -> None:
    printed = "\n".join(line.rstrip() for line in example[0].splitlines())
    assert printed.strip() in README.read_text(encoding="utf-8")
