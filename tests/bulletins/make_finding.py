"""A finding with every kind of content, for the tests of the writers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from testban.model import (
    ArrivalResidual,
    Depth,
    Ellipse,
    Finding,
    Hypotheses,
    Hypothesis,
    HypothesisTerm,
    InputFile,
    Magnitude,
    Measured,
    Missing,
    NuclearBasis,
    Origin,
    Provenance,
    Screening,
    SeismicEvent,
    TerritoryShare,
)

T0 = datetime(2017, 9, 3, 3, 30, 1, 764321, tzinfo=UTC)


def make_origin(label: str, latitude: float, *, level: float = 0.9, fixed: bool = True) -> Origin:
    return Origin(
        label=label,
        time=T0,
        time_low=T0 - timedelta(seconds=0.9),
        time_high=T0 + timedelta(seconds=1.1),
        latitude=latitude,
        longitude=129.0797,
        depth_km=Depth(value=0.0, low=0.0, high=10.0, fixed=fixed, reason="not resolved (no depth phases)"),
        ellipse=Ellipse(
            kind="coverage", level=level, major_km=14.3, minor_km=9.1, strike_deg=161.0, area_km2=408.8
        ),
        arrivals_used=2,
        azimuthal_gap_deg=92.5,
        rms_residual_s=0.61,
        velocity_model="ak135",
        inputs=("arrival:MDJ/Pn",),
        notes=("first note",),
    )


def make_finding(*, answered: bool = True, events: int = 1) -> Finding:
    """Return a finding of one event with two arrivals, two origins and two magnitudes."""
    arrivals = (
        ArrivalResidual(
            id="MDJ/Pn",
            station="MDJ",
            phase="Pn",
            time=T0 + timedelta(seconds=52.123456),
            distance_deg=3.34,
            azimuth_deg=6.1,
            predicted_s=52.0,
            residual_s=0.123456,
            sd_s=1.1,
            weight=0.75,
            defining=True,
        ),
        ArrivalResidual(
            id="RES/P",
            station="IM.RES.00.BHZ",
            phase="P",
            time=T0 + timedelta(seconds=700.5),
            distance_deg=62.9,
            azimuth_deg=8.0,
            predicted_s=618.5,
            residual_s=82.0,
            sd_s=1.3,
            weight=0.0,
            defining=False,
        ),
    )
    names = ("explosion", "earthquake", "collapse")
    if answered:
        term = HypothesisTerm(name="P/S", log10_likelihood_ratio=1.5, inputs=("arrival:MDJ/Pn",))
        hypotheses = Hypotheses(
            status="answered",
            prior=dict.fromkeys(names, 1 / 3),
            items=tuple(
                Hypothesis(name=n, probability=p, terms=(term, term))
                for n, p in zip(names, (0.9, 0.08, 0.02), strict=True)
            ),
        )
    else:
        hypotheses = Hypotheses(
            status="insufficient_data",
            reason="no discriminant was measured",
            items=tuple(Hypothesis(name=n) for n in names),
        )
    measured_yield = Measured(
        value=150.0, low=60.0, high=400.0, level=0.9, unit="kt", inputs=("external:mb",)
    )
    event = SeismicEvent(
        id="made",
        origin=make_origin("ak135, no path corrections", 41.2),
        calibrated_origin=make_origin("with path corrections from dprk-2009", 41.3, fixed=False),
        arrivals=arrivals,
        magnitudes=(
            Magnitude(
                kind="mb",
                magnitude=Measured(
                    value=6.1, low=5.9, high=6.3, level=0.9, unit="1", inputs=("external:mb",)
                ),
                stations=40,
                external=True,
                source="IDC (Reviewed Event Bulletin)",
            ),
            Magnitude(
                kind="Ms",
                magnitude=Missing(status="not_measured", reason="no waveforms"),
                external=False,
                source="testban",
            ),
        ),
        screening=(
            Screening(
                test="Ms:mb",
                considered=True,
                result="not screened out",
                value=1.1,
                low=0.9,
                high=1.3,
                threshold=0.64,
                reason="above <the> line & so on",
            ),
            Screening(test="depth", considered=False, result="not considered", reason="depth fixed"),
        ),
        hypotheses=hypotheses,
        nuclear_basis=NuclearBasis(kind="declared by the State", source="KCNA 2017-09-03"),
        territory=(TerritoryShare(state="KP", name="North Korea", share=1.0),),
        **{"yield": measured_yield},
        obligations=(),
    )
    return Finding(
        kind="seismic",
        id="dprk-2017",
        title="Sixth announced test",
        as_of=date(2017, 9, 3),
        as_of_basis="date of the event",
        statement="A seismic event.",
        events=(event,) * events,
        provenance=Provenance(
            inputs=(InputFile(name="arrivals.csv", sha256="0" * 64),),
            external_inputs=(),
            version="0.1.0",
            parameters={},
        ),
    )
