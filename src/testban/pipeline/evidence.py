"""All evidence on what an event was, from what was measured here and what others published."""

from __future__ import annotations

from collections.abc import Sequence

from testban.discrimination import depth_evidence, mechanism_evidence, ms_mb_evidence, ms_mb_pair
from testban.model import BadInputError, Evidence, Magnitude, Origin, SeismicObservations
from testban.pipeline.size import external_named

# Latitude on the lune of source types, degrees: an external input of a case, with its standard deviation.
MECHANISM = "source_type_latitude"


def evidence_of(
    observations: SeismicObservations, origin: Origin, magnitudes: Sequence[Magnitude]
) -> tuple[Evidence, ...]:
    """Return what amplitudes, magnitudes, depth and a mechanism published by others say of the source.

    Raises
    ------
    BadInputError
        A source-type latitude that is not a number or not a latitude.
    """
    measured = observations.discriminants
    evidence = (
        *(measured.evidence if measured else ()),
        ms_mb_evidence(*ms_mb_pair(magnitudes)),
        depth_evidence(origin.depth_km),
    )
    mechanism = external_named(observations, MECHANISM)
    if mechanism is None:
        return evidence
    try:
        latitude = None if mechanism.value is None else float(mechanism.value)
    except ValueError as fault:
        raise BadInputError(
            f"external input {mechanism.name}: {mechanism.value!a} is not a number"
        ) from fault
    withheld = f"external input {mechanism.name} is withheld"
    return (
        *evidence,
        mechanism_evidence(
            latitude, sd_deg=mechanism.sd, inputs=(f"external:{mechanism.name}",), reason=withheld
        ),
    )
