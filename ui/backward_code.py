"""The gradient of each operation as a runnable PyTorch program."""

from __future__ import annotations

from math import isinf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolSpec
from pooling_core.explain.power_steps import composition
from ui.backward_calls import Layer
from ui.snippets import argument_text, array_text, call_text, torch_code

Array = NDArray[Any]
IMPORTS = "import torch\nimport torch.nn.functional as F\n\n"
LEADS = {1: ("", "(channels, length)"), 2: ("[None]", "(channels, height, width)")}


def backward_code(layer: Layer, plane: Array, upstream: Array) -> str:
    """A program that prints the gradients which the lesson shows; on our own core where PyTorch's leaves its range.

    Args:
        plane: the input tensor.
        upstream: of the result's shape.
    """
    call, lead = layer.call, LEADS[layer.rank][0]
    down, learned = f"torch.tensor({array_text(upstream)}){lead}", ["x.grad"]
    if call.name == "conv2d":
        body, learned = _convolution(layer, plane), ["x.grad", "weight.grad", "bias.grad"]
    elif call.name == "interpolate":
        lead += "[None]"
        down += "[None]"
        body = f"{_input(plane, layer.rank)}y = F.interpolate(x[None], {_said(layer, ('size', 'mode'))})\n"
    elif call.name.startswith("max_unpool"):
        body, learned = _unpooling(layer, plane), ["pooled.grad"]
    elif call.name.startswith("stochastic"):
        body = _stochastic(layer, plane)
    elif call.beyond_torch:
        return _in_the_core(layer, plane, upstream)
    elif call.name.startswith("gem"):
        body, learned = _generalised_mean(layer, plane), ["x.grad", *([] if isinf(call.settings["p"]) else ["p.grad"])]
    else:
        first, second = torch_code(PoolSpec.of(call.name, **call.settings), plane).split("\ny = ")
        body = f"{first}\nx.requires_grad_()\ny = {second.removesuffix('print(y)')}"
    return f"{body}y.backward({down})\nprint({', '.join(learned)})"


def _input(plane: Array, rank: int) -> str:
    lead, shape = LEADS[rank]
    return f"{IMPORTS}x = torch.tensor({array_text(plane)}){lead}  # {shape}\nx.requires_grad_()\n"


def _said(layer: Layer, names: tuple[str, ...]) -> str:
    return ", ".join(f"{name}={argument_text(layer.call.settings[name])}" for name in names)


def _convolution(layer: Layer, plane: Array) -> str:
    kernel = layer.call.arrays["weight"][0, 0]
    return (
        f"{_input(plane, 2)}"
        f"weight = torch.tensor({array_text(kernel)})[None, None]  # (out_channels, channels, *kernel_size)\n"
        "weight.requires_grad_()\n"
        "bias = torch.zeros(1, requires_grad=True)\n"
        f"y = F.conv2d(x, weight, bias, {_said(layer, ('stride', 'padding'))})\n"
    )


def _unpooling(layer: Layer, plane: Array) -> str:
    windows = _said(layer, ("kernel_size", "stride", "padding"))
    return (
        f"{_input(plane, layer.rank).replace('x.requires_grad_()', '', 1).rstrip()}\n"
        f"pooled, indices = F.max_pool{layer.rank}d(x, {windows}, return_indices=True)\n"
        "pooled.requires_grad_()\n"
        f"y = F.max_unpool{layer.rank}d(pooled, indices, {windows}, {_said(layer, ('output_size',))})\n"
    )


def _stochastic(layer: Layer, plane: Array) -> str:
    given, rank = layer.call.settings, layer.rank
    if layer.beside:
        drawn = layer.beside[0].reshape(layer.output.shape)
        lead = LEADS[rank][0]
        cells = np.array2string(drawn, separator=", ", threshold=drawn.size).replace("\n", "")
        return (
            f"{_input(plane, rank)}"
            f"drawn = torch.tensor({cells}){lead}  # flat positions, drawn with seed {given['rng']}\n"
            f"y = x.flatten(-{rank}).gather(-1, drawn.flatten(-{rank})).reshape(drawn.shape)\n"
        )
    windows = {name: given[name] for name in ("kernel_size", "stride")}
    mean, square = (call_text(PoolSpec.of(f"avg_pool{rank}d", **windows), of) for of in ("x", "x.square()"))
    return (
        f"{_input(plane, rank)}"
        f"mean, square = F.{mean}, F.{square}\n"
        "y = torch.where(mean > 0, square / torch.where(mean > 0, mean, 1), 0)  # a window of zeros gives 0\n"
    )


def _generalised_mean(layer: Layer, plane: Array) -> str:
    given, rank = dict(layer.call.settings), layer.rank
    p, eps = given.pop("p"), given.pop("eps")
    power = f"p = torch.tensor({argument_text(p)}, dtype=torch.float64, requires_grad=True)\n"
    clamped = f"x.double().clamp(min={eps!r})"
    if composition(p, eps, plane) in ("plain", "double"):
        average = call_text(PoolSpec.of(f"avg_pool{rank}d", **given), f"{clamped}.pow(p)")
        return f"{_input(plane, rank)}{power}y = F.{average}.pow(1 / p).float()\n"
    spec = PoolSpec.of(layer.call.name, **layer.call.settings)
    sides = zip(spec.kernel_size, spec.stride, strict=True)
    cells = "".join(f".unfold(-{rank}, {kernel_size}, {stride})" for kernel_size, stride in sides)
    windows = f"w = {clamped}{cells}.flatten(-{rank})  # the cells of each window\n"
    if isinf(p):  # amax shares a gradient among equal maxima, as a mean of ever larger powers does
        return f"{_input(plane, rank)}{windows}y = w.{'amax' if p > 0 else 'amin'}(-1).float()\n"
    logarithms = "y = (((p * w.log()).logsumexp(-1) - torch.tensor(w.shape[-1]).log()) / p).exp().float()\n"
    return f"{_input(plane, rank)}{windows}{power}{logarithms}"


def _in_the_core(layer: Layer, plane: Array, upstream: Array) -> str:
    """A call whose composition in PyTorch leaves its range, on Poolscope's own core."""
    lead, given = LEADS[layer.rank][0], layer.call.settings
    said = ", ".join(f"{name}={argument_text(value)}" for name, value in given.items())
    return (
        "import numpy as np\n"
        "from pooling_core.gradients import pullback\n\n"
        f"x = np.array({array_text(plane)}, np.float32){lead}\n"
        f"down = np.array({array_text(upstream)}, np.float32){lead}\n"
        f'grad, grad_p = pullback("{layer.call.name}", down, x, {said})\n'
        "print(grad, grad_p)"
    )
