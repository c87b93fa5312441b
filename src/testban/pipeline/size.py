"""How big: magnitudes taken from others, and the yield they would mean if it was an explosion."""

from __future__ import annotations

from testban.model import ExternalInput, Magnitude, Measured, Missing, Observations, Origin, Quantity
from testban.yields import yield_from_mb

NORMAL_90 = 1.6448536269514722  # two-sided 90 % quantile of the normal distribution
KINDS = {"mb": "mb", "mb_idc": "mb(IDC)"}


def external_named(observations: Observations, name: str) -> ExternalInput | None:
    """Find an external input by name."""
    return next((one for one in observations.external if one.name == name), None)


def external_magnitudes(observations: Observations) -> tuple[Magnitude, ...]:
    """Return the magnitudes taken from others, labelled as such; a withheld one says so."""
    found = []
    for name, kind in KINDS.items():
        external = external_named(observations, name)
        if external is not None:
            found.append(
                Magnitude(kind=kind, magnitude=_as_quantity(external), external=True, source=external.source)
            )
    return tuple(found)


def yield_if_explosion(observations: Observations, origin: Origin, *, level: float) -> Quantity:
    """Return the yield interval under the condition that the event was a contained explosion."""
    external = external_named(observations, "mb")
    if external is None:
        return Missing(
            status="not_measured", reason="no mb: the input holds no amplitudes and no external magnitude"
        )
    if external.value is None:
        return Missing(status="input_withheld", reason="external input mb is withheld")
    return yield_from_mb(
        float(external.value),
        mb_sd=external.sd or 0.3,
        latitude_deg=origin.latitude,
        longitude_deg=origin.longitude,
        level=level,
        inputs=("external:mb", "event:origin"),
    )


def _as_quantity(external: ExternalInput) -> Quantity:
    if external.value is None:
        return Missing(status="input_withheld", reason=f"external input {external.name} is withheld")
    value = float(external.value)
    half = NORMAL_90 * (external.sd or 0.3)
    return Measured(
        value=value,
        low=value - half,
        high=value + half,
        level=0.9,
        unit="magnitude",
        inputs=(f"external:{external.name}",),
    )
