"""
Average pooling, and the temperature it does not have
=====================================================

A 2 x 2 average halves each side and keeps the channels. Some descriptions add a temperature T that scales the mean of
each window; no pooling layer of PyTorch takes one, and none is needed: ``T * avg_pool2d(x, 2)`` is one line.

平均池化让每边减半、通道数不变；PyTorch 没有“温度”参数，只要在结果上乘一次 T。

Run it from the root of the checkout: ``python -m examples.average_and_temperature``
"""

import numpy as np
import torch

import pooling_core.functional as F

TEXT, NUMBER = "{:<40}{:>16}{:>16}".format, "{:<40}{:>16.4f}{:>16.4f}".format

x = np.arange(1 * 3 * 12 * 12, dtype=np.float32).reshape(1, 3, 12, 12)
t = torch.from_numpy(x)
mean, mean_torch = F.avg_pool2d(x, (2, 2)), torch.nn.functional.avg_pool2d(t, (2, 2))
print(TEXT("arange(432) as (1, 3, 12, 12)", "pooling_core", "torch"))
print(TEXT("shape of the average", str(mean.shape), str(tuple(mean_torch.shape))))
for channel in range(3):
    first, first_torch = mean[0, channel, 0, 0], mean_torch[0, channel, 0, 0]
    print(NUMBER(f"channel {channel}, mean of the first window", first, first_torch))

# Python itself refuses the extra name, in both libraries and in the module.
refused, refused_torch, refused_module = "no", "no", "no"
try:
    F.avg_pool2d(x, (2, 2), temperature=2.0)  # type: ignore[call-arg]
except TypeError as error:
    refused = type(error).__name__
try:
    torch.nn.functional.avg_pool2d(t, (2, 2), temperature=2.0)  # type: ignore[call-arg]
except TypeError as error:
    refused_torch = type(error).__name__
try:
    torch.nn.AvgPool2d((2, 2), temperature=2.0)  # type: ignore[call-arg]
except TypeError as error:
    refused_module = type(error).__name__
print()
print(TEXT("temperature=2.0 as an argument", "pooling_core", "torch"))
print(TEXT("avg_pool2d raises", refused, refused_torch))
print(TEXT("against nn.AvgPool2d", refused, refused_module))

print()
print(TEXT("T * mean of the first window", "pooling_core", "torch"))
for T in (0.5, 1.0, 2.0, 4.0):
    scaled, scaled_torch = T * F.avg_pool2d(x, (2, 2)), T * torch.nn.functional.avg_pool2d(t, (2, 2))
    print(NUMBER(f"T = {T}", scaled[0, 0, 0, 0], scaled_torch[0, 0, 0, 0]))

# What PyTorch does have: another divisor. Four cells divided by 2 is the mean with T = 2.
print()
print(TEXT("divisor_override = 2", "pooling_core", "torch"))
override = F.avg_pool2d(x, (2, 2), divisor_override=2)
override_torch = torch.nn.functional.avg_pool2d(t, (2, 2), divisor_override=2)
print(NUMBER("first window", override[0, 0, 0, 0], override_torch[0, 0, 0, 0]))
difference = np.abs(override - 2 * mean).max()
difference_torch = (override_torch - 2 * mean_torch).abs().max()
print(NUMBER("largest difference to T = 2", difference, difference_torch))
