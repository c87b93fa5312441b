"""Make room for a dossier: never among files that are none of its own."""

from __future__ import annotations

import json
from pathlib import Path

from testban.dossier.errors import FolderError
from testban.dossier.manifest import FILE_NAME, NOT_LISTED, is_signature, sha256_of, walk
from testban.dossier.names import name_problem, shown
from testban.dossier.replace import replace_folder

# Always written anew.
_OWN = NOT_LISTED | {
    "finding.json",
    "dossier.html",
    "event.quakeml.xml",
    "bulletin.ims.txt",
    "ro-crate-metadata.json",
}


def move_into(made: Path, folder: Path) -> None:
    """Put a dossier just made in the place of an earlier one, at once.

    Parameters
    ----------
    made : Path
        The new dossier, next to `folder`. Afterwards the earlier one lies here, to be removed.
    folder : Path
        An earlier dossier, an empty folder, or nothing yet.

    Raises
    ------
    FolderError
        The folder is a file or a link, or holds something that is not part of a dossier: a manifest would
        have to name it, or every check would call it added later.
    """
    if folder.is_symlink():
        raise FolderError(f"{folder} is a link: give the folder it leads to, or another name")
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is not a folder: the dossier needs one to be written into")
    there = folder.exists()
    if there:
        refuse_foreign(folder, folder)
    replace_folder(made, folder)
    if there:
        try:
            refuse_foreign(made, folder)
        except FolderError:
            # Somebody put a file there meanwhile: it goes back to where they put it.
            replace_folder(made, folder)
            raise


def refuse_foreign(folder: Path, name: Path) -> None:
    """Refuse a folder that holds what no dossier there put into it.

    Parameters
    ----------
    folder : Path
        Where a dossier would be written.
    name : Path
        What the message calls it.

    Raises
    ------
    FolderError
        A link, or a file that is not part of a dossier.
    """
    listed = _listed(folder)
    for inner, path in walk(folder):
        if path.is_symlink():
            raise FolderError(f"{name} holds the link {shown(inner)}: give an empty or a new folder")
        expected = inner in _OWN or is_signature(inner)
        if not path.is_file() or (not expected and listed.get(inner) != sha256_of(path)):
            raise FolderError(
                f"{name} holds {shown(inner)}, which is not part of an earlier dossier there: "
                "give an empty or a new folder"
            )


def _listed(folder: Path) -> dict[str, str]:
    """Hashes of the files an earlier manifest names, of whatever schema it is; none where there is none."""
    try:
        content = json.loads((folder / FILE_NAME).read_bytes())
        files = content.get("files") or content.get("outputs") or {}
        return {name: str(row["sha256"]) for name, row in files.items() if name_problem(name) is None}
    except (OSError, ValueError, RecursionError, AttributeError, TypeError, KeyError):
        return {}
