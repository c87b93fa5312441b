"""Take from this process what a parser does not need: network, files, memory and time without end.

Each measure is taken where the system has it; `restrict` says which hold. No package that is maintained
serves for system call filters or Landlock from Python (2026), so the five system calls are made here.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MIB = 1024 * 1024
# Address space beyond what is mapped when a file arrives: some room, and a multiple of the file's size.
# (Steim2 packs up to seven samples into four bytes; a reader holds them as integers and as floats.)
SPARE_BYTES, MEMORY_PER_BYTE, MAX_MEMORY_BYTES = 512 * MIB, 40, 6 * 1024 * MIB
MAX_OPEN_FILES = 64

_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_DUMPABLE = 38, 4
# landlock_create_ruleset, _add_rule, _restrict_self have these numbers on every architecture.
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_READ_FILE, _READ_DIR, _EXECUTE = 1 << 2, 1 << 3, 1 << 0
# Rights over files that each version of Landlock can take away, versions 1 to 5.
_ALL_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_NET_TCP, _SCOPES = 0b11, 0b11
_SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/null",
    "/dev/urandom",
)


def restrict() -> dict[str, bool]:
    """Take away what can be taken away once, and say what was.

    Returns
    -------
    dict of str to bool
        ``network``: no network but its own, which is empty. ``files``: only Python's own can be read and none
        written. ``limits``: memory, processor time, written and open files are bounded.
    """
    held = {"network": False, "files": False, "limits": False}
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _lower(resource.RLIMIT_NOFILE, MAX_OPEN_FILES)
        held["limits"] = True
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) if os.getuid() else None
        held["network"] = libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0
        held["files"] = _landlock(libc, [*sys.path, sys.prefix, sys.base_prefix, *_SYSTEM])
    return held


def limit_for(size: int, seconds: float) -> None:
    """Bound memory and processor time for one file, and forbid to write any."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 1)
    _soft(resource.RLIMIT_AS, min(_mapped() + SPARE_BYTES + MEMORY_PER_BYTE * size, MAX_MEMORY_BYTES))
    _soft(resource.RLIMIT_FSIZE, 0)


def allow_to_write(size: int) -> None:
    """Let one file of this size be written, in memory, before it is parsed."""
    if resource is not None:
        _soft(resource.RLIMIT_FSIZE, size)
        _soft(resource.RLIMIT_AS, resource.RLIM_INFINITY)


def _mapped() -> int:
    try:
        with open("/proc/self/statm", "rb") as stream:
            return int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 1024 * MIB


def _soft(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        value = hard if value == resource.RLIM_INFINITY else min(value, hard)
    with suppress(ValueError, OSError):  # macOS has some of the limits by name only
        resource.setrlimit(kind, (value, hard))


def _lower(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def _landlock(libc: ctypes.CDLL, readable: Iterable[str]) -> bool:
    """Forbid every access to files but reading below the paths given; a file in memory has no path."""
    version = libc.syscall(_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    files = _ALL_RIGHTS[min(version, 5)]
    handled = struct.pack("<Q", files)
    if version >= 4:
        handled += struct.pack("<Q", _NET_TCP)
    if version >= 6:
        handled += struct.pack("<Q", _SCOPES)
    rules = libc.syscall(_CREATE, handled, ctypes.c_size_t(len(handled)), 0)
    if rules < 0:
        return False
    for path in dict.fromkeys(os.path.realpath(path) for path in readable if path):
        try:
            place = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
        except OSError:
            continue
        rights = _READ_FILE | _EXECUTE | (_READ_DIR if os.path.isdir(path) else 0)
        libc.syscall(_ADD, rules, 1, struct.pack("<Qi", rights, place), 0)
        os.close(place)
    held = libc.syscall(_RESTRICT, rules, 0) == 0
    os.close(rules)
    return bool(held)
