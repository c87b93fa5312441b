"""Ms:mb screening against the published rule, and what it says of each explanation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from testban.discrimination import explain, load_ms_mb_populations, ms_mb_evidence, ms_mb_pair, screen_ms_mb
from testban.discrimination.ms_mb import sigma
from testban.model import Magnitude, Measured, Missing

MAG = 1.0  # magnitude unit
magnitudes = st.floats(3.0, 7.0)
counts = st.integers(2, 100)
OPENNESS = {"screened out": 0, "insufficient data": 1, "not considered": 1, "not screened out": 2}


def network(kind: str, value: float, stations: int | None, *, external: bool = False) -> Magnitude:
    quantity = Measured(
        value=value,
        low=value - 0.1,
        high=value + 0.1,
        level=0.9,
        unit="magnitude",
        inputs=(f"external:{kind}",),
    )
    return Magnitude(kind=kind, magnitude=quantity, stations=stations, external=external, source="here")


def bound(value: float, stations: int) -> Magnitude:
    missing = Missing(status="insufficient_data", reason="no station saw the signal")
    return Magnitude(
        kind="Ms(VMAX)",
        magnitude=missing,
        stations=0,
        external=False,
        source="here",
        upper_bound=value,
        bound_level=0.9,
        bound_stations=stations,
    )


def withheld(kind: str) -> Magnitude:
    missing = Missing(status="input_withheld", reason=f"external input {kind} is withheld")
    return Magnitude(kind=kind, magnitude=missing, external=True, source="others")


class TestRule:
    def test_line_of_selby_et_al(self) -> None:
        """With very many stations the result turns at the paper's own line."""
        many = 10**8
        above = screen_ms_mb(network("mb", 5.0, many), network("Ms", 5.0 - 0.64 + 0.005, many))
        below = screen_ms_mb(network("mb", 5.0, many), network("Ms", 5.0 - 0.64 - 0.005, many))
        assert above.result == "screened out"
        assert below.result == "not screened out"

    def test_width_is_that_of_the_rule(self) -> None:
        found = screen_ms_mb(network("mb", 5.0, 16), network("Ms", 4.0, 4))
        assert found.high - found.value == pytest.approx(
            1.96 * math.sqrt(0.34**2 / 16 + 0.23**2 / 4), abs=1e-9
        )

    def test_both_forms_of_the_variance_are_reported_where_they_disagree(self) -> None:
        # mb - Ms = 0.24: its upper end is 0.61 by one form and 0.69 by the other.
        found = screen_ms_mb(network("mb", 5.0, 4), network("Ms", 4.76, 8))
        assert found.result == "screened out"
        assert "1.25²" in found.reason
        assert "not screened out" in found.reason

    def test_first_dprk_test_is_not_screened_out(self) -> None:
        found = screen_ms_mb(network("mb(IDC)", 4.1, None), network("Ms", 2.94, 2))
        assert found.result == "not screened out"
        assert "one assumed" in found.reason

    def test_below_mb_3_5_the_test_is_not_considered(self) -> None:
        assert screen_ms_mb(network("mb", 3.49, 9), network("Ms", 4.0, 9)).result == "not considered"

    @pytest.mark.parametrize("stations", [1, 0, None])
    def test_one_surface_wave_station_is_not_considered(self, stations: int | None) -> None:
        found = screen_ms_mb(network("mb", 5.0, 9), network("Ms", 5.5, stations))
        assert found.result == "not considered"
        assert not found.considered
        assert found.value == pytest.approx(-0.5)

    @given(magnitudes, counts, magnitudes, counts, st.floats(0.0, 2.0))
    def test_raising_ms_never_moves_toward_an_explosion(self, mb, n_mb, ms, n_ms, more) -> None:
        before = screen_ms_mb(network("mb", mb, n_mb), network("Ms", ms, n_ms))
        after = screen_ms_mb(network("mb", mb, n_mb), network("Ms", ms + more, n_ms))
        assert OPENNESS[after.result] <= OPENNESS[before.result]

    @given(st.floats(3.5, 7.0), counts, magnitudes, counts, st.integers(0, 100))
    def test_fewer_stations_never_screen_out_more(self, mb, n_mb, ms, n_ms, fewer) -> None:
        many = screen_ms_mb(network("mb", mb, n_mb + fewer), network("Ms", ms, n_ms + fewer))
        few = screen_ms_mb(network("mb", mb, n_mb), network("Ms", ms, n_ms))
        assert OPENNESS[few.result] >= OPENNESS[many.result]

    def test_the_test_goes_by_the_name_of_the_published_rule(self) -> None:
        assert screen_ms_mb(network("mb", 5.0, 9), network("Ms", 5.0, 9)).test == "Ms:mb"

    def test_mb_of_exactly_3_5_and_two_surface_wave_stations_are_considered(self) -> None:
        assert screen_ms_mb(network("mb", 3.5, 9), network("Ms", 4.0, 9)).considered
        assert screen_ms_mb(network("mb", 5.0, 9), network("Ms", 5.5, 2)).considered

    def test_interval_lies_evenly_around_the_difference(self) -> None:
        found = screen_ms_mb(network("mb", 5.0, 16), network("Ms", 4.0, 4))
        assert found.low + found.high == pytest.approx(2.0 * found.value)
        assert found.low < found.value == pytest.approx(1.0)

    def test_the_older_width_has_1_25_squared_on_the_variance_of_mb(self) -> None:
        old = 1.96 * math.sqrt((1.25 * 0.34) ** 2 / 4 + 0.23**2 / 8)
        reason = screen_ms_mb(network("mb", 5.0, 4), network("Ms", 3.0, 8)).reason
        assert f"+-{old:.2f}: the same result" in reason

    def test_unknown_stations_of_mb_count_as_one(self) -> None:
        one = math.sqrt(0.34**2 + 0.23**2 / 2)
        assert sigma(None, 2) == pytest.approx(one)
        assert sigma(1, 2) == pytest.approx(one)
        assert sigma(2, 2) == pytest.approx(math.sqrt(0.34**2 / 2 + 0.23**2 / 2))

    def test_magnitudes_of_others_are_named_in_the_order_of_the_test(self) -> None:
        mb, ms = network("mb(IDC)", 5.0, 9, external=True), network("Ms", 4.0, 9, external=True)
        assert "mb(IDC) and Ms taken from others" in screen_ms_mb(mb, ms).reason
        own = screen_ms_mb(network("mb", 5.0, 9), network("Ms", 4.0, 9))
        assert "others" not in own.reason
        assert own.reason.endswith("the same result")


class TestBound:
    @pytest.mark.parametrize(("stations", "counted"), [(None, 1), (1, 1), (4, 4), (9, 9)])
    def test_a_bound_decides_from_where_the_upper_end_passes_the_line(self, stations, counted) -> None:
        """The scatter of mb alone: the bound holds whatever Ms was."""
        edge = 0.64 - 1.96 * 0.34 / math.sqrt(counted)
        decided = screen_ms_mb(network("mb", 5.0, stations), bound(5.0 - edge - 0.001, 3))
        open_ = screen_ms_mb(network("mb", 5.0, stations), bound(5.0 - edge + 0.001, 3))
        assert decided.result == "not screened out"
        assert decided.low == pytest.approx(edge + 0.001)
        assert open_.result == "insufficient data"

    @pytest.mark.parametrize(("stations", "counted"), [(None, 0), (0, 0), (1, 1)])
    def test_a_bound_of_fewer_than_two_stations_says_how_many(self, stations, counted) -> None:
        few = bound(2.0, 2).model_copy(update={"bound_stations": stations})
        found = screen_ms_mb(network("mb", 4.5, 9), few)
        assert found.result == "not considered"
        assert f"{counted} Ms station" in found.reason

    def test_a_bound_of_two_stations_is_considered(self) -> None:
        assert screen_ms_mb(network("mb", 4.5, 9), bound(2.0, 2)).considered

    def test_a_bound_names_the_magnitudes_of_others_in_the_order_of_the_test(self) -> None:
        upper = bound(2.0, 3).model_copy(update={"external": True})
        found = screen_ms_mb(network("mb(IDC)", 4.5, 9, external=True), upper)
        assert "mb(IDC) and Ms(VMAX) taken from others" in found.reason

    @given(magnitudes, st.one_of(st.none(), counts), magnitudes, st.integers(0, 20))
    def test_a_bound_never_screens_out(self, mb, n_mb, upper, stations) -> None:
        assert screen_ms_mb(network("mb", mb, n_mb), bound(upper, stations)).result != "screened out"

    @given(st.floats(3.5, 7.0), magnitudes, st.floats(0.0, 2.0))
    def test_a_tighter_bound_never_loses_the_answer(self, mb, upper, less) -> None:
        loose = screen_ms_mb(network("mb", mb, 9), bound(upper, 3))
        tight = screen_ms_mb(network("mb", mb, 9), bound(upper - less, 3))
        assert OPENNESS[tight.result] >= OPENNESS[loose.result]

    def test_a_bound_that_leaves_both_sides_open_says_so(self) -> None:
        found = screen_ms_mb(network("mb", 4.5, 9), bound(4.6, 3))
        assert found.result == "insufficient data"
        assert "both sides" in found.reason
        assert found.low == pytest.approx(-0.1)

    def test_a_bound_of_one_station_is_not_considered(self) -> None:
        assert screen_ms_mb(network("mb", 4.5, 9), bound(2.0, 1)).result == "not considered"


class TestWhatIsMissing:
    def test_neither_ms_nor_a_bound_is_insufficient_data(self) -> None:
        assert screen_ms_mb(network("mb", 4.5, 9), None).result == "insufficient data"

    def test_no_mb_is_insufficient_data(self) -> None:
        assert screen_ms_mb(None, network("Ms", 4.5, 9)).result == "insufficient data"

    @pytest.mark.parametrize("kind", ["mb", "Ms"])
    def test_a_withheld_magnitude_is_named(self, kind: str) -> None:
        mb, ms = network("mb", 4.5, 9), network("Ms", 3.5, 9)
        found = screen_ms_mb(withheld("mb") if kind == "mb" else mb, withheld("Ms") if kind == "Ms" else ms)
        assert found.result == "insufficient data"
        assert f"external input {kind} is withheld" in found.reason


class TestPair:
    def test_own_magnitudes_come_before_those_of_others(self) -> None:
        own, other = network("mb", 4.5, 3), network("mb(IDC)", 4.6, 30, external=True)
        assert ms_mb_pair((other, own))[0] is own

    def test_an_own_magnitude_that_could_not_be_measured_gives_way(self) -> None:
        missing = Missing(status="not_measured", reason="all stations nearer than 20 degrees")
        own = Magnitude(kind="mb", magnitude=missing, stations=0, external=False, source="here")
        other = network("mb", 4.6, 30, external=True)
        assert ms_mb_pair((own, other))[0] is other

    def test_the_idc_comes_before_others(self) -> None:
        idc, other = network("mb(IDC)", 4.1, None, external=True), network("mb", 4.3, None, external=True)
        assert ms_mb_pair((other, idc))[0] is idc

    def test_withholding_the_chosen_one_does_not_fall_back_on_another(self) -> None:
        chosen, _ = ms_mb_pair((network("mb", 4.3, None, external=True), withheld("mb(IDC)")))
        assert chosen.kind == "mb(IDC)"

    def test_one_own_station_gives_way_to_two_of_others(self) -> None:
        own, other = network("Ms(VMAX)", 3.9, 1), network("Ms", 4.0, 5, external=True)
        assert ms_mb_pair((own, other))[1] is other

    def test_two_own_stations_are_enough(self) -> None:
        own, other = network("Ms(VMAX)", 3.9, 2), network("Ms", 4.0, 5, external=True)
        assert ms_mb_pair((other, own))[1] is own

    def test_one_own_station_comes_before_one_of_others(self) -> None:
        own, other = network("Ms(VMAX)", 3.9, 1), network("Ms", 4.0, 1, external=True)
        assert ms_mb_pair((other, own))[1] is own

    def test_withholding_an_own_ms_does_not_fall_back_on_another(self) -> None:
        own = withheld("Ms(VMAX)").model_copy(update={"stations": 5, "external": False})
        other = network("Ms", 4.0, 9, external=True)
        assert ms_mb_pair((other, own))[1] is own

    def test_an_ms_that_was_not_measured_gives_way_to_any_value_or_bound(self) -> None:
        missing = Missing(status="not_measured", reason="no record of the surface wave")
        own = Magnitude(kind="Ms(VMAX)", magnitude=missing, stations=0, external=False, source="here")
        value = network("Ms", 4.0, 1, external=True)
        upper = bound(3.0, 3).model_copy(update={"external": True})
        assert ms_mb_pair((own, value))[1] is value
        assert ms_mb_pair((own, upper))[1] is upper

    def test_other_magnitudes_are_never_taken(self) -> None:
        assert ms_mb_pair((network("ML", 4.0, 9), network("mb(Lg)", 4.0, 9))) == (None, None)


class TestEvidence:
    def leading(self, mb: float, ms: Magnitude) -> str:
        found = ms_mb_evidence(network("mb", mb, 20), ms).log_likelihood
        return max(found, key=lambda name: found[name])

    def test_values_of_each_population_point_to_it(self) -> None:
        assert self.leading(5.0, network("Ms", 3.4, 9)) == "explosion"
        assert self.leading(5.0, network("Ms", 4.7, 9)) == "earthquake"

    @given(st.floats(0.7, 1.6), st.floats(0.01, 0.5))
    def test_more_mb_minus_ms_speaks_more_for_an_explosion(self, difference, more) -> None:
        """Between and next to the centres; far out, in the tails, no population is known."""

        def log_ratio(d: float) -> float:
            found = ms_mb_evidence(network("mb", 5.0, 20), network("Ms", 5.0 - d, 9)).log_likelihood
            return found["explosion"] - found["earthquake"]

        assert log_ratio(min(difference + more, 1.6)) >= log_ratio(difference) - 1e-9

    @given(st.floats(3.5, 7.0), st.floats(-3.0, 5.0))
    def test_nothing_is_ever_certain(self, mb, difference) -> None:
        found = ms_mb_evidence(network("mb", mb, 20), network("Ms", mb - difference, 9)).log_likelihood
        assert max(found.values()) - min(found.values()) < math.log(100.0)

    def test_densities_are_normalised(self) -> None:
        grid = np.linspace(-20.0, 20.0, 401)
        known = load_ms_mb_populations()
        for name in ("explosion", "earthquake", "collapse"):
            density = [
                math.exp(
                    ms_mb_evidence(network("mb", 5.0, 20), network("Ms", 5.0 - d, 9)).log_likelihood[name]
                )
                - known.outlier_share / known.outlier_range
                for d in grid
            ]
            assert np.trapezoid(density, grid) == pytest.approx(1.0 - known.outlier_share, abs=2e-3)

    def test_a_low_bound_speaks_for_an_explosion_and_a_high_one_for_nothing(self) -> None:
        low = ms_mb_evidence(network("mb", 5.0, 20), bound(3.0, 3)).log_likelihood
        assert low["explosion"] > low["earthquake"]
        assert ms_mb_evidence(network("mb", 5.0, 20), bound(6.0, 3)).reason

    def test_what_is_not_considered_is_not_weighed_and_the_reason_stays(self) -> None:
        found = explain((ms_mb_evidence(network("mb", 5.0, 20), network("Ms", 4.7, 1)),))
        assert found.status == "insufficient_data"
        assert "1 Ms station" in found.reason


class TestPopulations:
    def test_table_of_explosions_gives_the_stated_numbers(self) -> None:
        explosion = load_ms_mb_populations().kinds[0]
        difference = np.array([mb - ms for mb, ms in explosion.points])
        assert len(difference) == explosion.size == 127
        assert difference.mean() == pytest.approx(1.37, abs=0.005 * MAG)
        assert difference.std(ddof=1) == pytest.approx(0.52, abs=0.005 * MAG)
        assert np.median(difference) == pytest.approx(explosion.location, abs=0.1 * MAG)

    def test_tunisian_earthquakes_lie_within_the_published_error(self) -> None:
        known = load_ms_mb_populations()
        earthquake = known.kinds[1]
        difference = np.array([mb - ms for mb, ms in earthquake.points])
        expected = known.location(earthquake, float(np.mean([mb for mb, _ in earthquake.points])))
        assert len(difference) == 25
        assert abs(difference.mean() - expected) < 1.64 * math.hypot(earthquake.location_sd, 0.48 / 5.0)

    def test_every_population_names_its_source(self) -> None:
        assert all(kind.source and kind.region for kind in load_ms_mb_populations().kinds)
