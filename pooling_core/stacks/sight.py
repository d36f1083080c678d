"""What part of the input the outputs of each layer see, followed backwards over all ways that lead there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

import numpy as np

from pooling_core.call.types import Array, Shape
from pooling_core.stacks.receptive import AxisMap, Span

# Outputs of one axis that are asked for their field, where they are not alike: half of them the first, half spread out.
MOST_FIELDS = 4096


@dataclass(frozen=True)
class Line:
    """Output ``i`` sees the cells from ``i * jump + first`` to ``i * jump + last``."""

    jump: int
    first: int
    last: int


@dataclass(frozen=True)
class Seen:
    """One axis after one layer.

    Attributes:
        sources: what it reads, each with where it looks there.
        places: outputs along the axis.
        known: whether it can be said what they see.
        jump: distance of two neighbouring outputs in the input; ``None`` where the ways there disagree.
        line: the same for all outputs in one rule, where there is one.
        period: after how many outputs the same fields come again, further on.
    """

    sources: tuple[tuple[int, AxisMap], ...]
    places: int
    known: bool
    jump: Fraction | None
    line: Line | None
    period: int


class Sight:
    """One spatial axis of a stack's input; layers are added in their order, and each may be asked for.

    Numbers of layers count from 1; 0 is the input, whose cells see themselves.
    """

    def __init__(self, size: int) -> None:
        self._seen = [Seen((), size, True, Fraction(1), Line(1, 0, 0), 1)]

    def add(self, reads: Sequence[int], maps: Sequence[AxisMap | None], places: int) -> None:
        """One more layer: what it reads, and where it looks there; ``None`` where that cannot be said."""
        found = [(read, axis) for read, axis in zip(reads, maps, strict=True) if axis is not None]
        if len(found) < len(reads) or not all(self._seen[read].known for read in reads):
            self._seen.append(Seen((), places, False, None, None, 1))
            return
        jumps = {self._jump(read, axis) for read, axis in found}
        lines = [self._line(read, axis) for read, axis in found]
        whole = [line for line in lines if line is not None]
        line = None
        if len(whole) == len(lines) and len({each.jump for each in whole}) == 1:
            line = Line(whole[0].jump, min(each.first for each in whole), max(each.last for each in whole))
        # So many periods of this layer go to whole periods of the one before.
        befores = [(axis.period, self._seen[read].period, axis.shift) for read, axis in found]
        period = reduce(lcm, (own * (before // gcd(before, shift)) for own, before, shift in befores))
        jump = jumps.pop() if len(jumps) == 1 else None
        self._seen.append(Seen(tuple(found), places, True, jump, line, period))

    def places(self, number: int) -> int:
        """Outputs of a layer along this axis."""
        return self._seen[number].places

    def jump(self, number: int) -> Fraction | None:
        """Distance of two neighbouring outputs in the input, the mean one where it varies."""
        return self._seen[number].jump

    def known(self, number: int) -> bool:
        """Whether it can be said what the outputs see."""
        return self._seen[number].known

    def span(self, number: int, output: int) -> Span | None:
        """First and last input cell that one output sees; ``None`` where it sees none, or nobody can say."""
        seen = self._seen[number]
        if not seen.known:
            return None
        if seen.line is not None:
            return output * seen.line.jump + seen.line.first, output * seen.line.jump + seen.line.last
        first, last = self._sweep(number, np.array([output]))
        return (int(first[0]), int(last[0])) if first[0] <= last[0] else None

    def field(self, number: int) -> tuple[int, Fraction] | None:
        """The largest field, and the middle of the first that there is; ``None`` where nobody can say."""
        seen = self._seen[number]
        if not seen.known:
            return None
        if seen.line is not None:
            return seen.line.last - seen.line.first + 1, Fraction(seen.line.first + seen.line.last, 2)
        first, last = self._sweep(number, _some(min(seen.period, max(seen.places, 1))))
        found = np.flatnonzero(first <= last)
        if not found.size:
            return 0, Fraction(0)
        middle = Fraction(int(first[found[0]]) + int(last[found[0]]), 2)
        return int((last - first + 1)[found].max()), middle

    def _jump(self, read: int, axis: AxisMap) -> Fraction | None:
        jump = self._seen[read].jump
        return Fraction(0) if axis.shift == 0 else None if jump is None else jump * axis.step

    def _line(self, read: int, axis: AxisMap) -> Line | None:
        before, window = self._seen[read].line, axis.window
        if before is None or window is None:
            return None
        first, reach = window
        start = before.jump * first
        return Line(before.jump * axis.shift, start + before.first, start + before.jump * reach + before.last)

    def _sweep(self, number: int, outputs: Array) -> tuple[Array, Array]:
        """The input cells that some outputs see, each by itself; ``first > last`` where there are none."""
        wanted = {number: (outputs, outputs)}
        for at in range(number, 0, -1):
            if at not in wanted:
                continue
            low, high = wanted.pop(at)
            for read, axis in self._seen[at].sources:
                seen = axis.back_all(low, high)
                wanted[read] = _both(wanted[read], seen) if read in wanted else seen
        return wanted[0]


def _both(one: tuple[Array, Array], other: tuple[Array, Array]) -> tuple[Array, Array]:
    """The spans from the first cell of either to the last."""
    (first, last), (low, high) = one, other
    nothing, empty = first > last, low > high
    joined = np.minimum(first, low), np.maximum(last, high)
    return (
        np.where(nothing, low, np.where(empty, first, joined[0])),
        np.where(nothing, high, np.where(empty, last, joined[1])),
    )


def _some(count: int) -> Array:
    """Outputs to be asked: all, or of very many the first ones and others up to the last."""
    if count <= MOST_FIELDS:
        return np.arange(count)
    half = MOST_FIELDS // 2
    spread = [half + (count - 1 - half) * at // (half - 1) for at in range(half)]
    return np.array([*range(half), *spread])


def places_of(sights: Sequence[Sight], number: int) -> Shape:
    """Outputs of a layer along each axis."""
    return tuple(sight.places(number) for sight in sights)
