"""Colours of the figures, for light and dark pages, apart from one another for every kind of sight.

The hues of the data are those of Okabe & Ito (2008), "Color Universal Design"; on dark pages the darker of
them are lightened. Marks differ in shape as well, so that no meaning rests on colour alone.
"""

from __future__ import annotations

# Role: colour on a light page and on paper, colour on a dark page. The light colour stands in the SVG and
# is exchanged for a CSS variable in the page, so every light colour occurs once.
ROLES = {
    "ink": ("#26292c", "#e4e1d8"),
    "muted": ("#63676b", "#a4a29a"),
    "grid": ("#d4d1c8", "#42433f"),
    "land": ("#ebe7db", "#2b2c29"),
    "coast": ("#b3ad9c", "#62625b"),
    "paper": ("#fdfcf9", "#1a1b19"),
    "used": ("#0072b2", "#56b4e8"),
    "weak": ("#e69f00", "#f0b53c"),
    "left_out": ("#d55e00", "#f08a4b"),
    "calibrated": ("#009e73", "#35c49b"),
    "reference": ("#cc79a7", "#dd9bbf"),
}
LIGHT = {role: pair[0] for role, pair in ROLES.items()}


def css_variables(*, dark: bool) -> str:
    """Return the palette as CSS declarations.

    Examples
    --------
    >>> css_variables(dark=False).splitlines()[0]
    '--fig-ink: #26292c;'
    """
    return "\n".join(f"--fig-{role}: {pair[1 if dark else 0]};" for role, pair in ROLES.items())
