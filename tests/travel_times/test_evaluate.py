"""The compiled loops and their map of candidates on random tables, against the plain twin and calculus."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from testban.travel_times.evaluate import (
    SUBCELLS,
    BranchCandidates,
    _range,
    evaluate_exact,
    evaluate_mixed,
    make_branch_candidates,
)
from testban.travel_times.evaluate_plain import evaluate_numpy
from testban.travel_times.table import Table

from .random_table import CUTS_KM, RANDOM, flat, make_table

DEEPEST_KM = float(CUTS_KM[-1])
ALL = np.arange(len(RANDOM))


def everywhere(ids: np.ndarray, wave: int = -1) -> BranchCandidates:
    """Candidates that leave nothing out."""
    shape = (len(CUTS_KM) - 1, SUBCELLS, 180, len(ids))
    listed = np.ascontiguousarray(np.broadcast_to(ids, shape), dtype=np.int8)
    return BranchCandidates(candidates=listed, wave=wave)


def exact(
    table: Table, x: np.ndarray, z: np.ndarray, candidates: BranchCandidates, limit_deg: float = 180.0
) -> np.ndarray:
    out = np.empty((3, x.size))
    evaluate_exact(table, x, z, candidates, out, max_diffracted_deg=limit_deg)
    return out


def queries(count: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Points everywhere, at every boundary, and a little to both sides of the ends of branches."""
    rng = np.random.default_rng(seed)
    x, z = rng.uniform(0.0, 180.0, count), rng.uniform(0.0, DEEPEST_KM, count)
    x[: count // 4] = rng.uniform(0.0, 45.0, count // 4)
    z[: count // 3] = rng.uniform(0.0, 40.0, count // 3)
    ends = np.array([0.0, 20.0, 40.0, 60.0, 95.0, 150.0, 180.0])
    near = (ends[:, None] + [-1.5e-7, -0.5e-7, 0.0, 0.5e-7, 1.5e-7]).ravel()
    cuts = np.array([*CUTS_KM, 16.75, 33.0, 34.0, 120.5, 120.9])
    grid_x, grid_z = (a.ravel() for a in np.meshgrid(near, cuts, indexing="ij"))
    return np.concatenate([x, grid_x]), np.concatenate([z, grid_z])


@pytest.fixture(scope="module")
def table() -> Table:
    return make_table()


class TestKernel:
    @pytest.mark.parametrize("b", ALL)
    def test_each_branch_is_that_of_the_plain_twin(self, table: Table, b: int) -> None:
        x, z = queries(60, seed=int(b))
        ids = np.array([b])
        plain = evaluate_numpy(table, x, z, ids, wave=-1, max_diffracted_deg=180.0)
        assert np.isfinite(plain[0]).sum() > 20
        np.testing.assert_allclose(exact(table, x, z, everywhere(ids)), plain, rtol=1e-9, atol=1e-9)

    @pytest.mark.parametrize("wave", [-1, 0, 1, 2, 3])
    def test_the_earliest_of_all_is_that_of_the_plain_twin(self, table: Table, wave: int) -> None:
        x, z = queries(60)
        limit = {0: 140.0, 2: 21.0}.get(wave, 180.0)
        plain = evaluate_numpy(table, x, z, ALL, wave=wave, max_diffracted_deg=limit)
        found = exact(table, x, z, everywhere(ALL, wave), limit)
        np.testing.assert_allclose(found, plain, rtol=1e-9, atol=1e-9)

    @pytest.mark.parametrize("wave", [0, 1, 2, 3])
    def test_a_diffracted_wave_alone_is_that_of_the_plain_twin_from_where_it_begins(
        self, table: Table, wave: int
    ) -> None:
        x, z = queries(200, seed=9)
        begins = table.diffracted_from[wave]
        x = np.concatenate([x, np.full(3, begins), np.full(3, begins - 1e-9), [120.0, 120.0 + 1e-9]])
        z = np.concatenate([z, [1.0, 60.0, 200.0], [1.0, 60.0, 200.0], [50.0, 50.0]])
        none = make_branch_candidates(table, np.zeros(0, dtype=np.int64), wave)
        plain = evaluate_numpy(table, x, z, np.zeros(0, dtype=np.int64), wave=wave, max_diffracted_deg=120.0)
        plain[:, x < begins] = np.nan
        assert np.isfinite(plain[0]).sum() > 10
        np.testing.assert_allclose(exact(table, x, z, none, 120.0), plain, rtol=1e-9, atol=1e-9)

    def test_a_wave_that_begins_early_at_some_depths_waits_for_its_least_distance(self, table: Table) -> None:
        early = replace(table, diffracted=table.diffracted - [0.0, 0.0, 50.0])
        x, z = np.array([94.9, 95.0, 95.1]), np.full(3, 10.0)
        none = make_branch_candidates(early, np.zeros(0, dtype=np.int64), 0)
        assert np.isfinite(exact(early, x, z, none)[0]).tolist() == [False, True, True]

    @pytest.mark.parametrize(("x", "z"), [(-1e-9, 5.0), (180.0 + 1e-9, 5.0), (50.0, -1e-9), (50.0, 250.3),
                                          (np.nan, 5.0), (50.0, np.nan), (np.inf, 5.0)])  # fmt: skip
    def test_outside_of_the_table_nothing_arrives(self, table: Table, x: float, z: float) -> None:
        found = exact(table, np.array([x, 50.0]), np.array([z, 5.0]), everywhere(ALL, 1))
        assert np.isnan(found[:, 0]).all()
        assert np.isfinite(found[:, 1]).all()

    def test_the_corners_of_the_table_belong_to_it(self, table: Table) -> None:
        x, z = np.array([0.0, 180.0, 0.0, 180.0]), np.array([0.0, 0.0, DEEPEST_KM, DEEPEST_KM])
        assert np.isfinite(exact(table, x, z, everywhere(ALL[:1]))).all()

    @pytest.mark.parametrize("b", ALL)
    def test_slopes_are_those_of_the_times(self, table: Table, b: int) -> None:
        """By central differences, away from the nodes of the grid, where second derivatives jump."""
        rng, step = np.random.default_rng(5), 1e-4
        x = rng.uniform(RANDOM[b].begins_deg + 3.0, RANDOM[b].ends_deg - 3.0, 40)
        z = rng.uniform(CUTS_KM[RANDOM[b].segments[0]] + 1.0, CUTS_KM[RANDOM[b].segments[-1] + 1] - 1.0, 40)
        one = everywhere(np.array([b]))
        _, p, dz = exact(table, x, z, one)
        by_distance = (exact(table, x + step, z, one)[0] - exact(table, x - step, z, one)[0]) / (2 * step)
        by_depth = (exact(table, x, z + step, one)[0] - exact(table, x, z - step, one)[0]) / (2 * step)
        assert np.median(np.abs(by_distance - p)) < 1e-5
        assert np.median(np.abs(by_depth - dz)) < 1e-5

    def test_where_source_and_receiver_meet_the_slowness_is_that_of_the_chord(self, table: Table) -> None:
        time, p, dz = exact(table, np.zeros(1), np.zeros(1), everywhere(np.array([1])))[:, 0]
        assert (time, dz) == (0.0, 0.0)
        near = exact(table, np.array([1e-4]), np.zeros(1), everywhere(np.array([1])))[:, 0]
        assert p == pytest.approx(near[0] / 1e-4, rel=1e-3)

    def test_of_branches_that_arrive_together_the_one_listed_first_counts(self) -> None:
        table = make_table([flat(0.0, 180.0, 300.0), flat(0.0, 180.0, 300.0)])
        nodes = table.nodes.copy()
        nodes[table.node_offset[1, 0] :, 2] = 0.3  # the second changes with depth
        table = replace(table, nodes=nodes)
        for order, slope in (([0, 1], 0.0), ([1, 0], 0.3)):
            found = exact(table, np.array([50.0]), np.zeros(1), everywhere(np.array(order)))
            assert found[:, 0] == pytest.approx([300.0, 0.0, slope], abs=1e-9)

    def test_each_cell_has_candidates_of_its_own(self, table: Table) -> None:
        rng = np.random.default_rng(13)
        made = BranchCandidates(rng.integers(0, 4, (3, SUBCELLS, 180, 1)).astype(np.int8), -1)
        x, z = queries(400, seed=17)
        inside = (x >= 0.0) & (x <= 180.0)
        expected = evaluate_numpy_by_map(table, x[inside], z[inside], made)
        found = exact(table, x[inside], z[inside], made)[0]
        np.testing.assert_allclose(np.where(np.isnan(found), np.inf, found), expected, rtol=1e-9, atol=1e-9)

    def test_queries_of_a_stack_are_each_those_of_their_own_phase(self, table: Table) -> None:
        asked = [
            everywhere(np.array([0, 2]), 0),
            everywhere(np.array([1, 3]), 2),
            everywhere(np.array([2, 3])),
            everywhere(np.array([3, 1])),
        ]
        limits = np.array([130.0, 15.0, 180.0, 180.0])
        x, z = queries(90)
        which = np.random.default_rng(7).integers(-1, 5, x.size)
        out = np.empty((3, x.size))
        stack = np.stack([one.candidates for one in asked])
        waves = np.array([one.wave for one in asked], dtype=np.int64)
        evaluate_mixed(table, which, x, z, stack, waves, limits, out)
        assert np.isnan(out[:, (which < 0) | (which == 4)]).all()
        for number, one in enumerate(asked):
            chosen = which == number
            expected = exact(table, x[chosen], z[chosen], one, limits[number])
            np.testing.assert_array_equal(out[:, chosen], expected)
            assert np.isfinite(expected).any()


THICK_KM = np.diff(CUTS_KM)[:, None] / SUBCELLS
TOP_KM = CUTS_KM[:-1, None] + THICK_KM * np.arange(SUBCELLS)
BOTTOM_KM = TOP_KM + THICK_KM


def tilted(time_s: float, per_km: float, surface_s: float) -> Table:
    """Two branches: one that changes with depth alone, and one at a constant time."""
    table = make_table([flat(0.0, 180.0, surface_s), flat(0.0, 180.0, time_s)])
    nodes = table.nodes.copy()
    for k in range(CUTS_KM.size - 1):
        at = table.node_offset[0, k]
        nodes[at : at + 3, 0] = surface_s + per_km * CUTS_KM[k]
        nodes[at + 3 : at + 6, 0] = surface_s + per_km * CUTS_KM[k + 1]
        nodes[at : at + 6, 2] = per_km
    return replace(table, nodes=nodes)


class TestCandidates:
    def test_no_branch_that_could_be_first_is_left_out(self, table: Table) -> None:
        made = make_branch_candidates(table, ALL, 1)
        assert made.wave == 1
        x, z = queries(3000, seed=11)
        plain = evaluate_numpy(table, x, z, ALL, wave=-1, max_diffracted_deg=180.0)
        inside = np.isfinite(plain[0])
        with_map = evaluate_numpy_by_map(table, x, z, made)
        np.testing.assert_array_equal(with_map[inside], plain[0][inside])

    @pytest.mark.parametrize(
        ("later_s", "kept"), [(0.0, [0, 1]), (2.0, [0, 1]), (2.1, [0]), (-2.0, [0, 1]), (-2.1, [1])]
    )
    def test_a_branch_later_by_more_than_two_seconds_is_not_looked_at(self, later_s, kept) -> None:
        table = make_table([flat(0.0, 180.0, 300.0), flat(0.0, 180.0, 300.0 + later_s)])
        made = make_branch_candidates(table, np.arange(2), -1).candidates
        assert made.shape == (3, SUBCELLS, 180, len(kept))
        assert (made == kept).all()

    def test_a_branch_rules_others_out_only_in_cells_that_it_covers(self) -> None:
        table = make_table([flat(0.0, 180.0, 300.0), flat(40.0, 60.0, 200.0)])
        made = make_branch_candidates(table, np.arange(2), -1).candidates
        assert (made[:, :, 40:60] == [1, -1]).all()
        for cell in (39, 60):  # where it ends both are possible
            assert (made[:, :, cell] == [0, 1]).all()
        for others in (slice(0, 39), slice(61, 180)):
            assert (made[:, :, others] == [0, -1]).all()

    def test_a_branch_that_ends_inside_a_cell_is_possible_there_and_rules_nothing_out(self) -> None:
        table = make_table([flat(0.0, 180.0, 300.0), flat(40.5, 60.5, 200.0)])
        made = make_branch_candidates(table, np.arange(2), -1).candidates
        assert (made[:, :, 41:60] == [1, -1]).all()
        for cell in (40, 60):
            assert (made[:, :, cell] == [0, 1]).all()
        assert (made[:, :, 39] == [0, -1]).all()
        assert (made[:, :, 61] == [0, -1]).all()

    def test_ids_of_a_few_branches_are_kept(self) -> None:
        table = make_table([flat(0.0, 180.0, t) for t in (300.0, 100.0, 301.0, 500.0)])
        made = make_branch_candidates(table, np.array([2, 3, 0]), -1).candidates
        assert (np.sort(made, axis=-1) == [0, 2]).all()

    def test_a_branch_absent_from_a_segment_is_no_candidate_there(self) -> None:
        table = make_table([flat(0.0, 180.0, 300.0)._replace(segments=(1, 2)), flat(0.0, 180.0, 301.0)])
        made = make_branch_candidates(table, np.arange(2), -1).candidates
        assert (made[0] == [1, -1]).all()
        assert (made[1:] == [0, 1]).all()

    @pytest.mark.parametrize("per_km", [0.04, -0.04])
    def test_a_branch_is_left_out_by_its_earliest_time_in_a_subcell(self, per_km: float) -> None:
        made = make_branch_candidates(
            tilted(300.0, per_km, 302.0 - 50.0 * per_km), np.arange(2), -1
        ).candidates
        # It arrives 2 s after the other at 50 km, later or earlier further down.
        out = TOP_KM > 50.0 if per_km > 0.0 else BOTTOM_KM < 50.0
        assert ((made == 0).any(axis=-1) == ~out[:, :, None]).all()

    @pytest.mark.parametrize("per_km", [0.04, -0.04])
    def test_a_branch_rules_others_out_by_its_latest_time_in_a_subcell(self, per_km: float) -> None:
        made = make_branch_candidates(
            tilted(300.0, per_km, 298.0 - 175.0 * per_km), np.arange(2), -1
        ).candidates
        out = BOTTOM_KM < 175.0 if per_km > 0.0 else TOP_KM > 175.0
        assert ((made == 1).any(axis=-1) == ~out[:, :, None]).all()

    def test_times_that_change_with_distance_are_compared_at_the_corners(self) -> None:
        """The first corner of one with the last corner of the other: 5 s a degree and 2 s apart."""
        shapes = [flat(0.0, 180.0, 300.0)._replace(rate=5.0), flat(0.0, 180.0, 306.9)._replace(rate=5.0)]
        assert make_branch_candidates(make_table(shapes), np.arange(2), -1).candidates.shape[-1] == 2
        shapes[1] = shapes[1]._replace(base=307.1)
        assert make_branch_candidates(make_table(shapes), np.arange(2), -1).candidates.shape[-1] == 1

    def test_ends_that_change_with_depth_are_followed_subcell_by_subcell(self) -> None:
        table = make_table([flat(0.0, 180.0, 300.0), flat(40.0, 60.0, 200.0)])
        edges = table.edges.copy()
        at = table.edge_offset[1, 0]
        edges[at : at + 2, 4:] = [[40.5, 60.5], [48.5, 68.5]]  # one degree a subcell
        made = make_branch_candidates(replace(table, edges=edges), np.arange(2), -1).candidates[0]
        for i in range(SUBCELLS):
            assert (made[i, : 40 + i] == [0, -1]).all()
            assert (made[i, 40 + i : 42 + i] == [0, 1]).all()
            assert (made[i, 42 + i : 60 + i] == [1, -1]).all()
            assert (made[i, 60 + i : 62 + i] == [0, 1]).all()
            assert (made[i, 62 + i :] == [0, -1]).all()

    def test_where_no_branch_exists_there_is_no_candidate(self) -> None:
        table = make_table([flat(0.0, 180.0, 300.0)._replace(segments=(1, 2))])
        assert (make_branch_candidates(table, np.arange(1), -1).candidates[0] == -1).all()

    def test_a_wave_alone_has_no_branches(self, table: Table) -> None:
        made = make_branch_candidates(table, np.zeros(0, dtype=np.int64), 2)
        assert made.candidates.shape == (3, SUBCELLS, 180, 1)
        assert (made.candidates == -1).all()
        assert made.wave == 2

    @pytest.mark.parametrize("seed", range(4))
    def test_least_and_greatest_in_each_subcell_are_those_of_dense_samples(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        at = np.linspace(10.0, 50.0, (2, 5, 9, 12)[seed])  # on, between and off the edges of the subcells
        values, depth = rng.normal(size=at.size), np.linspace(10.0, 50.0, SUBCELLS + 1)
        least, most = _range(at, values, depth)
        for c in range(SUBCELLS):
            dense = np.union1d(
                np.linspace(depth[c], depth[c + 1], 101), at[(at >= depth[c]) & (at <= depth[c + 1])]
            )
            sampled = np.interp(dense, at, values)
            assert (least[c], most[c]) == pytest.approx((sampled.min(), sampled.max()))


def evaluate_numpy_by_map(table: Table, x: np.ndarray, z: np.ndarray, made: BranchCandidates) -> np.ndarray:
    """The earliest of the candidates of each cell."""
    k = np.clip(np.searchsorted(CUTS_KM, z, side="right") - 1, 0, 2)
    share = (z - CUTS_KM[k]) / np.diff(CUTS_KM)[k]
    sub = np.minimum((share * SUBCELLS).astype(int), SUBCELLS - 1)
    listed = made.candidates[k, sub, np.clip(x.astype(int), 0, 179)]
    best = np.full(x.size, np.inf)
    for b in ALL:
        time = evaluate_numpy(table, x, z, np.array([b]), wave=-1, max_diffracted_deg=180.0)[0]
        best = np.where((listed == b).any(axis=1) & (time < best), time, best)
    return best
