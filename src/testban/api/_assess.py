"""The main job: from observations to a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from testban.api._calibrate import CalibrateResult
from testban.api.dates import Day, as_date
from testban.api.finding_result import FindingResult
from testban.api.in_memory import Stations
from testban.api.observing import Given, observe
from testban.api.velocity_model import as_model
from testban.discrimination import parse_prior
from testban.model import DEFAULT_LEVEL, BadInputError, ExternalInput
from testban.pipeline import AssessOptions, Calibration, assess_with
from testban.safe_io import file_name
from testban.travel_times import PACKAGED_MODEL

MIN_MB, MAX_MB, MAX_MB_SD = -2.0, 10.0, 1.0
Progress = Callable[[str], None]


def assess(
    observations: Given,
    *,
    inventory: Stations | None = None,
    stations: Stations | None = None,
    responses: Stations | None = None,
    as_of: Day | None = None,
    level: float = DEFAULT_LEVEL,
    prior: str | Mapping[str, float] | None = None,
    model: str | Path = PACKAGED_MODEL,
    calibration: str | Path | Calibration | CalibrateResult | None = None,
    criteria: str | Path | None = None,
    mb: float | ExternalInput | None = None,
    mb_sd: float | None = None,
    mb_source: str = "",
    progress: Progress | None = None,
) -> FindingResult:
    """Go from observations to a finding: where, when, how big, what, and what it engages.

    Parameters
    ----------
    observations : str, path, Stream, Catalog, table or Observations
        Name of a packaged case (see `testban.cases`); path of a case folder, a bulletin, or waveforms; an
        ObsPy `Stream`, `Trace` or `Catalog`; a table of arrivals of pandas, polars or pyarrow, with the
        columns station, phase and time; lists of `Arrival`; `Observations`.
    inventory : path or Inventory, optional
        Stations, and of waveforms their responses.
    stations : path, Inventory, table or mapping, optional
        Stations alone: also a table with an id, latitude and longitude, or the two by code.
    responses : path or Inventory, optional
        Instrument responses of waveforms.
    as_of : datetime.date or str, optional
        Date of the law; by default the event's own date.
    level : float
        Level of ellipses and intervals.
    prior : mapping or str, optional
        Probability of each explanation before the data; by default the packaged one.
    model : str or path
        Velocity model: "ak135", or a ``.tvel`` or ``.nd`` file.
    calibration : path, Calibration or CalibrateResult, optional
        Reference events for path corrections, as `calibrate` makes them.
    criteria : str or path, optional
        Event definition criteria: "idc-reb", or a YAML file. An event that misses them is assessed all the
        same; the notes of its origin and a warning say so.
    mb : float or ExternalInput, optional
        Body-wave magnitude that others published, of a single event: an external input of the finding, in
        place of one that the observations bring, used where none was measured.
    mb_sd : float, optional
        Its standard deviation; by default 0.3, as where a source states none.
    mb_source : str
        Who published it; needed with a number.
    progress : callable, optional
        Called with the name of each step that begins.

    Returns
    -------
    FindingResult
        With no event, and the reason in its statement, when nothing could be located.

    Raises
    ------
    BadInputError
        Nothing there, or nothing that can be read.
    NotAnsweredError
        Waveforms without an event.

    Examples
    --------
    >>> import testban as tb
    >>> result = tb.assess("dprk-2013")
    >>> result.to_rows()[0]["arrivals_used"] > 20
    True
    """
    say = progress or (lambda step: None)
    weights = parse_prior(prior) if isinstance(prior, str) else prior
    day = None if as_of is None else as_date(as_of)
    name = file_name(observations) if isinstance(observations, str | Path) else "what was given"
    say(f"reading {name}, finding its events")
    observed = observe(
        observations,
        inventory=inventory,
        stations=stations,
        responses=responses,
        model=str(as_model(model)),
        level=level,
    )
    options = AssessOptions(
        as_of=day,
        level=level,
        prior=weights,
        model=as_model(model),
        calibration=_calibration(calibration),
        criteria=criteria,
        mb=_magnitude(mb, mb_sd, mb_source),
    )
    total = len(observed.observations)

    def count(done: int) -> None:
        number = f" {min(done + 1, total)} of {total}" if total > 1 else ""
        say(f"locating and assessing event{number}")

    count(0)
    return FindingResult(assess_with(observed.observations, options, progress=count), observed, options)


def _calibration(given: str | Path | Calibration | CalibrateResult | None) -> Calibration | Path | None:
    if isinstance(given, str | Path):
        return Path(given)
    return given.calibration if isinstance(given, CalibrateResult) else given


def _magnitude(mb: float | ExternalInput | None, sd: float | None, source: str) -> ExternalInput | None:
    if mb is None:
        if sd is not None or source:
            raise BadInputError("a standard deviation or source of mb is given, and mb is not")
        return None
    if isinstance(mb, ExternalInput):
        return mb
    if not MIN_MB <= mb <= MAX_MB:
        raise BadInputError(f"mb {mb:g} is not between {MIN_MB:g} and {MAX_MB:g}")
    if sd is not None and not 0.0 < sd <= MAX_MB_SD:
        raise BadInputError(f"standard deviation of mb {sd:g} is not above 0 and at most {MAX_MB_SD:g}")
    if not source.strip():
        raise BadInputError(f"mb {mb:g} of others needs its source: who published it")
    return ExternalInput(name="mb", value=float(mb), sd=sd, unit="magnitude", source=source.strip())
