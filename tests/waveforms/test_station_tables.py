"""One reader for every station table, and nothing from the epicentre in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.waveforms import StationFileError, parse_stations_csv, read_stations_csv


class TestNames:
    @pytest.mark.parametrize(
        "header",
        ["id,latitude,longitude", "seed_id,stla,stlo", "ID,Lat,Lon", "network,station,latitude,longitude"],
    )
    def test_all_names_in_use_are_read(self, header: str) -> None:
        columns = header.lower().split(",")
        values = {"network": "IC", "station": "MDJ", "id": "IC.MDJ", "seed_id": "IC.MDJ"}
        row = ",".join(
            values.get(c, "44.5" if c in ("latitude", "stla", "lat") else "129.5") for c in columns
        )
        found = parse_stations_csv(f"{header}\n{row}\n")[0]
        assert (found.id, found.latitude, found.longitude) == ("IC.MDJ", 44.5, 129.5)

    def test_a_two_letter_channel_means_the_whole_station(self) -> None:
        text = "network,station,location,channel,latitude,longitude\nBK,CMB,00,BH,38.0,-120.4\n"
        assert parse_stations_csv(text)[0].id == "BK.CMB"

    def test_orientation_sensitivity_and_start_are_read(self) -> None:
        text = (
            "id,stla,stlo,cmpaz,cmpinc,sensitivity,start\n"
            "KS.SEHB..BHE,38.27,128.25,18.8,90,6e8,2017-09-03T03:27:21Z\n"
        )
        row = parse_stations_csv(text)[0]
        assert (row.azimuth_deg, row.inclination_deg, row.sensitivity) == (18.8, 90.0, 6e8)
        assert row.start_s == 1504409241.0

    def test_what_comes_from_the_epicentre_is_not_read(self) -> None:
        plain = "id,stla,stlo{0}\nX,1.0,2.0{1}\n"
        with_truth = plain.format(",dist_km,az,baz", ",371.0,6.4,186.7")
        assert parse_stations_csv(with_truth) == parse_stations_csv(plain.format("", ""))

    def test_longitudes_beyond_180_are_brought_back(self) -> None:
        assert parse_stations_csv("id,lat,lon\nX,1,200\n")[0].longitude == -160.0


class TestBadInput:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "no row"),
            ("id,latitude,longitude\n", "no row"),
            ("id,latitude\nX,1\n", "longitude"),
            ("latitude,longitude\n1,2\n", "no column"),
            ("id,lat,lon\nX,abc,2\n", "line 2: latitude 'abc' is no number"),
            ("id,lat,lon\nX,91,2\n", "outside -90..90"),
            ("id,lat,lon\nX,nan,2\n", "outside"),
            ("id,lat,lon\nX,,2\n", "has no coordinates"),
            ("id,lat,lon\n,1,2\n", "no station id"),
            ("id,lat,lon,start\nX,1,2,yesterday\n", "no ISO 8601 time"),
            ("id,lat,lon\n\0,1,2\n", "binary"),
        ],
    )
    def test_the_message_names_line_and_value(self, text: str, says: str) -> None:
        with pytest.raises(StationFileError, match=says):
            parse_stations_csv(text)

    def test_a_binary_file_is_refused_by_name(self, tmp_path: Path) -> None:
        path = tmp_path / "stations.csv"
        path.write_bytes(b"\xff\xfe\x00\x01")
        with pytest.raises(StationFileError, match=r"stations\.csv"):
            read_stations_csv(path)

    @settings(deadline=None, max_examples=150)
    @given(st.text(alphabet='id,latonge.0123456789-"\n\r\t N\0é', max_size=200))
    def test_no_text_makes_anything_but_rows_or_the_error(self, text: str) -> None:
        try:
            rows = parse_stations_csv(text)
        except StationFileError:
            return
        assert all(-90.0 <= row.latitude <= 90.0 and -180.0 <= row.longitude <= 180.0 for row in rows)
