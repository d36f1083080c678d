"""Pooling beside convolution as runnable PyTorch programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolSpec
from pooling_core.call.arguments import plain
from pooling_core.explain.compared import Depthwise
from pooling_core.explain.composition import written
from ui.text.snippets import array_text, call_text

Array = NDArray[Any]
DEFAULTS = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1}
IMPORTS = "import torch\nimport torch.nn.functional as F\n\n"


def average_code(call: PoolSpec, plane: Array, beside: Depthwise, changed: bool) -> str:
    """The average in ``y``, the depthwise convolution in ``z``."""
    channels, _, *kernel_size = beside.weight.shape
    shape = ", ".join(map(str, beside.weight.shape))
    first = ", ".join("0" for _ in kernel_size)
    value = written(float(str(beside.weight.flat[0])))
    edit = f"weight[:, :, {first}] = {value}\n" if changed else ""
    arguments = {name: plain(value) for name, value in beside.arguments.items() if name != "groups"}
    return (
        f"{_input(plane, len(kernel_size))}"
        f"weight = torch.full(({shape}), 1 / {np.prod(kernel_size)})  # (out_channels, 1, *kernel_size)\n{edit}"
        f"y = F.{call_text(call)}\n"
        f"z = F.{beside.name}({', '.join(['x', 'weight', *_written(arguments)])}, groups={channels})\n"
        "print(y, z)"
    )


def layer_code(name: str, plane: Array, weight: Array, settings: Mapping[str, Any], pooling: PoolSpec | None) -> str:
    """The convolution in ``y``, the pooling beside it in ``z``."""
    rows = weight.reshape(-1, weight.shape[-1])
    said = {key: value for key, value in settings.items() if value != DEFAULTS[key]}
    shape = ", ".join(map(str, weight.shape))
    beside = f"z = F.{call_text(pooling)}\nprint(y, z)" if pooling else "print(y)"
    return (
        f"{_input(plane, int(name[-2]))}"
        f"weight = torch.tensor({array_text(rows)}).reshape({shape})  # (out_channels, channels / groups, ...)\n"
        f"y = F.{name}({', '.join(['x', 'weight', *_written(said)])})\n{beside}"
    )


def shift_code(call: PoolSpec, signal: Array, steps: int) -> str:
    """The pooling of each shift, the last one in ``y``."""
    return (
        f"{_input(signal, 1)}"
        f"for shift in range({steps}):\n"
        f"    y = F.{call_text(call, 'x.roll(shift, dims=-1)')}\n"
        "    print(shift, y)"
    )


def _input(plane: Array, rank: int) -> str:
    channel, shape = ("", "(channels, length)") if rank == 1 else ("[None]", "(channels, height, width)")
    return f"{IMPORTS}x = torch.tensor({array_text(plane)}){channel}  # {shape}\n"


def _written(arguments: Mapping[str, Any]) -> list[str]:
    return [f"{name}={written(value)}" for name, value in arguments.items()]
