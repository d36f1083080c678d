"""The tensor of a call: which shapes and dtypes each function takes. PyTorch's CPU kernels, case by case."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from pooling_core.call.catalogue import FLOATS
from pooling_core.call.errors import PoolingError, dtype_of, shape_of, type_of
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array

COMPLEX = ("complex64", "complex128")


def as_planes(spec: PoolSpec, input: Array) -> tuple[Array, tuple[int, ...], tuple[int, ...]]:
    """Check a tensor and fold its batch and channels into one axis of planes.

    Args:
        input: ``(channels, *spatial)`` or ``(batch, channels, *spatial)``.

    Returns:
        planes ``(batch * channels, *spatial)``, the leading shape to give back, and the spatial shape.

    Raises:
        PoolingError: for anything but such an array.
    """
    if not isinstance(input, np.ndarray):
        raise _not_an_array(input)
    lead, spatial = spec.memo.get(input.shape) or spec.remember(input.shape, split_shape(spec, input.shape))
    return input.reshape(prod(lead), *spatial), lead, spatial


def split_shape(spec: PoolSpec, shape: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The leading part and the spatial part of a shape that the function takes.

    Raises:
        PoolingError: for another number of axes, or an axis that may not be empty.
    """
    rank = spec.rank
    fewest = rank + isinstance(spec.arguments.get("output_size"), tuple)
    any_rank = spec.plain_mean and rank > 1 and len(shape) >= fewest
    if len(shape) not in (rank + 1, rank + 2) and not any_rank:
        raise wrong_axes(spec.name, rank, shape)
    lead, spatial = shape[:-rank], shape[-rank:]
    if 0 in _never_empty(spec, shape):
        raise PoolingError(
            "empty-beyond-channels" if spec.tensorflow else "empty-beyond-batch", "input", shape_of(shape)
        )
    exponents = spec.arguments.get("p")
    if isinstance(exponents, tuple) and len(exponents) not in (1, lead[-1]):
        raise PoolingError("power-per-channel", "p", exponents, {"p": exponents[0]}, channels=lead[-1])
    return lead, spatial


def fold_planes(name: str, input: Array) -> tuple[Array, tuple[int, ...], tuple[int, ...]]:
    """What :func:`as_planes` does, for functions that have no spec; only the first axis may be empty.

    Raises:
        PoolingError: for anything but such an array.
    """
    if not isinstance(input, np.ndarray):
        raise _not_an_array(input)
    lead, spatial = leading_and_spatial(name, input.shape)
    return input.reshape(int(np.prod(lead)), *spatial), lead, spatial


def leading_and_spatial(name: str, shape: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What :func:`split_shape` does, for functions that have no spec; only the first axis may be empty.

    Raises:
        PoolingError: for another number of axes, or another empty axis.
    """
    rank = int(name[-2])
    if len(shape) not in (rank + 1, rank + 2):
        raise wrong_axes(name, rank, shape)
    if 0 in shape[1:]:
        raise PoolingError("empty-beyond-first", "input", shape_of(shape))
    return shape[:-rank], shape[-rank:]


def _not_an_array(input: object) -> PoolingError:
    return PoolingError("numpy-array", "input", type_of(input))


def wrong_axes(name: str, rank: int, shape: tuple[int, ...]) -> PoolingError:
    """The refusal of an input with another number of axes."""
    return PoolingError(("axes-1d", "axes-2d", "axes-3d")[rank - 1], "input", shape_of(shape), name=name)


def _never_empty(spec: PoolSpec, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The part of a shape that may not hold a 0."""
    if spec.plain_mean or spec.pads_same:
        return ()
    if spec.tensorflow or (spec.adaptive and not spec.operation.picks and spec.rank < 3):
        return shape[-spec.rank :]
    if spec.adaptive or len(shape) == spec.rank + 2:
        return shape[1:]
    return shape


def check_dtype(spec: PoolSpec, dtype: np.dtype[Any]) -> None:
    """Refuse a dtype that torch has no CPU kernel for.

    Raises:
        PoolingError: naming the dtypes it has.
    """
    if dtype not in spec.memo:
        _check_dtype(spec, dtype)
        spec.remember(dtype, True)


def _check_dtype(spec: PoolSpec, dtype: np.dtype[Any]) -> None:
    accepted = (*FLOATS, *COMPLEX) if spec.plain_mean else spec.operation.dtypes(spec.rank, spec.arguments)
    if dtype.name not in accepted or not dtype.isnative:
        # A mask stays one of whole numbers where those are taken.
        nearest = "uint8" if dtype.name == "bool" and "uint8" in accepted else "float32"
        taken = {"accepted": tuple(accepted), "nearest": nearest}
        raise PoolingError("dtype-taken", "input", dtype_of(dtype), name=spec.name, **taken)
