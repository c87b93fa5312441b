"""Tables and text for a terminal, 80 columns wide wherever they are printed."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.table import Table

TERMINAL_COLUMNS = 80
# A number and its unit stay on one line.
_UNIT = re.compile(r"(?<=\d) (?=(?:%|km2?|s|kt|h|deg|magnitude)\b|%)")


def console(*, markup: bool = True) -> Console:
    """Return a console that writes to stdout; without `markup` brackets stay what they are."""
    # Loaded here: most answers are lines of text.
    from rich.console import Console
    from rich.segment import Segment

    from testban.safe_io import visible

    class PrintableConsole(Console):
        """A console whose text steers no terminal; only its own styles do."""

        def render(
            self, renderable: RenderableType, options: ConsoleOptions | None = None
        ) -> Iterable[Segment]:
            for segment in super().render(renderable, options):
                if segment.control or segment.text.isprintable():
                    yield segment
                else:
                    lines = segment.text.split("\n")
                    yield Segment("\n".join(visible(line) for line in lines), segment.style)

    return PrintableConsole(width=TERMINAL_COLUMNS, highlight=False, markup=markup)


def plain_table(*, padding: tuple[int, int, int, int] = (0, 1, 0, 1)) -> Table:
    """Return a table without lines around its cells."""
    from rich.table import Table

    return Table(box=None, pad_edge=False, padding=padding)


def wrap_text(text: str, *, indent: str = "") -> str:
    """Wrap a text at the width of a terminal, numbers and their units on one line.

    Examples
    --------
    >>> wrap_text("a yield of 12 kt", indent="  ")
    '  a yield of 12 kt'
    """
    glued = _UNIT.sub("\N{NO-BREAK SPACE}", text)
    lines = textwrap.wrap(
        glued, TERMINAL_COLUMNS, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")
