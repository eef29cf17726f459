"""The observation models as the Ukraine case uses them: named, fed from its tables, reading priors that exist."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from datetime import date

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array
from scipy import stats
from scipy.special import logit

from fineline.case import Case, load_case, model_inputs
from fineline.case.records import CONSTANT_UNITS
from fineline.evidence import EvidenceStore, View, open_store
from fineline.model.simulate import simulate
from fineline.model.structure import MECHANISMS, Structure, weekly_forms
from fineline.observation.aid import FLOOR
from fineline.observation.registry import OBSERVATION_MODELS
from fineline.observation.rows import Rows, families, location_and_scale
from fineline.time import weeks

REVISED = "probate"
OUTSIDE_THE_WEEKS = "precedent_"
"""Parameters of the yearly hazard over states, which no weekly equation reads."""
CUTS = (date(2024, 6, 30), date(2024, 12, 31), date(2025, 6, 30), date(2025, 12, 31))


class Recorder(Mapping[str, Array]):
    """Parameters that remember which of them were read."""

    def __init__(self, values: Mapping[str, Array]) -> None:
        self.values_by_name = values
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Array:
        self.read.add(name)
        return self.values_by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("ukraine")


@pytest.fixture(scope="module")
def store(case: Case) -> EvidenceStore:
    return open_store(case.folder, case.catalogue)


@pytest.fixture(scope="module")
def now(case: Case, store: EvidenceStore) -> View:
    return store.view(case.calendar.knowledge)


@pytest.fixture(scope="module")
def constants(case: Case) -> dict[str, float]:
    return {name: getattr(case.constants, name).value for name in CONSTANT_UNITS}


@pytest.fixture(scope="module")
def calendar(case: Case) -> np.ndarray:
    return weeks(case.calendar.first_week, case.calendar.last_week)


@pytest.fixture(scope="module")
def structure(case: Case, now: View, constants: dict[str, float], calendar: np.ndarray) -> Structure:
    return Structure(weekly_forms(case.mechanisms), tuple(model_inputs(case, now, calendar)), tuple(constants))


def centre(case: Case, name: str) -> float:
    spec = case.priors[name].prior
    if spec.family == "beta":
        return spec.a / (spec.a + spec.b)
    if spec.family == "levels":
        return sorted(spec.values)[len(spec.values) // 2]
    return spec.median if spec.family == "lognormal" else spec.mean


@pytest.fixture(scope="module")
def parameters(case: Case) -> dict[str, Array]:
    """Every parameter near the centre of its prior; those held once per group, five times over."""
    repeated = {name: 12 if prior.each == "quarter" else 10 for name, prior in case.priors.items() if prior.each}
    return {name: jnp.full((repeated[name],) if name in repeated else (), centre(case, name)) for name in case.priors}


@pytest.fixture(scope="module")
def trajectory(
    case: Case,
    now: View,
    structure: Structure,
    parameters: dict[str, Array],
    constants: dict[str, float],
    calendar: np.ndarray,
) -> dict[str, Array]:
    inputs = {name: jnp.asarray(values) for name, values in model_inputs(case, now, calendar).items()}
    calm = {name: jnp.zeros(len(calendar)) for name in structure.shocks}
    known = {**parameters, **{name: jnp.asarray(value) for name, value in constants.items()}}
    return jax.jit(lambda p: simulate(structure, p, inputs, calm))(known)


def prepared(case: Case, view: View, calendar: np.ndarray) -> dict[tuple[str, str], Rows]:
    """Rows of every observation of the case; series without any published row are absent."""
    rows: dict[tuple[str, str], Rows] = {}
    for series, spec in case.catalogue.series.items():
        for name in spec.observations:
            data = view.vintages(series) if name.startswith(REVISED) else view.latest(series)
            if len(data):
                rows[series, name] = OBSERVATION_MODELS[name].prepare(data, calendar)
    return rows


def test_every_observation_of_the_case_has_a_model(case: Case) -> None:
    used = {name for spec in case.catalogue.series.values() for name in spec.observations}
    assert used == set(OBSERVATION_MODELS)


def test_every_observation_has_rows_by_the_day_of_knowledge(case: Case, now: View, calendar: np.ndarray) -> None:
    counts = {key: len(rows) for key, rows in prepared(case, now, calendar).items()}
    assert {key for key, count in counts.items() if count == 0} == set()
    assert {key[1] for key in counts} == set(OBSERVATION_MODELS)


def densities(
    rows: Mapping[tuple[str, str], Rows], trajectory: Mapping[str, Array], parameters: Mapping[str, Array]
) -> dict[str, Array]:
    """Log density of every row by series and model."""
    return {
        f"{series}/{name}": OBSERVATION_MODELS[name].distribution(trajectory, parameters, placed).log_prob(placed.value)
        for (series, name), placed in rows.items()
    }


def test_every_row_of_the_case_has_a_finite_density(
    case: Case, now: View, calendar: np.ndarray, trajectory: dict[str, Array], parameters: dict[str, Array]
) -> None:
    rows = prepared(case, now, calendar)
    found = jax.jit(lambda path, known: densities(rows, path, known))(trajectory, parameters)
    assert {name: density.shape for name, density in found.items()} == {
        f"{series}/{name}": (len(placed),) for (series, name), placed in rows.items()
    }
    assert all(density.dtype == jnp.float64 for density in found.values())
    assert {name for name, density in found.items() if not np.isfinite(density).all()} == set()


def where_the_error_is_symmetric(name: str, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A figure on the scale of its model's error, and the log of how much a unit of that scale is worth there."""
    if name.startswith("area"):
        return y, np.zeros_like(y)
    if name.endswith("opinion"):
        share = y / 100.0
        return logit(share), np.log(100.0 * share * (1.0 - share))
    logarithm = np.log(y + FLOOR if name.endswith("aid") else y)
    return logarithm, logarithm


def test_location_scale_and_tail_give_the_density_again(
    case: Case, now: View, calendar: np.ndarray, trajectory: dict[str, Array], parameters: dict[str, Array]
) -> None:
    rows = prepared(case, now, calendar)

    @jax.jit
    def read(path: dict[str, Array], known: dict[str, Array]) -> dict[str, tuple[Array, ...]]:
        specs = {
            f"{series}/{name}": location_and_scale(
                OBSERVATION_MODELS[name].distribution(path, known, placed), len(placed)
            )
            for (series, name), placed in rows.items()
        }
        return {key: (spec.location, spec.scale, spec.tail) for key, spec in specs.items()}

    wanted = jax.jit(lambda path, known: densities(rows, path, known))(trajectory, parameters)
    for key, (location, scale, tail) in read(trajectory, parameters).items():
        series, name = key.split("/")
        place, jacobian = where_the_error_is_symmetric(name, np.asarray(rows[series, name].value))
        source = tuple(np.asarray(part) for part in (tail, location, scale))
        expected = stats.t.logpdf(place, *source) - jacobian
        if name.endswith("aid"):  # a month of nothing says "at most the floor"
            none = np.asarray(rows[series, name].value) == 0.0
            expected = np.where(none, stats.t.logcdf(np.log(2.0 * FLOOR), *source), expected)
        np.testing.assert_allclose(wanted[key], expected, rtol=1e-9, err_msg=name)


def read_by_observations(
    rows: Mapping[tuple[str, str], Rows], trajectory: Mapping[str, Array], parameters: Mapping[str, Array]
) -> set[str]:
    recorder = Recorder(parameters)
    jax.eval_shape(lambda path: densities(rows, path, recorder), trajectory)
    return recorder.read


def test_everything_that_an_observation_reads_has_a_prior(
    case: Case, now: View, calendar: np.ndarray, trajectory: dict[str, Array], parameters: dict[str, Array]
) -> None:
    read = read_by_observations(prepared(case, now, calendar), trajectory, parameters)
    assert read <= set(case.priors)
    assert {"opinion_house_offset", "initial_war_support", "aid_noise"} <= read


def test_every_prior_is_read_by_an_observation_or_some_form_of_a_mechanism(
    case: Case,
    now: View,
    calendar: np.ndarray,
    structure: Structure,
    trajectory: dict[str, Array],
    parameters: dict[str, Array],
) -> None:
    observed = read_by_observations(prepared(case, now, calendar), trajectory, parameters)
    equations = [equation for forms in MECHANISMS.values() for form in forms.values() for equation in form]
    asked = {name for equation in equations for name in inspect.signature(equation).parameters}
    unread = set(case.priors) - observed - asked - set(structure.parameters)
    assert {name for name in unread if not name.startswith(OUTSIDE_THE_WEEKS)} == set()


def test_biases_are_held_once_per_family_and_nothing_else_is(case: Case) -> None:
    biases = {model.bias for model in OBSERVATION_MODELS.values() if model.bias is not None}
    assert biases == {name for name, prior in case.priors.items() if prior.each == "claimant family"}


def test_no_figure_that_repeats_another_series_is_counted(case: Case, now: View, calendar: np.ndarray) -> None:
    for (series, name), rows in prepared(case, now, calendar).items():
        copies = now.latest(series)
        copied = set(copies.value[copies.derived_from != ""]) - set(copies.value[copies.derived_from == ""])
        assert not copied & set(np.asarray(rows.value).tolist()), name


@pytest.mark.parametrize("as_of", CUTS)
def test_rows_known_earlier_stay_within_what_was_published(
    case: Case, store: EvidenceStore, calendar: np.ndarray, as_of: date
) -> None:
    view = store.view(as_of)
    known = (np.datetime64(as_of, "D") - (calendar[0] - np.timedelta64(7, "D"))).astype(float) / 7.0
    for (series, name), rows in prepared(case, view, calendar).items():
        data = view.vintages(series) if name.startswith(REVISED) else view.latest(series)
        assert np.all(np.asarray(rows.position) <= known), series
        assert np.all(np.asarray(rows.family) < len(families(data))), series
