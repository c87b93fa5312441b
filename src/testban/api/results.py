"""What every answer can do: give itself as plain data, as JSON, as a table and as a page in a notebook."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from testban.api.tables import Backend, dataframe_of

Row = dict[str, Any]
MAX_ROWS_SHOWN = 20  # in a notebook; a table of all of them is in to_dataframe()


class Result:
    """An answer of one of the verbs.

    `to_dict` is what the command line prints as ``result`` with ``--json``.
    """

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before the answer is used; each once."""
        return ()

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain data: dict, list, str, int, float, bool and None."""
        raise NotImplementedError

    def to_json(self, *, indent: int | None = 1) -> str:
        """Return the answer as JSON; the same answer gives the same text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, allow_nan=False) + "\n"

    def to_rows(self) -> list[Row]:
        """Return the answer as the rows of one table."""
        raise NotImplementedError

    def to_dataframe(self, *, backend: Backend | None = None) -> Any:
        """Return the answer as a table.

        Parameters
        ----------
        backend : {"pandas", "polars", "pyarrow"}, optional
            Of which library; by default the first of these that is installed.

        Raises
        ------
        BadInputError
            The library is not installed.
        """
        return dataframe_of(self.to_rows(), backend=backend)

    def _repr_html_(self) -> str:
        return html_table(self.to_rows(), warnings=self.warnings)


def html_table(rows: Sequence[Mapping[str, Any]], *, warnings: Sequence[str] = ()) -> str:
    """Write rows as a small HTML table that needs nothing from outside.

    Examples
    --------
    >>> "&lt;b&gt;" in html_table([{"id": "<b>"}])
    True
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_shown(row.get(name)))}</td>" for name in names) + "</tr>"
        for row in rows[:MAX_ROWS_SHOWN]
    )
    more = len(rows) - MAX_ROWS_SHOWN
    notes = [f"{more} more rows in to_dataframe()"] if more > 0 else []
    notes += [f"warning: {warning}" for warning in warnings]
    below = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return f"<div><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{below}</div>"


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
