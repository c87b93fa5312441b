"""Readings of events with known places, for the tests of relative location."""

from __future__ import annotations

import numpy as np

from testban.relocation.independent_readings import PathReadings

AZIMUTHS = np.radians([10.0, 75.0, 130.0, 200.0, 260.0, 320.0])


def make_path_readings(
    rng: np.random.Generator, *, events: int = 12, noise_s: float = 0.002, distortion: float = 0.0
) -> tuple[PathReadings, np.ndarray, np.ndarray, np.ndarray]:
    """Readings of P and S at six stations, the slownesses given, the stations of paths, the true places."""
    lengths = np.array([0.16, 0.28])
    pointing = np.column_stack([np.sin(AZIMUTHS), np.cos(AZIMUTHS)])
    given = (pointing[:, None, :] * lengths[None, :, None]).reshape(-1, 2)
    true = given @ (np.eye(2) + distortion * rng.standard_normal((2, 2))).T
    station = np.repeat(np.arange(AZIMUTHS.size), 2)
    places = rng.uniform(-0.2, 0.2, (events, 2))
    event, path = (a.ravel() for a in np.meshgrid(np.arange(events), np.arange(12), indexing="ij"))
    time = -(true[path] * places[event]).sum(axis=1) + noise_s * rng.standard_t(4.0, event.size)
    time += 0.3 * rng.standard_normal(events)[event] + rng.standard_normal(12)[path]
    return PathReadings(event, path, path, time, np.zeros(event.size), 0.0), given, station, places
