"""Observations of any source, as `assess` takes them."""

from __future__ import annotations

from pathlib import Path

from testban.model import SeismicObservations
from testban.pipeline import observe


def read(
    source: str | Path,
    *,
    stations: str | Path | None = None,
    responses: str | Path | None = None,
) -> tuple[SeismicObservations, ...]:
    """Read observations: a packaged case, a case folder, a bulletin, or the events of waveforms.

    Parameters
    ----------
    source : path or str
        As for `assess`.
    stations, responses : path, optional
        As for `assess`.

    Returns
    -------
    tuple of SeismicObservations
        One per event.

    Raises
    ------
    BadInputError
        Nothing there, or nothing that can be read.
    NotAnsweredError
        Waveforms without an event.

    Examples
    --------
    >>> import testban as tb
    >>> len(tb.read("dprk-2017")[0].arrivals)
    49
    """
    return observe(
        str(source),
        stations_path=None if stations is None else Path(stations),
        responses_path=None if responses is None else Path(responses),
    )
