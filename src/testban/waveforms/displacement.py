"""Ground displacement from counts, or the record another seismograph would write."""

from __future__ import annotations

import numpy as np

from testban.model import Floats
from testban.waveforms.errors import WaveformError
from testban.waveforms.response import Response

# Share of the record tapered at each end before a transform.
TAPER = 0.05


def ground_displacement(
    samples: Floats,
    *,
    sampling_rate_hz: float,
    response: Response,
    band_hz: tuple[float, float],
    seismograph: Response | None = None,
) -> Floats:
    """Ground displacement in nanometres within a band, or the record another seismograph would write.

    Parameters
    ----------
    samples : ndarray, shape (n,)
        Counts, gaps bridged.
    sampling_rate_hz : float
        Samples per second.
    response : Response
        Of the instrument that recorded.
    band_hz : (float, float)
        Frequencies kept; cosine flanks reach to 0.7 times the lower and 1.4 times the upper.
    seismograph : Response, optional
        Simulated instead of displacement.

    Returns
    -------
    ndarray, shape (n,)
        Nanometres of ground (or of trace, for a seismograph of gain 1).

    Raises
    ------
    WaveformError
        Fewer than 16 samples, samples that are not finite, or a band that does not fit below Nyquist.

    Notes
    -----
    Spectral division, so the result is not causal: energy of later waves leaks forward only within a period
    of the lower band edge.

    Examples
    --------
    >>> flat = Response(zeros=(), poles=(), constant=2.0e9, source="2 counts a nanometre")
    >>> t = np.arange(0.0, 60.0, 0.05)
    >>> ground = ground_displacement(
    ...     np.sin(2 * np.pi * t), sampling_rate_hz=20.0, response=flat, band_hz=(0.5, 2.0))
    >>> round(float(abs(ground[400:800]).max()), 2)
    0.5
    """
    low, high = band_hz
    if samples.ndim != 1 or samples.size < 16 or not np.isfinite(samples).all():
        raise WaveformError(f"{response.source}: {samples.size} samples, or some that are not finite")
    if not 0.0 < low < high <= 0.5 * sampling_rate_hz:
        raise WaveformError(
            f"{response.source}: band {low:g}-{high:g} Hz does not fit below the Nyquist frequency"
            f" {0.5 * sampling_rate_hz:g} Hz"
        )
    n = samples.size
    centred = samples - np.polyval(np.polyfit(np.arange(n), samples, 1), np.arange(n))
    edge = max(int(TAPER * n), 1)
    window = np.ones(n)
    flank = 0.5 - 0.5 * np.cos(np.pi * np.arange(edge) / edge)
    window[:edge], window[n - edge :] = flank, flank[::-1]
    padded = 1 << (2 * n - 1).bit_length()
    frequency = np.arange(padded // 2 + 1, dtype=np.float64) * np.float64(sampling_rate_hz / padded)
    keep = _flanks(frequency, low, high)
    inside = keep > 0.0
    spectrum = np.fft.rfft(centred * window, padded)
    transfer = np.zeros(frequency.size, dtype=np.complex128)
    transfer[inside] = keep[inside] / response.at(frequency[inside])
    if seismograph is not None:
        transfer[inside] *= seismograph.at(frequency[inside])
    return np.asarray(1.0e9 * np.fft.irfft(spectrum * transfer, padded)[:n])


def _flanks(frequency_hz: Floats, low: float, high: float) -> Floats:
    rise = np.clip((frequency_hz - 0.7 * low) / (0.3 * low), 0.0, 1.0)
    fall = np.clip((1.4 * high - frequency_hz) / (0.4 * high), 0.0, 1.0)
    return np.asarray(np.sin(0.5 * np.pi * rise) ** 2 * np.sin(0.5 * np.pi * fall) ** 2)
