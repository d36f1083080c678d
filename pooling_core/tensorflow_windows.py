"""Pooling over TensorFlow's windows, which PyTorch does not have: ``"SAME"`` pads unevenly where it must.

TensorFlow's rule, on PyTorch's layout ``(*batch, channels, *spatial)``. With ``"SAME"`` there are
``ceil(n / stride)`` windows per axis and as much padding as they need, an odd cell of it at the end; with
``"VALID"`` there is none. Padding is never data: a maximum does not see it, an average does not count it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from pooling_core.params import PoolSpec
from pooling_core.reductions import pool

Array = NDArray[Any]
Size = int | Sequence[int]


def tf_max_pool1d(
    input: Array, kernel_size: Size, stride: Size | None = None, padding: str = "SAME", dilation: Size = 1
) -> Array:
    """Maximum of each window; ``(*batch, channels, length)``. See :func:`tf_max_pool2d`."""
    return _pool("tf_max_pool1d", locals())


def tf_max_pool2d(
    input: Array, kernel_size: Size, stride: Size | None = None, padding: str = "SAME", dilation: Size = 1
) -> Array:
    """Maximum of each window, as ``tf.nn.pool`` and Keras' ``MaxPooling2D`` place them.

    A dilated window may miss every cell of the input: minus infinity, the least number of an integer dtype.

    Args:
        input: ``(*batch, channels, height, width)``.
        kernel_size: cells per window, one int or one per axis.
        stride: cells between windows; the kernel_size where it is not given, as in Keras.
        padding: ``"SAME"`` or ``"VALID"``, in capitals or not.
        dilation: cells between the taps of a window; above 1 only with stride 1.

    Returns:
        ``(*batch, channels, out_height, out_width)``.

    Raises:
        PoolingError: for other paddings, a dilated window with a stride, one that does not fit with ``"VALID"``.
    """
    return _pool("tf_max_pool2d", locals())


def tf_max_pool3d(
    input: Array, kernel_size: Size, stride: Size | None = None, padding: str = "SAME", dilation: Size = 1
) -> Array:
    """Maximum of each window; ``(*batch, channels, depth, height, width)``. See :func:`tf_max_pool2d`."""
    return _pool("tf_max_pool3d", locals())


def tf_avg_pool1d(
    input: Array, kernel_size: Size, stride: Size | None = None, padding: str = "SAME", dilation: Size = 1
) -> Array:
    """Mean of each window; ``(*batch, channels, length)``. See :func:`tf_avg_pool2d`."""
    return _pool("tf_avg_pool1d", locals())


def tf_avg_pool2d(
    input: Array, kernel_size: Size, stride: Size | None = None, padding: str = "SAME", dilation: Size = 1
) -> Array:
    """Mean of the cells of the input in each window, as ``tf.nn.pool`` and Keras' ``AveragePooling2D`` have it.

    The divisor is the number of those cells; where a dilated window misses them all, nan.

    Args:
        input: ``(*batch, channels, height, width)``, float16, float32 or float64.
        kernel_size, stride, padding, dilation: as in :func:`tf_max_pool2d`.

    Returns:
        ``(*batch, channels, out_height, out_width)``.

    Raises:
        PoolingError: as in :func:`tf_max_pool2d`.
    """
    return _pool("tf_avg_pool2d", locals())


def tf_avg_pool3d(
    input: Array, kernel_size: Size, stride: Size | None = None, padding: str = "SAME", dilation: Size = 1
) -> Array:
    """Mean of each window; ``(*batch, channels, depth, height, width)``. See :func:`tf_avg_pool2d`."""
    return _pool("tf_avg_pool3d", locals())


def _pool(name: str, arguments: dict[str, Any]) -> Array:
    input = arguments.pop("input")
    result: Array = pool(PoolSpec.of(name, **arguments), input)
    return result
