"""Power means step by step: each grid is the textbook's step, and the steps end where the call does."""

from math import inf

import numpy as np
import pytest
import torch
import torch.nn.functional as tF
from hypothesis import given, settings
from hypothesis import strategies as st

from pooling_core.call.spec import PoolSpec
from pooling_core.compute.run import pool
from pooling_core.explain.power_steps import power_steps, result_curves
from pooling_core.extensions import gem_pool1d, gem_pool2d
from pooling_core.functional import lp_pool1d, lp_pool2d

PLANE = np.array([[3, -1, 4, 1], [1, 5, -9, 2]], np.float32)


def spec(name, p, **arguments):
    return PoolSpec.of(name, **{"p" if name.startswith("gem") else "norm_type": p}, **arguments)


@pytest.mark.parametrize("p", [1, 2, 3.0, 6.5, 0.5, -1])
@pytest.mark.parametrize("windows", [{"kernel_size": 2}, {"kernel_size": 2, "stride": 1}, {"kernel_size": 1}], ids=str)
@pytest.mark.parametrize("rank", [1, 2])
def test_the_steps_of_gem_are_clamp_power_and_mean(rank, windows, p):
    steps = power_steps(spec(f"gem_pool{rank}d", float(p), eps=0.5, **windows), PLANE)
    x = torch.from_numpy(PLANE)[None] if rank == 2 else torch.from_numpy(PLANE)
    clamped = x.clamp(min=0.5)
    mean = getattr(tF, f"avg_pool{rank}d")(clamped.pow(p), **windows)
    assert [name for name, _ in steps] == ["clamp", "power", "mean"]
    for (_, ours), theirs in zip(steps, (clamped, clamped.pow(p), mean), strict=True):
        assert ours.dtype == np.float32 and ours.ndim == 2
        np.testing.assert_allclose(ours, theirs.reshape(ours.shape), rtol=1e-6)
    root = steps[-1][1].astype(np.float64) ** (1 / p)
    call = (
        gem_pool1d(PLANE, float(p), 0.5, **windows)
        if rank == 1
        else gem_pool2d(PLANE[None], float(p), 0.5, **windows)[0]
    )
    np.testing.assert_allclose(call, root, rtol=1e-5)


@pytest.mark.parametrize("p", [1, 2, 3, 2.5])
@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("rank", [1, 2])
def test_the_steps_of_lp_are_power_and_sum(rank, ceil_mode, p):
    plane = np.array([[3, -1, 4, 1, 7], [1, 5, -9, 2, 3], [2, 2, 2, 2, 2]], np.float32)
    steps = power_steps(spec(f"lp_pool{rank}d", p, kernel_size=2, ceil_mode=ceil_mode), plane)
    assert [name for name, _ in steps] == ["power", "sum"]
    x = torch.from_numpy(plane)[None] if rank == 2 else torch.from_numpy(plane)
    raised = x.pow(p)
    average = getattr(tF, f"avg_pool{rank}d")(raised, 2, ceil_mode=ceil_mode)
    np.testing.assert_allclose(steps[0][1], raised.reshape(plane.shape), rtol=1e-6)
    np.testing.assert_allclose(steps[1][1], (average * 2**rank).reshape(steps[1][1].shape), rtol=1e-6)
    call = lp_pool1d(plane, p, 2, None, ceil_mode) if rank == 1 else lp_pool2d(plane[None], p, 2, None, ceil_mode)[0]
    total = steps[1][1]
    with np.errstate(invalid="ignore"):
        root = (np.sign(total) * np.abs(total)) ** np.float32(1 / p)
    np.testing.assert_allclose(call, root, rtol=1e-5)


@pytest.mark.parametrize("name", ["gem_pool2d", "lp_pool2d", "gem_pool1d"])
def test_at_infinity_there_is_no_step(name):
    for p in (inf, -inf):
        assert power_steps(spec(name, p, kernel_size=2), PLANE) == []


def test_large_powers_leave_the_range_in_silence():
    (_, power), (_, total) = power_steps(spec("lp_pool2d", 200, kernel_size=2), np.float32([[0.3, 30], [1, 2]]))
    assert power[0, 0] == 0 and np.isinf(power[0, 1]) and np.isinf(total).all()
    steps = power_steps(spec("gem_pool2d", 200.0, kernel_size=2), np.float32([[np.nan, -np.inf], [np.inf, 2]]))
    assert np.isnan(steps[-1][1]).all() and steps[0][1][0, 1] == np.float32(1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_plane_is_not_written_to_and_keeps_its_dtype(dtype):
    plane = PLANE.astype(dtype)
    plane.flags.writeable = False
    for name in ("gem_pool2d", "lp_pool1d"):
        assert all(values.dtype == dtype for _, values in power_steps(spec(name, 3.0, kernel_size=2), plane))


def test_the_whole_plane_is_the_window_of_gem_without_a_kernel():
    steps = power_steps(spec("gem_pool2d", 2.0), np.float32([[1, 7], [5, 5]]))
    assert steps[-1][1].tolist() == [[25]]


EXPONENTS = [1.0, 1.5, 2.0, 3.0, 6.5, 20.0]


def curves(cells, exponents, eps):
    window = {"kernel_size": cells.size}
    gem = result_curves(spec("gem_pool1d", 1.0, eps=eps, **window), cells[np.newaxis], "p", exponents)
    lp = result_curves(spec("lp_pool1d", 1, **window), cells[np.newaxis], "norm_type", exponents)
    return gem[:, 0, 0], lp[:, 0, 0]


@pytest.mark.parametrize("rank", [1, 2])
def test_curves_give_for_each_value_what_the_call_gives(rank):
    call = spec(f"gem_pool{rank}d", 3.0, kernel_size=2, stride=1)
    batch = PLANE if rank == 1 else PLANE[np.newaxis]
    for exponent, results in zip(EXPONENTS, result_curves(call, PLANE, "p", EXPONENTS), strict=True):
        once = pool(spec(f"gem_pool{rank}d", exponent, kernel_size=2, stride=1), batch)
        assert results.tolist() == once.reshape(results.shape).tolist()


def test_curves_run_from_mean_and_sum_towards_the_maximum():
    cells = np.array([1, 2, 3, 4], np.float32)
    gem, lp = curves(cells, [*EXPONENTS, 1000.0], 1e-6)
    assert gem[0] == 2.5 and lp[0] == 10 and (np.diff(gem) > 0).all() and (np.diff(lp[:-1]) < 0).all()
    assert 3.99 < gem[-1] < 4 and np.isinf(lp[-1])
    for i, p in enumerate(EXPONENTS):
        x = torch.from_numpy(cells)[None]
        exact = x.double().pow(p).mean().pow(1 / p).item()
        assert gem[i] == pytest.approx(exact, rel=1e-6)
        assert lp[i] == pytest.approx(tF.lp_pool1d(x, p, 4).item(), rel=1e-6)
        assert lp[i] == pytest.approx(gem[i] * 4 ** (1 / p), rel=1e-5)


def test_curves_say_where_lp_is_nan_and_where_the_clamp_acts():
    gem, lp = curves(np.array([-1, 4], np.float32), [1.0, 1.5, 2.0], 2.0)
    assert np.isnan(lp[1]) and lp[0] == 3 and lp[2] == pytest.approx(17**0.5)
    assert gem[0] == 3 and gem[2] == pytest.approx(10**0.5)


@settings(max_examples=60)
@given(
    st.lists(st.floats(0.125, 1e6, width=32), min_size=1, max_size=12),
    st.lists(st.floats(1, 1e4), min_size=2, max_size=5, unique=True),
)
def test_gem_lies_between_mean_and_maximum_and_rises(cells, exponents):
    window = np.array(cells, np.float32)
    gem, _ = curves(window, sorted(exponents), 1e-6)
    mean, largest = window.astype(np.float64).mean(), window.max()
    assert (gem >= mean * (1 - 1e-6)).all() and (gem <= largest).all()
    assert (np.diff(gem.astype(np.float64)) >= -1e-6 * largest).all()
