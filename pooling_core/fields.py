"""Along one axis, which cells before a layer one cell after it sees; also beyond the edges, where padding is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from pooling_core.convolution_geometry import plan_convolution
from pooling_core.errors import PoolingError
from pooling_core.geometry import Axis, adaptive_axis, layer_axes
from pooling_core.params import SIGNATURES, PoolSpec, frozen, per_axis
from pooling_core.resampling import area_spec, nearest_cells, resampled_sizes

Shape = tuple[int, ...]
Span = tuple[int, int]


@dataclass(frozen=True)
class AxisMap:
    """The cells that each output of one axis sees.

    Outputs repeat: those that lie ``period`` further see the same cells ``shift`` further. So outputs beyond the
    edges, which a later layer reads as padding, have their place too.

    Attributes:
        outputs: cells after the layer.
        spans: first and last cell that each of the first ``period`` outputs sees; ``None`` where it sees none.
        shift: by how many cells the next ``period`` outputs lie further.
    """

    outputs: int
    spans: tuple[Span | None, ...]
    shift: int

    @property
    def step(self) -> Fraction:
        """Distance of two neighbouring outputs, the mean one where it varies."""
        return Fraction(self.shift, max(len(self.spans), 1))

    def back(self, span: Span) -> Span:
        """The cells before the layer that the outputs from ``span[0]`` to ``span[1]`` see."""
        seen = [found for place in range(span[0], span[1] + 1) if (found := self._seen(place)) is not None]
        if not seen:  # an output between the kernels of a transposed convolution: it lies there, and sees nothing
            place = int(span[0] * self.step)
            return (place, place)
        return min(first for first, _ in seen), max(last for _, last in seen)

    def _seen(self, place: int) -> Span | None:
        turns, within = divmod(place, len(self.spans))
        found = self.spans[within]
        return None if found is None else (found[0] + turns * self.shift, found[1] + turns * self.shift)
