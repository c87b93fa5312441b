"""The dossier: a finding as a page, its figures, and the manifest that binds them to their inputs."""

from testban.dossier.errors import FigureError, FolderError
from testban.dossier.figures import draw_hypotheses, draw_residuals, draw_site, draw_stations, draw_yield
from testban.dossier.html import html_text, write_html
from testban.dossier.manifest import hash_outputs, sha256_of, write_manifest
from testban.dossier.summary import Answer, summarise
from testban.dossier.svg import write_svg

__all__ = [
    "Answer",
    "FigureError",
    "FolderError",
    "draw_hypotheses",
    "draw_residuals",
    "draw_site",
    "draw_stations",
    "draw_yield",
    "hash_outputs",
    "html_text",
    "sha256_of",
    "summarise",
    "write_html",
    "write_manifest",
    "write_svg",
]
