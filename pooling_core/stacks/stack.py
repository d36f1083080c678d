"""A stack of layers: the shape after each, its parameters, and what part of the input one of its outputs sees.

Source of the receptive field: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016);
Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks" (Distill, 2019).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Shape
from pooling_core.stacks.layers import Layer, layer_maps, layer_parameters
from pooling_core.stacks.receptive import AxisMap, Span
from pooling_core.stacks.receptive.axis_map import whole_axis
from pooling_core.stacks.repairs import repairs
from pooling_core.stacks.running import shape_after
from pooling_core.stacks.sight import Sight, places_of
from pooling_core.stacks.wires import Wires, wired


@dataclass(frozen=True)
class Row:
    """What is known after one layer. Axes are the input's spatial axes, positions its cells: the first is 0.

    Attributes:
        number: of the layer, from 1.
        layer: the layer.
        output_shape: batch and channels included.
        parameters: numbers that the layer learns.
        receptive_field: the most cells that one output sees, per axis; padding counts as cells. ``None`` where it
            cannot be said, as after windows that are drawn anew.
        jump: distance of two neighbouring outputs in the input, per axis; the mean one where it varies. ``None`` where
            it cannot be said.
        start: the middle of the first output's field, per axis.
        reads: numbers of the layers that it reads; 0 is the input.
        indices_of: the pooling whose indices it reads, of an unpooling.
    """

    number: int
    layer: Layer
    output_shape: Shape
    parameters: int
    receptive_field: tuple[int | None, ...]
    jump: tuple[Fraction | None, ...]
    start: tuple[Fraction | None, ...]
    reads: tuple[int, ...] = ()
    indices_of: int | None = None


class Stack:
    """Layers run one after another on an input of ``(batch, channels, *spatial)``, one to three spatial axes.

    Each reads the layer before it, unless its ``takes`` says otherwise. The last is the output.

    Attributes:
        layers: as given.
        input_shape: as given.
        rows: one per layer.
        wires: what each layer reads.
    """

    def __init__(self, layers: Iterable[Layer], input_shape: Sequence[int]) -> None:
        """Work through the layers.

        Raises:
            PoolingError: for a layer that does not fit: which one, why, and its ``repairs``, the best first.
        """
        self.layers = tuple(layers)
        self.input_shape = tuple(input_shape)
        if len(self.input_shape) not in (3, 4, 5):
            raise PoolingError("stack-axes", "input_shape", self.input_shape)
        self.wires = wired(self.layers)
        self._sights = [Sight(size) for size in self.input_shape[2:]]
        # Whether the spatial axes are still those of the input.
        self._upright = [True]
        self.rows: tuple[Row, ...] = tuple(self._work_through())

    @property
    def parameters(self) -> int:
        """Numbers that all layers learn together."""
        return sum(row.parameters for row in self.rows)

    @property
    def places(self) -> list[Shape]:
        """Outputs of each layer along each axis; flat ones keep the places they had, a linear layer leaves one."""
        return [places_of(self._sights, row.number) for row in self.rows]

    def field(self, number: int, output: Sequence[int]) -> tuple[Span | None, ...]:
        """First and last input cell, per axis, that one output of layer ``number`` sees; beyond the input is padding.

        Args:
            output: the output's place, one index per spatial axis.

        Returns:
            One pair per axis; ``None`` for an output between the kernels of a transposed convolution, and where it
            cannot be said.
        """
        return tuple(sight.span(number, place) for sight, place in zip(self._sights, output, strict=True))

    def _work_through(self) -> Iterable[Row]:
        shapes = [self.input_shape]
        for number, (layer, wires) in enumerate(zip(self.layers, self.wires, strict=True), start=1):
            try:
                after = shape_after(layer, wires, shapes)
            except PoolingError as error:
                found = repairs(self.layers, number, shapes, error)
                where = {"number": number, "name": layer.name, "why": error}
                raise PoolingError("layer-misfit", error.parameter, error.received, *found, **where) from error
            self._look(layer, wires, shapes, after)
            fields = [sight.field(number) for sight in self._sights]
            yield Row(
                number,
                layer,
                after,
                layer_parameters(layer, shapes[wires.reads[0]]),
                tuple(None if field is None else field[0] for field in fields),
                tuple(sight.jump(number) for sight in self._sights),
                tuple(None if field is None else field[1] for field in fields),
                wires.reads,
                wires.indices_of,
            )
            shapes.append(after)

    def _look(self, layer: Layer, wires: Wires, shapes: Sequence[Shape], after: Shape) -> None:
        """Where the layer looks, on each axis of the input and in each layer that it reads."""
        rank, spatial = len(self._sights), after[2:]
        # A flat one has the places of what it was made of; of axes that were merged or made anew nobody can say.
        whole = all(len(shapes[read]) == len(after) == 2 + rank for read in wires.reads)
        is_upright = all(self._upright[read] for read in wires.reads) and (whole or len(after) == 2)
        self._upright.append(is_upright)
        before = [places_of(self._sights, read) for read in wires.reads]
        if not is_upright:
            unsaid = spatial if len(spatial) == rank else (1,) * rank
            for sight, places in zip(self._sights, unsaid, strict=True):
                sight.add(wires.reads, [None] * len(wires.reads), places)
            return
        if len(after) == 2 and len(set(before)) > 1:  # features of other places in one row
            maps: list[tuple[AxisMap | None, ...]] = [tuple(map(whole_axis, places)) for places in before]
        else:
            maps = [layer_maps(layer, places, spatial) for places in before]
        for axis, sight in enumerate(self._sights):
            along = [each[axis] for each in maps]
            outputs = [each.outputs for each in along if each is not None]
            places = spatial[axis] if spatial else max(outputs, default=1)
            sight.add(wires.reads, along, places)
