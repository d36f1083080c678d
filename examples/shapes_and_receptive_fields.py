"""
Shapes and receptive fields
===========================

A stack of layers worked out without running it: the shape after each layer, what it learns, and how much of the input
one output sees. PyTorch's column runs the layers, counts their parameters, and looks where a gradient arrives.

不运行网络就算出每一层的形状、参数量和感受野，再让 PyTorch 实际运行来核对。

Run it from the root of the checkout: ``python -m examples.shapes_and_receptive_fields``
"""

import numpy as np
import torch
from torch import nn

from pooling_core.geometry.conventions import conventions
from pooling_core.geometry.shapes import output_shape
from pooling_core.stacks.known import KNOWN_STACKS, LENET_5
from pooling_core.stacks.layers import Layer
from pooling_core.stacks.stack import Stack

TEXT = "{:<52}{:>24}{:>24}".format


def layer_torch(layer: Layer, shape: tuple[int, ...]) -> nn.Module:
    """The same layer of torch.nn, for an input of that shape."""
    settings = dict(layer.settings)
    rank = layer.name[-2:]
    if layer.name.startswith("conv"):
        return getattr(nn, f"Conv{rank}")(shape[1], **settings)
    if layer.name == "linear":
        return nn.Linear(shape[1], **settings)
    if layer.name == "batch_norm":
        return nn.BatchNorm2d(shape[1])
    names = {"max_pool": "MaxPool", "avg_pool": "AvgPool", "adaptive_max_pool": "AdaptiveMaxPool"}
    names |= {"adaptive_avg_pool": "AdaptiveAvgPool"}
    return nn.Flatten() if layer.name == "flatten" else getattr(nn, f"{names[layer.name[:-2]]}{rank}")(**settings)


print(TEXT("LeNet-5, layer by layer", "pooling_core", "torch"))
stack = Stack(LENET_5.layers, LENET_5.input_shape)
x = torch.zeros(LENET_5.input_shape)
for row in stack.rows:
    x = layer_torch(row.layer, tuple(x.shape))(x)
    print(TEXT(f"{row.number}. {row.layer.name}", str(row.output_shape), str(tuple(x.shape))))

print()
print(TEXT("networks, output shape and parameters", "pooling_core", "torch"))
for known in KNOWN_STACKS:
    if known.name == "VGG-16":
        continue  # 138 million numbers only to count them
    stack = Stack(known.layers, known.input_shape)
    x, learnt = torch.zeros(known.input_shape), 0
    with torch.no_grad():
        for layer in known.layers:
            module = layer_torch(layer, tuple(x.shape)).eval()
            x, learnt = module(x), learnt + sum(p.numel() for p in module.parameters())
    print(TEXT(f"{known.name}, output", str(stack.rows[-1].output_shape), str(tuple(x.shape))))
    print(TEXT(f"{known.name}, parameters", f"{stack.parameters:,}", f"{learnt:,}"))

# The field of one output, and where its gradient arrives when no weight is 0.
layers = [
    Layer.of("conv2d", out_channels=1, kernel_size=3, stride=2, bias=False),
    Layer.of("avg_pool2d", kernel_size=2),
]
layers += [Layer.of("conv2d", out_channels=1, kernel_size=3, dilation=2, bias=False)]
stack = Stack(layers, (1, 1, 40, 40))
image = torch.zeros(1, 1, 40, 40, requires_grad=True)
y: torch.Tensor = image
for layer in layers:
    module = layer_torch(layer, tuple(y.shape))
    for parameter in module.parameters():
        nn.init.ones_(parameter)
    y = module(y)
print()
print(TEXT("conv 3 stride 2, average 2, conv 3 dilation 2", "pooling_core", "torch"))
print(TEXT("output", str(stack.rows[-1].output_shape), str(tuple(y.shape))))
for place in ((0, 0), (2, 3)):
    (gradient,) = torch.autograd.grad(y[0, 0, place[0], place[1]], image, retain_graph=True)
    seen = gradient[0, 0].nonzero()
    first, last = seen.min(0).values.tolist(), seen.max(0).values.tolist()
    field = stack.field(len(layers), place)
    spans = [list(span) for span in field if span is not None]
    print(TEXT(f"output {place} sees rows, columns", str(spans), str([list(s) for s in zip(first, last, strict=True)])))

# A shape alone, of any function.
print()
print(TEXT("shapes without computing", "pooling_core", "torch"))
F = torch.nn.functional
shape, ran = (
    output_shape("max_pool2d", (2, 16, 50, 100), kernel_size=(3, 2), stride=(2, 1)),
    torch.zeros(2, 16, 50, 100),
)
print(TEXT("max_pool2d (3, 2), stride (2, 1)", str(shape), str(tuple(F.max_pool2d(ran, (3, 2), (2, 1)).shape))))
shape, ran = output_shape("avg_pool1d", (1, 1, 7), kernel_size=3, stride=2), torch.zeros(1, 1, 7)
print(TEXT("avg_pool1d 3, stride 2, of 7", str(shape), str(tuple(F.avg_pool1d(ran, 3, 2).shape))))
shape, ran = output_shape("adaptive_avg_pool2d", (1, 8, 13, 9), output_size=(None, 2)), torch.zeros(1, 8, 13, 9)
print(TEXT("adaptive_avg_pool2d (None, 2)", str(shape), str(tuple(F.adaptive_avg_pool2d(ran, (None, 2)).shape))))
shape = output_shape("conv_transpose2d", (1, 4, 6, 6), weight=(4, 2, 2, 2), stride=2)
ran = F.conv_transpose2d(torch.zeros(1, 4, 6, 6), torch.zeros(4, 2, 2, 2), stride=2)
print(TEXT("conv_transpose2d 2, stride 2", str(shape), str(tuple(ran.shape))))

# One axis, four conventions; TensorFlow's "same" pads on both sides as far as ceil(n / s) needs.
print()
print(TEXT("13 cells, window 6, stride 5", "pooling_core", "torch"))
cells = torch.zeros(1, 1, 13)
found = {each.name: each for each in conventions(13, 6, 5)}
floor, ceil = F.max_pool1d(cells, 6, 5).shape[-1], F.max_pool1d(cells, 6, 5, ceil_mode=True).shape[-1]
print(TEXT("PyTorch, floor", found["pytorch_floor"].outputs, floor))
print(TEXT("PyTorch, ceil_mode", found["pytorch_ceil"].outputs, ceil))
print(TEXT("TensorFlow, valid", found["tensorflow_valid"].outputs, floor))
same = found["tensorflow_same"]
padded = F.pad(cells, (same.padding_before, same.padding_after))
print(TEXT("TensorFlow, same, by padding 1 + 2", same.outputs, F.max_pool1d(padded, 6, 5).shape[-1]))
assert (same.padding_before, same.padding_after, -(-13 // 5)) == (1, 2, same.outputs), np.array(same.starts)
