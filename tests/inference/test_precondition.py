"""The preconditioner changes how the chains walk, by an affine map, and nothing else."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from fineline.inference.precondition import Preconditioner, length, preconditioner, unflatten
from fineline.inference.target import PARAMETERS, Target

SIZE = 6
CENTRE = np.linspace(-1.0, 2.0, SIZE)


def information() -> np.ndarray:
    """Precision of a Gaussian whose widths run from a hundredth to three."""
    turn, _ = np.linalg.qr(np.random.default_rng(4).normal(size=(SIZE, SIZE)))
    return turn @ np.diag(np.array([0.01, 0.05, 0.3, 1.0, 1.0, 3.0]) ** -2.0) @ turn.T


@pytest.fixture(name="known")
def known_preconditioner() -> Preconditioner:
    return preconditioner(lambda _: information(), CENTRE)


def matrix(known: Preconditioner) -> np.ndarray:
    return np.stack([np.asarray(known(jnp.asarray(row)) - known.centre) for row in np.eye(SIZE)], axis=1)


def test_a_gaussian_gets_unit_width_in_every_direction(known: Preconditioner) -> None:
    moved = matrix(known)
    np.testing.assert_allclose(moved.T @ information() @ moved, np.eye(SIZE), atol=1e-9)


def test_the_map_is_affine_around_its_centre(known: Preconditioner) -> None:
    v = np.random.default_rng(5).normal(size=SIZE)
    np.testing.assert_allclose(known(jnp.zeros(SIZE)), CENTRE)
    np.testing.assert_allclose(known(jnp.asarray(v)), CENTRE + matrix(known) @ v, rtol=1e-12)


def test_every_point_can_be_reached_and_left(known: Preconditioner) -> None:
    """The inverse shrinks the same directions back: ``I + U diag(1/(1+s) - 1) U'``."""
    shrink = 1.0 / (1.0 + known.shrink) - 1.0
    back = Preconditioner(jnp.zeros(SIZE), known.directions, shrink)
    v = jnp.asarray(np.random.default_rng(6).normal(size=SIZE))
    np.testing.assert_allclose(back(known(v) - known.centre), v, rtol=1e-9)
    np.testing.assert_allclose(np.linalg.slogdet(matrix(known))[1], np.log1p(known.shrink).sum(), rtol=1e-9)


def test_the_same_information_gives_the_same_map(known: Preconditioner) -> None:
    again = preconditioner(lambda _: information(), CENTRE)
    for name in ("centre", "directions", "shrink"):
        np.testing.assert_array_equal(getattr(again, name), getattr(known, name))


def test_a_flat_draw_holds_every_part_in_alphabetical_order(late: Target) -> None:
    flat = jnp.arange(float(length(late)))
    draw = unflatten(late, flat)
    assert {name: values.shape[0] for name, values in draw.items()} == late.sizes
    np.testing.assert_array_equal(jnp.concatenate([draw[name] for name in sorted(late.sizes)]), flat)
    assert late.sizes[PARAMETERS] == late.parameters.size
