"""Observations of any source, as `assess` takes them."""

from __future__ import annotations

from pathlib import Path

from testban.api.in_memory import Stations
from testban.api.observing import Given, observe
from testban.model import SeismicObservations


def read(
    source: Given,
    *,
    inventory: Stations | None = None,
    stations: Stations | None = None,
    responses: Stations | None = None,
    model: str | Path = "ak135",
) -> tuple[SeismicObservations, ...]:
    """Read observations: a packaged case, a case folder, a bulletin, or the events of waveforms.

    Parameters
    ----------
    source : str, path, Stream, Catalog or table
        As for `assess`.
    inventory, stations, responses, model
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
        source, inventory=inventory, stations=stations, responses=responses, model=str(model)
    ).observations
