"""What speaks to a case, who says so, and what is never kept."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fineline.case import Case
from fineline.evidence import open_store
from fineline.reading.finding import TOO_SMALL, Finder
from fineline.reading.lexicon import Lexicon
from fineline.reading.names import WITHHELD

TELLING = (
    "North Korea sent between 3,000 and 4 million % soldiers to Russia in 99 2024 31 February at least $ half of",
    "killed",
    "one in three to - 2,00 1.2.3 per month 00 0 of 999999999999999 trillion said NIS",
)


def test_every_proposition_of_the_case_has_rules(ukraine: Case, lexicon: Lexicon) -> None:
    assert {row.id for row in ukraine.propositions} == set(lexicon.propositions)


def test_mechanisms_are_those_of_the_case(ukraine: Case, lexicon: Lexicon) -> None:
    named = {name for topic in lexicon.propositions.values() for name in topic.mechanisms}
    assert named <= set(ukraine.mechanisms)


def test_every_quantity_names_claims_that_exist(ukraine: Case, lexicon: Lexicon) -> None:
    claims = open_store(ukraine.folder, ukraine.catalogue).view(ukraine.calendar.knowledge).claims.values()
    held = {(claim.topic, claim.quantity) for claim in claims}
    for rule in lexicon.quantities:
        assert any((rule.topic, name) in held for name in rule.names), rule


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Seoul's spy agency said that 3,000 North Korean soldiers were in Russia.", "South Korea NIS"),
        ("According to the Pentagon, 10,000 North Korean troops were in Russia.", "US DoD"),
        ("The Ukrainian General Staff claimed that Russia lost 1,200 men per day.", "Ukrainian General Staff"),
        ("Ukraine's president said that 3,000 North Korean soldiers were killed.", "Ukrainian president"),
        ("Western officials estimated that 1,000 North Koreans were killed.", "Western officials"),
        ("Some 3,000 North Korean soldiers were in Russia.", ""),
    ],
)
def test_a_figure_is_ascribed_to_an_office(finder: Finder, sentence: str, who: str) -> None:
    [found] = finder.findings((sentence,))
    assert [figure.who for figure, _ in found.figures] == [who]


@pytest.mark.parametrize(
    "name",
    [
        "Ri Chol-min",
        "Paek",
        "Park",
        "Jong Kyong-hong",
        "Private Kim Song-ju",
        "Олександр Петренко",
        "O'Brien",
        "KIM YONG-SU",
    ],
)
@pytest.mark.parametrize(
    "sentence",
    [
        "{} said that 300 North Korean soldiers were killed.",
        "The captured North Korean soldier {} said that 300 North Korean soldiers were killed.",
        "Up to 300 North Korean soldiers were killed, among them {}.",
    ],
)
def test_no_name_of_a_person_is_kept(finder: Finder, sentence: str, name: str) -> None:
    found = finder.findings((sentence.format(name),))
    kept = " ".join([*(one.sentence for one in found), *(f.who for one in found for f, _ in one.figures)])
    assert found
    assert WITHHELD in kept
    for part in name.removeprefix("Private ").replace("-", " ").split():
        if part[0].isupper():
            assert part not in kept


@pytest.mark.parametrize(
    "sentence",
    [
        "In the village of Plekhovo 40 North Korean soldiers were killed.",
        "The 95th brigade killed 40 North Korean soldiers in Kursk.",
        "Near Malaya Loknya 40 North Korean soldiers were killed.",
        "Some 40 North Korean soldiers were killed 12 km west of Sudzha.",
    ],
)
def test_nothing_below_an_oblast_is_kept(finder: Finder, sentence: str) -> None:
    [found] = finder.findings((sentence,))
    assert (found.sentence, found.figures) == (TOO_SMALL, ())


def test_a_sentence_takes_over_the_parties_of_the_one_before(finder: Finder) -> None:
    alone = finder.findings(("They were used as expendable assault infantry.",))
    after = finder.findings(("North Korea sent soldiers to Russia. They were used as expendable assault infantry.",))
    assert alone == ()
    assert (after[1].match.propositions, after[1].match.confidence) == (("P3",), "low")


def test_a_text_with_no_bearing_gives_nothing(finder: Finder) -> None:
    assert finder.findings(("The council bought 40 buses.", "About 36,000 Americans died in the Korean War.")) == ()


@given(st.text(max_size=300))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_read_with_the_model_of_sentences(finder: Finder, text: str) -> None:
    finder.findings((text, f"North Korea sent 3,000 soldiers to Russia {text}"))


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_read(rules: Finder, text: str) -> None:
    rules.findings((text, f"North Korea sent 3,000 soldiers to Russia {text}"))


@given(
    st.lists(
        st.sampled_from(" ".join(TELLING).split()),
        max_size=30,
    )
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_telling_words_can_be_read(rules: Finder, words: list[str]) -> None:
    rules.findings(("North Korea sent troops to Russia " + " ".join(words),))
