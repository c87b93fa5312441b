"""The velocity model that a caller names."""

from __future__ import annotations

from pathlib import Path

from testban.model import BadInputError, excerpt
from testban.travel_times import PACKAGED_MODEL


def as_model(given: str | Path) -> str | Path:
    """Return the packaged model by its name, and any other as the path of its file.

    Parameters
    ----------
    given : str or path
        "ak135", or a ``.tvel`` or ``.nd`` file.

    Raises
    ------
    BadInputError
        Neither the packaged model nor a file.

    Examples
    --------
    >>> as_model("ak135")
    'ak135'
    """
    if str(given) == PACKAGED_MODEL:
        return PACKAGED_MODEL
    if not Path(given).is_file():
        raise BadInputError(
            f"model {excerpt(str(given))} is neither a file nor the packaged model, {PACKAGED_MODEL}"
        )
    return Path(given)
