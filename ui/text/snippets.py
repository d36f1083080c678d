"""A call and its input -> the text of the same call in PyTorch, ready to run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolSpec
from pooling_core.call.spec import signature
from pooling_core.explain.composition import composition, written
from ui.text import number_text

SHAPES = {1: "(channels, length)", 2: "(channels, height, width)", 3: "(channels, depth, height, width)"}


def torch_code(call: PoolSpec, plane: NDArray[Any], dtype: str = "") -> str:
    """A runnable PyTorch program; the result is in ``y``.

    Args:
        plane: a plane or a volume, in 1-D its rows are channels; or several channels.
        dtype: of PyTorch, where the plane's is another.
    """
    results = "y, indices" if call.arguments.get("return_indices") else "y"
    computed = _computed(call, plane, results)
    if computed is None:
        return core_code(call, plane)
    return program(call, plane, [computed], dtype, results)


def program(call: PoolSpec, plane: NDArray[Any], lines: Sequence[str], dtype: str = "", results: str = "y") -> str:
    """A runnable PyTorch program of these lines, which make ``results`` of ``x``."""
    computed = "\n".join(lines)
    return (
        "import torch\n"
        "import torch.nn.functional as F\n\n"
        f"x = {tensor_literal(plane, dtype)}{_lead(call, plane)}  # {SHAPES[call.rank]}\n"
        f"{computed}\n"
        f"print({results})"
    )


def _lead(call: PoolSpec, plane: NDArray[Any]) -> str:
    """What makes one channel of a plane or a volume."""
    return "[None]" if plane.ndim == call.rank else ""


def area_code(size: int | tuple[int, ...], plane: NDArray[Any], rank: int) -> str:
    """Adaptive average pooling by its other name, as a runnable PyTorch program; the result is in ``y``."""
    lead, shape = ("[None]", "length") if rank == 1 else ("[None, None]", "height, width")
    return (
        "import torch\n"
        "import torch.nn.functional as F\n\n"
        f"x = {tensor_literal(plane)}{lead}  # (batch, channels, {shape})\n"
        f'y = F.interpolate(x, size={size!r}, mode="area")\n'
        "print(y)"
    )


def tensor_literal(plane: NDArray[Any], dtype: str = "") -> str:
    """``torch.tensor(...)``, with its dtype where it is not float32."""
    name = dtype or str(plane.dtype)
    said = "" if name == "float32" else f", dtype=torch.{name}"
    return f"torch.tensor({array_text(plane)}{said})"


def _computed(call: PoolSpec, plane: NDArray[Any], results: str = "y") -> str | None:
    """The line that calls torch, or the program that stands for it where torch has no such function."""
    if call.operation.in_torch:
        return f"{results} = F.{call_text(call)}"
    program = composition(call, plane if plane.ndim > call.rank else plane[np.newaxis])
    return program and program.shown


def call_text(call: PoolSpec, input: str = "x") -> str:
    """``max_pool2d(x, kernel_size=2, stride=1)``: arguments that equal their defaults are left out."""
    defaults = signature(call.name)
    given = {name: value for name, value in call.arguments.items() if value != defaults[name]}
    said = [
        f"{name}={f'torch.tensor({json.dumps(value)})' if name == '_random_samples' else written(value)}"
        for name, value in given.items()
    ]
    return f"{call.name}({', '.join([input, *said])})"


def array_text(values: NDArray[Any]) -> str:
    """Nested lists, one row a line, that Python, NumPy and PyTorch read back exactly; a volume plane after plane."""
    if values.ndim == 3:
        planes = [array_text(plane).replace("\n", "\n    ") for plane in values]
        return "[\n    " + ",\n    ".join(planes) + ",\n]"

    is_integer = values.dtype.kind in "iub"

    def number(value: np.generic) -> str:
        text = number_text.exact(value)
        if is_integer or "." in text or "e" in text:
            return text
        return f'float("{text}")' if text.endswith(("nan", "inf")) else f"{text}."

    rows = ["[" + ", ".join(number(value) for value in row) + "]" for row in np.atleast_2d(values)]
    return f"[{rows[0]}]" if len(rows) == 1 else "[\n    " + ",\n    ".join(rows) + ",\n]" if rows else "[]"


def core_code(call: PoolSpec, plane: NDArray[Any]) -> str:
    """A call that torch does not have, as a runnable program on Poolscope's own core."""
    channel, shape = _lead(call, plane), SHAPES[call.rank]
    return (
        "import numpy as np\n"
        f"from pooling_core.extensions import {call.name}\n\n"
        f"x = np.array({array_text(plane)}, np.float32){channel}  # {shape}\n"
        f"y = {call_text(call)}\n"
        "print(y)"
    )
