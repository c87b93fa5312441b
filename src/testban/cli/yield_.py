"""`testban yield`: how big, from a magnitude."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from testban.cli.apply_defaults import CommandWithDefaults
from testban.cli.envelope import print_result
from testban.cli.options import Json
from testban.cli.panels import INPUT, METHOD, SOURCE
from testban.cli.terminal import console

if TYPE_CHECKING:
    from testban.api import RelativeYieldResult, YieldResult

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
        _answer_relative(relative, relative_sd, reference_kt, reference_factor, level=level, as_json=as_json)
        return
    if mb is None:
        raise BadInputError("--mb, or --relative with --reference-kt, is needed")
    if reference_kt is not None:
        raise BadInputError("--reference-kt belongs to --relative, which is not given")
    # Loaded here so that other commands start without it.
    from testban.api import yield_from_mb

    result = yield_from_mb(
        mb,
        mb_sd=mb_sd,
        site=site,
        latitude=lat,
        longitude=lon,
        agency=agency,
        depth_m=depth_m,
        rock=rock,
        level=level,
    )
    print_result("yield", result, as_json=as_json, render=lambda: _print_yield(result))


def _answer_relative(
    relative: float, sd: float, reference_kt: float | None, factor: float, *, level: float, as_json: bool
) -> None:
    """Answer with the yield relative to a reference explosion."""
    from testban.api import yield_from_relative_magnitude
    from testban.model import BadInputError

    if reference_kt is None:
        raise BadInputError("--relative needs --reference-kt, the yield of the reference explosion")
    result = yield_from_relative_magnitude(
        relative, reference_kt=reference_kt, relative_sd=sd, reference_factor=factor, level=level
    )
    print_result("yield", result, as_json=as_json, render=lambda: _print_relative(result))


def _print_relative(result: RelativeYieldResult) -> None:
    estimate = result.explosive_yield
    out = console()
    factor = math.sqrt(estimate.high / estimate.low)
    out.print(
        f"[bold]{kilotons(estimate.value)}[/bold], {100 * estimate.level:.0f} % between "
        f"{kilotons(estimate.low)} and {kilotons(estimate.high)} (a factor of {factor:.1f} either way)"
    )
    out.print(
        f"from {result.relative_magnitude:+.2f} +-{result.relative_sd:g} magnitude relative to "
        f"{kilotons(result.reference.value)}, with the slope and the scatter within a site of 131 explosions"
    )


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


def _print_yield(result: YieldResult) -> None:
    estimate, chemical = result.estimate, result.chemical
    out = console()
    measured = estimate.explosive_yield
    out.print(
        f"[bold]{kilotons(measured.value)}[/bold], {100 * measured.level:.0f} % between "
        f"{kilotons(measured.low)} and {kilotons(measured.high)} "
        f"(a factor of {estimate.factor:.1f} either way)"
    )
    out.print(f"from mb {result.mb:g} +-{result.mb_sd:g}: {estimate.relation}")
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
