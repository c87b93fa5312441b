"""Positions in degrees and minutes are read as such, and what is not a position is named."""

from __future__ import annotations

import pytest

from testban.waveforms import parse_station_table


@pytest.mark.parametrize(
    ("position", "latitude", "longitude"),
    [
        ("LATLON 47.25 -122.5", 47.25, -122.5),
        ("LATLONDM 47 15.0 N 122 30.0 W", 47.25, -122.5),
        ("LATLONDM 33 45.6 S 70 6.0 E", -33.76, 70.1),
        ("LATLONDS 47 14 60 N 122 29 60 W", None, None),
        ("LATLONDS 47 15 36 N 122 30 18 W", 47.26, -122.505),
    ],
)
def test_each_way_to_write_a_position(position: str, latitude: float | None, longitude: float | None) -> None:
    table = parse_station_table(f"GTSRCE ABC {position} 0.0 0.5")
    if latitude is None:
        assert not table.rows
        assert len(table.not_used) == 1
        return
    (row,) = table.rows
    assert (row.latitude, row.longitude) == pytest.approx((latitude, longitude), abs=1e-9)
    assert row.elevation_m == 500.0


@pytest.mark.parametrize("position", ["XYZ 1.0 2.0", "", "LATLONDM 47 75.0 N 122 30.0 W"])
def test_another_kind_of_position_is_named_and_not_guessed(position: str) -> None:
    table = parse_station_table(f"GTSRCE ABC LATLON 1 2 0 0\nGTSRCE DEF {position} 0.0 0.5")
    assert [row.id for row in table.rows] == ["ABC"]
    assert len(table.not_used) == 1


def test_a_channel_without_a_network_is_its_station() -> None:
    table = parse_station_table("id,latitude,longitude\n.ABC..BHZ,1.0,2.0\n")
    assert [row.id for row in table.rows] == ["ABC"]
