"""A call and its input -> the text of the same call in PyTorch, ready to run."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolSpec
from pooling_core.params import signature
from ui import number_text


def torch_code(call: PoolSpec, plane: NDArray[Any]) -> str:
    """A runnable PyTorch program; the result is in ``y``."""
    channel, shape = ("", "(channels, length)") if call.rank == 1 else ("[None]", "(channels, height, width)")
    return (
        "import torch\n"
        "import torch.nn.functional as F\n\n"
        f"x = torch.tensor({array_text(plane)}){channel}  # {shape}\n"
        f"y = {_expression(call)}\n"
        "print(y)"
    )


def _expression(call: PoolSpec) -> str:
    """A call of torch, or what stands for it where torch has no such function."""
    if call.family != "gem_pool":
        return f"F.{call_text(call)}"
    arguments = dict(call.arguments)
    p, eps = arguments.pop("p"), arguments.pop("eps")
    inner = call_text(PoolSpec.of(f"avg_pool{call.rank}d", **arguments), f"x.clamp(min={eps!r}).pow({p!r})")
    return f"F.{inner}.pow(1 / {p!r})"


def call_text(call: PoolSpec, input: str = "x") -> str:
    """``max_pool2d(x, kernel_size=2, stride=1)``: arguments that equal their defaults are left out."""
    defaults = signature(call.name)
    said = [f"{name}={argument_text(value)}" for name, value in call.arguments.items() if value != defaults[name]]
    return f"{call.name}({', '.join([input, *said])})"


def array_text(values: NDArray[Any]) -> str:
    """Nested lists, one row a line, that Python, NumPy and PyTorch read back exactly."""

    def number(value: np.floating[Any]) -> str:
        text = number_text.exact(value)
        if not np.isfinite(value):
            return f'float("{text}")'
        return text if any(sign in text for sign in ".e") else f"{text}."

    rows = ["[" + ", ".join(number(value) for value in row) + "]" for row in np.atleast_2d(values)]
    return f"[{rows[0]}]" if len(rows) == 1 else "[\n    " + ",\n    ".join(rows) + ",\n]" if rows else "[]"


def argument_text(value: Any) -> str:
    """A parameter as code."""
    return repr(value) if not isinstance(value, float) or np.isfinite(value) else f'float("{value}")'


def unpool_code(call: PoolSpec, plane: NDArray[Any], output_size: tuple[int, int] | None) -> str:
    """Pooling with indices and the way back, as a runnable PyTorch program."""
    windows = ", ".join(f"{name}={call.arguments[name]!r}" for name in ("kernel_size", "stride", "padding"))
    return (
        "import torch\n"
        "import torch.nn.functional as F\n\n"
        f"x = torch.tensor({array_text(plane)})[None]  # (channels, height, width)\n"
        f"y, indices = F.max_pool2d(x, {windows}, return_indices=True)\n"
        f"z = F.max_unpool2d(y, indices, {windows}, output_size={output_size})\n"
        "print(indices, z)"
    )


def backward_code(call: PoolSpec, plane: NDArray[Any], upstream: NDArray[Any]) -> str:
    """The gradient of the input, as a runnable PyTorch program."""
    channel, shape = ("", "(channels, length)") if call.rank == 1 else ("[None]", "(channels, height, width)")
    return (
        "import torch\n"
        "import torch.nn.functional as F\n\n"
        f"x = torch.tensor({array_text(plane)}){channel}  # {shape}\n"
        "x.requires_grad_()\n"
        f"y = F.{call_text(call)}\n"
        f"y.backward(torch.tensor({array_text(upstream)}){channel})\n"
        "print(x.grad)"
    )


def volume_literal(volume: NDArray[Any]) -> str:
    """Nested lists of three axes, one plane after the other."""
    planes = [array_text(plane).replace("\n", "\n    ") for plane in volume]
    return "[\n    " + ",\n    ".join(planes) + ",\n]"


def volume_code(call: PoolSpec, volume: NDArray[Any]) -> str:
    """A 3-D call as a runnable PyTorch program; the result is in ``y``."""
    return (
        "import torch\n"
        "import torch.nn.functional as F\n\n"
        f"x = torch.tensor({volume_literal(volume)})[None]  # (channels, depth, height, width)\n"
        f"y = {_expression(call)}\n"
        "print(y)"
    )


def core_code(call: PoolSpec, plane: NDArray[Any]) -> str:
    """A call that torch does not have, as a runnable program on Poolscope's own core."""
    channel, shape = ("", "(channels, length)") if call.rank == 1 else ("[None]", "(channels, height, width)")
    return (
        "import numpy as np\n"
        f"from pooling_core.extensions import {call.name}\n\n"
        f"x = np.array({array_text(plane)}, np.float32){channel}  # {shape}\n"
        f"y = {call_text(call)}\n"
        "print(y)"
    )
