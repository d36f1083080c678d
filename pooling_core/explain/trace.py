"""Explains a result: where every window looked, what kind each cell is, and the arithmetic of each output.

A ``Trace`` is plain data and the only bridge from mathematics to picture. Its numbers are the core's own
output; nothing is computed a second time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.errors import PoolingError, Seen
from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import check_dtype
from pooling_core.call.types import Array, Ints
from pooling_core.compute import fractional
from pooling_core.compute.pooling import divisors, pool
from pooling_core.compute.stochastic import check_activations, probabilities
from pooling_core.explain.arithmetic import arithmetic
from pooling_core.geometry.axis import Axis, separate_axis
from pooling_core.geometry.fractional import drawn_axes, samples_array
from pooling_core.geometry.kinds import cell_kinds, frame_of, inside_counts
from pooling_core.geometry.layer import layer_axes


@dataclass(frozen=True)
class Trace:
    """One plane through one pooling call; rows and columns are those of the plane (1-D: one row per channel).

    Attributes:
        spec: the call.
        input: ``(rows, columns)``.
        output: ``(out_rows, out_columns)``, the core's result.
        axes: the windows along rows and along columns.
        frame: cells of padding or overhang around the input: top, left, bottom, right.
        kinds: one character per drawn cell, shape of the input plus the frame: ``r`` real and read,
            ``p`` padding, ``o`` overhang of ceil_mode, ``t`` tail dropped by floor, ``g`` gap skipped by
            stride, ``h`` hole skipped by dilation.
        real, padding, overhang: how many taps of each window are of that kind, shape of the output.
        divisor: what each sum is divided by, or ``None``.
        winner: flat position in the plane that each maximum came from, -1 where the window holds no data;
            or ``None``. In stochastic training the cell that was drawn.
        arithmetic: one line per output, the result included.
        probabilities: of each tap of a stochastic window, shape of the output and one axis of taps in
            reading order; or ``None``.

    Example:
        >>> trace(PoolSpec.of("max_pool1d", kernel_size=2, padding=1), np.array([4.0, 2.0, 6.0, 1.0])).kinds
        array([['p', 'r', 'r', 'r', 'r', 'p']], dtype='<U1')
    """

    spec: PoolSpec
    input: Array
    output: Array
    axes: tuple[Axis, Axis]
    frame: tuple[int, int, int, int]
    kinds: NDArray[np.str_]
    real: Ints
    padding: Ints
    overhang: Ints
    divisor: Array | None
    winner: Ints | None
    arithmetic: tuple[tuple[str, ...], ...]
    probabilities: Array | None = None


def trace(spec: PoolSpec, x: Array) -> Trace:
    """Explain ``spec`` on one plane.

    Args:
        spec: a 1-D or 2-D pooling call.
        x: ``(length,)`` or ``(channels, length)`` for 1-D, ``(height, width)`` for 2-D.

    Raises:
        PoolingError: where PyTorch refuses the call, or for a plane of the wrong rank.

    Example:
        >>> trace(PoolSpec.of("avg_pool1d", kernel_size=2), np.array([1.0, 4.0, 3.0, 5.0])).arithmetic
        (('(1 + 4) / 2 = 2.5', '(3 + 5) / 2 = 4'),)
    """
    if spec.rank > 2 or x.ndim > 2 or x.ndim < spec.rank:
        raise PoolingError("trace-one-plane", "input", Seen("axes-for", (x.ndim, spec.name)))
    plane = x if x.ndim == 2 else x[np.newaxis]
    batch = plane if spec.rank == 1 else plane[np.newaxis]
    output, winner = run_with_positions(spec, batch)
    output = output.reshape(output.shape[-2:])
    spatial_axes = window_axes(spec, batch)
    rows, columns = spatial_axes if spec.rank == 2 else (separate_axis(len(plane)), spatial_axes[0])
    taps = np.multiply.outer(rows.kernel_sizes, columns.kernel_sizes)
    inside = np.multiply.outer(inside_counts(rows), inside_counts(columns))
    real = np.multiply.outer(rows.real_counts(), columns.real_counts())
    if winner is not None:
        offsets = np.arange(len(plane))[:, np.newaxis] * plane.shape[1] if spec.rank == 1 else 0
        winner = np.where(real > 0, winner.reshape(output.shape) + offsets, -1)
    divisor = None
    if "max" not in spec.family and spec.family != "stochastic_pool":
        divisor = np.broadcast_to(divisors(spec, spatial_axes), output.shape)
    shares = None
    if spec.family == "stochastic_pool":
        stack = plane.reshape(-1, *plane.shape[-spec.rank :])
        check_activations(stack)
        shares = probabilities(stack, spatial_axes).reshape(*output.shape, -1)
    (top, bottom), (left, right) = frame_of(rows), frame_of(columns)
    return Trace(
        spec=spec,
        input=plane,
        output=output,
        axes=(rows, columns),
        frame=(top, left, bottom, right),
        kinds=cell_kinds(rows, columns),
        real=real,
        padding=inside - real,
        overhang=taps - inside,
        divisor=divisor,
        winner=winner,
        arithmetic=arithmetic(spec, plane, output, (rows, columns), divisor, shares),
        probabilities=shares,
    )


def run_with_positions(spec: PoolSpec, batch: Array) -> tuple[Array, Ints | None]:
    """The core's result, and where each maximum or draw came from, where the call has such a thing."""
    if spec.drawn:
        given = {**spec.arguments, "return_indices": True, "_random_samples": samples_array(spec, batch.dtype)}
        values, positions = getattr(fractional, spec.name)(batch, **given)
        return values, positions
    if "return_indices" not in spec.arguments or spec.arguments.get("training") is False:
        return pool(spec, batch), None
    check_dtype(spec, batch.dtype)  # with indices torch takes more of them
    values, positions = pool(PoolSpec.of(spec.name, **{**spec.arguments, "return_indices": True}), batch)
    return values, positions


def window_axes(spec: PoolSpec, batch: Array) -> tuple[Axis, ...]:
    """Where a call looks along each spatial axis; of one plane where samples place its windows."""
    spatial = batch.shape[-spec.rank :]
    return drawn_axes(spec, spatial, batch.dtype) if spec.drawn else layer_axes(spec, spatial)
