"""The calls of the unpooling lesson: the pooling, and the size that is asked for on the way back."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from pooling_core import PoolSpec
from ui.lessons.unpooling.fields import FIELDS
from ui.state.fields import State
from ui.state.parameters import arguments
from ui.text.snippets import array_text

Size = tuple[int, int]
WINDOWS = ("kernel_size", "stride", "padding")


def unpool_call(state: State) -> PoolSpec:
    """The pooling call."""
    return PoolSpec.of("max_pool2d", **arguments(FIELDS, state, WINDOWS))


def wanted_size(state: State) -> Size | None:
    """The output_size asked for; one empty field takes the other's number."""
    size = arguments(FIELDS, state, ["output_size"], apart=True)["output_size"]
    if size is None:
        return None
    rows, columns = size
    return (columns if rows is None else rows, rows if columns is None else columns)


def program(call: PoolSpec, plane: NDArray[Any], size: Size | None) -> str:
    """Pooling with indices and the way back, as a runnable PyTorch program."""
    windows = ", ".join(f"{name}={call.arguments[name]!r}" for name in WINDOWS)
    return (
        "import torch\n"
        "import torch.nn.functional as F\n\n"
        f"x = torch.tensor({array_text(plane)})[None]  # (channels, height, width)\n"
        f"y, indices = F.max_pool2d(x, {windows}, return_indices=True)\n"
        f"z = F.max_unpool2d(y, indices, {windows}, output_size={size})\n"
        "print(indices, z)"
    )
