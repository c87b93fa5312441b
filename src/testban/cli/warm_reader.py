"""Start what a command will need while the rest of it is loaded."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def warm_reader(*targets: str | Path) -> None:
    """Start the process that parses waveforms, where a folder is given that is not a case."""
    with suppress(OSError):  # a name too long for a path is named where it is read
        folders = [Path(target) for target in targets if Path(target).is_dir()]
        if any(not (folder / "case.yaml").is_file() for folder in folders):
            from testban.safe_io import ConfinementError, warm_up

            with suppress(ConfinementError):
                warm_up()
