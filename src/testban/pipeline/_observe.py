"""Find out what a user pointed at, and read it: a packaged case, a case folder, a bulletin or waveforms."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from testban.bulletins import css_tables, read
from testban.cases import DEFINITION, case_ids, load_case
from testban.measurements import Pictures
from testban.model import DEFAULT_LEVEL, BadInputError, SeismicObservations
from testban.processing import is_waveforms, observe_waveforms
from testban.safe_io import InMemory
from testban.waveforms import NoWaveformsError

_LOG = logging.getLogger(__name__)

InputKind = Literal["case", "bulletin", "waveforms"]


def observe(
    target: str,
    *,
    stations_path: Path | InMemory | None = None,
    responses_path: Path | InMemory | None = None,
    model: str = "ak135",
    level: float = DEFAULT_LEVEL,
) -> tuple[SeismicObservations, ...]:
    """Read the observations behind a name or a path.

    Parameters
    ----------
    target : str
        Id of a packaged case, a folder with a ``case.yaml``, a file of arrivals (IMS1.0/ISF, QuakeML, CSV and
        others), or waveforms: a folder, or a file in any format ObsPy reads.
    stations_path : Path or InMemory, optional
        Station file, for files that bring no coordinates.
    responses_path : Path or InMemory, optional
        Folder or file of instrument responses, for waveforms.
    model, level
        Velocity model, and level of ellipses and intervals, by which the events of waveforms are located:
        those that `assess` is given, which then does not locate them again.

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
    """
    return observe_with_pictures(
        target, stations_path=stations_path, responses_path=responses_path, model=model, level=level
    )[0]


def kind_of_input(target: str) -> InputKind:
    """Say what a user pointed at, without reading all of it.

    Parameters
    ----------
    target : str
        As for `observe`.

    Returns
    -------
    str
        "case", "bulletin" (a file of arrivals, or CSS3.0 tables of them) or "waveforms".

    Raises
    ------
    BadInputError
        Nothing there.

    Examples
    --------
    >>> kind_of_input("dprk-2017")
    'case'
    """
    path = Path(target)
    if target in case_ids() or (path.is_dir() and (path / DEFINITION).is_file()):
        return "case"
    if not path.exists():
        raise BadInputError(f"{target}: no such file, and no packaged case ({', '.join(case_ids())})")
    is_bulletin = "arrival" in css_tables(path) if path.is_dir() else not is_waveforms(path)
    return "bulletin" if is_bulletin else "waveforms"


def observe_with_pictures(
    target: str,
    *,
    stations_path: Path | InMemory | None = None,
    responses_path: Path | InMemory | None = None,
    model: str = "ak135",
    level: float = DEFAULT_LEVEL,
) -> tuple[tuple[SeismicObservations, ...], tuple[Pictures, ...]]:
    """Read as `observe` does; of waveforms also return what the page shows of them."""
    path, kind = Path(target), kind_of_input(target)
    _LOG.info("%s: %s", target, kind)
    if kind == "case":
        if stations_path is not None or responses_path is not None:
            given = "--responses" if stations_path is None else "--stations"
            raise BadInputError(f"{target}: a case brings its own stations and amplitudes; leave out {given}")
        return (load_case(target if target in case_ids() else path),), ()
    if kind == "bulletin":
        if responses_path is not None:
            raise BadInputError(f"{target}: arrivals, and no waveforms, so leave out --responses")
        return read(path, stations_path=stations_path), ()
    try:
        return observe_waveforms(
            [path],
            stations=[stations_path] if stations_path else [],
            responses=[responses_path] if responses_path else [],
            model=model,
            level=level,
        )
    except NoWaveformsError as error:
        raise BadInputError(f"{target}: {error}") from error
