"""Convolution on NumPy arrays: ``conv1d``, ``conv2d`` and ``conv3d`` as in ``torch.nn.functional`` (torch 2.13.0).

As in every deep-learning library this is cross-correlation: the kernel is not flipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from pooling_core.call.catalogue import FLOATS
from pooling_core.call.errors import PoolingError, dtype_of, type_of
from pooling_core.call.types import Array, Size
from pooling_core.compute.sweep import Selector, numbered_passes
from pooling_core.geometry.convolution import ConvolutionPlan, plan_convolution

Padding = int | Sequence[int] | str
Block = tuple[Selector, ...]

INTEGERS = ("int8", "int16", "int32", "uint8")
# Sums run in double precision and are rounded once, so they are never farther from the truth than torch's.
_WIDER = {"float16": np.float64, "float32": np.float64, "complex64": np.complex128}


def conv1d(
    input: Array,
    weight: Array,
    bias: Array | None = None,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    """Convolution over a sequence; ``(*batch, channels, length)``. See :func:`conv2d`.

    Example:
        >>> conv1d(np.array([[1.0, 2.0, 4.0]]), np.array([[[1.0, 0.0, -1.0]]]))  # 1 - 4: not flipped
        array([[-3.]])
    """
    return _convolution("conv1d", input, weight, bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def conv2d(
    input: Array,
    weight: Array,
    bias: Array | None = None,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    """Sum of products of each window with a kernel, over all channels of a group, plus a bias.

    Padding is zeros, and they take part: a zero times an infinite weight is NaN.

    Args:
        input: ``(*batch, channels, height, width)``.
        weight: ``(out_channels, channels / groups, kernel_height, kernel_width)``, the input's dtype.
        bias: ``(out_channels,)``, the input's dtype.
        stride: cells between windows, one int or one per axis; 1 where it is not given, unlike in pooling.
        padding: cells of zeros on each side, ``"valid"`` for none, or ``"same"`` (stride 1 only) for as many
            as keep the size, the odd one at the end.
        dilation: cells between the taps of a window.
        groups: parts that the channels fall into; ``groups=channels`` is a depthwise convolution.

    Returns:
        ``(*batch, out_channels, out_height, out_width)``.

    Raises:
        PoolingError: for what ``torch.nn.functional.conv2d`` refuses.

    Example:
        >>> conv2d(np.ones((1, 2, 2)), np.ones((1, 1, 3, 3)), np.array([0.5]), padding=1)  # 4 ones, 5 zeros, bias
        array([[[4.5, 4.5],
                [4.5, 4.5]]])
    """
    return _convolution("conv2d", input, weight, bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def conv3d(
    input: Array,
    weight: Array,
    bias: Array | None = None,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    """Convolution over a volume; ``(*batch, channels, depth, height, width)``. See :func:`conv2d`.

    Example:
        >>> conv3d(np.ones((4, 5, 5, 5)), np.ones((8, 2, 3, 3, 3)), groups=2).shape
        (8, 3, 3, 3)
    """
    return _convolution("conv3d", input, weight, bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def _convolution(name: str, input: Array, weight: Array, bias: Array | None, **settings: Any) -> Array:
    plan = checked_plan(name, input, weight, bias, **settings)
    if 0 in plan.output_shape:
        return np.empty(plan.output_shape, input.dtype)
    batch = input if input.ndim == weight.ndim else input[np.newaxis]
    with np.errstate(all="ignore"):  # overflow and inf - inf are results here, as they are in torch
        return _sum_of_products(plan, batch, weight, bias).astype(input.dtype).reshape(plan.output_shape)


def checked_plan(name: str, input: Array, weight: Array, bias: Array | None, **settings: Any) -> ConvolutionPlan:
    """Check the arrays of a convolution and say where it looks.

    Raises:
        PoolingError: for what PyTorch refuses, and for mixed dtypes, which it takes where nothing is computed.
    """
    for parameter, array in (("input", input), ("weight", weight), ("bias", bias)):
        if not isinstance(array, np.ndarray) and not (parameter == "bias" and array is None):
            raise PoolingError("numpy-array", parameter, type_of(array))
    shape = None if bias is None else bias.shape
    plan = plan_convolution(name, input.shape, weight.shape, shape, **settings)
    for parameter, array in (("weight", weight), ("bias", bias)):
        if array is not None and array.dtype != input.dtype:
            raise PoolingError("dtype-of-input", parameter, dtype_of(array.dtype), dtype=input.dtype)
    if 0 not in input.shape:  # torch looks at the dtype only where there is something to compute
        _check_dtype(name, input.dtype, dilated=max(plan.dilation) > 1)
    return plan


def _check_dtype(name: str, dtype: np.dtype[Any], dilated: bool) -> None:
    accepted = [*FLOATS, "int64", "complex64", "complex128"] + list(INTEGERS) * (not dilated)
    if dtype.name not in accepted or not dtype.isnative:
        taken = {"name": name, "accepted": tuple(accepted), "nearest": "float32"}
        raise PoolingError("dtype-taken-dilated" if dilated else "dtype-taken", "input", dtype_of(dtype), **taken)


def _sum_of_products(plan: ConvolutionPlan, x: Array, weight: Array, bias: Array | None) -> Array:
    """Add one tap of the kernel after another, each for all windows, channels and samples at once.

    Args:
        x: ``(batch, channels, *spatial)``.

    Returns:
        ``(batch, groups, out_channels / groups, *outputs)``, in the wider dtype.
    """
    dtype = _WIDER.get(x.dtype.name, x.dtype)
    outputs = plan.output_shape[-len(plan.axes) :]
    cells = x.astype(dtype, copy=False).reshape(len(x), plan.groups, -1, *plan.spatial)
    kernels = weight.astype(dtype, copy=False).reshape(plan.groups, -1, *weight.shape[1:])
    total = np.zeros((*cells.shape[:2], kernels.shape[1], *outputs), dtype)
    if bias is not None:
        total += bias.astype(dtype).reshape(plan.groups, -1, *[1] * len(outputs))
    whole = kernels.size == np.isfinite(kernels).sum()
    for tap, made, read in tap_blocks(plan, with_zeros=not whole):
        weights: Any = (..., *tap)
        # Matrix products are fast on unbroken rows only, and one tap of a kernel is scattered.
        columns, kernel = cells[(..., *read)], np.ascontiguousarray(kernels[weights])
        if not whole:  # a zero of padding times an infinite weight is nan, so here the zeros must be there
            columns, made = _among_zeros(columns, made, outputs), (slice(None),) * len(outputs)
        flat = columns.reshape(*columns.shape[:3], -1)
        # A matrix product of one column is a plain product, and much faster so.
        terms = kernel * flat if weight.shape[1] == 1 else kernel @ flat
        total[(..., *made)] += terms.reshape(*terms.shape[:3], *columns.shape[3:])
    return total


def tap_blocks(plan: ConvolutionPlan, with_zeros: bool = False) -> Iterator[tuple[tuple[int, ...], Block, Block]]:
    """For each tap of the kernel: the outputs for which it is data, and the input cells they read there.

    Args:
        with_zeros: also name the taps that are padding for every output, with empty blocks.
    """
    passes = []
    for axis, taps in zip(plan.axes, plan.kernel_size, strict=True):
        found = {tap: (made, read) for tap, made, read in numbered_passes(axis)}
        nothing = (slice(0, 0), slice(0, 0))
        passes.append([(tap, *found.get(tap, nothing)) for tap in range(taps) if with_zeros or tap in found])
    for block in product(*passes):
        tap, made, read = zip(*block, strict=True)
        yield tap, made, read


def _among_zeros(columns: Array, made: Block, outputs: tuple[int, ...]) -> Array:
    full = np.zeros((*columns.shape[:3], *outputs), columns.dtype)
    full[(..., *made)] = columns
    return full
