"""Poolings with padding that may be uneven, as ONNX has them: before and after each axis, or as a word.

They are written and called like those of ``extensions``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array, Size
from pooling_core.compute.run import pool

Pads = int | str | Sequence[int | Sequence[int]]


def padded_max_pool1d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Pads = 0,
    dilation: Size = 1,
    rounding: str = "floor",
) -> Array:
    """Maximum of each window; ``(*batch, channels, length)``. See :func:`padded_max_pool2d`.

    Example:
        >>> padded_max_pool1d(np.array([[3.0, 1.0, 4.0]]), 2, 1, ((1, 0),))  # one cell before, none after
        array([[3., 3., 4.]])
    """
    return _array("padded_max_pool1d", locals())


def padded_max_pool2d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Pads = 0,
    dilation: Size = 1,
    rounding: str = "floor",
) -> Array:
    """Maximum of each window, with as much padding before and after each axis as one likes.

    Args:
        input: ``(*batch, channels, height, width)``, float16, float32 or float64.
        kernel_size: cells per window, one int or one per axis.
        stride: cells between windows; the kernel_size where it is not given.
        padding: cells around the input: one int, or for each axis an int or two, before and after it; or
            ``"SAME_UPPER"``, ``"SAME_LOWER"`` (as many as ``ceil(size / stride)`` windows need, an odd one after or
            before the input) or ``"VALID"`` (none).
        dilation: cells between the taps of a window.
        rounding: of the number of windows: ``"floor"``, ``"ceil"``, or ``"ceil_inside"``, which leaves out a last
            window that would start in the padding after the input (PyTorch's ceil_mode).

    Returns:
        ``(*batch, channels, out_height, out_width)``; minus infinity where a window holds no data.

    Raises:
        PoolingError: for any other value, and for a window that finds no place.

    Source: ``MaxPool`` of ONNX, ``auto_pad`` and ``pads``.

    Example:
        >>> padded_max_pool2d(np.array([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]), 2, 2, "SAME_LOWER")  # odd first
        array([[[4., 6.]]])
    """
    return _array("padded_max_pool2d", locals())


def padded_max_pool3d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Pads = 0,
    dilation: Size = 1,
    rounding: str = "floor",
) -> Array:
    """Maximum of each window; ``(*batch, channels, depth, height, width)``. See :func:`padded_max_pool2d`.

    Example:
        >>> padded_max_pool3d(np.ones((1, 5, 6, 7)), 3, 2, ((0, 1), 1, 0)).shape
        (1, 2, 3, 3)
    """
    return _array("padded_max_pool3d", locals())


def padded_avg_pool1d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Pads = 0,
    dilation: Size = 1,
    rounding: str = "floor",
    counted: str = "padding",
) -> Array:
    """Mean of each window; ``(*batch, channels, length)``. See :func:`padded_avg_pool2d`.

    Example:
        >>> padded_avg_pool1d(np.array([[2.0, 4.0, 6.0]]), 2, 2, ((0, 1),), counted="data")  # the last holds one
        array([[3., 6.]])
    """
    return _array("padded_avg_pool1d", locals())


def padded_avg_pool2d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Pads = 0,
    dilation: Size = 1,
    rounding: str = "floor",
    counted: str = "padding",
) -> Array:
    """Mean of each window, with as much padding before and after each axis as one likes.

    Args:
        input, kernel_size, stride, padding, dilation, rounding: as in :func:`padded_max_pool2d`.
        counted: in the divisor: ``"data"`` (cells of the input), ``"padding"`` (and padding), or ``"kernel"`` (all of
            the window, what a ceil rounding carries beyond the padding too).

    Returns:
        ``(*batch, channels, out_height, out_width)``.

    Raises:
        PoolingError: as in :func:`padded_max_pool2d`.

    Source: ``AveragePool`` of ONNX, ``count_include_pad``.

    Example:
        >>> padded_avg_pool2d(np.ones((1, 3, 3)), 2, 2, rounding="ceil", counted="kernel")  # all of a window counts
        array([[[1.  , 0.5 ],
                [0.5 , 0.25]]])
    """
    return _array("padded_avg_pool2d", locals())


def padded_avg_pool3d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Pads = 0,
    dilation: Size = 1,
    rounding: str = "floor",
    counted: str = "padding",
) -> Array:
    """Mean of each window; ``(*batch, channels, depth, height, width)``. See :func:`padded_avg_pool2d`.

    Example:
        >>> padded_avg_pool3d(np.ones((1, 5, 5, 5)), 2, 1, dilation=2).shape
        (1, 3, 3, 3)
    """
    return _array("padded_avg_pool3d", locals())


def padded_lp_pool1d(
    input: Array,
    norm_type: float,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Pads = 0,
    dilation: Size = 1,
    rounding: str = "floor",
) -> Array:
    """Norm of each window; ``(*batch, channels, length)``. See :func:`padded_lp_pool2d`.

    Example:
        >>> padded_lp_pool1d(np.array([[3.0, -4.0]]), norm_type=1, kernel_size=2)  # lp_pool1d gives -1
        array([[7.]])
    """
    return _array("padded_lp_pool1d", locals())


def padded_lp_pool2d(
    input: Array,
    norm_type: float,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Pads = 0,
    dilation: Size = 1,
    rounding: str = "floor",
) -> Array:
    """The norm ``(sum |x|^p)^(1/p)`` of each window, with as much padding as one likes, which adds nothing.

    Args:
        norm_type: p, at least 1.
        input, kernel_size, stride, padding, dilation, rounding: as in :func:`padded_max_pool2d`.

    Returns:
        ``(*batch, channels, out_height, out_width)``.

    Raises:
        PoolingError: as in :func:`padded_max_pool2d`.

    Source: ``LpPool`` of ONNX.

    Example:
        >>> padded_lp_pool2d(np.array([[[3.0, -4.0]]]), norm_type=2, kernel_size=(1, 2))
        array([[[5.]]])
    """
    return _array("padded_lp_pool2d", locals())


def padded_lp_pool3d(
    input: Array,
    norm_type: float,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Pads = 0,
    dilation: Size = 1,
    rounding: str = "floor",
) -> Array:
    """Norm of each window; ``(*batch, channels, depth, height, width)``. See :func:`padded_lp_pool2d`.

    Example:
        >>> padded_lp_pool3d(np.ones((1, 2, 2, 2)), norm_type=3, kernel_size=2)
        array([[[[2.]]]])
    """
    return _array("padded_lp_pool3d", locals())


def _array(name: str, arguments: dict[str, Any]) -> Array:
    input = arguments.pop("input")
    result: Array = pool(PoolSpec.of(name, **arguments), input)
    return result
