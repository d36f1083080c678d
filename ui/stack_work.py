"""A stack and its input -> what is known after each layer, up to the one that does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pooling_core import PoolingError
from pooling_core.layers import Layer, layer_shape
from pooling_core.stacks import Row, Stack

Shape = tuple[int, ...]
Span = tuple[int, int]
# Fields are followed cell by cell, so a page has its limit.
LONGEST_AXIS = 4_096


@dataclass(frozen=True)
class Worked:
    """A stack worked out.

    Attributes:
        layers: all of them.
        input_shape: ``(1, channels, *spatial)``.
        rows: of the layers that fit.
        fields: per row and spatial axis, what the output in the middle sees.
        neighbours: the same for the output after it; ``None`` where there is none.
        failing: number of the layer that does not fit, from 1, or ``None``.
        error: why, and the nearest choice that would.
    """

    layers: tuple[Layer, ...]
    input_shape: Shape
    rows: tuple[Row, ...]
    fields: tuple[tuple[Span | None, ...], ...]
    neighbours: tuple[tuple[Span | None, ...], ...]
    failing: int | None = None
    error: PoolingError | None = None

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shape before the first layer and after each that fits."""
        return (self.input_shape, *(row.output_shape for row in self.rows))


def work_out(layers: Sequence[Layer], channels_and_sizes: Shape) -> Worked:
    """Every row up to the first layer that does not fit; that one is an outcome, not an exception."""
    layers, shape = tuple(layers), (1, *channels_and_sizes)
    fitting, error = _fitting(layers, shape), None
    if fitting < len(layers):
        try:
            Stack(layers, shape)
        except PoolingError as refusal:
            error = refusal
        else:
            rule = f"layer {fitting + 1}, {layers[fitting].name}, makes an axis longer than {LONGEST_AXIS:,} cells"
            error = PoolingError("input_shape", shape, f"{rule}, and this page follows none so long")
    stack = Stack(layers[:fitting], shape)
    middles = _middles(stack)
    seen = [stack.field(row.number, [middle for middle, _ in places]) for row, places in _pairs(stack, middles)]
    after = [
        tuple(
            stack.field(row.number, [middle + 1 for middle, _ in places])[axis] if middle + 1 < size else None
            for axis, (middle, size) in enumerate(places)
        )
        for row, places in _pairs(stack, middles)
    ]
    return Worked(layers, shape, stack.rows, tuple(seen), tuple(after), fitting + 1 if error else None, error)


def _fitting(layers: tuple[Layer, ...], shape: Shape) -> int:
    """How many layers run one after another before one does not fit."""
    flat = False
    for number, layer in enumerate(layers):
        try:
            shape = layer_shape(layer, shape, flat)
        except PoolingError:
            return number
        flat = flat or layer.name == "flatten"
        if not flat and max(shape[2:]) > LONGEST_AXIS:
            return number
    return len(layers)


def _pairs(stack: Stack, middles: list[list[tuple[int, int]]]) -> list[tuple[Row, list[tuple[int, int]]]]:
    return list(zip(stack.rows, middles, strict=True))


def _middles(stack: Stack) -> list[list[tuple[int, int]]]:
    """Per row and axis, the middle output and how many there are; flat outputs keep the places they had."""
    sizes, found = list(stack.input_shape[2:]), []
    for row in stack.rows:
        if len(row.output_shape) > 2:
            sizes = list(row.output_shape[2:])
        elif row.layer.name == "linear":
            sizes = [1] * len(sizes)
        found.append([((size - 1) // 2, size) for size in sizes])
    return found
