"""
Stochastic pooling
==================

In training a window draws one of its cells, the likelier the larger; at inference it takes the mean weighted by the
same probabilities. PyTorch has no such layer: its column divides, squares and averages what PyTorch has.

随机池化：训练时按概率抽取一格，值越大越容易抽中；推理时取以同样概率加权的平均值。

Run it from the root of the checkout: ``python -m examples.stochastic_pooling``
"""

import numpy as np
import torch

from pooling_core import PoolingError
from pooling_core.backward.pullback import pullback
from pooling_core.explain.draws import draw_window
from pooling_core.extensions import stochastic_pool1d, stochastic_pool2d, stochastic_probabilities

TEXT, NUMBER = "{:<42}{:>24}{:>24}".format, "{:<42}{:>24.4f}{:>24.4f}".format

plane = np.array([[1, 2, 0, 3], [3, 4, 1, 0], [0, 1, 0, 0], [5, 0, 0, 0]], np.float32)
cells = torch.nn.functional.unfold(torch.from_numpy(plane)[None, None], 2, stride=2)[0].T
shares = stochastic_probabilities(plane, 2).reshape(4, 4)
shares_torch = torch.nan_to_num(cells / cells.sum(1, keepdim=True))
print(TEXT("probabilities of the first window", "pooling_core", "torch"))
for cell in range(4):
    print(NUMBER(f"of {cells[0, cell]:g}", shares[0, cell], shares_torch[0, cell]))

# A hundred thousand draws of that window, the draws of one seed.
draws = draw_window(plane[:2, :2].ravel(), (100, 100_000), seed=0)
print()
print(TEXT("100,000 draws against the probabilities", "pooling_core", "torch"))
for cell in range(4):
    print(
        TEXT(f"share of {cells[0, cell]:g}", f"{draws.counts[-1, cell] / 100_000:.2f}", f"{shares_torch[0, cell]:.2f}")
    )
print(TEXT("mean of the draws", f"{draws.means[-1]:.2f}", f"{(cells[0] * shares_torch[0]).sum():.2f}"))

# At inference: the mean of squares over the mean; a window of zeros gives 0.
inference = stochastic_pool2d(plane[np.newaxis], 2, training=False)
average = torch.nn.functional.avg_pool2d
image = torch.from_numpy(plane)[None]
inference_torch = torch.nan_to_num(average(image**2, 2) / average(image, 2))
print()
print(TEXT("inference", "pooling_core", "torch"))
for i in range(2):
    for j in range(2):
        print(NUMBER(f"window ({i}, {j})", inference[0, i, j], inference_torch[0, i, j]))

# The same seed draws the same cells; a drawn cell takes the whole gradient, as a maximum does.
first, where = stochastic_pool2d(plane[np.newaxis], 2, rng=7, return_indices=True)
again = stochastic_pool2d(plane[np.newaxis], 2, rng=7)
taken = torch.gather(image.flatten(1), 1, torch.from_numpy(where.reshape(1, -1)))
print()
print(TEXT("seed 7", "pooling_core", "torch"))
print(TEXT("drawn, and read at the indices", str(first.ravel().tolist()), str(taken.ravel().tolist())))
print(TEXT("drawn again", str(again.ravel().tolist()), str(taken.ravel().tolist())))
gradient = pullback("stochastic_pool2d", np.ones((1, 2, 2), np.float32), plane[np.newaxis], kernel_size=2, rng=7)
scattered = torch.zeros(16).scatter_add(0, torch.from_numpy(where.ravel()), torch.ones(4))
for i in range(4):
    print(TEXT(f"gradient, row {i}", str(gradient[0, i].tolist()), str(scattered[4 * i : 4 * i + 4].tolist())))

# What is negative has no probability; ReLU makes it one.
signed = np.array([[-1, 2, 2, 4]], np.float32)
print()
print(TEXT("-1 2 2 4 at inference", "pooling_core", "torch"))
try:
    said = str(stochastic_pool1d(signed, 4, training=False).item())
except PoolingError:
    said = "refused"
weights = torch.from_numpy(signed) / torch.from_numpy(signed).sum()
print(TEXT("as it is", said, "refused" if (weights < 0).any() else "accepted"))
relu = torch.nn.functional.relu(torch.from_numpy(signed))
rectified = stochastic_pool1d(np.maximum(signed, 0), 4, training=False)
print(NUMBER("after ReLU", rectified.item(), (relu**2).sum() / relu.sum()))
