"""Bring the components of a station to one gain, so that the sum of their powers is that of the ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from testban.detection import band_pass
from testban.model import Band, Floats
from testban.waveforms import Record, Response, StationMetadata, record_responses

# Components of one kind of instrument differ by less: at the twelve stations of the N. California earthquake
# by 1.57 at most. Where metadata say more, the records must agree.
MAX_SEPARATION = 10.0
AGREEMENT_BAND: Band = (1.0, 2.0)
# Water level: where an instrument has less than this share of its largest gain in the band, it is taken to
# have this share, or its own noise would be raised without end.
WATER_LEVEL = 0.1
# A response is evaluated so far beyond the band, as a factor of frequency; the band-pass has ended there.
MIN_EXCEEDANCE = 2.0
# Zeros after the record, seconds: the correction is a short filter and must not come round to the beginning.
PAD_S = 20.0


@dataclass(frozen=True, slots=True)
class ComponentGains:
    """How the components of one sensor answer to ground velocity.

    Attributes
    ----------
    responses : tuple of Response
        Of each component; empty where only gains are known, or nothing.
    gains : tuple of float
        Counts per m/s at 1 Hz of each component; empty where the components stay in counts.
    reason : str
        Why they stay in counts; empty where they do not.
    """

    responses: tuple[Response, ...] = ()
    gains: tuple[float, ...] = ()
    reason: str = ""

    def weights(self, frequency_hz: Floats, band_hz: Band) -> Floats:
        """By how much each component is multiplied.

        Parameters
        ----------
        frequency_hz : ndarray of float64, shape (m,)
            Where the gains are compared.
        band_hz : (low, high)
            Where the components are compared.

        Returns
        -------
        ndarray of float64, shape (components, m) or (1, m)
            The geometric mean of the gains in the middle of the band, over the gain of the component at the
            frequency: instruments that are alike and flat are multiplied by one. Ones where nothing is known.

        Examples
        --------
        >>> ComponentGains(gains=(2.0, 8.0)).weights(np.array([1.0, 5.0]), (4.0, 8.0)).tolist()
        [[2.0, 2.0], [0.5, 0.5]]
        """
        low, high = band_hz
        if not self.gains:
            return np.ones((1, frequency_hz.size))
        if not self.responses:
            gain = np.array(self.gains)
            return np.tile((np.exp(np.log(gain).mean()) / gain)[:, None], frequency_hz.size)
        inside = np.geomspace(low, high, 33)
        middle = np.exp(
            np.mean([np.log(_velocity_gain(response, inside)[16]) for response in self.responses])
        )
        at = np.clip(frequency_hz, low / MIN_EXCEEDANCE, high * MIN_EXCEEDANCE)
        rows = []
        for response in self.responses:
            least = WATER_LEVEL * _velocity_gain(response, inside).max()
            rows.append(middle / np.maximum(_velocity_gain(response, at), least))
        return np.vstack(rows)

    def bring(self, filtered: Floats, band_hz: Band, *, sampling_rate_hz: float) -> Floats:
        """Bring records of the components, filtered to a band, to one gain.

        Parameters
        ----------
        filtered : ndarray of float64, shape (components, n)
            Counts, one row a component.
        band_hz : (low, high)
            Band of the filter, Hz.
        sampling_rate_hz : float
            Samples per second.

        Returns
        -------
        ndarray of float64, shape (components, n)
            Counts of flat instruments that all have the gain of the middle of the band. Amplitudes alone are
            corrected, so that nothing moves in time.
        """
        if not self.gains:
            return filtered
        if not self.responses:
            return np.asarray(filtered * self.weights(np.ones(1), band_hz))
        n = filtered.shape[-1]
        length = next_fast_len(n + round(PAD_S * sampling_rate_hz), real=True)
        frequency = np.arange(length // 2 + 1, dtype=np.float64) * (sampling_rate_hz / length)
        spectrum = rfft(filtered, length, axis=-1) * self.weights(frequency, band_hz)
        return np.asarray(irfft(spectrum, length, axis=-1)[..., :n])


def component_gains(records: Sequence[Record], book: StationMetadata) -> ComponentGains:
    """Find the gains of the components of one sensor, where those of all can be trusted.

    Parameters
    ----------
    records : sequence of Record
        The components. One whose response was refused has no gain.
    book : StationMetadata
        Responses that were given.

    Returns
    -------
    ComponentGains
        With responses where every component has one, with gains at 1 Hz where every component has that (a
        table of sensitivities), else with the reason why the components stay in counts.

    Notes
    -----
    The total power of ground motion, the vector resultant, is a stable measure of a regional phase (Kennett,
    1993, Bull. Seismol. Soc. Am. 83, 1155). In counts it is that of the ground only where all components have
    one gain. Stated gains that differ by more than a factor of 10 are believed only if the records are more
    alike after them than before, at 1-2 Hz.

    Examples
    --------
    >>> component_gains((), StationMetadata()).reason
    'no response of all three that can be trusted'
    """
    gains = [record.channel.gain_counts_per_m_s for record in records]
    positive = tuple(gain for gain in gains if gain is not None and gain > 0.0)
    if not positive or len(positive) < len(gains):
        return ComponentGains(reason="no response of all three that can be trusted")
    apart = max(positive) / min(positive)
    if apart > MAX_SEPARATION:
        size = np.array([_size(record) for record in records])
        if _spread(size / np.array(positive)) >= _spread(size):
            return ComponentGains(
                reason=f"their responses differ by a factor of {apart:.3g}, their records do not"
            )
    responses, _ = record_responses(records, book)
    every = len(responses) == len(records)
    return ComponentGains(tuple(responses[record.seed_id] for record in records) if every else (), positive)


def _velocity_gain(response: Response, frequency_hz: Floats) -> Floats:
    """Counts per m/s."""
    return np.asarray(np.abs(response.at(frequency_hz)) / (2.0 * np.pi * frequency_hz))


def _size(record: Record) -> float:
    """Root mean square of a record at 1-2 Hz, counts."""
    filtered = band_pass(record.samples, AGREEMENT_BAND, record.sampling_rate_hz)[record.usable]
    return float(np.sqrt((filtered**2).mean()))


def _spread(size: Floats) -> float:
    """Largest over smallest."""
    return float(size.max() / max(size.min(), np.finfo(np.float64).tiny))
