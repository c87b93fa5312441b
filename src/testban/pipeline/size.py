"""How big: magnitudes measured here or taken from others, and the yield they would mean in an explosion."""

from __future__ import annotations

from collections.abc import Sequence

from testban.model import (
    NORMAL_90,
    ExternalInput,
    Magnitude,
    Measured,
    Missing,
    Origin,
    Quantity,
    SeismicObservations,
)
from testban.yields import MagnitudeRangeError, estimate_yield

KINDS = {"mb": "mb", "mb_idc": "mb(IDC)", "ms": "Ms", "ms_idc": "Ms(IDC)"}
# Of a network magnitude whose source states no error.
UNSTATED_SD = 0.3


def external_named(observations: SeismicObservations, name: str) -> ExternalInput | None:
    """Find an external input by name; among several events the name stands after that of the event."""
    names = (name, f"{observations.id}/{name}")
    return next(
        (external_input for external_input in observations.external if external_input.name in names), None
    )


def event_magnitudes(observations: SeismicObservations) -> tuple[Magnitude, ...]:
    """Return all magnitudes: those measured first, then those of others, then what could not be measured."""
    measured = observations.discriminants.magnitudes if observations.discriminants else ()
    every = (*measured, *external_magnitudes(observations))
    return tuple(
        sorted(
            every,
            key=lambda magnitude: (
                magnitude.kind.startswith("Ms"),
                not magnitude.external and _absent(magnitude),
            ),
        )
    )


def external_magnitudes(observations: SeismicObservations) -> tuple[Magnitude, ...]:
    """Return the magnitudes taken from others, labelled as such; a withheld one says so."""
    magnitudes = []
    for name, kind in KINDS.items():
        external = external_named(observations, name)
        if external is not None:
            magnitudes.append(
                Magnitude(
                    kind=kind,
                    magnitude=_as_quantity(external),
                    stations=external.stations,
                    external=True,
                    source=external.source,
                )
            )
    return tuple(magnitudes)


def yield_if_explosion(
    observations: SeismicObservations, magnitudes: Sequence[Magnitude], origin: Origin, *, level: float
) -> Quantity:
    """Return the yield interval under the condition that the event was a contained explosion.

    From the mb measured here where there is one, else from that of others.
    """
    mb = next(
        (
            magnitude.magnitude
            for magnitude in magnitudes
            if magnitude.kind == "mb" and not magnitude.external
        ),
        None,
    )
    if isinstance(mb, Measured):
        value, sd, inputs = mb.value, (mb.high - mb.low) / (2.0 * NORMAL_90), mb.inputs
    else:
        external = external_named(observations, "mb")
        if external is None:
            reason = "no mb: the input holds no amplitudes and no external magnitude"
            if mb is not None:
                reason = f"no mb was measured ({mb.reason}) and none of others is given"
            return Missing(status="not_measured", reason=reason)
        if external.value is None:
            return Missing(status="input_withheld", reason=f"external input {external.name} is withheld")
        value, sd, inputs = float(external.value), external.sd or UNSTATED_SD, (f"external:{external.name}",)
    try:
        return estimate_yield(
            value,
            mb_sd=sd,
            latitude_deg=origin.latitude,
            longitude_deg=origin.longitude,
            level=level,
            inputs=tuple(dict.fromkeys((*inputs, "event:origin"))),
        ).explosive_yield
    except MagnitudeRangeError as error:
        # One event too small or too large for the calibration does not stop the others.
        return Missing(status="not_applicable", reason=f"{', '.join(inputs[:3])}: {error}")


def _absent(magnitude: Magnitude) -> bool:
    return isinstance(magnitude.magnitude, Missing) and magnitude.upper_bound is None


def _as_quantity(external: ExternalInput) -> Quantity:
    if external.value is None:
        return Missing(status="input_withheld", reason=f"external input {external.name} is withheld")
    value = float(external.value)
    half = NORMAL_90 * (external.sd or UNSTATED_SD)
    return Measured(
        value=value,
        low=value - half,
        high=value + half,
        level=0.9,
        unit="magnitude",
        inputs=(f"external:{external.name}",),
    )
