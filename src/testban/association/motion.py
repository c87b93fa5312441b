"""Back azimuths of an event's P by particle motion, and the components whose motion cannot be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from testban.association.curve import FirstArrivals
from testban.detection import Detection, Polarization, band_pass, bands_for, polarize
from testban.geodesy import back_azimuth, epicentral
from testban.model import NotUsed
from testban.waveforms import OrientationError, Record, rotate_to_zne

# The band and the seconds in which regional P is one simple motion, and the noise before it.
MOTION_BAND, MOTION_S, NOISE_S, NOISE_GAP_S = (1.0, 4.0), 3.0, 10.0, 1.0
# What makes a back azimuth worth using; its usual error at one three-component station, deg.
LEAST_SNR, LEAST_COHERENCE, BACK_AZIMUTH_SD_DEG = 5.0, 0.7, 15.0
# A coherent P from further off than this, or with less of its power on the vertical, speaks against the
# components. An incoming P is never steeper than the horizontal motion this share leaves (about 65 deg).
WRONG_DEG, MIRROR_DEG, LEAST_VERTICAL = 60.0, 30.0, 0.12
# Only where the whole network gives the direction well enough to judge one station by it.
LEAST_STATIONS = 5


def read_motion(
    records: Sequence[Record],
    detections: Mapping[str, Detection],
    *,
    latitude: float,
    longitude: float,
    curve: FirstArrivals,
) -> tuple[dict[str, Polarization], tuple[NotUsed, ...]]:
    """Read back azimuths, and compare each with the direction of the event.

    Parameters
    ----------
    records : sequence of Record
    detections : mapping of str to Detection
        First P by station.
    latitude, longitude : float
        Of the event, from the arrival times of the whole network.
    curve : FirstArrivals

    Returns
    -------
    motions : dict of str to Polarization
        Coherent ones that agree with the event, by station.
    faults : tuple of NotUsed
        Stations whose coherent P contradicts it: components swapped, turned or upside down.
    """
    sensors: dict[str, list[Record]] = {}
    for record in records:
        sensors.setdefault(record.channel.sensor, []).append(record)
    motions: dict[str, Polarization] = {}
    faults: list[NotUsed] = []
    for sensor in sorted(sensors):
        own = sensors[sensor]
        station = own[0].channel.station
        if station not in detections or station in motions:
            continue
        motion = _motion(own, detections[station].time_s)
        if motion is None or motion.snr < LEAST_SNR:
            continue
        channel = own[0].channel
        distance, _ = epicentral(latitude, longitude, channel.latitude, channel.longitude)
        expected = float(back_azimuth(latitude, longitude, channel.latitude, channel.longitude))
        fault = ""
        if len(detections) >= LEAST_STATIONS and float(distance) > 0.3:
            fault = _contradiction(motion, expected)
        if fault:
            faults.append(NotUsed(id=f"{sensor} orientation", reason=fault))
        elif motion.coherence >= LEAST_COHERENCE:
            motions[station] = motion
    return motions, tuple(faults)


def _motion(own: Sequence[Record], onset_s: float) -> Polarization | None:
    """Polarization of the first P on three oriented components, None where it cannot be read."""
    rates = {record.sampling_rate_hz for record in own}
    if len(own) != 3 or len(rates) != 1 or any(record.clipped for record in own):
        return None
    angles = [(record.channel.azimuth_deg, record.channel.dip_deg) for record in own]
    rate = rates.pop()
    if any(azimuth is None or dip is None for azimuth, dip in angles) or not bands_for(rate, (MOTION_BAND,)):
        return None
    lead, tail = NOISE_S + NOISE_GAP_S, MOTION_S
    pieces = []
    for record in own:
        begin = round((onset_s - 20.0 - lead - record.start_s) * rate)
        size = round((20.0 + lead + tail) * rate)
        if begin < 0 or begin + size > record.samples.size or not record.usable[begin : begin + size].all():
            return None
        pieces.append(band_pass(record.samples[begin : begin + size], MOTION_BAND, rate))
    try:
        zne = rotate_to_zne(
            np.vstack(pieces),
            azimuths_deg=[azimuth for azimuth, _ in angles if azimuth is not None],
            dips_deg=[dip for _, dip in angles if dip is not None],
        )
    except OrientationError:
        return None
    signal = zne[:, -round(MOTION_S * rate) :]
    noise = zne[:, round(20.0 * rate) : round((20.0 + NOISE_S) * rate)]
    return polarize(signal, noise)


def _contradiction(motion: Polarization, expected_deg: float) -> str:
    """Why a motion cannot be that of P from this event; empty where it can."""

    def off(azimuth: float) -> float:
        return abs((azimuth - expected_deg + 180.0) % 360.0 - 180.0)

    if motion.vertical_share < LEAST_VERTICAL:
        return (
            f"only {100.0 * motion.vertical_share:.0f} % of P's power is on the vertical: components look "
            "swapped; P/S sums all three and stands"
        )
    seen = motion.back_azimuth_deg
    if motion.coherence < LEAST_COHERENCE or off(seen) < WRONG_DEG:
        return ""
    guess = "components look turned"
    if off(90.0 - seen) < MIRROR_DEG:
        guess = "north and east look swapped"
    elif off(seen + 180.0) < MIRROR_DEG:
        guess = "one component looks upside down"
    return (
        f"P comes from {seen:.0f} deg by its motion, from {expected_deg:.0f} deg by the network: {guess}; "
        "P/S sums all three and stands"
    )
