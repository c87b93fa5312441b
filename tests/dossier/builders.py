"""Findings made by hand for the tests of the dossier: like a real one, hostile, and one without an event."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np

from testban.geodesy import territory
from testban.model import (
    ArrivalResidual,
    BandRatio,
    Depth,
    Ellipse,
    Excluded,
    ExternalInput,
    Finding,
    Hypotheses,
    Hypothesis,
    HypothesisTerm,
    InputFile,
    Magnitude,
    Measured,
    Missing,
    NearbyReferenceEvent,
    NuclearBasis,
    ObligationOutcome,
    Origin,
    Provenance,
    RelativeMagnitude,
    Screening,
    SeismicEvent,
    StationPS,
    TerritoryShare,
    Verification,
)

TIME = datetime(2017, 9, 3, 3, 30, 1, 640_000, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script>\"'><img src=http://evil.example/x onerror=alert(1)>"
    "\u202e\x00{{7*7}}$\\frac{1}$"
)


def ellipse(major_km=15.2, minor_km=11.8, strike_deg=37.0) -> Ellipse:
    return Ellipse(
        kind="coverage",
        level=0.9,
        major_km=major_km,
        minor_km=minor_km,
        strike_deg=strike_deg,
        area_km2=math.pi * major_km * minor_km,
    )


def origin(*, calibrated=False, latitude=41.3, longitude=129.08, arrivals=48, inputs=None) -> Origin:
    return Origin(
        label="ak135 with path corrections" if calibrated else "ak135",
        time=TIME,
        time_low=TIME - timedelta(seconds=0.3 if calibrated else 1.4),
        time_high=TIME + timedelta(seconds=0.3 if calibrated else 1.4),
        latitude=latitude if calibrated else min(latitude + 0.035, 90.0),
        longitude=longitude,
        depth_km=Depth(value=0.0, low=0.0, high=20.0, fixed=True, reason="no depth phase was read"),
        ellipse=ellipse(1.9, 1.3, 120.0) if calibrated else ellipse(),
        arrivals_used=arrivals,
        azimuthal_gap_deg=61.0,
        rms_residual_s=0.21 if calibrated else 0.74,
        velocity_model="ak135",
        inputs=inputs or ("table:ak135",),
        notes=("neighbouring stations share part of their model error",),
    )


def arrivals(count=49, *, latitude=41.3, longitude=129.08, seed=1) -> tuple[ArrivalResidual, ...]:
    random = np.random.default_rng(seed)
    distance = random.uniform(12.0, 96.0, count)
    azimuth = (random.normal(310.0, 45.0, count)) % 360.0
    rows = []
    for i in range(count):
        late = i == 7
        rows.append(
            ArrivalResidual(
                id=f"ST{i:02d}/P",
                station=f"ST{i:02d}",
                phase="P",
                time=TIME + timedelta(seconds=60.0 + 7.0 * float(distance[i])),
                distance_deg=float(distance[i]),
                azimuth_deg=float(azimuth[i]),
                predicted_s=60.0 + 7.0 * float(distance[i]),
                residual_s=82.1 if late else float(random.normal(0.0, 0.8)),
                sd_s=1.1,
                weight=0.0 if late else (0.3 if i % 17 == 5 else 1.0),
                defining=not late,
            )
        )
    return tuple(rows)


OUTCOMES = ("not assessed", "Council clause engaged", "not addressed")


def obligations(count=20, *, text="") -> tuple[ObligationOutcome, ...]:
    return tuple(obligation(i, text) for i in range(count))


def obligation(i: int, text: str) -> ObligationOutcome:
    return ObligationOutcome(
        id=f"2375-{i}",
        symbol=f"S/RES/{1718 + 31 * i} (20{6 + i // 2:02d})",
        paragraph=str(i + 1),
        addressee="DPRK" if i % 3 else "Member States",
        force="decides",
        paraphrase=text
        or "Conduct no further nuclear test or launch using ballistic missile technology, and abandon all "
        "nuclear weapons and existing nuclear programmes in a complete, verifiable and irreversible manner.",
        outcome=OUTCOMES[min(i // 8, 2)],  # type: ignore[arg-type]
        conditional_on=("the event was a nuclear explosion", "the State that acted was the DPRK")[
            : 1 + i % 2
        ],
        reason=text or "no discriminant was measured, so the nature of the event is open",
        verification=Verification(
            substance="verified",
            paragraph_number="verified" if i % 3 == 0 else "unverified",
            note=text or ("paragraph number recalled" if i % 3 else ""),
        ),
        source=(text or "https://press.un.org/en/2017/sc12983.doc.htm (press release with quoted text)",),
    )


def p_over_s(*, text="") -> tuple[BandRatio, ...]:
    """Two bands at five stations: three measured, one bound, one without either."""
    kinds = ("measured", "measured", "measured", "lower bound", "not measured")
    return tuple(
        BandRatio(
            low_hz=low,
            high_hz=high,
            corrected=Measured(
                value=2.2, low=1.1, high=4.3, level=0.95, unit="1", inputs=(f"p_over_s:S0/{low:g}-{high:g}",)
            ),
            as_measured=Measured(
                value=3.9, low=2.2, high=6.7, level=0.95, unit="1", inputs=(f"p_over_s:S0/{low:g}-{high:g}",)
            ),
            reference_km=300.0,
            stations=tuple(
                StationPS(
                    station=text or f"S{i}",
                    distance_km=200.0 * (i + 1),
                    log10_ratio=None if kind == "not measured" else 0.1 * i,
                    kind=kind,
                    reason=text or ("" if kind == "measured" else "S only 1.3 times the noise"),
                )
                for i, kind in enumerate(kinds)
            ),
        )
        for low, high in ((2.0, 4.0), (4.0, 8.0))
    )


def event(
    *, count=49, text="", latitude=41.3, longitude=129.08, answered=False, calibrated=True, energy=True
) -> SeismicEvent:
    rows = arrivals(count, latitude=latitude, longitude=longitude)
    used = tuple(f"arrival:{row.id}" for row in rows if row.defining) or ("table:ak135",)
    plain = origin(
        latitude=latitude, longitude=longitude, arrivals=max(len(used), 1), inputs=(*used, "table:ak135")
    )
    corrected = origin(
        calibrated=True,
        latitude=latitude,
        longitude=longitude,
        arrivals=max(len(used), 1),
        inputs=(*used, "external:reference:dprk-2016-09", "table:ak135"),
    )
    terms = (HypothesisTerm(name=text or "P/S", log10_likelihood_ratio=1.2, inputs=("external:mb",)),)
    names = ("explosion", "earthquake", "collapse")
    return SeismicEvent(
        id="made",
        origin=plain,
        calibrated_origin=corrected
        if calibrated
        else Missing(status="insufficient_data", reason=text or "no reference event shares a path"),
        arrivals=rows,
        magnitudes=(
            Magnitude(
                kind=text or "mb",
                magnitude=Measured(
                    value=6.3, low=6.14, high=6.46, level=0.9, unit="magnitude", inputs=("external:mb",)
                ),
                stations=None,
                external=True,
                source=text or "USGS ComCat event us2000aert",
            ),
            Magnitude(
                kind="Ms",
                magnitude=Missing(status="not_measured", reason="the case holds arrival times only"),
                external=False,
                source="testban",
            ),
        ),
        p_over_s=p_over_s(text=text) if answered or text else (),
        relative_magnitudes=(
            RelativeMagnitude(
                reference=text or "dprk-2016-01",
                difference=Measured(
                    value=1.2,
                    low=1.1,
                    high=1.3,
                    level=0.95,
                    unit="magnitude",
                    inputs=tuple(f"channel:{text}S{i}..BHZ" for i in range(8)),
                ),
                channels=tuple(f"{text}S{i}..BHZ" for i in range(8)),
                source=text or "first P at common channels",
            ),
        )
        if answered or text
        else (),
        screening=(
            Screening(
                test=text or "Ms:mb",
                considered=True,
                result="insufficient data",
                reason=text or "no surface-wave magnitude",
                threshold=0.64,
            ),
            Screening(test="depth", considered=False, result="not considered", reason="depth was set"),
        ),
        hypotheses=Hypotheses(
            status="answered",
            prior=dict.fromkeys(names, 1 / 3),
            items=tuple(
                Hypothesis(name=name, probability=share, terms=terms)  # type: ignore[arg-type]
                for name, share in zip(names, (0.93, 0.05, 0.02), strict=True)
            ),
        )
        if answered
        else Hypotheses(
            status="insufficient_data",
            reason=text or "no discriminant is measured: the case holds arrival times only",
            items=tuple(Hypothesis(name=name) for name in names),  # type: ignore[arg-type]
        ),
        nuclear_basis=NuclearBasis(kind="declared by the State", source=text or "announced on 2017-09-03"),
        territory=_territory(latitude, longitude),
        **{
            "yield": Measured(
                value=183.0,
                low=61.0,
                high=520.0,
                level=0.9,
                unit="kt",
                inputs=("external:mb", "table:yields/relations.yaml"),
            )
            if energy
            else Missing(status="input_withheld", reason=text or "mb is withheld")
        },
        similar_events=(
            NearbyReferenceEvent(
                id=text or "dprk-2016-09",
                distance=Measured(
                    value=0.29,
                    low=0.1,
                    high=0.6,
                    level=0.9,
                    unit="km",
                    inputs=("external:reference:dprk-2016-09",),
                ),
                source=text or "published position",
            ),
        ),
        obligations=obligations(text=text),
    )


def finding(*events: SeismicEvent, text="", **fields) -> Finding:
    provenance = Provenance(
        inputs=(
            InputFile(name=text or "arrivals.csv", sha256="a" * 64),
            InputFile(name="stations.csv", sha256="b" * 64),
        ),
        external_inputs=(
            ExternalInput(
                name="mb", value=6.3, sd=0.1, unit="magnitude", source=text or "USGS ComCat event us2000aert"
            ),
            ExternalInput(
                name="reference:dprk-2016-09",
                value="41.2986, 129.0825",
                sd=0.1,
                unit="latitude, longitude in deg; sd in km",
                source="relative positions of Gibbons et al. (2017)",
            ),
            ExternalInput(name=text or "declaration", value=text or None, source="withheld for this run"),
        ),
        version="0.1.0",
        parameters={"level": 0.9, "model": text or "ak135", "prior": None, "correlation_length_deg": 5.0},
    )
    return Finding(
        **{
            "kind": "seismic",
            "id": text or "dprk-2017",
            "title": text or "DPRK underground test of 2017-09-03",
            "as_of": date(2017, 9, 3),
            "as_of_basis": "date of the event",
            "statement": text
            or "A seismic event was located in the Democratic People's Republic of Korea at 41.30° N, "
            "129.08° E on 3 September 2017 at 03:30:01.6 UTC, within an area of 560 km². The arrival times "
            "alone cannot say what it was. If a nuclear explosion, its yield was between 61 and 520 kt.",
            "events": events,
            "not_used": (
                Excluded(id=text or "arrival:RES/P", reason=text or "82.1 s late: beyond any model error"),
            ),
            "provenance": provenance,
            **fields,
        }
    )


def not_located() -> Finding:
    return finding(
        title="Three arrivals",
        statement="Not located, because three arrivals of two stations cannot define an origin; "
        "four are needed.",
        unassociated_signals=tuple(
            Excluded(id=f"arrival:ST{i}/P", reason="too few arrivals for an origin") for i in range(3)
        ),
    )


@cache
def _territory(latitude: float, longitude: float) -> tuple[TerritoryShare, ...]:
    """Made once for each place: half a second of polygons that most tests never look at."""
    return territory(origin(latitude=latitude, longitude=longitude))


def many(count: int) -> Finding:
    """Return a finding of many events, the later the more arrivals; only the first has a nuclear basis."""
    events = [event(count=5 + number) for number in range(count)]
    events[0] = events[0].model_copy(
        update={"nuclear_basis": NuclearBasis(kind="declared by the State", source="statement of the day")}
    )
    return finding(
        *(
            one
            if number == 0
            else one.model_copy(update={"nuclear_basis": NuclearBasis(kind="none", source="nothing says so")})
            for number, one in enumerate(events)
        )
    )
