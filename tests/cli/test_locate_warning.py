"""What `locate` says of an event on few sites."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from testban.cli.main import run
from testban.location.predict import predict
from testban.location.readings import make_readings
from testban.model import Arrival, Station

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
PLACES = (("A", 71.3, 129.1), ("B", 41.3, 170.0), ("C", 11.3, 129.1), ("D", 41.3, 80.0))


def test_few_sites_are_warned_of_on_the_terminal_and_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arrivals, stations = tmp_path / "few.csv", tmp_path / "stations.csv"
    rows = [f"{name},{latitude},{longitude},0" for name, latitude, longitude in PLACES]
    stations.write_text("\n".join(["station,latitude,longitude,elevation_m", *rows]))
    found, _ = make_readings(
        [Station(id=n, latitude=a, longitude=b) for n, a, b in PLACES],
        [Arrival(id=n, station=n, phase="P", time=EPOCH) for n, _, _ in PLACES],
    )
    assert found is not None
    times = predict(found, latitude_deg=41.3, longitude_deg=129.1, depth_km=0.0).time_s
    read = zip(found.arrivals, times, strict=True)
    lines = [f"E1,{one.station},P,{(EPOCH + timedelta(seconds=float(s))).isoformat()}" for one, s in read]
    arrivals.write_text("\n".join(["event,station,phase,time", *lines]))
    asked = ["locate", str(arrivals), "--stations", str(stations)]
    assert run([*asked, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    (event,) = said["result"]["events"]
    assert "separate site" in event["warning"]
    assert f"E1: {event['warning']}" in said["warnings"]
    assert run(asked) == 0
    assert "E1: warning: it rests on" in capsys.readouterr().out
