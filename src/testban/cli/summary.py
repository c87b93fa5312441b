"""The layout of a finding on a terminal, at most 80 columns wide; its words are those of `wording`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from testban.cli.terminal import console
from testban.model import Finding
from testban.safe_io import printable_content, visible
from testban.wording import EventView, FindingView, ObligationsView, overview_row, view_finding

if TYPE_CHECKING:
    from rich.console import Console

MAX_IN_FULL = 3  # more events are listed, one a line
MAX_SIGNALS = 5
HEADINGS = ("origin time (UTC)", "position", "depth, km", "ellipse", "what")


def summarise(finding: Finding, folder: Path | None) -> None:
    """Print the finding for a reader, and where the dossier lies."""
    finding = printable_content(finding)
    view = view_finding(finding)
    out = console(markup=False)
    out.print(Text(view.title, style="bold"))
    out.print(Text(view.verdict, style="italic"))
    if len(view.events) > MAX_IN_FULL:
        out.print(Padding(_many_table(finding), (1, 0, 0, 0)))
    else:
        for event in view.events:
            out.print(Padding(_event_table(event), (1, 0, 0, 0)))
    if view.events:
        first = "" if len(view.events) == 1 else ", first event"
        out.print(Padding(_law_table(view.events[0].obligations, first), (1, 0, 0, 0)))
    _print_leftovers(out, view)
    if folder is not None:
        place = folder if folder.suffix.lower() == ".zip" else folder / "dossier.html"
        out.print(Text(f"\nDossier: {visible(str(place))}"))


def _many_table(finding: Finding) -> Table:
    """One line an event; the rest is in the finding."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in HEADINGS:
        table.add_column(
            heading,
            no_wrap=heading != HEADINGS[-1],
            justify="right" if heading in ("depth, km", "ellipse") else "left",
        )
    for event in finding.seismic_events:
        row = overview_row(event)
        table.add_row(row.time.removesuffix(" UTC"), row.position, row.depth, row.area, row.source)
    return table


def _event_table(event: EventView) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for answer in event.answers:
        warnings = (f"warning: {text}" for text in answer.warnings)
        for place, line in enumerate((*answer.lines, *answer.details, *warnings)):
            table.add_row("" if place else answer.label, Text(line))
    return table


def _law_table(law: ObligationsView, which: str) -> Table:
    table = Table(
        box=None, pad_edge=False, padding=(0, 2, 0, 0), title_justify="left", title_style="bold",
        title=f"{law.heading}{which}",
    )  # fmt: skip
    for heading in ("outcome", "paragraphs"):
        table.add_column(heading)
    for group in law.groups:
        table.add_row(group.count, "; ".join(row.name for row in group.rows))
    if law.conditions:
        table.add_row("conditional on", "; ".join(law.conditions))
    if law.unverified:
        table.add_row("", law.unverified)
    return table


def _print_leftovers(out: Console, view: FindingView) -> None:
    """Print signals of no event, and what was not used."""
    if view.unassociated_signals:
        out.print("\nSignals of no event:")
        for line in view.unassociated_signals[:MAX_SIGNALS]:
            out.print(Padding(Text(line), (0, 0, 0, 2)))
        if len(view.unassociated_signals) > MAX_SIGNALS:
            out.print(f"  and {len(view.unassociated_signals) - MAX_SIGNALS} more in the finding")
    if view.not_used:
        out.print(f"\nNot used: {len(view.not_used)}, each with its reason in the finding, such as")
        out.print(Padding(Text(view.not_used[0]), (0, 0, 0, 2)))
