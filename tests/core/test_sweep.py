"""The two ways through an axis, tap by tap and by runs, beside a plain loop; and what a cache must not mix up."""

from collections import deque
from itertools import product

import numpy as np
import pytest

import pooling_core.functional as core
from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import known_spec
from pooling_core.compute import runs
from pooling_core.compute.runs import sweep_by_runs
from pooling_core.compute.sweep import _sweep_by_taps
from pooling_core.compute.winners import sweep_winners
from pooling_core.geometry.axis import Axis, adaptive_axis, strided_axis

WINDOWS = [
    *[(2, 2, 0, 1), (3, 2, 1, 1), (4, 4, 0, 1), (8, 8, 0, 1)],
    *[(6, 4, 2, 1), (5, 1, 2, 2), (7, 3, 3, 1), (4, 6, 1, 1)],
]


def axes_of(size: int) -> list[Axis]:
    """Every kind of axis over ``size`` cells."""
    strided = [strided_axis(size, *window, ceil) for window in WINDOWS for ceil in (False, True)]
    return [axis for axis in strided if axis.outputs] + [
        adaptive_axis(size, outputs) for outputs in (1, 2, 5, 9, 37, 50)
    ]


AXES = axes_of(37)


def by_loop(ufunc: np.ufunc, identity: float, lines: np.ndarray, axis: Axis) -> np.ndarray:
    """Axis 1 of ``lines``, window by window."""
    cells = [[c for c in axis.taps(i) if 0 <= c < axis.size] for i in range(axis.outputs)]
    return np.stack([ufunc.reduce(lines[:, c], axis=1, initial=identity) for c in cells], 1)


@pytest.mark.parametrize("way", [sweep_by_runs, _sweep_by_taps])
@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int64, np.int32, np.uint8])
def test_both_ways_through_the_axes_equal_a_loop(way, number, dtype):
    x = np.random.default_rng(0).integers(0, 9, (3, 37, 37)).astype(dtype)
    whole = strided_axis(37, 1, 1, 0, 1, False)
    for axis in AXES:
        axes = [whole, axis] if number else [axis, whole]
        for ufunc, identity in ((np.maximum, 0), (np.add, 0)):
            out = np.empty((3, *(each.outputs for each in axes)), dtype)
            way(ufunc, identity, x, axes, out)
            expected = by_loop(ufunc, identity, np.moveaxis(x, number + 1, 1), axis)
            np.testing.assert_array_equal(np.moveaxis(out, number + 1, 1), expected, str(axis))


def test_tiles_and_buffers_leave_nothing_behind(monkeypatch):
    """Many small tiles, the last one shorter, share buffers; the padding of the first is still there for the last."""
    monkeypatch.setattr(runs, "TILE_BYTES", 3000)
    monkeypatch.setattr(runs, "_IDLE", deque(maxlen=runs.KEPT_SETS))
    x = np.random.default_rng(0).integers(-9, 0, (7, 12, 13)).astype(np.float32)
    for axes in product(*([axis for axis in axes_of(size) if runs.has_runs(axis)] for size in (12, 13))):
        for ufunc, identity in ((np.maximum, -np.inf), (np.add, 0)):
            found, expected = (np.empty((7, *(axis.outputs for axis in axes)), np.float32) for _ in "ab")
            sweep_by_runs(ufunc, identity, x, axes, found)
            _sweep_by_taps(ufunc, identity, x, axes, expected)
            np.testing.assert_array_equal(found, expected, str(axes))


def test_runs_carry_infinities_and_nan_no_farther_than_their_windows():
    x = np.ones((1, 64, 64), np.float32)
    x[0, 20, 30], x[0, 40, 50] = np.nan, np.inf
    sums = core.avg_pool2d(x, 5, 1, 2)[0]
    seen = np.isnan(core.max_pool2d(x, 5, 1, 2)[0])
    near = np.zeros((64, 64), bool)
    near[18:23, 28:33] = True
    assert (np.isnan(sums) == near).all() and (seen == near).all() and np.isinf(sums).sum() == 25


def test_the_sign_of_a_zero_is_that_of_the_first():
    x = np.random.default_rng(0).choice(np.array([0.0, -0.0, -1.0], np.float32), (4, 40, 40))
    axes = (strided_axis(40, 3, 2, 1, 1, False),) * 2
    values, positions = sweep_winners(-np.inf, x, axes)
    won = np.take_along_axis(x.reshape(4, -1), positions.reshape(4, -1), 1).reshape(values.shape)
    assert (np.signbit(values) == np.signbit(won)).all()


def test_equal_arguments_of_other_types_are_not_taken_for_one_another():
    x = np.ones((1, 4, 4), np.float32)
    core.max_pool2d(x, 1, 1, 0, 1, False)
    for wrong in ({"kernel_size": True}, {"kernel_size": 1.0}, {"stride": True}, {"ceil_mode": 0}):
        with pytest.raises(PoolingError):
            core.max_pool2d(x, **({"kernel_size": 1, "stride": 1, "ceil_mode": False} | wrong))
    assert known_spec("max_pool2d", {"kernel_size": 1}) is known_spec("max_pool2d", {"kernel_size": 1})


def test_a_spec_forgets_before_it_grows():
    for size in range(2, 300):
        core.max_pool1d(np.ones((1, size), np.float32), 2)
    assert len(known_spec("max_pool1d", {
        "kernel_size": 2, "stride": None, "padding": 0, "dilation": 1, "ceil_mode": False, "return_indices": False,
    }).memo) <= 32  # fmt: skip
