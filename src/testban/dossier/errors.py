"""Errors of the dossier room."""

from __future__ import annotations

from testban.model import BadInputError


class FolderError(BadInputError):
    """A folder that cannot hold a dossier, or holds something that has no place in one."""


class FigureError(BadInputError):
    """A figure that this finding holds nothing for; the message says what is missing."""
