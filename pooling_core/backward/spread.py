"""How gradients go back through a layer: sums spread over the cells they read, maxima return to their winner."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from pooling_core.call.errors import PoolingError, dtype_of, shape_of, type_of
from pooling_core.call.types import Array, Ints
from pooling_core.compute.sweep import sweep
from pooling_core.geometry.axis import Axis


def check_differentiable(dtype: np.dtype[Any], complex_too: bool = True) -> None:
    """Refuse an input without a gradient.

    Raises:
        PoolingError: for integers and bools.
    """
    if dtype.kind not in ("fc" if complex_too else "f"):
        raise PoolingError("gradient-of-floats", "input", dtype_of(dtype))


def as_gradient(grad_output: Array, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Check a gradient against the result it belongs to, and take it in the result's dtype.

    Raises:
        PoolingError: for anything but a real array of that shape (complex for a complex result).
    """
    if not isinstance(grad_output, np.ndarray):
        raise PoolingError("numpy-array", "grad_output", type_of(grad_output))
    if grad_output.shape != shape:
        raise PoolingError("shape-of-result", "grad_output", shape_of(grad_output.shape), shape=shape)
    real = grad_output.dtype.kind in "fiub" and grad_output.dtype.itemsize <= 8 and dtype.kind == "f"
    if not (real or grad_output.dtype == dtype):
        raise PoolingError("dtype-of-result", "grad_output", dtype_of(grad_output.dtype), dtype=dtype)
    return grad_output.astype(dtype)


def as_planes_of(x: Array, lead: tuple[int, ...]) -> Array:
    """``(*lead, *outputs)`` as ``(planes, *outputs)``, also where there is nothing in it."""
    return x.reshape(prod(lead), *x.shape[len(lead) :])


@lru_cache(maxsize=4096)
def readers(axis: Axis) -> Axis:
    """The transpose of an axis: window ``c`` of the result holds the outputs that read cell ``c``.

    Windows start and stop in order, so the readers of a cell are neighbours (under dilation equally far
    apart) and the transpose of a sum over windows is again a sum over windows.

    Args:
        axis: one without dilation, or of stride 1.
    """
    cells = np.arange(axis.size, dtype=np.int64)
    if axis.stride == 1 and axis.outputs:
        kernel_size = int(axis.kernel_sizes[0])
        before = axis.dilation * (kernel_size - 1) - axis.padding
        return Axis(axis.outputs, cells - before, np.full(axis.size, kernel_size), axis.dilation, before, 1)
    assert axis.dilation == 1
    first = np.searchsorted(axis.stops, cells, side="right")
    stop = np.searchsorted(axis.starts, cells, side="right")
    return Axis(axis.outputs, first, stop - first)


def spread(grad: Array, axes: Sequence[Axis]) -> Array:
    """For every input cell, the sum of the gradients of the outputs that read it.

    Args:
        grad: shape ``(planes, *outputs)``, each already times the weight of its window.
        axes: of the layer, one per spatial dimension, without dilation or of stride 1.

    Returns:
        shape ``(planes, *spatial)``, the dtype of ``grad``.
    """
    return sweep(np.add, 0, grad, [readers(axis) for axis in axes])


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
