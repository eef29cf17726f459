"""Under which conditions an outcome comes about: boxes by the patient rule induction method, and a tree to check them.

PRIM (Friedman and Fisher 1999, doi:10.1023/A:1008894516817) peels a few per cent of the futures off one side of one
input at a time, so that the share of futures of interest in what is left, the density, grows; then it pastes back what
peeled too much. Of the boxes on the way the one with the best mean of density and coverage is proposed. Whether it is
more than chance is asked twice: a binomial test of every restriction (Bryant and Lempert 2010, quasi-p values), and a
permutation of the outcome, under which the same search finds what chance offers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from fineline.errors import SettingError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEEL = 0.05
"""Share of the futures in the box that one step takes away."""
SMALLEST = 0.05
"""Share of all futures below which a box is not made smaller."""
PERMUTATIONS = 39
"""With none of them as good, the chance of such a box is at most one in forty."""
SIGNIFICANT = 0.05
SEED = 20240311


def in_full(value: float) -> str:
    """A number of four significant digits without an exponent: 24,000, not 2.4e+04."""
    return f"{float(f'{value:.4g}'):,.0f}" if abs(value) >= 1000.0 else f"{value:.4g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """One side or both of one input.

    Attributes:
        input: its name.
        low: the least inside the box; None where it is not restricted.
        high: the most.
        quasi_p: chance of a density as high without this restriction's help; small is good.
    """

    input: str
    low: float | None
    high: float | None
    quasi_p: float

    def __str__(self) -> str:
        """The restriction in words."""
        if self.low is not None and self.high is not None:
            return f"{self.input} is between {in_full(self.low)} and {in_full(self.high)}"
        if self.low is not None:
            return f"{self.input} is at least {in_full(self.low)}"
        return f"{self.input} is at most {'' if self.high is None else in_full(self.high)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A region of the inputs.

    Attributes:
        restrictions: of its inputs; none where chance offers as much.
        density: share of the futures inside that are of interest.
        coverage: share of the futures of interest that are inside.
        mass: share of all futures inside.
        base: share of all futures that are of interest.
        chance: share of permutations in which the search found a box as good.
    """

    restrictions: tuple[Restriction, ...]
    density: float
    coverage: float
    mass: float
    base: float
    chance: float

    @property
    def found(self) -> bool:
        """Whether there is a box that chance does not offer."""
        return bool(self.restrictions)

    def __str__(self) -> str:
        """The box in words."""
        if not self.found:
            return f"no box: nowhere is the outcome more frequent ({self.base:.0%} overall) than chance would have it"
        where = " and ".join(str(one) for one in self.restrictions)
        return (
            f"where {where}: {self.density:.0%} of futures ({self.base:.0%} overall); {self.coverage:.0%} of all such"
        )


def discover(inputs: Mapping[str, Floats], interesting: Flags) -> Box:
    """The box in which futures of interest are most frequent, or none.

    Args:
        inputs: values of each input, shape (futures,).
        interesting: whether the outcome came about, shape (futures,).

    Raises:
        SettingError: fewer than 100 futures, or all or none of them of interest.
    """
    share = float(interesting.mean()) if len(interesting) else 0.0
    if len(interesting) < 100 or share in {0.0, 1.0}:
        raise SettingError(
            expected="at least 100 futures, of which some are of interest and some not",
            found=f"{len(interesting)} futures, {share:.0%} of interest",
            where="discovery",
            remedy="explore more futures, or draw the line elsewhere",
        )
    table = np.column_stack(list(inputs.values())).astype(np.float64)
    inside, score = _search(table, interesting)
    random = np.random.default_rng(SEED)
    rivals = [_search(table, random.permutation(interesting))[1] for _ in range(PERMUTATIONS)]
    chance = (1 + sum(rival >= score for rival in rivals)) / (1 + PERMUTATIONS)
    restrictions = _restrictions(tuple(inputs), table, interesting, inside) if chance <= SIGNIFICANT else ()
    kept = _within(table, inside) if restrictions else np.ones(len(interesting), dtype=bool)
    return Box(
        restrictions=restrictions,
        density=float(interesting[kept].mean()),
        coverage=float(interesting[kept].sum() / interesting.sum()),
        mass=float(kept.mean()),
        base=share,
        chance=chance,
    )


Limits = Floats
"""Low and high of every input, shape (inputs, 2); infinite where not restricted."""


def _within(table: Floats, limits: Limits) -> Flags:
    return np.all((table >= limits[:, 0]) & (table <= limits[:, 1]), axis=1)


def _search(table: Floats, interesting: Flags) -> tuple[Limits, float]:
    """The best box on the way of peeling, pasted, and its score: the mean of density gained and coverage."""
    limits = np.tile([-np.inf, np.inf], (table.shape[1], 1))
    best, best_score = limits, 0.0
    while (step := _peel(table, interesting, limits)) is not None:
        limits = step
        score = _score(table, interesting, limits)
        if score > best_score:
            best, best_score = limits, score
    return _paste(table, interesting, best, best_score)


def _score(table: Floats, interesting: Flags, limits: Limits) -> float:
    """Gain of density over the base, as a share of what could be gained, times coverage; zero for all futures."""
    inside, base = _within(table, limits), interesting.mean()
    if not inside.any():
        return 0.0
    gain = (interesting[inside].mean() - base) / (1.0 - base)
    return float(gain * interesting[inside].sum() / interesting.sum())


def _peel(table: Floats, interesting: Flags, limits: Limits) -> Limits | None:
    """The box less the side whose loss raises the density most; None where it would grow too small."""
    inside = _within(table, limits)
    best: tuple[float, Limits] | None = None
    for column in range(table.shape[1]):
        values = table[inside, column]
        for side, level in ((0, PEEL), (1, 1.0 - PEEL)):
            tried = limits.copy()
            tried[column, side] = _beyond(values, level, side)
            kept = _within(table, tried)
            if SMALLEST * len(table) <= kept.sum() < inside.sum():
                density = float(interesting[kept].mean())
                if best is None or density > best[0]:
                    best = density, tried
    return None if best is None else best[1]


def _beyond(values: Floats, level: float, side: int) -> float:
    """The next value inside the quantile: peeling always takes something away, from inputs with few values too."""
    edge = np.quantile(values, level)
    inner = values[values > edge] if side == 0 else values[values < edge]
    if not len(inner):
        return float(edge)
    return float(inner.min() if side == 0 else inner.max())


def _paste(table: Floats, interesting: Flags, limits: Limits, score: float) -> tuple[Limits, float]:
    """The box with every side moved outwards as long as its score grows."""
    moved = True
    while moved:
        moved = False
        for column in range(table.shape[1]):
            for side in (0, 1):
                for tried in _wider(table, limits, column, side):
                    other = _score(table, interesting, tried)
                    if other > score:
                        limits, score, moved = tried, other, True
                        break
    return limits, score


def _wider(table: Floats, limits: Limits, column: int, side: int) -> list[Limits]:
    """The box with one side removed, or moved outwards by a step."""
    if np.isinf(limits[column, side]):
        return []
    open_side = limits.copy()
    open_side[column, side] = -np.inf if side == 0 else np.inf
    values = np.sort(table[_within(table, open_side), column])
    edge = limits[column, side]
    step = max(1, int(PEEL * 0.2 * len(values)))
    place = np.searchsorted(values, edge, side="left" if side == 0 else "right") + (-step if side == 0 else step - 1)
    if not 0 < place < len(values) - 1:
        return [open_side]
    stepped = limits.copy()
    stepped[column, side] = values[place]
    return [open_side, stepped]


def _restrictions(names: tuple[str, ...], table: Floats, interesting: Flags, limits: Limits) -> tuple[Restriction, ...]:
    """The restrictions of a box that help, the most telling first."""
    inside = _within(table, limits)
    hits, size = int(interesting[inside].sum()), int(inside.sum())
    found: list[Restriction] = []
    for column, name in enumerate(names):
        if np.isinf(limits[column]).all():
            continue
        without = limits.copy()
        without[column] = [-np.inf, np.inf]
        p = float(stats.binomtest(hits, size, float(interesting[_within(table, without)].mean()), "greater").pvalue)
        low, high = (float(end) if np.isfinite(end) else None for end in limits[column])
        found.append(Restriction(input=name, low=low, high=high, quasi_p=p))
    return tuple(sorted((one for one in found if one.quasi_p <= SIGNIFICANT), key=lambda one: one.quasi_p))


def tree_of(inputs: Mapping[str, Floats], interesting: Flags, *, leaves: int = 6) -> tuple[str, ...]:
    """The same question put to a classification tree (CART), as rules: one line for each leaf, the densest first.

    Args:
        inputs: values of each input, shape (futures,).
        interesting: whether the outcome came about, shape (futures,).
        leaves: the most leaves.
    """
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 - heavy, and needed here alone

    names, table = tuple(inputs), np.column_stack(list(inputs.values()))
    smallest = max(2, int(0.02 * len(table)))
    tree = DecisionTreeClassifier(max_leaf_nodes=leaves, min_samples_leaf=smallest, random_state=SEED)
    made = tree.fit(table, interesting).tree_
    rules: list[tuple[float, str]] = []

    def walk(node: int, told: tuple[str, ...]) -> None:
        if made.children_left[node] == made.children_right[node]:
            share = float(made.value[node][0][-1] / made.value[node][0].sum())
            part = made.n_node_samples[node] / len(table)
            rules.append((share, f"{share:.0%} of {part:.0%} of futures: {' and '.join(told) or 'everywhere'}"))
            return
        name, edge = names[made.feature[node]], made.threshold[node]
        walk(made.children_left[node], (*told, f"{name} at most {in_full(edge)}"))
        walk(made.children_right[node], (*told, f"{name} above {in_full(edge)}"))

    walk(0, ())
    return tuple(text for _, text in sorted(rules, key=lambda rule: -rule[0]))


Condition = Callable[[Floats], Flags]


def condition(text: str) -> tuple[str, Condition]:
    """What ``QUANTITY > VALUE`` says, or ``<``: the quantity, and the test of its values.

    Raises:
        SettingError: it says neither.
    """
    for sign, test in ((">", np.greater), ("<", np.less)):
        name, found, value = text.partition(sign)
        if found:
            try:
                edge = float(value)
            except ValueError:
                break
            return name.strip(), lambda values, test=test, edge=edge: test(values, edge)
    raise SettingError(
        expected="a condition such as 'ground_gained > 5000'",
        found=text,
        where="--when",
        remedy="name an outcome, one of < and >, and a number",
    )
