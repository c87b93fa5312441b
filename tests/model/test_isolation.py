"""What is isolated, and what is not."""

from __future__ import annotations

import numpy as np
import pytest

from testban.model import BadInputError, Excluded, isolated, reason_of


def name_what_fails(fault: Exception) -> list[Excluded]:
    not_used: list[Excluded] = []
    with isolated("XX.AAA", not_used):
        raise fault
    return not_used


class TestIsolated:
    @pytest.mark.parametrize(
        "fault",
        [
            BadInputError("12 Hz is too slow"),
            np.linalg.LinAlgError("Singular matrix"),
            ValueError("array must not contain infs or NaNs"),
            ZeroDivisionError("division by zero"),
            OverflowError("cannot convert float infinity to integer"),
            IndexError("index 0 is out of bounds"),
        ],
    )
    def test_faults_of_the_package_and_of_arithmetic_become_one_line(self, fault: Exception) -> None:
        (line,) = name_what_fails(fault)
        assert line.id == "XX.AAA"
        assert str(fault) in line.reason

    @pytest.mark.parametrize("fault", [TypeError("no"), AttributeError("no"), MemoryError(), RuntimeError()])
    def test_defects_of_the_program_are_raised(self, fault: Exception) -> None:
        with pytest.raises(type(fault)):
            name_what_fails(fault)

    def test_what_does_not_fail_leaves_no_line(self) -> None:
        not_used: list[Excluded] = []
        with isolated("XX.AAA", not_used):
            pass
        assert not_used == []


class TestReason:
    def test_an_error_of_the_package_is_quoted_and_another_says_its_type(self) -> None:
        assert reason_of(BadInputError("12 Hz is too slow")) == "12 Hz is too slow"
        assert reason_of(ZeroDivisionError("division by zero")) == (
            "failed: ZeroDivisionError: division by zero"
        )

    def test_an_error_without_words_says_its_type(self) -> None:
        assert reason_of(BadInputError("")) == "failed: BadInputError"

    def test_a_message_of_many_lines_becomes_one(self) -> None:
        assert "\n" not in reason_of(ValueError("one\ntwo\nthree"))
