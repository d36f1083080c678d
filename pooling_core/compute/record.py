"""What came of a call, as a record: the checked call, its planes and axes, the values, and what made them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import NamedTuple

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array, Ints, Shape
from pooling_core.geometry.axis import Axis


class Reduced(NamedTuple):
    """What a rule makes of the windows of some planes, all of shape ``(planes, *outputs)``.

    Attributes:
        values: the result.
        positions: the flat position in its plane that each value came from.
        divisors: what each sum was divided by, shape ``outputs``.
        weights: of each tap of each window in reading order, one axis more; 0 for a tap that is no data.
    """

    values: Array
    positions: Ints | None = None
    divisors: Array | None = None
    weights: Array | None = None


@dataclass(frozen=True)
class Run:
    """A call that was made.

    Attributes:
        call: the checked call.
        planes: ``(planes, *spatial)``: batch and channels are one axis.
        lead: the batch and channels that they were.
        axes: where the call looked, one per spatial axis.
        reduced: what came of it.
    """

    call: PoolSpec
    planes: Array
    lead: Shape
    axes: tuple[Axis, ...]
    reduced: Reduced

    @property
    def output(self) -> Array:
        """The result, ``(*lead, *outputs)``."""
        values = self.reduced.values
        return values.reshape(*self.lead, *values.shape[1:])

    @cached_property
    def real(self) -> Ints:
        """How many taps of each window are data, shape ``outputs``."""
        return np.asarray(reduce(np.multiply.outer, (axis.real_counts() for axis in self.axes)))

    @cached_property
    def winners(self) -> Ints | None:
        """The cell of its plane that each value came from, ``(planes, *outputs, axes)``; -1 where there is no data."""
        if self.reduced.positions is None:
            return None
        inside = np.where(self.real > 0, self.reduced.positions, 0)
        cells = np.stack(np.unravel_index(inside, self.planes.shape[1:]), axis=-1)
        return np.where(self.real[..., np.newaxis] > 0, cells, -1)
