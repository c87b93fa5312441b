"""Find event definition criteria by name, or read them from a file."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from testban.location import EventCriteria, named_criteria
from testban.model import BadInputError
from testban.safe_io import read_yaml


def find_criteria(given: str) -> EventCriteria:
    """Take a packaged name, else the path of a YAML file with the fields of `EventCriteria`.

    Raises
    ------
    BadInputError
        Neither a name nor a file, or a file with other content.

    Examples
    --------
    >>> find_criteria("idc-reb").least_weight
    4.6
    """
    packaged = named_criteria()
    if given in packaged:
        return packaged[given]
    path = Path(given)
    if not path.is_file():
        raise BadInputError(f"criteria '{given}': neither a file nor one of {', '.join(sorted(packaged))}")
    try:
        return EventCriteria.model_validate(read_yaml(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInputError(f"{path.name}: {where}: {first['msg']}") from error
