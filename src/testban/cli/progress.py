"""Progress on standard error, quiet off a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.live import Live
    from rich.spinner import Spinner

Show = Callable[[str], None]
COMPILING = "compiling kernels: once, and kept for the next run"
FIRST_STEP = "starting"
MAX_STEP_CHARACTERS = 60  # one line of a terminal


@contextmanager
def showing_steps() -> Iterator[Show]:
    """Show on a terminal which step is running; yields the function to call with the next one.

    While kernels are compiled, which happens on the first run after an install, that is said below it.

    Examples
    --------
    >>> with showing_steps() as show:
    ...     show("reading arrivals")
    """
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner

    console = Console(stderr=True)
    spinner = Spinner("line", FIRST_STEP)  # of ASCII, which every terminal has
    with Live(spinner, console=console, transient=True) as live:
        line = _Line(live, spinner)
        with line.told_of_compiling():
            yield line.show


class _Line:
    """The step that is running, and whether kernels are being compiled for it."""

    def __init__(self, live: Live, spinner: Spinner) -> None:
        self._live, self._spinner = live, spinner
        self._step, self._compiling = FIRST_STEP, 0

    def show(self, step: str) -> None:
        from testban.safe_io import printable

        self._step = printable(step, MAX_STEP_CHARACTERS)
        self._draw()

    def _draw(self) -> None:
        from rich.markup import escape

        more = f"\n  {COMPILING}" if self._compiling else ""
        self._spinner.update(text=escape(self._step) + more)
        self._live.refresh()

    @contextmanager
    def told_of_compiling(self) -> Iterator[None]:
        from numba.core.event import Event, Listener, install_listener

        line = self

        class Compiling(Listener):
            """A kernel may need another one: what counts is whether any is still being compiled."""

            def on_start(self, event: Event) -> None:
                line._count(1)

            def on_end(self, event: Event) -> None:
                line._count(-1)

        with install_listener("numba:compile", Compiling()):
            yield

    def _count(self, change: int) -> None:
        self._compiling += change
        self._draw()
