"""Layers of a stack as torch.nn builds them."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from pooling_core.stacks.layers import Layer
from pooling_core.stacks.stack import Stack


def torch_module(layer: Layer, shape: tuple[int, ...], rank: int) -> nn.Module:
    """The torch.nn layer for an input of this shape."""
    arguments = dict(layer.settings)
    family = layer.name[:-2] if layer.name[-2:] in ("1d", "2d", "3d") else layer.name
    if family in ("conv", "conv_transpose"):
        return getattr(nn, f"Conv{'Transpose' * (family != 'conv')}{rank}d")(shape[1], **arguments)
    if family == "linear":
        return nn.Linear(shape[-1], **{key: value for key, value in arguments.items() if key != "in_features"})
    if family == "batch_norm":
        return getattr(nn, f"BatchNorm{rank}d")(shape[1])
    if family == "flatten":
        return nn.Flatten()
    if family == "interpolate":
        return nn.Upsample(**arguments)
    words = {"max_pool": "MaxPool", "avg_pool": "AvgPool", "lp_pool": "LPPool"}
    words |= {"adaptive_avg_pool": "AdaptiveAvgPool", "adaptive_max_pool": "AdaptiveMaxPool"}
    return getattr(nn, f"{words[family]}{rank}d")(**arguments)


def shapes_before(stack: Stack) -> list[tuple[int, ...]]:
    return [stack.input_shape, *(row.output_shape for row in stack.rows)]


def conv(rank: int, channels: int, kernel_size: Any, **settings: Any) -> Layer:
    return Layer.of(f"conv{rank}d", out_channels=channels, kernel_size=kernel_size, **settings)


def torch_modules(stack: Stack) -> list[nn.Module]:
    rank = len(stack.input_shape) - 2
    shapes = [stack.input_shape, *(row.output_shape for row in stack.rows)]
    with torch.device("meta"):
        return [torch_module(layer, shape, rank) for layer, shape in zip(stack.layers, shapes, strict=False)]


def check_shapes_and_parameters(stack: Stack) -> None:
    x = torch.empty(stack.input_shape, device="meta")
    for row, module in zip(stack.rows, torch_modules(stack), strict=True):
        x = module.eval()(x)
        assert row.output_shape == tuple(x.shape), row
        assert row.parameters == sum(parameter.numel() for parameter in module.parameters()), row
