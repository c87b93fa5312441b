"""Broken files: refused by name or read, never another error, never slow."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from make import ARRIVALS, STATIONS, ims, ims_phase
from make_finding import make_finding
from mutate import mutate

from testban.bulletins import load_stations, published_origins, read
from testban.bulletins.geojson import render_geojson
from testban.bulletins.ims10_write import render_ims10
from testban.bulletins.quakeml_write import render_quakeml
from testban.model import BadInputError
from testban.wording import bulletin_of

# Calls that may be made for one byte of a file, and for an empty one: work is bounded, not time.
CALLS_A_BYTE, CALLS = 100, 200_000


def bulletin_files() -> dict[str, bytes]:
    found = bulletin_of(make_finding(events=2))
    short = ims(ims_phase(azimuth="10.0", slowness="3.0"), ims_phase("INCN"), " (comment)")
    return {
        "short.txt": short.encode(),
        "long.txt": render_ims10(found, long=True)[0].encode(),
        "a.csv": ARRIVALS.encode(),
        "a.xml": render_quakeml(found, key="x"),
        "a.geojson": render_geojson(found, None).encode(),
    }


STATION_FILES = {
    "stations.csv": STATIONS,
    "sites.txt": "#STA\tREFSTA\tONDATE\tOFFDATE\tLAT\tLON\tELEV\tSTATYPE\tSTANAME\n"
    "MDJ\tMDJ\t-1\t-1\t44.6\t129.6\t0.2\tss\tX\n",
    "a.site": "MDJ     2006350       -1   44.6170  129.5910    0.2500 Mudanjiang\n",
    "nll.in": "GTSRCE MDJ LATLON 44.617 129.591 0 0.25\n",
}


def check(path: Path, data: bytes, read_it) -> None:  # type: ignore[no-untyped-def]
    path.write_bytes(data)
    refusal = ""
    calls = 0

    def count(*event: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        read_it(path)
    except BadInputError as error:
        refusal = str(error)
    finally:
        sys.setprofile(None)
    assert calls < CALLS + CALLS_A_BYTE * len(data)
    assert not refusal or path.name.partition(".")[0] in refusal
    assert len(refusal) < 500


@pytest.mark.parametrize("name", sorted(bulletin_files()))
def test_a_broken_bulletin_is_read_or_refused(tmp_path, name):
    table = tmp_path / "s.csv"
    table.write_text(STATIONS)
    whole = bulletin_files()[name]
    for seed in range(60 if name == "a.xml" else 120):
        check(
            tmp_path / name,
            mutate(whole, seed),
            lambda p: (read(p, stations_path=table), published_origins(p)),
        )


@pytest.mark.parametrize("name", sorted(STATION_FILES))
def test_a_broken_station_file_is_read_or_refused(tmp_path, name):
    for seed in range(150):
        check(tmp_path / name, mutate(STATION_FILES[name].encode(), seed), load_stations)


@pytest.mark.parametrize("kind", ["arrival", "assoc", "origin", "site"])
def test_a_broken_table_of_a_set_is_read_or_refused(tmp_path, kind):
    from testban.bulletins.css_write import write_css
    from testban.bulletins.stations import station_register

    write_css(bulletin_of(make_finding(events=2)), tmp_path / "t.origin", station_register())
    whole = (tmp_path / f"t.{kind}").read_bytes()
    for seed in range(100):
        check(tmp_path / f"t.{kind}", mutate(whole, seed), lambda p: read(tmp_path))


class TestXmlThatHarms:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ('<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "aaaa">]><q>&a;</q>', "declares a document type"),
            ("<a>" * 100 + "</a>" * 100, "nested deeper than 64"),
            ("<q:quakeml xmlns:q='x'><eventParameters>", "is truncated"),
            ("<q:quakeml xmlns:q='x'>&undefined;</q:quakeml>", "no well-formed XML"),
            ("<html></html>", "unknown kind: its root is 'html'"),
            ('<?xml version="1.0" encoding="nonsense"?><a/>', "XML"),
        ],
    )
    def test_it_is_refused_with_the_reason(self, tmp_path, text, reason):
        path = tmp_path / "a.xml"
        path.write_text(text)
        with pytest.raises(BadInputError, match=reason):
            read(path)


def test_json_nested_without_end_is_refused(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text('{"type": "FeatureCollection", "features": ' + "[" * 200_000)
    with pytest.raises(BadInputError, match=r"a\.geojson"):
        read(path)


def test_a_megabyte_on_one_line_is_no_trouble(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("A" * 1_000_000)
    with pytest.raises(BadInputError, match=r"begins with 'A+\.\.\.' \(1000000 characters\)"):
        read(path)
