"""Read SACPZ: poles, zeros and the comments that carry position and sensitivity."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from testban.safe_io import ForeignFileError, file_name, read_bytes
from testban.waveforms.errors import ResponseError

# A gain that differs from its own poles and zeros by more than this factor is no rounding.
GAIN_TOLERANCE = 1.5


@dataclass(frozen=True, slots=True)
class PoleZeroBlock:
    """One block of a SACPZ file; the input is displacement in metres, as SAC defines it."""

    seed_id: str
    comments: dict[str, str] = field(repr=False)
    zeros: tuple[complex, ...]
    poles: tuple[complex, ...]
    constant: float

    def number(self, key: str) -> float | None:
        """The leading number of a comment, None where it is absent or no number."""
        words = self.comments.get(key, "").split()
        try:
            return float(words[0]) if words else None
        except ValueError:
            return None

    @property
    def input_units_of_gain(self) -> str:
        """The unit the sensitivity is stated for: "M/S", "M/S**2", "M" or "" where nothing is said."""
        words = self.comments.get("SENSITIVITY", "").split()
        return words[1].strip("()").upper() if len(words) > 1 else ""

    def covers(self, time_s: float) -> bool:
        """Whether the block holds at a POSIX time; open ends hold forever."""
        start, end = _posix(self.comments.get("START", "")), _posix(self.comments.get("END", ""))
        return (start is None or start <= time_s) and (end is None or time_s < end)


def parse_sacpz(text: str, *, name: str = "SACPZ") -> tuple[PoleZeroBlock, ...]:
    """Parse every block of a SACPZ text.

    Parameters
    ----------
    text : str
        One or many blocks: comment lines with ``*``, then ZEROS, POLES and CONSTANT.
    name : str
        Name used in messages.

    Returns
    -------
    tuple of PoleZeroBlock

    Raises
    ------
    ResponseError
        A number that cannot be read, or no block at all.

    Examples
    --------
    >>> block = parse_sacpz("* STATION : X\\nZEROS 2\\nPOLES 1\\n -1.0 0.0\\nCONSTANT 3.0\\n")[0]
    >>> len(block.zeros), block.poles, block.constant
    (2, ((-1+0j),), 3.0)
    """
    blocks: list[PoleZeroBlock] = []
    comments: dict[str, str] = {}
    roots: dict[str, list[complex]] = {}
    counts: dict[str, int] = {}
    reading = ""
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        where = f"{name}, line {number}"
        if words[0].startswith("*"):
            if ":" in line:
                key, _, value = line.lstrip("* ").partition(":")
                comments[key.split("(")[0].strip().upper()] = value.strip()
            continue
        head = words[0].upper()
        try:
            if head in ("ZEROS", "POLES"):
                reading, counts[head], roots[head] = head, int(words[1]), []
            elif head == "CONSTANT":
                blocks.append(_block(comments, roots, counts, _finite(words[1]), where))
                comments, roots, counts, reading = {}, {}, {}, ""
            elif reading:
                roots[reading].append(complex(_finite(words[0]), _finite(words[1])))
            else:
                raise ResponseError(f"{where}: {line.strip()!r} outside a block of poles and zeros")
        except (ValueError, IndexError) as fault:
            raise ResponseError(f"{where}: cannot read {line.strip()!r}") from fault
    if not blocks:
        raise ResponseError(f"{name}: no CONSTANT, so no response")
    return tuple(blocks)


def _finite(word: str) -> float:
    number = float(word)
    if not math.isfinite(number):
        raise ValueError(f"{word} is not finite")
    return number


def _block(
    comments: dict[str, str],
    roots: dict[str, list[complex]],
    counts: dict[str, int],
    constant: float,
    where: str,
) -> PoleZeroBlock:
    filled: dict[str, tuple[complex, ...]] = {}
    for kind in ("ZEROS", "POLES"):
        given, wanted = roots.get(kind, []), counts.get(kind, 0)
        if len(given) > wanted or wanted > 100:
            raise ResponseError(f"{where}: {len(given)} {kind.lower()} given, {wanted} announced")
        # SAC leaves out those at the origin.
        filled[kind] = tuple(given) + (0j,) * (wanted - len(given))
    location = comments.get("LOCATION", "").replace("--", "")
    seed_id = ".".join(
        (comments.get("NETWORK", ""), comments.get("STATION", ""), location, comments.get("CHANNEL", ""))
    )
    return PoleZeroBlock(seed_id, dict(comments), filled["ZEROS"], filled["POLES"], constant)


def read_sacpz(path: str | Path) -> tuple[PoleZeroBlock, ...]:
    """Read a SACPZ file; see `parse_sacpz`."""
    path = Path(path)
    name = file_name(path)
    try:
        return parse_sacpz(read_bytes(path).decode("utf-8"), name=name)
    except UnicodeDecodeError as fault:
        raise ResponseError(f"{name}: binary content, not SACPZ") from fault
    except ForeignFileError as fault:
        raise ResponseError(str(fault)) from fault


def velocity_gain(block: PoleZeroBlock, frequency_hz: float = 1.0) -> float:
    """Return the gain to ground velocity, counts per m/s, from poles, zeros and constant.

    Examples
    --------
    >>> flat = PoleZeroBlock("X.Y..BHZ", {}, (0j,), (), 2.0)
    >>> round(velocity_gain(flat), 6)
    2.0
    """
    s = 2j * np.pi * frequency_hz
    displacement = complex(block.constant)
    for zero in block.zeros:
        displacement = displacement * (s - zero)
    for pole in block.poles:
        displacement = displacement / (s - pole)
    return float(abs(displacement) / abs(s))


def checked_gain(block: PoleZeroBlock, frequency_hz: float = 1.0) -> float:
    """Return the gain to velocity, or refuse it where the block contradicts itself.

    Parameters
    ----------
    block : PoleZeroBlock
        Poles, zeros and constant.
    frequency_hz : float
        Frequency in the flat part of the response.

    Returns
    -------
    float
        Counts per m/s.

    Raises
    ------
    ResponseError
        Poles, zeros and constant give another gain than the stated sensitivity, or the gain is not a number.
    """
    gain = velocity_gain(block, frequency_hz)
    if not np.isfinite(gain) or gain <= 0.0:
        raise ResponseError(f"{block.seed_id}: poles and zeros give no gain at {frequency_hz:g} Hz; left out")
    stated, unit = block.number("SENSITIVITY"), block.input_units_of_gain
    omega = 2.0 * np.pi * frequency_hz
    if stated is not None and stated > 0.0:
        expected = stated * {"M/S**2": omega, "M/S/S": omega, "M": 1.0 / omega}.get(unit, 1.0)
        if not 1.0 / GAIN_TOLERANCE < gain / expected < GAIN_TOLERANCE:
            raise ResponseError(
                f"{block.seed_id}: sensitivity says {expected:.3g} counts/(m/s) at {frequency_hz:g} Hz, "
                f"its own poles, zeros and constant say {gain:.3g}; response left out"
            )
    return gain


def _posix(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
