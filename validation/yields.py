"""Measure the yield intervals: coverage where the yield was announced, overlap where others estimated it."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from testban.yields import estimate_yield, fit_posterior, load_explosions
from testban.yields.predict import quantiles, yield_probability

LEVEL = 0.9
COVERAGE = (0.85, 0.95)
FACTOR_EVENT, FACTOR_SITE = 4.0, 7.0
DPRK = Path(__file__).parent / "data" / "dprk_yields.csv"


def leave_out(mode: str) -> tuple[np.ndarray, np.ndarray]:
    """Predict every calibration explosion from a fit without it ("event") or without its site ("site").

    Returns
    -------
    inside : ndarray of bool, shape (n,)
        The announced yield lies in the 90 % interval.
    factor : ndarray, shape (n,)
        Half-width of the interval as a factor.
    """
    table = load_explosions()
    site = np.array(table.site)
    inside, factor = np.zeros(site.size, bool), np.zeros(site.size)
    for i in range(site.size):
        rows = np.arange(site.size) == i if mode == "event" else site == site[i]
        posterior = fit_posterior(table.without(rows=rows))
        line = posterior.at_site.get(table.site[i], posterior.at_new_site[table.province[i]])
        probability = yield_probability(table.mb[i], mb_sd=0.0, posterior=posterior, lines=[(1.0, line)])
        low, high = quantiles(probability, (0.5 - LEVEL / 2, 0.5 + LEVEL / 2))
        inside[i] = low <= table.log10_yield[i] <= high
        factor[i] = 10.0 ** (0.5 * (high - low))
    return inside, factor


def dprk_tests() -> list[dict[str, Any]]:
    """Compare the intervals for the six tests of the DPRK with the yields others published."""
    results = []
    for row in csv.DictReader(DPRK.read_text(encoding="utf-8").splitlines()):
        estimate = estimate_yield(float(row["mb_usgs"]), mb_sd=0.1, site="punggye-ri", agency="USGS")
        measured = estimate.explosive_yield
        low, high = float(row["published_low_kt"]), float(row["published_high_kt"])
        results.append(
            {
                "measure": f"interval of {row['date']} overlaps the published {low:g}-{high:g} kt",
                "value": [round(measured.low, 2), round(measured.value, 2), round(measured.high, 2)],
                "unit": "kt",
                "target": "overlap",
                "met": measured.low <= high and measured.high >= low,
            }
        )
    return results


def validate() -> list[dict[str, Any]]:
    """Return every measure with its target and whether it is met."""
    table = load_explosions()
    results: list[dict[str, Any]] = []
    for mode, widest in (("event", FACTOR_EVENT), ("site", FACTOR_SITE)):
        inside, factor = leave_out(mode)
        coverage, median = float(inside.mean()), float(np.median(factor))
        results += [
            {
                "measure": f"coverage of 90 % intervals, leave one {mode} out",
                "value": round(coverage, 3),
                "unit": "1",
                "target": f"{COVERAGE[0]} to {COVERAGE[1]}",
                "met": COVERAGE[0] <= coverage <= COVERAGE[1],
            },
            {
                "measure": f"median half-width, leave one {mode} out",
                "value": round(median, 2),
                "unit": "factor",
                "target": f"at most {widest:g}",
                "met": median <= widest,
            },
        ]
        hits = Counter(s for s, hit in zip(table.site, inside, strict=True) if hit)
        results.append(
            {
                "measure": f"inside per site, leave one {mode} out",
                "value": {s: f"{hits[s]}/{n}" for s, n in sorted(Counter(table.site).items())},
                "unit": "explosions",
                "target": None,
                "met": None,
            }
        )
    return results + dprk_tests()


if __name__ == "__main__":
    print(json.dumps(validate(), indent=1))
