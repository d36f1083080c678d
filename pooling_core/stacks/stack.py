"""A stack of layers: the shape after each, its parameters, and what part of the input one of its outputs sees.

Source of the receptive field: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016);
Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks" (Distill, 2019).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

import numpy as np

from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Shape
from pooling_core.stacks.layers import Layer, layer_maps, layer_parameters, layer_shape
from pooling_core.stacks.receptive import AxisMap, Span
from pooling_core.stacks.repairs import repairs

# Outputs of one axis that are asked for their field, where they are not alike.
MOST_FIELDS = 4096


@dataclass(frozen=True)
class Row:
    """What is known after one layer. Axes are the input's spatial axes, positions its cells: the first is 0.

    Attributes:
        number: of the layer, from 1.
        layer: the layer.
        output_shape: batch and channels included.
        parameters: numbers that the layer learns.
        receptive_field: the most cells that one output sees, per axis; padding counts as cells.
        jump: distance of two neighbouring outputs in the input, per axis; the mean one where it varies.
        start: the middle of the first output's field, per axis.
    """

    number: int
    layer: Layer
    output_shape: Shape
    parameters: int
    receptive_field: Shape
    jump: tuple[Fraction, ...]
    start: tuple[Fraction, ...]


class Stack:
    """Layers run one after another on an input of ``(batch, channels, *spatial)``, one to three spatial axes.

    Attributes:
        layers: as given.
        input_shape: as given.
        rows: one per layer.
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
        self._maps: list[tuple[AxisMap, ...]] = []
        self._spatial = [self.input_shape[2:]]
        self.rows: tuple[Row, ...] = tuple(self._work_through())

    @property
    def parameters(self) -> int:
        """Numbers that all layers learn together."""
        return sum(row.parameters for row in self.rows)

    @property
    def places(self) -> list[Shape]:
        """Outputs of each layer along each axis; flat ones keep the places they had, a linear layer leaves one."""
        return self._spatial[1:]

    def field(self, number: int, output: Sequence[int]) -> tuple[Span | None, ...]:
        """First and last input cell, per axis, that one output of layer ``number`` sees; beyond the input is padding.

        Args:
            output: the output's place, one index per spatial axis.

        Returns:
            One pair per axis; ``None`` for an output between the kernels of a transposed convolution.
        """
        return tuple(self._back(number, axis, (place, place)) for axis, place in enumerate(output))

    def _work_through(self) -> Iterable[Row]:
        shape = self.input_shape
        jumps = (Fraction(1),) * len(self._spatial[0])
        for number, layer in enumerate(self.layers, start=1):
            try:
                after = layer_shape(layer, shape)
            except PoolingError as error:
                found = repairs(self.layers, number, shape, self.input_shape, error)
                where = {"number": number, "name": layer.name, "why": error}
                raise PoolingError("layer-misfit", error.parameter, error.received, *found, **where) from error
            before = self._spatial[-1]
            maps = layer_maps(layer, before, after[2:])
            jumps = tuple(jump * axis.step for jump, axis in zip(jumps, maps, strict=True))
            self._maps.append(maps)
            self._spatial.append(tuple(axis.outputs for axis in maps))
            fields = [self._axis_field(number, axis) for axis in range(len(maps))]
            sizes, starts = tuple(size for size, _ in fields), tuple(start for _, start in fields)
            yield Row(number, layer, after, layer_parameters(layer, shape), sizes, jumps, starts)
            shape = after

    def _axis_field(self, number: int, axis: int) -> tuple[int, Fraction]:
        """The largest field along one axis, and the middle of the first that there is."""
        count = min(self._period(number, axis), self._spatial[number][axis], MOST_FIELDS)
        if count == 1:  # mostly all are alike, and one is soon followed
            span = self._back(number, axis, (0, 0))
            return (0, Fraction(0)) if span is None else (span[1] - span[0] + 1, Fraction(sum(span), 2))
        first = last = np.arange(count)
        for maps in reversed(self._maps[:number]):
            first, last = maps[axis].back_all(first, last)
        seen = np.flatnonzero(first <= last)
        if not seen.size:
            return 0, Fraction(0)
        sizes, middle = last - first + 1, Fraction(int(first[seen[0]]) + int(last[seen[0]]), 2)
        return int(sizes[seen].max()), middle

    def _period(self, number: int, axis: int) -> int:
        """After how many outputs of a layer the same fields come again, further on."""
        period = 1
        for maps in self._maps[:number]:
            # So many periods of this layer go to whole periods of the one before.
            period = len(maps[axis].spans) * (period // gcd(period, maps[axis].shift))
        return period

    def _back(self, number: int, axis: int, outputs: Span | None) -> Span | None:
        """The input cells that the outputs from one to another see."""
        for maps in reversed(self._maps[:number]):
            outputs = maps[axis].back(outputs)
        return outputs
