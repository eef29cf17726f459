"""Claimants left out and priors scaled, on some draws of the shipped posterior of the real case."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fineline.case import Case, load_case
from fineline.commands.check_weights import claimants_table, priors_tables
from fineline.errors import SettingError
from fineline.inference.store import Posterior, load_posterior
from fineline.products.weighing import SWAP, check_claimants, check_priors, claimants_of, fitted_target
from fineline.report.checks import check_page

pytestmark = pytest.mark.integration

EVERY = 17


@pytest.fixture(scope="module", name="case")
def ukraine() -> Case:
    return load_case("ukraine")


@pytest.fixture(scope="module", name="thinned")
def some_draws(case: Case) -> Posterior:
    whole = load_posterior(case.folder / "posterior.nc")
    return replace(whole, draws={name: values[:, ::EVERY] for name, values in whole.draws.items()})


def test_every_row_counted_belongs_to_one_claimant(case: Case, thinned: Posterior) -> None:
    view, target = fitted_target(case, thinned)
    counted = claimants_of(view, target)
    assert sum(counted.values()) == sum(len(rows) for rows in target.rows.values())
    assert min(counted.values()) >= 1


@pytest.mark.study
def test_claimants_left_out_and_sides_exchanged(case: Case, thinned: Posterior) -> None:
    found = check_claimants(case, thinned)
    names = [one.name for one in found.readings]
    assert SWAP in names
    assert {"ISW", "General Staff of Ukraine", "South Korea NIS"} <= set(names)
    moved = [abs(one.shifts[0].moved) for one in found.readings]
    assert moved == sorted(moved, reverse=True)
    assert all(np.isfinite(shift.moved) for one in found.readings for shift in one.shifts)
    by_name = {one.name: one for one in found.readings}
    assert not by_name["General Staff of Ukraine"].trusted  # two thirds of what is known of losses
    assert by_name["A. Belousov"].trusted  # one statement of thirteen months
    table = claimants_table(found)
    assert len(table.rows) == len(names)
    page = check_page("Claimants", (("Posterior", found.posterior),), ("Weighed.",), (table,))
    assert page.count("<tr>") == 1 + len(names)


def test_priors_scaled(case: Case, thinned: Posterior) -> None:
    found = check_priors(case, thinned)
    assert {one.name for one in found.of_answers} == {answer.key for answer in found.answers}
    by_name = {one.name: one for one in found.parameters}
    assert "aid_belief_response" not in by_name  # an assumption with levels has no density to scale
    assert by_name["aid_delivery_lag"].prior > by_name["probate_delay"].prior  # assumed, and estimated
    answers, parameters = priors_tables(found)
    assert len(parameters.rows) == len(by_name)
    assert len(answers.rows) == len(found.answers)


@pytest.mark.parametrize(("name", "folder", "said"), [("Nobody", Path("x"), "Nobody"), ("ISW", None, "a folder")])
def test_a_refit_that_cannot_be_made_is_refused(
    case: Case, thinned: Posterior, name: str, folder: Path | None, said: str
) -> None:
    with pytest.raises(SettingError, match=said):
        check_claimants(case, thinned, refit=(name,), folder=folder)
