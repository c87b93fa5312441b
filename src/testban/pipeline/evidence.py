"""All evidence on what an event was, from what was measured here and what others published."""

from __future__ import annotations

from testban.discrimination import depth_evidence, mechanism_evidence
from testban.model import BadInputError, Evidence, Observations, Origin
from testban.pipeline.size import external_named

# Latitude on the lune of source types, degrees: an external input of a case, with its standard deviation.
MECHANISM = "source_type_latitude"


def evidence_of(observations: Observations, origin: Origin) -> tuple[Evidence, ...]:
    """Return evidence on the source that is no amplitude: depth, and a mechanism published by others.

    Raises
    ------
    BadInputError
        A source-type latitude that is no number or no latitude.
    """
    found = [depth_evidence(origin.depth_km)]
    mechanism = external_named(observations, MECHANISM)
    if mechanism is None:
        return tuple(found)
    try:
        latitude = None if mechanism.value is None else float(mechanism.value)
    except ValueError as fault:
        raise BadInputError(f"external input {mechanism.name}: {mechanism.value!a} is no number") from fault
    withheld = f"external input {mechanism.name} is withheld"
    return (
        *found,
        mechanism_evidence(
            latitude, sd_deg=mechanism.sd, inputs=(f"external:{mechanism.name}",), reason=withheld
        ),
    )
