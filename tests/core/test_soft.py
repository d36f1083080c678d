"""SoftPool, the mean weighted by exp(beta x): what it tends to, how far it goes, gradients, trace, oracle."""

from math import inf, nan

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import pooling_core.functional as F
from pooling_core import PoolSpec
from pooling_core.extensions import soft_pool1d, soft_pool2d, soft_pool3d
from pooling_core.gradients import pullback
from pooling_core.oracle.calls import ask
from pooling_core.oracle.gradients import ask_gradient
from pooling_core.trace import trace
from tests.core.finite_differences import by_differences
from tests.core.small_calls import line, refusal

POOLS = {1: soft_pool1d, 2: soft_pool2d, 3: soft_pool3d}
WINDOWS = [
    (1, {"kernel_size": 3, "stride": 2, "padding": 1}),
    (1, {"kernel_size": 2, "ceil_mode": True}),
    (2, {"kernel_size": (2, 3), "stride": 1, "padding": (1, 0)}),
    (2, {"kernel_size": 3, "stride": 3, "padding": 1, "ceil_mode": True}),
    (2, {"kernel_size": 5}),
    (3, {"kernel_size": 2, "padding": 1}),
]


def signal(rank, dtype=np.float64, scale=1.0):
    return (scale * np.random.default_rng(rank).normal(size=(2, 3, *[5] * rank))).astype(dtype)


def in_torch(x, rank, beta, kernel_size, stride=None, padding=0, ceil_mode=False):
    """A loop over windows that torch's maximum places: cells are told by a plane of positions."""
    positions = torch.arange(float(np.prod(x.shape[-rank:])), dtype=torch.float64).reshape(1, *x.shape[-rank:])
    maximum = getattr(torch.nn.functional, f"max_pool{rank}d")
    reads = [
        (maximum(torch.where(positions == at, 0.0, -inf), kernel_size, stride, padding, ceil_mode=ceil_mode)[0] == 0)
        for at in range(positions.numel())
    ]
    read = torch.stack(reads, -1)
    cells = x.flatten(-rank)[(..., *(None,) * rank, slice(None))]
    shares = (beta * cells).expand(*x.shape[:-rank], *read.shape).masked_fill(~read, -inf).softmax(-1)
    return (shares * cells).sum(-1)


@pytest.mark.parametrize("beta", [0.0, 1.0, -3.0, 12.5])
@pytest.mark.parametrize(("rank", "windows"), WINDOWS, ids=str)
def test_each_window_is_its_softmax_and_so_are_the_gradients(rank, windows, beta):
    x = signal(rank)
    found = POOLS[rank](x, **windows, beta=beta)
    leaf, steep = (
        torch.from_numpy(x.copy()).requires_grad_(),
        torch.tensor(beta, dtype=torch.float64, requires_grad=True),
    )
    theirs = in_torch(leaf, rank, steep, **windows)
    np.testing.assert_allclose(found, theirs.detach().numpy(), rtol=1e-12)
    grad = np.random.default_rng(9).normal(size=found.shape)
    by_torch = torch.autograd.grad(theirs, (leaf, steep), torch.from_numpy(grad))
    ours = pullback(f"soft_pool{rank}d", grad, x, **windows, beta=beta)
    for mine, other in zip(ours, by_torch, strict=True):
        assert mine.shape == tuple(other.shape)
        np.testing.assert_allclose(mine, other.numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("rank", "windows"), WINDOWS, ids=str)
def test_gradients_are_finite_differences(rank, windows):
    x, pool = signal(rank)[:1], POOLS[rank]
    grad = np.random.default_rng(1).normal(size=pool(x, **windows).shape)
    by_x, by_beta = pullback(f"soft_pool{rank}d", grad, x, **windows, beta=0.7)
    np.testing.assert_allclose(
        by_x, by_differences(lambda x: pool(x, **windows, beta=0.7), x, grad), atol=1e-7, rtol=1e-6
    )
    apart = pool(x, **windows, beta=0.7 + 1e-6) - pool(x, **windows, beta=0.7 - 1e-6)
    assert by_beta == pytest.approx((apart * grad).sum() / 2e-6, rel=1e-6)


@pytest.mark.parametrize(("rank", "windows"), WINDOWS, ids=str)
def test_beta_0_is_the_average_without_padding_and_a_large_beta_the_maximum(rank, windows):
    x = signal(rank)
    if rank < 3:  # torch wants a 3-D average to fit the bare input, and there this one is within it
        average = getattr(F, f"avg_pool{rank}d")(x, **windows, count_include_pad=False)
        np.testing.assert_allclose(POOLS[rank](x, **windows, beta=0), average, rtol=1e-12)
    largest = getattr(F, f"max_pool{rank}d")
    np.testing.assert_allclose(POOLS[rank](x, **windows, beta=1e6), largest(x, **windows), rtol=1e-9)
    np.testing.assert_allclose(POOLS[rank](x, **windows, beta=-1e6), -largest(-x, **windows), rtol=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_is_stable_for_the_largest_numbers(dtype):
    x = line(1e30, -1e30, 3, 3 + 2**-10, dtype=dtype)
    assert soft_pool1d(x, 2)[0, 0] == dtype(1e30)
    assert soft_pool1d(x, 2, beta=-1)[0, 0] == dtype(-1e30)
    assert 3 < soft_pool1d(x, 2)[0, 1] < 3 + 2**-10
    grad, by_beta = pullback("soft_pool1d", np.ones((1, 2), dtype), x, kernel_size=2)
    assert grad[0, :2].tolist() == [1, 0] and np.isfinite(grad).all() and np.isfinite(by_beta)
    assert ask(PoolSpec.of("soft_pool1d", kernel_size=2), x, soft_pool1d(x, 2)).agrees


@settings(max_examples=60)
@given(
    st.lists(st.floats(-(2.0**99), 2.0**99, width=32), min_size=1, max_size=9),
    st.lists(st.floats(-50, 50), min_size=2, max_size=4, unique=True),
)
def test_it_lies_between_minimum_and_maximum_and_rises_with_beta(cells, betas):
    window = np.array([cells], np.float32)
    found = np.array([soft_pool1d(window, len(cells), beta=beta)[0, 0] for beta in sorted(betas)], np.float64)
    slack = 1e-6 * np.abs(window).max()
    assert (found >= window.min() - slack).all() and (found <= window.max() + slack).all()
    assert (np.diff(found) >= -2 * slack).all()


def test_infinities_and_nan_are_what_softmax_makes_of_them():
    x = line(inf, 1, nan, 2, -inf, 3, -inf, -inf, dtype=np.float32)
    found = soft_pool1d(x, 2)
    assert np.isnan(found).all()
    verdict = ask(PoolSpec.of("soft_pool1d", kernel_size=2), x, found)
    assert verdict.agrees


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize(("rank", "windows"), WINDOWS, ids=str)
def test_the_badge_agrees_and_tells_a_small_lie(rank, windows, dtype):
    x = signal(rank, dtype, 3.0)[0]
    spec = PoolSpec.of(f"soft_pool{rank}d", **windows, beta=1.5)
    ours = POOLS[rank](x, **windows, beta=1.5)
    lie = 1 + 64 * float(np.finfo(dtype).eps) * x.size
    assert ours.dtype == dtype and ask(spec, x, ours).agrees and not ask(spec, x, (ours * lie).astype(dtype)).agrees
    upstream = np.random.default_rng(2).normal(size=ours.shape).astype(dtype)
    grads = pullback(spec.name, upstream, x, **windows, beta=1.5)
    asked = (spec.name, (x, np.array(1.5)), spec.arguments, upstream)
    assert ask_gradient(*asked, grads).agrees
    assert not ask_gradient(*asked, (grads[0], (grads[1] * dtype(1.01)).astype(dtype))).agrees


def test_a_trace_has_the_weight_of_each_tap():
    plane = np.array([[0.0, np.log(3.0)], [0.0, 0.0]])
    traced = trace(PoolSpec.of("soft_pool2d", kernel_size=2, stride=1, padding=1), plane)
    assert traced.weights is not None and traced.weights.shape == (3, 3, 4)
    np.testing.assert_allclose(traced.weights[1, 1], np.array([1, 3, 1, 1]) / 6)
    np.testing.assert_allclose(traced.weights[0, 0], [0, 0, 0, 1])  # padding weighs nothing
    np.testing.assert_allclose(traced.weights.sum(-1), 1)
    assert traced.arithmetic[1][1].startswith("0.167·0 + 0.5·1.0986") and traced.divisor is traced.winners is None
    rows = trace(PoolSpec.of("soft_pool1d", kernel_size=2, beta=0), np.array([[1.0, 3], [5, 7]]))
    assert rows.arithmetic == (("0.5·1 + 0.5·3 = 2",), ("0.5·5 + 0.5·7 = 6",))


@pytest.mark.parametrize("beta", [inf, nan, "1", None, True])
def test_a_beta_that_is_no_finite_number_is_refused_with_a_fix_that_works(beta):
    error = refusal(soft_pool1d, line(1, 2), 2, beta=beta)
    assert error.parameter == "beta" and soft_pool1d(line(1, 2), 2, **error.fix).shape == (1, 1)


def test_whole_numbers_are_refused():
    assert refusal(soft_pool1d, np.array([[1, 2]]), 2).parameter == "input"
