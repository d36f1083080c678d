"""
The pooling family
==================

Maximum, average, power sum and adaptive pooling in one, two and three dimensions: the same windows, another reduction.
Two relatives are a line each: stochastic pooling's inference and max unpooling.

池化家族：一维、二维、三维的最大、平均、LP 和自适应池化，窗口相同，对窗口的计算不同；另有随机池化与反池化。

Run it from the root of the checkout: ``python -m examples.pooling_family``
"""

import numpy as np
import torch

import pooling_core.functional as F

TEXT, NUMBER = "{:<44}{:>24}{:>24}".format, "{:<44}{:>24.4f}{:>24.4f}".format

rng = np.random.default_rng(0)

# MaxPool1d(3, 1): channels stay apart, every window starts one further.
x = rng.integers(0, 10, (2, 2, 5)).astype(np.float32)
t = torch.from_numpy(x)
pooled, pooled_torch = F.max_pool1d(x, 3, 1), torch.nn.MaxPool1d(3, 1)(t)
print(TEXT("max_pool1d, window 3, stride 1", "pooling_core", "torch"))
print(TEXT("shape from (2, 2, 5)", str(pooled.shape), str(tuple(pooled_torch.shape))))
for channel in range(2):
    name = f"maximum of {x[0, channel].astype(int).tolist()}"
    maxima, maxima_torch = pooled[0, channel].tolist(), pooled_torch[0, channel].tolist()
    print(TEXT(name, str(maxima), str(maxima_torch)))

# A TextCNN pools over time: filters of widths 3, 4 and 5 leave 18, 17 and 16 steps, each filter keeps its best one.
print()
print(TEXT("over time in a TextCNN, 20 words", "pooling_core", "torch"))
features, features_torch = [], []
for filter_width in (3, 4, 5):
    steps = rng.standard_normal((8, 100, 20 - filter_width + 1)).astype(np.float32)
    best = F.max_pool1d(steps, steps.shape[-1])
    best_torch = torch.nn.functional.max_pool1d(torch.from_numpy(steps), steps.shape[-1])
    features.append(best[..., 0])
    features_torch.append(best_torch.squeeze(-1))
    print(TEXT(f"filters of width {filter_width}", str(best.shape), str(tuple(best_torch.shape))))
sentence, sentence_torch = np.concatenate(features, axis=1), torch.cat(features_torch, dim=1)
print(TEXT("the sentence", str(sentence.shape), str(tuple(sentence_torch.shape))))
print(NUMBER("its first feature", sentence[0, 0], sentence_torch[0, 0]))

# Square windows, windows and strides of their own on each axis, three dimensions, dilation.
image = rng.standard_normal((20, 16, 50, 32)).astype(np.float32)
image_torch = torch.from_numpy(image)
volume = rng.standard_normal((2, 4, 10, 12, 8)).astype(np.float32)
volume_torch = torch.from_numpy(volume)
print()
print(TEXT("shapes from (20, 16, 50, 32)", "pooling_core", "torch"))
shape = F.max_pool2d(image, 3, stride=2).shape
shape_torch = torch.nn.MaxPool2d(3, stride=2)(image_torch).shape
print(TEXT("max, window 3, stride 2", str(shape), str(tuple(shape_torch))))
shape = F.avg_pool2d(image, (3, 3), stride=(2, 1)).shape
shape_torch = torch.nn.AvgPool2d((3, 3), stride=(2, 1))(image_torch).shape
print(TEXT("average, window (3, 3), stride (2, 1)", str(shape), str(tuple(shape_torch))))
shape = F.lp_pool2d(image, 2, (3, 2), stride=(2, 1)).shape
shape_torch = torch.nn.LPPool2d(2, (3, 2), stride=(2, 1))(image_torch).shape
print(TEXT("LP, window (3, 2), stride (2, 1)", str(shape), str(tuple(shape_torch))))
shape = F.max_pool2d(image, 3, stride=1, dilation=2).shape
shape_torch = torch.nn.MaxPool2d(3, stride=1, dilation=2)(image_torch).shape
print(TEXT("max, window 3, stride 1, dilation 2", str(shape), str(tuple(shape_torch))))
shape = F.adaptive_max_pool2d(image, (None, 2)).shape
shape_torch = torch.nn.AdaptiveMaxPool2d((None, 2))(image_torch).shape
print(TEXT("adaptive max, (None, 2)", str(shape), str(tuple(shape_torch))))
shape = F.max_pool3d(volume, (3, 2, 2), stride=(2, 1, 2)).shape
shape_torch = torch.nn.MaxPool3d((3, 2, 2), stride=(2, 1, 2))(volume_torch).shape
print(TEXT("max 3-D from (2, 4, 10, 12, 8)", str(shape), str(tuple(shape_torch))))

# One small plane through all of them.
plane = np.arange(16, dtype=np.float32).reshape(1, 4, 4)
plane_torch = torch.from_numpy(plane)
print()
print(TEXT("arange(16) as 4 x 4, first row of the result", "pooling_core", "torch"))
row, row_torch = F.max_pool2d(plane, 2)[0, 0], torch.nn.functional.max_pool2d(plane_torch, 2)[0, 0]
print(TEXT("max, window 2", str(row.tolist()), str(row_torch.tolist())))
row = F.max_pool2d(plane, 2, stride=1, dilation=2)[0, 0]
row_torch = torch.nn.functional.max_pool2d(plane_torch, 2, stride=1, dilation=2)[0, 0]
print(TEXT("max, window 2, stride 1, dilation 2", str(row.tolist()), str(row_torch.tolist())))
row, row_torch = F.avg_pool2d(plane, 2)[0, 0], torch.nn.functional.avg_pool2d(plane_torch, 2)[0, 0]
print(TEXT("average, window 2", str(row.tolist()), str(row_torch.tolist())))
row = F.adaptive_avg_pool2d(plane, (None, 2))[0, 0]
row_torch = torch.nn.functional.adaptive_avg_pool2d(plane_torch, (None, 2))[0, 0]
print(TEXT("adaptive average, (None, 2)", str(row.tolist()), str(row_torch.tolist())))
powers = F.lp_pool2d(plane, 1.5, (2, 2), stride=1)[0]
powers_torch = torch.nn.LPPool2d(1.5, (2, 2), stride=1)(plane_torch)[0]
for j in range(3):
    print(NUMBER(f"LP, norm 1.5, window (2, 2), stride 1: {j}", powers[0, j], powers_torch[0, j]))

# Stochastic pooling at inference: each activation is its own weight, so the mean of squares over the mean.
activations = np.array([[[1, 2, 0, 4], [3, 4, 4, 0]]], np.float32)
activations_torch = torch.from_numpy(activations)
weighted = F.avg_pool2d(activations**2, 2) / F.avg_pool2d(activations, 2)
average_torch = torch.nn.functional.avg_pool2d
weighted_torch = average_torch(activations_torch**2, 2) / average_torch(activations_torch, 2)
print()
print(TEXT("stochastic pooling, expected value", "pooling_core", "torch"))
for j in range(2):
    name = f"window {activations[0, :, 2 * j : 2 * j + 2].astype(int).ravel().tolist()}"
    print(NUMBER(name, weighted[0, 0, j], weighted_torch[0, 0, j]))

# Unpooling puts every maximum back to the position it came from; all other cells become 0.
maxima, positions = F.max_pool2d(plane, 2, return_indices=True)
unpooled = np.zeros_like(plane).reshape(1, 16)
np.put_along_axis(unpooled, positions.reshape(1, -1), maxima.reshape(1, -1), axis=1)
unpooled = unpooled.reshape(plane.shape)
maxima_torch, positions_torch = torch.nn.functional.max_pool2d(plane_torch, 2, return_indices=True)
unpooled_torch = torch.nn.functional.max_unpool2d(maxima_torch, positions_torch, (2, 2))
print()
print(TEXT("unpooling the maxima of 4 x 4", "pooling_core", "torch"))
print(TEXT("flat positions", str(positions.ravel().tolist()), str(positions_torch.ravel().tolist())))
for i in range(4):
    print(TEXT(f"row {i}", str(unpooled[0, i].tolist()), str(unpooled_torch[0, i].tolist())))
