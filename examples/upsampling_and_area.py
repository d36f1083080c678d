"""
Up-sampling, and interpolation by area
======================================

Nearest up-sampling undoes the size of a pooling, not its loss: every value is copied over a block. Interpolation by
area goes the other way, and is adaptive average pooling under another name.

最近邻上采样还原大小，却还原不了丢掉的值；按面积插值就是自适应平均池化。

Run it from the root of the checkout: ``python -m examples.upsampling_and_area``
"""

import numpy as np
import torch

import pooling_core.functional as F

TEXT, NUMBER = "{:<44}{:>28}{:>28}".format, "{:<44}{:>28.4f}{:>28.4f}".format
interpolate_torch = torch.nn.functional.interpolate

plane = np.array([[1, 2, 6, 3], [3, 5, 2, 1], [1, 2, 2, 1], [7, 3, 4, 8]], np.float32).reshape(1, 1, 4, 4)
plane_torch = torch.from_numpy(plane)
small, small_torch = F.max_pool2d(plane, 2), torch.nn.functional.max_pool2d(plane_torch, 2)
large, large_torch = F.interpolate(small, scale_factor=2), interpolate_torch(small_torch, scale_factor=2)
print(TEXT("maxima of 4 x 4, up-sampled again", "pooling_core", "torch"))
for i in range(4):
    print(TEXT(f"row {i}", str(large[0, 0, i].tolist()), str(large_torch[0, 0, i].tolist())))
again, again_torch = F.max_pool2d(large, 2), torch.nn.functional.max_pool2d(large_torch, 2)
print(TEXT("pooled once more", str(again.ravel().tolist()), str(again_torch.ravel().tolist())))

# Which cell is nearest: the floor of i * n / o, or the cell under the middle of the output, (i + 0.5) * n / o.
line = np.arange(5, dtype=np.float32).reshape(1, 1, 5)
line_torch = torch.from_numpy(line)
print()
print(TEXT("five cells, which one each output copies", "pooling_core", "torch"))
for mode in ("nearest", "nearest-exact"):
    for size in (3, 8):
        ours = F.interpolate(line, size=size, mode=mode)[0, 0].astype(int)
        theirs = interpolate_torch(line_torch, size=size, mode=mode)[0, 0].int()
        print(TEXT(f"{mode}, {size} outputs", str(ours.tolist()), str(theirs.tolist())))

# mode="area" is adaptive average pooling, in one, two and three dimensions.
rng = np.random.default_rng(0)
print()
print(TEXT('mode="area" against adaptive average', "pooling_core", "torch"))
for shape, size in (((1, 2, 7), 5), ((1, 2, 5, 6), (2, 3)), ((1, 1, 4, 5, 6), (3, 2, 4))):
    x = rng.standard_normal(shape).astype(np.float32)
    rank = len(shape) - 2
    adaptive = getattr(F, f"adaptive_avg_pool{rank}d")(x, size)
    adaptive_torch = getattr(torch.nn.functional, f"adaptive_avg_pool{rank}d")(torch.from_numpy(x), size)
    area, area_torch = F.interpolate(x, size, mode="area"), interpolate_torch(torch.from_numpy(x), size, mode="area")
    apart, apart_torch = np.abs(area - adaptive).max(), (area_torch - adaptive_torch).abs().max()
    print(NUMBER(f"{shape} to {size}, difference", apart, apart_torch))
    print(NUMBER(f"{shape} to {size}, first number", area.flat[0], area_torch.flatten()[0]))
image = np.arange(30, dtype=np.float32).reshape(1, 1, 5, 6)
area, area_torch = (
    F.interpolate(image, (2, 3), mode="area"),
    interpolate_torch(torch.from_numpy(image), (2, 3), mode="area"),
)
for i in range(2):
    print(
        TEXT(f"arange(30) as 5 x 6, row {i} of 2 x 3", str(area[0, 0, i].tolist()), str(area_torch[0, 0, i].tolist()))
    )
