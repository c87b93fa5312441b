"""With what a dossier was made: software by version and content, never by host, path or clock."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from testban._version import __version__

# What computes, parses, draws or signs.
LIBRARIES = (
    "cryptography",
    "jinja2",
    "lxml",
    "markupsafe",
    "matplotlib",
    "numba",
    "numpy",
    "obspy",
    "pydantic",
    "pydantic-core",
    "pyproj",
    "pyyaml",
    "scipy",
    "shapely",
)
_COMPILED = frozenset({".pyc", ".nbc", ".nbi"})


def environment() -> dict[str, object]:
    """Return the Python, the system and the libraries in use.

    Examples
    --------
    >>> sorted(environment())
    ['libraries', 'machine', 'python', 'system']
    """
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": platform.system(),
        "machine": platform.machine(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


@cache
def software() -> dict[str, str]:
    """Return name, version and the SHA-256 over the package's own files, code and tables of facts.

    Two builds of one version that differ in a table or a line have different hashes.
    """
    home = Path(str(files("testban")))
    total = hashlib.sha256()
    for path in sorted(home.rglob("*"), key=lambda path: path.relative_to(home).as_posix()):
        if path.is_file() and path.suffix not in _COMPILED:
            inner = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{inner}  {path.relative_to(home).as_posix()}\n".encode())
    return {"name": "testban", "version": __version__, "sha256": total.hexdigest()}
