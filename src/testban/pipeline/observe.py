"""Find out what a user pointed at, and read it: a packaged case, a case folder or a file."""

from __future__ import annotations

from pathlib import Path

from testban.bulletins import read
from testban.cases import case_ids, load_case
from testban.model import BadInputError, Observations


def observe(target: str, *, stations_path: Path | None = None) -> tuple[Observations, ...]:
    """Read the observations behind a name or a path.

    Parameters
    ----------
    target : str
        Id of a packaged case, a folder with a ``case.yaml``, or a file: IMS1.0/ISF, QuakeML or the CSV of
        arrivals.
    stations_path : Path, optional
        Station file, for files that bring no coordinates.

    Returns
    -------
    tuple of Observations
        One per event.

    Raises
    ------
    BadInputError
        Nothing there, or nothing that can be read.
    """
    if target in case_ids():
        return (load_case(target),)
    path = Path(target)
    if path.is_dir() and (path / "case.yaml").is_file():
        return (load_case(path),)
    if path.is_file():
        return read(path, stations_path=stations_path)
    if path.is_dir():
        raise BadInputError(f"{target}: a folder without case.yaml")
    raise BadInputError(f"{target}: no such file, and no packaged case ({', '.join(case_ids())})")
