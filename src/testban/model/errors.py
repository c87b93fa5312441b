"""The errors a user can meet; every room derives its own from these."""

from __future__ import annotations


class TestbanError(Exception):
    """Base of every error testban raises on purpose; its message names value, bound and culprit."""

    __test__ = False  # the name starts with "Test"; pytest must not collect it


class BadInputError(TestbanError):
    """Input that cannot be used: the message names the file or field and the reason (exit code 2)."""


class NotAnsweredError(TestbanError):
    """The question was understood but cannot be answered from this input (exit code 1)."""


class FindingKindError(BadInputError):
    """A finding of another kind than the reader of it knows."""
