"""Figures to SVG: the same bytes for the same finding, text as text, colours that follow the page."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from testban.dossier.palette import LIGHT, ROLES

# Points. Figures are drawn at the width they are read at (a column is some 480 px).
TEXT_PT = 8.5
_SETTINGS = {
    "axes.edgecolor": LIGHT["muted"],
    "axes.facecolor": "none",
    "axes.labelcolor": LIGHT["ink"],
    "axes.labelsize": TEXT_PT,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": True,
    "figure.facecolor": "none",
    "font.size": TEXT_PT,
    "legend.fontsize": TEXT_PT,
    "legend.frameon": False,
    "path.simplify": True,
    "path.simplify_threshold": 0.2,
    "svg.fonttype": "none",
    "text.color": LIGHT["ink"],
    "text.parse_math": False,
    "xtick.color": LIGHT["muted"],
    "xtick.labelcolor": LIGHT["ink"],
    "xtick.major.width": 0.6,
    "ytick.color": LIGHT["muted"],
    "ytick.labelcolor": LIGHT["ink"],
    "ytick.major.width": 0.6,
}
_FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in the style of the dossier, whatever the user's own matplotlib settings are."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        for name, value in _SETTINGS.items():
            mpl.rcParams[name] = value  # type: ignore[index]
        # Text is set by the reader's browser; that matplotlib's own font lacks a letter does not matter.
        warnings.filterwarnings("ignore", message=r"Glyph .* missing", category=UserWarning)
        yield


def svg_text(figure: Figure, *, name: str) -> str:
    """Return a figure as one `<svg>` element without declaration, metadata or outside reference.

    Parameters
    ----------
    figure : Figure
        What is drawn.
    name : str
        Short name; it starts every identifier inside, so that several figures fit one page.

    Examples
    --------
    >>> svg_text(Figure(figsize=(1, 1)), name="empty").startswith("<svg")
    True
    """
    buffer = io.StringIO()
    with drawing(), mpl.rc_context({"svg.hashsalt": name}):
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.S)
    text = re.sub(r"<style type=\"text/css\">.*?</style>", _rounded_lines, text, flags=re.S)
    # Text from outside has passed `plain_label` and can hold no tag, quote or parenthesis with a hash.
    text = re.sub(r'(<[^<>]*? id=")', rf"\1{name}-", text)
    text = re.sub(r'(<[^<>]*?xlink:href="#)', rf"\1{name}-", text)
    text = re.sub(r"(<[^<>]*?url\(#)", rf"\1{name}-", text)
    # One font for all, set once; older matplotlib writes `font:`, newer `font-size:` and `font-family:`.
    text = re.sub(r"font: (\d[\d.]*px) [^;\"]*", r"font-size: \1", text)
    text = re.sub(r"font-family: [^;\"]*;? ?", "", text)
    # A hundredth of a point is finer than any screen.
    text = re.sub(r'"[^"<>]*"', lambda quoted: re.sub(r"(\d\.\d{2})\d+", r"\1", quoted[0]), text)
    text = text.replace("<svg", f'<svg font-family="{_FONT}"', 1)
    return text.strip() + "\n"


def plain_label(text: str, *, longest: int = 14) -> str:
    """Reduce text from outside to what may stand in a figure: printable ASCII without markup, cut to fit.

    Examples
    --------
    >>> plain_label("KS31/Pn"), plain_label("<b>$x$</b>")
    ('KS31/Pn', 'b x /b')
    """
    kept = re.sub(r"[^A-Za-z0-9 ._/+*():-]+", " ", text).strip() or "?"
    return kept if len(kept) <= longest else kept[: longest - 2] + ".."


def _rounded_lines(_: re.Match[str]) -> str:
    return '<style type="text/css">*{stroke-linejoin:round;stroke-linecap:butt}</style>'


def inline_svg(figure: Figure, *, name: str, alternative: str) -> str:
    """Return a figure for the page: labelled for those who do not see it, colours as CSS variables."""
    text = svg_text(figure, name=name)
    for role, (light, _) in ROLES.items():
        text = text.replace(light, f"var(--fig-{role})")
    text = re.sub(r"<style type=\"text/css\">.*?</style>", "", text, flags=re.S)
    # The page sets the size; the viewBox keeps the proportions.
    text = re.sub(r'^(<svg[^>]*?) width="[^"]*"', r"\1", text)
    text = re.sub(r'^(<svg[^>]*?) height="[^"]*"', r"\1", text)
    return text.replace("<svg", f'<svg role="img" aria-label="{escape(alternative)}"', 1)
