"""Where and when: the events of a bulletin, from their arrivals alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from testban.api._calibrate import CalibrateResult, as_calibration
from testban.api.in_memory import Readings, Stations, as_readings
from testban.api.reading import read_arrivals
from testban.api.results import Result, Row
from testban.api.velocity_model import as_model
from testban.bulletins import Bulletin, catalog_of
from testban.model import DEFAULT_LEVEL, ArrivalResidual, InputFile, Origin, SeismicObservations
from testban.pipeline import AssessOptions, Calibration, find_criteria, local_pool, locate_events
from testban.safe_io import input_file, read_bytes
from testban.wording import bulletin_event

Progress = Callable[[str], None]


@dataclass(frozen=True)
class LocateResult(Result):
    """Events located from their arrivals; one that could not be says why.

    Attributes
    ----------
    events : tuple of dict
        Per event ``id``, ``status`` ("located" or "not located"), ``reason`` or ``origin``, ``warning``,
        ``arrivals``, ``calibrated_origin``, ``criteria`` and others, as `testban locate --json` prints them.
    observations : tuple of SeismicObservations
    files : tuple of InputFile
        Model, calibration and criteria, where they were given as files.
    """

    events: tuple[dict[str, Any], ...]
    observations: tuple[SeismicObservations, ...] = field(repr=False)
    files: tuple[InputFile, ...] = field(default=(), repr=False)

    @property
    def located(self) -> tuple[dict[str, Any], ...]:
        """The events that were located."""
        return tuple(event for event in self.events if event["status"] == "located")

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why events were not located."""
        return tuple(
            f"{event['id']}: {event['reason']}" for event in self.events if event["status"] != "located"
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is to be known of the input; see `event_warnings` for that of the network."""
        return tuple(dict.fromkeys(warning for event in self.observations for warning in event.warnings))

    @property
    def event_warnings(self) -> tuple[str, ...]:
        """What is to be known of single events: few stations, a wide gap."""
        return tuple(f"{event['id']}: {event['warning']}" for event in self.located if event["warning"])

    def to_dict(self) -> dict[str, Any]:
        files = dict.fromkeys(file for event in self.observations for file in event.inputs)
        files |= dict.fromkeys(self.files)
        return {
            "events": list(self.events),
            "located": len(self.located),
            "inputs": [file.model_dump() for file in files],
        }

    def to_rows(self) -> list[Row]:
        return [_row(event) for event in self.events]

    def to_catalog(self) -> Any:
        """Return what was located as an ObsPy `Catalog`: origins with ellipses, picks and residuals."""
        events = []
        for number, event in enumerate(self.located, start=1):
            corrected = event.get("calibrated_origin") or {}
            events.append(
                bulletin_event(
                    str(number),
                    Origin.model_validate(event["origin"]),
                    calibrated=Origin.model_validate(corrected) if "latitude" in corrected else None,
                    arrivals=tuple(ArrivalResidual.model_validate(row) for row in event["arrivals"]),
                    region=event["title"] or event["id"],
                )
            )
        name = self.events[0]["id"] if len(self.events) == 1 else "bulletin"
        return catalog_of(Bulletin(format="located", events=tuple(events), title="testban locate"), key=name)


def locate(
    arrivals: Readings,
    *,
    stations: Stations | None = None,
    calibration: str | Path | Calibration | CalibrateResult | None = None,
    criteria: str | Path | None = None,
    level: float = DEFAULT_LEVEL,
    model: str | Path = "ak135",
    progress: Progress | None = None,
) -> LocateResult:
    """Locate the events of a bulletin from its arrivals alone; its own origins are never used.

    Parameters
    ----------
    arrivals : path, Catalog, table, or list of Arrival
        A file of IMS1.0/ISF, QuakeML, CSV of arrivals, CSS3.0 and others; an ObsPy `Catalog`; a table of
        pandas, polars or pyarrow with the columns station, phase and time, and optionally event, time_sd_s,
        back_azimuth_deg, slowness_s_per_deg and others of docs/formats.md.
    stations : path, Inventory, table, list of Station or mapping, optional
        Without them the coordinates of the input or of the packaged register are used.
    calibration : path, Calibration or CalibrateResult, optional
        Reference events, as `calibrate` makes them.
    criteria : str or path, optional
        Event definition criteria: "idc-reb", or a YAML file.
    level : float
        Level of the ellipses.
    model : str or path
        "ak135", or a ``.tvel`` or ``.nd`` file.
    progress : callable, optional
        Called with the name of each step that begins.

    Returns
    -------
    LocateResult

    Raises
    ------
    BadInputError
        The input cannot be read.

    Examples
    --------
    >>> import testban as tb
    >>> from importlib.resources import files
    >>> folder = files("testban.cases") / "dprk-2013"
    >>> answer = tb.locate(str(folder / "arrivals.csv"), stations=str(folder / "stations.csv"))
    >>> len(answer.located)
    1
    """
    say = progress or (lambda step: None)
    options = AssessOptions(
        model=as_model(model),
        calibration=as_calibration(calibration)
        if not isinstance(calibration, str | Path)
        else Path(calibration),
        criteria=criteria,
    )
    files = tuple(input_file(path, read_bytes(path)) for path in options.files().values())
    asked = find_criteria(str(criteria)) if criteria is not None else None
    source = as_readings(arrivals)
    say(f"reading {source.name}")
    observations = read_arrivals(source, stations)
    total = len(observations)

    def count(done: int) -> None:
        say(f"locating event {min(done + 1, total)} of {total}" if total > 1 else "locating event")

    count(0)
    with local_pool(total) as pool:
        events = locate_events(
            observations,
            calibration=as_calibration(calibration),
            criteria=asked,
            level=level,
            model=str(model),
            progress=count,
            executor=pool,
        )
    return LocateResult(tuple(events), tuple(observations), files)


def _row(event: dict[str, Any]) -> Row:
    row: Row = {"id": event["id"], "status": event["status"]}
    if event["status"] != "located":
        return row | {"reason": event["reason"]}
    corrected = event.get("calibrated_origin") or {}
    origin = corrected if "latitude" in corrected else event["origin"]
    depth, ellipse = origin["depth_km"], origin["ellipse"]
    row |= {
        "time": datetime.fromisoformat(origin["time"]),
        "latitude": origin["latitude"],
        "longitude": origin["longitude"],
        "depth_km": depth["value"],
        "depth_low_km": depth["low"],
        "depth_high_km": depth["high"],
        "depth_fixed": depth["fixed"],
        "major_km": ellipse["major_km"],
        "minor_km": ellipse["minor_km"],
        "strike_deg": ellipse["strike_deg"],
        "arrivals_used": origin["arrivals_used"],
        "path_corrections": "latitude" in corrected,
        "warning": event["warning"],
    }
    return row | ({"meets_criteria": event["meets_criteria"]} if "meets_criteria" in event else {})
