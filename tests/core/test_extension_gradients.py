"""Gradients of what PyTorch does not have: finite differences, and autograd through a composition."""

from math import inf
from typing import Any

import numpy as np
import pytest
import torch

from pooling_core import extensions
from pooling_core.backward.pullback import pullback
from tests.core.finite_differences import by_differences

EXTENSIONS = [
    *(("gem_pool2d", {"p": p, "kernel_size": 2}) for p in (3.0, 1, 0.5, -2.5, 40.0)),
    ("gem_pool2d", {}),
    ("gem_pool2d", {"p": (1.0, 4.0), "kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}),
    ("gem_pool2d", {"kernel_size": 3, "stride": 1, "padding": 1, "count_include_pad": False}),
    ("gem_pool1d", {"kernel_size": 3, "stride": 2}),
    ("gem_pool3d", {"kernel_size": 2}),
    ("stochastic_pool2d", {"kernel_size": 2, "training": False}),
    ("stochastic_pool1d", {"kernel_size": 3, "stride": 2, "training": False, "ceil_mode": True}),
    ("stochastic_pool2d", {"kernel_size": 5, "training": False, "ceil_mode": True}),
    ("temperature_avg_pool2d", {"kernel_size": 2, "temperature": -1.5}),
    ("tf_avg_pool2d", {"kernel_size": 3, "stride": 2}),
    ("tf_avg_pool2d", {"kernel_size": 2, "stride": 1, "padding": "VALID", "dilation": 2}),
    ("tf_max_pool2d", {"kernel_size": 2, "stride": 1, "padding": "VALID", "dilation": 2}),
    ("tf_max_pool3d", {"kernel_size": 3, "stride": 2}),
]


@pytest.mark.parametrize(("name", "arguments"), EXTENSIONS)
def test_extensions_are_their_finite_differences(name, arguments):
    rng = np.random.default_rng(5)
    x = rng.permutation(np.linspace(0.2, 1.7, 2 * 4 ** int(name[-2]))).reshape(2, *[4] * int(name[-2]))
    call = getattr(extensions, name)
    grad = rng.normal(size=call(x, **arguments).shape)
    found = pullback(name, grad, x, **arguments)
    found = found[0] if isinstance(found, tuple) else found
    np.testing.assert_allclose(found, by_differences(lambda x: call(x, **arguments), x, grad), atol=1e-7, rtol=1e-6)


@pytest.mark.parametrize("p", [3.0, 1.0, 0.5, -2.5, [1.0, 4.0]])
def test_the_gradient_of_gem_by_p(p):
    rng = np.random.default_rng(3)
    x = rng.random((3, 2, 4, 5)) + 0.05
    x[0, 0, 0, 0] = -1  # clamped
    settings_: dict[str, Any] = {"kernel_size": 3, "stride": 2, "padding": 1}
    grad = rng.normal(size=extensions.gem_pool2d(x, p, **settings_).shape)
    _, grad_p = pullback("gem_pool2d", grad, x, p=p, **settings_)
    start, slopes = np.array(p), np.zeros(np.shape(p))
    for at in np.ndindex(slopes.shape):
        step = np.zeros(slopes.shape)
        step[at] = 1e-6
        up, down = (extensions.gem_pool2d(x, (start + s).tolist(), **settings_) for s in (step, -step))
        slopes[at] = ((up - down) * grad).sum() / 2e-6
    np.testing.assert_allclose(grad_p, slopes, rtol=1e-6)
    leaf = torch.tensor(p, dtype=torch.float64, requires_grad=True)
    power = leaf.reshape(1, -1, 1, 1)
    mean = torch.nn.functional.avg_pool2d(torch.from_numpy(x).clamp(min=1e-6).pow(power), 3, 2, 1)
    (theirs,) = torch.autograd.grad(mean.pow(1 / power), leaf, torch.from_numpy(grad))
    np.testing.assert_allclose(grad_p, theirs.numpy(), rtol=1e-10)
    assert grad_p.shape == np.shape(p)


@pytest.mark.parametrize("p", [inf, -inf])
def test_the_gradient_of_gem_by_an_infinite_p_is_zero(p):
    _, grad_p = pullback("gem_pool1d", np.ones((1, 1)), np.array([[1.0, 2, 2]]), p=p)
    assert grad_p == 0


def test_a_stochastic_gradient_follows_the_draw_of_the_same_seed():
    x = np.random.default_rng(0).random((2, 3, 6, 6))
    values = extensions.stochastic_pool2d(x, 2, rng=9)
    grad = pullback("stochastic_pool2d", np.ones_like(values), x, kernel_size=2, rng=9)
    assert set(np.unique(grad)) == {0, 1}
    assert (x * grad).sum() == pytest.approx(values.sum())
    generator = np.random.default_rng(9)
    assert (pullback("stochastic_pool2d", np.ones_like(values), x, kernel_size=2, rng=generator) == grad).all()
