"""One reader for every station table, and nothing from the epicentre in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from testban.bulletins import BulletinFileError, load_stations
from testban.waveforms import (
    StationFileError,
    StationMetadata,
    describe_channel,
    is_station_table,
    parse_stations_csv,
    read_station_file,
)
from testban.waveforms.stations import parse_station_file

GOOD = "id,latitude,longitude\nIC.MDJ,44.617,129.591\n"


def reasons(text: str) -> list[str]:
    """Why rows were left out of a table that has one good row more."""
    return [fault.reason for fault in parse_stations_csv(text, name="s.csv").not_used]


class TestNames:
    @pytest.mark.parametrize(
        "header",
        [
            "id,latitude,longitude",
            "seed_id,stla,stlo",
            "ID,Lat,Lon",
            "network,station,latitude,longitude",
            "Seed_ID,LATITUDE,Longitude",
        ],
    )
    def test_all_names_in_use_are_read(self, header: str) -> None:
        columns = header.lower().split(",")
        values = {"network": "IC", "station": "MDJ", "id": "IC.MDJ", "seed_id": "IC.MDJ"}
        row = ",".join(
            values.get(c, "44.5" if c in ("latitude", "stla", "lat") else "129.5") for c in columns
        )
        found = parse_stations_csv(f"{header}\n{row}\n").rows[0]
        assert (found.id, found.latitude, found.longitude) == ("IC.MDJ", 44.5, 129.5)

    def test_a_two_letter_channel_means_the_whole_station(self) -> None:
        text = "network,station,location,channel,latitude,longitude\nBK,CMB,00,BH,38.0,-120.4\n"
        assert parse_stations_csv(text).rows[0].id == "BK.CMB"

    def test_orientation_sensitivity_and_start_are_read(self) -> None:
        text = (
            "id,stla,stlo,cmpaz,cmpinc,sensitivity,start\n"
            "KS.SEHB..BHE,38.27,128.25,18.8,90,6e8,2017-09-03T03:27:21Z\n"
        )
        row = parse_stations_csv(text).rows[0]
        assert (row.azimuth_deg, row.inclination_deg, row.sensitivity) == (18.8, 90.0, 6e8)
        assert row.start_s == 1504409241.0

    def test_a_day_is_a_start(self) -> None:
        assert parse_stations_csv("id,lat,lon,start\nX,1,2,1970-01-02\n").rows[0].start_s == 86400.0

    @pytest.mark.parametrize("truth", ["dist_km,az,baz", "distance,azimuth,baz", "gcarc,evla,evlo"])
    def test_what_comes_from_the_epicentre_is_not_read(self, truth: str) -> None:
        with_truth = f"id,stla,stlo,{truth}\nX,1.0,2.0,371.0,6.4,186.7\n"
        assert parse_stations_csv(with_truth).rows == parse_stations_csv("id,stla,stlo\nX,1.0,2.0\n").rows

    def test_azimuth_counts_beside_an_inclination_and_is_named_where_it_does_not(self) -> None:
        assert parse_stations_csv("id,lat,lon,azimuth,inclination\nX,1,2,30,90\n").rows[0].azimuth_deg == 30.0
        alone = parse_stations_csv("id,lat,lon,azimuth\nX,1,2,30\n")
        assert alone.rows[0].azimuth_deg is None
        assert "azimuth not read" in alone.warnings[0]

    def test_longitudes_beyond_180_are_brought_back(self) -> None:
        assert parse_stations_csv("id,lat,lon\nX,1,200\n").rows[0].longitude == -160.0


class TestElevation:
    @pytest.mark.parametrize(
        ("header", "cell"),
        [
            ("id,lat,lon,elevation", "250"),
            ("id,lat,lon,stel", "250.0"),
            ("id,lat,lon,elevation_km", "0.25"),
            ("#id,lat,lon,elev", "0.25"),
            ("#id,lat,lon,elevation_m", "250"),
        ],
    )
    def test_metres_and_kilometres_give_the_same(self, header: str, cell: str) -> None:
        assert parse_stations_csv(f"{header}\nX,1,2,{cell}\n").rows[0].elevation_m == pytest.approx(250.0)

    @pytest.mark.parametrize("cell", ["", "-999", "-999.0000"])
    def test_an_unknown_elevation_is_none(self, cell: str) -> None:
        found = parse_stations_csv(f"id,lat,lon,elev\nX,1,2,{cell}\n")
        assert found.rows[0].elevation_m is None
        assert not found.warnings

    @pytest.mark.parametrize("cell", ["high", "95000", "nan", "1_000"])
    def test_an_absurd_elevation_is_left_out_by_name_and_the_place_kept(self, cell: str) -> None:
        found = parse_stations_csv(f"id,lat,lon,elev\nX,1,2,{cell}\n", name="s.csv")
        assert found.rows[0].elevation_m is None
        assert f"s.csv line 2: station X: elevation_m '{cell}' left out" in found.warnings[0]


class TestForms:
    @pytest.mark.parametrize(
        "text",
        [
            GOOD,
            "\ufeff" + GOOD,
            GOOD.replace("\n", "\r\n"),
            GOOD.replace("\n", "\r"),
            GOOD.replace(",", ";"),
            GOOD.replace(",", "\t"),
            GOOD.replace(",", "   "),
            GOOD.replace("IC.MDJ", '"IC.MDJ"'),
            GOOD.replace("\nIC", "\n\n,,\n# a remark\nIC"),
            "# from a list\n\n" + GOOD,
            "#" + GOOD,
            GOOD.replace("id,", "ID ,").replace("IC.MDJ,44", " IC.MDJ , 44"),
            'id,note,latitude,longitude\nIC.MDJ,"Mudanjiang, ""China""",44.617,129.591\n',
            GOOD.rstrip("\n"),
            GOOD.rstrip("\n") + ",,,\n",
        ],
    )
    def test_every_form_gives_the_same_row(self, text: str) -> None:
        found = parse_stations_csv(text)
        assert [(r.id, r.latitude, r.longitude) for r in found.rows] == [("IC.MDJ", 44.617, 129.591)]
        assert found.not_used == ()

    def test_the_content_decides_not_the_name(self, tmp_path: Path) -> None:
        path = tmp_path / "stations.txt"
        path.write_text(GOOD, encoding="utf-8")
        assert read_station_file(path).rows[0].id == "IC.MDJ"

    def test_a_latin_1_table_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "s.csv"
        path.write_bytes("id,lat,lon,name\nX,1,2,Bondár\n".encode("latin-1"))
        assert read_station_file(path).rows[0].latitude == 1.0


class TestBothRoomsReadTheSame:
    @pytest.mark.parametrize(
        "text",
        [
            GOOD + "X,95,1\nY,one,2\n,3,4\nZ,0,0\n",
            "seed_id;stla;stlo;elevation\nIC.MDJ.00.BHZ;44.617;129.591;250\nA;;\n",
            "sta,lat,lon\nAAA,1,2\nAAA,3,4\nBBB,5,6\n",
        ],
    )
    def test_rows_and_reasons(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "s.csv"
        path.write_text(text, encoding="utf-8")
        table, book = load_stations(path), read_station_file(path)
        assert [s.latitude for s in table.stations] == [r.latitude for r in book.rows]
        assert table.not_used == book.not_used


class TestBadRows:
    @pytest.mark.parametrize(
        ("row", "says"),
        [
            ("X,abc,2", "s.csv line 3: station X: 'abc', '2' is not a latitude and a longitude"),
            ("X,91,2", "s.csv line 3: station X: latitude 91 outside -90..90"),
            ("X,95.0,2", "latitude 95 outside"),
            ("X,1,361", "longitude 361 outside -180..360"),
            ("X,nan,2", "is not a latitude and a longitude"),
            ("X,inf,2", "is not a latitude and a longitude"),
            ("X,,2", "is not a latitude and a longitude"),
            ("X,44,617", "longitude 617 outside"),
            ("X,,", "station X: no coordinates"),
            ("X", "station X: no coordinates"),
            ("X,0.0,0", "0, 0 stands for an unknown place"),
            (",1,2", "names no station"),
            ("<b>X,1,2", "is not a station code"),
            ("X,1,2,3", "4 cells where the header has 3"),
            ('X,"1,2', "is not a latitude and a longitude"),
            ("X,44;5,2", "is not a latitude and a longitude"),
        ],
    )
    def test_a_bad_row_is_a_reason_and_the_rest_is_read(self, row: str, says: str) -> None:
        text = f"{GOOD}{row}\nIC.BJT,40.0183,116.1679\n"
        found = parse_stations_csv(text, name="s.csv")
        assert [r.id for r in found.rows] == ["IC.MDJ", "IC.BJT"]
        assert len(found.not_used) == 1
        assert says in found.not_used[0].reason

    def test_a_decimal_comma_is_no_number(self) -> None:
        text = "id;lat;lon\nX;44,6;129,5\nY;1.0;2.0\n"
        assert "'44,6', '129,5' is not a latitude and a longitude" in reasons(text)[0]

    @pytest.mark.parametrize(
        ("cells", "field"),
        [
            ("north,90,1e9,", "azimuth_deg"),
            ("0,200,1e9,", "inclination_deg"),
            ("0,90,-5,", "sensitivity"),
            ("0,90,1e9,yesterday", "start"),
        ],
    )
    def test_a_bad_value_is_left_out_by_name_and_the_row_kept(self, cells: str, field: str) -> None:
        found = parse_stations_csv(
            f"id,lat,lon,cmpaz,cmpinc,sensitivity,start\nX,1,2,{cells}\n", name="s.csv"
        )
        assert found.rows[0].latitude == 1.0
        assert f"s.csv line 2: station X: {field}" in found.warnings[0]

    def test_two_places_of_one_id_at_one_time_are_left_out_with_both_lines(self) -> None:
        text = GOOD + "X,1.0,2.0\nX,1.5,2.0\n"
        found = parse_stations_csv(text, name="s.csv")
        assert [row.id for row in found.rows] == ["IC.MDJ"]
        assert found.not_used[0].id == "X"
        assert "two places 55.6 km apart (s.csv lines 3 and 4)" in found.not_used[0].reason

    def test_a_station_that_moved_has_a_place_for_each_time(self) -> None:
        text = "id,lat,lon,start\nX.A..BHZ,1,2,2010-01-01\nX.A..BHZ,1.5,2,2016-01-01\n"
        rows = parse_stations_csv(text).rows
        book = StationMetadata(rows=rows)
        late = describe_channel("X.A..BHZ", 1.5e9, book, {})[0]
        early = describe_channel("X.A..BHZ", 1.26e9, book, {})[0]
        assert late is not None
        assert early is not None
        assert (early.latitude, late.latitude) == (1.0, 1.5)

    def test_letters_of_any_case_name_the_channel(self) -> None:
        book = StationMetadata(rows=parse_stations_csv("id,lat,lon\nic.mdj.00.bhz,44.6,129.6\n").rows)
        found = describe_channel("IC.MDJ.00.BHZ", 0.0, book, {})[0]
        assert found is not None
        assert found.latitude == 44.6


class TestBadFiles:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "is empty"),
            ("\n \n,,\n", "is empty"),
            ("# a remark\n", "comments only"),
            ("id,latitude,longitude\n", "no station that can be used below its header"),
            ("id,latitude\nX,1\n", r"lacks a longitude \(longitude, lon, stlo"),
            ("latitude,longitude\n1,2\n", "lacks an id or station"),
            ("id,lat,lon,lat\nX,1,2,3\n", "names the column 'lat' twice"),
            ("id,lat,LON,lon\nX,1,2,3\n", "names the column 'lon' twice"),
            ("id,lat,lon\nX,91,2\n", "the first problem: .*outside -90..90"),
            ("Dear colleague,\nhere are the stations\n", "is not a table of stations"),
        ],
    )
    def test_the_message_names_line_and_value(self, text: str, says: str) -> None:
        with pytest.raises(StationFileError, match=says):
            parse_stations_csv(text)

    @pytest.mark.parametrize(
        "data",
        [
            b"\x00\x01\xff\xfe",
            b"\xff\xfe" + bytes(100),
            b"\x1f\x8b\x08abc",
            b"PK\x03\x04abc",
            bytes(range(1, 32)) * 9,
        ],
    )
    def test_a_binary_file_is_refused_by_name(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "stations.csv"
        path.write_bytes(data)
        with pytest.raises(StationFileError, match=r"stations\.csv line 1: is (binary|compressed)"):
            read_station_file(path)
        with pytest.raises(BulletinFileError, match=r"stations\.csv line 1: is (binary|compressed)"):
            load_stations(path)

    def test_a_table_that_a_spreadsheet_saved_as_utf_16_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "stations.csv"
        path.write_text(GOOD, encoding="utf-8")
        plain = load_stations(path).stations
        path.write_text(GOOD, encoding="utf-16")
        assert load_stations(path).stations == plain

    def test_a_table_of_other_things_is_none_of_stations(self) -> None:
        assert not is_station_table("id,dist_km,az\nX,1,2\n")
        assert not is_station_table("")


CELL = st.text(alphabet="X.aé0123456789-+eE\"';\t nN\0", max_size=8)


class TestFormsWithoutHeader:
    NONLINLOC = "GTSRCE MDJ LATLON 44.617 129.591 0 0.25\n"

    def test_one_that_the_user_names_places_its_stations(self, tmp_path):
        path = tmp_path / "sources.in"
        path.write_text(self.NONLINLOC)
        (row,) = read_station_file(path).rows
        assert (row.station, row.latitude, row.elevation_m) == ("MDJ", 44.617, 250.0)

    def test_one_that_lies_among_records_is_not_taken_for_stations(self, tmp_path):
        with pytest.raises(StationFileError, match="neither a table of stations"):
            parse_station_file(self.NONLINLOC.encode(), tmp_path / "sources.in")


class TestFuzz:
    @settings(deadline=None, max_examples=150)
    @given(st.text(alphabet='id,latonge.0123456789-"\n\r\t N\0é', max_size=200))
    @example("id,lat,lon\n\0,1,2\n")
    @example('id,lat,lon\n"' + "x" * 200_000 + "\n")
    def test_no_text_makes_anything_but_rows_or_the_error(self, text: str) -> None:
        try:
            found = parse_stations_csv(text)
        except StationFileError:
            return
        assert found.rows
        assert all(-90.0 <= row.latitude <= 90.0 and -180.0 <= row.longitude <= 180.0 for row in found.rows)

    @settings(deadline=None, max_examples=150)
    @given(
        st.lists(st.tuples(CELL, CELL, CELL, CELL), max_size=8),
        st.sampled_from(",;\t"),
        st.sampled_from(["\n", "\r\n", "\r"]),
        st.sampled_from(["", "\ufeff"]),
    )
    def test_every_row_is_used_or_named_and_the_good_ones_always_come_through(
        self, rows: list[tuple[str, ...]], delimiter: str, end: str, mark: str
    ) -> None:
        table = [("GOOD1", "1.0", "2.0", "3"), *rows, ("GOOD2", "4.0", "5.0", "6")]
        lines = ["id,latitude,longitude,elevation".replace(",", delimiter)]
        lines += [delimiter.join(cells) for cells in table]
        found = parse_stations_csv(mark + end.join(lines), name="s.csv")
        assert {"GOOD1", "GOOD2"} <= {row.id for row in found.rows}
        spoken_of = {row.line for row in found.rows}
        named = " ".join(fault.reason for fault in found.not_used) + " "
        for at, line in enumerate(lines[1:], start=2):
            blank = not line.strip(f' "{delimiter}\t\0')
            assert (
                at in spoken_of
                or f"line {at}:" in named
                or f"{at})" in named
                or f"lines {at} " in named
                or blank
            )
