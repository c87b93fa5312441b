"""The first screen of the dossier, as a piece of HTML for a cell of a notebook."""

from __future__ import annotations

from testban.dossier.html import page_environment
from testban.dossier.overview import in_full
from testban.model import Finding
from testban.wording import view_event


def summary_html(finding: Finding) -> str:
    """Return what the first screen of the dossier says: the statement, and the answers of each event.

    Parameters
    ----------
    finding : Finding
        Of many events those that the dossier shows in full are shown; the others are counted.

    Returns
    -------
    str
        It loads nothing: the style is inside and holds for this piece alone, there is no script.
    """
    numbers = in_full(finding)
    sections = [view_event(finding, number) for number in numbers]
    template = page_environment().get_template("notebook.html.j2")
    more = len(finding.seismic_events) - len(numbers)
    return template.render(finding=finding, sections=sections, more=more)
