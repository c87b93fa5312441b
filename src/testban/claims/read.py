"""Read claims from a file: YAML, JSON, a catalogue in CSV, or a bulletin in any format."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from testban.bulletins import (
    BulletinFileError,
    PublishedMagnitude,
    PublishedOrigin,
    read_bulletin,
)
from testban.claims.claim import Claim, Claimed, ClaimedEllipse, ClaimError, parse_claim
from testban.model import NORMAL_90
from testban.safe_io import ForeignFileError, load_yaml, read_bytes

MAX_CLAIM_BYTES = 1024 * 1024
MAX_CLAIMS = 1000
# Two-sided 90 % quantile of the normal distribution: depth errors of bulletins are 90 % half-widths.
# Second letter of an event type in IMS1.0 (k known, s suspected).
_EVENT_TYPES = {"n": "nuclear", "x": "explosion", "h": "explosion", "m": "explosion", "e": "earthquake"}


def read_claims(path: Path) -> tuple[Claim, ...]:
    """Read the claims of a file, in its order.

    Parameters
    ----------
    path : Path
        ``.yaml``, ``.yml`` or ``.json`` with one claim or a list; ``.csv`` whose columns are fields of a
        claim (a catalogue); anything else is read as a bulletin, each origin a claim of its author.

    Raises
    ------
    ClaimError
        Nothing there, or a claim that does not fit.
    BulletinFileError
        A file that is not a bulletin either.
    """
    if not path.exists():
        raise ClaimError(f"{path}: no such file")
    suffix = path.suffix.lower()
    if suffix in (".yaml", ".yml", ".json", ".csv") and path.is_file():
        try:
            text = read_bytes(path, limit=MAX_CLAIM_BYTES).decode("utf-8-sig")
        except ForeignFileError as error:
            raise ClaimError(str(error)) from error
        except UnicodeDecodeError as error:
            raise ClaimError(f"{path.name}: not UTF-8 at byte {error.start}") from error
        rows = (
            _csv(text, path.name) if suffix == ".csv" else _tree(text, path.name, as_json=suffix == ".json")
        )
        if rows is not None:
            return _parse(rows, path.name)
    return _bulletin(path)


def _parse(rows: list[Mapping[str, Any]], name: str) -> tuple[Claim, ...]:
    if not rows or len(rows) > MAX_CLAIMS:
        raise ClaimError(f"{name}: holds {len(rows)} claims; 1 to {MAX_CLAIMS} are read")
    claims = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            raise ClaimError(f"{name}: claim {number} holds no named fields")
        try:
            claims.append(parse_claim(row))
        except ClaimError as error:
            raise ClaimError(
                f"{name}: {error}" if len(rows) == 1 else f"{name}: {number}: {error}"
            ) from error
    return tuple(claims)


def _tree(text: str, name: str, *, as_json: bool) -> list[Mapping[str, Any]] | None:
    try:
        if as_json:
            content = json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=_once)
        else:
            # Scalars stay text, so that 41.30 keeps its last digit.
            content = load_yaml(text, name, scalars="text")
    except ForeignFileError as error:
        raise ClaimError(str(error)) from error
    except (ValueError, RecursionError) as error:
        reason = (
            "nested too deep" if isinstance(error, RecursionError) else " ".join(str(error).split())[:200]
        )
        raise ClaimError(f"{name}: cannot be read: {reason}") from error
    if isinstance(content, Mapping) and content.get("type") == "FeatureCollection":
        return None  # GeoJSON: a bulletin
    return list(content) if isinstance(content, list) else [content]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ValueError(f"gives {twice[:40]!a} twice")
    return content


def _csv(text: str, name: str) -> list[Mapping[str, Any]] | None:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    reader = csv.DictReader(io.StringIO("\n".join(lines)))
    try:
        if reader.fieldnames is None or "station" in reader.fieldnames or None in reader.fieldnames:
            return None  # a table of arrivals: a bulletin
        names = [str(fieldname).strip() for fieldname in reader.fieldnames]
        twice = [column for column, count in Counter(names).items() if count > 1]
        if twice:
            raise ClaimError(f"{name}: column {twice[0][:40]!a} stands twice")
        return [{str(key).strip(): value for key, value in row.items() if key is not None} for row in reader]
    except csv.Error as error:
        raise ClaimError(f"{name}: row {reader.line_num}: {error}") from error


def _bulletin(path: Path) -> tuple[Claim, ...]:
    bulletin = read_bulletin(path)
    claims = [
        _claim(origin, event.magnitudes, path.name) for event in bulletin.events for origin in event.origins
    ]
    claims = [claim for claim in claims if claim is not None]
    if not claims:
        raise BulletinFileError(path.name, "holds no origin, so it claims nothing")
    return tuple(claims[:MAX_CLAIMS])


def _claim(origin: PublishedOrigin, magnitudes: tuple[PublishedMagnitude, ...], name: str) -> Claim:
    ellipse = None
    if origin.major_km and origin.minor_km and origin.strike_deg is not None:
        level = origin.ellipse_level or 0.9  # IMS1.0 gives ellipses at 90 %
        ellipse = ClaimedEllipse(origin.major_km, origin.minor_km, origin.strike_deg, level)
    depth = None
    if origin.depth_km is not None and not origin.depth_flag:
        error = origin.depth_error_90_km
        depth = Claimed(origin.depth_km, error / NORMAL_90 if error else None)
    here = origin.latitude is not None and origin.longitude is not None
    return Claim(
        by=origin.author or "unnamed",
        source=name,
        title=f"event {origin.event_id}",
        time=origin.time,
        time_sd_s=origin.time_sd_s or None,
        time_step_s=0.01,
        latitude=Claimed(origin.latitude, None, 1e-4) if here and origin.latitude is not None else None,
        longitude=Claimed(origin.longitude, None, 1e-4) if here and origin.longitude is not None else None,
        ellipse=ellipse,
        depth_km=depth,
        magnitudes={
            magnitude.kind: Claimed(magnitude.magnitude, magnitude.sd or None, 0.1)
            for magnitude in magnitudes
            if magnitude.kind
            and (
                magnitude.origin_id == origin.id
                or not magnitude.origin_id
                or magnitude.author == origin.author
            )
            and not magnitude.bound
        },
        kind=_EVENT_TYPES.get(origin.event_type[1:2].lower()),
    )
