"""List the files below a folder, and refuse one too large to hold the records of an event."""

from __future__ import annotations

import os
from pathlib import Path

from testban.model import Excluded
from testban.waveforms.errors import NoWaveformsError

# The records of one event are hundreds of files and some GiB: they are held in memory, and a dossier carries
# at most as many files. What holds more is an archive, or the wrong folder.
MAX_FILES = 10_000
MAX_BYTES = 16 * 2**30


def files_below(folder: Path, not_used: list[Excluded]) -> list[Path]:
    """List every file below a folder, in the order of their names; hidden ones and links to folders are not.

    Parameters
    ----------
    folder : Path
    not_used : list of Excluded
        Takes folders and files that cannot be looked at, with the reason.

    Returns
    -------
    list of Path

    Raises
    ------
    NoWaveformsError
        More than 10,000 files or 16 GiB; it is found by counting, before any file is opened.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     _ = (Path(name) / "a.mseed").write_bytes(b"x")
    ...     _ = (Path(name) / ".hidden").write_bytes(b"x")
    ...     [path.name for path in files_below(Path(name), [])]
    ['a.mseed']
    """

    def cannot(fault: OSError) -> None:
        not_used.append(Excluded(id=Path(fault.filename).name, reason=f"cannot be read: {fault.strerror}"))

    found: list[Path] = []
    size = 0
    for place, folders, names in os.walk(folder, onerror=cannot):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(place, name)
            try:
                if name.startswith(".") or not path.is_file():
                    continue
                size += path.stat().st_size
            except OSError as fault:
                cannot(fault)
                continue
            found.append(path)
            if len(found) > MAX_FILES or size > MAX_BYTES:
                raise NoWaveformsError(
                    f"{folder.name or folder} was not read, as it holds more than {MAX_FILES:,} files or "
                    f"{MAX_BYTES // 2**30} GiB; name the folder that holds the records of the event"
                )
    return sorted(found)
