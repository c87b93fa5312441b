"""The register of instruments and paragraphs, checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testban.api.results import Result, Row
from testban.regime import Fault, Register, faults_data, faults_lines, load_register, read_register
from testban.regime import check_register as faults_of


@dataclass(frozen=True)
class RegisterResult(Result):
    """A register and what is wrong with it; nothing, where `faults` is empty."""

    register: Register
    faults: tuple[Fault, ...]

    def to_dict(self) -> dict[str, Any]:
        return faults_data(self.faults, self.register)

    def to_rows(self) -> list[Row]:
        return [fault.model_dump() for fault in self.faults]

    def lines(self) -> tuple[str, ...]:
        """Return the answer in words, as the command line prints it."""
        return tuple(faults_lines(self.faults, self.register))


def check_register(folder: str | Path | None = None) -> RegisterResult:
    """Check the register: references, dates, circles, sources, words.

    Parameters
    ----------
    folder : path, optional
        Folder of register files; by default the packaged register.

    Returns
    -------
    RegisterResult

    Raises
    ------
    BadInputError
        Files that cannot be read.

    Examples
    --------
    >>> import testban as tb
    >>> tb.check_register().faults
    ()
    """
    register = load_register() if folder is None else read_register(Path(folder))
    return RegisterResult(register, faults_of(register))
