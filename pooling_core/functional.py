"""Pooling on NumPy arrays: names, parameters, order and defaults of ``torch.nn.functional`` (torch 2.13.0).

Arrays in, arrays out: ``(*batch, channels, *spatial)`` with at most one batch axis. The input is never
written to. Where PyTorch raises, ``PoolingError`` (a ``ValueError``) is raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pooling_core.call.spec import known_spec
from pooling_core.call.types import Array, Size
from pooling_core.compute.convolution import conv1d as conv1d
from pooling_core.compute.convolution import conv2d as conv2d
from pooling_core.compute.convolution import conv3d as conv3d
from pooling_core.compute.fractional import fractional_max_pool2d as fractional_max_pool2d
from pooling_core.compute.fractional import fractional_max_pool3d as fractional_max_pool3d
from pooling_core.compute.resampling import interpolate as interpolate
from pooling_core.compute.run import pool
from pooling_core.compute.unpooling import max_unpool1d as max_unpool1d
from pooling_core.compute.unpooling import max_unpool2d as max_unpool2d
from pooling_core.compute.unpooling import max_unpool3d as max_unpool3d

Wanted = int | None | Sequence[int | None]


def max_pool1d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """Maximum of each window; ``(*batch, channels, length)``. See :func:`max_pool2d`.

    Example:
        >>> max_pool1d(np.array([[1.0, 5.0, 2.0, 4.0]]), 2)  # the stride is 2, as the kernel_size
        array([[5., 4.]])
    """
    return _call("max_pool1d", locals())


def max_pool2d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """Maximum of each window.

    Padding is minus infinity, never 0. Ties go to the first cell, NaN wins over all. Where zeros of both
    signs tie, the sign of the result is that of the first only with ``return_indices``.

    Args:
        input: ``(*batch, channels, height, width)``.
        kernel_size: cells per window, one int or one per axis.
        stride: cells between windows; the kernel_size where it is not given.
        padding: cells added on each side, at most half the window.
        dilation: cells between the taps of a window.
        ceil_mode: let a last window reach past the padded input.
        return_indices: also return where each maximum stands, as int64 flat positions in the unpadded plane.

    Returns:
        ``(*batch, channels, out_height, out_width)``, or that and the indices.

    Raises:
        PoolingError: for what ``torch.nn.functional.max_pool2d`` refuses.

    Example:
        >>> max_pool2d(np.array([[[-1.0, -2.0], [-3.0, -4.0]]]), 2, padding=1)  # one cell per window, and no 0
        array([[[-1., -2.],
                [-3., -4.]]])
    """
    return _call("max_pool2d", locals())


def max_pool3d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """Maximum of each window; ``(*batch, channels, depth, height, width)``. See :func:`max_pool2d`.

    Example:
        >>> values, indices = max_pool3d(np.ones((1, 4, 4, 4)), 2, return_indices=True)
        >>> values.shape, indices.max().item()  # the last window begins at (2, 2, 2): 2 * 16 + 2 * 4 + 2
        ((1, 2, 2, 2), 42)
    """
    return _call("max_pool3d", locals())


def avg_pool1d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array:
    """Mean of each window; ``(*batch, channels, length)``. See :func:`avg_pool2d`; there is no divisor_override.

    Example:
        >>> avg_pool1d(np.array([[3.0, 3.0, 3.0]]), 3, stride=1, padding=1)  # padding counts
        array([[2., 3., 2.]])
    """
    return _array("avg_pool1d", locals())


def avg_pool2d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    """Mean of each window.

    Args:
        input: ``(*batch, channels, height, width)``.
        kernel_size: cells per window, one int or one per axis.
        stride: cells between windows; the kernel_size where it is not given.
        padding: cells of zeros added on each side, at most half the window.
        ceil_mode: let a last window reach past the padded input; such cells never count.
        count_include_pad: whether cells of padding count in the divisor.
        divisor_override: divide by this instead of by the number of cells.

    Returns:
        ``(*batch, channels, out_height, out_width)``.

    Raises:
        PoolingError: for what ``torch.nn.functional.avg_pool2d`` refuses.

    Example:
        >>> avg_pool2d(np.array([[[1.0, 2.0], [3.0, 4.0]]]), 2, divisor_override=1)  # the sum
        array([[[10.]]])
    """
    return _array("avg_pool2d", locals())


def avg_pool3d(
    input: Array,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    """Mean of each window; ``(*batch, channels, depth, height, width)``. See :func:`avg_pool2d`.

    Example:
        >>> means = avg_pool3d(np.ones((1, 3, 3, 3)), 2, ceil_mode=True)
        >>> means.shape, means.min().item()  # the second windows reach past the input, which does not count
        ((1, 2, 2, 2), 1.0)
    """
    return _array("avg_pool3d", locals())


def lp_pool1d(
    input: Array, norm_type: float, kernel_size: Size, stride: Size | None = None, ceil_mode: bool = False
) -> Array:
    """Power sum of each window; ``(*batch, channels, length)``. See :func:`lp_pool2d`.

    Example:
        >>> lp_pool1d(np.array([[3.0, 4.0, 6.0, 8.0]]), 2, 2)  # 3² + 4² = 5²
        array([[ 5., 10.]])
    """
    return _array("lp_pool1d", locals())


def lp_pool2d(
    input: Array, norm_type: float, kernel_size: Size, stride: Size | None = None, ceil_mode: bool = False
) -> Array:
    """``(sum x**p) ** (1/p)`` of each window: a sum, not a mean.

    Computed as torch does, as the average times the full kernel, so a window cut by ceil_mode is inflated.
    There is no absolute value: a negative sum, or negative data under a fractional p, gives NaN or 0.

    Args:
        input: ``(*batch, channels, height, width)``.
        norm_type: the power p; infinity takes the maximum of ``|x|``.
        kernel_size: cells per window, one int or one per axis.
        stride: cells between windows; the kernel_size where it is not given.
        ceil_mode: let a last window reach past the input.

    Returns:
        ``(*batch, channels, out_height, out_width)``.

    Raises:
        PoolingError: for what ``torch.nn.functional.lp_pool2d`` refuses.

    Example:
        >>> lp_pool2d(np.array([[[1.0, -7.0], [3.0, 4.0]]]), np.inf, 2)
        array([[[7.]]])
    """
    return _array("lp_pool2d", locals())


def lp_pool3d(
    input: Array, norm_type: float, kernel_size: Size, stride: Size | None = None, ceil_mode: bool = False
) -> Array:
    """Power sum of each window; ``(*batch, channels, depth, height, width)``. See :func:`lp_pool2d`.

    Example:
        >>> lp_pool3d(np.ones((1, 2, 2, 2)), 3, 2)  # a sum of 8, whose third root is 2; the mean would be 1
        array([[[[2.]]]])
    """
    return _array("lp_pool3d", locals())


def adaptive_max_pool1d(input: Array, output_size: Wanted, return_indices: bool = False) -> Any:
    """Maximum of each bin; ``(*batch, channels, length)``. See :func:`adaptive_max_pool2d`.

    Example:
        >>> adaptive_max_pool1d(np.array([[1.0, 2.0, 9.0, 4.0, 5.0]]), 3)  # bins of 2, 3 and 2 cells
        array([[2., 9., 5.]])
    """
    return _call("adaptive_max_pool1d", locals())


def adaptive_max_pool2d(input: Array, output_size: Wanted, return_indices: bool = False) -> Any:
    """Maximum of each of ``output_size`` bins per axis.

    Bin i of n cells in o bins is ``[floor(i*n/o), ceil((i+1)*n/o))``.

    Args:
        input: ``(*batch, channels, height, width)``.
        output_size: bins per axis; ``None`` keeps an axis as it is.
        return_indices: also return where each maximum stands, as int64 flat positions in the plane.

    Returns:
        ``(*batch, channels, *output_size)``, or that and the indices.

    Raises:
        PoolingError: for what ``torch.nn.functional.adaptive_max_pool2d`` refuses.

    Example:
        >>> adaptive_max_pool2d(np.array([[[1.0, 2.0], [4.0, 3.0]]]), (None, 1))  # the largest of each row
        array([[[2.],
                [4.]]])
    """
    return _call("adaptive_max_pool2d", locals())


def adaptive_max_pool3d(input: Array, output_size: Wanted, return_indices: bool = False) -> Any:
    """Maximum of each bin; ``(*batch, channels, depth, height, width)``. See :func:`adaptive_max_pool2d`.

    Example:
        >>> adaptive_max_pool3d(np.ones((1, 5, 6, 7)), (2, None, 3)).shape
        (1, 2, 6, 3)
    """
    return _call("adaptive_max_pool3d", locals())


def adaptive_avg_pool1d(input: Array, output_size: Wanted) -> Array:
    """Mean of each bin; ``(*batch, channels, length)``. See :func:`adaptive_avg_pool2d`.

    Example:
        >>> adaptive_avg_pool1d(np.array([[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]), 4)  # cell 1 is in two bins
        array([[0.5, 2. , 4. , 5.5]])
    """
    return _array("adaptive_avg_pool1d", locals())


def adaptive_avg_pool2d(input: Array, output_size: Wanted) -> Array:
    """Mean of each of ``output_size`` bins per axis; the bins are those of :func:`adaptive_max_pool2d`.

    Args:
        input: ``(*batch, channels, height, width)``.
        output_size: bins per axis; ``None`` keeps an axis as it is.

    Returns:
        ``(*batch, channels, *output_size)``.

    Raises:
        PoolingError: for what ``torch.nn.functional.adaptive_avg_pool2d`` refuses.

    Example:
        >>> adaptive_avg_pool2d(np.array([[[1.0, 2.0], [3.0, 6.0]]]), 1)  # global average pooling
        array([[[3.]]])
    """
    return _array("adaptive_avg_pool2d", locals())


def adaptive_avg_pool3d(input: Array, output_size: Wanted) -> Array:
    """Mean of each bin; ``(*batch, channels, depth, height, width)``. See :func:`adaptive_avg_pool2d`.

    Example:
        >>> adaptive_avg_pool3d(np.array([[[[5.0, 8.0]]]]), (1, 1, 4))  # more bins than cells
        array([[[[5., 5., 8., 8.]]]])
    """
    return _array("adaptive_avg_pool3d", locals())


def _call(name: str, arguments: dict[str, Any]) -> Any:
    input = arguments.pop("input")
    return pool(known_spec(name, arguments), input)


def _array(name: str, arguments: dict[str, Any]) -> Array:
    result: Array = _call(name, arguments)
    return result
