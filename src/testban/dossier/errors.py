"""Errors of the dossier room."""

from __future__ import annotations

from testban.model import BadInputError


class FolderError(BadInputError):
    """A folder that cannot hold a dossier, or holds something that has no place in one."""


class FigureError(BadInputError):
    """A figure that this finding holds nothing for; the message says what is missing."""


class KeyFileError(BadInputError):
    """A key file that cannot be used: absent, unreadable or of the wrong kind."""


class PasswordError(KeyFileError):
    """A private key that needs its password, or was given a wrong one."""


class RefusedError(BadInputError):
    """A dossier that may not be opened: what its container holds could harm the reader or hide something."""


class TrustFileError(BadInputError):
    """A trust file that cannot be used; the message names the key and what is wrong with it."""
