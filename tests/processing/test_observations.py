"""From records to observations: events of one folder, and what belongs to none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synthetic_records import RECORDS_START, Network, network, quake, trace
from testban.location import NotLocatedError, locate
from testban.measurements import measure_event
from testban.model import BadInputError, NotAnsweredError, SeismicObservations, Solution
from testban.pipeline import assess, observe
from testban.pipeline.evidence import evidence_of
from testban.processing import is_waveforms, observe_waveforms

LATER_S = 40 * 86400.0


@pytest.fixture(scope="module")
def made() -> Network:
    return quake(network(count=7), latitude=40.3, longitude=100.2, p=300.0, s=60.0)


def add_later_copy(made: Network, folder: Path) -> None:
    """Write the same records again, 40 days later, as another recording."""
    rng = np.random.default_rng(4)
    for seed_id, data in made.traces.items():
        again = trace(seed_id, data * rng.uniform(0.99, 1.01))
        again.stats.starttime += LATER_S
        again.write(str(folder / f"later.{seed_id}.mseed"), format="MSEED")


def test_folder_of_records_becomes_a_finding_with_measured_ratios(made: Network, tmp_path: Path) -> None:
    finding = assess(observe(str(made.write(tmp_path / "records"))))
    event = finding.events[0]
    assert finding.id == "records"
    assert {(one.low_hz, one.high_hz) for one in event.p_over_s} >= {(1.0, 2.0), (4.0, 8.0)}
    assert event.nuclear_basis.kind == "none"
    assert not any("prohibition" in one.outcome for one in event.obligations)
    assert event.screening[-1].test == "P/S 4-8 Hz"
    assert event.screening[-1].considered


def test_records_of_another_day_are_another_event(made: Network, tmp_path: Path) -> None:
    folder = made.write(tmp_path / "two")
    add_later_copy(made, folder)
    found, pictures = observe_waveforms([folder])
    assert [one.id for one in found] == ["two-1", "two-2"]
    assert all(one.section.traces and one.spectra for one in pictures)
    between = (found[1].arrivals[0].time - found[0].arrivals[0].time).total_seconds()
    assert between == pytest.approx(LATER_S, abs=1.0)


def test_a_day_without_an_event_is_named_and_the_other_stays(made: Network, tmp_path: Path) -> None:
    folder = made.write(tmp_path / "two")
    rng = np.random.default_rng(5)
    for seed_id, data in made.traces.items():
        noise = trace(seed_id, rng.standard_normal(data.size))
        noise.stats.starttime += LATER_S
        noise.write(str(folder / f"later.{seed_id}.mseed"), format="MSEED")
    found, _ = observe_waveforms([folder])
    assert len(found) == 1
    assert any(one.id.startswith("records of ") and "no event" in one.reason for one in found[0].not_used)


def test_noise_alone_is_no_event_and_says_so(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    silent = network(count=6)
    for name in silent.latitude:
        for channel in "ZNE":
            silent.traces[f"{name}..BH{channel}"] = rng.standard_normal(8000)
    with pytest.raises(NotAnsweredError, match="noise: no event, because"):
        observe_waveforms([silent.write(tmp_path / "noise")])
    for seed_id, data in silent.traces.items():
        later = trace(seed_id, data * rng.uniform(0.9, 1.1))
        later.stats.starttime += LATER_S
        later.write(str(tmp_path / "noise" / f"later.{seed_id}.mseed"), format="MSEED")
    with pytest.raises(NotAnsweredError, match=r"noise: records of .*no event, .*; records of .*no event, "):
        observe_waveforms([tmp_path / "noise"])


def test_too_few_stations_are_said_of_the_folder(tmp_path: Path) -> None:
    one = quake(network(count=1), latitude=40.3, longitude=100.2, p=300.0, s=60.0).write(tmp_path / "one")
    with pytest.raises(NotAnsweredError, match=r"one: no event, because 1 station can be searched, 3 needed"):
        observe_waveforms([one])


def test_empty_folder_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no event, because"):
        observe(str(tmp_path))


@pytest.fixture
def located(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of arrivals at each call of the location."""
    calls: list[int] = []

    def counting(stations: Any, arrivals: Any, **options: Any) -> Solution:
        calls.append(len(arrivals))
        return locate(stations, arrivals, **options)

    monkeypatch.setattr("testban.location._try_to_locate.locate", counting)
    return calls


class TestLocatedOnce:
    def test_each_event_of_a_waveform_run_is_located_once(
        self, made: Network, tmp_path: Path, located: list[int]
    ) -> None:
        folder = made.write(tmp_path / "two")
        add_later_copy(made, folder)
        finding = assess(observe(str(folder)))
        assert len(finding.events) == 2
        assert len(located) == 2

    def test_an_event_that_cannot_be_located_is_not_tried_again(
        self, made: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        calls: list[int] = []

        def refusing(stations: Any, arrivals: Any, **options: Any) -> Solution:
            calls.append(len(arrivals))
            raise NotLocatedError("two places fit equally well")

        monkeypatch.setattr("testban.location._try_to_locate.locate", refusing)
        finding = assess(observe(str(made.write(tmp_path / "one"))))
        assert finding.statement == "Not located, because two places fit equally well."
        assert len(calls) == 1

    def test_at_another_level_the_finding_is_that_of_the_level_asked_for(
        self, made: Network, tmp_path: Path, located: list[int]
    ) -> None:
        folder = str(made.write(tmp_path / "one"))
        again = assess(observe(folder), level=0.5)
        assert len(located) == 2
        once = assess(observe(folder, level=0.5), level=0.5)
        assert len(located) == 3
        assert once.events == again.events
        assert once.events[0].origin.ellipse.level == 0.5


class TestIsolation:
    def test_an_event_whose_measurement_fails_keeps_its_location_and_the_other_its_p_over_s(
        self, made: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = made.write(tmp_path / "two")
        add_later_copy(made, folder)

        def failing_first(records: Any, **options: Any) -> Any:
            if records[0].start_s < RECORDS_START.timestamp + 86400.0:
                raise ZeroDivisionError("division by zero")
            return measure_event(records, **options)

        monkeypatch.setattr("testban.processing.event.measure_event", failing_first)
        finding = assess(observe(str(folder)))
        assert [bool(event.p_over_s) for event in finding.events] == [False, True]
        assert any(
            line.id == "two-1/event 1 measurements" and "ZeroDivisionError" in line.reason
            for line in finding.not_used
        )

    def test_an_event_whose_assessment_fails_is_named_and_the_other_assessed(
        self, made: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = made.write(tmp_path / "two")
        add_later_copy(made, folder)
        observations = observe(str(folder))

        def failing_first(observed: SeismicObservations, *rest: Any) -> Any:
            if observed.id == "two-1":
                raise np.linalg.LinAlgError("Singular matrix")
            return evidence_of(observed, *rest)

        monkeypatch.setattr("testban.pipeline.event.evidence_of", failing_first)
        finding = assess(observations)
        assert len(finding.events) == 1
        reasons = {line.id: line.reason for line in finding.not_used}
        assert reasons["two-1"] == "not assessed, because failed: LinAlgError: Singular matrix"


def test_text_is_no_waveform_and_binary_is(made: Network, tmp_path: Path) -> None:
    folder = made.write(tmp_path / "records")
    assert is_waveforms(next(folder.glob("*.mseed")))
    assert not is_waveforms(folder / "stations.csv")
