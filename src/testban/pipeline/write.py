"""Write what a finding leaves behind: JSON, QuakeML, the dossier to read, and the manifest to check."""

from __future__ import annotations

from pathlib import Path

from testban.bulletins import write_quakeml
from testban.dossier import write_html, write_manifest
from testban.model import BadInputError, Finding

FINDING, QUAKEML, DOSSIER, MANIFEST = "finding.json", "event.quakeml.xml", "dossier.html", "manifest.json"


def write_finding(finding: Finding, folder: Path) -> tuple[Path, ...]:
    """Write a finding into a folder, made if needed.

    Parameters
    ----------
    finding : Finding
    folder : Path

    Returns
    -------
    tuple of Path
        The files written; QuakeML only where an event was located.

    Raises
    ------
    BadInputError
        The folder cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FINDING).write_text(finding.to_json(), encoding="utf-8")
        written = [folder / FINDING]
        if finding.events:
            write_quakeml(finding, folder / QUAKEML)
            written.append(folder / QUAKEML)
        write_html(finding, folder)
        write_manifest(folder, finding)
    except OSError as error:
        raise BadInputError(f"{folder}: cannot be written: {error.strerror or error}") from error
    return (*written, folder / DOSSIER, folder / MANIFEST)
