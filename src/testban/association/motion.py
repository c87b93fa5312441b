"""Back azimuths of an event's P by particle motion, and the components whose motion cannot be right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from testban.association.components import PrincipalMotion, name_fault, principal_motion, weigh_components
from testban.association.curve import FirstArrivals
from testban.detection import Polarization, band_pass, bands_for, polarize
from testban.geodesy import KM_PER_DEG, back_azimuth, epicentral
from testban.model import Detection, Excluded, Floats, isolated
from testban.waveforms import OrientationError, Record, by_sensor, rotate_to_zne

# The band and the seconds in which regional P is one simple motion, and the noise before it; the parts of the
# band that must agree where a station is doubted.
MOTION_BAND, MOTION_S, NOISE_S, NOISE_GAP_S = (1.0, 4.0), 3.0, 10.0, 1.0
MOTION_PARTS = ((1.0, 2.0), (2.0, 4.0))
FILTER_SETTLING_S = 20.0
# What makes a back azimuth worth using; its usual error at one three-component station, deg.
MIN_SNR, MIN_COHERENCE, BACK_AZIMUTH_SD_DEG = 5.0, 0.7, 15.0
# A motion that agrees with the event to this far is used for it.
AGREES_DEG = 60.0
# Power across the line of motion over power along it, at most, for a station to be doubted by it.
MAX_FLATNESS = 0.2
# Only where the whole network gives the direction well enough to judge one station by it.
MIN_STATIONS = 5
# Nearer than this the epicentre's own error turns the direction, deg.
MIN_DISTANCE_DEG = 0.3


def read_motion(
    records: Sequence[Record],
    detections: Mapping[str, Detection],
    *,
    latitude: float,
    longitude: float,
    curve: FirstArrivals,
) -> tuple[dict[str, Polarization], tuple[Excluded, ...]]:
    """Read back azimuths, and compare each with the direction of the event.

    Parameters
    ----------
    records : sequence of Record
        Records of all components.
    detections : mapping of str to Detection
        First P by station.
    latitude, longitude : float
        Of the event, from the arrival times of the whole network.
    curve : FirstArrivals
        First P and S of the velocity model.

    Returns
    -------
    motions : dict of str to Polarization
        Coherent ones that agree with the event, by station.
    faults : tuple of Excluded
        Stations whose P speaks for components that are swapped, turned or upside down, with the odds.
    """
    motions: dict[str, Polarization] = {}
    faults: list[Excluded] = []
    for sensor, components in by_sensor(records).items():
        station = components[0].channel.station
        if station not in detections or station in motions:
            continue
        with isolated(f"{sensor} particle motion", faults):
            onset_s, compare = detections[station].time_s, len(detections) >= MIN_STATIONS
            motion, fault = _motion_of(components, onset_s, latitude, longitude, compare=compare)
            if fault:
                faults.append(Excluded(id=f"{sensor} orientation", reason=fault))
            elif motion is not None:
                motions[station] = motion
    return motions, tuple(faults)


def _motion_of(
    components: Sequence[Record], onset_s: float, latitude: float, longitude: float, *, compare: bool
) -> tuple[Polarization | None, str]:
    """The particle motion of P at one sensor where it agrees with the event; or why it contradicts it."""
    windows = _windows(components, onset_s, MOTION_BAND)
    motion = None if windows is None else polarize(*windows)
    if windows is None or motion is None or motion.snr < MIN_SNR:
        return None, ""
    channel = components[0].channel
    distance, _ = epicentral(latitude, longitude, channel.latitude, channel.longitude)
    expected = float(back_azimuth(latitude, longitude, channel.latitude, channel.longitude))
    if compare and float(distance) > MIN_DISTANCE_DEG:
        parts = [(band, _windows(components, onset_s, band)) for band in MOTION_PARTS]
        fault = _contradiction(
            [(MOTION_BAND, windows), *((band, part) for band, part in parts if part is not None)],
            expected,
            float(distance) * KM_PER_DEG,
        )
        if fault:
            return None, fault
    off = abs((motion.back_azimuth_deg - expected + 180.0) % 360.0 - 180.0)
    return (motion if motion.coherence >= MIN_COHERENCE and off < AGREES_DEG else None), ""


def _windows(
    components: Sequence[Record], onset_s: float, band: tuple[float, float]
) -> tuple[Floats, Floats] | None:
    """P and the noise before it on Z, N, E in a band; None where three components do not give them."""
    rates = {record.sampling_rate_hz for record in components}
    if len(components) != 3 or len(rates) != 1 or any(record.clipped for record in components):
        return None
    angles = [(record.channel.azimuth_deg, record.channel.dip_deg) for record in components]
    rate = rates.pop()
    if any(azimuth is None or dip is None for azimuth, dip in angles) or not bands_for(rate, (band,)):
        return None
    lead = NOISE_S + NOISE_GAP_S
    pieces = []
    for record in components:
        begin = round((onset_s - FILTER_SETTLING_S - lead - record.start_s) * rate)
        size = round((FILTER_SETTLING_S + lead + MOTION_S) * rate)
        if begin < 0 or begin + size > record.samples.size or not record.usable[begin : begin + size].all():
            return None
        pieces.append(band_pass(record.samples[begin : begin + size], band, rate))
    try:
        zne = rotate_to_zne(
            np.vstack(pieces),
            azimuths_deg=[azimuth for azimuth, _ in angles if azimuth is not None],
            dips_deg=[dip for _, dip in angles if dip is not None],
        )
    except OrientationError:
        return None
    after_settling = round(FILTER_SETTLING_S * rate)
    return zne[:, -round(MOTION_S * rate) :], zne[:, after_settling : after_settling + round(NOISE_S * rate)]


def _contradiction(
    windows: Sequence[tuple[tuple[float, float], tuple[Floats, Floats]]],
    expected_deg: float,
    distance_km: float,
) -> str:
    """Why a motion cannot be that of P from this event on these components; empty where it can."""
    weighed = []
    first: PrincipalMotion | None = None
    for band, (signal, noise) in windows:
        motion = principal_motion(signal, noise, samples=2.0 * (band[1] - band[0]) * MOTION_S)
        if first is None and (motion is None or motion.snr < MIN_SNR or motion.flatness > MAX_FLATNESS):
            return ""
        if motion is not None:
            first = first or motion
            weighed.append(weigh_components(motion, expected_deg, distance_km=distance_km))
    names, odds = name_fault(weighed)
    if not names or first is None:
        return ""
    z, n, e = (float(part) for part in first.direction * np.copysign(1.0, first.direction[0]))
    back_azimuth_deg = math.degrees(math.atan2(-e, -n)) % 360.0
    incidence = math.degrees(math.acos(min(1.0, z)))
    which = " or ".join(names) + (", which this direction cannot tell" if len(names) > 1 else "")
    return (
        f"P comes from {back_azimuth_deg:.0f} deg, {incidence:.0f} deg from the vertical, by its motion, "
        f"from {expected_deg:.0f} deg by the network: {which}; {odds:.0f} times as likely as the components "
        "as given; P/S sums all three and stands"
    )
