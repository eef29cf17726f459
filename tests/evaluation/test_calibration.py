"""Ranks of the truth: uniform where they should be, told where they are not, and reckoned by the real sampler."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from fineline.case import load_case
from fineline.evaluation.calibration import Ranks, together, uniformity
from fineline.inference.imagined import imagining, published_as, record, war
from fineline.products.calibrating import WARS, Calibration, calibrate, reduced_target

RANKED = 20


def ranks_of_normals(wars: int, narrowed: float = 1.0, shifted: float = 0.0) -> Ranks:
    """Ranks where truth and figure are normal and the posterior is known, its draws too narrow or too high at will."""
    random = np.random.default_rng(4)
    truth = random.normal(size=wars)
    seen = truth + random.normal(size=wars)
    draws = 0.5 * seen + narrowed * 0.5**0.5 * random.normal(size=(RANKED, wars)) + shifted
    ranks = (draws < truth).sum(axis=0)[:, None]
    return Ranks(("m",), ranks, np.zeros(wars, dtype=bool), np.zeros(wars))


def test_the_right_posterior_passes() -> None:
    (found,) = uniformity(ranks_of_normals(200), RANKED)
    assert found.p > 0.01
    assert found.mean == pytest.approx(0.5, abs=0.06)
    assert sum(found.counts) == 200


@pytest.mark.parametrize(("narrowed", "shifted"), [(0.5, 0.0), (2.0, 0.0), (1.0, 0.5)])
def test_draws_too_narrow_too_wide_or_too_high_are_told(narrowed: float, shifted: float) -> None:
    (found,) = uniformity(ranks_of_normals(200, narrowed, shifted), RANKED)
    assert found.p < 1e-4


def test_draws_too_high_have_a_low_mean_rank() -> None:
    assert uniformity(ranks_of_normals(200, shifted=0.5), RANKED)[0].mean < 0.4


def test_a_war_that_failed_is_not_ranked_and_spoils_the_check() -> None:
    good = ranks_of_normals(200)
    failed = good.failed.copy()
    failed[3] = True
    spoiled = Ranks(good.names, good.ranks, failed, good.diverging)
    quantities = uniformity(spoiled, RANKED)
    assert sum(quantities[0].counts) == 199
    made = Calibration(wars=200, failed=1, weeks=26, sources=(), diverging=0.0, quantities=quantities)
    assert not made.holds


def test_groups_of_wars_are_put_together() -> None:
    both = together([ranks_of_normals(30), ranks_of_normals(20)])
    assert both.ranks.shape == (50, 1)
    assert both.failed.shape == both.diverging.shape == (50,)


def test_an_imagined_record_has_the_likelihood_that_its_rows_would_have() -> None:
    """Figures among the assumptions say what the same figures in the rows say."""
    target = reduced_target(load_case("ukraine"), weeks=12)
    assumed = target.assumed_in_the_middle
    path, parameters = war(target, jax.random.PRNGKey(2), assumed)
    seen = record(target, path, parameters, jax.random.PRNGKey(3))
    told = {**parameters, **{published_as(key): value for key, value in seen.items()}}
    found = imagining(target).log_likelihood(path, told)
    real = target.log_likelihood(path, parameters)
    assert found.keys() == real.keys() == seen.keys()
    for key, value in found.items():
        assert np.isfinite(value).all()
        assert not np.allclose(value, real[key])
    same = {**parameters, **{published_as(key): rows.value for key, rows in target.rows.items()}}
    for key, value in imagining(target).log_likelihood(path, same).items():
        np.testing.assert_allclose(value, real[key])


@pytest.mark.study
def test_a_few_imagined_wars_are_fitted_and_ranked() -> None:
    found = calibrate(load_case("ukraine"), wars=6, weeks=13, jobs=1)
    assert found.failed == 0
    assert all(sum(one.counts) == 6 for one in found.quantities)
    assert {"strength_effect", "log likelihood"} <= {one.name for one in found.quantities}


@pytest.mark.integration
def test_the_sampler_of_the_case_is_calibrated() -> None:
    """Two hundred wars of a quarter; one process takes them all, so that compiling is paid for once."""
    found = calibrate(load_case("ukraine"), wars=WARS, weeks=13, jobs=1)
    assert found.failed == 0
    assert found.holds, found.quantities[:5]


@pytest.mark.study
def test_the_sampler_of_the_case_is_calibrated_over_half_a_year() -> None:
    found = calibrate(load_case("ukraine"), wars=500)
    assert found.failed == 0
    assert found.holds, found.quantities[:5]
