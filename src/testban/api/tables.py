"""Tables of any library, through narwhals: read as text of a known form, and made from rows."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
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
        One mapping of column to value a row.
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


def is_dataframe(given: object) -> bool:
    """Whether an object is a table of pandas, polars, pyarrow or another library that narwhals knows."""
    import narwhals as nw

    return bool(nw.dependencies.is_into_dataframe(given))


def csv_text(table: Any) -> str:
    """Write a table as CSV: the same values give the same text, whatever library holds them.

    Parameters
    ----------
    table : dataframe, or dict of str to list
        What is missing (None, NaN, NaT) becomes an empty cell; times are written in UTC.

    Examples
    --------
    >>> csv_text({"station": ["MDJ", "NV"], "time_sd_s": [0.1, float("nan")]})
    'station,time_sd_s\\nMDJ,0.1\\nNV,\\n'
    """
    if isinstance(table, Mapping):
        columns = {str(name): list(values) for name, values in table.items()}
    else:
        import narwhals as nw

        frame = nw.from_native(table, eager_only=True)
        columns = {str(name): frame[name].to_list() for name in frame.columns}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None or value != value:  # NaN and NaT are not equal to themselves
        return ""
    moment = getattr(value, "datetime", value)  # of ObsPy's UTCDateTime
    if isinstance(moment, datetime):
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, float):
        return repr(float(value)) if math.isfinite(value) else ""
    return " ".join(str(value).split())
