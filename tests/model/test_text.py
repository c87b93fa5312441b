"""Text of others becomes numbers and times, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.model.text import iso_time, number, time_problem

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class TestTimes:
    @settings(max_examples=200)
    @given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)), st.integers(0, 6), st.sampled_from("TZ "))
    def test_every_way_to_write_a_time_gives_the_same(self, moment: datetime, digits: int, form: str) -> None:
        cut = moment.replace(microsecond=moment.microsecond // 10 ** (6 - digits) * 10 ** (6 - digits))
        text = cut.strftime("%Y-%m-%dT%H:%M:%S").zfill(19)
        text += f".{cut.microsecond:06d}"[: digits + 1] if digits else ""
        written = {"T": text, "Z": text + "Z", " ": text.replace("T", " ") + " +00:00"}[form]
        assert iso_time(written) == cut.replace(tzinfo=UTC)

    @settings(max_examples=300)
    @given(st.lists(st.tuples(st.integers(0, 26), st.sampled_from("0123456789:-TZ.,+ W６_")), max_size=3))
    def test_a_spoilt_time_is_none_or_what_it_says(self, changes: list[tuple[int, str]]) -> None:
        letters = list("2017-09-03T03:30:53.123456Z")
        for at, letter in changes:
            letters[at] = letter
        found = iso_time("".join(letters))
        if found is not None and found.second < 59 and letters[-1] == "Z" and letters[19] == ".":
            assert found.strftime("%H%M%S") == "".join(letters[11:19]).replace(":", "")

    @pytest.mark.parametrize(
        "text",
        [
            "2017-09-03T24:00:00Z",
            "2017-09-03T03:30:61Z",
            "2017-02-30T00:00:00Z",
            "2017-09-03T03:30:01.Z",
            "0000-01-01T00:00:00Z",
            "20170903T033001Z",
            "2017-W09-3T03:30:01Z",
            "",
        ],
    )
    def test_what_no_clock_shows_is_none(self, text: str) -> None:
        assert iso_time(text) is None

    def test_a_leap_second_is_the_next_minutes_first(self) -> None:
        assert iso_time("2016-12-31T23:59:60Z") == datetime(2017, 1, 1, tzinfo=UTC)

    def test_a_time_of_tomorrow_may_be_a_clock_and_one_of_next_week_is_not(self) -> None:
        assert time_problem(datetime.now(UTC)) is None
        assert "future" in str(time_problem(datetime.now(UTC) + timedelta(days=7)))
        assert "before seismic recording" in str(time_problem(EPOCH - timedelta(days=40_000)))


class TestNumbers:
    @pytest.mark.parametrize("text", ["nan", "inf", "1_0", "", "1e400", "0x10", "1,5", "--1", "٣", "1" * 50])
    def test_what_is_no_plain_decimal_is_none(self, text: str) -> None:
        assert number(text) is None

    @settings(max_examples=100)
    @given(st.floats(-1e200, 1e200))
    def test_every_number_is_read_as_python_writes_it(self, value: float) -> None:
        assert number(repr(value)) == value
