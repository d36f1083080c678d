"""The gradient of each operation as a runnable PyTorch program."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolSpec
from pooling_core.explain.composition import composition, written
from pooling_core.explain.trace import Trace
from pooling_core.explain.unpooling import WINDOWS
from ui.lessons.backward import loss
from ui.lessons.backward.forward import Forward
from ui.state.fields import State
from ui.text.snippets import SHAPES, array_text, torch_code

Array = NDArray[Any]
IMPORTS = "import torch\nimport torch.nn.functional as F\n\n"
LEADS = {rank: ("" if rank == 1 else "[None]", shape) for rank, shape in SHAPES.items()}
# What a max pooling has and its unpooling has not, with what it usually is.
ALONE = {"dilation": 1, "ceil_mode": False}


def backward_code(forward: Forward, state: State, plane: Array, upstream: Array) -> str:
    """A program that prints the gradients which the lesson shows; on our own core where PyTorch's leaves its range.

    Args:
        state: which loss is sent back.
        plane: the input tensor.
        upstream: of the result's shape.
    """
    call, lead = forward.call, LEADS[forward.rank][0]
    down, learned = f"torch.tensor({array_text(upstream)}){lead}", ["x.grad"]
    if call.operation.windows == "kernel":
        body, learned = _convolution(forward, plane), ["x.grad", "weight.grad", "bias.grad"]
    elif call.operation.windows == "copied":
        lead += "[None]"
        down += "[None]"
        body = f"{_input(plane, forward.rank)}y = F.interpolate(x[None], {_said(forward, ('size', 'mode'))})\n"
    elif call.operation.windows == "indices":
        body, learned = _unpooling(forward, plane), ["pooled.grad"]
    elif call.beyond_torch:
        return _in_the_core(forward, plane, upstream)
    elif call.operation.composition:
        body, used = _composed(forward, plane)
        learned += [f"{name}.grad" for name in used]
    else:
        first, second = torch_code(PoolSpec.of(call.name, **call.settings), plane).split("\ny = ")
        body = f"{first}\nx.requires_grad_()\ny = {second.removesuffix('print(y)')}"
    return f"{body}{loss.program(forward, state, down)}\nprint({', '.join(learned)})"


def _input(plane: Array, rank: int) -> str:
    lead, shape = LEADS[rank]
    return f"{IMPORTS}x = torch.tensor({array_text(plane)}){lead}  # {shape}\nx.requires_grad_()\n"


def _said(forward: Forward, names: tuple[str, ...]) -> str:
    return ", ".join(f"{name}={written(forward.call.settings[name])}" for name in names)


def _convolution(forward: Forward, plane: Array) -> str:
    kernel = forward.call.arrays["weight"][0, 0]
    taken = ("stride", "padding", *(["dilation"] if forward.call.settings["dilation"] != 1 else []))
    return (
        f"{_input(plane, 2)}"
        f"weight = torch.tensor({array_text(kernel)})[None, None]  # (out_channels, channels, *kernel_size)\n"
        "weight.requires_grad_()\n"
        "bias = torch.zeros(1, requires_grad=True)\n"
        f"y = F.conv2d(x, weight, bias, {_said(forward, taken)})\n"
    )


def _unpooling(forward: Forward, plane: Array) -> str:
    assert isinstance(forward.picture, Trace)
    windows, asked = _said(forward, WINDOWS), forward.picture.spec.arguments
    names = (*WINDOWS, *(name for name, usual in ALONE.items() if asked[name] != usual))
    pooled = ", ".join(f"{name}={written(asked[name])}" for name in names)
    return (
        f"{_input(plane, forward.rank).replace('x.requires_grad_()', '', 1).rstrip()}\n"
        f"pooled, indices = F.max_pool{forward.rank}d(x, {pooled}, return_indices=True)\n"
        "pooled.requires_grad_()\n"
        f"y = F.max_unpool{forward.rank}d(pooled, indices, {windows}, {_said(forward, ('output_size',))})\n"
    )


def _composed(forward: Forward, plane: Array) -> tuple[str, list[str]]:
    """What stands for a function that torch does not have, and the parameters in it that are learned."""
    call, spec = forward.call, PoolSpec.of(forward.call.name, **forward.call.settings)
    program = composition(spec, call.x, named=spec.operation.learned)
    assert program is not None
    used = [name for name in spec.operation.learned if name in program.uses]
    lines = [
        f"{name} = torch.tensor({written(call.settings[name])}, dtype=torch.float64, requires_grad=True)\n"
        for name in used
    ]
    if forward.beside and spec.operation.extra:
        cells = np.array2string(forward.beside[0].reshape(forward.output.shape), separator=", ", threshold=plane.size)
        lines.append(f"drawn = torch.tensor({' '.join(cells.split())}){LEADS[forward.rank][0]}\n")
    return f"{_input(plane, forward.rank)}{''.join(lines)}{program.shown}\n", used


def _in_the_core(forward: Forward, plane: Array, upstream: Array) -> str:
    """A call whose composition in PyTorch leaves its range, on Poolscope's own core."""
    lead, given = LEADS[forward.rank][0], forward.call.settings
    said = ", ".join(f"{name}={written(value)}" for name, value in given.items())
    return (
        "import numpy as np\n"
        "from pooling_core.gradients import pullback\n\n"
        f"x = np.array({array_text(plane)}, np.float32){lead}\n"
        f"down = np.array({array_text(upstream)}, np.float32){lead}\n"
        f'grad, grad_p = pullback("{forward.call.name}", down, x, {said})\n'
        "print(grad, grad_p)"
    )
