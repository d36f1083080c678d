"""The calls of the unpooling lesson: the pooling, and the size that is asked for on the way back."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from pooling_core import PoolSpec
from ui.snippets import array_text
from ui.state.fields import State

Size = tuple[int, int]


def unpool_call(state: State) -> PoolSpec:
    """The pooling call."""
    windows = {name: state[f"unpool_{name.split('_')[0]}"] for name in ("kernel_size", "stride", "padding")}
    return PoolSpec.of("max_pool2d", **windows)


def wanted_size(state: State) -> Size | None:
    """The output_size asked for; one empty field takes the other's number."""
    rows, columns = state["unpool_rows"], state["unpool_columns"]
    if rows is None and columns is None:
        return None
    return (columns if rows is None else rows, rows if columns is None else columns)


def unpooled_to(rows: int, columns: int) -> dict[str, Any]:
    """The changes of state that ask for this output_size."""
    return {"unpool_rows": rows, "unpool_columns": columns}


def program(call: PoolSpec, plane: NDArray[Any], size: Size | None) -> str:
    """Pooling with indices and the way back, as a runnable PyTorch program."""
    windows = ", ".join(f"{name}={call.arguments[name]!r}" for name in ("kernel_size", "stride", "padding"))
    return (
        "import torch\n"
        "import torch.nn.functional as F\n\n"
        f"x = torch.tensor({array_text(plane)})[None]  # (channels, height, width)\n"
        f"y, indices = F.max_pool2d(x, {windows}, return_indices=True)\n"
        f"z = F.max_unpool2d(y, indices, {windows}, output_size={size})\n"
        "print(indices, z)"
    )
