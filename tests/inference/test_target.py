"""The density reads what was known on its day, and can be walked from anywhere in the prior."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fineline.errors import AsOfError
from fineline.evidence import SeriesData
from fineline.inference.coordinates import CENTRED
from fineline.inference.target import PARAMETERS, Draw, Target, fitted_weeks
from fineline.time import WEEK

from .conftest import EARLY, LATE, case, target_of, view_of

DAYS = [EARLY, LATE]


def some_draw(target: Target, seed: int) -> Draw:
    """Parameters from their priors, and the paths of ordinary shocks."""
    keys = dict(zip(target.sizes, jax.random.split(jax.random.PRNGKey(seed), len(target.sizes)), strict=True))
    draw = {name: 0.3 * jax.random.normal(keys[name], (size,)) for name, size in target.sizes.items()}
    walked = {name: jnp.cumsum(draw[name]) for name in CENTRED.values()}
    return {**draw, **walked, PARAMETERS: target.parameters.draw(keys[PARAMETERS])}


def data_of(day: date, series: str, model: str) -> SeriesData:
    view = view_of(day)
    return view.vintages(series) if model.startswith("probate") else view.latest(series)


@pytest.mark.parametrize("day", DAYS)
def test_no_row_was_published_after_the_day(day: date) -> None:
    target = target_of(day)
    for (series, model), rows in target.rows.items():
        data = data_of(day, series, model)
        assert (data.published <= np.datetime64(day)).all()
        assert len(rows) <= len(data)
        ends = target.weeks[0] - WEEK + np.round(7 * np.asarray(rows.position)).astype("timedelta64[D]")
        assert set(ends) <= set(np.minimum(data.date, target.weeks[-1])), series
        assert (ends <= target.weeks[-1]).all()


def test_a_later_day_knows_more() -> None:
    early, late = target_of(EARLY), target_of(LATE)
    for key, rows in early.rows.items():
        assert len(rows) <= len(late.rows[key])
    assert sum(map(len, early.rows.values())) < sum(map(len, late.rows.values()))


def test_the_weeks_are_those_that_had_ended() -> None:
    last = {day: fitted_weeks(case(), day)[-1].astype(date) for day in (*DAYS, date(2024, 12, 29), date(2026, 8, 31))}
    assert list(last.values()) == [date(2023, 6, 25), date(2024, 12, 29), date(2024, 12, 29), date(2025, 12, 28)]


def test_inputs_cover_the_weeks_and_hold_no_contingent_before_it_was_known(early: Target, late: Target) -> None:
    for target in (early, late):
        lengths = {name: len(values) for name, values in target.inputs.items()}
        assert lengths == dict.fromkeys(target.inputs, len(target.weeks))
    assert float(early.inputs["contributor_arrivals"].sum()) == 0.0
    assert float(late.inputs["contributor_arrivals"].sum()) > 0.0


@cache
def walk_of(day: date) -> Callable[[Draw], tuple[jax.Array, Draw]]:
    """Potential and gradient, compiled once for all tests."""
    target = target_of(day)
    return jax.jit(jax.value_and_grad(lambda draw: target.potential(draw, target.assumed_in_the_middle)))


@pytest.mark.parametrize("day", DAYS)
def test_potential_and_gradient_are_finite_at_draws_of_the_prior(day: date) -> None:
    target = target_of(day)
    walk = walk_of(day)
    for seed in range(20):
        value, slope = walk(some_draw(target, seed))
        assert value.dtype == jnp.float64
        assert np.isfinite(value), seed
        for name, part in slope.items():
            assert part.dtype == jnp.float64
            assert np.isfinite(part).all(), (seed, name)


def test_the_gradient_is_that_of_the_potential(early: Target) -> None:
    draw = some_draw(early, 3)
    keys = jax.random.split(jax.random.PRNGKey(9), len(draw))
    way = {name: jax.random.normal(key, draw[name].shape) for key, name in zip(keys, draw, strict=True)}
    walk = walk_of(EARLY)

    def at(distance: float) -> float:
        return float(walk({name: draw[name] + distance * way[name] for name in draw})[0])

    slope = walk(draw)[1]
    along = sum(float(jnp.vdot(slope[name], way[name])) for name in draw)
    assert (at(1e-6) - at(-1e-6)) / 2e-6 == pytest.approx(along, rel=1e-5)


def test_parameters_that_no_row_speaks_of_keep_their_prior(early: Target) -> None:
    """In mid-2023 no contingent was there: what is believed of it is the prior, whose slope in ``u`` is ``u``."""
    draw = some_draw(early, 5)
    slope = walk_of(EARLY)(draw)[1][PARAMETERS]
    for name in ("initial_effectiveness", "mature_effectiveness", "learning_rate", "contributor_lethality_offset"):
        place = early.parameters.slices[name]
        prior = -jax.grad(early.parameters.log_prior)(draw[PARAMETERS])[place]
        np.testing.assert_allclose(slope[place], prior, rtol=1e-9, atol=1e-12)
    assert not any(name.startswith("contingent_") and name.endswith("_bias") for name in early.parameters.priors)


def test_every_repeated_parameter_has_one_name_for_each_number(late: Target) -> None:
    for name, elements in late.element_names.items():
        assert len(elements) == (late.parameters.sizes[name] if late.parameters.priors[name].each else 0)


def test_a_day_before_the_first_week_has_ended_is_refused() -> None:
    """Opinion and aid were published before the calendar begins, so that a view of such a day is not empty."""
    assert len(fitted_weeks(case(), date(2023, 1, 1))) == 1
    with pytest.raises(AsOfError, match="2023-01-01"):
        fitted_weeks(case(), date(2022, 12, 31))
