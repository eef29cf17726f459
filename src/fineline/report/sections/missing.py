"""Which figure that nobody has would shrink which answer most: the best for each answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fineline.analysis.value_of_information import Answer, Candidate, Worth
from fineline.report.numbers import number_text, unit_phrase
from fineline.report.schema import Topic, TopicRow

LEAST = 0.01
"""Share of an answer's variance below which a figure is said to add nothing."""

EXPLAINED = (
    "For figures that nobody has, each with the error that it would have: the share of an answer's variance that "
    "seeing it is expected to remove, with a 90 % interval. The errors are assumptions; a figure of several months "
    "counts through its main component alone, so that what it is worth is a lower bound."
)


def missing_topic(candidates: Sequence[Candidate], answers: Sequence[Answer], found: Sequence[Worth]) -> Topic:
    """For each answer, the figure that is worth most to it.

    Args:
        candidates: figures that nobody has.
        answers: the answers asked about.
        found: what each figure is worth to each answer, the most worthwhile first.
    """
    known = {candidate.key: candidate for candidate in candidates}
    best = {answer.key: next((one for one in found if one.answer == answer.key), None) for answer in answers}
    return Topic(
        id="missing-figures",
        title="Which missing figure would shrink which answer most",
        sentences=(EXPLAINED, *_first(found, known, {answer.key: answer for answer in answers})),
        heads=("Answer, and its spread now", "Figure worth most, and what it removes", "Its error; spread with it"),
        rows=tuple(_row(answer, best[answer.key], known) for answer in answers),
    )


def _first(found: Sequence[Worth], known: Mapping[str, Candidate], asked: Mapping[str, Answer]) -> tuple[str, ...]:
    if not found or found[0].removed < LEAST:
        return ("No figure on the list would shrink any answer on it to speak of.",)
    most = found[0]
    figure, answer = known[most.candidate].label, asked[most.answer].label
    return (f"Worth most: {figure}. It would remove {_removed(most)} of the variance of {answer}.",)


def _row(answer: Answer, best: Worth | None, known: Mapping[str, Candidate]) -> TopicRow:
    if best is None:
        return TopicRow(label=answer.label, value="none was asked about")
    unit = f" {unit_phrase(best.unit)}".rstrip()
    label = f"{answer.label}, standard deviation {number_text(best.sd_before)}{unit}"
    if best.removed < LEAST:
        return TopicRow(label=label, value="none removes 1 % of the variance")
    candidate = known[best.candidate]
    note = f"{candidate.stated}; standard deviation {number_text(best.sd_after)}{unit} with it"
    return TopicRow(label=label, value=f"{candidate.label}: {_removed(best)}", note=note)


def _removed(one: Worth) -> str:
    return f"{one.removed:.0%} ({one.low:.0%} to {one.high:.0%})".replace("%", " %")
