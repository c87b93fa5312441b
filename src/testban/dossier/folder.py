"""Make room for a dossier: never among files that are none of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from testban.dossier.errors import FolderError
from testban.dossier.manifest import FILE_NAME, NOT_LISTED, sha256_of, walk
from testban.dossier.names import name_problem, shown

# Always written anew.
_OWN = NOT_LISTED | {
    "finding.json",
    "dossier.html",
    "event.quakeml.xml",
    "bulletin.ims.txt",
    "ro-crate-metadata.json",
}


def move_into(made: Path, folder: Path) -> None:
    """Move a dossier just made into its folder, in place of an earlier one.

    Raises
    ------
    FolderError
        The folder is a file, or holds something that is no part of a dossier: a manifest would have to name
        it, or every check would call it added later.
    """
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is no folder: the dossier needs one to be written into")
    folder.mkdir(parents=True, exist_ok=True)
    listed = _listed(folder)
    earlier = []
    for name, path in walk(folder):
        if path.is_symlink():
            raise FolderError(f"{folder} holds the link {shown(name)}: give an empty or a new folder")
        if name not in _OWN and listed.get(name) != sha256_of(path):
            raise FolderError(
                f"{folder} holds {shown(name)}, which is no part of an earlier dossier there: "
                "give an empty or a new folder"
            )
        earlier.append(path)
    for path in earlier:
        path.unlink()
    for below in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        below.rmdir()
    for name, path in walk(made):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, folder / name)


def _listed(folder: Path) -> dict[str, str]:
    """Hashes of the files an earlier manifest names, of whatever schema it is; none where there is none."""
    try:
        content = json.loads((folder / FILE_NAME).read_bytes())
        files = content.get("files") or content.get("outputs") or {}
        return {name: str(row["sha256"]) for name, row in files.items() if name_problem(name) is None}
    except (OSError, ValueError, RecursionError, AttributeError, TypeError, KeyError):
        return {}
