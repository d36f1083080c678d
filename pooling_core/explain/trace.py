"""Explains a run: where every window looked, what kind each cell is, and the arithmetic of each output.

A ``Trace`` is plain data and the only bridge from mathematics to picture. Its numbers are those of the run; nothing is
computed a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.errors import PoolingError, Seen
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array, Ints
from pooling_core.compute.run import run
from pooling_core.explain.arithmetic import arithmetic
from pooling_core.geometry.axis import Axis, separate_axis
from pooling_core.geometry.kinds import cell_kinds, frame_of

Cell = tuple[int, ...]


@dataclass(frozen=True)
class Trace:
    """One plane or volume through one pooling call; in a 1-D call the rows of the plane are its channels.

    Attributes:
        spec: the call.
        input: ``(rows, columns)``, or ``(depth, height, width)``.
        output: the result, with as many axes.
        axes: the windows along each axis of the input.
        frame: cells of padding or overhang before and after the input, per axis.
        kinds: one character per drawn cell, shape of the input plus the frame: ``r`` real and read,
            ``p`` padding, ``o`` overhang of ceil_mode, ``t`` tail dropped by floor, ``g`` gap skipped by
            stride, ``h`` hole skipped by dilation.
        real, padding, overhang: how many taps of each window are of that kind, shape of the output.
        divisor: what each sum is divided by, shape of the output, or ``None``.
        winners: the cell that each maximum came from, in stochastic training the one that was drawn, shape of the
            output and one axis of coordinates, all -1 where the window holds no data; or ``None``.
        arithmetic: one line per output, the result included, nested like the output.
        weights: of each tap of each window, shape of the output and one axis of taps in reading order; or ``None``.

    Example:
        >>> trace(PoolSpec.of("max_pool1d", kernel_size=2, padding=1), np.array([4.0, 2.0, 6.0, 1.0])).kinds
        array([['p', 'r', 'r', 'r', 'r', 'p']], dtype='<U1')
    """

    spec: PoolSpec
    input: Array
    output: Array
    axes: tuple[Axis, ...]
    frame: tuple[tuple[int, int], ...]
    kinds: NDArray[np.str_]
    real: Ints
    padding: Ints
    overhang: Ints
    divisor: Array | None
    winners: Ints | None
    arithmetic: tuple[Any, ...]
    weights: Array | None = None

    def taps(self, output: Cell) -> list[Cell]:
        """Every position that an output reads, in reading order, padding and overhang included."""
        return list(product(*(axis.taps(i).tolist() for axis, i in zip(self.axes, output, strict=True))))

    def span(self, output: Cell) -> list[tuple[int, int]]:
        """The box around an output's window: start and stop along each axis."""
        return [(int(axis.starts[i]), int(axis.stops[i])) for axis, i in zip(self.axes, output, strict=True)]

    def winner(self, output: Cell) -> Cell | None:
        """The cell that an output came from, or ``None`` where there is none."""
        if self.winners is None or self.winners[output][0] < 0:
            return None
        return tuple(self.winners[output].tolist())

    def cells(self, output: Cell) -> Array:
        """The data in an output's window, in reading order."""
        taps = (axis.taps(i) for axis, i in zip(self.axes, output, strict=True))
        kept = [each[(each >= 0) & (each < size)] for each, size in zip(taps, self.input.shape, strict=True)]
        return np.asarray(self.input[np.ix_(*kept)].ravel())


def trace(spec: PoolSpec, x: Array, axes: tuple[Axis, ...] | None = None) -> Trace:
    """Explain ``spec`` on one plane or volume.

    Args:
        spec: any pooling call.
        x: ``(length,)`` or ``(channels, length)`` for 1-D, ``(height, width)`` for 2-D, ``(depth, height, width)`` for
            3-D; small, because every window is written out.
        axes: where to look along each of the call's axes, if not where the call itself says.

    Raises:
        PoolingError: where PyTorch refuses the call, or for an input of another number of axes.

    Example:
        >>> trace(PoolSpec.of("avg_pool1d", kernel_size=2), np.array([1.0, 4.0, 3.0, 5.0])).arithmetic
        (('(1 + 4) / 2 = 2.5', '(3 + 5) / 2 = 4'),)
    """
    if x.ndim != spec.rank and not (spec.rank == 1 and x.ndim == 2):
        raise PoolingError("trace-one-plane", "input", Seen("axes-for", (x.ndim, spec.name)))
    cells = x if x.ndim > 1 else x[np.newaxis]
    made = run(spec, cells if spec.rank == 1 else cells[np.newaxis], axes)
    values, _, divisors, weights = made.reduced
    # The channels of a 1-D call are rows, which pooling never mixes.
    axes = (separate_axis(len(cells)), *made.axes) if spec.rank == 1 else made.axes
    output = values.reshape(tuple(axis.outputs for axis in axes))
    taps, inside, real = (
        np.asarray(reduce(np.multiply.outer, counts))
        for counts in zip(
            *((axis.kernel_sizes, axis.padded_counts(), axis.real_counts()) for axis in axes), strict=True
        )
    )
    divisor = None if divisors is None else np.broadcast_to(divisors, output.shape)
    shares = None if weights is None else weights.reshape(*output.shape, -1)
    return Trace(
        spec=spec,
        input=cells,
        output=output,
        axes=axes,
        frame=tuple(map(frame_of, axes)),
        kinds=cell_kinds(*axes),
        real=real,
        padding=inside - real,
        overhang=taps - inside,
        divisor=divisor,
        winners=_winners(made.winners, output.shape, spec.rank),
        arithmetic=arithmetic(spec, cells, output, axes, divisor, shares),
        weights=shares,
    )


def _winners(cells: Ints | None, shape: tuple[int, ...], rank: int) -> Ints | None:
    """The run's winners with the axes of the picture: a cell of a 1-D call has its channel as row."""
    if cells is None:
        return None
    if rank > 1:
        return cells.reshape(*shape, rank)
    rows = np.where(cells >= 0, np.arange(shape[0])[:, np.newaxis, np.newaxis], -1)
    return np.concatenate([rows, cells], axis=-1)
