"""
Adaptive pooling, bin by bin
============================

Adaptive pooling is asked for an output size and cuts the axis into that many bins: bin i of n cells in o is
``[floor(i * n / o), ceil((i + 1) * n / o))``. Bins may differ in width and share a cell, which the gradient shows.

逐个区间看自适应池化：区间从哪里到哪里，宽度为什么不一，相邻区间怎样共用一格，梯度又怎样分配。

Run it from the root of the checkout: ``python -m examples.adaptive_bins``
"""

import numpy as np
import torch

import pooling_core.functional as F
from pooling_core.geometry.axis import adaptive_axis

TEXT, NUMBER = "{:<44}{:>16}{:>16}".format, "{:<44}{:>16.4f}{:>16.4f}".format

x = np.arange(14, dtype=np.float32)[np.newaxis]
t = torch.arange(14.0).unsqueeze(0).requires_grad_()
pooled = F.adaptive_avg_pool1d(x, 4)
pooled_torch = torch.nn.functional.adaptive_avg_pool1d(t, 4)
bins = adaptive_axis(14, 4)
print(TEXT("arange(14) in 4 bins", "pooling_core", "torch"))
for i in range(4):
    name = f"mean of cells {bins.starts[i]}:{bins.stops[i]}"
    print(NUMBER(name, pooled[0, i], pooled_torch[0, i]))

# An average is linear, so pooling the unit vectors gives its matrix: the gradient is that times [1, 2, 3, 4].
matrix = F.adaptive_avg_pool1d(np.eye(14, dtype=np.float32), 4)
gradient = matrix @ np.array([1, 2, 3, 4], np.float32)
pooled_torch.backward(torch.tensor([[1.0, 2.0, 3.0, 4.0]]))
assert t.grad is not None
print()
print(TEXT("backward of [1, 2, 3, 4]", "pooling_core", "torch"))
for cell in range(14):
    print(NUMBER(f"cell {cell}", gradient[cell], t.grad[0, cell]))

# The largest index of a bin, plus one, is where it ends.
x = np.arange(7, dtype=np.float32)[np.newaxis]
t = torch.from_numpy(x)
pooled, last = F.adaptive_avg_pool1d(x, 4), F.adaptive_max_pool1d(x, 4, return_indices=True)[1]
pooled_torch = torch.nn.functional.adaptive_avg_pool1d(t, 4)
last_torch = torch.nn.functional.adaptive_max_pool1d(t, 4, return_indices=True)[1]
print()
print(TEXT("arange(7) in 4 bins", "pooling_core", "torch"))
for i in range(4):
    print(TEXT(f"end of bin {i}", last[0, i] + 1, last_torch[0, i] + 1))
for i in range(4):
    print(NUMBER(f"mean of bin {i}", pooled[0, i], pooled_torch[0, i]))

# No kernel and stride give 7 -> 5: the middle bin is three cells wide, its neighbours two.
bins = adaptive_axis(7, 5)
ones = torch.ones(1, 7, requires_grad=True)
torch.nn.functional.adaptive_avg_pool1d(ones, 5).sum().backward()
assert ones.grad is not None
gradient = F.adaptive_avg_pool1d(np.eye(7, dtype=np.float32), 5).sum(1)
print()
print(TEXT(f"gradient of 7 -> 5, widths {(bins.stops - bins.starts).tolist()}", "pooling_core", "torch"))
for cell in range(7):
    print(NUMBER(f"cell {cell}", gradient[cell], ones.grad[0, cell]))

# One bin is global average pooling, and interpolation by area is adaptive average pooling under another name.
image = np.arange(30, dtype=np.float32).reshape(1, 1, 5, 6)
image_torch = torch.from_numpy(image)
print()
print(TEXT("arange(30) as 5 x 6", "pooling_core", "torch"))
one = F.adaptive_avg_pool2d(image, 1)
print(NUMBER("one bin, mean of everything", one.item(), image_torch.mean()))
area = F.adaptive_avg_pool2d(image, (2, 3))
area_torch = torch.nn.functional.interpolate(image_torch, size=(2, 3), mode="area")
for i in range(2):
    for j in range(3):
        print(NUMBER(f"area interpolation, ({i}, {j})", area[0, 0, i, j], area_torch[0, 0, i, j]))
