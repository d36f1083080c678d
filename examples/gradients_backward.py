"""
Gradients, backward
===================

A sum spreads its gradient over the cells it read; a maximum hands all of it to the winner. Here both laws stand
beside PyTorch's autograd, for the whole family.

池化的反向传播：求和把梯度分给它读取的每一格，取最大值把梯度全部交给最大值所在的格，都与 autograd 对照。

Run it from the root of the checkout: ``python -m examples.gradients_backward``
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

import pooling_core.functional as F
from pooling_core.backward.pullback import pullback

TEXT, NUMBER = "{:<48}{:>32}{:>32}".format, "{:<48}{:>32.4f}{:>32.4f}".format


def autograd(call: Callable[..., torch.Tensor], x: np.ndarray, upstream: np.ndarray | None = None) -> np.ndarray:
    """The gradient of the input through PyTorch; an upstream gradient of ones where none is given."""
    t = torch.from_numpy(x.copy()).requires_grad_()
    y = call(t)
    y.backward(torch.ones_like(y) if upstream is None else torch.from_numpy(upstream).reshape(y.shape))
    assert t.grad is not None
    return t.grad.numpy()


def shown(gradient: np.ndarray) -> str:
    return " ".join(f"{value:g}" for value in np.round(gradient.ravel().astype(float), 3) + 0.0)


line = np.array([[1, 5, 5, 4, 9]], np.float32)
print(TEXT("1 5 5 4 9, ones come down", "pooling_core", "torch"))
ours = pullback("max_pool1d", np.ones((1, 2), np.float32), line, kernel_size=2)
theirs = autograd(lambda t: torch.nn.functional.max_pool1d(t, 2), line)
print(TEXT("max, window 2: the tail gets 0", shown(ours), shown(theirs)))
ours = pullback("max_pool1d", np.ones((1, 3), np.float32), line, kernel_size=3, stride=1)
theirs = autograd(lambda t: torch.nn.functional.max_pool1d(t, 3, 1), line)
print(TEXT("max, window 3, stride 1: the first 5 wins", shown(ours), shown(theirs)))
ours = pullback("avg_pool1d", np.ones((1, 4), np.float32), line, kernel_size=2, stride=1)
theirs = autograd(lambda t: torch.nn.functional.avg_pool1d(t, 2, 1), line)
print(TEXT("average, window 2, stride 1: they add up", shown(ours), shown(theirs)))
ours = pullback("avg_pool1d", np.ones((1, 5), np.float32), line, kernel_size=3, stride=1, padding=1)
theirs = autograd(lambda t: torch.nn.functional.avg_pool1d(t, 3, 1, 1), line)
print(TEXT("average, window 3, padding 1", shown(ours), shown(theirs)))

triple = np.array([[3, 4, 6, 8]], np.float32)
print()
print(TEXT("3 4 6 8, LP, window 2", "pooling_core", "torch"))
for p in (1, 2, 4, float("inf")):
    ours = pullback("lp_pool1d", np.ones((1, 2), np.float32), triple, norm_type=p, kernel_size=2)
    theirs = autograd(lambda t, p=p: torch.nn.functional.lp_pool1d(t, p, 2), triple)  # type: ignore[misc]
    print(TEXT(f"p = {p}", shown(ours), shown(theirs)))

# Adaptive bins share cells and differ in width, so equal upstream numbers do not come out equal.
seven = np.ones((1, 7), np.float32)
print()
print(TEXT("adaptive average", "pooling_core", "torch"))
ours = pullback("adaptive_avg_pool1d", np.ones((1, 5), np.float32), seven, output_size=5)
theirs = autograd(lambda t: torch.nn.functional.adaptive_avg_pool1d(t, 5), seven)
for cell in range(7):
    print(NUMBER(f"7 into 5, cell {cell}", ours[0, cell], theirs[0, cell]))
fourteen, upstream = np.arange(14, dtype=np.float32)[np.newaxis], np.array([[1, 2, 3, 4]], np.float32)
ours = pullback("adaptive_avg_pool1d", upstream, fourteen, output_size=4)
theirs = autograd(lambda t: torch.nn.functional.adaptive_avg_pool1d(t, 4), fourteen, upstream)
for cell in (2, 3, 9, 10, 13):
    print(NUMBER(f"14 into 4, 1 2 3 4 come down, cell {cell}", ours[0, cell], theirs[0, cell]))

# The whole family on one random image, in float64: the largest difference to autograd.
rng = np.random.default_rng(0)
image = rng.standard_normal((2, 3, 6, 6))
image_torch = torch.from_numpy(image)
maxima, where = F.max_pool2d(image, 2, return_indices=True)
weight = rng.standard_normal((4, 3, 3, 3))
samples = rng.random((2, 3, 2))
T = torch.nn.functional
family: list[tuple[str, np.ndarray, dict[str, Any], Callable[..., torch.Tensor]]] = [
    ("max_pool2d", image, {"kernel_size": 3, "stride": 2, "padding": 1}, lambda t: T.max_pool2d(t, 3, 2, 1)),
    ("avg_pool2d", image, {"kernel_size": 2, "ceil_mode": True}, lambda t: T.avg_pool2d(t, 2, ceil_mode=True)),
    ("lp_pool2d", np.abs(image), {"norm_type": 3, "kernel_size": 2}, lambda t: T.lp_pool2d(t, 3, 2)),
    ("adaptive_avg_pool2d", image, {"output_size": 4}, lambda t: T.adaptive_avg_pool2d(t, 4)),
    ("adaptive_max_pool2d", image, {"output_size": 4}, lambda t: T.adaptive_max_pool2d(t, 4)),
    (
        "fractional_max_pool2d",
        image,
        {"kernel_size": 2, "output_size": 4, "_random_samples": samples},
        lambda t: T.fractional_max_pool2d(t, 2, output_size=4, _random_samples=torch.from_numpy(samples)),
    ),
    (
        "max_unpool2d",
        maxima,
        {"indices": where, "kernel_size": 2},
        lambda t: T.max_unpool2d(t, torch.from_numpy(where), 2),
    ),
    ("interpolate", image, {"scale_factor": 2}, lambda t: T.interpolate(t, scale_factor=2)),
    ("conv2d", image, {"weight": weight, "padding": 1}, lambda t: T.conv2d(t, torch.from_numpy(weight), padding=1)),
]
print()
print(TEXT("(2, 3, 6, 6), a random gradient comes down", "pooling_core", "torch"))
for name, x, parameters, call in family:
    upstream = rng.standard_normal(tuple(call(torch.from_numpy(x)).shape))
    ours = pullback(name, upstream, x, **parameters)
    ours, theirs = (ours[0] if isinstance(ours, tuple) else ours), autograd(call, x, upstream)
    print(NUMBER(f"{name}, size of the gradient", np.abs(ours).sum(), np.abs(theirs).sum()))
    assert np.abs(ours - theirs).max() < 1e-10
