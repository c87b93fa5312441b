"""SACPZ against what a flat seismometer must say, and files that contradict themselves."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testban.waveforms import ResponseError, checked_gain, parse_sacpz, velocity_gain

BLOCK = """\
* NETWORK   (KNETWK): {network}
* STATION    (KSTNM): ABC
* LOCATION   (KHOLE): --
* CHANNEL   (KCMPNM): BHZ
* START             : 2001-01-01T00:00:00
* END               : 2010-01-01T00:00:00
* LATITUDE          : 43.1
* SENSITIVITY       : {sensitivity} ({unit})
ZEROS 3
POLES 2
 -0.0355 0.0355
 -0.0355 -0.0355
CONSTANT {constant}
"""


def block(*, sensitivity: float = 6e8, unit: str = "M/S", constant: float = 6e8) -> str:
    return BLOCK.format(network="KN", sensitivity=sensitivity, unit=unit, constant=constant)


class TestGain:
    def test_a_velocity_sensor_is_flat_at_its_constant(self) -> None:
        parsed = parse_sacpz(block())[0]
        for frequency in (0.5, 1.0, 5.0):
            assert velocity_gain(parsed, frequency) == pytest.approx(6e8, rel=1e-3)

    def test_omitted_zeros_lie_at_the_origin(self) -> None:
        assert parse_sacpz(block())[0].zeros == (0j, 0j, 0j)

    def test_the_id_has_no_dashes(self) -> None:
        assert parse_sacpz(block())[0].seed_id == "KN.ABC..BHZ"

    def test_an_epoch_ends_when_it_says(self) -> None:
        parsed = parse_sacpz(block())[0]
        assert parsed.covers(1.1e9)
        assert not parsed.covers(1.5e9)

    def test_many_blocks_in_one_file(self) -> None:
        assert len(parse_sacpz(block() + "\n\n" + block(constant=7e8))) == 2

    @settings(deadline=None, max_examples=30)
    @given(st.floats(1e3, 1e12))
    def test_a_consistent_block_is_believed(self, gain: float) -> None:
        assert checked_gain(parse_sacpz(block(sensitivity=gain, constant=gain))[0]) == pytest.approx(
            gain, rel=1e-2
        )

    def test_a_sensitivity_to_acceleration_is_taken_as_one(self) -> None:
        text = block(sensitivity=6e8 / (2 * math.pi), unit="M/S**2")
        assert checked_gain(parse_sacpz(text)[0]) == pytest.approx(6e8, rel=1e-2)


class TestBadInput:
    def test_a_block_that_contradicts_itself_is_left_out_with_both_numbers(self) -> None:
        with pytest.raises(ResponseError, match=r"KN\.ABC\.\.BHZ: sensitivity says 2\.47e\+10 .* say 3\.7"):
            checked_gain(parse_sacpz(block(sensitivity=3.92718e9, unit="M/S**2", constant=3.715e14))[0])

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "no CONSTANT"),
            ("* STATION : X\n", "no CONSTANT"),
            ("ZEROS x\n", "line 1"),
            ("ZEROS 1\n 1 2\n 3 4\nCONSTANT 1\n", "2 zeros given, 1 announced"),
            ("1.0 2.0\n", "outside a block"),
            ("ZEROS 1\nPOLES 1\n a b\nCONSTANT 1\n", "line 3"),
            ("ZEROS 1\nPOLES 1\n -1 inf\nCONSTANT 1\n", "line 3: cannot read '-1 inf'"),
            ("ZEROS 1\nPOLES 1\nCONSTANT 1e999\n", "line 3: cannot read 'CONSTANT 1e999'"),
        ],
    )
    def test_the_line_is_named(self, text: str, says: str) -> None:
        with pytest.raises(ResponseError, match=says):
            parse_sacpz(text)

    @settings(deadline=None, max_examples=100)
    @given(st.text(alphabet="ZEROSPLCNTA*: 0123456789.-+\n", max_size=150))
    def test_no_text_makes_anything_but_blocks_or_the_error(self, text: str) -> None:
        try:
            parse_sacpz(text)
        except ResponseError:
            return

    def test_a_gain_of_zero_is_refused(self) -> None:
        with pytest.raises(ResponseError, match="no gain"):
            checked_gain(parse_sacpz("ZEROS 1\nPOLES 0\nCONSTANT 0.0\n")[0])
