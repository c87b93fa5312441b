"""Linear algebra on one thread."""

from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from testban.location.threads import on_one_thread


def threads() -> set[int]:
    np.ones((2, 2)) @ np.ones((2, 2))
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_inside_there_is_one_thread_and_after_it_as_many_as_before() -> None:
    with threadpool_limits(limits=2, user_api="blas"):
        before = threads()
        assert on_one_thread(threads)() == {1}
        assert threads() == before


def test_arguments_answers_and_names_pass_through() -> None:
    def power(base: float, *, exponent: int = 2) -> float:
        """Raise."""
        return float(base**exponent)

    limited = on_one_thread(power)
    assert limited(3.0, exponent=3) == 27.0
    assert (limited.__name__, limited.__doc__) == ("power", "Raise.")


def test_an_error_passes_and_leaves_the_threads_as_they_were() -> None:
    @on_one_thread
    def fails() -> None:
        raise ValueError("as it was")

    with threadpool_limits(limits=2, user_api="blas"):
        before = threads()
        with pytest.raises(ValueError, match="as it was"):
            fails()
        assert threads() == before
