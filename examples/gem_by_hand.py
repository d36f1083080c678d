"""
Generalised-mean pooling (GeM) by hand
======================================

GeM clamps, raises to a power p, averages and takes the root: three lines around ``avg_pool2d``. It moves from the mean
(p = 1) to the maximum (p -> infinity), and LP pooling is the same thing with a sum in place of the mean.

手写广义均值池化 (GeM)：截断、取 p 次幂、求平均、开 p 次方；p 从 1 到无穷，结果从平均值走到最大值。

Run it from the root of the checkout: ``python -m examples.gem_by_hand``
"""

import numpy as np
import torch

import pooling_core.functional as F

TEXT, NUMBER = "{:<40}{:>18}{:>18}".format, "{:<40}{:>18.4f}{:>18.4f}".format

rng = np.random.default_rng(0)
x = rng.random((10, 3, 4, 4), dtype=np.float32)
t = torch.from_numpy(x)
p, eps = 6.5, 1e-6
height, width = x.shape[-2:]

# One call text, two libraries: NumPy writes np.maximum where torch writes clamp.
rows = F.avg_pool2d(np.maximum(x, eps) ** p, (1, width)) ** (1 / p)
rows_torch = torch.nn.functional.avg_pool2d(t.clamp(min=eps).pow(p), (1, width)).pow(1 / p)
whole = F.avg_pool2d(np.maximum(x, eps) ** p, (height, width)) ** (1 / p)
whole_torch = torch.nn.functional.avg_pool2d(t.clamp(min=eps).pow(p), (height, width)).pow(1 / p)

print(TEXT(f"GeM of {x.shape}, p = {p}", "pooling_core", "torch"))
print(TEXT("shape, window (1, 4)", str(rows.shape), str(tuple(rows_torch.shape))))
print(TEXT("shape, window (4, 4)", str(whole.shape), str(tuple(whole_torch.shape))))
for channel in range(3):
    print(NUMBER(f"image 0, channel {channel}", whole[0, channel, 0, 0], whole_torch[0, channel, 0, 0]))

print()
print(TEXT("image 0, channel 0: from mean to maximum", "pooling_core", "torch"))
plane, plane_torch = x[0, :1].astype(np.float64), t[0, :1].double()
mean, mean_torch = F.avg_pool2d(plane, 4), torch.nn.functional.avg_pool2d(plane_torch, 4)
print(NUMBER("mean", mean.item(), mean_torch.item()))
for power in (1, 3, 6.5, 20, 100):
    gem = F.avg_pool2d(plane**power, 4) ** (1 / power)
    gem_torch = torch.nn.functional.avg_pool2d(plane_torch**power, 4) ** (1 / power)
    print(NUMBER(f"GeM, p = {power}", gem.item(), gem_torch.item()))
maximum, maximum_torch = F.max_pool2d(plane, 4), torch.nn.functional.max_pool2d(plane_torch, 4)
print(NUMBER("max", maximum.item(), maximum_torch.item()))

# LP pooling sums where GeM averages: GeM times 16 ** (1 / p).
print()
print(TEXT("LP is GeM times the root of the cells", "pooling_core", "torch"))
lp = F.lp_pool2d(plane, p, 4)
lp_torch = torch.nn.functional.lp_pool2d(plane_torch, p, 4)
print(NUMBER("lp_pool2d, p = 6.5", lp.item(), lp_torch.item()))
gem = F.avg_pool2d(plane**p, 4) ** (1 / p)
gem_torch = torch.nn.functional.avg_pool2d(plane_torch**p, 4) ** (1 / p)
print(NUMBER("GeM * 16 ** (1 / 6.5)", gem.item() * 16 ** (1 / p), gem_torch.item() * 16 ** (1 / p)))

# A window sees how much of itself is lit; without a stride only one 4 x 4 window fits into 5 x 5.
mask = np.ones((1, 5, 5), np.float32)
mask[0, 2] = [0, 0, 0, 1, 1]
mask_torch = torch.from_numpy(mask)
print()
print(TEXT("average of a mask, window (4, 4)", "pooling_core", "torch"))
single = F.avg_pool2d(mask, 4)
single_torch = torch.nn.functional.avg_pool2d(mask_torch, 4)
print(NUMBER("stride 4 (not given)", single.item(), single_torch.item()))
sliding = F.avg_pool2d(mask, 4, stride=1)
sliding_torch = torch.nn.functional.avg_pool2d(mask_torch, 4, stride=1)
for i in range(2):
    for j in range(2):
        print(NUMBER(f"stride 1, output ({i}, {j})", sliding[0, i, j], sliding_torch[0, i, j]))

# Clamping wipes out negative numbers, so p = 1 is not the average of signed data.
signed = np.array([[-1, 2, -3, 4]], np.float32)
signed_torch = torch.from_numpy(signed)
print()
print(TEXT("[-1, 2, -3, 4]", "pooling_core", "torch"))
clamped = F.avg_pool1d(np.maximum(signed, eps), 4)
clamped_torch = torch.nn.functional.avg_pool1d(signed_torch.clamp(min=eps), 4)
print(NUMBER("GeM, p = 1", clamped.item(), clamped_torch.item()))
average, average_torch = F.avg_pool1d(signed, 4), torch.nn.functional.avg_pool1d(signed_torch, 4)
print(NUMBER("average", average.item(), average_torch.item()))
