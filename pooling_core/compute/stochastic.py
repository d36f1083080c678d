"""Stochastic pooling: a cell of each window is drawn with a probability in proportion to its value.

Source: Zeiler and Fergus, "Stochastic Pooling for Regularization of Deep Convolutional Neural Networks", 2013.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from pooling_core.call.errors import PoolingError, Seen
from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import check_dtype
from pooling_core.call.types import Array, Ints, Size
from pooling_core.compute.passes import window_passes
from pooling_core.compute.record import Reduced
from pooling_core.compute.sweep import sweep, tile_by_tile
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.layer import layer_axes


def reduce(spec: PoolSpec, x: Array, axes: Sequence[Axis], keep: bool) -> Reduced:
    """Drawn cells in training, weighted means at inference."""
    check_dtype(spec, x.dtype)
    check_activations(x)
    outputs = [axis.outputs for axis in axes]
    chances = probabilities(x, axes) if keep else None
    if not spec.arguments["training"]:
        return Reduced(tile_by_tile(lambda tile: weighted_means(x[tile], axes), x, outputs, x.dtype), weights=chances)
    rng = np.random.default_rng(spec.arguments["rng"])  # a Generator is taken as it is, and moves on

    def drawn_in(tile: slice) -> Ints:
        return draw_cells(x[tile], axes, rng.random((len(x[tile]), *outputs)))

    positions = tile_by_tile(drawn_in, x, outputs, np.int64)
    cells, drawn = (a.reshape(len(a), prod(a.shape[1:])) for a in (x, positions))
    # The cell of a window of zeros may be -0.0.
    values = np.abs(np.take_along_axis(cells, drawn, axis=1)).reshape(positions.shape)
    return Reduced(values, positions, weights=chances)


def draw_cells(x: Array, axes: Sequence[Axis], u: Array) -> Ints:
    """The flat position in its plane of the cell drawn in each window.

    The cells of a window, in reading order, share out ``[0, total)`` in pieces as long as their values:
    the one whose piece holds ``u * total`` is drawn. A cell of 0 has no piece and is never drawn.

    Args:
        x: shape ``(planes, *spatial)``, as :func:`check_activations` takes it.
        axes: one per spatial dimension, evenly strided and without padding.
        u: one uniform number in ``[0, 1)`` per output, shape ``(planes, *outputs)``.

    Returns:
        int64, the shape of ``u``; in a window of zeros, which has nothing to draw, its first cell.
    """
    totals = running_totals(x, axes)
    # u * total rounds up to the total where that is subnormal: then no cell would be left to draw.
    threshold = np.minimum(u * totals, np.nextafter(totals, 0))
    places = np.arange(prod(x.shape[1:])).reshape(1, *x.shape[1:])
    first_cells = places[np.ix_(np.zeros(1, np.int64), *(axis.starts for axis in axes))]
    drawn: Ints = np.broadcast_to(first_cells, u.shape).copy()
    reached, open_ = np.zeros(u.shape), np.ones(u.shape, bool)
    for _, outputs, reads in window_passes(axes):
        reached[outputs] += x[reads]
        here = open_[outputs] & (reached[outputs] > threshold[outputs])
        drawn[outputs] = np.where(here, places[reads], drawn[outputs])
        open_[outputs] &= ~here
    return drawn


def weighted_means(x: Array, axes: Sequence[Axis]) -> Array:
    """``sum x**2 / sum x`` of each window, the mean weighted by the probabilities; 0 where all cells are 0.

    Args:
        x: shape ``(planes, *spatial)``, as :func:`check_activations` takes it.

    Returns:
        shape ``(planes, *outputs)``, float64.
    """
    if x.dtype != np.float64:  # squares of narrower numbers never leave the range of float64
        wide = x.astype(np.float64)
        return shares(sweep(np.add, 0, wide * wide, axes), sweep(np.add, 0, wide, axes))
    totals = running_totals(x, axes)
    means = np.zeros_like(totals)
    for _, outputs, reads in window_passes(axes):
        # A share times a value, not a square over a sum: squares leave the range of float64.
        means[outputs] += x[reads] * shares(x[reads], totals[outputs])
    return means


def probabilities(x: Array, axes: Sequence[Axis]) -> Array:
    """The probability of each tap of each window, in reading order; 0 for a tap outside the input.

    Args:
        x: shape ``(planes, *spatial)``, as :func:`check_activations` takes it.

    Returns:
        shape ``(planes, *outputs, taps)``; all 0 in a window of zeros.
    """
    totals = running_totals(x, axes)
    kernel = [int(axis.kernel_sizes[0]) for axis in axes]
    table = np.zeros((*totals.shape, prod(kernel)))
    for tap, outputs, reads in window_passes(axes):
        table[(*outputs, np.ravel_multi_index(tap, kernel))] = shares(x[reads], totals[outputs])
    return table


def shares(x: Array, totals: Array) -> Array:
    """``x / totals``, and 0 where there is nothing to share out."""
    return np.asarray(np.divide(x, totals, out=np.zeros(np.broadcast_shapes(x.shape, totals.shape)), where=totals > 0))


def running_totals(x: Array, axes: Sequence[Axis]) -> Array:
    """The sum of each window, added up in reading order as a draw does, so that both end at one number.

    Raises:
        PoolingError: where a sum is beyond float64, and shares of it are no numbers.
    """
    totals = np.zeros((len(x), *(axis.outputs for axis in axes)))
    with np.errstate(over="ignore"):
        for _, outputs, reads in window_passes(axes):
            totals[outputs] += x[reads]
    if not np.isfinite(totals).all():
        raise PoolingError("shares-of-finite-sum", "input", Seen("overflowing-window"))
    return totals


def check_activations(x: Array) -> None:
    """Refuse what has no probability.

    Raises:
        PoolingError: for a number below 0, an infinity or a NaN: none of them has a probability.
    """
    lowest, highest = x.min(initial=0), x.max(initial=0)
    if lowest < 0 or (highest != highest and (x < 0).any()):
        raise PoolingError("negative-activation", "input", Seen("smallest-value", x[x < 0].min()))
    if not highest < np.inf:
        raise PoolingError("finite-activations", "input", Seen("one-of-its-values", highest))


def stochastic_probabilities(
    plane: Array, kernel_size: Size, stride: Size | None = None, ceil_mode: bool = False
) -> Array:
    """What stochastic pooling draws by: the probability of each tap of each window of ONE plane.

    Args:
        plane: ``(length,)``, ``(height, width)`` or ``(depth, height, width)``, finite and not negative.
        kernel_size, stride, ceil_mode: as in :func:`pooling_core.extensions.stochastic_pool2d`.

    Returns:
        ``(*outputs, taps)``, float64, the taps in reading order: 0 for a tap outside the plane, all 0 for
        a window of zeros.

    Raises:
        PoolingError: as in :func:`pooling_core.extensions.stochastic_pool2d`.

    Example:
        >>> stochastic_probabilities(np.array([1.0, 3.0, 0.0, 2.0]), 2)
        array([[0.25, 0.75],
               [0.  , 1.  ]])
    """
    if not isinstance(plane, np.ndarray) or plane.ndim not in (1, 2, 3) or plane.dtype.kind != "f" or 0 in plane.shape:
        shown = Seen("shape-and-dtype", (plane.shape, plane.dtype)) if isinstance(plane, np.ndarray) else plane
        raise PoolingError("plane-of-floats", "plane", shown)
    spec = PoolSpec.of(f"stochastic_pool{plane.ndim}d", kernel_size=kernel_size, stride=stride, ceil_mode=ceil_mode)
    check_activations(plane)
    (table,) = probabilities(plane[np.newaxis], layer_axes(spec, plane.shape))
    return np.asarray(table)
