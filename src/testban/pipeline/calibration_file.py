"""Make a calibration from events whose positions are known, write it, and read it back."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

from pydantic import ValidationError

from testban.location import path_terms
from testban.model import (
    BadInputError,
    Excluded,
    FrozenModel,
    InputFile,
    ReferenceEvent,
    SeismicObservations,
    Station,
)
from testban.safe_io import ForeignFileError, open_file

SCHEMA = "testban.calibration/1"
MAX_BYTES = 64 * 1024 * 1024
# Times of the model err by a few seconds; half of them this far off means another place, or depth.
MAX_MISFIT_S = 10.0


class Calibration(FrozenModel):
    """Reference events with their arrivals; what `testban calibrate` writes and `testban locate` reads."""

    references: tuple[ReferenceEvent, ...]
    stations: tuple[Station, ...]
    inputs: tuple[InputFile, ...] = ()
    not_used: tuple[Excluded, ...] = ()


def parse_reference(text: str) -> tuple[str, float, float, float]:
    """Read ``ID=LAT,LON,SIGMA_KM``.

    Raises
    ------
    BadInputError
        Another form, or a value outside its bounds.

    Examples
    --------
    >>> parse_reference("DPRK2=41.2952,129.0840,0.3")
    ('DPRK2', 41.2952, 129.084, 0.3)
    """
    identifier, _, values = text.partition("=")
    try:
        latitude, longitude, sigma_km = (float(value) for value in values.split(","))
    except ValueError:
        raise BadInputError(f"reference '{text}': write ID=LAT,LON,SIGMA_KM") from None
    if not identifier or not all(map(math.isfinite, (latitude, longitude, sigma_km))):
        raise BadInputError(f"reference '{text}': write ID=LAT,LON,SIGMA_KM with numbers")
    if not -90.0 <= latitude <= 90.0 or not -180.0 <= longitude <= 180.0:
        raise BadInputError(f"reference '{text}': latitude is within -90 to 90, longitude within -180 to 180")
    if not 0.0 < sigma_km <= 100.0:
        raise BadInputError(f"reference '{text}': SIGMA_KM {sigma_km:g} is outside 0 to 100 km")
    return identifier, latitude, longitude, sigma_km


def calibrate(observations: Sequence[SeismicObservations], references: Sequence[str]) -> Calibration:
    """Pair events of a bulletin with their known positions.

    Parameters
    ----------
    observations : sequence of SeismicObservations
        Events of a bulletin.
    references : sequence of str
        Each ``ID=LAT,LON,SIGMA_KM``; the id is that of the event in the bulletin.

    Raises
    ------
    BadInputError
        A reference that the bulletin does not hold, one without arrivals, one named twice, or one whose
        arrivals contradict its position.
    """
    events = {observed.id: observed for observed in observations}
    made: list[ReferenceEvent] = []
    stations: dict[str, Station] = {}
    not_used: list[Excluded] = []
    for text in references:
        identifier, latitude, longitude, sigma_km = parse_reference(text)
        if identifier not in events:
            listed = ", ".join(list(events)[:8]) + (" ..." if len(events) > 8 else "")
            raise BadInputError(f"reference {identifier}: no such event among the arrivals ({listed})")
        if any(reference.id == identifier for reference in made):
            raise BadInputError(f"reference {identifier}: given twice")
        event = events[identifier]
        if not event.arrivals:
            raise BadInputError(f"reference {identifier}: none of its arrivals can be used")
        reference_event = ReferenceEvent(
            id=identifier,
            latitude=latitude,
            longitude=longitude,
            sigma_km=sigma_km,
            source="given with --reference",
            arrivals=event.arrivals,
        )
        late = [abs(term.correction_s) for term in path_terms(event.stations, (reference_event,))]
        if late and median(late) > MAX_MISFIT_S:
            raise BadInputError(
                f"reference {identifier}: its arrivals do not fit {latitude:g}, {longitude:g} at 0 km; "
                f"half of them are off by {median(late):,.0f} s or more"
            )
        made.append(reference_event)
        stations |= {station.id: station for station in event.stations}
        not_used += [
            Excluded(id=f"{identifier}/{excluded.id}", reason=excluded.reason) for excluded in event.not_used
        ]
    if not made:
        raise BadInputError("no reference was given: write --reference ID=LAT,LON,SIGMA_KM")
    return Calibration(
        references=tuple(made),
        stations=tuple(stations[key] for key in sorted(stations)),
        inputs=tuple(dict.fromkeys(row for event in observations for row in event.inputs)),
        not_used=tuple(not_used),
    )


def write_calibration(calibration: Calibration, path: Path) -> None:
    """Write a calibration as JSON, with the path terms next to the references for whoever wants to look.

    Its folder is made where there is none.

    Raises
    ------
    BadInputError
        The place cannot be written to.
    """
    content = {
        "schema": SCHEMA,
        **calibration.model_dump(mode="json"),
        "paths": [asdict(term) for term in path_terms(calibration.stations, calibration.references)],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInputError(f"{path}: cannot be written ({error.strerror})") from error


def read_calibration(path: Path) -> Calibration:
    """Read a calibration that `write_calibration` wrote.

    Raises
    ------
    BadInputError
        No such file, or another kind of file.
    """
    try:
        with open_file(path) as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise BadInputError(f"{path}: larger than {MAX_BYTES:,} bytes: not a calibration")
        content = json.loads(data.decode("utf-8"))
    except ForeignFileError as error:
        raise BadInputError(f"{path}: cannot be read ({error.reason})") from error
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{path}: is not JSON ({error})") from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise BadInputError(f"{path}: is not a calibration: its schema is not {SCHEMA}")
    fields = {key: value for key, value in content.items() if key in Calibration.model_fields}
    try:
        return Calibration.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInputError(f"{path}: {where}: {first['msg']}") from error
