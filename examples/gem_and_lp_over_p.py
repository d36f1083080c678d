"""
GeM and LP as p grows
=====================

GeM starts at the mean and LP at the sum; both go to the maximum. PyTorch has LP, and GeM is three of its lines.
The plain powers leave the range of float32 soon; GeM here scales each window by its largest value first.

p 增大时，GeM 从平均值、LP 池化从总和出发，都趋向最大值；直接算幂会下溢或上溢，缩放之后再算则不会。

Run it from the root of the checkout: ``python -m examples.gem_and_lp_over_p``
"""

import numpy as np
import torch

import pooling_core.functional as F
from pooling_core.backward.pullback import pullback
from pooling_core.extensions import gem_pool1d, gem_pool2d

TEXT, NUMBER = "{:<48}{:>16}{:>16}".format, "{:<48}{:>16.4f}{:>16.4f}".format


def gem_torch(t: torch.Tensor, p: float, kernel: int, eps: float = 1e-6) -> torch.Tensor:
    """As the paper writes it, in float64."""
    average = torch.nn.functional.avg_pool1d if t.dim() == 2 else torch.nn.functional.avg_pool2d
    return average(t.double().clamp(min=eps).pow(p), kernel).pow(1 / p).to(t.dtype)


window = np.array([[1, 2, 3, 4]], np.float32)
window_torch = torch.from_numpy(window)
print(TEXT("window 1 2 3 4", "pooling_core", "torch"))
for p in (1, 2, 3, 6.5, 20, 60):
    print(NUMBER(f"GeM, p = {p}", gem_pool1d(window, p, kernel_size=4).item(), gem_torch(window_torch, p, 4).item()))
for p in (1, 2, 3, 6.5, 20, 60):
    lp, lp_torch = F.lp_pool1d(window, p, 4), torch.nn.functional.lp_pool1d(window_torch, p, 4)
    print(NUMBER(f"LP, p = {p}", lp.item(), lp_torch.item()))
print(NUMBER("maximum", F.max_pool1d(window, 4).item(), torch.nn.functional.max_pool1d(window_torch, 4).item()))

print()
print(TEXT("LP is GeM times k ** (1 / p)", "pooling_core", "torch"))
for p in (2, 6.5):
    ours = gem_pool1d(window, p, kernel_size=4).item() * 4 ** (1 / p)
    theirs = torch.nn.functional.lp_pool1d(window_torch, p, 4).item()
    print(NUMBER(f"GeM * 4 ** (1 / {p}) against lp_pool1d", ours, theirs))

# 0.3 ** 200 is 0 in float32, and so is LP. GeM stays; the paper's lines need float64 for it.
small = np.array([[0.3, 0.4]], np.float32)
small_torch = torch.from_numpy(small)
print()
print(TEXT("0.3 0.4 at p = 200", "pooling_core", "torch"))
lp, lp_torch = F.lp_pool1d(small, 200, 2), torch.nn.functional.lp_pool1d(small_torch, 200, 2)
print(NUMBER("LP", lp.item(), lp_torch.item()))
print(NUMBER("GeM", gem_pool1d(small, 200, kernel_size=2).item(), gem_torch(small_torch, 200, 2).item()))
at_infinity = gem_pool1d(small, float("inf"), kernel_size=2).item()
print(NUMBER("GeM at p = inf, the maximum", at_infinity, small_torch.max().item()))

# The exponent of GeM is learnt: its gradient is that of the three lines.
rng = np.random.default_rng(0)
x = rng.random((1, 2, 4, 4))
exponent = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)
t = torch.from_numpy(x).requires_grad_()
pooled_torch = torch.nn.functional.avg_pool2d(t.clamp(min=1e-6).pow(exponent), 4).pow(1 / exponent)
pooled_torch.sum().backward()
assert t.grad is not None and exponent.grad is not None
gradient, gradient_of_p = pullback("gem_pool2d", np.ones((1, 2, 1, 1)), x, p=3.0, kernel_size=4)
print()
print(TEXT("gradient of GeM, p = 3, (1, 2, 4, 4)", "pooling_core", "torch"))
pooled = gem_pool2d(x, 3.0, kernel_size=4)
print(NUMBER("the pooled number of channel 0", pooled[0, 0, 0, 0], pooled_torch[0, 0, 0, 0].detach()))
for cell in range(3):
    print(NUMBER(f"to cell (0, {cell})", gradient[0, 0, 0, cell], t.grad[0, 0, 0, cell]))
print(NUMBER("to p", gradient_of_p, exponent.grad))
