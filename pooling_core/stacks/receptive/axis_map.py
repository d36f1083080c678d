"""Along one axis, which cells before a layer one cell after it sees; also beyond the edges, where padding is.

Outputs repeat: those that lie one period further see the same cells ``shift`` further. So outputs beyond the edges,
which a later layer reads as padding, have their place too. Nothing here is as long as the axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, inf

import numpy as np

from pooling_core.call.types import Array

Span = tuple[int, int]
# Places beyond this are counted in Python's own integers.
FARTHEST = 2**61


@dataclass(frozen=True)
class EvenMap:
    """Output ``i`` sees the cells from ``(i * shift + first) // period`` to ``(i * shift + last) // period``.

    Attributes:
        outputs: cells after the layer.
        first, last: as above; an output whose first cell lies beyond its last sees none.
        shift: by how many cells the next period lies further.
        period: after how many outputs they repeat.
    """

    outputs: int
    first: int
    last: int
    shift: int = 1
    period: int = 1

    @property
    def step(self) -> Fraction:
        """Distance of two neighbouring outputs, the mean one where it varies."""
        return Fraction(self.shift, self.period)

    @property
    def window(self) -> Span | None:
        """The first cell of the one window that all outputs have, and how far it reaches."""
        return (self.first, self.last - self.first) if self.period == 1 and self.first <= self.last else None

    def back_all(self, low: Array, high: Array) -> tuple[Array, Array]:
        """The cells that the outputs from ``low`` to ``high`` see, many spans at once; none where ``low > high``."""
        low, high = _roomy(low, high, max(self.shift, abs(self.first), abs(self.last)))
        first, last = (low * self.shift + self.first) // self.period, (high * self.shift + self.last) // self.period
        seen = (low <= high) & (first <= last)
        return np.where(seen, first, 1), np.where(seen, last, 0)


@dataclass(frozen=True)
class ListedMap:
    """The cells that each output of one period sees, one by one.

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
    def period(self) -> int:
        """After how many outputs they repeat."""
        return len(self.spans)

    @property
    def step(self) -> Fraction:
        """Distance of two neighbouring outputs, the mean one where it varies."""
        return Fraction(self.shift, self.period)

    @property
    def window(self) -> Span | None:
        """No window is the same for all, or a map would not be listed."""
        return None

    def back_all(self, low: Array, high: Array) -> tuple[Array, Array]:
        """The cells that the outputs from ``low`` to ``high`` see, many spans at once; none where ``low > high``."""
        low, high = _roomy(low, high, self.shift)
        never = inf if low.dtype == object else FARTHEST * 2
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


AxisMap = EvenMap | ListedMap


def even_map(outputs: int, first: int, last: int, shift: int, period: int) -> EvenMap:
    """The same with the smallest period."""
    common = gcd(shift, period)
    return EvenMap(outputs, first // common, last // common, shift // common, period // common)


def whole_axis(size: int) -> EvenMap:
    """One output that sees everything."""
    return EvenMap(1, 0, size - 1, size)


def read_whole_axis(size: int, outputs: int) -> EvenMap:
    """Every output sees everything: they do not move."""
    return EvenMap(outputs, 0, size - 1, 0)


def unchanged_axis(size: int) -> EvenMap:
    """Every output sees its own cell."""
    return EvenMap(size, 0, 0)


def _roomy(low: Array, high: Array, factor: int) -> tuple[Array, Array]:
    """The places in a dtype that holds them times a factor."""
    far = max(abs(int(low.min(initial=0))), abs(int(high.max(initial=0))), 1)
    if far * max(factor, 1) > FARTHEST:
        return low.astype(object), high.astype(object)
    return low, high
