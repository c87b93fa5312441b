"""The project's own table of arrivals."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make import ARRIVALS, STATIONS

from testban.bulletins import BulletinFileError, read
from testban.model import SeismicObservations


def read_text(tmp_path: Path, text: str, *, stations: str = STATIONS) -> tuple[SeismicObservations, ...]:
    file, table = tmp_path / "arrivals.csv", tmp_path / "stations.csv"
    file.write_text(text, encoding="utf-8")
    table.write_text(stations, encoding="utf-8")
    return read(file, stations_path=table)


def one(tmp_path: Path, row: str, header: str = "station,phase,time") -> SeismicObservations:
    return read_text(tmp_path, f"{header}\nMDJ,Pn,2017-09-03T03:30:53Z\n{row}\n")[0]


class TestReading:
    def test_rows_become_arrivals(self, tmp_path):
        (event,) = read_text(tmp_path, ARRIVALS)
        assert [a.id for a in event.arrivals] == ["MDJ/Pn", "INCN/Pn"]
        assert [a.time_sd_s for a in event.arrivals] == [0.1, None]
        assert event.id == "arrivals"

    def test_all_columns_in_any_case_and_with_semicolons(self, tmp_path):
        text = (
            "# made by hand\nID;Station;PHASE;Time_UTC;time_sd_s;Back_Azimuth_deg;back_azimuth_sd_deg;"
            "slowness_s_per_deg;slowness_sd_s_per_deg\nmine/1;mdj;Pn;2017-09-03 12:30:53+09:00;"
            "0.1;182;3;13.7;0.4\n"
        )
        (event,) = read_text(tmp_path, text)
        (arrival,) = event.arrivals
        assert arrival.id == "mine/1"
        assert arrival.station == "MDJ"
        assert arrival.time.isoformat() == "2017-09-03T03:30:53+00:00"
        assert (arrival.back_azimuth_deg, arrival.back_azimuth_sd_deg) == (182.0, 3.0)
        assert (arrival.slowness_s_per_deg, arrival.slowness_sd_s_per_deg) == (13.7, 0.4)

    def test_a_header_may_be_quoted_like_any_cell(self, tmp_path):
        text = '"station";"phase";"time"\n"MDJ";"Pn";"2017-09-03T03:30:53Z"\nINCN;Pn;2017-09-03T03:31:00Z\n'
        (event,) = read_text(tmp_path, text)
        assert [a.id for a in event.arrivals] == ["MDJ/Pn", "INCN/Pn"]

    def test_an_event_column_makes_several_events(self, tmp_path):
        text = "event,station,phase,time\nA,MDJ,P,2017-09-03T03:30:53Z\nB,MDJ,P,2016-09-03T03:30:53Z\n"
        assert [event.id for event in read_text(tmp_path, text)] == ["A", "B"]

    def test_rows_kept_by_station_are_sorted_without_a_word(self, tmp_path):
        event = one(tmp_path, "INCN,Pn,2017-09-03T03:30:00Z")
        assert [a.station for a in event.arrivals] == ["INCN", "MDJ"]
        assert not any("order" in warning for warning in event.warnings)

    def test_a_spreadsheet_with_byte_order_mark_and_crlf_is_read(self, tmp_path):
        (event,) = read_text(tmp_path, "\ufeff" + ARRIVALS.replace("\n", "\r\n"))
        assert len(event.arrivals) == 2

    @given(
        times=st.lists(
            st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2020, 1, 1)),
            min_size=1,
            max_size=8,
            unique=True,
        )
    )
    @settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_times_come_back_to_the_microsecond_in_order(self, tmp_path, times):
        rows = "".join(f"MDJ,P,{time.isoformat()}Z\n" for time in times)
        (event,) = read_text(tmp_path, "station,phase,time\n" + rows)
        assert [a.time.replace(tzinfo=None) for a in event.arrivals] == sorted(times)
        assert len({a.id for a in event.arrivals}) == len(times)


class TestBadRows:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("NOWH,Pn,2017-09-03T03:30:54Z", "unknown station NOWH"),
            ("INCN,Pn,nan", "'nan' is not an ISO 8601 time"),
            ("INCN,Pn,", "'' is not an ISO 8601 time"),
            ("INCN,Pn,2017-02-30T03:30:54Z", "not an ISO 8601 time"),
            ("INCN,Pn,1504409453", "not an ISO 8601 time"),
            ("INCN,Pn,0017-09-03T03:30:54Z", "before seismic recording began"),
            ("INCN,Pn,2117-09-03T03:30:54Z", "lies in the future"),
            ("INCN,Qq,2017-09-03T03:30:54Z", "phase 'Qq' does not exist"),
            ("MDJ,Pn,2017-09-03T03:30:53Z", "repeats line 2"),
            ("INCN,Pn", "2 cells where the header has 3"),
            ("INCN,Pn,2017-09-03T03:30:54Z,4", "4 cells where the header has 3"),
            ("<img src=x>,Pn,2017-09-03T03:30:54Z", "is not a station code"),
            ("=cmd(),Pn,2017-09-03T03:30:54Z", "is not a station code"),
            ("X" * 10_000 + ",Pn,2017-09-03T03:30:54Z", "(10000 characters) is not a station code"),
            ("INCN," + "P" * 10_000 + ",2017-09-03T03:30:54Z", "does not exist"),
        ],
    )
    def test_a_bad_row_is_named_and_the_rest_goes_on(self, tmp_path, row, reason):
        event = one(tmp_path, row)
        assert len(event.arrivals) == 1
        (refused,) = event.not_used
        assert reason in refused.reason
        assert "line 3" in refused.reason
        assert len(refused.reason) < 300
        assert len(refused.id) < 120

    def test_a_quote_never_closed_spoils_its_own_row_only(self, tmp_path):
        rows = (
            'MDJ,Pn,2017-09-03T03:30:53Z\n"MDJ,Pn,2017-09-03T03:30:54Z\n"INCN","Pn","2017-09-03T03:31:11Z"\n'
        )
        (event,) = read_text(tmp_path, "station,phase,time\n" + rows)
        assert [arrival.station for arrival in event.arrivals] == ["MDJ", "INCN"]
        (refused,) = event.not_used
        assert "line 3: 1 cells where the header has 3" in refused.reason

    @pytest.mark.parametrize("value", ["-1", "nan", "inf", "1e9", "abc", "0"])
    def test_a_bad_reading_error_is_left_out_and_said(self, tmp_path, value):
        event = one(tmp_path, f"INCN,Pn,2017-09-03T03:30:54Z,{value}", "station,phase,time,time_sd_s")
        arrival = next(a for a in event.arrivals if a.station == "INCN")
        assert arrival.time_sd_s is None
        assert "time_sd_s" in " ".join(event.warnings)


class TestBadFiles:
    def test_a_missing_column_is_named(self, tmp_path):
        with pytest.raises(BulletinFileError, match="no format testban reads"):
            read_text(tmp_path, "station,phase\nMDJ,Pn\n")

    def test_a_column_named_twice_is_refused(self, tmp_path):
        with pytest.raises(BulletinFileError, match="column station more than once"):
            read_text(tmp_path, "station,sta,phase,time\nA,MDJ,Pn,2017-09-03T03:30:53Z\n")

    def test_a_header_alone_is_refused(self, tmp_path):
        with pytest.raises(BulletinFileError, match="a header and no arrival"):
            read_text(tmp_path, "station,phase,time\n")

    def test_a_cut_last_row_is_refused_with_its_line(self, tmp_path):
        with pytest.raises(BulletinFileError, match=r"line 3: ends in the middle of a row: 2 of 4 cells"):
            read_text(tmp_path, "station,phase,time,time_sd_s\nMDJ,Pn,2017-09-03T03:30:53Z,0.1\nINCN,P")

    def test_columns_that_are_not_read_are_named(self, tmp_path):
        (event,) = read_text(tmp_path, "station,phase,time,colour\nMDJ,Pn,2017-09-03T03:30:53Z,red\n")
        assert "columns not read: 'colour'" in " ".join(event.warnings)
