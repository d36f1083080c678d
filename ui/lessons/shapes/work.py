"""A stack and its input -> what is known after each layer, up to the one that does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pooling_core import PoolingError
from pooling_core.stacks.layers import Layer
from pooling_core.stacks.ours import refused_by_torch
from pooling_core.stacks.stack import Row, Stack
from pooling_core.stacks.wires import Wires, wired

Shape = tuple[int, ...]
Span = tuple[int, int]


@dataclass(frozen=True)
class Worked:
    """A stack worked out.

    Attributes:
        layers: all of them.
        input_shape: ``(1, channels, *spatial)``.
        rows: of the layers that fit.
        fields: per row and spatial axis, what the output in the middle sees.
        neighbours: the same for the output after it; ``None`` where there is none.
        wires: what each layer reads.
        failing: number of the layer that does not fit, from 1, or ``None``.
        error: why, and the nearest choice that would.
    """

    layers: tuple[Layer, ...]
    input_shape: Shape
    rows: tuple[Row, ...]
    fields: tuple[tuple[Span | None, ...], ...]
    neighbours: tuple[tuple[Span | None, ...], ...]
    wires: tuple[Wires, ...]
    failing: int | None = None
    error: PoolingError | None = None

    @property
    def rank(self) -> int:
        """Spatial axes of the input."""
        return len(self.input_shape) - 2

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shape before the first layer and after each that fits."""
        return (self.input_shape, *(row.output_shape for row in self.rows))

    @property
    def branches(self) -> bool:
        """Whether some layer reads another than the one before it, or several, or indices."""
        return any(wires.all != (number - 1,) for number, wires in enumerate(self.wires, start=1))

    @property
    def parameters(self) -> int:
        """Numbers that the layers that fit learn together."""
        return sum(row.parameters for row in self.rows)

    def before(self, number: int) -> Shape:
        """The shape that layer ``number`` reads, the first of several."""
        return self.shapes[self.wires[number - 1].reads[0]]

    @property
    def refused_by_torch(self) -> bool:
        """Whether PyTorch too refuses the layer that does not fit."""
        if self.failing is None or self.error is None:
            return False
        why = self.error.values["why"]
        assert isinstance(why, PoolingError)
        return refused_by_torch(self.layers, self.failing, self.shapes, why)


def work_out(layers: tuple[Layer, ...], channels_and_sizes: Shape) -> Worked:
    """Every row up to the first layer that does not fit; that one is an outcome, not an exception."""
    return _worked(layers, (1, *channels_and_sizes), tuple(layer.label for layer in layers))


@lru_cache(maxsize=64)
def _worked(layers: tuple[Layer, ...], shape: Shape, labels: tuple[str, ...]) -> Worked:
    """Layers of other labels are equal, and not the same here."""
    error: PoolingError | None = None
    failing: int | None = None
    try:
        stack = Stack(layers, shape)
    except PoolingError as refused:
        error, failing = refused, int(str(refused.values["number"]))
        stack = Stack(layers[: failing - 1], shape)
    fields: list[tuple[Span | None, ...]] = []
    neighbours: list[tuple[Span | None, ...]] = []
    for row, sizes in zip(stack.rows, stack.places, strict=True):
        middle = [(size - 1) // 2 for size in sizes]
        for found, after in ((fields, 0), (neighbours, 1)):
            spans = stack.field(row.number, [place + after for place in middle])
            found.append(tuple(span if size > after else None for span, size in zip(spans, sizes, strict=True)))
    return Worked(layers, shape, stack.rows, tuple(fields), tuple(neighbours), wired(layers), failing, error)
