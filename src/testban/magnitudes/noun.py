"""A network magnitude as the noun of the finding."""

from __future__ import annotations

from testban.magnitudes.network import NetworkMagnitude
from testban.model import Magnitude


def as_magnitude(network: NetworkMagnitude, *, kind: str, source: str) -> Magnitude:
    """Write a network magnitude as the finding holds it; `stations` counts those that measured.

    Examples
    --------
    >>> from testban.magnitudes import Reading, network_magnitude
    >>> network = network_magnitude([Reading("A", 5.0), Reading("B", 4.8, "at most")])
    >>> as_magnitude(network, kind="mb", source="own amplitudes, Veith-Clawson").stations
    1
    """
    return Magnitude(
        kind=kind, magnitude=network.magnitude, stations=network.measured, external=False, source=source
    )
