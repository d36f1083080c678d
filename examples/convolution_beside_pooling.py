"""
Pooling beside convolution
==========================

Average pooling is a depthwise convolution with equal weights, one filter for each channel. What differs is the
default stride, what may happen to the channels, and padding="same". And a pooled signal does not follow every shift.

平均池化就是各权重相等的逐通道卷积；默认步幅、通道、padding="same" 和对平移的反应则与卷积不同。

Run it from the root of the checkout: ``python -m examples.convolution_beside_pooling``
"""

import numpy as np
import torch

import pooling_core.functional as F
from pooling_core import PoolingError

TEXT, NUMBER = "{:<42}{:>38}{:>38}".format, "{:<42}{:>38.4f}{:>38.4f}".format

x = np.arange(48, dtype=np.float32).reshape(1, 3, 4, 4)
t = torch.from_numpy(x)
weight = np.full((3, 1, 2, 2), 0.25, np.float32)
weight_torch = torch.from_numpy(weight)
average, average_torch = F.avg_pool2d(x, 2), torch.nn.functional.avg_pool2d(t, 2)
depthwise = F.conv2d(x, weight, stride=2, groups=3)
depthwise_torch = torch.nn.functional.conv2d(t, weight_torch, stride=2, groups=3)
print(TEXT("(1, 3, 4, 4), window 2", "pooling_core", "torch"))
print(TEXT("average, channel 1", str(average[0, 1].tolist()), str(average_torch[0, 1].tolist())))
print(TEXT("depthwise, weights 1/4", str(depthwise[0, 1].tolist()), str(depthwise_torch[0, 1].tolist())))
difference, difference_torch = np.abs(average - depthwise).max(), (average_torch - depthwise_torch).abs().max()
print(NUMBER("largest difference", difference, difference_torch))

# Where no stride is given, pooling moves by its window and convolution by one cell.
line = np.array([[3, 1, 4, 1, 5, 9]], np.float32)
line_torch = torch.from_numpy(line)
pair = np.full((1, 1, 2), 0.5, np.float32)
print()
print(TEXT("six cells, two taps, no stride given", "pooling_core", "torch"))
pooled, pooled_torch = F.avg_pool1d(line, 2)[0], torch.nn.functional.avg_pool1d(line_torch, 2)[0]
print(TEXT("avg_pool1d", str(pooled.tolist()), str(pooled_torch.tolist())))
convolved = F.conv1d(line, pair)[0]
convolved_torch = torch.nn.functional.conv1d(line_torch, torch.from_numpy(pair))[0]
print(TEXT("conv1d", str(convolved.tolist()), str(convolved_torch.tolist())))

# A convolution may change the number of channels, and groups say which it may look at.
rng = np.random.default_rng(0)
image = rng.standard_normal((2, 4, 9, 9)).astype(np.float32)
image_torch = torch.from_numpy(image)
print()
print(TEXT("shapes from (2, 4, 9, 9), window 3", "pooling_core", "torch"))
shape, shape_torch = F.max_pool2d(image, 3).shape, torch.nn.functional.max_pool2d(image_torch, 3).shape
print(TEXT("max_pool2d", str(shape), str(tuple(shape_torch))))
for groups in (1, 2, 4):
    filters = rng.standard_normal((8, 4 // groups, 3, 3)).astype(np.float32)
    ours = F.conv2d(image, filters, groups=groups)
    theirs = torch.nn.functional.conv2d(image_torch, torch.from_numpy(filters), groups=groups)
    print(TEXT(f"conv2d to 8 channels, groups = {groups}", str(ours.shape), str(tuple(theirs.shape))))
volume = rng.standard_normal((1, 2, 5, 6, 7)).astype(np.float32)
filters = rng.standard_normal((3, 2, 2, 2, 2)).astype(np.float32)
ours = F.conv3d(volume, filters, dilation=2)
theirs = torch.nn.functional.conv3d(torch.from_numpy(volume), torch.from_numpy(filters), dilation=2)
print(TEXT("conv3d of (1, 2, 5, 6, 7), dilation 2", str(ours.shape), str(tuple(theirs.shape))))

# "same" keeps the size, for stride 1 only; no pooling takes it.
triple = np.ones((1, 1, 3), np.float32)
triple_torch = torch.from_numpy(triple)
print()
print(TEXT('padding="same"', "pooling_core", "torch"))
same = F.conv1d(line, triple, padding="same")[0]
same_torch = torch.nn.functional.conv1d(line_torch, triple_torch, padding="same")[0]
print(TEXT("conv1d, three ones", str(same.tolist()), str(same_torch.tolist())))
try:
    said = str(F.conv1d(line, triple, padding="same", stride=2).shape)
except PoolingError:
    said = "refused"
try:
    said_torch = str(torch.nn.functional.conv1d(line_torch, triple_torch, padding="same", stride=2).shape)
except RuntimeError:
    said_torch = "refused"
print(TEXT("conv1d, stride 2", said, said_torch))
try:
    said = str(F.avg_pool1d(line, 3, 1, "same").shape)  # type: ignore[arg-type]
except PoolingError:
    said = "refused"
try:
    said_torch = str(torch.nn.functional.avg_pool1d(line_torch, 3, 1, "same").shape)  # type: ignore[arg-type]
except TypeError:
    said_torch = "refused"
print(TEXT("avg_pool1d", said, said_torch))

# Shift the signal by one cell: the maxima are other numbers, not the same ones moved.
signal = np.array([[0, 0, 1, 1, 0, 0, 1, 1]], np.float32)
print()
print(TEXT("max_pool1d, window 2, of 0 0 1 1 0 0 1 1", "pooling_core", "torch"))
for shift in range(3):
    moved = np.roll(signal, shift, axis=1)
    ours, theirs = F.max_pool1d(moved, 2)[0], torch.nn.functional.max_pool1d(torch.from_numpy(moved), 2)[0]
    print(TEXT(f"shifted by {shift}", str(ours.tolist()), str(theirs.tolist())))
