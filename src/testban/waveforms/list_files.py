"""List the files below a folder: plain files of its own only, and no more than an event has."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from testban.model import Excluded
from testban.safe_io import file_name, odd_kind
from testban.waveforms.errors import NoWaveformsError

# The records of one event are hundreds of files and some GiB: they are held in memory, and a dossier carries
# at most as many files. What holds more is an archive, or the wrong folder.
MAX_FILES = 10_000
MAX_BYTES = 16 * 2**30


def files_below(folder: Path, not_used: list[Excluded]) -> list[Path]:
    """List every file below a folder, in the order of their names; hidden ones are not.

    Nothing outside the folder is ever read on behalf of what lies in it. A link, symbolic or hard, that leads
    out, a pipe, a socket and a device are named and left out; a link within the folder stands for its file.

    Parameters
    ----------
    folder : Path
        Searched with all its subfolders.
    not_used : list of Excluded
        Takes folders and files that cannot be looked at or must not be, with the reason.

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
    ...     (Path(name) / "b.mseed").symlink_to("/etc/passwd")
    ...     out = []
    ...     [path.name for path in files_below(Path(name), out)], out[0].id, out[0].reason
    (['a.mseed'], 'b.mseed', 'is a link that leads out of the folder')
    """

    def cannot(fault: OSError) -> None:
        reason = f"cannot be read: {fault.strerror}"
        not_used.append(Excluded(id=file_name(fault.filename), reason=reason))

    root = os.path.realpath(folder)
    plain: dict[Path, os.stat_result] = {}
    links: list[Path] = []
    size = 0
    for place, folders, names in os.walk(folder, onerror=cannot):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if os.path.islink(os.path.join(place, name))]
        reason = "is a link to a folder, which is not followed"
        not_used.extend(Excluded(id=file_name(name), reason=reason) for name in linked)
        for name in names:
            path = Path(place, name)
            if name.startswith("."):
                continue
            try:
                status = path.lstat()
            except OSError as fault:
                cannot(fault)
                continue
            if stat.S_ISLNK(status.st_mode):
                links.append(path)
            elif not stat.S_ISREG(status.st_mode):
                not_used.append(Excluded(id=file_name(path), reason=odd_kind(path)))
            else:
                plain[path] = status
                size += status.st_size
            if len(plain) + len(links) > MAX_FILES or size > MAX_BYTES:
                raise NoWaveformsError(
                    f"{file_name(folder)} was not read, as it holds more than {MAX_FILES:,} files or "
                    f"{MAX_BYTES // 2**30} GiB; name the folder that holds the records of the event"
                )
    _drop_hard_links(plain, not_used)
    return sorted([*plain, *_inner_links(links, plain, root, not_used)])


def _drop_hard_links(plain: dict[Path, os.stat_result], not_used: list[Excluded]) -> None:
    """Leave out files that have a name outside the folder too: whose they are cannot be told."""
    names: dict[tuple[int, int], int] = {}
    for status in plain.values():
        key = (status.st_dev, status.st_ino)
        names[key] = names.get(key, 0) + 1
    for path, status in list(plain.items()):
        if status.st_nlink > names[status.st_dev, status.st_ino]:
            reason = "has another name outside of the folder (a hard link); copy it to use it"
            not_used.append(Excluded(id=file_name(path), reason=reason))
            del plain[path]


def _inner_links(
    links: list[Path], plain: dict[Path, os.stat_result], root: str, not_used: list[Excluded]
) -> list[Path]:
    """Links whose file lies in the folder and was not listed itself."""
    listed = {os.path.realpath(path) for path in plain}
    kept = []
    for path in links:
        target = os.path.realpath(path)
        if os.path.commonpath((root, target)) != root:
            not_used.append(Excluded(id=file_name(path), reason="is a link that leads out of the folder"))
        elif not os.path.exists(target):
            not_used.append(Excluded(id=file_name(path), reason="is a link to nothing"))
        elif target not in listed and os.path.isfile(target) and os.stat(target).st_nlink == 1:
            listed.add(target)
            kept.append(path)
    return kept
