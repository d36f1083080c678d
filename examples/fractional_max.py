"""
Fractional max pooling
======================

Fractional max pooling shrinks by a factor that need not be whole: the windows' starts are drawn at random, with the
last one at the end. There is no evaluation mode: each call draws, unless the samples are given.

分数最大池化：缩小的倍数不必是整数，窗口的起点随机抽取；给定样本后结果可以重现。

Run it from the root of the checkout: ``python -m examples.fractional_max``
"""

import numpy as np
import torch

import pooling_core.functional as F
from pooling_core.geometry.fractional import fractional_starts

TEXT, NUMBER = "{:<44}{:>26}{:>26}".format, "{:<44}{:>26.4f}{:>26.4f}".format

# One row of ten cells into six windows of two: the sample decides which steps are one cell and which are two.
print(TEXT("10 cells, 6 windows of 2, where they start", "pooling_core", "torch"))
row = np.arange(10, dtype=np.float32)
for sample in (0.0, 0.3, 0.6, 0.9):
    starts = fractional_starts(10, 2, 6, np.array([sample], np.float32))[0]
    # In a rising row the maximum of a window of two is its last cell: one behind its start.
    samples = torch.tensor([[[sample, sample]]])
    image = torch.from_numpy(np.tile(row, (10, 1)))[None]
    rising = torch.nn.functional.fractional_max_pool2d(image, 2, output_size=6, _random_samples=samples)
    print(TEXT(f"sample {sample}", str(starts.tolist()), str([int(cell) - 1 for cell in rising[0, 0]])))

# With the same samples two calls agree, in both libraries, indices included.
rng = np.random.default_rng(0)
x = rng.standard_normal((2, 3, 10, 12)).astype(np.float32)
samples = rng.random((2, 3, 2), dtype=np.float32)
t, samples_torch = torch.from_numpy(x), torch.from_numpy(samples)
ours, where = F.fractional_max_pool2d(x, 2, output_size=(6, 7), return_indices=True, _random_samples=samples)
theirs, where_torch = torch.nn.functional.fractional_max_pool2d(
    t, 2, output_size=(6, 7), return_indices=True, _random_samples=samples_torch
)
print()
print(TEXT("(2, 3, 10, 12), given samples", "pooling_core", "torch"))
print(TEXT("shape", str(ours.shape), str(tuple(theirs.shape))))
for column in range(3):
    print(NUMBER(f"output (0, {column})", ours[0, 0, 0, column], theirs[0, 0, 0, column]))
print(TEXT("where the first row stood", str(where[0, 0, 0, :5].tolist()), str(where_torch[0, 0, 0, :5].tolist())))
print(NUMBER("sum of all", ours.sum(dtype=np.float64), theirs.double().sum()))

# A ratio instead of a size: the size is the whole part of n times the ratio.
half = (0.5**0.5, 0.5**0.5)
ours = F.fractional_max_pool2d(x, 2, output_ratio=half, _random_samples=samples)
theirs = torch.nn.functional.fractional_max_pool2d(t, 2, output_ratio=half, _random_samples=samples_torch)
print()
print(TEXT("output_ratio = 0.7071, twice", "pooling_core", "torch"))
print(TEXT("shape", str(ours.shape), str(tuple(theirs.shape))))
twice = F.fractional_max_pool2d(ours, 2, output_ratio=half, _random_samples=samples)
twice_torch = torch.nn.functional.fractional_max_pool2d(theirs, 2, output_ratio=half, _random_samples=samples_torch)
print(TEXT("shape after the second", str(twice.shape), str(tuple(twice_torch.shape))))

# Without samples every call draws, in evaluation too.
large = rng.standard_normal((1, 8, 40, 40)).astype(np.float32)
layer = torch.nn.FractionalMaxPool2d(2, output_size=23).eval()
first, second = (F.fractional_max_pool2d(large, 2, output_size=23) for _ in range(2))
first_torch, second_torch = (layer(torch.from_numpy(large)) for _ in range(2))
print()
print(TEXT("two calls without samples, in eval", "pooling_core", "torch"))
print(TEXT("are the same", str(bool((first == second).all())), str(bool((first_torch == second_torch).all()))))

# Three dimensions.
volume = rng.standard_normal((1, 2, 6, 7, 8)).astype(np.float32)
samples = rng.random((1, 2, 3), dtype=np.float32)
ours = F.fractional_max_pool3d(volume, 2, output_size=(3, 4, 5), _random_samples=samples)
theirs = torch.nn.functional.fractional_max_pool3d(
    torch.from_numpy(volume), 2, output_size=(3, 4, 5), _random_samples=torch.from_numpy(samples)
)
print()
print(TEXT("(1, 2, 6, 7, 8), window 2", "pooling_core", "torch"))
print(TEXT("shape", str(ours.shape), str(tuple(theirs.shape))))
print(NUMBER("sum of all", ours.sum(dtype=np.float64), theirs.double().sum()))
