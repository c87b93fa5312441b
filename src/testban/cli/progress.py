"""Progress on standard error, quiet off a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, TextColumn

FEW = 3  # fewer events than this are done before anybody asks


@contextmanager
def counting_events(total: int) -> Iterator[Callable[[int], None]]:
    """Show how many events are located; yields the function to call with the number done."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("locating event {task.completed} of {task.total}"),
        console=console,
        transient=True,
        disable=not console.is_terminal or total < FEW,
    ) as bar:
        task = bar.add_task("events", total=total)
        yield lambda done: bar.update(task, completed=done)
