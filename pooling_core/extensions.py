"""Poolings that ``torch.nn.functional`` does not have: GeM, SoftPool, stochastic, a temperature, TensorFlow's windows.

They are written and called like those of ``functional``: ``(*batch, channels, *spatial)`` in, arrays of the
same dtype out, ``PoolingError`` with the fix where an argument makes no sense.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array, Size
from pooling_core.compute.run import pool
from pooling_core.compute.stochastic import stochastic_probabilities as stochastic_probabilities

Exponent = float | Sequence[float] | Array
Random = np.random.Generator | int | None


def gem_pool1d(
    input: Array,
    p: Exponent = 3.0,
    eps: float = 1e-6,
    kernel_size: Size | None = None,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array:
    """Generalised mean of each window; ``(*batch, channels, length)``. See :func:`gem_pool2d`.

    Example:
        >>> gem_pool1d(np.array([[1.0, 7.0]]), p=2)  # the root of (1 + 49) / 2
        array([[5.]])
    """
    return _array("gem_pool1d", locals())


def gem_pool2d(
    input: Array,
    p: Exponent = 3.0,
    eps: float = 1e-6,
    kernel_size: Size | None = None,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array:
    """``mean(clamp(x, eps)**p) ** (1/p)`` of each window: the average at p = 1, the maximum at p = inf.

    The same as ``avg_pool2d(x.clamp(min=eps).pow(p), ...).pow(1/p)`` in PyTorch, windows and divisors
    included, but without its over- and underflow: each window is scaled by its largest value. The clamp
    erases negative values; NaN passes through.
    Source: Radenović, Tolias and Chum, "Fine-tuning CNN Image Retrieval with No Human Annotation", 2018.

    Args:
        input: ``(*batch, channels, height, width)``, float16, float32 or float64.
        p: the exponent, or one per channel; negative ones lean to the minimum.
        eps: smaller values are raised to it.
        kernel_size: cells per window; the whole input where it is not given.
        stride, padding, ceil_mode: as in ``avg_pool2d``.
        count_include_pad: whether cells of padding count in the divisor, each with a power of 0.

    Returns:
        ``(*batch, channels, out_height, out_width)``; 1 by 1 without a kernel_size.

    Raises:
        PoolingError: for p = 0, eps below 0, windows that ``avg_pool2d`` refuses, or other dtypes.

    Example:
        >>> gem_pool2d(np.array([[[1.0, 3.0]], [[1.0, 3.0]]]), p=(1, np.inf)).ravel()  # a mean, a maximum
        array([2., 3.])
    """
    return _array("gem_pool2d", locals())


def gem_pool3d(
    input: Array,
    p: Exponent = 3.0,
    eps: float = 1e-6,
    kernel_size: Size | None = None,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array:
    """Generalised mean of each window; ``(*batch, channels, depth, height, width)``. See :func:`gem_pool2d`.

    Example:
        >>> gem_pool3d(np.array([[[[3.0, 6.0]]]]), p=-1)  # the harmonic mean
        array([[[[4.]]]])
    """
    return _array("gem_pool3d", locals())


def soft_pool1d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    *,
    beta: float = 1.0,
) -> Array:
    """Softly weighted mean of each window; ``(*batch, channels, length)``. See :func:`soft_pool2d`.

    Example:
        >>> soft_pool1d(np.array([[1.0, 5.0, 2.0, 4.0]]), 2, beta=0.0)
        array([[3., 3.]])
    """
    return _array("soft_pool1d", locals())


def soft_pool2d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    *,
    beta: float = 1.0,
) -> Array:
    """``sum(w * x)`` of each window, the weights ``w = exp(beta * x)`` normalised in it: SoftPool at beta = 1.

    beta 0 is the average without padding counted, a large beta tends to the maximum and a large negative one to the
    minimum; stable for any size of x. Only cells of the input take part, never padding.
    Source: Stergiou, Poppe and Kalliatakis, "Refining Activation Downsampling with SoftPool", 2021.

    Args:
        input: ``(*batch, channels, height, width)``, float16, float32 or float64.
        kernel_size, stride, padding, ceil_mode: as in ``avg_pool2d``.
        beta: how steep the weights are, any finite number.

    Returns:
        ``(*batch, channels, out_height, out_width)``.

    Raises:
        PoolingError: for windows that ``max_pool2d`` refuses, other dtypes, and a beta that is not finite.

    Example:
        >>> soft_pool2d(np.array([[[1.0, 1.0], [1.0, 3.0]]]), 2).round(3)
        array([[[2.422]]])
    """
    return _array("soft_pool2d", locals())


def soft_pool3d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    *,
    beta: float = 1.0,
) -> Array:
    """Softly weighted mean of each window; ``(*batch, channels, depth, height, width)``. See :func:`soft_pool2d`.

    Example:
        >>> soft_pool3d(np.arange(8.0).reshape(1, 2, 2, 2), 2, beta=100.0)
        array([[[[7.]]]])
    """
    return _array("soft_pool3d", locals())


def stochastic_pool1d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    ceil_mode: bool = False,
    *,
    training: bool = True,
    rng: Random = None,
    return_indices: bool = False,
) -> Any:
    """One cell of each window, drawn; ``(*batch, channels, length)``. See :func:`stochastic_pool2d`.

    Example:
        >>> stochastic_pool1d(np.array([[0.0, 3.0, 0.0, 1.0]]), 2, rng=0)  # a 0 is never drawn
        array([[3., 1.]])
    """
    return _call("stochastic_pool1d", locals())


def stochastic_pool2d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    ceil_mode: bool = False,
    *,
    training: bool = True,
    rng: Random = None,
    return_indices: bool = False,
) -> Any:
    """One cell of each window, drawn with probability ``x / sum(x)``; without training the mean so weighted.

    One uniform number is drawn per output, in reading order. A window of zeros gives 0, and its first cell as index.
    Source: Zeiler and Fergus, "Stochastic Pooling for Regularization of Deep Convolutional Neural
    Networks", 2013.

    Args:
        input: ``(*batch, channels, height, width)``, finite and not negative.
        kernel_size, stride, ceil_mode: as in ``max_pool2d``; there is no padding.
        training: draw; otherwise return ``sum(x**2) / sum(x)``.
        rng: a ``numpy.random.Generator``, which moves on, or a seed; ``None`` draws afresh.
        return_indices: also return which cell was drawn, as int64 flat positions in the plane.

    Returns:
        ``(*batch, channels, out_height, out_width)``, or that and the indices.

    Raises:
        PoolingError: for negative, infinite or NaN activations, and windows that do not fit.

    Example:
        >>> stochastic_pool2d(np.array([[[1.0, 0.0], [3.0, 0.0]]]), 2, training=False)  # 1 * 1/4 + 3 * 3/4
        array([[[2.5]]])
    """
    return _call("stochastic_pool2d", locals())


def stochastic_pool3d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    ceil_mode: bool = False,
    *,
    training: bool = True,
    rng: Random = None,
    return_indices: bool = False,
) -> Any:
    """One cell of each window, drawn; ``(*batch, channels, depth, height, width)``. See :func:`stochastic_pool2d`.

    Example:
        >>> _, indices = stochastic_pool3d(np.zeros((1, 2, 2, 4)), 2, return_indices=True)
        >>> indices.ravel()  # nothing to draw: the first cell of each window
        array([0, 2])
    """
    return _call("stochastic_pool3d", locals())


def temperature_avg_pool1d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    *,
    temperature: float = 1.0,
) -> Array:
    """Temperature times the mean of each window; ``(*batch, channels, length)``. See :func:`temperature_avg_pool2d`.

    Example:
        >>> temperature_avg_pool1d(np.array([[2.0, 4.0, 6.0, 8.0]]), 2, temperature=0.5)
        array([[1.5, 3.5]])
    """
    return _array("temperature_avg_pool1d", locals())


def temperature_avg_pool2d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    *,
    temperature: float = 1.0,
) -> Array:
    """``temperature * avg_pool2d(input, ...)``: a factor that ``nn.AvgPool2d`` does not take.

    Args:
        input: ``(*batch, channels, height, width)``, of a floating dtype that ``avg_pool2d`` takes.
        temperature: any finite number.
        kernel_size and the others: as in ``avg_pool2d``.

    Returns:
        ``(*batch, channels, out_height, out_width)``.

    Raises:
        PoolingError: for what ``avg_pool2d`` refuses, for integers, and for a temperature that is not finite.

    Example:
        >>> temperature_avg_pool2d(np.array([[[1.0, 2.0], [3.0, 4.0]]]), (1, 2), temperature=10)
        array([[[15.],
                [35.]]])
    """
    return _array("temperature_avg_pool2d", locals())


def temperature_avg_pool3d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    *,
    temperature: float = 1.0,
) -> Array:
    """Temperature times the mean; ``(*batch, channels, depth, height, width)``. See :func:`temperature_avg_pool2d`.

    Example:
        >>> temperature_avg_pool3d(np.ones((1, 4, 6, 8)), 2).shape
        (1, 2, 3, 4)
    """
    return _array("temperature_avg_pool3d", locals())


# TensorFlow's windows on PyTorch's layout: ``"SAME"`` gives ceil(n / stride) windows per axis and as much padding as
# they need, an odd cell of it at the end; ``"VALID"`` gives none. Padding is never data.
# What TensorFlow 2.21 does on a CPU is what these do, checks and gradients included, but for this:
# - A window longer than its axis is refused with "VALID". TensorFlow may give an empty result, or end the process.
# - A mean is rounded once. TensorFlow adds in the input's dtype: in float16, 60000 four times is inf.
# - Three axes take float16 and float64. TensorFlow has no CPU kernel for them.
# - Over three axes too the gradient of a maximum goes to one cell. There TensorFlow gives it to each that equals it.
# - There is no bfloat16, as NumPy has none.
# - An array keeps its dtype. ``tf.nn.max_pool2d`` makes float32 of what is not yet a tensor.
# - "same" and "valid" may be written in small letters. ``tf.nn`` wants capitals, Keras small letters.


def tf_max_pool1d(
    input: Array, kernel_size: Size, stride: Size | None = None, padding: str = "SAME", dilation: Size = 1
) -> Array:
    """Maximum of each window; ``(*batch, channels, length)``. See :func:`tf_max_pool2d`.

    Example:
        >>> tf_max_pool1d(np.array([[1.0, 2.0, 3.0, 4.0, 5.0]]), 2)  # max_pool1d drops the 5
        array([[2., 4., 5.]])
    """
    return _array("tf_max_pool1d", locals())


def tf_max_pool2d(
    input: Array, kernel_size: Size, stride: Size | None = None, padding: str = "SAME", dilation: Size = 1
) -> Array:
    """Maximum of each window, as ``tf.nn.pool`` and Keras' ``MaxPooling2D`` have it.

    NaN never wins, and a window of nothing but NaN or minus infinity gives the lowest finite number of its dtype;
    compiled by XLA, TensorFlow gives minus infinity there. Of zeros of both signs the first stays.

    Args:
        input: ``(*batch, channels, height, width)``, floats, in 1-D and 2-D also int8 to int64, uint8 and uint16. Batch
            and channels may be empty, with ``"SAME"`` every axis.
        kernel_size: cells per window, one int or one per axis.
        stride: cells between windows; the kernel_size where it is not given, as in Keras.
        padding: ``"SAME"`` or ``"VALID"``, in capitals or not.
        dilation: cells between the taps of a window; above 1 only with ``"VALID"`` and stride 1.

    Returns:
        ``(*batch, channels, out_height, out_width)``.

    Raises:
        PoolingError: for other paddings, a dilated window with ``"SAME"`` or a stride, one that does not fit with
            ``"VALID"``.

    Example:
        >>> tf_max_pool2d(np.array([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]), 2, padding="VALID")
        array([[[5]]])
    """
    return _array("tf_max_pool2d", locals())


def tf_max_pool3d(
    input: Array, kernel_size: Size, stride: Size | None = None, padding: str = "SAME", dilation: Size = 1
) -> Array:
    """Maximum of each window; ``(*batch, channels, depth, height, width)``. See :func:`tf_max_pool2d`.

    Example:
        >>> tf_max_pool3d(np.ones((1, 5, 6, 7)), 3, stride=2).shape  # halves, rounded up
        (1, 3, 3, 4)
    """
    return _array("tf_max_pool3d", locals())


def tf_avg_pool1d(
    input: Array, kernel_size: Size, stride: Size | None = None, padding: str = "SAME", dilation: Size = 1
) -> Array:
    """Mean of each window; ``(*batch, channels, length)``. See :func:`tf_avg_pool2d`.

    Example:
        >>> tf_avg_pool1d(np.array([[3.0, 3.0, 3.0]]), 3, stride=1)  # with padding=1 avg_pool1d has 2, 3, 2
        array([[3., 3., 3.]])
    """
    return _array("tf_avg_pool1d", locals())


def tf_avg_pool2d(
    input: Array, kernel_size: Size, stride: Size | None = None, padding: str = "SAME", dilation: Size = 1
) -> Array:
    """Mean of the cells of the input in each window, as ``tf.nn.pool`` and Keras' ``AveragePooling2D`` have it.

    Args:
        input: ``(*batch, channels, height, width)``, float16, float32 or float64.
        kernel_size, stride, padding, dilation: as in :func:`tf_max_pool2d`.

    Returns:
        ``(*batch, channels, out_height, out_width)``.

    Raises:
        PoolingError: as in :func:`tf_max_pool2d`.

    Example:
        >>> tf_avg_pool2d(np.array([[[1.0, 2.0, 3.0, 5.0]]]), (1, 3), (1, 2))  # the one cell of padding is the last
        array([[[2., 4.]]])
    """
    return _array("tf_avg_pool2d", locals())


def tf_avg_pool3d(
    input: Array, kernel_size: Size, stride: Size | None = None, padding: str = "SAME", dilation: Size = 1
) -> Array:
    """Mean of each window; ``(*batch, channels, depth, height, width)``. See :func:`tf_avg_pool2d`.

    Example:
        >>> tf_avg_pool3d(np.ones((1, 5, 5, 5)), 2, stride=1, padding="VALID", dilation=2).shape
        (1, 3, 3, 3)
    """
    return _array("tf_avg_pool3d", locals())


def _call(name: str, arguments: dict[str, Any]) -> Any:
    input = arguments.pop("input")
    return pool(PoolSpec.of(name, **arguments), input)


def _array(name: str, arguments: dict[str, Any]) -> Array:
    result: Array = _call(name, arguments)
    return result
