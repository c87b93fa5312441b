"""The main job: from observations to a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from testban.api.dates import Day, as_date
from testban.api.finding_result import FindingResult
from testban.discrimination import parse_prior
from testban.model import DEFAULT_LEVEL
from testban.pipeline import MAX_INPUT_BYTES, collect_inputs, observe_with_pictures
from testban.pipeline import assess as assess_observations

Progress = Callable[[str], None]


def assess(
    observations: str | Path,
    *,
    inventory: str | Path | None = None,
    stations: str | Path | None = None,
    responses: str | Path | None = None,
    as_of: Day | None = None,
    level: float = DEFAULT_LEVEL,
    prior: str | Mapping[str, float] | None = None,
    model: str | Path = "ak135",
    calibration: str | Path | None = None,
    criteria: str | Path | None = None,
    mb: float | tuple[float, float] | None = None,
    progress: Progress | None = None,
) -> FindingResult:
    """Go from observations to a finding: where, when, how big, what, and what it engages.

    Parameters
    ----------
    observations : path or str
        Name of a packaged case (see `testban.cases`), a case folder, a bulletin, or waveforms.
    inventory : path, optional
        Stations and responses together, of waveforms.
    stations : path, optional
        Station file.
    responses : path, optional
        Instrument responses of waveforms.
    as_of : datetime.date or str, optional
        Date of the law; by default the event's own date.
    level : float
        Level of ellipses and intervals.
    prior : mapping or str, optional
        Probability of each explanation before the data; by default the packaged one.
    model : str or path
        Velocity model.
    calibration : path, optional
        Reference events, as `calibrate` writes them.
    criteria : str or path, optional
        Event definition criteria.
    mb : float or (float, float), optional
        Body-wave magnitude that others published, with its standard deviation.
    progress : callable, optional
        Called with the name of each step that begins.

    Returns
    -------
    FindingResult

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
    >>> len(result.events), result.warnings
    (1, ())
    """
    say = progress or (lambda step: None)
    weights = parse_prior(prior) if isinstance(prior, str) else prior
    day = None if as_of is None else as_date(as_of)
    target = str(observations)
    stations_path, responses_path = _path(stations or inventory), _path(responses or inventory)
    say(f"reading {Path(target).name}, finding its events")
    observed, pictures = observe_with_pictures(
        target, stations_path=stations_path, responses_path=responses_path, level=level
    )
    total = len(observed)

    def count(done: int) -> None:
        number = f" {min(done + 1, total)} of {total}" if total > 1 else ""
        say(f"locating and judging event{number}")

    count(0)
    finding = assess_observations(observed, as_of=day, level=level, prior=weights, progress=count)
    notes = list(dict.fromkeys(warning for event in observed for warning in event.warnings))
    sources = collect_inputs(target, observed, stations_path=stations_path, responses_path=responses_path)
    if sources.size_bytes > MAX_INPUT_BYTES:
        size = f"{sources.size_bytes / 2**20:,.0f} MiB"
        notes.append(f"the inputs, {size}, do not travel in the dossier: it cannot be computed again")
    options = {"as_of": day, "level": level, "prior": weights}
    return FindingResult(finding, pictures, sources, tuple(notes), options)


def _path(given: str | Path | None) -> Path | None:
    return None if given is None else Path(given)
