"""The dossier: a finding as one HTML file that needs nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from testban.dossier import captions, figures
from testban.dossier._event_figures import event_figures
from testban.dossier.captions import Caption
from testban.dossier.errors import FolderError
from testban.dossier.evidence import (
    arrival_identifier,
    magnitude_reading,
    prefixed,
    references,
    screening_references,
    station_ratio,
    without_row,
)
from testban.dossier.figures.marks import use_of
from testban.dossier.overview import Overview, in_full, overview
from testban.dossier.palette import css_variables
from testban.dossier.svg import inline_svg
from testban.magnitudes import grouped_reasons
from testban.measurements import Pictures, pictures_of
from testban.model import Finding, Measured, ObligationOutcome, SeismicEvent
from testban.wording import (
    EventView,
    anchor,
    count_text,
    decimals_text,
    difference_text,
    law_around,
    paragraph_text,
    percent_texts,
    quantity_text,
    ratio_interval_text,
    sentence,
    signed_text,
    status_text,
    time_text,
    two_digits,
    view_event,
)

FILE_NAME = "dossier.html"
# Characters that no page may hold, and those that turn the direction of what follows.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")

# Between a number and its unit, which no line may end.
_UNIT = re.compile(r"(?<=\d) (?=%|(?:km²?|s|kt|Hz|nm|magnitude)\b)|(?<=±) (?=\d)")


@dataclass(frozen=True)
class Drawn:
    """A figure ready for the page."""

    name: str
    svg: Markup
    caption: Caption


@dataclass(frozen=True)
class Section:
    """One event with all that the page says of it: `view` has the words, `event` the rows of data tables."""

    number: int
    event: SeismicEvent
    view: EventView
    figures: dict[str, Drawn]
    same_as: int | None  # number of an earlier event on the page with the same obligations


def write_html(finding: Finding, folder: Path, *, pictures: Sequence[Pictures] = ()) -> Path:
    """Write `dossier.html` into a folder: the same bytes for the same finding.

    Parameters
    ----------
    finding : Finding
        What the page shows.
    folder : Path
        Made where it is absent.
    pictures : sequence of Pictures, optional
        What there is to show of the waveforms.

    Returns
    -------
    Path
        The file written. It loads nothing: figures and style are inside, there is no script.

    Raises
    ------
    FolderError
        The path exists and is not a folder.
    """
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is not a folder: the dossier needs one to be written into")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    path.write_text(html_text(finding, pictures=pictures), encoding="utf-8", newline="\n")
    return path


def html_text(finding: Finding, *, pictures: Sequence[Pictures] = ()) -> str:
    """Return the dossier of a finding as the text of one HTML page.

    Of many events only some are shown in full (`overview.in_full`); all are in one table and on one map.
    """
    chosen = in_full(finding)
    many = overview(finding, chosen) if len(chosen) < len(finding.seismic_events) else None
    on_page = finding.model_copy(
        update={"events": tuple(finding.seismic_events[number - 1] for number in chosen)}
    )
    style = (files("testban.dossier") / "templates" / "dossier.css").read_text(encoding="utf-8")
    style = style.replace("/*LIGHT*/", css_variables(dark=False)).replace(
        "/*DARK*/", css_variables(dark=True)
    )
    claimed: set[str] = set()

    def identity(target: str) -> Markup:
        """The first row of an identifier carries it; a page may not name two."""
        if target in claimed:
            return Markup()
        claimed.add(target)
        return Markup(' id="{}"').format(target)

    return (
        page_environment()
        .get_template("dossier.html.j2")
        .render(
            finding=finding,
            style=Markup(style),  # the package's own file
            sections=_sections(finding, chosen, pictures),
            overview=many,
            epicentres=_epicentres(finding, many) if many else None,
            other_evidence=without_row(on_page),
            law=law_around(finding.as_of) if finding.seismic_events else None,
            identity=identity,
        )
    )


@cache
def page_environment() -> Environment:
    """Return the templates with the words they use; what they show is escaped and cannot turn the page."""
    environment = Environment(
        loader=PackageLoader("testban.dossier", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    environment.filters |= {
        "anchor": anchor,
        "count": count_text,
        "moment": time_text,
        "sentence": sentence,
        "percents": percent_texts,
        "signed": signed_text,
        "paragraph": paragraph_text,
        "quantity": quantity_text,
        "difference": difference_text,
        "ratio": ratio_interval_text,
        "status": status_text,
        "decimals": decimals_text,
        "two_digits": two_digits,
        "use": use_of,
        "external_anchor": lambda name: anchor(prefixed("external", name)),
        "input_anchor": lambda name: anchor(prefixed("input", name)),
        "arrival_anchor": lambda name: anchor(arrival_identifier(name)),
        "references": references,
        "screening_references": screening_references,
        "reading_anchor": lambda magnitude, row: anchor(magnitude_reading(magnitude, row)),
        "grouped_reasons": grouped_reasons,
        "ratio_anchor": lambda band, station: anchor(station_ratio(band, station)),
    }
    environment.tests |= {
        "measured": lambda value: isinstance(value, Measured),
    }
    return environment


def _clean(value: object) -> object:
    """Show characters that could break or turn the page as a mark, and keep a number and its unit together.

    Markup stays as it is.
    """
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return _UNIT.sub("\N{NO-BREAK SPACE}", _UNSAFE.sub("\ufffd", value))


def _sections(finding: Finding, numbers: list[int], pictures: Sequence[Pictures]) -> list[Section]:
    first: dict[tuple[ObligationOutcome, ...], int] = {}
    sections = []
    for number in numbers:
        event = finding.seismic_events[number - 1]
        day = f"{event.origin.time:%Y-%m-%d}"  # all that tells the reasons of two early events apart
        without_day = tuple(
            row.model_copy(update={"reason": row.reason.replace(day, "its date")})
            for row in event.obligations
        )
        earlier = first.setdefault(without_day, number)
        sections.append(_section(finding, number, None if earlier == number else earlier, pictures))
    return sections


def _epicentres(finding: Finding, many: Overview) -> Drawn:
    caption = captions.epicentres_caption(finding, named=many.in_full)
    svg = inline_svg(
        figures.draw_epicentres(finding, named=many.in_full),
        name="epicentres",
        alternative=str(_clean(caption.alternative)),
    )
    return Drawn(name="epicentres", svg=Markup(svg), caption=caption)  # labels are numbers


def _section(finding: Finding, number: int, same_as: int | None, pictures: Sequence[Pictures]) -> Section:
    event = finding.seismic_events[number - 1]
    return Section(
        number=number,
        event=event,
        view=view_event(finding, number),
        figures=_figures(finding, number, pictures_of(event, pictures)),
        same_as=same_as if event.obligations else None,
    )


def _figures(finding: Finding, number: int, pictures: Pictures | None) -> dict[str, Drawn]:
    drawn = {}
    for name, draw in event_figures(finding, event=number - 1, pictures=pictures).items():
        figure, caption = draw()
        svg = inline_svg(figure, name=f"{name}{number}", alternative=str(_clean(caption.alternative)))
        drawn[name] = Drawn(name=name, svg=Markup(svg), caption=caption)  # labels are filtered
    return drawn
