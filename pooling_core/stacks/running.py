"""Shapes through a stack, one layer after another along its wires."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from pooling_core.call.errors import PoolingError, shape_of
from pooling_core.call.types import Shape
from pooling_core.stacks.layers import Layer, layer_shape
from pooling_core.stacks.wires import Wires, wired

# Numbers of four bytes each, beyond which torch cannot count the bytes.
MOST_NUMBERS = (2**63 - 1) // 4


def shape_after(layer: Layer, wires: Wires, shapes: Sequence[Shape]) -> Shape:
    """The shape after a layer, from the shapes of the input and of all layers before it.

    Raises:
        PoolingError: where the layer does not fit.
    """
    if wires.error is not None:
        raise wires.error
    after = layer_shape(layer, *(shapes[read] for read in wires.all))
    if prod(after) > MOST_NUMBERS:
        raise PoolingError("beyond-torchs-bytes", "input", shape_of(after), most=MOST_NUMBERS)
    return after


def run_shapes(layers: Sequence[Layer], input_shape: Shape, wires: Sequence[Wires] | None = None) -> list[Shape]:
    """The shape of the input and after each layer.

    Args:
        wires: of the layers, where they are known already.

    Raises:
        PoolingError: of the first layer that does not fit.
    """
    shapes = [input_shape]
    for layer, wire in zip(layers, wired(layers) if wires is None else wires, strict=True):
        shapes.append(shape_after(layer, wire, shapes))
    return shapes
