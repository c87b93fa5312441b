"""Find the onset of a signal, how sure it is, and which way the ground moved first."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from testban.detection.errors import DetectionError
from testban.model import Floats, Polarity

# No onset is read better than this, s: one sample of a 20 Hz record.
FLOOR_SD_S = 0.05
# What the noise hides of an onset: delay at a signal to noise ratio of 1, s, which falls with the root of the
# ratio, and its standard deviation over it. Measured on records with noise added, see docs/detection.md.
HIDDEN_S, HIDDEN_SPREAD = 1.7, 1.1
# First motion has a sign where it exceeds the noise this many times, and this share of the largest motion
# soon after it: digital anti-alias filters ring a little before a sharp onset. Unless that largest motion
# exceeds the noise by far, an emergent first swing may be hidden and the sign would be that of the second.
POLARITY_SNR, POLARITY_SHARE, POLARITY_AFTER_S, POLARITY_LARGEST_SNR = 6.0, 0.03, 2.0, 100.0


@dataclass(frozen=True, slots=True)
class Onset:
    """An onset within a window of samples.

    Attributes
    ----------
    index : float
        Sample of the onset, from the start of the window.
    sd_s : float
        Reading error, one standard deviation.
    snr : float
        Amplitude ratio: root mean square of the first second after over that before.
    """

    index: float
    sd_s: float
    snr: float


def aic_onset(samples: Floats, *, sampling_rate_hz: float, period_s: float) -> Onset:
    """Split a window in two stationary pieces: the split of least Akaike information is the onset.

    Method of Maeda (1985): AIC(k) = k log var(x[:k]) + (n-k-1) log var(x[k:]). The reading error comes
    from two sides: the width of the minimum, where the likelihood of the split has fallen by the factor
    exp(-2) (two standard deviations of a Gaussian), and a quarter of the dominant period over the signal to
    noise ratio, below which no filter tells time.

    Parameters
    ----------
    samples : ndarray of float64, shape (n,)
        Filtered samples that begin in noise and end in signal, at least 40.
    sampling_rate_hz, period_s : float
        Sampling rate, and the dominant period of the band.

    Returns
    -------
    Onset

    Raises
    ------
    DetectionError
        Fewer than 40 samples, or a constant window.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=400); x[200:] *= 20.0
    >>> abs(aic_onset(x, sampling_rate_hz=20.0, period_s=0.5).index - 200) <= 2
    True
    """
    n = samples.size
    if n < 40:
        raise DetectionError(f"window of {n} samples, at least 40 needed for an onset")
    power = samples * samples
    total = np.cumsum(power)
    if total[-1] <= 0.0:
        raise DetectionError("window without motion")
    guard = max(8, n // 20)
    split = np.arange(guard, n - guard)
    before = total[split - 1] / split
    after = (total[-1] - total[split - 1]) / (n - split)
    least = 1e-12 * total[-1] / n
    aic = split * np.log(np.maximum(before, least)) + (n - split - 1) * np.log(np.maximum(after, least))
    at = int(np.argmin(aic))
    # Samples of a filtered trace are not independent: the criterion counts each period about twice.
    independent = min(1.0, 2.0 / (period_s * sampling_rate_hz))
    near = np.flatnonzero(0.5 * independent * (aic - aic[at]) < 2.0)
    inside = near[(near >= at - sampling_rate_hz * 2.0) & (near <= at + sampling_rate_hz * 2.0)]
    width_s = (inside.max() - inside.min()) / sampling_rate_hz if inside.size else 0.0
    k = int(split[at])
    second = max(int(sampling_rate_hz * max(1.0, period_s)), 4)
    noise = math.sqrt(power[max(0, k - 4 * second) : k].mean())
    signal = math.sqrt(power[k : k + second].mean())
    snr = signal / noise if noise > 0.0 else 1e6
    reading = 0.25 * period_s / max(math.log(max(snr, 1.1)), 0.1)
    sd = math.sqrt(FLOOR_SD_S**2 + (0.25 * width_s) ** 2 + reading**2)
    return Onset(float(k), sd, snr)


def hidden_rise_s(snr: float) -> tuple[float, float]:
    """Return how late an onset is typically read because its beginning lies in the noise.

    The amplitude of an emergent P grows about as the square of the time since the onset, so that it leaves
    the noise after a time that falls with the root of the signal to noise ratio. The delay is one-sided:
    uncorrected, two events of different size differ by it. Scale and spread are those of an explosion and an
    earthquake at 80-280 km and of explosions at teleseismic distance, each group with the same weight, read
    against themselves with noise added to ratios of 8-60.

    Parameters
    ----------
    snr : float
        Largest amplitude over the noise.

    Returns
    -------
    delay, sd : float
        Delay with the least absolute error, and its standard deviation, s.

    Examples
    --------
    >>> [round(value, 2) for value in hidden_rise_s(9.0)], [round(value, 2) for value in hidden_rise_s(900.0)]
    ([0.57, 0.62], [0.06, 0.06])
    """
    delay_s = HIDDEN_S / math.sqrt(max(snr, 1.0))
    return delay_s, HIDDEN_SPREAD * delay_s


def first_motion(
    samples: Floats, onset_index: float, *, sampling_rate_hz: float, period_s: float
) -> Polarity:
    """Say which way the ground moved first, where it can be seen.

    Parameters
    ----------
    samples : ndarray of float64, shape (n,)
        Vertical component, positive up, filtered causally over more than two octaves.
    onset_index : float
        Sample of the onset.
    sampling_rate_hz, period_s : float
        Samples per second, and the period of the first motion.

    Returns
    -------
    "up", "down" or "unclear"
        The sign of the first swing within two periods of the onset that exceeds six times the noise and
        3 % of the largest motion of the next two seconds, where that motion is 100 times the noise.

    Examples
    --------
    >>> x = np.r_[np.tile([0.01, -0.01], 40), 5.0, 9.0, -9.0, np.zeros(20)]
    >>> first_motion(x, 80, sampling_rate_hz=20.0, period_s=0.5)
    'up'
    """
    k = round(onset_index)
    lead = round(2.0 * sampling_rate_hz)
    noise = samples[max(0, k - lead) : max(0, k - 2)]
    swing = samples[max(0, k - 2) : k + max(2, math.ceil(2.0 * period_s * sampling_rate_hz))]
    if noise.size < 10 or swing.size == 0:
        return "unclear"
    centre = float(noise.mean())
    after = samples[k : k + round(POLARITY_AFTER_S * sampling_rate_hz)]
    largest = float(np.abs(after - centre).max()) if after.size else 0.0
    if largest < POLARITY_LARGEST_SNR * float(noise.std()):
        return "unclear"
    limit = max(POLARITY_SNR * float(noise.std()), POLARITY_SHARE * largest)
    beyond = np.flatnonzero(np.abs(swing - centre) > limit)
    if beyond.size == 0:
        return "unclear"
    return "up" if swing[beyond[0]] > centre else "down"
