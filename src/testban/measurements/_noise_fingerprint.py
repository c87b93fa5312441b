"""Tell records apart by the noise before P: no two records hold the same, and a copy keeps it.

The bits are those of audio fingerprints (Haitsma & Kalker 2002, ISMIR, eq. 1): whether the energy of one
band against the next rose or fell from one stretch of time to the next. A factor, a shift in time, a response
and rounding leave them as they are.
"""

from __future__ import annotations

import numpy as np

from testban.model import Floats
from testban.waveforms import Record

# The noise read: seconds before the onset, in stretches, and the edges of the bands.
FROM_S, TO_S, STRETCHES = -65.0, -5.0, 16
EDGES_HZ = (0.8, 1.2, 1.8, 2.7, 4.0, 6.0)
BITS = (STRETCHES - 1) * (len(EDGES_HZ) - 2)
MIN_RATE_HZ = 2.5 * EDGES_HZ[-1]
# Bits that may differ in a copy; of two independent records as few differ with a probability of 5e-11.
MAX_DIFFERENT_BITS = 6


def noise_fingerprint(record: Record, onset_s: float) -> int | None:
    """Return 60 bits of the noise before an onset.

    Parameters
    ----------
    record : Record
        The record.
    onset_s : float
        First P, POSIX seconds.

    Returns
    -------
    int or None
        None where a minute of usable noise is not there, or the record is sampled too slowly.
    """
    rate = record.sampling_rate_hz
    if rate < MIN_RATE_HZ:
        return None
    begin = round((onset_s + FROM_S - record.start_s) * rate)
    length = int((TO_S - FROM_S) / STRETCHES * rate)
    end = begin + STRETCHES * length
    if begin < 0 or end > record.samples.size or not record.usable[begin:end].all():
        return None
    return _bits(record.samples[begin:end].reshape(STRETCHES, length), rate)


def different_bits(first: int, second: int) -> int:
    """Count the bits in which two fingerprints differ.

    Parameters
    ----------
    first, second : int
        Fingerprints.

    Returns
    -------
    int

    Examples
    --------
    >>> different_bits(0b1011, 0b0010)
    2
    """
    return (first ^ second).bit_count()


def _bits(stretches: Floats, rate_hz: float) -> int | None:
    length = stretches.shape[1]
    centred = stretches - stretches.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(centred * np.hanning(length), axis=1)) ** 2
    band = np.searchsorted(EDGES_HZ, np.fft.rfftfreq(length, 1.0 / rate_hz), side="right") - 1
    energy = np.stack([power[:, band == number].sum(axis=1) for number in range(len(EDGES_HZ) - 1)], axis=1)
    if not (energy > 0.0).all():
        return None  # zeros instead of noise: nothing to tell records apart by
    rise = np.diff(np.log(energy), axis=0)
    bits = (rise[:, :-1] > rise[:, 1:]).ravel()
    return int("".join("1" if bit else "0" for bit in bits), 2)
