"""A stack and its input -> what is known after each layer, up to the one that does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pooling_core import PoolingError
from pooling_core.stacks.layers import Layer, layer_shape
from pooling_core.stacks.stack import Row, Stack
from ui.errors import PageError

Shape = tuple[int, ...]
Span = tuple[int, int]
# Fields are followed cell by cell, so a page has its limit.
LONGEST_AXIS = 2_048


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

    @property
    def parameters(self) -> int:
        """Numbers that the layers that fit learn together."""
        return sum(row.parameters for row in self.rows)

    @property
    def refused_by_torch(self) -> bool:
        """Whether PyTorch too refuses the layer that does not fit.

        It has no longest axis; and a flat input is to its 1-D layers one of channels and length, to a mean of any rank.
        """
        if self.failing is None or self.error is None or self.error.parameter == "input_shape":
            return False
        layer, is_flat = self.layers[self.failing - 1], len(self.shapes[-1]) == 2
        return not (is_flat and (layer.rank == 1 or layer.takes_any_rank))


@lru_cache(maxsize=64)
def work_out(layers: tuple[Layer, ...], channels_and_sizes: Shape) -> Worked:
    """Every row up to the first layer that does not fit; that one is an outcome, not an exception."""
    shape = (1, *channels_and_sizes)
    fitting, error = _fitting(layers, shape)
    stack = Stack(layers[:fitting], shape)
    fields: list[tuple[Span | None, ...]] = []
    neighbours: list[tuple[Span | None, ...]] = []
    for row, sizes in zip(stack.rows, stack.places, strict=True):
        middle = [(size - 1) // 2 for size in sizes]
        for found, after in ((fields, 0), (neighbours, 1)):
            spans = stack.field(row.number, [place + after for place in middle])
            found.append(tuple(span if size > after else None for span, size in zip(spans, sizes, strict=True)))
    return Worked(layers, shape, stack.rows, tuple(fields), tuple(neighbours), fitting + 1 if error else None, error)


def _fitting(layers: tuple[Layer, ...], shape: Shape) -> tuple[int, PoolingError | None]:
    """How many layers run one after another, and why the next does not."""
    after = shape
    for number, layer in enumerate(layers):
        try:
            after = layer_shape(layer, after)
        except PoolingError:
            return number, _refusal(layers, shape, number)
        if max(after[2:], default=0) > LONGEST_AXIS:
            why = PageError("axis-beyond-page", "input_shape", shape, cells=max(after[2:]), most=LONGEST_AXIS)
            return number, PageError("layer-beyond-page", "input_shape", shape, number=number + 1, why=why)
    return len(layers), None


def _refusal(layers: tuple[Layer, ...], shape: Shape, number: int) -> PoolingError:
    """Why layer ``number``, from 0, does not fit, and the nearest size that would: for the whole stack, if may be."""
    grows = any(layer.kind.multiplies for layer in layers[number + 1 :])
    try:
        # A size is looked for by trying far larger ones, which layers that grow would make larger still.
        Stack(layers[: number + 1] if grows else layers, shape)
    except PoolingError as error:
        return error
    raise AssertionError("a layer that was refused alone is refused in its stack")
