"""Conversion: every format into every other, and what was lost is said."""

from __future__ import annotations

import json
import os

import pytest
from make import ARRIVALS, STATIONS, ims, ims_origin, ims_phase

from testban.bulletins import BulletinFileError, CannotWriteError, published_origins, read, read_bulletin
from testban.pipeline import convert, write_quakeml

FORMATS = {
    "ims1.0": "o.txt",
    "ims1.0-long": "o.txt",
    "ims2.0": "o.txt",
    "quakeml": "o.xml",
    "css3.0": "o.origin",
    "geojson": "o.geojson",
    "csv": "o.csv",
}


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "in.txt"
    path.write_text(ims(ims_phase(azimuth="182.5"), ims_phase("INCN"), origins=(ims_origin(), " (#PRIME)")))
    return path


@pytest.mark.parametrize("chosen", sorted(FORMATS))
def test_the_arrivals_survive_every_format(tmp_path, source, chosen):
    target = tmp_path / FORMATS[chosen]
    convert(source, target, chosen)
    (before,), (after,) = read(source), read(target)
    assert [(a.station, a.phase, a.time) for a in after.arrivals] == [
        (a.station, a.phase, a.time) for a in before.arrivals
    ]
    assert after.arrivals[0].back_azimuth_deg == 182.5


@pytest.mark.parametrize("chosen", sorted(set(FORMATS) - {"csv"}))
def test_the_published_origin_survives(tmp_path, source, chosen):
    convert(source, tmp_path / FORMATS[chosen], chosen)
    (origin,) = published_origins(tmp_path / FORMATS[chosen])
    assert (origin.latitude, origin.longitude, origin.author) == (41.3, 129.08, "ISC")
    assert origin.time == published_origins(source)[0].time


def test_what_a_format_cannot_hold_is_counted(tmp_path, source):
    said = ("origins (1)", "distances (2)", "residuals (2)")
    assert convert(source, tmp_path / "o.csv") == tuple(f"left out: {one}" for one in said)


def test_errors_and_networks_that_the_short_form_has_no_place_for_are_counted(tmp_path):
    row = "IC.MDJ,Pn,2017-09-03T03:30:50Z,0.1"
    (tmp_path / "a.csv").write_text(f"station,phase,time,time_sd_s\n{row}\n")
    lost = convert(tmp_path / "a.csv", tmp_path / "o.txt")
    assert "left out: errors of times (1)" in lost
    assert "left out: networks of readings (1)" in lost
    assert "errors" not in " ".join(convert(tmp_path / "a.csv", tmp_path / "l.txt", "ims1.0-long"))


def test_css_names_what_its_tables_have_no_column_for(tmp_path, source):
    lost = " ".join(convert(source, tmp_path / "o.origin"))
    assert "azimuthal gaps (1)" in lost
    assert "numbers of stations of origins (1)" in lost


def test_css_keeps_residuals_whichever_origin_they_belong_to(tmp_path):
    other = ims_origin().replace("ISC", "IDC")
    text = ims(ims_phase(), origins=(other, ims_origin(), " (#PRIME)"))
    (tmp_path / "in.txt").write_text(text)
    convert(tmp_path / "in.txt", tmp_path / "o.origin")
    (event,) = read_bulletin(tmp_path / "o.origin").events
    assert event.readings[0].residual_s == 0.1


@pytest.mark.parametrize("kind", ["kn", "sx", "km", "se", "kr"])
def test_the_kind_of_event_survives_quakeml(tmp_path, kind):
    text = ims(origins=(ims_origin().replace(" m i ke ", f" m i {kind} "),))
    (tmp_path / "in.txt").write_text(text)
    convert(tmp_path / "in.txt", tmp_path / "o.xml")
    assert [one.event_type for one in published_origins(tmp_path / "o.xml")] == [kind]


def test_readings_without_origin_lose_their_day_in_the_short_form_only(tmp_path):
    (tmp_path / "in.csv").write_text(ARRIVALS)
    notes = convert(tmp_path / "in.csv", tmp_path / "o.txt", "ims1.0")
    assert "the day of 2 readings" in " ".join(notes)
    assert convert(tmp_path / "in.csv", tmp_path / "o.txt", "ims1.0-long") == ()
    assert len(read(tmp_path / "o.txt")[0].arrivals) == 2


def test_a_message_of_the_second_version_says_so(tmp_path, source):
    convert(source, tmp_path / "o.txt", "ims2.0")
    assert (tmp_path / "o.txt").read_text().startswith("BEGIN IMS2.0\n")


def test_a_folder_gets_the_tables(tmp_path, source):
    out = tmp_path / "css"
    out.mkdir()
    convert(source, out)
    assert {p.name for p in out.iterdir()} == {
        f"bulletin.{k}" for k in ("arrival", "assoc", "origin", "origerr", "site")
    }


def test_rows_of_css_tables_have_the_length_of_the_schema(tmp_path, source):
    convert(source, tmp_path / "o.origin")
    lengths = {"arrival": 223, "assoc": 152, "origin": 237, "origerr": 257, "site": 155}
    for kind, length in lengths.items():
        for line in (tmp_path / f"o.{kind}").read_text().splitlines():
            assert len(line) == length, kind


def test_kbcore_tables_are_read_back_with_their_stations(tmp_path, source):
    out = tmp_path / "kb"
    out.mkdir()
    convert(source, out, "kbcore")
    assert {p.name for p in out.iterdir()} == {
        f"{k}s.txt" for k in ("arrival", "assoc", "origin", "origerr", "site")
    }
    (before,), (after,) = read(source), read(out)
    assert [(a.station, a.phase, a.time) for a in after.arrivals] == [
        (a.station, a.phase, a.time) for a in before.arrivals
    ]
    assert [s.latitude for s in after.stations] == pytest.approx(
        [s.latitude for s in before.stations], abs=1e-4
    )


def test_tables_of_an_older_set_are_never_mixed_in(tmp_path, source):
    convert(source, tmp_path / "o.origin")
    (tmp_path / "bare.csv").write_text(ARRIVALS)
    with pytest.raises(CannotWriteError, match=r"o\.origerr: is of an older set"):
        convert(tmp_path / "bare.csv", tmp_path / "o.origin")


@pytest.mark.parametrize("target", ["o.txt", "o.xml", "o.origin", "o.geojson", "o.csv"])
def test_a_finding_is_converted_too(tmp_path, finding, target):
    (tmp_path / "finding.json").write_text(finding.to_json())
    convert(tmp_path / "finding.json", tmp_path / target)
    (event,) = read(tmp_path / target)
    assert [a.phase for a in event.arrivals] == ["Pn", "P"]


def test_a_finding_as_quakeml_is_the_same_from_its_file(tmp_path, finding):
    (tmp_path / "finding.json").write_text(finding.to_json())
    convert(tmp_path / "finding.json", tmp_path / "a.xml")
    write_quakeml(finding, tmp_path / "b.xml")
    assert (tmp_path / "a.xml").read_bytes() == (tmp_path / "b.xml").read_bytes()


def test_a_broken_finding_says_which_field(tmp_path, finding):
    (tmp_path / "finding.json").write_text(finding.to_json().replace('"latitude": 41.2', '"latitude": 141.2'))
    with pytest.raises(BulletinFileError, match=r"is not a whole finding: 'events\.0\.origin\.latitude'"):
        convert(tmp_path / "finding.json", tmp_path / "a.xml")


class TestGeojson:
    def test_a_viewer_finds_points_and_a_closed_ellipse(self, tmp_path, source):
        convert(source, tmp_path / "o.geojson")
        found = json.loads((tmp_path / "o.geojson").read_text())
        roles = [feature["properties"]["role"] for feature in found["features"]]
        assert roles == ["event", "ellipse", "station", "station"]
        event, ellipse = found["features"][:2]
        assert event["geometry"]["coordinates"] == [129.08, 41.3, -5000.0]
        ring = ellipse["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        assert min(p[1] for p in ring) == pytest.approx(41.3 - 3.4 / 111.0, abs=0.01)

    def test_an_ellipse_across_the_date_line_stays_one_ring(self, tmp_path, source):
        source.write_text(source.read_text().replace(" 129.0800", " 179.9990"))
        convert(source, tmp_path / "o.geojson")
        ring = json.loads((tmp_path / "o.geojson").read_text())["features"][1]["geometry"]["coordinates"][0]
        assert max(p[0] for p in ring) - min(p[0] for p in ring) < 1.0

    def test_a_usgs_feed_gives_origins_and_magnitudes(self, tmp_path):
        feature = {
            "type": "Feature",
            "id": "us2000aert",
            "properties": {
                "mag": 6.3,
                "magType": "mb",
                "time": 1504409401620,
                "place": "Sungjibaegam",
                "net": "us",
            },
            "geometry": {"type": "Point", "coordinates": [129.078, 41.343, 0]},
        }
        path = tmp_path / "f.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
        (event,) = read_bulletin(path).events
        assert event.origins[0].time.isoformat() == "2017-09-03T03:30:01.620000+00:00"
        assert (event.magnitudes[0].kind, event.magnitudes[0].magnitude) == ("mb", 6.3)

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("latitude", 99),
            ("time", "yesterday"),
            ("phases_defining", 1.5),
            ("prime", "yes"),
            ("comments", "x"),
            ("depth_flag", "fixed"),
        ],
    )
    def test_a_value_that_does_not_fit_its_field_is_named(self, tmp_path, source, key, value):
        convert(source, tmp_path / "o.geojson")
        found = json.loads((tmp_path / "o.geojson").read_text())
        found["features"][0]["properties"]["origins"][0][key] = value
        (tmp_path / "o.geojson").write_text(json.dumps(found))
        (event,) = read_bulletin(tmp_path / "o.geojson").events
        assert event.origins == ()
        assert f"feature 1 origins 1: {key} is" in event.not_used[0].reason


class TestBadInput:
    def test_an_unknown_suffix_names_the_formats(self, tmp_path, source):
        with pytest.raises(CannotWriteError, match=r"'\.docx' names no format; give one of ims1\.0"):
            convert(source, tmp_path / "o.docx")

    def test_an_unknown_format_is_refused(self, tmp_path, source):
        with pytest.raises(CannotWriteError, match="names no format"):
            convert(source, tmp_path / "o.txt", "sac")  # type: ignore[arg-type]

    def test_the_input_is_never_overwritten(self, source):
        with pytest.raises(CannotWriteError, match="is the input itself"):
            convert(source, source)

    def test_a_bad_input_leaves_no_output(self, tmp_path):
        (tmp_path / "in.txt").write_text("nothing of the kind")
        with pytest.raises(BulletinFileError):
            convert(tmp_path / "in.txt", tmp_path / "o.xml")
        assert not (tmp_path / "o.xml").exists()

    def test_no_half_written_file_is_left(self, tmp_path, source):
        with pytest.raises(CannotWriteError, match=r"o\.xml: cannot be written"):
            convert(source, source / "o.xml")
        assert sorted(p.name for p in tmp_path.iterdir()) == ["in.txt"]

    def test_stations_of_the_user_are_taken(self, tmp_path, source):
        (tmp_path / "s.csv").write_text(STATIONS.replace("44.617", "44.5"))
        convert(source, tmp_path / "o.geojson", stations_path=tmp_path / "s.csv")
        assert "44.5" in (tmp_path / "o.geojson").read_text()

    @pytest.mark.parametrize("target", ["o.txt", "o.xml", "o.origin", "o.csv"])
    def test_hostile_stations_and_phases_are_written_nowhere(self, tmp_path, source, target):
        rows = ims(ims_phase("A\x07B"), ims_phase("<b>"), ims_phase(phase="P\x1b[1m"), ims_phase("INCN"))
        source.write_text(rows)
        notes = convert(source, tmp_path / target)
        text = (tmp_path / target.replace("origin", "arrival")).read_text()
        assert not set(text) & set("\x07\x1b")
        assert "<b>" not in text
        assert "left out" in " ".join(notes)


class TestWhereItIsWritten:
    @pytest.mark.parametrize("kind", ["ims1.0", "ims1.0-long", "ims2.0", "quakeml", "geojson", "csv"])
    def test_a_folder_that_is_not_there_is_made(self, tmp_path, source, kind):
        convert(source, tmp_path / "new" / "er" / "o", kind)
        assert [p.name for p in (tmp_path / "new" / "er").iterdir()] == ["o"]

    @pytest.mark.parametrize(("kind", "name"), [("css3.0", "bulletin.origin"), ("kbcore", "origins.txt")])
    def test_tables_go_into_a_folder_that_is_made(self, tmp_path, source, kind, name):
        convert(source, tmp_path / "new" / "tables", kind)
        assert (tmp_path / "new" / "tables" / name).is_file()
        assert read(tmp_path / "new" / "tables")[0].arrivals

    @pytest.mark.parametrize("kind", ["css3.0", "kbcore"])
    def test_tables_never_take_the_place_of_a_file(self, tmp_path, source, kind):
        (tmp_path / "o.txt").write_text("mine")
        with pytest.raises(CannotWriteError, match=r"o\.txt is a file, and the tables go into a folder"):
            convert(source, tmp_path / "o.txt", kind)
        assert (tmp_path / "o.txt").read_text() == "mine"

    def test_a_pipe_gets_the_bytes_and_stays_a_pipe(self, tmp_path, source):
        pipe = tmp_path / "pipe.xml"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            convert(source, pipe)
            assert os.read(reader, 5) == b"<?xml"
        finally:
            os.close(reader)
        assert pipe.is_fifo()

    def test_a_link_stays_and_what_it_names_is_written(self, tmp_path, source):
        (tmp_path / "real").mkdir()
        (tmp_path / "link.xml").symlink_to(tmp_path / "real" / "made.xml")
        convert(source, tmp_path / "link.xml")
        assert (tmp_path / "link.xml").is_symlink()
        assert (tmp_path / "real" / "made.xml").read_bytes().startswith(b"<?xml")

    def test_a_full_device_is_named(self, source):
        with pytest.raises(CannotWriteError, match="/dev/full: cannot be written: No space left"):
            convert(source, "/dev/full", "quakeml")
