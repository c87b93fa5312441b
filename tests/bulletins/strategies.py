"""Random bulletins that every format could hold in part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from testban.bulletins import Bulletin, BulletinEvent, PublishedMagnitude, PublishedOrigin, Reading

T0 = datetime(2009, 5, 25, 0, 54, 43, tzinfo=UTC)
PHASES = ("P", "Pn", "S", "PKPbc", "pP", "Lg")
CODES = ("MDJ", "INCN", "KSRS", "A", "ABCDE", "B12")


def number(low: float, high: float, decimals: int) -> st.SearchStrategy[float]:
    """Numbers a fixed column holds exactly."""
    scale = 10**decimals
    return st.integers(round(low * scale), round(high * scale)).map(lambda n: n / scale)


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


@st.composite
def origins(draw: st.DrawFn, identifier: str, *, prime: bool) -> PublishedOrigin:
    major, minor = sorted(draw(st.tuples(number(0.1, 99, 1), number(0.1, 99, 1))), reverse=True)
    ellipse = draw(st.booleans())
    return PublishedOrigin(
        event_id="7",
        author=draw(st.sampled_from(("ISC", "IDC", "NEIC"))),
        id=identifier,
        time=T0 + timedelta(milliseconds=10 * draw(st.integers(0, 1000))),
        time_sd_s=draw(maybe(number(0.01, 9, 2))),
        latitude=draw(number(-90, 90, 4)),
        longitude=draw(number(-180, 180, 4)),
        major_km=major if ellipse else None,
        minor_km=minor if ellipse else None,
        strike_deg=float(draw(st.integers(0, 179))) if ellipse else None,
        ellipse_level=0.9 if ellipse else None,
        depth_km=draw(maybe(number(0, 700, 1))),
        phases_defining=draw(maybe(st.integers(1, 9999))),
        gap_deg=draw(maybe(number(0, 360, 0))),
        prime=prime,
    )


@st.composite
def readings(draw: st.DrawFn, line: int) -> Reading:
    azimuth, slowness = draw(maybe(number(0, 360, 1))), draw(maybe(number(0, 40, 2)))
    return Reading(
        line=line,
        station=draw(st.sampled_from(CODES)),
        phase=draw(st.sampled_from(PHASES)),
        time=T0 + timedelta(milliseconds=draw(st.integers(11_000, 5_000_000))),
        network=draw(st.sampled_from(("", "IM"))),
        time_sd_s=draw(maybe(number(0.001, 9, 3))),
        back_azimuth_deg=azimuth,
        back_azimuth_sd_deg=draw(maybe(number(0.1, 90, 1))) if azimuth is not None else None,
        slowness_s_per_deg=slowness,
        slowness_sd_s_per_deg=draw(maybe(number(0.01, 9, 2))) if slowness is not None else None,
        distance_deg=draw(number(0.01, 180, 2)),
        azimuth_deg=draw(number(0, 360, 1)),
        residual_s=draw(number(-99, 99, 1)),
        defining=draw(st.sampled_from(("", "T", "TA", "TAS"))),
        snr=draw(maybe(number(0.1, 99, 1))),
        amplitude_nm=draw(maybe(number(0.1, 9999, 1))),
        period_s=draw(maybe(number(0.1, 20, 2))),
        mode=draw(st.sampled_from(("", "a", "m"))),
        polarity=draw(st.sampled_from(("", "c", "d"))),
        onset=draw(st.sampled_from(("", "i", "e", "q"))),
        id=str(line),
    )


@st.composite
def bulletins(draw: st.DrawFn) -> Bulletin:
    rows = tuple(draw(readings(at)) for at in range(1, draw(st.integers(2, 6))))
    found = tuple(draw(origins(str(at), prime=at == 1)) for at in range(1, draw(st.integers(2, 4))))
    magnitude = PublishedMagnitude(
        event_id="7",
        kind="mb",
        magnitude=draw(number(0, 9, 1)),
        author="ISC",
        origin_id="1",
        sd=draw(maybe(number(0.1, 1, 1))),
    )
    event = BulletinEvent(
        id="7",
        region="SOMEWHERE",
        origins=found,
        magnitudes=draw(st.sampled_from(((), (magnitude,)))),
        readings=rows,
    )
    return Bulletin(format="test", events=(event,))
