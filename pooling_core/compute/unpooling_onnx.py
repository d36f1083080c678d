"""Max unpooling as ONNX has it: an index counts the cells of the whole tensor, its batch and channels among them.

Sources: the operator ``MaxUnpool`` of ONNX (onnx.ai, opset 22: "computed considering the tensor as flattened 1-D
tensor"); its published test case ``maxunpool_export_with_output_shape``, which reads an index on the plane of the
default size and then puts zeros below and to the right; ONNX Runtime 1.31.1, which reads it on the plane of
``output_shape``.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Literal

import numpy as np

from pooling_core.call.types import Array, Ints
from pooling_core.geometry.unpooling import unpool_sizes

Reading = Literal["runtime", "standard"]


def flat_indices(indices: Ints, sizes: Sequence[int]) -> Ints:
    """torch's indices, which count along each plane, as ONNX counts them: along the whole tensor.

    Args:
        indices: ``(*lead, *pooled)``.
        sizes: of the plane that was pooled; they tell how many axes that are.

    Example:
        >>> flat_indices(np.array([[[[5]], [[5]]]]), (4, 4))  # (batch, channels, height, width)
        array([[[[ 5]],
        <BLANKLINE>
                [[21]]]])
    """
    lead = indices.shape[: indices.ndim - len(sizes)]
    planes = np.arange(prod(lead), dtype=np.int64).reshape(*lead, *[1] * len(sizes))
    return np.asarray(indices + planes * prod(sizes))


def onnx_max_unpool(
    x: Array,
    indices: Ints,
    kernel_shape: Sequence[int],
    strides: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    output_shape: Sequence[int] | None = None,
    reading: Reading = "runtime",
) -> Array | None:
    """What ONNX's ``MaxUnpool`` makes of pooled values and their indices.

    Args:
        x, indices: ``(batch, channels, *pooled)``; an index counts the cells of the whole result.
        strides: 1 along each axis where they are not given, not the kernel.
        pads: before and after each axis together, ONNX's two numbers added.
        output_shape: the whole shape of the result: for ONNX Runtime of at least as many cells as the default, for the
            standard's test case at least as long along each axis.
        reading: who reads the indices where an ``output_shape`` is given: ONNX Runtime or the standard's test case.

    Returns:
        ``None`` where it is refused: an ``output_shape`` that is too small, or an index beyond the result.

    Example:
        >>> x, at = np.array([[[[9.0]]]]), np.array([[[[3]]]])  # the last cell of a 2 by 2 plane
        >>> onnx_max_unpool(x, at, (2, 2), (2, 2), None, (1, 1, 3, 3))[0, 0].argmax()  # read on 3 by 3
        np.int64(3)
        >>> onnx_max_unpool(x, at, (2, 2), (2, 2), None, (1, 1, 3, 3), "standard")[0, 0].argmax()
        np.int64(4)
    """
    rank = len(kernel_shape)
    steps, both = strides or (1,) * rank, pads or (0,) * rank
    axes = zip(x.shape[-rank:], kernel_shape, steps, both, strict=True)
    default = (*x.shape[:-rank], *(unpool_sizes(count, k, s).default - pad for count, k, s, pad in axes))
    shape = tuple(output_shape or default)
    if min(shape) < 0:
        return None
    # ONNX Runtime counts the cells of all axes together.
    sides = [(prod(shape), prod(default))] if reading == "runtime" else zip(shape, default, strict=True)
    if any(size < least for size, least in sides):
        return None
    ground = default if reading == "standard" else shape
    if indices.size and not 0 <= int(indices.min()) <= int(indices.max()) < prod(ground):
        return None
    made = np.zeros(ground, x.dtype)
    np.put(made, indices.reshape(-1), x.reshape(-1))
    whole = np.zeros(shape, x.dtype)
    whole[tuple(slice(size) for size in ground)] = made
    return whole
