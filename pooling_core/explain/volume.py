"""Explains a 3-D call on one volume: what every window reads, and the arithmetic of each output."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import product

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.errors import PoolingError, Seen
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array, Ints
from pooling_core.compute.pooling import divisors
from pooling_core.explain.arithmetic import arithmetic
from pooling_core.explain.trace import run_with_positions, window_axes
from pooling_core.geometry.axis import Axis

# A volume's cells are of the same kinds as a plane's, and found by the same rules.
from pooling_core.geometry.kinds import cell_kinds, frame_of, inside_counts

Cell = tuple[int, ...]
FAMILIES = ("max_pool", "avg_pool", "adaptive_max_pool", "adaptive_avg_pool", "fractional_max_pool")


@dataclass(frozen=True)
class VolumeTrace:
    """One volume through one 3-D call. Axes are depth, height and width; positions those of the unpadded input.

    Attributes:
        spec: the call.
        input: ``(depth, height, width)``.
        output: ``(out_depth, out_height, out_width)``, the core's result.
        axes: the windows along each axis.
        frame: cells of padding or overhang before and after the input, per axis.
        kinds: one character per drawn cell, shape of the input plus the frame, as in ``Trace``.
        real, padding, overhang: how many taps of each window are of that kind, shape of the output.
        winner: flat position that each maximum came from, -1 where the window holds no data; or ``None``.
        arithmetic: one line per output, the result included; nested like the output.
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
    winner: Ints | None
    arithmetic: tuple[tuple[tuple[str, ...], ...], ...]

    def taps(self, output: Cell) -> list[Cell]:
        """Every position that an output reads, in reading order, padding and overhang included."""
        return list(product(*(axis.taps(i).tolist() for axis, i in zip(self.axes, output, strict=True))))

    def span(self, output: Cell) -> list[tuple[int, int]]:
        """The box around an output's window: start and stop along each axis."""
        return [(int(axis.starts[i]), int(axis.stops[i])) for axis, i in zip(self.axes, output, strict=True)]


def volume_trace(spec: PoolSpec, x: Array) -> VolumeTrace:
    """Explain ``max_pool3d``, ``avg_pool3d``, their adaptive kin or ``fractional_max_pool3d`` on one volume.

    Args:
        x: ``(depth, height, width)``; small, because every window is written out.

    Raises:
        PoolingError: where PyTorch refuses the call, or for another call or another number of axes.
    """
    if spec.rank != 3 or spec.family not in FAMILIES or x.ndim != 3:
        explained = tuple(f"{family}3d" for family in FAMILIES)
        raise PoolingError("trace-one-volume", "input", Seen("axes-for", (x.ndim, spec.name)), names=explained)
    values, winners = run_with_positions(spec, x[np.newaxis])
    output, axes = values[0], window_axes(spec, x[np.newaxis])
    taps = _product(axis.kernel_sizes for axis in axes)
    inside, real = _product(map(inside_counts, axes)), _product(axis.real_counts() for axis in axes)
    divisor = None if winners is not None else np.broadcast_to(divisors(spec, axes), output.shape)
    return VolumeTrace(
        spec=spec,
        input=x,
        output=output,
        axes=axes,
        frame=tuple(map(frame_of, axes)),
        kinds=cell_kinds(*axes),
        real=real,
        padding=inside - real,
        overhang=taps - inside,
        winner=None if winners is None else np.where(real > 0, winners[0], -1),
        arithmetic=arithmetic(spec, x, output, axes, divisor),
    )


def _product(counts: Iterable[Ints]) -> Ints:
    return reduce(np.multiply.outer, counts)
