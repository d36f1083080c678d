"""Along one axis, which cells before a layer one cell after it sees; also beyond the edges, where padding is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, inf
from typing import Any

import numpy as np

from pooling_core.call.arguments import frozen, per_axis
from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array, Shape
from pooling_core.geometry.axis import Axis, adaptive_axis
from pooling_core.geometry.convolution import plan_convolution
from pooling_core.geometry.layer import layer_axes
from pooling_core.geometry.resampling import nearest_cells, resampled_sizes

Span = tuple[int, int]
# Places beyond this are counted in Python's own integers.
FARTHEST = 2**62


@dataclass(frozen=True)
class AxisMap:
    """The cells that each output of one axis sees.

    Outputs repeat: those that lie one period further see the same cells ``shift`` further. So outputs beyond the
    edges, which a later layer reads as padding, have their place too.

    Attributes:
        outputs: cells after the layer.
        spans: first and last cell that each output of one period sees; ``None`` where it sees none.
        shift: by how many cells the next period lies further.
        ragged: whether a later output may see an earlier cell, as after a transposed convolution.
    """

    outputs: int
    spans: tuple[Span | None, ...]
    shift: int
    ragged: bool = False

    @property
    def step(self) -> Fraction:
        """Distance of two neighbouring outputs, the mean one where it varies."""
        return Fraction(self.shift, len(self.spans))

    def back(self, span: Span | None) -> Span | None:
        """The cells before the layer that the outputs from ``span[0]`` to ``span[1]`` see."""
        if span is None:
            return None
        low, high = span
        reach = len(self.spans) if self.ragged else 1
        heads = [self._seen(place) for place in range(low, min(low + reach, high + 1))]
        tails = [self._seen(place) for place in range(max(high - reach + 1, low), high + 1)]
        firsts, lasts = [seen[0] for seen in heads if seen], [seen[1] for seen in tails if seen]
        return (min(firsts), max(lasts)) if firsts else None

    def back_all(self, low: Array, high: Array) -> tuple[Array, Array]:
        """``back`` of many spans at once, their firsts and their lasts; what sees nothing has ``low > high``."""
        far = max(abs(int(low.min(initial=0))), abs(int(high.max(initial=0))))
        if far * max(self.shift, 1) > FARTHEST:
            low, high = low.astype(object), high.astype(object)
        never = inf if low.dtype == object else FARTHEST * 2 - 1
        sees = np.array([span is not None for span in self.spans])
        ends = np.array([span or (0, 0) for span in self.spans])

        def seen(place: Array) -> tuple[Array, Array, Array]:
            turns = place // len(self.spans)
            within = (place - turns * len(self.spans)).astype(np.intp)
            firsts, lasts = ends[within].T + turns * self.shift
            return firsts, lasts, sees[within] & (low <= place) & (place <= high)

        first, last = np.full_like(low, never), np.full_like(high, -never)
        for step in range(len(self.spans) if self.ragged else 1):
            firsts, _, fits = seen(low + step)
            first = np.where(fits, np.minimum(first, firsts), first)
            _, lasts, fits = seen(high - step)
            last = np.where(fits, np.maximum(last, lasts), last)
        found = first <= last
        return np.where(found, first, 1), np.where(found, last, 0)

    def _seen(self, place: int) -> Span | None:
        turns, within = divmod(place, len(self.spans))
        found = self.spans[within]
        return None if found is None else (found[0] + turns * self.shift, found[1] + turns * self.shift)


def whole_axis(size: int) -> AxisMap:
    """One output that sees everything."""
    return AxisMap(1, ((0, size - 1),), size)


def read_whole_axis(size: int, outputs: int) -> AxisMap:
    """Every output sees everything: they do not move."""
    return AxisMap(outputs, ((0, size - 1),), 0)


def unchanged_axis(size: int) -> AxisMap:
    """Every output sees its own cell."""
    return AxisMap(size, ((0, 0),), 1)


# What the outputs of a layer see, per spatial axis. Each takes a layer's name and settings, defaults filled in, and the
# spatial sizes before and after it; those after are empty where the result is flat.


def unchanged_maps(name: str, settings: Mapping[str, Any], before: Shape, after: Shape) -> tuple[AxisMap, ...]:
    """Of a layer that moves nothing, such as a norm; what is flattened keeps its place."""
    return tuple(map(unchanged_axis, before))


def feature_maps(name: str, settings: Mapping[str, Any], before: Shape, after: Shape) -> tuple[AxisMap, ...]:
    """Of a linear layer: everything, or of what is not flat the whole last axis."""
    if not after:
        return tuple(map(whole_axis, before))
    return (*map(unchanged_axis, before[:-1]), read_whole_axis(before[-1], after[-1]))


def pooled_maps(name: str, settings: Mapping[str, Any], before: Shape, after: Shape) -> tuple[AxisMap, ...]:
    """Of a pooling."""
    spec = PoolSpec.of(name, **settings)
    if spec.takes_everything:
        return tuple(map(whole_axis, before))
    return tuple(map(_windows, layer_axes(spec, before)))


def drawn_maps(name: str, settings: Mapping[str, Any], before: Shape, after: Shape) -> tuple[AxisMap, ...]:
    """Of a pooling whose windows are drawn anew by each call: nobody can say."""
    raise PoolingError("windows-not-fixed", "name", name, name=name)


def kernel_maps(name: str, settings: Mapping[str, Any], before: Shape, after: Shape) -> tuple[AxisMap, ...]:
    """Of a convolution."""
    given = {key: settings[key] for key in ("stride", "padding", "dilation")}
    kernel_size = per_axis(len(before), "kernel_size", settings["kernel_size"], at_least=1)
    plan = plan_convolution(name, (1, 1, *before), (1, 1, *kernel_size), **given)
    return tuple(map(_windows, plan.axes))


def transposed_maps(name: str, settings: Mapping[str, Any], before: Shape, after: Shape) -> tuple[AxisMap, ...]:
    """Of a transposed convolution."""
    names = ("kernel_size", "stride", "padding", "dilation")
    columns = [per_axis(len(before), key, frozen(settings[key]), at_least=0) for key in names]
    return tuple(_transposed(*column) for column in zip(after, *columns, strict=True))


def copied_maps(name: str, settings: Mapping[str, Any], before: Shape, after: Shape) -> tuple[AxisMap, ...]:
    """Of cells that are copied, or averaged in bins where the mode is area."""
    mode = settings["mode"]
    if mode == "area":
        return tuple(_windows(adaptive_axis(*sizes)) for sizes in zip(before, after, strict=True))
    sizes, scales = resampled_sizes((1, 1, *before), **settings)
    cells = nearest_cells(before, sizes, scales, mode)
    return tuple(_copied(chosen, size) for chosen, size in zip(cells, before, strict=True))


def _windows(axis: Axis) -> AxisMap:
    spans = tuple(zip(axis.starts.tolist(), (axis.stops - 1).tolist(), strict=True))
    if axis.stride is not None:
        return AxisMap(axis.outputs, spans[:1] or (None,), axis.stride)
    return AxisMap(axis.outputs, spans or (None,), axis.size)


def _transposed(outputs: int, kernel_size: int, stride: int, padding: int, dilation: int) -> AxisMap:
    """Cell m reaches the outputs ``m * stride - padding + tap * dilation``; read backwards, for one stride of them."""
    spans: list[Span | None] = []
    for place in range(stride):
        reached = [place + padding - tap * dilation for tap in range(kernel_size)]
        cells = [distance // stride for distance in reached if distance % stride == 0]
        spans.append((min(cells), max(cells)) if cells else None)
    return AxisMap(outputs, tuple(spans), 1, ragged=True)


def _copied(cells: Array, size: int) -> AxisMap:
    """Each output sees one cell; written down for the shortest period, as a whole factor repeats soon."""
    outputs = len(cells)
    turns = gcd(outputs, size)
    period, shift = outputs // turns, size // turns
    if np.any(cells[period:] != cells[:-period] + shift):
        period, shift = outputs, size
    return AxisMap(outputs, tuple((cell, cell) for cell in cells[:period].tolist()), shift)
