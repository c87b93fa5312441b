"""A reference that is the event itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from testban.location.same_event import is_same_event
from testban.model import Arrival, ReferenceEvent

TIME = datetime(2017, 9, 3, 3, 30, 53, tzinfo=UTC)


def onset(station: str = "MDJ", phase: str = "Pn", late_s: float = 0.0) -> Arrival:
    time = TIME + timedelta(seconds=late_s)
    return Arrival(id=f"{station}/{phase}", station=station, phase=phase, time=time)


def reference(*arrivals: Arrival) -> ReferenceEvent:
    return ReferenceEvent(
        id="R", latitude=41.3, longitude=129.1, sigma_km=0.3, source="a survey", arrivals=arrivals
    )


@pytest.mark.parametrize(
    ("late_s", "same"), [(-5.0, False), (-4.9, True), (0.0, True), (4.9, True), (5.0, False)]
)
def test_onsets_of_one_event_differ_by_less_than_five_seconds(late_s: float, same: bool) -> None:
    assert is_same_event((onset(late_s=late_s),), reference(onset())) == same


def test_one_onset_of_many_is_enough() -> None:
    far = [onset(f"S{number}", late_s=100.0 * number) for number in range(1, 5)]
    other = [onset(f"S{number}", late_s=-100.0 * number) for number in range(1, 5)]
    assert is_same_event((*far, onset()), reference(*other, onset()))
    assert not is_same_event(tuple(far), reference(*other))


def test_another_phase_or_station_at_the_same_time_is_another_onset() -> None:
    assert not is_same_event((onset(phase="Pg"),), reference(onset(phase="Pn")))
    assert not is_same_event((onset("USK"),), reference(onset("MDJ")))


def test_without_arrivals_nothing_is_the_same() -> None:
    assert not is_same_event((), reference(onset()))
    assert not is_same_event((onset(),), reference())
