"""Where a rival of the core has a solution in closed form, the simulation follows it.

Casualties come from a hazard, so that a week cannot cost more people than there are; a law of attrition is met in the
limit of short steps. The tests state how close it comes at a sixteenth of a week and that half the step is half the
error. A form that does not pass through the hazard is met at any step.
"""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
import pytest

from fineline.model.attrition_materiel import next_opponent_materiel, next_principal_production
from fineline.model.structure import MECHANISMS

from .setting import Floats, Setting, Trajectory, repeated, rival
from .test_closed_forms import QUIET

WEEKS = 52
PARTS = (8, 16)
DUEL = {
    **QUIET,
    "discharge_rate": 0.0,
    "absence_rate": 0.0,
    "principal_casualty_rate": 4000.0,
    "opponent_casualty_rate": 3000.0,
}
"""Two forces that only fight: nobody joins, leaves or returns, and the tempo stands at its mean."""


def run(setting: Setting, changes: dict[str, float], parts: int = 1, **inputs: Floats) -> Trajectory:
    given = repeated({**setting.first(WEEKS), **inputs}, parts)
    return setting.run({**setting.medians, **changes}, given, setting.calm(WEEKS * parts), 1.0 / parts)


def times(parts: int) -> Floats:
    """Weeks since the start at the end of each step."""
    return np.arange(1, WEEKS * parts + 1) / parts


def duel(setting: Setting) -> tuple[float, float, float, float]:
    """Both forces at the start, and both rates over the references: ``N_R, N_U, a, b``."""
    m = setting.medians
    forces = float(m["initial_principal_troops"]), float(m["initial_opponent_troops"])
    return *forces, DUEL["principal_casualty_rate"], DUEL["opponent_casualty_rate"]


def assert_first_order(gaps: list[float], tolerance: float) -> None:
    """The error is small at the shorter step and half of what it is at twice the step."""
    assert gaps[1] < tolerance
    assert gaps[0] / gaps[1] == pytest.approx(2.0, rel=0.1)


# Attrition ---------------------------------------------------------------------------------------------------------


def square_law(n: float, m: float, a: float, b: float, t: Floats) -> tuple[Floats, Floats]:
    """``N' = -a M, M' = -b N``: hyperbolic cosine and sine."""
    pace, ratio = np.sqrt(a * b), np.sqrt(a / b)
    return n * np.cosh(pace * t) - ratio * m * np.sinh(pace * t), m * np.cosh(pace * t) - n / ratio * np.sinh(pace * t)


def linear_law(n: float, m: float, a: float, b: float, t: Floats) -> tuple[Floats, Floats]:
    """``N' = -a N M, M' = -b N M``: ``D = b N - a M`` stays, so each force follows a logistic curve."""
    d = b * n - a * m
    left = d / (b - a * m / n * np.exp(-d * t))
    return left, (b * left - d) / a


def coefficients(setting: Setting, law: str) -> tuple[float, float]:
    """Losses per soldier who fires (square), or per pair of soldiers (linear)."""
    *_, rate, other_rate = duel(setting)
    own, other = setting.constants["reference_principal_troops"], setting.constants["reference_opponent_troops"]
    return (rate / other, other_rate / own) if law == "square" else (rate / own / other, other_rate / own / other)


@pytest.mark.parametrize(("law", "solution"), [("square", square_law), ("linear", linear_law)])
def test_the_laws_of_lanchester_are_followed(law: str, solution: Callable[..., tuple[Floats, Floats]]) -> None:
    setting = rival("attrition", law)
    n, m, *_ = duel(setting)
    gaps: dict[str, list[float]] = {"principal": [], "opponent": []}
    for parts in PARTS:
        path = run(setting, DUEL, parts)
        expected = solution(n, m, *coefficients(setting, law), times(parts))
        for (side, found), values, start in zip(gaps.items(), expected, (n, m), strict=True):
            found.append(float(np.max(np.abs(path[f"{side}_troops"] - values)) / start))
    for found in gaps.values():
        assert_first_order(found, 1e-3)


def test_the_ratio_of_forces_follows_the_hyperbolic_tangent_under_the_square_law() -> None:
    """``sqrt(b/a) N/M = tanh(c - sqrt(ab) t)`` for the weaker side, which would be spent after ``c/sqrt(ab)`` weeks."""
    setting = rival("attrition", "square")
    n, m, *_ = duel(setting)
    a, b = coefficients(setting, "square")
    own, other = np.sqrt(b) * n, np.sqrt(a) * m
    assert own < other
    phase = np.arctanh(own / other)
    gaps = []
    for parts in PARTS:
        path = run(setting, DUEL, parts)
        ratio = np.sqrt(b / a) * path["principal_troops"] / path["opponent_troops"]
        gaps.append(float(np.max(np.abs(ratio - np.tanh(phase - np.sqrt(a * b) * times(parts))))))
    assert_first_order(gaps, 1e-3)


@pytest.mark.parametrize(("own", "opposing"), [(0.0, 1.0), (1.0, 1.0), (0.55, 0.55), (0.3, 0.8)])
def test_the_general_law_keeps_its_invariant(own: float, opposing: float) -> None:
    """``b N^s - a M^s`` stays, forces over their references and ``s = 1 + p - q``: the squares at (0, 1)."""
    setting = rival("attrition", "general")
    n, m, rate, other_rate = duel(setting)
    ref, other_ref = setting.constants["reference_principal_troops"], setting.constants["reference_opponent_troops"]
    power = 1.0 + opposing - own
    a, b = rate / ref, other_rate / other_ref

    def invariant(principal: float | Floats, opponent: float | Floats) -> float | Floats:
        return b * (principal / ref) ** power - a * (opponent / other_ref) ** power

    gaps = []
    for parts in PARTS:
        path = run(setting, {**DUEL, "own_force_exponent": own, "opposing_force_exponent": opposing}, parts)
        moved = invariant(path["principal_troops"], path["opponent_troops"]) - invariant(n, m)
        gaps.append(float(np.max(np.abs(moved)) / (b * (n / ref) ** power)))
    assert_first_order(gaps, 2e-3)


@pytest.mark.parametrize("law", ["square", "linear", "log"])
def test_the_named_laws_are_points_of_the_general_one(law: str) -> None:
    q, p = {"square": (0.0, 1.0), "linear": (1.0, 1.0), "log": (1.0, 0.0)}[law]
    named = run(rival("attrition", law), {})
    general = run(rival("attrition", "general"), {"own_force_exponent": q, "opposing_force_exponent": p})
    for name, values in named.items():
        np.testing.assert_allclose(general[name], values, rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("parts", [1, 4])
def test_the_logarithmic_law_is_exponential_at_any_step(parts: int) -> None:
    setting = rival("attrition", "log")
    n, m, rate, other_rate = duel(setting)
    path = run(setting, DUEL, parts)
    own = n * np.exp(-rate / setting.constants["reference_principal_troops"] * times(parts))
    other = m * np.exp(-other_rate / setting.constants["reference_opponent_troops"] * times(parts))
    np.testing.assert_allclose(path["principal_troops"], own, rtol=1e-11)
    np.testing.assert_allclose(path["opponent_troops"], other, rtol=1e-11)


@pytest.mark.parametrize("law", list(MECHANISMS["attrition"]))
def test_at_the_reference_every_law_gives_the_reference_rate_times_the_tempo(law: str) -> None:
    """The coordinate in which the sampler moves the tempo, ``ln c + eta i``, means the same in every law."""
    setting = rival("attrition", law)
    start = {name: np.zeros(()) for name in setting.structure.stocks}
    start |= {f"{side}_troops": np.asarray(setting.constants[f"reference_{side}_troops"]) for side in SIDES}
    start |= {f"{side}_materiel": np.ones(()) for side in SIDES}
    start["tempo"] = np.asarray(0.4)
    start = {name: start[name] for name in setting.structure.stocks}
    path = setting.run(setting.medians, setting.first(1), setting.calm(1), 1.0, start)
    m = setting.medians
    for name, side in (("principal_side", "principal"), ("opponent", "opponent")):
        pressed = m[f"{side}_tempo_elasticity"] * path["offensive_tempo"][0]
        expected = m[f"{side}_casualty_rate"] * np.exp(pressed)
        assert path[f"{name}_intensity"][0] == pytest.approx(expected, rel=1e-12)


SIDES = ("principal", "opponent")
FIRERS = {"square": 2.0, "linear": 2.0, "log": 1.0, "general": 2.0**0.55, "materiel": 1.0, "firepower_tempo": 1.0}
"""By how much twice the opponent raises the principal's losses under each law, at an exponent of 0.55."""


@pytest.mark.parametrize(("law", "factor"), FIRERS.items())
def test_twice_the_opponent_costs_as_much_more_as_the_law_says(law: str, factor: float) -> None:
    setting = rival("attrition", law)
    start = float(setting.medians["initial_opponent_troops"])
    once, more = (
        run(setting, {"opposing_force_exponent": 0.55, "initial_opponent_troops": troops})["principal_side_intensity"]
        for troops in (start, 2.0 * start)
    )
    assert more[0] / once[0] == pytest.approx(factor, rel=1e-9)


def stepped(materiel: float, supply: float, use: float, step: float) -> float:
    values = (materiel, supply, 0.0, 0.05, use, step)
    names = ("opponent_materiel", "opponent_production", "opponent_materiel_imports", "materiel_use_rate")
    names = (*names, "opponent_materiel_use", "step")
    return float(next_opponent_materiel(**dict(zip(names, map(jnp.asarray, values), strict=True))))


def test_materiel_settles_where_supply_meets_use_by_the_same_path_at_any_step() -> None:
    level, by_quarters = 1.0, 1.0
    for week in range(1, 200):
        level = stepped(level, 0.6, 0.08, 1.0)
        for _ in range(4):
            by_quarters = stepped(by_quarters, 0.6, 0.08, 0.25)
        settled = 0.6 * 0.05 / 0.08
        assert level == pytest.approx(settled + (1.0 - settled) * np.exp(-0.08 * week), rel=1e-12)
        assert by_quarters == pytest.approx(level, rel=1e-12)


@pytest.mark.parametrize("ceiling", [0.4, 1.0, 2.5])
def test_production_follows_the_logistic_curve(ceiling: float) -> None:
    production = jnp.asarray(1.0)
    for week in range(1, 100):
        production = next_principal_production(production, jnp.asarray(0.07), jnp.asarray(ceiling), jnp.asarray(1.0))
        assert float(production) == pytest.approx(ceiling / (1.0 + (ceiling - 1.0) * np.exp(-0.07 * week)), rel=1e-9)


def test_materiel_that_is_replaced_as_it_is_used_stays_where_it_is() -> None:
    """No shells, no aid, production that covers all use: nothing moves, and so neither do the rates."""
    setting = rival("attrition", "materiel")
    changes = {**DUEL, "aid_materiel_share": 0.0, "production_growth_rate": 0.0}
    path = run(setting, changes, contributor_shell_deliveries=np.zeros(WEEKS))
    for side in SIDES:
        np.testing.assert_allclose(path[f"{side}_materiel"], 1.0, rtol=1e-12)
    np.testing.assert_allclose(path["principal_side_intensity"], DUEL["principal_casualty_rate"], rtol=1e-12)


@pytest.mark.parametrize("supply", ["contributor_shell_deliveries", "committed_aid"])
def test_what_others_send_arms_the_side_it_is_sent_to(supply: str) -> None:
    setting = rival("attrition", "materiel")
    side, hit = {"committed_aid": ("opponent", "principal_side")}.get(supply, ("principal", "opponent"))
    plenty = np.full(WEEKS, 10.0 * float(np.max(setting.inputs["contributor_shell_deliveries"])) + 5.0)
    less, more = (run(setting, {}, **{supply: amount}) for amount in (np.zeros(WEEKS), plenty))
    assert np.all(more[f"{side}_materiel"][4:] > less[f"{side}_materiel"][4:])
    assert np.all(more[f"{hit}_intensity"][4:] > less[f"{hit}_intensity"][4:])


# Advance -----------------------------------------------------------------------------------------------------------


def test_ground_has_a_constant_price_when_the_drift_is_nothing() -> None:
    setting = rival("advance", "constant_productivity")
    path = run(setting, {"initial_advance_drift": 0.0, "ground_per_casualty": 0.01})
    np.testing.assert_allclose(path["area_gained"], 0.01 * np.cumsum(path["total_casualties"]), rtol=1e-11)
    drifting = run(setting, {"initial_advance_drift": 40.0})["advance_drift"]
    np.testing.assert_allclose(drifting, 40.0 * setting.medians["drift_persistence"] ** times(1), rtol=1e-11)


STRONGER = {"initial_principal_troops": 9e5, "initial_opponent_troops": 2e5}


def test_strength_does_not_move_the_front_of_a_random_speed() -> None:
    setting = rival("advance", "helmbold_random")
    even, uneven = (run(setting, changes) for changes in ({}, STRONGER))
    assert even["advance"].tobytes() == uneven["advance"].tobytes()
    assert np.all(uneven["strength_ratio_log"] > even["strength_ratio_log"])
    before = np.concatenate([[setting.medians["initial_advance_drift"]], even["advance_drift"][:-1]])
    np.testing.assert_allclose(even["advance"], before, rtol=1e-12)


@pytest.mark.parametrize(("density", "opening"), [(0.5, 1.0 / (1.0 + 0.5**8)), (1.0, 0.5), (2.0, 1.0 / (1.0 + 2.0**8))])
def test_the_front_opens_below_the_critical_density(density: float, opening: float) -> None:
    setting = rival("advance", "density_threshold")
    troops = density * 250.0 * setting.constants["front_length"]
    changes = {"critical_density": 250.0, "density_sharpness": 8.0, "initial_opponent_troops": troops}
    path = run(setting, changes)
    assert path["front_opening"][0] == pytest.approx(opening, rel=1e-9)
    drift, pressed = setting.medians["initial_advance_drift"], np.exp(path["offensive_tempo"][0])
    expected = drift + setting.medians["open_front_advance"] * pressed * opening
    assert path["advance"][0] == pytest.approx(expected, rel=1e-9)


# Recruitment -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parts", [1, 4])
def test_a_pool_empties_exponentially_at_a_constant_bonus(parts: int) -> None:
    setting = rival("recruitment", "finite_pool")
    pool, rate = 4e5, 9000.0
    path = run(setting, {"recruitment_pool": pool, "recruitment_rate": rate, "pay_elasticity": 0.0}, parts)
    np.testing.assert_allclose(path["recruited_total"], pool * (1.0 - np.exp(-rate / pool * times(parts))), rtol=1e-9)


def test_no_bonus_draws_more_men_than_the_pool_holds() -> None:
    setting = rival("recruitment", "finite_pool")
    changes = {"recruitment_pool": 1e5, "bonus_response": 5.0, "pay_elasticity": 1.2, "initial_principal_troops": 1e5}
    path = run(setting, changes)
    assert path["recruited_total"][-1] == pytest.approx(1e5, rel=1e-6)
    assert np.all(path["recruited_total"] <= 1e5 * (1.0 + 1e-12))


def test_men_bought_in_a_scenario_come_out_of_the_same_pool() -> None:
    setting = rival("recruitment", "finite_pool")
    bought = run(setting, {"pay_elasticity": 0.0}, substitute_recruits=np.full(WEEKS, 2000.0))
    plain = run(setting, {"pay_elasticity": 0.0})
    assert np.all(bought["recruits"] > plain["recruits"])
    assert np.all(np.diff(bought["recruits"] - plain["recruits"]) < 0.0)


BY_PAY_ALONE = {"visible_deaths_elasticity": 0.0, "support_elasticity": 0.0, "pay_elasticity": 0.8}


def test_intake_approaches_its_quota_along_a_logistic_curve() -> None:
    """``Rec' = eps k Rec (1 - Rec/Q)`` while nothing but pay moves it."""
    setting = rival("recruitment", "quota")
    quota, rate, response = 9000.0, 5000.0, 0.2
    changes = {"recruitment_quota": quota, "recruitment_rate": rate, "quota_response": response, **BY_PAY_ALONE}
    gaps = []
    for parts in PARTS:
        before = times(parts) - 1.0 / parts
        expected = quota / (1.0 + (quota / rate - 1.0) * np.exp(-0.8 * response * before))
        gaps.append(float(np.max(np.abs(run(setting, changes, parts)["recruits"] / expected - 1.0))))
    assert_first_order(gaps, 3e-3)


def test_men_bought_in_a_scenario_come_on_top_of_the_quota() -> None:
    setting = rival("recruitment", "quota")
    plain = run(setting, BY_PAY_ALONE)
    bought = run(setting, BY_PAY_ALONE, substitute_recruits=np.full(WEEKS, 2000.0))
    np.testing.assert_allclose(bought["recruits"], plain["recruits"] + 2000.0, rtol=1e-9)


# Lethality and learning --------------------------------------------------------------------------------------------


def test_constant_lethality_stays_where_it_starts() -> None:
    setting = rival("lethality", "constant")
    noisy = setting.run(setting.medians, setting.first(WEEKS), setting.noise((WEEKS,), 4))
    assert np.all(noisy["killed_logit"] == setting.medians["initial_killed_logit"])
    assert "lethality_shock" not in setting.structure.shocks


def contingent(setting: Setting) -> dict[str, Floats]:
    """Stocks of the first week, with 6,000 foreign soldiers in place who have just come."""
    m = setting.medians
    still = dict.fromkeys(setting.structure.stocks, 0.0)
    forces = {"principal_troops": 4e5, "opponent_troops": 4e5, "contributor_troops": 6000.0}
    learned = {"contributor_effectiveness": m["initial_effectiveness"], "visible_deaths_total": 1e4}
    values = {**still, **forces, **learned}
    return {name: np.asarray(values[name], dtype=np.float64) for name in setting.structure.stocks}


def in_combat(setting: Setting, parts: int = 1, **inputs: Floats) -> Trajectory:
    held = {name: np.zeros(WEEKS) for name in ("contributor_arrivals", "contributor_departures")}
    held["contributor_combat_share"] = np.full(WEEKS, 0.7)
    given = repeated({**setting.first(WEEKS), **held, **inputs}, parts)
    changes = {"returning_share": 0.0, "contingent_scale": 1.0}
    calm = setting.calm(WEEKS * parts)
    return setting.run({**setting.medians, **changes}, given, calm, 1.0 / parts, contingent(setting))


@pytest.mark.parametrize("parts", [1, 4])
def test_practice_follows_a_power_of_the_weeks_in_combat(parts: int) -> None:
    setting = rival("learning", "power")
    path, m = in_combat(setting, parts), setting.medians
    np.testing.assert_allclose(path["combat_weeks"], 0.7 * times(parts), rtol=1e-11)
    to_learn = m["mature_effectiveness"] - m["initial_effectiveness"]
    learned = 1.0 - (1.0 + 0.7 * times(parts)) ** -m["learning_exponent"]
    np.testing.assert_allclose(path["contributor_effectiveness"], m["initial_effectiveness"] + to_learn * learned)


def test_newcomers_dilute_the_weeks_in_combat() -> None:
    setting = rival("learning", "power")
    arrivals = np.zeros(WEEKS)
    arrivals[20] = 5000.0
    alone, joined = in_combat(setting), in_combat(setting, contributor_arrivals=arrivals)
    kept = 1.0 - joined["newcomer_share"][20]
    assert 0.2 < kept < 0.8
    assert joined["combat_weeks"][20] == pytest.approx(kept * alone["combat_weeks"][20], rel=1e-12)
    assert joined["contributor_effectiveness"][20] < alone["contributor_effectiveness"][20]


@pytest.mark.parametrize("parts", [1, 4])
def test_survivors_are_better_by_a_power_of_the_share_that_survives(parts: int) -> None:
    setting = rival("learning", "selection")
    path, m = in_combat(setting, parts), setting.medians
    before = np.concatenate([[6000.0], path["contributor_troops"][:-1]])
    surviving = np.exp(-np.cumsum(path["contributor_killed"] / parts / before))
    gap = (m["mature_effectiveness"] - m["initial_effectiveness"]) * surviving ** m["selection_strength"]
    np.testing.assert_allclose(path["contributor_effectiveness"], m["mature_effectiveness"] - gap, rtol=1e-10)
    assert surviving[-1] < 0.9


def test_soldiers_who_do_not_learn_stay_as_they_came() -> None:
    setting = rival("learning", "none")
    path = setting.run(setting.medians, setting.inputs, setting.calm(len(setting.weeks)))
    assert np.all(path["contributor_effectiveness"] == setting.medians["initial_effectiveness"])
