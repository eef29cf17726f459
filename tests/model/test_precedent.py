"""The yearly forms of precedent: limits of the kernel, closed forms, and what a fit finds in records made up for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jax import Array
from scipy import integrate, stats

from fineline.case import Prior
from fineline.case.load import EMBEDDED, PRIORS_FILE
from fineline.case.priors import Priors
from fineline.errors import MalformedCaseError
from fineline.evidence.declared import read_declared
from fineline.inference.annual import (
    DISPERSION,
    AnnualData,
    AnnualFit,
    ThinPosteriorError,
    check_dispersion,
    fit_annual,
)
from fineline.model.precedent import INPUTS, MECHANISM, Course, parameters_of, run_years
from fineline.model.units import annotated_units

from .setting import Floats

FORMS = tuple(MECHANISM)
YEARS = 8
counts = st.lists(st.integers(0, 30), min_size=YEARS, max_size=YEARS)


@pytest.fixture(scope="module")
def priors() -> Mapping[str, Prior]:
    return read_declared(Priors, EMBEDDED / "ukraine" / PRIORS_FILE).root


@cache
def runner(form: str) -> Callable[..., Course]:
    """A form compiled once for `YEARS` years, told what was sent."""

    def run(parameters: dict[str, Array], inputs: dict[str, Array], events: Array) -> tuple[Array, Array, Array | None]:
        found = run_years(form, parameters, inputs, lambda number, _: events[number])
        return found.sending_rate, found.expected_sendings, found.memory

    compiled = jax.jit(run)
    return lambda *given: Course(*compiled(*given))


def course(form: str, sent: list[int], at_risk: float = 2.0, **changed: float) -> Course:
    """One draw of a form told what was sent."""
    usual = {
        "precedent_base_rate": 0.1,
        "precedent_contagion": 0.4,
        "precedent_memory": 5.0,
        "precedent_cold_war_effect": 0.5,
        "precedent_intensity_effect": -0.5,
    }
    parameters = {name: jnp.array([value]) for name, value in (usual | changed).items()}
    events = jnp.asarray(sent, dtype=jnp.float64)
    inputs = {"conflict_years": at_risk, "cold_war": 1.0, "high_intensity_share": 0.3}
    return runner(form)(parameters, {name: jnp.full(YEARS, inputs[name]) for name in INPUTS}, events)


def made_up(events: Floats, at_risk: Floats) -> AnnualData:
    years = len(events)
    half = np.arange(years) < years // 2
    inputs = {"conflict_years": at_risk, "cold_war": half * 1.0, "high_intensity_share": np.full(years, 0.4)}
    return AnnualData(year=np.arange(1947, 1947 + years), events=events, inputs=inputs)


def simulated(base: float, contagion: float, memory: float, at_risk: Floats, seed: int) -> AnnualData:
    """Poisson counts drawn year by year with NumPy, apart from the code under test."""
    generator = np.random.default_rng(seed)
    kept, remembered, events = np.exp(-1.0 / memory), base / (1.0 - contagion), []
    for conflicts in at_risk:
        events.append(generator.poisson(conflicts * (base + contagion * remembered)))
        remembered = kept * remembered + (1.0 - kept) * events[-1] / conflicts
    return made_up(np.array(events, dtype=np.float64), at_risk)


def interval(fit: AnnualFit, name: str) -> tuple[float, float]:
    low, high = np.quantile(fit.draws[name], [0.005, 0.995])
    return float(low), float(high)


# Equations ---------------------------------------------------------------------------------------------------------


@given(counts)
def test_without_contagion_the_self_exciting_form_is_the_constant_one(sent: list[int]) -> None:
    excited, constant = course("self_exciting", sent, precedent_contagion=0.0), course("none", sent)
    np.testing.assert_array_equal(excited.expected_sendings, constant.expected_sendings)


@given(counts)
def test_without_effects_the_covariate_form_is_the_constant_one(sent: list[int]) -> None:
    flat = course("covariate", sent, precedent_cold_war_effect=0.0, precedent_intensity_effect=0.0)
    np.testing.assert_array_equal(flat.sending_rate, course("none", sent).sending_rate)


@given(counts, st.floats(0.001, 5), st.floats(0, 0.95), st.floats(0.05, 80))
def test_what_is_expected_is_positive_and_finite(sent: list[int], base: float, contagion: float, memory: float) -> None:
    changed = {"precedent_base_rate": base, "precedent_contagion": contagion, "precedent_memory": memory}
    for form in FORMS:
        expected = np.asarray(course(form, sent, **changed).expected_sendings)
        assert np.isfinite(expected).all()
        assert (expected > 0).all()


def test_the_memory_is_the_kernel_of_the_formula() -> None:
    sent, kept = [3, 0, 1, 4, 0, 0, 2, 1], np.exp(-1.0 / 5.0)
    past = 0.1 / 0.6
    kernel = (1.0 - kept) * kept ** np.arange(len(sent))[::-1]
    by_hand = kept ** len(sent) * past + kernel @ (np.array(sent) / 2.0)
    found = course("self_exciting", sent)
    assert found.memory is not None
    np.testing.assert_allclose(found.memory, [by_hand])
    np.testing.assert_allclose(kernel.sum() + kept ** len(sent), 1.0)


def test_a_sending_raises_every_later_year_and_no_earlier_one() -> None:
    calm, stirred = course("self_exciting", [0] * YEARS), course("self_exciting", [0, 0, 0, 1, 0, 0, 0, 0])
    raised = np.asarray(stirred.sending_rate - calm.sending_rate)[:, 0]
    np.testing.assert_array_equal(raised[:4], 0.0)
    assert (np.diff(raised[4:]) < 0).all()
    assert (raised[4:] > 0).all()


def test_a_year_without_conflicts_expects_nothing_and_sets_no_precedent() -> None:
    found = course("self_exciting", [0] * YEARS, at_risk=0.0)
    np.testing.assert_array_equal(found.expected_sendings, 0.0)
    np.testing.assert_allclose(found.memory, [np.exp(-YEARS / 5.0) * 0.1 / 0.6])


def test_every_equation_carries_units_and_gives_what_the_form_needs() -> None:
    for form, equations in MECHANISM.items():
        units = [annotated_units(equation) for equation in equations]
        assert {"sending_rate", "expected_sendings"} <= {equation.__name__ for equation in equations}, form
        assert all("return" in found for found in units)


def test_every_form_has_its_priors_in_the_unit_of_its_equations(priors: Mapping[str, Prior]) -> None:
    read: dict[str, str] = {}
    for equations in MECHANISM.values():
        for equation in equations:
            read |= annotated_units(equation)
    names = {name for form in FORMS for name in parameters_of(form)}
    assert {name: priors[name].unit for name in names} == {name: read[name] for name in names}
    assert {name for name in priors if name.startswith("precedent_")} == names | {DISPERSION}


# Fits --------------------------------------------------------------------------------------------------------------


def test_evidence_and_mean_of_the_constant_form_are_those_of_quadrature(priors: Mapping[str, Prior]) -> None:
    at_risk = np.array([2.0, 0.0, 3.0, 1.0, 2.0, 4.0])
    events = np.array([0.0, 0.0, 2.0, 0.0, 1.0, 0.0])
    prior = priors["precedent_base_rate"].prior
    assert prior.family == "lognormal"

    def joint(log_rate: float) -> float:
        chance = stats.poisson.pmf(events, at_risk * np.exp(log_rate)).prod()
        return float(chance * stats.norm.pdf(log_rate, np.log(prior.median), prior.log_sd))

    evidence = integrate.quad(joint, -12, 5)[0]
    mean = integrate.quad(lambda x: np.exp(x) * joint(x), -12, 5)[0] / evidence
    fit = fit_annual(made_up(events, at_risk), priors, "none", "poisson")
    assert fit.log_predictive.sum() == pytest.approx(np.log(evidence), abs=2e-3)
    assert fit.draws["precedent_base_rate"].mean() == pytest.approx(mean, rel=0.01)
    assert fit.log_predictive[1] == 0.0  # a year without conflicts says nothing


def test_a_forecast_of_a_year_does_not_know_it(priors: Mapping[str, Prior]) -> None:
    at_risk = np.full(30, 3.0)
    events = np.random.default_rng(2).poisson(0.3, 30).astype(np.float64)
    other = events.copy()
    other[-1] += 3.0
    for form in FORMS:
        fits = [fit_annual(made_up(found, at_risk), priors, form, "poisson") for found in (events, other)]
        np.testing.assert_allclose(fits[0].log_predictive[:-1], fits[1].log_predictive[:-1], atol=0.03)
        assert fits[1].log_predictive[-1] < fits[0].log_predictive[-1]


def test_the_same_record_gives_the_same_draws(priors: Mapping[str, Prior]) -> None:
    data = simulated(0.2, 0.3, 4.0, np.full(60, 5.0), seed=3)
    one, two = (fit_annual(data, priors, "self_exciting", "poisson") for _ in range(2))
    np.testing.assert_array_equal(one.log_predictive, two.log_predictive)
    for name, draws in one.draws.items():
        np.testing.assert_array_equal(draws, two.draws[name])


@pytest.mark.parametrize(("base", "contagion"), [(0.10, 0.5), (0.05, 0.75)])
def test_base_rate_and_contagion_are_recovered_from_a_long_record(
    priors: Mapping[str, Prior], base: float, contagion: float
) -> None:
    data = simulated(base, contagion, 3.0, np.full(400, 8.0), seed=5)
    fit = fit_annual(data, priors, "self_exciting", "poisson")
    low, high = interval(fit, "precedent_base_rate")
    assert low < base < high
    low, high = interval(fit, "precedent_contagion")
    assert low < contagion < high
    assert fit.contraction["precedent_contagion"] > 0.5


def test_covariate_effects_are_recovered(priors: Mapping[str, Prior]) -> None:
    at_risk, years = np.full(200, 6.0), 200
    rate = 0.15 * np.exp(1.0 * (np.arange(years) < years // 2) - 0.5 * 0.4)
    data = made_up(np.random.default_rng(7).poisson(at_risk * rate).astype(np.float64), at_risk)
    low, high = interval(fit_annual(data, priors, "covariate", "poisson"), "precedent_cold_war_effect")
    assert low < 1.0 < high
    assert low > 0.0


def test_a_short_record_leaves_the_kernel_as_it_was(priors: Mapping[str, Prior]) -> None:
    fit = fit_annual(simulated(0.1, 0.0, 5.0, np.full(15, 2.0), seed=1), priors, "self_exciting", "poisson")
    assert fit.contraction["precedent_memory"] < 0.1


def test_self_excitation_does_not_win_on_counts_without_it(priors: Mapping[str, Prior]) -> None:
    advantages = []
    for seed in range(5):
        data = simulated(0.1, 0.0, 5.0, np.full(79, 2.0), seed)
        scores = {form: fit_annual(data, priors, form, "poisson").log_predictive for form in ("self_exciting", "none")}
        scored = data.year >= 1990
        advantages.append(float((scores["self_exciting"] - scores["none"])[scored].sum()))
    assert max(advantages) < 2.0
    assert np.mean(advantages) < 0.5


def test_self_excitation_wins_where_there_is_much_of_it(priors: Mapping[str, Prior]) -> None:
    data = simulated(0.02, 0.85, 2.0, np.full(300, 10.0), seed=4)
    scores = {
        form: fit_annual(data, priors, form, "poisson").log_predictive.sum() for form in ("self_exciting", "none")
    }
    assert scores["self_exciting"] > scores["none"] + 10.0


# The law of the counts ---------------------------------------------------------------------------------------------


def test_poisson_counts_keep_the_narrow_law() -> None:
    at_risk = np.random.default_rng(1).integers(0, 6, 79).astype(np.float64)
    laws = [
        check_dispersion(made_up(np.random.default_rng(seed).poisson(0.4 * at_risk).astype(np.float64), at_risk)).law
        for seed in range(2, 22)
    ]
    assert laws.count("poisson") >= 16


def test_one_great_coalition_asks_for_the_wide_law(priors: Mapping[str, Prior]) -> None:
    events = np.zeros(40)
    events[[5, 20, 33]] = [1, 30, 2]
    data = made_up(events, np.full(40, 2.0))
    check = check_dispersion(data)
    assert check.law == "negative_binomial"
    assert check.index > 5
    wide = fit_annual(data, priors, "none", "negative_binomial")
    assert np.median(wide.draws[DISPERSION]) < 0.5


def test_a_record_that_the_prior_rules_out_is_refused(priors: Mapping[str, Prior]) -> None:
    with pytest.raises(ThinPosteriorError, match="effective points"):
        fit_annual(made_up(np.full(60, 5000.0), np.full(60, 2.0)), priors, "covariate", "poisson")


def test_a_case_without_a_prior_is_told_which(priors: Mapping[str, Prior]) -> None:
    fewer = {name: prior for name, prior in priors.items() if name != "precedent_memory"}
    with pytest.raises(MalformedCaseError, match="precedent_memory"):
        fit_annual(made_up(np.zeros(5), np.ones(5)), fewer, "self_exciting", "poisson")
