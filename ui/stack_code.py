"""A stack -> the same layers as a torch.nn.Sequential, ready to run."""

from __future__ import annotations

from typing import Any

from pooling_core.layers import Layer
from ui.stack_work import Shape, Worked

_NAMES = {
    "conv": "Conv",
    "conv_transpose": "ConvTranspose",
    "max_pool": "MaxPool",
    "avg_pool": "AvgPool",
    "lp_pool": "LPPool",
    "adaptive_avg_pool": "AdaptiveAvgPool",
    "adaptive_max_pool": "AdaptiveMaxPool",
}
_LEADING = ("out_channels", "norm_type", "kernel_size", "output_size")


def torch_code(worked: Worked) -> str:
    """A runnable PyTorch program; a layer that does not fit is its last, and there PyTorch stops."""
    shapes = worked.shapes
    lines = []
    for number, layer in enumerate(worked.layers[: len(shapes)]):
        made = shapes[number + 1][1:] if number + 1 < len(shapes) else None
        comment = " x ".join(map(str, made)) if made else "does not fit"
        lines.append(f"    {_module(layer, shapes[number], len(worked.input_shape) - 2)},  # {comment}\n")
    # One image is no batch to take means over.
    normal = ".eval()" if any(layer.name == "batch_norm" for layer in worked.layers) else ""
    return (
        "import torch\n"
        "from torch import nn\n\n"
        f"model = nn.Sequential(\n{''.join(lines)}){normal}\n"
        f"x = torch.zeros({', '.join(map(str, worked.input_shape))})\n"
        "y = model(x)\n"
        "print(y.shape, sum(p.numel() for p in model.parameters()))"
    )


def _module(layer: Layer, shape: Shape, rank: int) -> str:
    settings = dict(layer.settings)
    if layer.name == "flatten":
        return "nn.Flatten()"
    if layer.name == "interpolate":
        return f"nn.Upsample(scale_factor={settings['scale_factor']!r})"
    if layer.name == "batch_norm":
        return f"nn.BatchNorm{rank if len(shape) > 2 else 1}d({shape[1]})"
    if layer.name == "linear":
        features = settings.pop("in_features", shape[1])
        return f"nn.Linear({_arguments([features, settings.pop('out_features')], settings)})"
    leading: list[Any] = [shape[1]] if layer.name.startswith("conv") else []
    leading += [settings.pop(name) for name in _LEADING if name in settings]
    return f"nn.{_NAMES[layer.name[:-2]]}{layer.name[-2:]}({_arguments(leading, settings)})"


def _arguments(leading: list[Any], settings: dict[str, Any]) -> str:
    return ", ".join([*map(repr, leading), *(f"{name}={value!r}" for name, value in settings.items())])
