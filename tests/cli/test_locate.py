"""The commands that say where: locate, calibrate, relocate."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from testban.cases import load_case
from testban.cli.main import run


def write_arrivals(folder: Path, *, event: str = "E1", case: str = "dprk-2006") -> tuple[Path, Path]:
    """A packaged case as CSV of arrivals and of stations."""
    observed = load_case(case)
    arrivals, stations = folder / f"{event}.csv", folder / "stations.csv"
    lines = ["event,station,phase,time"]
    lines += [f"{event},{one.station},{one.phase},{one.time.isoformat()}" for one in observed.arrivals]
    arrivals.write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["station,latitude,longitude,elevation_m"]
    lines += [f"{one.id},{one.latitude},{one.longitude},{one.elevation_m}" for one in observed.stations]
    stations.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return arrivals, stations


def test_locate_answers_with_origin_and_quality(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arrivals, stations = write_arrivals(tmp_path)
    assert run(["locate", str(arrivals), "--stations", str(stations), "--json"]) == 0
    (event,) = json.loads(capsys.readouterr().out)["result"]["events"]
    assert event["status"] == "located"
    assert event["origin"]["latitude"] == pytest.approx(41.29, abs=0.1)
    assert event["origin"]["ellipse"]["major_km"] > 0.0
    assert not event["ground_truth_5"]["candidate"]


def test_locate_prints_at_most_80_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arrivals, stations = write_arrivals(tmp_path)
    assert run(["locate", str(arrivals), "--stations", str(stations)]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_refused_readings_are_the_reason_why_nothing_is_located(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "arrivals.csv"
    file.write_text("station,phase,time\nQQQ9,P,2020-01-01T00:00:00Z\nQQQ8,P,2020-01-01T00:00:09Z\n")
    assert run(["locate", str(file)]) == 1
    said = capsys.readouterr().err
    assert "no arrivals; 2 of 2 readings cannot be used" in said
    assert "arrivals.csv line 2: unknown station QQQ9" in said


def test_events_of_names_alike_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, stations = write_arrivals(tmp_path, event="203221231")
    second, _ = write_arrivals(tmp_path, event="203221232")
    both = tmp_path / "both.csv"
    both.write_text(first.read_text() + second.read_text().split("\n", 1)[1], encoding="utf-8")
    assert run(["locate", str(both), "--stations", str(stations)]) == 0
    out = capsys.readouterr().out
    assert "203221231" in out
    assert "203221232" in out


def test_reference_elsewhere_than_its_arrivals_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known, stations = write_arrivals(tmp_path, event="known", case="dprk-2009")
    out = tmp_path / "calibration.json"
    arguments = ["--reference", "known=-41.2952,129.0840,0.3", "--out", str(out), "--stations", str(stations)]
    assert run(["calibrate", str(known), *arguments]) == 2
    assert "reference known: its arrivals do not fit -41.2952, 129.084" in capsys.readouterr().err
    assert not out.exists()


def test_calibrated_location_uses_another_event_never_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known, stations = write_arrivals(tmp_path, event="known", case="dprk-2009")
    target, _ = write_arrivals(tmp_path, event="target", case="dprk-2013")
    out = tmp_path / "calibration.json"
    arguments = ["--reference", "known=41.2952,129.0840,0.3", "--out", str(out), "--stations", str(stations)]
    assert run(["calibrate", str(known), *arguments]) == 0
    capsys.readouterr()
    arguments = ["--stations", str(stations), "--calibration", str(out), "--json"]
    assert run(["locate", str(target), *arguments]) == 0
    (event,) = json.loads(capsys.readouterr().out)["result"]["events"]
    assert event["calibrated_origin"]["latitude"] == pytest.approx(41.2926, abs=0.01)
    assert run(["locate", str(known), *arguments]) == 0
    (event,) = json.loads(capsys.readouterr().out)["result"]["events"]
    assert event["calibrated_origin"]["status"] == "not_considered"
    renamed, _ = write_arrivals(tmp_path, event="renamed", case="dprk-2009")
    assert run(["locate", str(renamed), *arguments]) == 0
    (event,) = json.loads(capsys.readouterr().out)["result"]["events"]
    assert event["calibrated_origin"]["reason"] == "no reference event but this one, not used for itself"


def test_event_that_cannot_be_located_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "few.csv"
    path.write_text("station,phase,time\nMDJ,Pn,2017-09-03T03:30:50Z\n", encoding="utf-8")
    assert run(["locate", str(path), "--json"]) == 1
    assert "defining observations" in json.loads(capsys.readouterr().out)["errors"][0]


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("E1=91,0,1", "latitude is within"),
        ("E1=1,2", "write ID=LAT,LON,SIGMA_KM"),
        ("E1=1,2,-1", "outside 0 to 100"),
        ("XX=1,2,1", "no such event"),
        ("E1=nan,2,1", "with numbers"),
    ],
)
def test_bad_reference_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], reference: str, reason: str
) -> None:
    arrivals, stations = write_arrivals(tmp_path)
    out = tmp_path / "out.json"
    arguments = ["--reference", reference, "--out", str(out), "--stations", str(stations)]
    assert run(["calibrate", str(arrivals), *arguments]) == 2
    assert reason in capsys.readouterr().err
    assert not out.exists()


def test_calibration_of_another_kind_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arrivals, _ = write_arrivals(tmp_path)
    other = tmp_path / "other.json"
    other.write_text('{"schema": "x"}', encoding="utf-8")
    assert run(["locate", str(arrivals), "--calibration", str(other)]) == 2
    assert "is not a calibration" in capsys.readouterr().err


def test_six_tests_in_one_solution_hold_both_published_ones(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shared / "dprk" / "differential_times"
    arguments = [str(folder / "DPRK_clean_allCC.txt"), "--slownesses", str(folder / "DPRK_ak135_slovecs.txt")]
    assert run(["relocate", *arguments, "--reference", "DPRK2", "--json"]) == 0
    events = {one["id"]: one for one in json.loads(capsys.readouterr().out)["result"]["events"]}
    assert abs(events["DPRK1"]["east_m"] - 2394.0) < events["DPRK1"]["ellipse_90"]["minor_m"]
    assert abs(events["DPRK1"]["east_m"] - 1725.0) < events["DPRK1"]["ellipse_90"]["minor_m"]


def test_names_that_look_like_markup_are_printed_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slow, pairs = tmp_path / "slow.txt", tmp_path / "pairs.txt"
    places = {"N": (0, 0.15), "E": (0.15, 0), "S": (0, -0.15), "W": (-0.15, 0), "NE": (0.1, 0.1)}
    slow.write_text("".join(f"{name} P 0 0 0 0 {east} {north}\n" for name, (east, north) in places.items()))
    times = "2010-01-01T00:00:01 2010-01-02T00:00:01.02"
    pairs.write_text("".join(f"[/b] \x1b[31mB {times} {name} P\n" for name in places))
    assert run(["relocate", str(pairs), "--slownesses", str(slow)]) == 0
    out = capsys.readouterr().out
    assert "[/b]" in out
    assert "\x1b" not in out


def test_waveforms_of_one_station_are_not_answered(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["relocate", str(shared / "dprk" / "mdj_displacement")]) == 1
    assert "records of 1 station (IC.MDJ)" in capsys.readouterr().err


def test_pairs_without_slownesses_are_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = tmp_path / "pairs.txt"
    pairs.write_text("A B 2010-01-01T00:00:00 2010-01-01T00:00:01 N P", encoding="utf-8")
    assert run(["relocate", str(pairs)]) == 2
    assert "need --slownesses FILE" in capsys.readouterr().err


def test_times_are_rounded_and_the_ellipse_has_its_level(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arrivals, stations = write_arrivals(tmp_path)
    arguments = ["locate", str(arrivals), "--stations", str(stations), "--level", "0.95"]
    assert run(arguments) == 0
    printed = capsys.readouterr().out
    assert run([*arguments, "--json"]) == 0
    (event,) = json.loads(capsys.readouterr().out)["result"]["events"]
    exact = datetime.fromisoformat(event["origin"]["time"])
    shown = datetime.fromisoformat(" ".join(printed.splitlines()[1].split()[1:3]) + "+00:00")
    assert abs(shown - exact) <= timedelta(seconds=0.5)
    assert "95 % ellipse" in printed
    assert "criteria" not in printed


def test_event_below_the_criteria_says_what_is_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arrivals, stations = write_arrivals(tmp_path)
    criteria = tmp_path / "strict.yaml"
    weights = (
        "first_p: 1, other_phase: 1, array_azimuth: 1, array_slowness: 1, other_azimuth: 1, other_slowness: 1"
    )
    criteria.write_text(
        f"least_stations: 99\nleast_weight: 1\nweights: {{{weights}}}\nsource: a test\nverified: true\n"
    )
    assert run(["locate", str(arrivals), "--stations", str(stations), "--criteria", str(criteria)]) == 0
    assert "E1: criteria not met" in capsys.readouterr().out


def test_calibrate_says_what_it_could_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known, stations = write_arrivals(tmp_path, event="known", case="dprk-2009")
    with known.open("a", encoding="utf-8") as table:
        table.write("known,NOSTA,P,2009-05-25T01:00:00Z\n")
    arguments = ["--reference", "known=41.2952,129.0840,0.3", "--out", str(tmp_path / "paths.json")]
    assert run(["calibrate", str(known), *arguments, "--stations", str(stations)]) == 0
    assert "unknown station NOSTA" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["locate", "calibrate"])
def test_finding_is_known_and_its_way_to_a_bulletin_named(
    command: str, example: tuple[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finding, bulletin = example[1] / "finding.json", tmp_path / "bulletin.csv"
    more = ["--reference", "1=41,129,1", "--out", str(tmp_path / "c.json")] if command == "calibrate" else []
    assert run([command, str(finding), *more]) == 2
    assert "finding.json: is a finding; `testban convert` writes its bulletin" in capsys.readouterr().err
    assert run(["convert", str(finding), str(bulletin)]) == 0
    assert run(["locate", str(bulletin)]) == 0


def test_station_files_are_explained_alike(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("assess", "measure", "locate", "calibrate", "relocate"):
        assert run([command, "--help"]) == 0
        text = " ".join(capsys.readouterr().out.replace("│", " ").split())
        assert "Station file: CSV, StationXML or another known table." in text, command
