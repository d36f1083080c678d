"""The shape that every function gives, found without computing: the checks are those of the functions themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from pooling_core.call.arguments import INT_MAX
from pooling_core.call.catalogue import OPERATIONS, Windows, find
from pooling_core.call.errors import PoolingError, shape_of
from pooling_core.call.spec import PoolSpec, taken
from pooling_core.call.tensor import leading_and_spatial, split_shape
from pooling_core.call.types import Shape
from pooling_core.geometry import resampling, unpooling
from pooling_core.geometry.convolution import plan_convolution, transposed_shape
from pooling_core.geometry.fractional import fractional_output_size
from pooling_core.geometry.layer import layer_outputs

# What torch counts windows in.
LONGEST_AXIS = INT_MAX


def output_shape(name: str, input_shape: Sequence[int], **parameters: Any) -> Shape:
    """The shape of ``name``'s result for an input of ``input_shape``; of both results where there are indices.

    Args:
        name: any public function, such as ``"max_pool2d"``, ``"conv1d"``, ``"interpolate"``; and, for its shape
            alone, ``"conv_transpose1d"``, ``2d`` or ``3d``.
        input_shape: ``(*batch, channels, *spatial)``.
        parameters: the function's other arguments, by their names. Arrays (weight, bias, indices) may be given
            by their shapes, and ``indices`` may be left out.

    Raises:
        PoolingError: for what the function refuses because of its arguments or the shape; it is blind to
            dtypes and values. Also for an axis longer than ``LONGEST_AXIS``.

    Example:
        >>> output_shape("conv2d", (3, 32, 32), weight=(8, 3, 5, 5), stride=2, padding=2)
        (8, 16, 16)
    """
    shape = _checked_shape("input_shape", input_shape)
    found = find(name)
    if found is None:
        families = tuple(family for family, operation in OPERATIONS.items() if operation.ranks)
        raise PoolingError("unknown-function", "name", name, names=families)
    operation, rank = found
    accepted = operation.signature(rank)
    if operation.windows == "indices":
        accepted["indices"] = None  # a shape needs none
    taken(name, accepted, parameters)
    return SHAPES[operation.windows](name, shape, dict(parameters))


def _checked_shape(parameter: str, shape: Any) -> Shape:
    whole = isinstance(shape, list | tuple) and all(
        isinstance(size, int | np.integer) and not isinstance(size, bool) and size >= 0 for size in shape
    )
    if not whole:
        raise PoolingError("shape-of-ints", parameter, shape)
    if max(shape, default=0) > LONGEST_AXIS:
        nearest = tuple(min(int(size), LONGEST_AXIS) for size in shape)
        raise PoolingError("axis-too-long", parameter, shape, {parameter: nearest}, longest=LONGEST_AXIS)
    return tuple(int(size) for size in shape)


def _pooled(name: str, shape: Shape, parameters: dict[str, Any]) -> Shape:
    spec = PoolSpec.of(name, **parameters)
    lead, spatial = split_shape(spec, shape)
    return (*lead, *layer_outputs(spec, spatial))


def _array_shape(parameter: str, array: Any) -> Shape:
    return array.shape if isinstance(array, np.ndarray) else _checked_shape(parameter, array)


def _convolved(name: str, shape: Shape, parameters: dict[str, Any]) -> Shape:
    weight = _array_shape("weight", parameters.pop("weight"))
    bias = parameters.pop("bias", None)
    bias_shape = None if bias is None else _array_shape("bias", bias)
    return plan_convolution(name, shape, weight, bias_shape, **parameters).output_shape


def _transposed(name: str, shape: Shape, parameters: dict[str, Any]) -> Shape:
    weight = _array_shape("weight", parameters.pop("weight"))
    bias = parameters.pop("bias", None)
    bias_shape = None if bias is None else _array_shape("bias", bias)
    return transposed_shape(name, shape, weight, bias_shape, **parameters)


def _unpooled(name: str, shape: Shape, parameters: dict[str, Any]) -> Shape:
    lead, pooled = leading_and_spatial(name, shape)
    indices = parameters.pop("indices", None)
    if indices is not None and _array_shape("indices", indices) != shape:
        raise PoolingError("indices-shape", "indices", shape_of(_array_shape("indices", indices)), shape=shape)
    return (*lead, *unpooling.unpooled_size(name, pooled, **parameters))


def _fractional(name: str, shape: Shape, parameters: dict[str, Any]) -> Shape:
    lead, spatial = leading_and_spatial(name, shape)
    sizes = {key: parameters[key] for key in ("kernel_size", "output_size", "output_ratio") if key in parameters}
    return (*lead, *fractional_output_size(name, spatial, **sizes))


def _resampled(name: str, shape: Shape, parameters: dict[str, Any]) -> Shape:
    sizes, _ = resampling.resampled_sizes(shape, **parameters)
    return (*shape[:2], *sizes)


SHAPES: Mapping[Windows, Callable[[str, Shape, dict[str, Any]], Shape]] = {
    "strided": _pooled,
    "adaptive": _pooled,
    "tensorflow": _pooled,
    "padded": _pooled,
    "sampled": _fractional,
    "kernel": _convolved,
    "transposed": _transposed,
    "indices": _unpooled,
    "copied": _resampled,
}
