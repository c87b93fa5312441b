"""Stations: every table the field uses, and one code for one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from testban.bulletins import StationFileError, load_stations, read, read_stations, station_register


def table(tmp_path: Path, text: str, name: str = "stations.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


class TestForms:
    @pytest.mark.parametrize(
        "text",
        [
            "station,latitude,longitude,elevation_m\nMDJ,44.617,129.591,250\n",
            "CODE;LAT;LON;ELEV_KM\nMDJ;44.617;129.591;0.25\n",
            "# a comment\nsta\tstla\tstlo\tstel\nMDJ\t44.617\t129.591\t250\n",
            "#STA\tREFSTA\tONDATE\tOFFDATE\tLAT\tLON\tELEV\tSTATYPE\tSTANAME\n"
            "MDJ\tMDJ\t-1\t2286324\t44.617\t129.591\t0.25\tss\tMudanjiang, China\n",
            "GTSRCE MDJ LATLON 44.617 129.591 0 0.25\n",
            "MDJ IC 44.617 129.591 250.0 0.0\n",
            "MDJ     2006350       -1   44.6170  129.5910    0.2500 Mudanjiang\n",
            "station,latitude,longitude,elevation_m\nMDJ,44.617,489.591,250\n".replace("489.591", "129.591"),
        ],
    )
    def test_every_table_gives_the_same_station(self, tmp_path, text):
        (station,) = read_stations(table(tmp_path, text))
        assert station.id == "MDJ"
        assert station.latitude == pytest.approx(44.617)
        assert station.longitude == pytest.approx(129.591)
        assert station.elevation_m == pytest.approx(250.0)

    def test_east_longitudes_to_360_are_accepted(self, tmp_path):
        (station,) = read_stations(table(tmp_path, "sta,lat,lon\nAFI,-13.9,188.2\n"))
        assert station.longitude == pytest.approx(-171.8)

    def test_station_xml_is_read(self, tmp_path):
        from obspy.core.inventory import Inventory, Network
        from obspy.core.inventory import Station as ObsPyStation

        stations = [ObsPyStation("MDJ", latitude=44.617, longitude=129.591, elevation=250.0)]
        path = tmp_path / "s.xml"
        Inventory(networks=[Network("IC", stations=stations)], source="test").write(
            str(path), format="STATIONXML"
        )
        found = load_stations(path)
        assert found.find("MDJ", network="IC").elevation_m == 250.0

    def test_missing_elevations_are_said(self, tmp_path):
        assert "sea level" in load_stations(table(tmp_path, "sta,lat,lon\nMDJ,44.6,129.6\n")).warnings[0]


class TestNames:
    def test_a_seed_identifier_is_found_by_its_station_code(self, tmp_path):
        found = load_stations(
            table(tmp_path, "seed_id,lat,lon\nIC.MDJ.00.BHZ,44.6,129.6\nIC.MDJ.00.BHN,44.6,129.6\n")
        )
        assert len(found.stations) == 2
        assert found.find("mdj").id == "IC.MDJ.00.BHZ"
        assert found.find("MDJ", network="IC").id == "IC.MDJ.00.BHZ"

    def test_a_seed_identifier_finds_a_table_of_plain_codes(self, tmp_path):
        found = load_stations(table(tmp_path, "sta,lat,lon\nMDJ,44.6,129.6\n"))
        assert found.find("IC.MDJ.00.BHZ").id == "MDJ"
        assert "unknown station IC.XYZ" in found.find("IC.XYZ")

    def test_one_code_in_two_networks_far_apart_is_ambiguous_unless_the_network_is_named(self, tmp_path):
        found = load_stations(table(tmp_path, "id,lat,lon\nIC.AAA,44.6,129.6\nXX.AAA,10.0,20.0\n"))
        assert "ambiguous" in found.find("AAA")
        assert found.find("AAA", network="XX").latitude == 10.0


class TestBadRows:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("BAD,95.0,10.0", "latitude 95 outside -90..90"),
            ("BAD,10.0,400.0", "longitude 400 outside -180..360"),
            ("BAD,nan,10.0", "'nan', '10.0' is not a latitude and a longitude"),
            ("BAD,,", "station BAD: no coordinates"),
            ("BAD,0.0,0.0", "0, 0 stands for an unknown place"),
        ],
    )
    def test_a_bad_row_is_the_reason_at_its_arrival(self, tmp_path, row, reason):
        stations = table(tmp_path, f"sta,lat,lon\nMDJ,44.617,129.591\n{row}\n")
        arrivals = table(
            tmp_path,
            "station,phase,time\nMDJ,P,2017-09-03T03:30:53Z\nBAD,P,2017-09-03T03:30:53Z\n",
            "arrivals.csv",
        )
        (event,) = read(arrivals, stations_path=stations)
        assert len(event.arrivals) == 1
        assert reason in event.not_used[0].reason
        assert "stations.csv line 3" in event.not_used[0].reason

    def test_two_places_of_one_code_are_both_left_out(self, tmp_path):
        stations = table(tmp_path, "sta,lat,lon\nMDJ,44.6,129.6\nAAA,1.0,2.0\nAAA,1.5,2.0\n")
        found = load_stations(stations)
        assert [s.id for s in found.stations] == ["MDJ"]
        assert "two places 55.6 km apart (stations.csv lines 3 and 4)" in found.find("AAA")
        assert found.not_used[0].id == "AAA"

    def test_a_station_moved_by_metres_keeps_its_first_place(self, tmp_path):
        found = load_stations(table(tmp_path, "sta,lat,lon\nMDJ,44.6000,129.6\nMDJ,44.6001,129.6\n"))
        assert len(found.stations) == 1
        assert "within 1 km" in " ".join(found.warnings)

    def test_coordinates_to_a_tenth_of_a_degree_are_marked(self, tmp_path):
        found = load_stations(table(tmp_path, "sta,lat,lon\nAAA,44.6,129.6\nBBB,44.6,129.61\n"))
        assert found.coarse == {"AAA"}

    def test_stations_across_the_date_line_are_near(self, tmp_path):
        found = load_stations(table(tmp_path, "sta,lat,lon\nAAA,0.00,179.999\nAAA,0.00,-179.999\n"))
        assert len(found.stations) == 1


class TestBadFiles:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "# only a comment\n",
            "Dear colleague, here are the stations\n",
            "sta,lat,lon\n",
            "sta,lat,lon\nX,99,1\n",
        ],
    )
    def test_a_file_without_stations_is_refused_by_name(self, tmp_path, text):
        from testban.bulletins import BulletinFileError

        with pytest.raises(BulletinFileError, match=r"stations\.csv"):
            read_stations(table(tmp_path, text))

    def test_xml_of_another_kind_is_refused(self, tmp_path):
        with pytest.raises(StationFileError, match="another kind: its root is 'svg'"):
            read_stations(table(tmp_path, "<svg/>", "s.xml"))


class TestRegister:
    def test_it_holds_the_stations_of_the_monitoring_system(self):
        register = station_register()
        for code in ("ASAR", "AKASG", "BVAR", "MKAR", "ILAR", "MDJ"):
            assert not isinstance(register.find(code), str)

    def test_a_code_used_twice_in_the_world_is_refused(self):
        assert "two places" in station_register().find("SAM")
