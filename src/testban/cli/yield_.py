"""`testban yield`: how big, from a magnitude."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from testban.cli.apply_defaults import CommandWithDefaults
from testban.cli.envelope import print_answer
from testban.cli.options import Json
from testban.cli.panels import INPUT, METHOD, SOURCE
from testban.cli.terminal import console

if TYPE_CHECKING:
    from testban.yields import ChemicalComparison, YieldEstimate

RELATIVE = "Instead of --mb: relative to a reference explosion"


def _given(text: str, *, metavar: str, panel: str = INPUT) -> Any:
    return typer.Option(help=text, metavar=metavar, rich_help_panel=panel)


def add_commands(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("yield", cls=CommandWithDefaults, rich_help_panel=SOURCE)(yield_command)


def yield_command(
    mb: Annotated[float | None, _given("Body-wave magnitude of the network.", metavar="MB")] = None,
    mb_sd: Annotated[float, _given("Standard deviation of mb.", metavar="SD")] = 0.1,
    agency: Annotated[str | None, _given("Agency of the mb: ISC, USGS or IDC.", metavar="NAME")] = None,
    site: Annotated[
        str | None,
        _given("Name of the site, such as punggye-ri; or give --lat and --lon.", metavar="NAME"),
    ] = None,
    lat: Annotated[float | None, _given("Latitude.", metavar="DEG")] = None,
    lon: Annotated[float | None, _given("Longitude.", metavar="DEG")] = None,
    depth_m: Annotated[float | None, _given("Depth of burial.", metavar="M")] = None,
    rock: Annotated[
        str | None, _given("Rock around the shot, such as granite, salt or alluvium.", metavar="NAME")
    ] = None,
    relative: Annotated[
        float | None,
        _given("Magnitude minus that of the reference explosion.", metavar="DMAG", panel=RELATIVE),
    ] = None,
    relative_sd: Annotated[
        float, _given("Standard deviation of --relative.", metavar="SD", panel=RELATIVE)
    ] = 0.1,
    reference_kt: Annotated[
        float | None, _given("Yield of the reference explosion.", metavar="KT", panel=RELATIVE)
    ] = None,
    reference_factor: Annotated[
        float,
        _given(
            "90 % interval of the reference's yield, as a factor either way.",
            metavar="FACTOR",
            panel=RELATIVE,
        ),
    ] = 1.5,
    level: Annotated[float, _given("Probability of the interval.", metavar="LEVEL", panel=METHOD)] = 0.9,
    as_json: Json = False,
) -> None:
    """Estimate the yield of an underground explosion from its magnitude.

    The interval is as wide as the announced yields of 131 explosions at 29 sites require.
    """
    from testban.model import BadInputError

    if relative is not None:
        if any(given is not None for given in (mb, site, lat, lon, agency, depth_m, rock)):
            raise BadInputError("--relative replaces --mb and what belongs to it: give one of them")
        _relative(relative, relative_sd, reference_kt, reference_factor, level=level, as_json=as_json)
        return
    if mb is None:
        raise BadInputError("--mb, or --relative with --reference-kt, is needed")
    if reference_kt is not None:
        raise BadInputError("--reference-kt belongs to --relative, which is not given")
    # Loaded here so that other commands start without it.
    from testban.yields import compare_with_chemical, estimate_yield

    estimate = estimate_yield(
        mb,
        mb_sd=mb_sd,
        site=site,
        latitude_deg=lat,
        longitude_deg=lon,
        agency=agency,
        depth_m=depth_m,
        rock=rock,
        level=level,
    )
    chemical = compare_with_chemical(estimate.explosive_yield)
    print_answer(
        "yield",
        yield_result(mb, mb_sd=mb_sd, estimate=estimate, chemical=chemical),
        as_json=as_json,
        render=lambda: _print_estimate(mb, mb_sd, estimate, chemical),
        warnings=estimate.caveats,
    )


def _relative(
    relative: float, sd: float, reference_kt: float | None, factor: float, *, level: float, as_json: bool
) -> None:
    """Answer with the yield against a reference explosion."""
    from testban.model import BadInputError, Measured
    from testban.yields import compare_with_chemical, yield_from_reference

    if reference_kt is None:
        raise BadInputError("--relative needs --reference-kt, the yield of the reference explosion")
    if not (math.isfinite(reference_kt) and reference_kt > 0.0):
        raise BadInputError(f"--reference-kt {reference_kt:g} is not a yield above 0 kt")
    if not 1.0 <= factor <= 100.0:
        raise BadInputError(f"--reference-factor {factor:g} is not between 1 and 100")
    reference = Measured(
        value=reference_kt,
        low=reference_kt / factor,
        high=reference_kt * factor,
        level=0.9,
        unit="kt",
        inputs=("external:reference_yield",),
    )
    estimate = yield_from_reference(
        relative, difference_sd=sd, reference=reference, level=level, inputs=("external:relative_magnitude",)
    )
    chemical = compare_with_chemical(estimate)
    caveats = [
        "assumes that both were contained, fully coupled single shots of one site, in like rock and depth",
        f"the reference's {kilotons(reference_kt)} within a factor of {factor:g} is as it was given",
    ]

    def render() -> None:
        out = console()
        times = math.sqrt(estimate.high / estimate.low)
        out.print(
            f"[bold]{kilotons(estimate.value)}[/bold], {100 * estimate.level:.0f} % between "
            f"{kilotons(estimate.low)} and {kilotons(estimate.high)} (a factor of {times:.1f} either way)"
        )
        out.print(
            f"from {relative:+.2f} +-{sd:g} magnitude against {kilotons(reference_kt)}, with the slope and "
            "the scatter within a site of 131 explosions"
        )

    result = {
        "relative_magnitude": {"value": relative, "sd": sd, "source": "external:relative_magnitude"},
        "reference": reference.model_dump(mode="json"),
        "yield": estimate.model_dump(mode="json"),
        "chemical": _chemical(chemical),
    }
    print_answer("yield", result, as_json=as_json, render=render, warnings=caveats)


def _chemical(chemical: ChemicalComparison) -> dict[str, object]:
    return {
        "voluntary_notice": {"kt": chemical.notice_kt, "result": chemical.notice},
        "largest_on_record": {"kt": chemical.largest_kt, "result": chemical.largest},
        "sources": list(chemical.sources),
    }


def yield_result(
    mb: float, *, mb_sd: float, estimate: YieldEstimate, chemical: ChemicalComparison
) -> dict[str, object]:
    """Return the answer of `testban yield` as plain data.

    Examples
    --------
    >>> from testban.yields import compare_with_chemical, estimate_yield
    >>> estimate = estimate_yield(6.1, mb_sd=0.1, site="punggye-ri")
    >>> chemical = compare_with_chemical(estimate.explosive_yield)
    >>> yield_result(6.1, mb_sd=0.1, estimate=estimate, chemical=chemical)["yield"]["unit"]
    'kt'
    """
    return {
        "mb": {"value": mb, "sd": mb_sd, "source": "external:mb"},
        "yield": estimate.explosive_yield.model_dump(mode="json"),
        "site": None if estimate.site is None else estimate.site.id,
        "calibrated": estimate.site is not None and estimate.site.calibrated,
        "rock": None
        if estimate.rock is None
        else {
            "name": estimate.rock.name,
            "kind": estimate.rock.kind,
            "source": estimate.rock.source,
            "verified": estimate.rock.verified,
        },
        "relation": estimate.relation,
        "slope": estimate.slope,
        "standard_deviations": {
            "within_site": estimate.sd_within,
            "between_sites": estimate.sd_between,
            "parameters": estimate.sd_parameters,
            "magnitude": estimate.sd_mb,
            "depth": estimate.sd_depth,
            "rock": estimate.sd_rock,
        },
        "published": [
            {"id": r.id, "yield_kt": r.yield_kt(estimate.mb), "source": r.source, "verified": r.verified}
            for r in estimate.published
        ],
        "chemical": _chemical(chemical),
    }


def kilotons(value: float) -> str:
    """Write a yield with two significant figures, in kt, or in tonnes below 0.1 kt.

    Examples
    --------
    >>> kilotons(151.6), kilotons(33.7), kilotons(0.0523), kilotons(0.734)
    ('150 kt', '34 kt', '52 t', '0.73 kt')
    """
    number, unit = (value, "kt") if value >= 0.1 else (1000.0 * value, "t")
    rounded = float(f"{number:.2g}")
    return f"{rounded:,.0f} {unit}" if rounded >= 10.0 else f"{rounded:g} {unit}"


def _print_estimate(mb: float, mb_sd: float, estimate: YieldEstimate, chemical: ChemicalComparison) -> None:
    out = console()
    measured = estimate.explosive_yield
    out.print(
        f"[bold]{kilotons(measured.value)}[/bold], {100 * measured.level:.0f} % between "
        f"{kilotons(measured.low)} and {kilotons(measured.high)} "
        f"(a factor of {estimate.factor:.1f} either way)"
    )
    out.print(f"from mb {mb:g} +-{mb_sd:g}: {estimate.relation}")
    out.print(
        "why so wide, in magnitude units: "
        f"within a site {estimate.sd_within:.2f}, between sites {estimate.sd_between:.2f}, "
        f"parameters {estimate.sd_parameters:.2f}, mb {estimate.sd_mb:.2f}, depth {estimate.sd_depth:.2f}, "
        f"rock {estimate.sd_rock:.2f}"
    )
    for relation in estimate.published:
        mark = "" if relation.verified else " (unverified)"
        out.print(
            f"published, for comparison: {kilotons(relation.yield_kt(estimate.mb))} by"
            f" mb = {relation.intercept:g} + {relation.slope:g} log Y, {relation.source}{mark}"
        )
    out.print(
        f"compared with chemical explosions: {chemical.notice} the {1000 * chemical.notice_kt:.0f} t of the"
        f" treaty's voluntary notice; {chemical.largest} the largest on record"
        f" ({kilotons(chemical.largest_kt)})"
    )
