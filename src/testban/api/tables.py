"""Tables of any library, through narwhals: read as text of a known form, and made from rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Literal, get_args

from testban.model import BadInputError

Backend = Literal["pandas", "polars", "pyarrow"]
BACKENDS: tuple[Backend, ...] = get_args(Backend)


def dataframe_of(rows: Sequence[Mapping[str, Any]], *, backend: Backend | None = None) -> Any:
    """Make a table from rows; a column that a row lacks is empty there.

    Parameters
    ----------
    rows : sequence of mapping
    backend : {"pandas", "polars", "pyarrow"}, optional
        Of which library; by default the first of these that is installed.

    Raises
    ------
    BadInputError
        The library is not installed.

    Examples
    --------
    >>> dataframe_of([{"a": 1}, {"b": "x"}]).shape
    (2, 2)
    """
    installed = [name for name in BACKENDS if find_spec(name) is not None]
    chosen = backend or next(iter(installed), None)
    if chosen is None:
        raise BadInputError(f"a table needs one of {', '.join(BACKENDS)}: pip install 'testban[pandas]'")
    if chosen not in installed:
        raise BadInputError(f"no tables of {chosen!r}: installed are {', '.join(installed) or 'none'}")
    import narwhals as nw

    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: [row.get(name) for row in rows] for name in names}
    return nw.from_dict(columns, backend=chosen).to_native()
