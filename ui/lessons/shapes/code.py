"""A stack -> the same layers as a torch.nn.Sequential, ready to run."""

from __future__ import annotations

from pooling_core.oracle.stack import module_of
from ui.lessons.shapes.work import Worked
from ui.words import words


def torch_code(worked: Worked) -> str:
    """A runnable PyTorch program; a layer that PyTorch refuses is its last, and there it stops."""
    shapes, rank = worked.shapes, len(worked.input_shape) - 2
    shown = worked.layers[: len(worked.rows) + worked.refused_by_torch]
    lines = []
    for number, (layer, shape) in enumerate(zip(shown, shapes, strict=False), start=1):
        made = " x ".join(map(str, shapes[number][1:])) if number < len(shapes) else words("shapes")["misfit"]["note"]
        lines.append(f"    nn.{module_of(layer, shape, rank)},  # {made}\n")
    # One image is no batch to take means over.
    normal = ".eval()" if any(layer.kind.over_batch for layer in worked.layers) else ""
    return (
        "import torch\n"
        "from torch import nn\n\n"
        f"model = nn.Sequential(\n{''.join(lines)}){normal}\n"
        f"x = torch.zeros({', '.join(map(str, worked.input_shape))})\n"
        "y = model(x)\n"
        "print(y.shape, sum(p.numel() for p in model.parameters()))"
    )
