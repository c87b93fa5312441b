"""An answer to one question about a finding, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """A question, its answer, and what must be known of it.

    Attributes
    ----------
    key : str
        Name for programs, e.g. "where".
    label : str
        Name for readers, e.g. "Where".
    lines : tuple of str
        The answer; each line can stand alone.
    details : tuple of str
        What it rests on and depends on.
    warnings : tuple of str
        What a reader must know before the answer is used.
    section : str
        Part of the dossier that says more.
    """

    key: str
    label: str
    lines: tuple[str, ...]
    details: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    section: str = ""

    @property
    def answer(self) -> str:
        """The answer in one line."""
        return "; ".join(self.lines)

    @property
    def detail(self) -> str:
        """What it rests on and depends on, as one text."""
        return " ".join(self.details)
