"""RO-Crate metadata: what the files of a dossier are, for programs that know nothing of testban."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from testban.dossier.manifest import FILE_NAME as MANIFEST
from testban.dossier.manifest import SIGNATURE, SIGNER, walk
from testban.model import Finding, Origin, utc_text

FILE_NAME = "ro-crate-metadata.json"
# https://www.researchobject.org/ro-crate/specification/1.1/ : the permalinks it prescribes.
_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_KNOWN = {
    "finding.json": ("The finding, every number in full", "application/json"),
    "dossier.html": ("The finding as a page to read", "text/html"),
    "event.quakeml.xml": ("The event in QuakeML 1.2", "application/xml"),
    "bulletin.ims.txt": ("The event as an IMS1.0:short bulletin", "text/plain"),
    MANIFEST: ("SHA-256 of every file, version, parameters, environment and recipe", "application/json"),
    SIGNATURE: ("Ed25519 signature over the bytes of the manifest", "application/octet-stream"),
    SIGNER: ("Public key that the signature answers to", "application/x-pem-file"),
}
_TYPES = {
    ".csv": "text/csv",
    ".yaml": "application/yaml",
    ".json": "application/json",
    ".xml": "application/xml",
    ".txt": "text/plain",
}


def write_crate(folder: Path, finding: Finding, *, signed: bool) -> Path:
    """Write `ro-crate-metadata.json` (RO-Crate 1.1) over a folder, manifest and signature included.

    Parameters
    ----------
    folder : Path
        Folder of the dossier.
    finding : Finding
        The finding.
    signed : bool
        Whether a signature will lie next to the manifest.

    Returns
    -------
    Path
        The file written.
    """
    path = folder / FILE_NAME
    path.write_bytes(crate_bytes([name for name, _ in walk(folder)], finding, signed=signed))
    return path


def crate_bytes(names: Iterable[str], finding: Finding, *, signed: bool) -> bytes:
    """Return the RO-Crate 1.1 metadata of a dossier.

    RO-Crate demands a date of publication and a dossier carries no clock: `datePublished` holds the date as
    of which the law is read, and the description says so.

    Parameters
    ----------
    names : iterable of str
        Paths of the other files inside the dossier.
    finding : Finding
        The finding.
    signed : bool
        Whether a signature lies next to the manifest.

    Returns
    -------
    bytes
    """
    later = (FILE_NAME, MANIFEST, SIGNATURE, SIGNER)
    every = [name for name in names if name not in later] + [
        MANIFEST,
        *((SIGNATURE, SIGNER) if signed else ()),
    ]
    content = {"@context": _CONTEXT, "@graph": _graph(finding, sorted(every))}
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _graph(finding: Finding, names: Sequence[str]) -> list[dict[str, object]]:
    version = finding.provenance.version
    origins = [
        event.calibrated_origin if isinstance(event.calibrated_origin, Origin) else event.origin
        for event in finding.seismic_events
    ]
    root: dict[str, object] = {
        "@id": "./",
        "@type": "Dataset",
        "identifier": finding.id,
        "name": finding.title or finding.id,
        "description": f"{finding.statement} (datePublished is the date as of which the law is read: a "
        "dossier carries no clock.)",
        "datePublished": finding.as_of.isoformat(),
        "license": "None is stated: the inputs belong to their sources, which the finding cites.",
        "hasPart": [{"@id": _link(name)} for name in names],
        "mainEntity": {"@id": "finding.json"},
    }
    places: list[dict[str, object]] = []
    if origins:
        root["temporalCoverage"] = utc_text(origins[0].time)
        root["contentLocation"] = [{"@id": f"#event-{i + 1}"} for i in range(len(origins))]
    for i, origin in enumerate(origins, start=1):
        places += [
            {
                "@id": f"#event-{i}",
                "@type": "Place",
                "name": f"Position of event {i}",
                "geo": {"@id": f"#position-{i}"},
            },
            {
                "@id": f"#position-{i}",
                "@type": "GeoCoordinates",
                "name": f"Latitude and longitude of event {i}",
                "latitude": origin.latitude,
                "longitude": origin.longitude,
            },
        ]
    return [
        {
            "@id": FILE_NAME,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": _SPECIFICATION},
        },
        root,
        *[_file(name) for name in names],
        *places,
        {
            "@id": "#testban",
            "@type": "SoftwareApplication",
            "name": "testban",
            "softwareVersion": version,
        },
        {
            "@id": "#assessment",
            "@type": "CreateAction",
            "name": "Assessment of the observations",
            "instrument": {"@id": "#testban"},
            "object": [{"@id": _link(name)} for name in names if name.startswith("inputs/")],
            "result": [{"@id": _link(name)} for name in names if not name.startswith("inputs/")],
        },
    ]


def _file(name: str) -> dict[str, object]:
    text, kind = _KNOWN.get(name, ("Input of the assessment", _TYPES.get(Path(name).suffix.lower(), "")))
    entity: dict[str, object] = {
        "@id": _link(name),
        "@type": "File",
        "name": name.rpartition("/")[2],
        "description": text,
    }
    return entity | ({"encodingFormat": kind} if kind else {})


def _link(name: str) -> str:
    return quote(name, safe="/.,;+-_~()=@ ").replace(" ", "%20")
