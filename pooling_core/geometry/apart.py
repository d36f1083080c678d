"""Windows over an input that was padded by hand, with numbers of its own for each side."""

from __future__ import annotations

from collections.abc import Sequence

from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Shape
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.layer import layer_axes


def apart_axes(spec: PoolSpec, spatial: Shape, sides: Sequence[tuple[int, int]]) -> tuple[Axis, ...]:
    """Where a call without padding of its own looks after ``F.pad``, in positions of the input before it.

    Args:
        spec: a call with windows of kernel and stride.
        spatial: sizes of the input.
        sides: cells before and after it, for each axis.

    Raises:
        PoolingError: where a window finds no place on the padded input.

    Example:
        >>> (axis,) = apart_axes(PoolSpec.of("max_pool1d", kernel_size=2), (5,), [(0, 1)])
        >>> axis.starts.tolist(), axis.padding, axis.padding_after
        ([0, 2, 4], 0, 1)
    """
    padded = tuple(size + sum(side) for size, side in zip(spatial, sides, strict=True))
    return tuple(
        Axis(size, axis.starts - before, axis.kernel_sizes, axis.dilation, before, axis.stride, uneven=after - before)
        for size, (before, after), axis in zip(spatial, sides, layer_axes(spec, padded), strict=True)
    )
