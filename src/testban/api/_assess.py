"""The main job: from observations to a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from testban.api.dates import Day, as_date
from testban.api.finding_result import FindingResult
from testban.api.in_memory import Stations
from testban.api.observing import Given, observe
from testban.discrimination import parse_prior
from testban.model import DEFAULT_LEVEL
from testban.pipeline import assess as assess_observations

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
    model: str | Path = "ak135",
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
    name = Path(observations).name if isinstance(observations, str | Path) else "what was given"
    say(f"reading {name}, finding its events")
    observed = observe(
        observations,
        inventory=inventory,
        stations=stations,
        responses=responses,
        model=str(model),
        level=level,
    )
    total = len(observed.observations)

    def count(done: int) -> None:
        number = f" {min(done + 1, total)} of {total}" if total > 1 else ""
        say(f"locating and assessing event{number}")

    count(0)
    finding = assess_observations(
        observed.observations, as_of=day, level=level, model=str(model), prior=weights, progress=count
    )
    return FindingResult(finding, observed, {"as_of": day, "level": level, "prior": weights})
