"""The fit of the hierarchical relation against direct algebra, simulated sites and its own grid."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files

import numpy as np
import pytest

from testban.yields import YieldDataError, all_sites, fit_posterior, load_explosions, load_posterior
from testban.yields.calibration import Explosions
from testban.yields.posterior import SD_PROVINCE, SIGMA, TAU

MAG = 1.0  # magnitude unit


def simulate(rng, *, sites, per_site, tau, sigma, slope=0.77, west=0):
    names, mb, x = [], [], []
    for s in range(sites):
        intercept = 4.4 - 0.4 * (s < west) + tau * rng.standard_normal()
        for _ in range(per_site):
            x.append(rng.uniform(-0.5, 2.5))
            mb.append(intercept + slope * x[-1] + sigma * rng.standard_normal())
            names.append(f"s{s:02d}")
    province = tuple("western-north-america" if int(n[1:]) < west else "elsewhere" for n in names)
    return Explosions(site=tuple(names), province=province, mb=np.array(mb), log10_yield=np.array(x))


class TestTable:
    def test_it_holds_131_explosions_at_29_sites(self):
        table = load_explosions()
        assert table.mb.size == 131
        assert len(set(table.site)) == 29

    def test_site_table_counts_the_rows_of_the_explosion_table(self):
        counted = Counter(load_explosions().site)
        assert counted == {s.id: s.explosions for s in all_sites() if s.calibrated}

    def test_no_explosion_of_the_dprk_calibrates(self):
        assert "punggye-ri" not in load_explosions().site

    def test_it_agrees_with_the_source_catalogue(self, shared):
        source = {}
        with (shared / "catalogs/nuclear_explosions/data/sipri-report-explosions.csv").open() as file:
            for row in csv.DictReader(file):
                source[row["id_no"]] = row
        text = files("testban.yields").joinpath("data/explosions.csv").read_text()
        for row in csv.DictReader(text.splitlines()):
            theirs = source[row["sipri_id"]]
            assert float(row["mb"]) == float(theirs["mb"])
            assert float(row["yield_kt"]) == float(theirs["yield_1"]) == float(theirs["yield_u"])
            assert theirs["source"] not in {"HFS", "NOA"}


class TestFit:
    def test_closed_form_equals_dense_gaussian_algebra_at_one_node(self):
        table = simulate(np.random.default_rng(1), sites=5, per_site=3, tau=0.2, sigma=0.25, west=2)
        posterior = fit_posterior(table)
        node = 7 * SIGMA.size + 9
        tau, sigma = TAU[7], SIGMA[9]
        names = sorted(set(table.site))
        member = np.array([[float(s == n) for n in names] for s in table.site])
        west = np.array([float(p == "western-north-america") for p in table.province])
        # Unknowns (mu, d, b, u_1..u_S) with their priors as a dense linear model.
        design = np.column_stack([np.ones_like(west), west, table.log10_yield, member])
        precision = design.T @ design / sigma**2
        precision += np.diag([0.0, 1 / SD_PROVINCE**2, 0.0] + [1 / tau**2] * len(names))
        cov = np.linalg.inv(precision)
        mean = cov @ design.T @ table.mb / sigma**2
        for s, name in enumerate(names):
            pick = np.zeros((2, mean.size))
            pick[0, [0, 3 + s]] = 1.0
            pick[0, 1] = west[table.site.index(name)]
            pick[1, 2] = 1.0
            line = posterior.at_site[name]
            np.testing.assert_allclose(line.mean[node], pick @ mean, atol=1e-9)
            np.testing.assert_allclose(line.cov[node], pick @ cov @ pick.T, atol=1e-9)

    def test_a_new_site_adds_the_spread_between_sites_to_dense_algebra(self):
        table = simulate(np.random.default_rng(4), sites=6, per_site=3, tau=0.2, sigma=0.25, west=2)
        posterior = fit_posterior(table)
        same = np.array([[float(a == b) for b in table.site] for a in table.site])
        west = np.array([float(p == "western-north-america") for p in table.province])
        design = np.column_stack([np.ones_like(west), west, table.log10_yield])
        for node in (0, 7 * SIGMA.size + 9, 20 * SIGMA.size + 18):
            tau, sigma = posterior.tau[node], posterior.sigma[node]
            inverse = np.linalg.inv(sigma**2 * np.eye(table.mb.size) + tau**2 * same)
            cov = np.linalg.inv(design.T @ inverse @ design + np.diag([0.0, 0.5**-2, 0.0]))
            mean = cov @ design.T @ inverse @ table.mb
            for province, indicator in (("western-north-america", 1.0), ("elsewhere", 0.0)):
                pick = np.array([[1.0, indicator, 0.0], [0.0, 0.0, 1.0]])
                line = posterior.at_new_site[province]
                np.testing.assert_allclose(line.mean[node], pick @ mean, atol=1e-9)
                expected = pick @ cov @ pick.T + np.diag([tau**2, 0.0])
                np.testing.assert_allclose(line.cov[node], expected, atol=1e-9)

    def test_a_province_without_explosions_is_as_uncertain_as_published_differences(self):
        # 0.2-0.5 magnitude units: a standard deviation of 0.5, and no preference for either sign.
        table = simulate(np.random.default_rng(5), sites=4, per_site=4, tau=0.2, sigma=0.25)
        west, other = (fit_posterior(table).at_new_site[p] for p in ("western-north-america", "elsewhere"))
        np.testing.assert_allclose(west.mean, other.mean, atol=1e-9)
        np.testing.assert_allclose(west.cov[:, 0, 0] - other.cov[:, 0, 0], (0.5 * MAG) ** 2, atol=1e-9)

    def test_the_grid_is_even_in_tau_and_in_the_logarithm_of_sigma(self):
        """The prior is uniform in these, so that uneven nodes would change it."""
        posterior = load_posterior()
        tau, sigma = (np.unique(values) for values in (posterior.tau, posterior.sigma))
        assert (tau.size, sigma.size) == (24, 20)
        np.testing.assert_allclose(np.diff(tau), 0.03 * MAG, rtol=1e-9)
        np.testing.assert_allclose([tau[0], tau[-1]], [0.01, 0.70], rtol=1e-9)
        np.testing.assert_allclose(np.diff(np.log(sigma)), np.log(0.42 / 0.16) / 19, rtol=1e-9)
        np.testing.assert_allclose([sigma[0], sigma[-1]], [0.16, 0.42], rtol=1e-9)

    @pytest.mark.parametrize("sigma", [0.05, 0.25, 2.0])
    def test_weights_of_thousands_of_explosions_neither_overflow_nor_vanish(self, sigma):
        table = simulate(np.random.default_rng(6), sites=40, per_site=100, tau=0.2, sigma=sigma)
        weight = fit_posterior(table).weight
        assert np.isfinite(weight).all()
        assert weight.sum() == pytest.approx(1.0)

    def test_weights_equal_the_dense_marginal_likelihood(self):
        table = simulate(np.random.default_rng(2), sites=4, per_site=4, tau=0.3, sigma=0.25)
        posterior = fit_posterior(table)
        same = np.array([[float(a == b) for b in table.site] for a in table.site])
        west = np.array([float(p == "western-north-america") for p in table.province])
        fixed = np.column_stack([np.ones(table.mb.size), table.log10_yield])
        log = []
        nodes = [5 * SIGMA.size + 3, 9 * SIGMA.size + 12, 20 * SIGMA.size + 18]
        for node in nodes:
            tau, sigma = posterior.tau[node], posterior.sigma[node]
            cov = sigma**2 * np.eye(table.mb.size) + tau**2 * same + SD_PROVINCE**2 * np.outer(west, west)
            inverse = np.linalg.inv(cov)
            normal = fixed.T @ inverse @ fixed
            rest = table.mb - fixed @ np.linalg.solve(normal, fixed.T @ inverse @ table.mb)
            log.append(
                -0.5 * (rest @ inverse @ rest + np.linalg.slogdet(cov)[1] + np.linalg.slogdet(normal)[1])
            )
        ours = np.log(posterior.weight[nodes])
        np.testing.assert_allclose(np.diff(ours), np.diff(log), atol=1e-8)

    def test_it_finds_the_slope_and_scatter_it_was_simulated_with(self):
        table = simulate(np.random.default_rng(3), sites=40, per_site=8, tau=0.2, sigma=0.25, west=10)
        posterior = fit_posterior(table)
        slope = posterior.average(posterior.at_new_site["elsewhere"].mean[:, 1])
        assert abs(slope - 0.77) < 0.06 * MAG
        assert abs(posterior.average(posterior.tau) - 0.2) < 0.07 * MAG
        assert abs(posterior.average(posterior.sigma) - 0.25) < 0.03 * MAG

    def test_the_grid_holds_the_posterior(self):
        weight = load_posterior().weight.reshape(TAU.size, SIGMA.size)
        assert weight[-3:].sum() < 1e-3
        assert weight[:, :2].sum() < 1e-3
        assert weight[:, -2:].sum() < 1e-3

    def test_western_north_america_radiates_less(self):
        posterior = load_posterior()
        west, other = (posterior.at_new_site[p].mean[:, 0] for p in ("western-north-america", "elsewhere"))
        assert 0.3 < posterior.average(other - west) < 0.7


class TestBadInput:
    def test_lengths_that_differ_are_named(self):
        with pytest.raises(YieldDataError, match="lengths"):
            Explosions(
                site=("a",), province=("elsewhere",), mb=np.array([1.0, 2.0]), log10_yield=np.array([1.0])
            )

    def test_a_magnitude_that_is_not_finite_is_refused(self):
        with pytest.raises(YieldDataError, match="not finite"):
            Explosions(
                site=("a",), province=("elsewhere",), mb=np.array([np.nan]), log10_yield=np.array([1.0])
            )
