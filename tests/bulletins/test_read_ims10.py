"""IMS1.0 and ISF bulletins: what is read, what is refused, and that origins stay out."""

from __future__ import annotations

from pathlib import Path

import pytest
from make import IMS_INFO, STATIONS, ims, ims_info, ims_origin, ims_phase

from testban.bulletins import BulletinFileError, published_origins, read
from testban.model import SeismicObservations


def read_text(tmp_path: Path, text: str, *, stations: str = STATIONS) -> tuple[SeismicObservations, ...]:
    file, table = tmp_path / "bulletin.txt", tmp_path / "stations.csv"
    file.write_text(text, encoding="utf-8")
    table.write_text(stations, encoding="utf-8")
    return read(file, stations_path=table)


def reasons(observations: SeismicObservations) -> str:
    return " | ".join(item.reason for item in observations.not_used)


class TestReadings:
    def test_a_phase_line_becomes_an_arrival(self, tmp_path):
        (event,) = read_text(tmp_path, ims(ims_phase(azimuth="182.5", slowness="13.70")))
        (arrival,) = event.arrivals
        assert (arrival.id, arrival.station, arrival.phase) == ("MDJ/Pn", "MDJ", "Pn")
        assert arrival.time.isoformat() == "2017-09-03T03:30:53.900000+00:00"
        assert (arrival.back_azimuth_deg, arrival.slowness_s_per_deg) == (182.5, 13.7)
        assert arrival.time_sd_s is None
        assert [station.id for station in event.stations] == ["MDJ"]
        assert (event.id, event.title) == ("123456", "Somewhere")

    def test_every_file_read_is_named_with_its_hash(self, tmp_path):
        (event,) = read_text(tmp_path, ims())
        assert [item.name for item in event.inputs] == ["bulletin.txt", "stations.csv"]
        assert all(str(tmp_path) not in item.model_dump_json() for item in event.inputs)

    def test_reading_errors_and_dates_of_the_long_form_are_used(self, tmp_path):
        tail = f"\n{IMS_INFO}\n{ims_info('1', day='2017/09/05')}"
        text = ims(ims_phase(azimuth="182.5", slowness="13.70"), subformat="long", tail=tail)
        (event,) = read_text(tmp_path, text)
        (arrival,) = event.arrivals
        assert (arrival.time_sd_s, arrival.back_azimuth_sd_deg, arrival.slowness_sd_s_per_deg) == (
            0.12,
            2.5,
            0.3,
        )
        assert arrival.time.day == 5

    def test_a_reading_after_midnight_falls_on_the_next_day(self, tmp_path):
        text = ims(ims_phase(clock="00:05:00.0"), origins=(ims_origin(clock="23:55:00.00"),))
        (event,) = read_text(tmp_path, text)
        assert event.arrivals[0].time.isoformat() == "2017-09-04T00:05:00+00:00"

    def test_a_second_reading_of_one_phase_gets_its_own_identifier(self, tmp_path):
        (event,) = read_text(tmp_path, ims(ims_phase(), ims_phase(clock="03:30:54.9")))
        assert [arrival.id for arrival in event.arrivals] == ["MDJ/Pn", "MDJ/Pn#2"]

    def test_old_spellings_of_a_phase_are_brought_to_one_and_said(self, tmp_path):
        (event,) = read_text(tmp_path, ims(ims_phase(phase="PN"), ims_phase(phase="P*", station="INCN")))
        assert {arrival.phase for arrival in event.arrivals} == {"Pn", "Pb"}
        assert "PN to Pn (1)" in " ".join(event.warnings)

    def test_comments_and_blank_lines_are_no_readings(self, tmp_path):
        text = ims(" (#OrigID 1)", ims_phase(), "", " (a remark: 03:30:53.9)", ims_phase(station="INCN"))
        (event,) = read_text(tmp_path, text)
        assert len(event.arrivals) == 2
        assert event.not_used == ()

    def test_two_messages_in_one_file_are_two_events(self, tmp_path):
        assert len(read_text(tmp_path, ims() + "\nsome text between\n" + ims())) == 2

    def test_prose_and_markup_around_the_message_are_passed_over(self, tmp_path):
        text = "<html><pre>\nEvent type search\nEvents found: 1\n" + ims() + "</pre>\nPipers Lane\n"
        assert len(read_text(tmp_path, text)[0].arrivals) == 1

    def test_an_event_without_arrivals_is_reported_and_not_dropped(self, tmp_path):
        text = ims().replace(ims_phase() + "\n", "")
        (event,) = read_text(tmp_path, text)
        assert event.arrivals == ()
        assert "no arrival" in event.warnings[-1]

    def test_a_code_of_the_packaged_register_needs_no_station_file(self, tmp_path):
        file = tmp_path / "bulletin.txt"
        file.write_text(ims())
        (event,) = read(file)
        assert event.stations[0].latitude == pytest.approx(44.6, abs=0.1)
        assert event.inputs[1].name == "station_register.csv"


class TestOriginsAreNoInput:
    def test_published_origins_are_offered_apart(self, tmp_path):
        file = tmp_path / "b.txt"
        file.write_text(ims(origins=(ims_origin(author="USCGS"), ims_origin(author="ISC"), " (#PRIME)")))
        first, second = published_origins(file)
        assert (first.author, first.prime, second.author, second.prime) == ("USCGS", False, "ISC", True)
        assert (second.latitude, second.longitude, second.major_km, second.depth_flag) == (
            41.3,
            129.08,
            4.09,
            "f",
        )

    def test_moving_the_origin_changes_nothing(self, tmp_path):
        (here,) = read_text(tmp_path, ims())
        (there,) = read_text(tmp_path, ims().replace(" 41.3000  129.0800", "-41.3000   29.0800"))
        assert here.model_dump(exclude={"inputs"}) == there.model_dump(exclude={"inputs"})

    def test_nothing_of_the_origin_is_in_the_observations(self, tmp_path):
        (event,) = read_text(tmp_path, ims())
        assert "41.3" not in event.model_dump_json()
        assert "129.08" not in event.model_dump_json()

    def test_shifting_all_days_shifts_all_times(self, tmp_path):
        (one,) = read_text(tmp_path, ims())
        (two,) = read_text(tmp_path, ims(origins=(ims_origin(day="2017/09/04"),)))
        assert (two.arrivals[0].time - one.arrivals[0].time).total_seconds() == 86400.0

    def test_without_an_origin_there_is_no_day_and_that_is_the_reason(self, tmp_path):
        (event,) = read_text(tmp_path, ims(origins=()))
        assert event.arrivals == ()
        assert "has no origin with a date" in reasons(event)

    def test_origins_on_different_days_leave_the_day_open(self, tmp_path):
        text = ims(origins=(ims_origin(), ims_origin(day="2017/09/07")))
        (event,) = read_text(tmp_path, text)
        assert "different days" in reasons(event)


class TestBadRows:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (ims_phase(station="XYZW"), "unknown station XYZW"),
            (ims_phase(phase="Pxq"), "phase 'Pxq' does not exist"),
            (ims_phase(phase="LR"), "surface wave"),
            (ims_phase(phase="AMB"), "amplitude measurement"),
            (ims_phase(phase=""), "no phase is named"),
            (ims_phase(phase="(S)"), "did not identify"),
            (ims_phase(phase="(PcP)"), "doubted by its reader"),
            (ims_phase(phase="S/(SKS)"), "more than one phase"),
            (ims_phase(clock=""), "no arrival time"),
            (ims_phase(clock="nan"), "not a time of day"),
            (ims_phase(clock="25:30:00.0"), "not a time of day"),
            (ims_phase(clock="03:61:00.0"), "not a time of day"),
            (ims_phase(clock="12:30:00.0"), "9.0 h from the event's origins"),
            (ims_phase(station="<b>"), "is not a station code"),
            (ims_phase(station=""), "no station is named"),
        ],
    )
    def test_a_bad_row_is_named_and_the_rest_goes_on(self, tmp_path, row, reason):
        (event,) = read_text(tmp_path, ims(row, ims_phase(station="INCN")))
        assert len(event.arrivals) == 1
        (refused,) = event.not_used
        assert reason in refused.reason
        assert "bulletin.txt line 11" in refused.reason

    def test_a_repeated_row_counts_once(self, tmp_path):
        (event,) = read_text(tmp_path, ims(ims_phase(), ims_phase()))
        assert len(event.arrivals) == 1
        assert "repeats line 11" in reasons(event)

    def test_a_reading_in_the_future_is_refused(self, tmp_path):
        (event,) = read_text(tmp_path, ims(origins=(ims_origin(day="2150/01/01"),)))
        assert "lies in the future" in reasons(event)

    def test_an_absurd_azimuth_is_left_out_and_said(self, tmp_path):
        (event,) = read_text(tmp_path, ims(ims_phase(azimuth="999.0", slowness="-1.0")))
        assert event.arrivals[0].back_azimuth_deg is None
        assert "back azimuth '999.0' left out" in " ".join(event.warnings)

    def test_a_bad_origin_line_is_named(self, tmp_path):
        (event,) = read_text(tmp_path, ims(origins=("2017/13/45 99:99:99", ims_origin())))
        assert "not a date and time of an origin" in reasons(event)
        assert len(event.arrivals) == 1

    def test_hostile_text_in_the_region_is_cleaned_and_said(self, tmp_path):
        text = ims().replace("Somewhere", "<script>alert('x')</script>\x1b[31m" + "A" * 10_000)
        (event,) = read_text(tmp_path, text)
        assert len(event.title) <= 120
        assert "<" not in event.title
        assert "cleaned" in " ".join(event.warnings)


class TestBadFiles:
    def test_a_file_cut_inside_a_row_is_refused_with_its_line(self, tmp_path):
        text = ims(ims_phase(), ims_phase(station="INCN"))
        cut = text[: text.index("INCN") + 30]
        with pytest.raises(BulletinFileError, match=r"bulletin.txt line 12: ends in the middle of a line"):
            read_text(tmp_path, cut)

    def test_a_file_without_its_end_is_read_and_said(self, tmp_path):
        (event,) = read_text(tmp_path, ims().replace("STOP\n", ""))
        assert len(event.arrivals) == 1
        assert "no STOP line" in " ".join(event.warnings)

    def test_an_empty_file_is_named(self, tmp_path):
        with pytest.raises(BulletinFileError, match=r"bulletin.txt line 1: the file is empty"):
            read_text(tmp_path, " \n \n")

    def test_a_message_without_events_is_named(self, tmp_path):
        with pytest.raises(BulletinFileError, match="holds no event"):
            read_text(
                tmp_path, "BEGIN IMS1.0\nDATA_TYPE BULLETIN IMS1.0:short\nNo events were found.\nSTOP\n"
            )

    def test_a_binary_file_is_named_with_byte_and_line(self, tmp_path):
        file = tmp_path / "b.bin"
        file.write_bytes(b"text\n\x00\x01\x02" * 50)
        with pytest.raises(BulletinFileError, match=r"b.bin line 2: is binary, not text \(byte 0x00\)"):
            read(file)

    def test_a_compressed_file_is_named(self, tmp_path):
        file = tmp_path / "b.gz"
        file.write_bytes(b"\x1f\x8b\x08rest")
        with pytest.raises(BulletinFileError, match="is compressed"):
            read(file)

    def test_a_file_of_no_known_format_says_what_it_begins_with(self, tmp_path):
        with pytest.raises(BulletinFileError, match=r"no format testban reads .* 'Dear colleague'"):
            read_text(tmp_path, "Dear colleague\n")

    @pytest.mark.parametrize("name", ["absent.txt", "a\0b"])
    def test_a_file_that_is_not_there_is_named(self, tmp_path, name):
        with pytest.raises(BulletinFileError):
            read(tmp_path / name)

    def test_a_folder_without_tables_is_named(self, tmp_path):
        with pytest.raises(BulletinFileError, match="no set of CSS3"):
            read(tmp_path)
