"""Screen real events by Ms:mb: a check of consistency, as the rule is that of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from testban.bulletins import read
from testban.cases import case_ids, load_case
from testban.discrimination import ms_mb_pair, screen_ms_mb
from testban.magnitudes import scale_magnitude
from testban.model import Magnitude, Measured, SeismicObservations
from testban.pipeline.size import event_magnitudes
from testban.processing import process_waveforms
from validation.shared import shared_folder

TUNISIA = Path("bulletins", "isc_tunisia", "isc_tunisia_1960_2018_ims10.txt")
# Scordilis (2006), J. Seismol. 10, 225: Mw = 0.67 Ms + 2.07, sd 0.17, for Ms 3.0 to 6.1.
SLOPE, CONSTANT = 0.67, 2.07
# N. California earthquake of 2019-07-16, NEIC; Kambarata explosion of 2009-12-22, mb of its catalogue.
NORCAL_MW, KAMBARATA_MB = 4.31, 4.4


def row(
    measure: str, value: Any, *, target: str | None = None, met: bool | None = None, unit: str = "events"
) -> dict[str, Any]:
    """One line of the validation."""
    return {"measure": measure, "value": value, "unit": unit, "target": target, "met": met}


def result_of(magnitudes: Sequence[Magnitude]) -> str:
    """What the test says of an event with these magnitudes."""
    return screen_ms_mb(*ms_mb_pair(magnitudes)).result


def counted(results: Sequence[str]) -> str:
    """How many of each result, as text."""
    return ", ".join(f"{count} {name}" for name, count in sorted(Counter(results).items()))


def validate_norway_as_assessed(
    events: Sequence[tuple[Magnitude, ...]], reference: Any
) -> list[dict[str, Any]]:
    """27 explosions on the Norwegian network as in `assess`: no station terms, catalogue origins."""
    found = [one for one in events if one]
    errors, inside = [], []
    for magnitudes, known in zip(events, reference, strict=True):
        mb = magnitudes[0].magnitude if magnitudes else None
        if isinstance(mb, Measured) and (magnitudes[0].stations or 0) >= 3 and not np.isnan(known):
            errors.append(mb.value - known)
            inside.append(mb.low - 0.05 <= known <= mb.high + 0.05)
    results = [result_of(one) for one in found]
    rms = float(np.sqrt(np.mean(np.square(errors))))
    return [
        row(
            f"mb on Norwegian records as assess gives it, without station terms, 3 stations or more,"
            f" {len(errors)} events: rms, mean difference",
            [round(rms, 2), round(float(np.mean(errors)), 2)],
            unit="magnitude",
        ),
        row("the same, 90 % intervals that hold the catalogue's mb", f"{sum(inside)}/{len(inside)}"),
        row(
            f"Ms:mb of {len(found)} explosions in Norway: screened out",
            results.count("screened out"),
            target="0",
            met="screened out" not in results,
        ),
        row("the same, all results (short-period records of minutes: no surface wave)", counted(results)),
    ]


def validate_screening() -> list[dict[str, Any]]:
    """The DPRK tests, Tunisian earthquakes, one chemical explosion and one earthquake."""
    cases = {case: result_of(event_magnitudes(load_case(case))) for case in case_ids()}
    tunisia = [_with_both(one) for one in read(shared_folder() / TUNISIA)]
    results = [result_of(one) for one in tunisia if one]
    considered = [one for one in results if one in ("screened out", "not screened out")]
    kambarata = _ms_of("kambarata_explosion_2009-12-22")
    norcal = _ms_of("norcal_earthquake")
    assert isinstance(kambarata.magnitude, Measured)
    assert isinstance(norcal.magnitude, Measured)
    explosion = screen_ms_mb(_mb(KAMBARATA_MB), kambarata)
    moment = CONSTANT + SLOPE * norcal.magnitude.value - NORCAL_MW
    return [
        row(
            "Ms:mb of the six DPRK tests: screened out",
            list(cases.values()).count("screened out"),
            target="0",
            met="screened out" not in cases.values(),
        ),
        row("Ms:mb of the six DPRK tests", cases, unit="result"),
        row(
            f"Ms:mb of {len(results)} Tunisian earthquakes with mb and Ms: screened out, of those considered",
            f"{considered.count('screened out')}/{len(considered)}",
        ),
        row("the same, all results", counted(results)),
        row(
            f"Kambarata chemical explosion: Ms(VMAX) of {kambarata.stations} stations",
            round(kambarata.magnitude.value, 2),
            unit="magnitude",
        ),
        row(
            f"the same against mb {KAMBARATA_MB} of others",
            explosion.result,
            unit="result",
        ),
        row(
            f"N. California earthquake: Ms(VMAX) of {norcal.stations} stations as Mw (Scordilis 2006,"
            " sd 0.17), minus NEIC's Mw",
            round(moment, 2),
            unit="magnitude",
        ),
    ]


def _with_both(observations: SeismicObservations) -> tuple[Magnitude, ...]:
    """The magnitudes of an event that has mb and Ms, else none."""
    magnitudes = event_magnitudes(observations)
    return magnitudes if {one.kind for one in magnitudes} >= {"mb", "Ms"} else ()


def _ms_of(folder: str) -> Magnitude:
    result = process_waveforms([shared_folder() / "source_type" / folder])[0]
    return scale_magnitude(next(one for one in result.events[0].measurements.magnitudes if one.scale != "mb"))


def _mb(value: float) -> Magnitude:
    quantity = Measured(
        value=value, low=value - 0.5, high=value + 0.5, level=0.9, unit="magnitude", inputs=("external:mb",)
    )
    return Magnitude(kind="mb", magnitude=quantity, external=True, source="catalogue")
