"""The file of measurements: what is written is what is read, and nothing else is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.discrimination import discriminants_of
from testban.magnitudes import ScaleReadings
from testban.measurements import (
    MeasurementFileError,
    Measurements,
    PAmplitude,
    StationRatio,
    parse_measurements,
    read_measurements,
    write_measurements,
)
from testban.model import Detection, InputFile, LevelTime, StationMagnitude

FULL = Measurements(
    event="test",
    time_s=1504409401.6,
    latitude=41.3,
    longitude=129.08,
    origin_source="somebody, 2017",
    onsets=(
        Detection(
            "IC.MDJ",
            1504409454.92,
            0.182,
            9047.4,
            "up",
            (
                LevelTime((0.8, 2.0), 1504409455.621, 0.05, 900.0),
                LevelTime((2.0, 4.0), 1504409455.407, 0.061, 11.4),
            ),
        ),
    ),
    ratios=(
        StationRatio("IC.MDJ", (1.0, 2.0), 370.7, 6.4, 0.17, "measured", 61761.0, 42426.0, 80.4),
        StationRatio("JP.JSU", (4.0, 8.0), 1093.0, 173.0, 0.9, "lower bound", 3.0, 1.0, 0.9, "S 1.1, so"),
        StationRatio("JP.JNU", (4.0, 8.0), 921.0, 169.0, None, "not measured", reason="outside, masked"),
    ),
    amplitudes=(PAmplitude("IC.MDJ.00.BHZ", (0.8, 2.0), 1234.5, 6.7, 2.4e-7),),
    inputs=(InputFile(name="a.mseed", sha256="0" * 64),),
)


class TestRoundTrip:
    def test_what_is_written_is_read(self) -> None:
        assert parse_measurements(write_measurements(FULL)) == FULL

    def test_the_same_measurements_give_the_same_bytes(self) -> None:
        text = write_measurements(FULL)
        assert write_measurements(parse_measurements(text)) == text

    def test_an_event_without_any_measurement_is_kept(self) -> None:
        bare = Measurements("x", 0.0, 0.0, 0.0, "nobody")
        assert parse_measurements(write_measurements(bare)) == bare

    def test_a_file_is_read_by_its_path(self, tmp_path: Path) -> None:
        path = tmp_path / "m.yaml"
        path.write_text(write_measurements(FULL), encoding="utf-8")
        assert read_measurements(path) == FULL


class TestBadInput:
    def test_a_level_without_an_onset_names_the_station(self) -> None:
        text = write_measurements(FULL).replace("IC.MDJ,0.8,2,2017", "IC.HIA,0.8,2,2017")
        with pytest.raises(MeasurementFileError, match=r"'IC\.HIA' has a level and no onset"):
            parse_measurements(text)

    def test_a_file_without_levels_is_read(self) -> None:
        text = write_measurements(FULL)
        without = text[: text.index("levels: |")] + text[text.index("p_over_s: |") :]
        assert parse_measurements(without).onsets[0].levels == ()

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("testban.measurements/1", "other/9", "not a file of measurements"),
            ("latitude: 41.3", "latitude: north", "could not convert"),
            ("latitude: 41.3", "latitude: .nan", "not a finite number"),
            ("0.1700,measured", "0.1700,guessed", "guessed"),
            ("0.1700,measured", ",measured", "'measured' with log10_ratio ''"),
            ("0.1700,measured", "99,measured", "beyond 10"),
            ("station,time,sd_s", "station,when,sd_s", "time"),
            ("9047.4,up", "9047.4", "row 2"),
            ("sha256: '", "sha256: 'zz", "sha256"),
        ],
    )
    def test_the_message_names_the_file_and_the_fault(self, old: str, new: str, says: str) -> None:
        text = write_measurements(FULL)
        assert old in text
        with pytest.raises(MeasurementFileError, match=f"mine.*{says}"):
            parse_measurements(text.replace(old, new, 1), name="mine")

    @settings(deadline=None, max_examples=100)
    @given(st.integers(0, 2000), st.text(alphabet="abc:-[]{}|>,'\"\n 0.\t#&*!", max_size=6))
    def test_a_damaged_file_is_read_or_refused_and_nothing_else(self, at: int, junk: str) -> None:
        text = write_measurements(FULL)
        at %= len(text)
        try:
            parse_measurements(text[:at] + junk + text[at + len(junk) :])
        except MeasurementFileError:
            return

    def test_a_binary_file_is_refused_by_name(self, tmp_path: Path) -> None:
        path = tmp_path / "m.yaml"
        path.write_bytes(b"\xff\xfe\x00")
        with pytest.raises(MeasurementFileError, match=r"m\.yaml"):
            read_measurements(path)


class TestMagnitudes:
    ROWS = (
        StationMagnitude(
            station="IC.MDJ",
            channel="IC.MDJ.00.BHZ",
            kind="measured",
            value=4.01,
            distance_deg=3.339,
            amplitude_nm=12345.0,
            period_s=12.0,
            snr=88.1,
            group="IC.MDJ",
        ),
        StationMagnitude(
            station="KG.TJN", channel="KG.TJN..BHZ", kind="at most", value=3.9, reason="in the noise"
        ),
        StationMagnitude(
            station="JP.JNU", channel="JP.JNU..BHZ", kind="not measured", reason="no response, none"
        ),
    )

    def held(self) -> Measurements:
        scales = (
            ScaleReadings("mb", reason="all too near"),
            ScaleReadings("Ms(VMAX)", self.ROWS, position_sd=0.02, direction_sd=0.1),
        )
        return Measurements("event 1", 0.0, 41.3, 129.1, "testban", magnitudes=scales)

    def test_come_back_as_they_were(self) -> None:
        assert parse_measurements(write_measurements(self.held())).magnitudes == self.held().magnitudes

    def test_become_the_network_magnitude_of_the_finding(self) -> None:
        mb, ms = discriminants_of(self.held()).magnitudes
        assert mb.magnitude.reason == "all too near"
        assert ms.stations == 1
        # The station that saw nothing above 3.9 pulls it down.
        assert 3.7 < ms.magnitude.value < 4.01
        assert "event:origin" in ms.magnitude.inputs

    def test_a_file_without_them_has_none(self) -> None:
        bare = Measurements("event 1", 0.0, 41.3, 129.1, "testban")
        assert "magnitude_scales" not in write_measurements(bare)
        assert parse_measurements(write_measurements(bare)).magnitudes == ()

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("scale: Ms(VMAX)", "scale: Mx"),
            ("4.01", "nan"),
            ("measured,4.01", "measured,"),
            ("at most", "at worst"),
            ("position_sd: 0.02", "position_sd: wide"),
        ],
    )
    def test_what_cannot_be_is_named(self, old: str, new: str) -> None:
        text = write_measurements(self.held())
        assert old in text
        with pytest.raises(MeasurementFileError, match="measurements"):
            parse_measurements(text.replace(old, new))


def test_a_field_that_is_not_there_is_named() -> None:
    with pytest.raises(MeasurementFileError, match=r"a\.yaml: 'origin' is missing"):
        parse_measurements("format: testban.measurements/1\nevent: x\n", name="a.yaml")
