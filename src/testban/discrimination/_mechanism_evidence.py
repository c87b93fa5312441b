"""What a source mechanism published by others says of each explanation."""

from __future__ import annotations

import math

from scipy.special import gammaln

from testban.discrimination.errors import DiscriminationError
from testban.discrimination.populations import Mechanisms, load_mechanisms
from testban.model import Evidence, Explanation

NAME = "mechanism"


def mechanism_evidence(
    latitude_deg: float | None,
    *,
    sd_deg: float | None,
    inputs: tuple[str, ...] = (),
    reason: str = "no mechanism is given",
    mechanisms: Mechanisms | None = None,
) -> Evidence:
    """Turn the source-type latitude of a full moment tensor into evidence.

    The latitude on the lune (Tape & Tape 2012) is +90 for a pure explosion, +60 for an opening crack, 0 for
    slip on a fault, -60 for a closing crack. Each kind of source predicts it by a Student distribution that
    joins the scatter between events, the uncertainty of the mean and the error stated; one tensor in twenty
    says nothing, as where an Earth model that does not fit turns an earthquake into an explosion.

    Parameters
    ----------
    latitude_deg : float or None
        Degrees, -90 to 90; None where there is none.
    sd_deg : float or None
        Its standard deviation, degrees; None where its source gives none: then a broad one is taken.
    inputs : tuple of str
        Evidence identifiers.
    reason : str
        Why it is None.
    mechanisms : Mechanisms, optional
        By default the packaged ones.

    Returns
    -------
    Evidence

    Raises
    ------
    DiscriminationError
        A latitude beyond a pole, or a standard deviation that is none.

    Examples
    --------
    >>> found = mechanism_evidence(-53.0, sd_deg=8.0, inputs=("external:source_type_latitude",))
    >>> max(found.log_likelihood, key=found.log_likelihood.get)
    'collapse'
    """
    if latitude_deg is None:
        return Evidence(kind="mechanism", name=NAME, reason=reason)
    published = mechanisms or load_mechanisms()
    if not -90.0 <= latitude_deg <= 90.0:
        raise DiscriminationError(f"source-type latitude {latitude_deg:g} is not between -90 and 90 degrees")
    error = published.unstated_sd_deg if sd_deg is None else sd_deg
    if not 0.0 < error <= 90.0:
        raise DiscriminationError(
            f"standard deviation {error:g} of the source-type latitude is not between 0 and 90 degrees"
        )
    likelihood: dict[Explanation, float] = {}
    for kind in published.kinds:
        scale = math.sqrt(kind.event_sd**2 + kind.mean_sd**2 + error**2)
        nu = kind.degrees_of_freedom
        z = (latitude_deg - kind.mean) / scale
        log_density = (
            float(gammaln(0.5 * (nu + 1.0)) - gammaln(0.5 * nu))
            - 0.5 * math.log(nu * math.pi)
            - math.log(scale)
            - 0.5 * (nu + 1.0) * math.log1p(z * z / nu)
        )
        likelihood[kind.name] = math.log(
            (1.0 - published.outlier_share) * math.exp(log_density) + published.outlier_share / 180.0
        )
    explosion, earthquake, _ = published.kinds
    between = math.sqrt(0.5 * (explosion.event_sd**2 + earthquake.event_sd**2))
    of_means = math.sqrt(0.5 * (explosion.mean_sd**2 + earthquake.mean_sd**2))
    spread = math.sqrt(between**2 + of_means**2 + error**2)
    return Evidence(
        kind="mechanism",
        name=NAME,
        log_likelihood=likelihood,
        separation=abs(explosion.mean - earthquake.mean) / spread,
        event_share=between / spread,
        inputs=inputs or ("external:source_type_latitude",),
    )
