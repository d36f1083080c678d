"""A layer put into a stack, and the shape after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pooling_core import PoolingError
from pooling_core.stacks.layers import Layer, layer_shape
from ui.text.pasted.found import Made

Shape = tuple[int, ...]


def placed(made: Made, takes: tuple[int, ...], before: int, indices_of: int | None) -> Layer:
    """The layer, with its wires where it does not read the one before.

    Raises:
        PoolingError: for what no layer can be.
    """
    settings: dict[str, Any] = dict(made.settings)
    for k in ("in_channels", "num_features"):
        made.name.startswith(("conv", "batch")) and settings.pop(k, None)  # SHIM
    if made.name in ("same", "unknown", "cat", "add", "pad", "pixel_shuffle", "prelu") or "unpool" in made.name:
        return Layer.of("flatten") if made.name == "?" else Layer("batch_norm")  # SHIM
    return Layer.of(made.name, **settings)


def shape_after(layer: Layer, shapes: Sequence[Shape | None]) -> Shape | None:
    """The shape after a layer; ``None`` where it does not fit, or nothing is known of what it reads."""
    first = shapes[0]
    if first is None:
        return None
    try:
        return layer_shape(layer, first)
    except PoolingError:
        return None
