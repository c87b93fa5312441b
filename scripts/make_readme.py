"""Put what the program prints into the README: run from the project's root after the summary changed."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

from testban.cli.main import run

README = Path("README.md")
COMMAND = ["assess", "dprk-2017", "--out", "build/dprk-2017"]
EXAMPLE = re.compile(r"(prints:\n\n```\n).*?(\n```\n)", re.DOTALL)


def main() -> None:
    """Replace the example's output by that of this version."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        if run(COMMAND) != 0:
            raise SystemExit(f"testban {' '.join(COMMAND)}: not answered")
    printed = "\n".join(line.rstrip() for line in output.getvalue().splitlines()).strip()
    text, count = EXAMPLE.subn(
        lambda found: found.group(1) + printed + found.group(2), README.read_text(encoding="utf-8")
    )
    if count != 1:
        raise SystemExit(f"{README}: no example to replace")
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
