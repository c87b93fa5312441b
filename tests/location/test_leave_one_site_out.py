"""What each separate site weighs: on networks whose wrong site is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from testban.geodesy import destination, geodesic
from testban.location import locate
from testban.location.predict import predict
from testban.location.readings import make_readings
from testban.model import Arrival, Origin, Station

KM, S = 1.0, 1.0
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
PLACE = (41.0, 129.0)


def network(distances_deg: list[float], *, cluster: int = 1) -> tuple[Station, ...]:
    """Sites around the place, the first of them of several stations next to each other."""
    azimuths = np.arange(len(distances_deg)) * 360.0 / len(distances_deg) + 7.0
    latitude, longitude = destination(*PLACE, np.array(distances_deg), azimuths)
    sites = [
        Station(id=f"S{number}", latitude=float(a), longitude=float(b))
        for number, (a, b) in enumerate(zip(latitude, longitude, strict=True))
    ]
    nearby = [
        Station(
            id=f"S0{'BCDE'[n]}", latitude=sites[0].latitude + 0.02 * (n + 1), longitude=sites[0].longitude
        )
        for n in range(cluster - 1)
    ]
    return (*sites, *nearby)


def located(stations: tuple[Station, ...], late_s: dict[str, float]) -> Origin:
    """Locate exact times, those of some stations late."""
    blank = [Arrival(id=one.id, station=one.id, phase="P", time=EPOCH) for one in stations]
    readings, _ = make_readings(stations, blank)
    assert readings is not None
    times = predict(readings, latitude_deg=PLACE[0], longitude_deg=PLACE[1], depth_km=0.0).time_s
    arrivals = [
        one.model_copy(update={"time": EPOCH + timedelta(seconds=float(time) + late_s.get(one.station, 0.0))})
        for one, time in zip(readings.arrivals, times, strict=True)
    ]
    return locate(stations, arrivals).origin


class TestWrongSite:
    def test_wrong_site_is_named_with_its_error_and_the_place_without_it(self) -> None:
        stations = network([30, 45, 60, 75, 50], cluster=4)
        origin = located(stations, dict.fromkeys(("S0", "S0B", "S0C", "S0D"), -12.0))
        assert geodesic(origin.latitude, origin.longitude, *PLACE)[0] > 50.0 * KM
        first = origin.sites_left_out[0]
        assert first.stations == ("S0", "S0B", "S0C", "S0D")
        assert first.probability_wrong > 0.5
        assert first.late_s == pytest.approx(-12.0, abs=1.0 * S)
        assert first.latitude is not None
        assert first.longitude is not None
        assert geodesic(first.latitude, first.longitude, *PLACE)[0] < 5.0 * KM
        assert "S0 and 3 next to it" in origin.network_warning

    def test_site_that_the_answer_rejects_casts_no_doubt(self) -> None:
        origin = located(network([30, 45, 60, 75, 50, 40]), {"S0": 300.0})
        assert all(one.stations != ("S0",) for one in origin.sites_left_out)
        assert origin.suspicion < 0.1


class TestSoundNetwork:
    @pytest.mark.parametrize("sites", [4, 5, 6])
    def test_exact_times_cast_no_doubt(self, sites: int) -> None:
        origin = located(network([30, 45, 60, 75, 50, 40][:sites]), {})
        assert len(origin.sites_left_out) == sites
        assert origin.suspicion < 0.1

    def test_many_sites_are_not_asked(self) -> None:
        assert located(network([30, 45, 60, 75, 50, 40, 55]), {}).sites_left_out == ()

    def test_warning_of_few_sites_names_the_one_that_weighs_most(self) -> None:
        origin = located(network([30, 45, 60, 75]), {})
        assert "it rests on 4 separate sites" in origin.network_warning
        weights = [one.distance_km for one in origin.sites_left_out if one.distance_km is not None]
        assert "the others leave the place open" in origin.network_warning or (
            f"{max(weights):,.0f} km away" in origin.network_warning
        )
