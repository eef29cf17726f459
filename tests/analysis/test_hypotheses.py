"""Every quantity measures what it says, on trajectories whose answers are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from fineline.analysis.hypotheses import QUANTITIES, Asked, Missing
from fineline.analysis.hypotheses.windows import window_of
from fineline.analysis.trajectories import TrajectoryError, data_end
from fineline.case import load_case
from fineline.time import WEEK

from .hypotheses import DRAWS, RESPONSE, SHIFT, findings, line, measured, precedents, scenario, with_extras
from .synthetic import claim

NO_TROOPS = {"contributor_troops": 0.0, "contributor_arrived": 0.0}


def test_soldiers_sent_are_counted_to_the_end_of_data() -> None:
    late = np.zeros(120)
    late[60], late[100] = 500.0, 90_000.0
    found = measured("soldiers_sent", findings(contributor_arrived=late), "whole record")
    assert found.values.tolist() == [500.0] * DRAWS
    assert "2025-03-02" in found.sentence


def test_no_soldiers_are_none() -> None:
    found = measured("soldiers_sent", findings(**NO_TROOPS), "whole record")
    assert not found.values.any()
    assert "No foreign soldier" in found.sentence


def test_exposure_is_share_of_losses_over_share_of_strength() -> None:
    troops = np.where(np.arange(120) >= 50, 10_000.0, 0.0)
    given = findings(
        contributor_troops=troops, principal_troops=90_000.0, contributor_casualties=200.0, total_casualties=1000.0
    )
    assert measured("relative_exposure", given, "since arrival").values == pytest.approx(2.03, abs=0.05)


def test_effectiveness_is_weighed_by_the_soldiers_there() -> None:
    troops = np.where(np.arange(120) == 60, 30_000.0, np.where(np.arange(120) > 60, 10_000.0, 0.0))
    skill = np.where(np.arange(120) == 60, 0.5, 1.0)
    found = measured(
        "contributor_effectiveness",
        findings(contributor_troops=troops, contributor_effectiveness=skill),
        "since arrival",
    )
    assert found.values == pytest.approx((30 * 0.5 + 70 * 1.0) / 100)
    assert "added 160" in found.sentence  # eight weeks of 20 km2


def test_own_deaths_avoided_by_hand() -> None:
    found = measured("own_deaths_avoided", findings(), "since arrival")
    assert found.values == pytest.approx(0.3 * 500 * 8 / 10)


def test_force_ratio_counts_foreign_soldiers_with_the_side_they_serve() -> None:
    given = findings(principal_troops=440_000.0, contributor_troops=10_000.0, opponent_troops=300_000.0)
    assert measured("force_ratio", given, "last year").values == pytest.approx(1.5)


def test_pace_and_price_of_ground_by_hand() -> None:
    given = findings(advance=60.0, total_casualties=8000.0)
    assert measured("ground_per_week", given, "last year").values == pytest.approx(60.0)
    assert measured("ground_per_thousand_casualties", given, "last year").values == pytest.approx(7.5)


def test_share_of_the_objective_and_no_objective() -> None:
    given = findings(advance=70.0)
    found = measured("objective_share", given, "next year")
    assert found.values == pytest.approx(52 * 70 / 7000)
    assert "all of it in 0 % of draws" in found.sentence
    missing = QUANTITIES["objective_share"].measure(
        replace(given, objective_km2=None), Asked(window=window_of(given, "next year"))
    )
    assert missing == Missing("an objective, which the case does not state")


@pytest.mark.parametrize(("step", "share"), [(100.0, 0.0), (-100.0, 1.0)])
def test_weeks_short_are_those_in_which_the_own_force_shrinks(step: float, share: float) -> None:
    found = measured("weeks_short", findings(principal_troops=500_000.0 + step * np.arange(120)), "before arrival")
    assert found.values == pytest.approx(share)
    assert f"{52 * step:+,.0f}".replace("-", "\N{MINUS SIGN}") in found.sentence


def test_the_bonus_is_set_beside_what_it_had_been() -> None:
    found = measured("bonus_rise", findings(log_signing_bonus=0.01 * np.arange(120)), "before arrival")
    assert found.values == pytest.approx(np.exp(0.52))
    assert "came to 1.7 (90 % interval 1.7 to 1.7) times" in found.sentence


def test_price_spread_is_the_factor_between_the_ends_of_the_range() -> None:
    prices = np.linspace(1000.0, 5000.0, DRAWS)[:, None]
    found = measured("price_spread", findings(deal_price=prices), "since arrival")
    low, high = np.quantile(prices, [0.05, 0.95])
    assert not found.drawn
    assert found.values == pytest.approx([high / low])
    assert measured("price_spread", findings(), "since arrival").values == pytest.approx([1.0])


def test_belief_rises_from_the_first_week_to_the_last() -> None:
    found = measured("perceived_success_rise", findings(perceived_success=0.2 + 0.001 * np.arange(120)), "whole record")
    assert found.values == pytest.approx(0.067)
    assert "20 %" in found.sentence


def test_aid_responds_to_a_belief_that_takes_hold() -> None:
    found = measured("aid_response", findings(), None)
    assert found.values == pytest.approx(np.exp(RESPONSE * np.log(4.0)) - 1.0)
    assert found.values[0] < -0.05 < found.values[1] == 0.0
    assert "\N{MINUS SIGN}34 % at a response of \N{MINUS SIGN}0.3" in found.sentence


def test_the_heaviest_quarter_is_told_beside_the_whole() -> None:
    weeks = np.arange(120)
    given = findings(
        contributor_troops=np.where(weeks >= 40, 10_000.0, 0.0),
        principal_troops=90_000.0,
        contributor_casualties=np.where((weeks >= 45) & (weeks < 58), 500.0, 0.0),
        total_casualties=1000.0,
    )
    found = measured("relative_exposure", given, "since arrival")
    assert "in the 13 weeks from 2024-11-17, the heaviest, 5.0" in found.sentence


def test_aid_without_a_response_by_draw_is_not_measured() -> None:
    given = replace(findings(), parameters={})
    assert isinstance(QUANTITIES["aid_response"].measure(given, Asked()), Missing)
    assert isinstance(QUANTITIES["disclosure_belief_shift"].measure(given, Asked()), Missing)


def test_the_fine_line_is_taken_over_the_weeks_asked_for() -> None:
    given = findings()
    ahead = data_end(given.baseline) + WEEK
    found = measured("fine_line_index", with_extras(given, fine_line=line()), "next half-year")
    assert np.isnan(found.values[0])
    assert (found.values[1:] == 1.0).all()
    asked = Asked(window=window_of(given, "next half-year"))
    for held in (None, line(ahead - WEEK), line(horizon=13)):
        assert isinstance(QUANTITIES["fine_line_index"].measure(with_extras(given, fine_line=held), asked), Missing)


def test_the_shift_of_belief_is_the_parameter_itself() -> None:
    assert (measured("disclosure_belief_shift", findings(), None).values == SHIFT).all()
    more = replace(findings(), parameters={"disclosure_belief_shift": SHIFT, "disclosure_support_shift": SHIFT})
    assert "support for the war" in measured("disclosure_belief_shift", more, None).sentence


@pytest.mark.parametrize(
    ("stages", "weeks"),
    [
        ({"public": date(2025, 3, 14), "acknowledged": date(2025, 4, 25)}, 6.0),
        ({"public": date(2025, 3, 16)}, 5.0),  # data end on 20 April 2025
    ],
)
def test_weeks_unacknowledged_run_to_acknowledgement_or_to_the_end_of_data(
    stages: dict[str, date], weeks: float
) -> None:
    found = measured("weeks_unacknowledged", replace(findings(), stages=stages), None)
    assert found.values.tolist() == [weeks]
    assert not found.drawn
    assert ("not acknowledged" in found.sentence) == ("acknowledged" not in stages)


def test_nobody_counts_weeks_before_a_contingent_is_public() -> None:
    assert isinstance(QUANTITIES["weeks_unacknowledged"].measure(replace(findings(), stages={}), Asked()), Missing)


def test_hiding_keeps_what_exposure_would_have_taken() -> None:
    exposed = scenario(perceived_success=0.25)
    hidden = scenario()
    given = with_extras(findings(), scenarios={"exposed": replace(exposed, baseline=hidden.baseline)})
    found = measured("image_kept_by_hiding", given, "while hidden", "exposed")
    assert found.values == pytest.approx(0.3 + 0.001 * 60.5 - 0.25)  # hidden in weeks 60 and 61
    assert found.sentence.startswith("2 weeks lay")


def test_one_more_sending_adds_what_the_forms_say() -> None:
    given = with_extras(findings(), precedents=precedents(0.0, 0.3))
    assert measured("sendings_added_by_one_more", given, None).values.tolist() == [0.0, 0.3]
    assert isinstance(QUANTITIES["sendings_added_by_one_more"].measure(findings(), Asked()), Missing)


def test_levers_are_told_apart_by_the_deaths_they_leave() -> None:
    killed = {"principal_killed": 0.0, "contributor_killed": 0.0}
    base = scenario(**killed, opponent_killed=1000.0).arm
    pairs = {
        name: replace(scenario(**killed, opponent_killed=deaths), baseline=base)
        for name, deaths in {"more-aid": 900.0, "no-shells": 700.0, "nothing": 1000.0}.items()
    }
    found = measured("deaths_between_levers", with_extras(findings(), scenarios=pairs), "next year", *pairs)
    assert found.values == pytest.approx(0.3)
    assert "'no shells' leaves the fewest" in found.sentence
    assert "'nothing' the most" in found.sentence


def test_rival_claims_are_counted_not_drawn() -> None:
    found = measured("rival_claims_apart", findings(), None)
    assert found.values.tolist() == [2.0]
    assert not found.drawn
    alone = replace(findings(), claims=(claim("100", "A"),))
    assert isinstance(QUANTITIES["rival_claims_apart"].measure(alone, Asked()), Missing)


def test_a_quantity_that_needs_weeks_refuses_to_do_without() -> None:
    with pytest.raises(TrajectoryError, match="window"):
        QUANTITIES["ground_per_week"].measure(findings(), Asked())


def test_deciding_parameters_are_parameters_of_the_case() -> None:
    known = set(load_case("ukraine").priors)
    assert {name for quantity in QUANTITIES.values() for name in quantity.decided_by} <= known


@pytest.mark.parametrize("key", sorted(QUANTITIES))
def test_every_quantity_says_what_it_is_and_what_it_leaves_open(key: str) -> None:
    quantity = QUANTITIES[key]
    assert quantity.words
    assert quantity.left_open
    assert quantity.windows
    assert not quantity.left_open.endswith(".")
    assert quantity.form.format(1.5)
