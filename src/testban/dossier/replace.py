"""Put a file or folder in the place of an earlier one at once: whoever looks sees one of them, whole."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


def replace_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file next to its place, flush it to disk, and rename it into place.

    Parameters
    ----------
    path : Path
        Its folder exists.
    chunks : iterable of bytes
        The content.

    Raises
    ------
    OSError
        It cannot be written; what lay there before is unchanged and nothing is left next to it.
    """
    remove_leftovers(path)
    number, temporary = tempfile.mkstemp(prefix=_own_prefix(path), dir=path.parent)
    try:
        with os.fdopen(number, "wb") as stream:
            _lock(stream.fileno())
            for chunk in chunks:
                stream.write(chunk)
            stream.flush()
            os.fchmod(stream.fileno(), 0o666 & ~_umask())
            os.fsync(stream.fileno())
            os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _flush_folder(path.parent)


@contextlib.contextmanager
def staging_folder(path: Path) -> Iterator[Path]:
    """Give a private folder next to a path, to be filled and then moved there; it is removed afterwards.

    Parameters
    ----------
    path : Path
        Its parent exists.

    Yields
    ------
    Path
    """
    remove_leftovers(path)
    folder = Path(tempfile.mkdtemp(prefix=_own_prefix(path), dir=path.parent))
    number = os.open(folder, os.O_RDONLY)
    try:
        _lock(number)
        yield folder
    finally:
        os.close(number)
        shutil.rmtree(folder, ignore_errors=True)


def replace_folder(made: Path, folder: Path) -> None:
    """Put a folder in the place of another: at once where the system can exchange two names.

    Parameters
    ----------
    made : Path
        The new folder, next to `folder`. Where there was an earlier one, it lies here afterwards.
    folder : Path
        May be absent.

    Raises
    ------
    OSError
        It cannot be done; then nothing has changed.
    """
    for path in made.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    made.chmod(0o777 & ~_umask())
    if not folder.exists():
        os.rename(made, folder)
    elif not _exchanged(made, folder):
        # Without an exchange there is a moment with neither; the earlier one then lies next to it, whole.
        earlier = _earlier(folder)
        os.rename(folder, earlier)
        try:
            os.rename(made, folder)
        except OSError:
            os.rename(earlier, folder)
            raise
        os.rename(earlier, made)
    _flush_folder(folder.parent)


def remove_leftovers(path: Path) -> None:
    """Remove what a run that was killed left next to a path; what a running one holds stays.

    Parameters
    ----------
    path : Path
        What a run was writing.
    """
    prefix, earlier = _prefix(path), _earlier(path)
    if earlier.is_dir() and not os.path.lexists(path):
        os.rename(earlier, path)
    try:
        names = [name for name in os.listdir(path.parent) if name.startswith(prefix)]
    except OSError:
        return
    names = [name for name in names if not _alive(name, prefix)]
    for name in names:
        left = path.parent / name
        try:
            number = os.open(left, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except OSError:
            continue
        try:
            if not _lock(number):
                continue
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    left.unlink()
        finally:
            os.close(number)


def _prefix(path: Path) -> str:
    return f".{path.name}.testban-"


def _own_prefix(path: Path) -> str:
    return f"{_prefix(path)}{os.getpid()}-"


def _earlier(path: Path) -> Path:
    """Where the former folder waits while two renames take the place of an exchange."""
    return path.parent / f".{path.name}.earlier"


def _alive(name: str, prefix: str) -> bool:
    """Whether the process that made a temporary name still runs on this machine."""
    number = name.removeprefix(prefix).split("-")[0]
    if not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _lock(number: int) -> bool:
    """Take the lock that says that somebody is at work here; False where another holds it."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _exchanged(first: Path, second: Path) -> bool:
    """Exchange two names at once (Linux renameat2); False where system or file system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        function = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    result = function(
        _AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), ctypes.c_uint(_RENAME_EXCHANGE)
    )
    if result == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(second))


def _flush_folder(folder: Path) -> None:
    """Write the names of a folder to disk, where the system lets a folder be flushed."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
