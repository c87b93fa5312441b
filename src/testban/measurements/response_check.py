"""Compare the ground motion of every station with its neighbours', before absolute amplitudes are used."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from testban.association import FirstArrivals, first_arrivals
from testban.detection import band_pass, bands_for
from testban.geodesy import KM_PER_DEG, epicentral
from testban.measurements.measure import SIZE_BAND, SIZE_GAP_S, first_p_amplitude
from testban.model import Detection, Excluded, isolated
from testban.waveforms import GroundMotion, Record, Waveforms, compare_neighbours

# Noise is read in so many seconds before P, and P may come so much earlier than predicted.
NOISE_S, MIN_NOISE_S, EARLY_S = 60.0, 10.0, 5.0
VERTICAL_DIP_DEG = 80.0
# Nearer than this the epicentre's own error is a factor of distance.
MIN_DISTANCE_KM = 10.0


def wrong_responses(
    records: Sequence[Record],
    onsets: Mapping[str, Detection],
    *,
    time_s: float,
    latitude: float,
    longitude: float,
    model: str = "ak135",
) -> tuple[dict[str, str], tuple[Excluded, ...]]:
    """Find channels whose response cannot be right, by their ground motion at 0.8-2 Hz.

    Parameters
    ----------
    records : sequence of Record
        Records of all components.
    onsets : mapping of str to Detection
        First P by station.
    time_s, latitude, longitude : float
        Origin of the event.
    model : str
        Velocity model, for P where it was not seen.

    Returns
    -------
    wrong : dict of str to str
        By seed id, why the response is not used: the vertical's fault counts for its whole sensor.
    not_used : tuple of Excluded
        The same, one a station; and stations that have too few neighbours to be compared with.
    """
    curve = first_arrivals(model)
    motions: list[GroundMotion] = []
    faults: list[Excluded] = []
    for record in records:
        distance, _ = epicentral(latitude, longitude, record.channel.latitude, record.channel.longitude)
        with isolated(f"{record.seed_id} response", faults):
            onset = onsets.get(record.channel.station)
            motion = _ground_motion(record, onset, time_s, float(distance), curve)
            motions += [] if motion is None else [motion]
    by_vertical, unchecked = compare_neighbours(motions)
    wrong = {
        record.seed_id: by_vertical[vertical]
        for vertical in by_vertical
        for record in records
        if record.channel.sensor == vertical[:-1]
    }
    faults += [Excluded(id=f"{vertical[:-1]} response", reason=why) for vertical, why in by_vertical.items()]
    if unchecked:
        reason = (
            f"{', '.join(unchecked)}: fewer than 3 neighbours with a response, so their ground motion could "
            "be compared with the quietest ground on Earth only"
        )
        faults.append(Excluded(id="comparison of responses", reason=reason))
    return wrong, tuple(faults)


def _ground_motion(
    record: Record, onset: Detection | None, time_s: float, distance_deg: float, curve: FirstArrivals
) -> GroundMotion | None:
    """Noise and first P of a vertical in m/s; None without a response, or without quiet time before P."""
    dip, gain = record.channel.dip_deg, record.channel.gain_counts_per_m_s
    if gain is None or dip is None or abs(dip) < VERTICAL_DIP_DEG:
        return None
    if not bands_for(record.sampling_rate_hz, (SIZE_BAND,)):
        return None
    before_s = time_s + float(curve.p(distance_deg)) - EARLY_S if onset is None else onset.time_s
    if not math.isfinite(before_s):
        before_s = time_s  # in the shadow of the core the model has no P: nothing comes before the origin
    noise = _noise(record, before_s)
    if noise is None:
        return None
    amplitude = first_p_amplitude(record, onset)
    return GroundMotion(
        record.seed_id,
        record.channel.station,
        max(distance_deg * KM_PER_DEG, MIN_DISTANCE_KM),
        math.log10(noise / gain),
        None if amplitude is None else math.log10(amplitude.amplitude / gain),
    )


def without_responses(waveforms: Waveforms, wrong: Mapping[str, str]) -> Waveforms:
    """The same waveforms, in which channels with a wrong response have none; their counts stay.

    Parameters
    ----------
    waveforms : Waveforms
        Records and their responses.
    wrong : mapping of str to str
        By seed id, the reason.

    Returns
    -------
    Waveforms
    """
    if not wrong:
        return waveforms
    return replace(
        waveforms,
        records=tuple(
            replace(record, channel=replace(record.channel, gain_counts_per_m_s=None))
            if record.seed_id in wrong
            else record
            for record in waveforms.records
        ),
        book=replace(waveforms.book, refused={**waveforms.book.refused, **wrong}),
    )


def _noise(record: Record, before_s: float) -> float | None:
    """Root mean square before P, counts; None where there is no quiet stretch."""
    rate = record.sampling_rate_hz
    end = round((before_s - SIZE_GAP_S - record.start_s) * rate)
    begin = max(end - round(NOISE_S * rate), round(SIZE_GAP_S * rate))
    if end - begin < MIN_NOISE_S * rate or end > record.samples.size:
        return None
    usable = record.usable[begin:end]
    if usable.sum() < MIN_NOISE_S * rate:
        return None
    quiet = band_pass(record.samples[:end], SIZE_BAND, rate)[begin:][usable]
    power = float((quiet**2).mean())
    return math.sqrt(power) if power > 0.0 else None
