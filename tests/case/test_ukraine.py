"""The Ukraine case says what its evidence says."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from fineline.case import Case, deployment_rows, load_case, model_inputs
from fineline.evidence import EvidenceStore, SeriesData, View, open_store, series_rows, source_rows
from fineline.evidence.quantities import QUANTITIES
from fineline.time import spread_monthly, weeks

END_OF_DATA = date(2025, 12, 31)
# Claims of the topics that the tables hold whole; the political mechanisms may cite any of them.
WHOLE_TOPICS = {
    "arrangement": 40,
    "disclosure": 19,
    "dprk_role_effectiveness": 32,
    "narrative": 40,
    "negotiations": 10,
    "precedent": 60,
    "russian_public": 26,
    "western_aid": 33,
}


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("ukraine")


@pytest.fixture(scope="module")
def store(case: Case) -> EvidenceStore:
    return open_store(case.folder, case.catalogue)


@pytest.fixture(scope="module")
def view(case: Case, store: EvidenceStore) -> View:
    return store.view(case.calendar.knowledge)


def test_the_default_view_holds_everything(case: Case, view: View) -> None:
    newest = max(view.vintages(name).published.max() for name in view.names)
    assert newest <= np.datetime64(case.calendar.knowledge)
    assert set(view.names) == set(case.catalogue.series) == set(QUANTITIES)


def test_no_figure_speaks_of_days_after_the_record(view: View) -> None:
    for name in view.names:
        assert view.vintages(name).date.max() <= np.datetime64(END_OF_DATA), name


def test_every_source_in_use_has_its_terms(case: Case, view: View) -> None:
    listed = {row.id: row for row in source_rows(case.folder)}
    used = {source for name in view.names for source in view.vintages(name).source.tolist()}
    assert used <= set(listed)
    assert used == set(case.catalogue.sources)
    assert all(row.licence and row.coverage and row.known_biases for row in listed.values())


def test_every_claimant_declared_speaks(case: Case, view: View) -> None:
    speaking = {
        who
        for name in view.names
        for data in (view.vintages(name), view.set_aside(name))
        for who in data.claimant.tolist()
    }
    assert speaking == set(case.catalogue.claimants)


def test_every_figure_set_aside_is_there(case: Case, view: View) -> None:
    found = sum(len(view.set_aside(name)) for name in view.names)
    assert found == len(case.catalogue.set_aside)


def test_relays_of_the_general_staff_are_marked(view: View) -> None:
    estimates = view.latest("principal_casualties_estimated_cum")
    copied = set(estimates.claimant[estimates.derived_from == "principal_losses_claimed"].tolist())
    assert {"UK Ministry of Defence", "UK Foreign Office", "IISS", "Dutch MIVD", "General Staff of Ukraine"} <= copied
    assert not copied & {"CIA", "US DoD", "Norwegian Intelligence Service", "Pentagon leak"}
    assert (view.latest("principal_casualties_uk_mod_cum").derived_from == "principal_losses_claimed").all()


def test_what_is_called_a_copy_lies_near_its_original(view: View) -> None:
    claimed = view.latest("principal_losses_claimed_cum")
    estimates = view.latest("principal_casualties_estimated_cum")
    copies = estimates.where(estimates.derived_from == "principal_losses_claimed")
    original = np.interp(copies.date.astype(float), claimed.date.astype(float), claimed.value)
    assert np.abs(copies.value / original - 1).max() < 0.10


def test_the_two_probate_vintages_are_kept_apart(store: EvidenceStore) -> None:
    as_it_stood = store.view(date(2025, 12, 31)).latest("principal_deaths_probate")
    later = store.view(date(2026, 8, 31)).latest("principal_deaths_probate")
    assert set(as_it_stood.vintage.astype(str)) == {"2025-10-10"}
    assert set(later.vintage.astype(str)) == {"2026-05-11"}
    assert as_it_stood.date[-1] < np.datetime64("2024-12-08")  # later weeks were counted in another way then

    def year(data: SeriesData) -> float:
        in_2024 = (data.date > np.datetime64("2023-12-31")) & (data.date < np.datetime64("2024-11-30"))
        return float(data.value[in_2024].sum())

    assert 1.3 < year(later) / year(as_it_stood) < 1.6


def test_revised_recruitment_replaces_the_first_figure(store: EvidenceStore) -> None:
    def kluge_for_may(as_of: date) -> list[float]:
        data = store.view(as_of).latest("recruits_claimed")
        may = (data.period_start == np.datetime64("2025-05-01")) & (data.date == np.datetime64("2025-05-31"))
        return data.value[may].tolist()

    assert kluge_for_may(date(2025, 6, 30)) == [27_900]
    assert kluge_for_may(date(2025, 7, 31)) == [29_500]


def test_periods_of_recruitment_lie_within_one_year(view: View) -> None:
    data = view.latest("recruits_claimed")
    assert not np.isnat(data.period_start).any()
    assert (data.period_start.astype("datetime64[Y]") == data.date.astype("datetime64[Y]")).all()


def test_the_bonus_is_federal_plus_regional(view: View) -> None:
    bonus = view.latest("signing_bonus")
    assert bonus.value.tolist() == [363, 996, 1300, 1500, 1500, 2000]


def test_weekly_sums_agree_with_running_totals(view: View) -> None:
    weekly, total = view.latest("principal_losses_claimed"), view.latest("principal_losses_claimed_cum")
    assert np.array_equal(weekly.date, total.date)
    assert weekly.value[1:] == pytest.approx(np.diff(total.value))


def test_deployments_rest_on_claims_that_were_public(case: Case, view: View) -> None:
    for row in deployment_rows(case, case.calendar.knowledge):
        assert all(claim in view.claims for claim in row.claims), row
        if not row.kind.endswith("relative"):  # these follow a register that was quoted month by month
            assert row.published >= min(view.claims[claim].published for claim in row.claims), row


def test_the_contingent_stays_within_its_claims(case: Case, view: View) -> None:
    grid = weeks(case.calendar.first_week, case.calendar.last_week)
    inputs = model_inputs(case, view, grid)
    before_2025 = grid < np.datetime64("2025-01-01")
    assert inputs["contributor_arrivals"][before_2025].sum() == 10_900
    assert 14_000 <= inputs["contributor_arrivals"][grid < np.datetime64("2025-05-01")].sum() <= 15_000
    assert inputs["contributor_departures"].sum() == 1_100
    assert not inputs["contributor_combat_share"][grid < np.datetime64("2024-11-01")].any()
    assert not inputs["principal_mobilisation"].any()


def test_shells_add_up_to_the_counted_totals(case: Case, view: View) -> None:
    grid = weeks(case.calendar.first_week, case.calendar.last_week)
    shells = model_inputs(case, view, grid)["contributor_shell_deliveries"]
    assert not shells[grid <= np.datetime64("2023-08-27")].any()
    assert 4.9e6 < shells[grid <= np.datetime64("2025-03-31")].sum() <= 5.0e6
    assert 6.4e6 < shells[grid <= np.datetime64("2025-10-25")].sum() <= 6.5e6


def test_absence_and_mobilisation_are_relative_to_late_2024(case: Case, view: View) -> None:
    grid = weeks(date(2024, 7, 7), date(2024, 12, 29))
    inputs = model_inputs(case, view, grid)
    assert inputs["opponent_absence_profile"].mean() == pytest.approx(1, abs=0.02)
    assert inputs["opponent_mobilisation_profile"].mean() == pytest.approx(1)


def test_aid_constants_are_the_means_of_the_record(case: Case, view: View) -> None:
    aid = view.latest("aid_military_allocated")
    grid = weeks(date(2022, 1, 9), date(2025, 12, 28))
    assert len(aid) == 48
    total_weeks = (date(2025, 12, 31) - date(2021, 12, 31)).days / 7
    assert case.constants.reference_aid_rate.value == pytest.approx(aid.value.sum() / total_weeks, abs=1e-4)
    half = (aid.date > np.datetime64("2022-06-30")) & (aid.date <= np.datetime64("2022-12-31"))
    assert case.constants.prior_aid_rate.value == pytest.approx(aid.value[half].sum() / (184 / 7), abs=1e-4)
    assert spread_monthly(aid.date, aid.value, grid).sum() == pytest.approx(aid.value.sum(), rel=0.01)


def test_the_groups_of_backers_add_up_to_all_aid(view: View) -> None:
    lead, others, every = (
        view.latest(f"{name}_allocated") for name in ("lead_backer_aid", "other_backers_aid", "aid_military")
    )
    assert np.array_equal(lead.date, every.date)
    assert np.array_equal(others.date, every.date)
    assert len(every) == 48  # the months of 2022 to 2025
    assert lead.value + others.value == pytest.approx(every.value, abs=2e-4)  # the tracker rounds each group
    assert np.array_equal(lead.period_start, lead.date.astype("datetime64[M]").astype("datetime64[D]"))


def test_the_lead_backer_allocates_nothing_in_months_without_a_law_or_a_policy(view: View) -> None:
    lead = view.latest("lead_backer_aid_allocated")
    nothing = set(lead.date[lead.value == 0].astype("datetime64[M]").astype(str))
    assert nothing == {"2022-01", "2024-01", "2024-02"} | {f"2025-{month:02}" for month in range(2, 13)}


def test_opinion_is_one_pollster_s_share_of_those_asked(view: View) -> None:
    support = view.latest("war_support_opinion")
    assert (len(support), set(support.claimant.tolist())) == (25, {"Levada Center"})
    assert 65 < support.value.min() < support.value.max() < 82
    assert len(np.unique(support.date)) == len(support)
    talks, fighting = view.latest("start_peace_talks_opinion"), view.latest("continue_military_action_opinion")
    assert (len(talks), len(fighting)) == (17, 17)
    both = np.intersect1d(talks.date, fighting.date)
    assert len(both) >= 12
    answered = talks.value[np.isin(talks.date, both)] + fighting.value[np.isin(fighting.date, both)]
    assert answered.max() <= 100  # two answers to one question


def test_a_wave_is_unknown_until_it_is_released(store: EvidenceStore) -> None:
    before, after = store.view(date(2025, 12, 21)), store.view(date(2025, 12, 22))
    assert before.last_observed()["war_support_opinion"] == date(2025, 9, 30)
    assert after.last_observed()["war_support_opinion"] == date(2025, 12, 19)


def test_claims_of_the_political_topics_are_held_whole(view: View) -> None:
    topics = Counter(claim.topic for claim in view.claims.values())
    assert {name: topics[name] for name in WHOLE_TOPICS} == WHOLE_TOPICS


def test_an_early_view_knows_no_contingent(case: Case, store: EvidenceStore) -> None:
    grid = weeks(case.calendar.first_week, date(2025, 6, 29))
    inputs = model_inputs(case, store.view(date(2024, 10, 1)), grid)
    assert not inputs["contributor_arrivals"].any()
    assert not inputs["contributor_combat_share"].any()
    assert not inputs["contingent_public"].any()
    assert not inputs["lead_backer_regime"].any()


def test_disclosure_came_after_the_first_arrival(case: Case) -> None:
    first = case.contributor.arrivals[0].week
    stages = {stage.stage: stage.since for stage in case.contributor.disclosure}
    assert timedelta(0) < stages["public"] - first < timedelta(weeks=3)
    assert stages["acknowledged"] - first == timedelta(days=195)


def test_all_propositions_are_there(case: Case) -> None:
    assert [entry.id for entry in case.propositions] == [f"P{number}" for number in range(1, 19)]
    assert len(case.propositions[16].candidates) == 3
    for entry in case.propositions:
        assert entry.answered_by
        assert entry.claims or entry.candidates


def test_priors_cite_what_the_tables_hold(case: Case, view: View) -> None:
    cited = {
        found for prior in case.priors.values() for found in re.findall(r"\b[A-Z]{3}-\d{3}\b|\bS\d\d\b", prior.source)
    }
    held = set(view.claims) | {row.id for row in source_rows(case.folder)}
    assert cited <= held, "run scripts/build_tables.py after citing another claim or source"


def test_scenarios_take_troops_and_shells_apart(case: Case) -> None:
    def zeroed(name: str) -> set[str]:
        changes = case.scenarios[name].changes
        assert all(change.operation == "zero" and change.reason for change in changes)
        return {change.input for change in changes}

    troops, shells = {"contributor_arrivals", "contributor_departures"}, {"contributor_shell_deliveries"}
    assert zeroed("without-contributor-troops") == zeroed("placebo-date") == troops
    assert zeroed("without-contributor-munitions") == shells
    assert zeroed("without-contributor") == troops | shells
    placebo = case.scenarios["placebo-date"]
    assert placebo.expect == "no difference"
    assert placebo.span is not None
    assert placebo.span[1] < case.contributor.arrivals[0].week


def test_figures_of_scenarios_are_those_of_the_case(case: Case) -> None:
    sender, backers = case.scenarios["sender-leaves"], case.scenarios["backers-commit"]
    sent = sum(entry.persons for entry in case.contributor.arrivals)
    assert [change.value for change in sender.changes if change.operation == "set"] == [sent]
    assert [change.value for change in backers.changes] == [case.constants.reference_aid_rate.value]
    second = case.scenarios["second-mobilisation-instead"].changes[-1]
    assert second.persons == case.constants.reference_mobilisation.value
    exposed = case.scenarios["exposed-on-day-one"].changes[0]
    assert exposed.to == second.start == case.contributor.arrivals[0].week


def test_series_rows_say_where_each_record_ends(view: View) -> None:
    rows = {row.name: row for row in series_rows(view)}
    assert rows["principal_losses_claimed"].last == date(2025, 12, 28)
    assert rows["opponent_listed_dead_missing"].last == date(2025, 10, 26)
    assert rows["principal_deaths_probate"].vintages == 2
    assert rows["contributor_killed_cum"].set_aside == 3
    assert all(row.rows > 0 for row in rows.values())
