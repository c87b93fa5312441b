"""Measure P over S at one station: three components, noise taken off, bounds where one is buried."""

from __future__ import annotations

import math

from testban.detection import band_pass, bands_for
from testban.measurements.component_gains import ComponentGains
from testban.measurements.records import StationRatio
from testban.measurements.windows import MIN_NOISE_S, Windows
from testban.model import Band, Flags, Floats

# Bands in which regional P/S is published; the last is the one whose populations are known.
RATIO_BANDS: tuple[Band, ...] = (
    (1.0, 2.0),
    (2.0, 4.0),
    (4.0, 6.0),
    (6.0, 8.0),
    (8.0, 10.0),
    (10.0, 12.0),
    (4.0, 8.0),
)
# A phase whose amplitude is less than this many times the noise is in the noise.
MIN_SNR = 2.0


def measure_ratios(
    components: Floats,
    usable: Flags,
    *,
    start_s: float,
    sampling_rate_hz: float,
    windows: Windows,
    station: str,
    distance_km: float,
    azimuth_deg: float,
    gains: ComponentGains | None = None,
) -> list[StationRatio]:
    """Measure P over S in every band the sampling rate can carry.

    The power of the three components, brought to one gain, is summed, so the result does not depend on how
    they are named or turned. The mean noise power before P is taken off both phases. A phase below twice the
    noise amplitude gives a bound: with S in the noise, S is at most what was recorded in its window, so P/S
    is at least P over that.

    Parameters
    ----------
    components : ndarray of float64, shape (3, n)
        Counts of vertical, north and east.
    usable : ndarray of bool, shape (n,)
        Where all three can be used.
    start_s : float
        Time of the first sample, on the clock of the windows.
    sampling_rate_hz : float
        Samples per second.
    windows : Windows
        Of noise, P and S.
    station : str
        Its code.
    distance_km, azimuth_deg : float
        Of the station, from the epicentre.
    gains : ComponentGains, optional
        Gains of the components; without, or with a reason instead of them, they are summed in counts, which
        every value then says.

    Returns
    -------
    list of StationRatio
        One a band; bands above 0.8 of the Nyquist frequency are absent.
    """
    gains = gains or ComponentGains()
    remark = f"components summed in counts: {gains.reason}" if gains.reason else ""
    ratios = []
    for band in bands_for(sampling_rate_hz, RATIO_BANDS):
        filtered = band_pass(components, band, sampling_rate_hz)
        power = (gains.bring(filtered, band, sampling_rate_hz=sampling_rate_hz) ** 2).sum(axis=0)

        def mean(
            window: tuple[float, float], min_s: float, power: Floats = power
        ) -> tuple[float | None, str]:
            begin = max(0, round((window[0] - start_s) * sampling_rate_hz))
            end = min(power.size, round((window[1] - start_s) * sampling_rate_hz))
            good = usable[begin:end] if end > begin else usable[:0]
            if good.sum() < min_s * sampling_rate_hz:
                return None, "outside the record or masked"
            return float(power[begin:end][good].mean()), ""

        length_p, length_s = windows.p[1] - windows.p[0], windows.s[1] - windows.s[0]
        noise, noise_fault = mean(windows.noise, MIN_NOISE_S)
        p, p_fault = mean(windows.p, 0.9 * length_p)
        s, s_fault = mean(windows.s, 0.9 * length_s)
        common = (station, band, distance_km, azimuth_deg)
        if noise is None or p is None or s is None:
            faults = [
                f"{name} window {fault}"
                for name, fault in (("noise", noise_fault), ("P", p_fault), ("S", s_fault))
                if fault
            ]
            ratios.append(StationRatio(*common, None, "not measured", reason="; ".join(faults)))
            continue
        ratios.append(_compare(common, p, s, noise, remark))
    return ratios


def _compare(
    common: tuple[str, Band, float, float], p: float, s: float, noise: float, remark: str
) -> StationRatio:
    """Turn mean powers into a ratio or a bound; the remark stands with every value."""
    roots = math.sqrt(p), math.sqrt(s), math.sqrt(noise)
    floor = MIN_SNR**2 * noise
    p_seen, s_seen = p > floor, s > floor
    if noise <= 0.0:
        return StationRatio(*common, None, "not measured", *roots, "no noise before P: not a live record")
    if p_seen and s_seen:
        value = 0.5 * math.log10((p - noise) / (s - noise))
        return StationRatio(*common, value, "measured", *roots, remark)
    if p_seen:
        reason = _joined(f"S only {math.sqrt(s / noise):.1f} times the noise", remark)
        return StationRatio(*common, 0.5 * math.log10((p - noise) / s), "lower bound", *roots, reason)
    if s_seen:
        reason = _joined(f"P only {math.sqrt(p / noise):.1f} times the noise", remark)
        return StationRatio(*common, 0.5 * math.log10(p / (s - noise)), "upper bound", *roots, reason)
    return StationRatio(*common, None, "not measured", *roots, "P and S both in the noise")


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
