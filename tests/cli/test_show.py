"""`cases` and `show` name what a case holds."""

from __future__ import annotations

from .conftest import Case, Fineline


def test_cases_are_listed_with_their_weeks(fineline: Fineline) -> None:
    done = fineline("cases")
    assert done.exit_code == 0
    assert "ukraine" in done.stdout
    assert "2023-01-01 to 2025-12-28" in done.stdout


def test_show_names_sources_series_and_deployments(fineline: Fineline) -> None:
    done = fineline("show", "ukraine")
    assert done.exit_code == 0
    for said in (
        "licence",
        "lag (days)",
        "principal_losses_claimed",
        "area_change_isw",
        "arrivals",
        "TRP-010",
        "TRP-005",
    ):
        assert said in done.stdout


def test_show_as_of_a_day_leaves_out_what_came_later(fineline: Fineline) -> None:
    done = fineline("show", "ukraine", "--as-of", "2024-12-31")
    assert done.exit_code == 0
    assert "TRP-010" in done.stdout
    assert "TRP-005" not in done.stdout
    assert "2024-12-29" in done.stdout
    assert "not public yet" in done.stdout


def test_show_says_whether_a_posterior_comes_with_the_case(case: Case, fineline: Fineline) -> None:
    assert "with posterior.nc" in fineline("show", "./war").stdout


def test_a_case_that_does_not_exist_is_told_plainly(fineline: Fineline) -> None:
    done = fineline("show", "atlantis")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "no such case" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_day_before_any_observation_is_refused(fineline: Fineline) -> None:
    done = fineline("show", "ukraine", "--as-of", "2001-01-01")
    assert done.exit_code == 2
    assert "first observation became public" in done.stderr


def test_a_day_after_all_knowledge_is_refused(fineline: Fineline) -> None:
    done = fineline("show", "ukraine", "--as-of", "2999-01-01")
    assert done.exit_code == 2
    assert "newest that the tables" in done.stderr


def test_a_day_that_is_none_is_refused(fineline: Fineline) -> None:
    done = fineline("show", "ukraine", "--as-of", "31.12.2024")
    assert done.exit_code == 2
    assert "31.12.2024" in done.stderr
