"""
TensorFlow's windows, and a temperature
=======================================

Two extensions. TensorFlow places windows by "VALID" or "SAME", and "SAME" may pad one side more than the other; its
average never counts padding. A temperature multiplies an average, which no layer of PyTorch does.

两个扩展：TensorFlow 的 VALID 与 SAME 怎样放置窗口，以及乘在平均值上的温度。

Run it from the root of the checkout: ``python -m examples.tensorflow_windows_and_temperature``
"""

import numpy as np
import torch

from pooling_core.extensions import temperature_avg_pool2d, tf_avg_pool1d, tf_max_pool1d, tf_max_pool2d

TEXT, NUMBER = "{:<44}{:>24}{:>24}".format, "{:<44}{:>24.4f}{:>24.4f}".format

line = np.array([[-3, -1, -4, -1, -5]], np.float32)
t = torch.from_numpy(line)
lowest = torch.nn.functional.pad(t, (0, 1), value=float("-inf"))
print(TEXT("-3 -1 -4 -1 -5, window 2", "pooling_core", "torch"))
valid, valid_torch = tf_max_pool1d(line, 2, padding="VALID"), torch.nn.functional.max_pool1d(t, 2)
print(TEXT("maximum, VALID", str(valid[0].tolist()), str(valid_torch[0].tolist())))
same, same_torch = tf_max_pool1d(line, 2), torch.nn.functional.max_pool1d(lowest, 2)
print(TEXT("maximum, SAME, padded on the right", str(same[0].tolist()), str(same_torch[0].tolist())))
same, ceil_torch = tf_avg_pool1d(line, 2), torch.nn.functional.avg_pool1d(t, 2, ceil_mode=True)
print(TEXT("average, SAME, padding not counted", str(same[0].tolist()), str(ceil_torch[0].tolist())))

# SAME gives ceil(n / s) outputs, whatever the window.
print()
print(TEXT("SAME, outputs of 224 x 225", "pooling_core", "torch"))
image = np.zeros((1, 224, 225), np.float32)
for stride in (1, 2, 3):
    outputs = tf_max_pool2d(image, 3, stride).shape[1:]
    rows, columns = (((-(-n // stride) - 1) * stride + 3 - n) for n in (224, 225))
    pads = [half for total in (columns, rows) for half in (max(total, 0) // 2, max(total, 0) - max(total, 0) // 2)]
    padded = torch.nn.functional.pad(torch.from_numpy(image), pads)
    shape = torch.nn.functional.max_pool2d(padded, 3, stride).shape[1:]
    print(TEXT(f"window 3, stride {stride}", str(outputs), str(tuple(shape))))

plane = np.array([[[0, 1], [12, 13]]], np.float32)
print()
print(TEXT("temperature on the window 0 1 12 13", "pooling_core", "torch"))
for temperature in (0.5, 1.0, 2.0):
    ours = temperature_avg_pool2d(plane, 2, temperature=temperature)
    theirs = temperature * torch.nn.functional.avg_pool2d(torch.from_numpy(plane), 2)
    print(NUMBER(f"T = {temperature}", ours.item(), theirs.item()))
halved = torch.nn.functional.avg_pool2d(torch.from_numpy(plane), 2, divisor_override=2)
print(NUMBER("T = 2 is divisor_override = 2", temperature_avg_pool2d(plane, 2, temperature=2).item(), halved.item()))
