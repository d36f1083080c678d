"""Both sides as one PyTorch program: y is the left result, z the right one."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from pooling_core.explain.equal import Equal
from ui.text.snippets import SHAPES, tensor_literal


def program(plane: NDArray[Any], rank: int, left: Equal, right: Equal | None, names: tuple[str, str]) -> str:
    """A program that runs as it stands."""
    channel = "" if rank == 1 else "[None]"
    lines = [
        "import torch",
        "import torch.nn.functional as F",
        "",
        f"x = {tensor_literal(plane)}{channel}  # {SHAPES[rank]}",
        f"# {names[0]}",
        left.shown,
        "print(y)",
    ]
    if right is not None:
        lines += [f"# {names[1]}", "z = ".join(right.shown.rsplit("y = ", 1)), "print(z)"]
    return "\n".join(lines)
