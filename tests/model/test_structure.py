"""The assembled model: what it reads and gives, where it starts, and that a run can be taken up again."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from fineline.errors import UnknownMechanismError
from fineline.model.simulate import starting_stocks
from fineline.model.structure import MECHANISMS, Structure

from .setting import Setting


@pytest.mark.parametrize("mechanisms", [{"attrition": "no_such_law"}, {"no_such_mechanism": "default"}])
def test_an_unknown_mechanism_is_refused_by_name(mechanisms: dict[str, str]) -> None:
    with pytest.raises(UnknownMechanismError) as caught:
        Structure(mechanisms, (), ())
    assert next(iter(mechanisms)) in str(caught.value)


def test_the_refusal_names_what_there_is() -> None:
    with pytest.raises(UnknownMechanismError, match="firepower_tempo"):
        Structure({"attrition": "no_such_law"}, (), ())


def test_a_mechanism_that_is_not_named_takes_its_first_form() -> None:
    chosen = {name: next(iter(rivals)) for name, rivals in MECHANISMS.items()}
    assert Structure({}, (), ()).weekly == Structure(chosen, (), ()).weekly


def test_every_name_has_one_role(setting: Setting) -> None:
    s = setting.structure
    groups = [s.stocks, s.flows, s.shocks, s.inputs, s.constants, s.parameters]
    names = [name for group in groups for name in group]
    assert len(names) == len(set(names))


def test_every_stock_has_a_start_and_every_start_a_stock(setting: Setting) -> None:
    parameters = {name: jnp.asarray(value) for name, value in setting.medians.items()}
    start = starting_stocks(setting.structure, parameters)
    assert set(start) == set(setting.structure.stocks)
    assert all(value.shape == () and value.dtype == jnp.float64 for value in start.values())


@pytest.mark.parametrize("missing", ["initial_tempo", "aid_delivery_lag", "prior_aid_rate"])
def test_a_missing_parameter_is_named(setting: Setting, missing: str) -> None:
    parameters = {name: jnp.asarray(value) for name, value in setting.medians.items() if name != missing}
    with pytest.raises(KeyError, match=missing):
        starting_stocks(setting.structure, parameters)


def test_a_trajectory_has_every_quantity_for_every_week(setting: Setting) -> None:
    path = setting.run(setting.medians, setting.inputs, setting.calm(len(setting.weeks)))
    assert set(path) == {*setting.structure.stocks, *setting.structure.flows}
    assert all(values.shape == (len(setting.weeks),) and values.dtype == np.float64 for values in path.values())


def test_a_run_taken_up_from_its_last_stocks_is_the_run_that_never_stopped(setting: Setting) -> None:
    half, inputs, shocks = 52, setting.first(104), setting.noise((104,), 9)
    whole = setting.run(setting.medians, inputs, shocks)
    parts = [
        (
            {name: values[place] for name, values in inputs.items()},
            {name: values[place] for name, values in shocks.items()},
        )
        for place in (slice(half), slice(half, None))
    ]
    first = setting.run(setting.medians, *parts[0])
    stocks = {name: first[name][-1] for name in setting.structure.stocks}
    second = setting.run(setting.medians, *parts[1], stocks=stocks)
    for name, values in whole.items():
        np.testing.assert_allclose(np.concatenate([first[name], second[name]]), values, rtol=1e-12, err_msg=name)


def test_inputs_that_nothing_reads_are_left_alone(setting: Setting) -> None:
    inputs = {**setting.inputs, "rainfall": np.ones(len(setting.weeks))}
    calm = setting.calm(len(setting.weeks))
    assert set(setting.run(setting.medians, inputs, calm)) == set(setting.run(setting.medians, setting.inputs, calm))
