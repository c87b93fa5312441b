"""What is written is read back: the same events, to the resolution of each format."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from strategies import bulletins

from testban.bulletins import Bulletin, read_bulletin
from testban.bulletins.css_write import write_css
from testban.bulletins.csv_write import render_csv
from testban.bulletins.geojson import render_geojson
from testban.bulletins.ims10_write import render_ims10
from testban.bulletins.quakeml_write import render_quakeml
from testban.pipeline import convert

MS = 1e-3
HALF_A_CENTISECOND = 5.1e-3
ALL = settings(deadline=None, max_examples=25)


def back(text: str | bytes, name: str) -> Bulletin:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_bulletin(path)


def same(one: object, other: object, *, without: tuple[str, ...] = (), seconds: float = 1e-6) -> None:
    """Compare two rows field by field: numbers to 1e-9, times to `seconds`."""
    for item in fields(one):  # type: ignore[arg-type]
        if item.name in without:
            continue
        a, b = getattr(one, item.name), getattr(other, item.name)
        if isinstance(a, datetime):
            assert abs((a - b).total_seconds()) <= seconds, item.name
        elif isinstance(a, float) and isinstance(b, float):
            assert a == pytest.approx(b, rel=1e-9, abs=1e-9), item.name
        else:
            assert a == b, item.name


@given(bulletins())
@ALL
def test_geojson_keeps_everything(bulletin):
    (event,), (made,) = bulletin.events, back(render_geojson(bulletin, None), "a.geojson").events
    assert made == replace(event, line=1)


@given(bulletins())
@ALL
def test_the_long_form_of_ims_keeps_readings_with_their_errors_and_days(bulletin):
    text, lost = render_ims10(bulletin, long=True)
    (event,), (made,) = bulletin.events, back(text, "a.txt").events
    assert lost == ()
    for a, b in zip(event.readings, made.readings, strict=True):
        same(a, b, without=("line", "channel", "time_weight"), seconds=0.51 * MS)
    for a, b in zip(event.origins, made.origins, strict=True):
        same(a, b, without=("comments",), seconds=HALF_A_CENTISECOND)
    for a, b in zip(event.magnitudes, made.magnitudes, strict=True):
        same(a, b)


@given(bulletins())
@ALL
def test_the_short_form_of_ims_keeps_the_readings(bulletin):
    text, lost = render_ims10(bulletin)
    (event,), (made,) = bulletin.events, back(text, "a.txt").events
    assert lost == ()
    without = ("line", "network", "time_sd_s", "back_azimuth_sd_deg", "slowness_sd_s_per_deg")
    for a, b in zip(event.readings, made.readings, strict=True):
        same(a, b, without=without, seconds=0.51 * MS)


@given(bulletins())
@settings(deadline=None, max_examples=20)
def test_quakeml_keeps_origins_magnitudes_and_readings(bulletin):
    (event,), (made,) = bulletin.events, back(render_quakeml(bulletin, key="t"), "a.xml").events
    assert made.region == event.region
    for a, b in zip(event.readings, made.readings, strict=True):
        same(a, b, without=("line", "snr", "amplitude_nm", "period_s"))
    for a, b in zip(event.origins, made.origins, strict=True):
        same(a, b, without=("event_id", "id"))
    for a, b in zip(event.magnitudes, made.magnitudes, strict=True):
        same(a, b, without=("event_id", "origin_id"))


@given(bulletins())
@settings(deadline=None, max_examples=20)
def test_css_keeps_what_its_tables_have_columns_for(bulletin):
    with TemporaryDirectory() as folder:
        write_css(bulletin, Path(folder, "t.origin"), None)
        made = read_bulletin(Path(folder, "t.arrival")).events[0]
    (event,) = bulletin.events
    for a, b in zip(event.readings, made.readings, strict=True):
        same(a, b, without=("line", "network", "mode", "time_weight"), seconds=1e-5)
    for a, b in zip(event.origins, made.origins, strict=True):
        time_sd, a, b = (a.time_sd_s, b.time_sd_s), replace(a, time_sd_s=None), replace(b, time_sd_s=None)
        same(a, b, without=("id", "gap_deg", "prime"), seconds=1e-5)
        assert (time_sd[0] is None) == (time_sd[1] is None)
        assert time_sd[0] is None or time_sd[0] == pytest.approx(time_sd[1], abs=0.004)
    assert [m.magnitude for m in made.magnitudes] == [m.magnitude for m in event.magnitudes]


@given(bulletins())
@ALL
def test_csv_keeps_the_readings_in_full(bulletin):
    text, _ = render_csv(bulletin)
    (event,), (made,) = bulletin.events, back(text, "a.csv").events
    kept = (
        "time",
        "phase",
        "time_sd_s",
        "back_azimuth_deg",
        "back_azimuth_sd_deg",
        "slowness_s_per_deg",
        "slowness_sd_s_per_deg",
    )
    for a, b in zip(event.readings, made.readings, strict=True):
        assert [getattr(a, name) for name in kept] == [getattr(b, name) for name in kept]
        assert b.station.endswith(a.station)


@pytest.mark.parametrize("suffix", ["txt", "xml", "geojson", "csv", "origin"])
def test_converting_twice_gives_the_same_bytes(tmp_path, suffix):
    (tmp_path / "in.csv").write_text("station,phase,time\nMDJ,Pn,2017-09-03T03:30:53.9Z\n")
    convert(tmp_path / "in.csv", tmp_path / f"a.{suffix}")
    convert(tmp_path / "in.csv", tmp_path / f"b.{suffix}")
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
