"""
Output sizes, and a few averages to check by hand
=================================================

Pooling and convolution place their windows by one formula, ``floor((n + 2p - d(k - 1) - 1) / s) + 1``; ceil_mode rounds
up, then drops a last window that starts past the data. An average is the convolution whose weights are all equal.

输出大小的公式、ceil_mode 的额外规则、TensorFlow 的 valid 与 same，几个可手算的平均值。

Run it from the root of the checkout: ``python -m examples.sizes_and_arithmetic``
"""

import numpy as np
import torch

import pooling_core.functional as F

TEXT, NUMBER = "{:<44}{:>16}{:>16}".format, "{:<44}{:>16.4f}{:>16.4f}".format

print(TEXT("windows on one axis", "pooling_core", "torch"))
for n, k, s, p, d, ceil_mode in (
    (32, 2, 2, 0, 1, False),
    (32, 3, 2, 0, 1, False),
    (32, 3, 2, 1, 1, False),
    (33, 2, 2, 0, 1, False),
    (33, 2, 2, 0, 1, True),
    (32, 3, 1, 1, 2, False),
    (5, 3, 3, 1, 1, True),
):
    line = np.zeros((1, n), np.float32)
    count = F.max_pool1d(line, k, s, p, d, ceil_mode).shape[-1]
    count_torch = torch.nn.functional.max_pool1d(torch.from_numpy(line), k, s, p, d, ceil_mode).shape[-1]
    name = f"n={n} k={k} s={s} p={p} d={d}{' ceil_mode' if ceil_mode else ''}"
    print(TEXT(name, count, count_torch))

# The same settings give a convolution the same size. Groups change its channels, not its size.
image = np.random.default_rng(0).standard_normal((20, 16, 50, 100)).astype(np.float32)
image_torch = torch.from_numpy(image)
print()
print(TEXT("sizes from (50, 100)", "pooling_core", "torch"))
shape = F.max_pool2d(image, (3, 2), (2, 1)).shape
shape_torch = torch.nn.MaxPool2d((3, 2), (2, 1))(image_torch).shape
print(TEXT("max, window (3, 2), stride (2, 1)", str(shape[2:]), str(tuple(shape_torch)[2:])))
shape = F.avg_pool2d(image, (3, 2), (2, 1)).shape
shape_torch = torch.nn.AvgPool2d((3, 2), (2, 1))(image_torch).shape
print(TEXT("average, window (3, 2), stride (2, 1)", str(shape[2:]), str(tuple(shape_torch)[2:])))
shape_torch = torch.nn.Conv2d(16, 32, (3, 2), (2, 1), groups=4)(image_torch).shape
print(TEXT("against a convolution in 4 groups", str(shape[2:]), str(tuple(shape_torch)[2:])))
volume = np.zeros((2, 4, 10, 12, 8), np.float32)
shape = F.avg_pool3d(volume, (3, 2, 2), 2).shape
shape_torch = torch.nn.Conv3d(4, 6, (3, 2, 2), 2)(torch.from_numpy(volume)).shape
print(TEXT("(10, 12, 8) against a 3-D convolution", str(shape[2:]), str(tuple(shape_torch)[2:])))

# An average is a depthwise convolution with every weight 1 / 9.
weights = torch.full((16, 1, 3, 3), 1 / 9)
mean = F.avg_pool2d(image, 3, 2)
convolved = torch.nn.functional.conv2d(image_torch, weights, stride=2, groups=16)
print()
print(TEXT("average against a depthwise convolution", "pooling_core", "torch"))
for channel in range(3):
    print(NUMBER(f"channel {channel}, first window", mean[0, channel, 0, 0], convolved[0, channel, 0, 0]))

# TensorFlow's "valid" is no padding. Its "same" keeps ceil(n / s) windows, here one cell of padding and a cut last one.
line = np.arange(1, 14, dtype=np.float32)[np.newaxis]
line_torch = torch.from_numpy(line)
print()
print(TEXT("TensorFlow, 13 cells, window 6, stride 5", "pooling_core", "torch"))
count = F.max_pool1d(line, 6, 5).shape[-1]
count_torch = torch.nn.functional.max_pool1d(line_torch, 6, 5).shape[-1]
print(TEXT(f"valid: ceil((13 - 6 + 1) / 5) = {-(-(13 - 6 + 1) // 5)}", count, count_torch))
count = F.max_pool1d(line, 6, 5, padding=1, ceil_mode=True).shape[-1]
count_torch = torch.nn.functional.max_pool1d(line_torch, 6, 5, padding=1, ceil_mode=True).shape[-1]
print(TEXT(f"same: ceil(13 / 5) = {-(-13 // 5)}, by ceil_mode", count, count_torch))

# By hand: (1 + 3 + 3) / 3, (3 + 4 + 5) / 3, (5 + 6 + 7) / 3.
line = np.array([[1, 3, 3, 4, 5, 6, 7]], np.float32)
mean, mean_torch = F.avg_pool1d(line, 3, 2), torch.nn.functional.avg_pool1d(torch.from_numpy(line), 3, 2)
print()
print(TEXT("avg_pool1d([1, 3, 3, 4, 5, 6, 7], 3, 2)", "pooling_core", "torch"))
for i in range(3):
    print(NUMBER(f"window {i}", mean[0, i], mean_torch[0, i]))

plane = np.arange(1, 17, dtype=np.float32).reshape(1, 4, 4)
means = F.avg_pool2d(plane, (2, 2), (2, 2))
means_torch = torch.nn.functional.avg_pool2d(torch.from_numpy(plane), (2, 2), (2, 2))
print()
print(TEXT("1 to 16 as 4 x 4, window and stride (2, 2)", "pooling_core", "torch"))
for i in range(2):
    for j in range(2):
        print(NUMBER(f"output ({i}, {j})", means[0, i, j], means_torch[0, i, j]))
