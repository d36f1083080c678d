"""The gradient that comes down to a result: whether there can be one, and its check against what it belongs to."""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

import numpy as np

from pooling_core.call.errors import PoolingError, dtype_of, shape_of, type_of
from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import as_planes, check_dtype
from pooling_core.call.types import Array, Shape
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.layer import layer_axes


class Upstream(NamedTuple):
    """A pooling call seen from its result.

    Attributes:
        planes: the input, ``(planes, *spatial)``.
        axes: where the call looked.
        grad: the gradient of its result, ``(planes, *outputs)``, in the dtype of the result.
    """

    planes: Array
    axes: tuple[Axis, ...]
    grad: Array


def upstream_of(spec: PoolSpec, grad_output: Array, x: Array, inner: PoolSpec | None = None) -> Upstream:
    """Check the call, the dtype and the gradient.

    Args:
        inner: another call whose dtypes decide, where the function is composed of others.

    Raises:
        PoolingError: where the call is refused, has no gradient, or the gradient is not of its result.
    """
    planes, lead, spatial = as_planes(spec, x)
    axes = layer_axes(spec, spatial)
    check_differentiable(x.dtype)
    dtype = np.abs(x[:0]).dtype if inner and inner.operation.picks else x.dtype  # of magnitudes
    check_dtype(inner or spec, dtype)
    grad = as_gradient(grad_output, (*lead, *(axis.outputs for axis in axes)), dtype)
    if spec.adaptive and not spec.plain_mean and 0 in grad.shape[1:]:
        raise PoolingError("gradient-empty-beyond-first", "grad_output", shape_of(grad.shape))
    return Upstream(planes, axes, as_planes_of(grad, lead))


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


def as_planes_of(x: Array, lead: Shape) -> Array:
    """``(*lead, *outputs)`` as ``(planes, *outputs)``, also where there is nothing in it."""
    return x.reshape(prod(lead), *x.shape[len(lead) :])
