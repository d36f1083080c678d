"""How gradients go back through a layer: sums spread over the cells they read, maxima return to their winner."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from pooling_core.call.types import Array, Ints
from pooling_core.compute.sweep import sweep, tap_passes
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.readers import transposed


def spread(grad: Array, axes: Sequence[Axis]) -> Array:
    """For every input cell, the sum of the gradients of the outputs that read it.

    Args:
        grad: shape ``(planes, *outputs)``, each already times the weight of its window.
        axes: of the layer, one per spatial dimension.

    Returns:
        shape ``(planes, *spatial)``, the dtype of ``grad``.
    """
    if any(axis.dilation > 1 and axis.stride != 1 for axis in axes):
        return _spread_by_taps(grad, axes)
    return sweep(np.add, 0, grad, [transposed(axis) for axis in axes])


def _spread_by_taps(grad: Array, axes: Sequence[Axis]) -> Array:
    """The same where the readers of a cell are no neighbours: one axis after another, a tap at a time."""
    for number, axis in enumerate(axes, start=1):
        lines = grad.swapaxes(0, number)
        spreading = np.zeros((axis.size, *lines.shape[1:]), grad.dtype)
        for outputs, reads in tap_passes(axis):
            spreading[reads] += lines[outputs]
        grad = spreading.swapaxes(0, number)
    return grad


def scatter(grad: Array, positions: Ints, spatial: tuple[int, ...]) -> Array:
    """Give each output's gradient to the one cell it came from, adding where outputs share a cell.

    A max pooling window without any data names a position that may lie beyond its plane: nothing flows
    from there. (PyTorch would write into the next plane, and past the end of the last one.)

    Args:
        grad: shape ``(planes, *outputs)``.
        positions: the same shape, flat positions in the plane.
        spatial: shape of an input plane.

    Returns:
        shape ``(planes, *spatial)``, the dtype of ``grad``.
    """
    cells, outputs = prod(spatial), prod(grad.shape[1:])
    flat = np.zeros(len(grad) * cells, grad.dtype)
    places = positions.reshape(len(grad), outputs) + np.arange(len(grad))[:, np.newaxis] * cells
    values = grad.reshape(places.shape)
    if positions.max(initial=0) >= cells:
        inside = positions.reshape(places.shape) < cells
        places, values = places[inside], values[inside]
    np.add.at(flat, places.ravel(), values.ravel())
    return flat.reshape(len(grad), *spatial)
