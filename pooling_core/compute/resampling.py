"""``interpolate`` as in ``torch.nn.functional`` (torch 2.13.0), in the modes that copy or average cells.

PyTorch's linear, bilinear, bicubic, trilinear and lanczos modes are not here: they blend cells, pooling does not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pooling_core.call.catalogue import FLOATS
from pooling_core.call.errors import PoolingError, dtype_of, type_of
from pooling_core.call.types import Array
from pooling_core.compute.run import pool
from pooling_core.geometry.resampling import area_spec, nearest_cells, resampled_sizes

Scales = tuple[float | None, ...]

MODES = ("nearest", "nearest-exact", "area")
ELSEWHERE = ("linear", "bilinear", "bicubic", "trilinear", "lanczos")
# Up to this sum of height and width torch 2.13.0 takes another 2-D kernel, which rounds in another way.
SMALL_PLANE = 128


def interpolate(
    input: Array,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Array:
    """Change the size of an input of one to three spatial axes.

    ``"nearest"`` copies cell ``floor(i * n / o)`` in float32 arithmetic, the one step that makes its rounding
    visible; with a scale_factor s it is ``floor(i / s)`` instead. ``"nearest-exact"`` starts from the middle of
    the output cell: ``floor((i + 0.5) * n / o)``. ``"area"`` is adaptive average pooling.

    Args:
        input: ``(batch, channels, *spatial)``; there is no form without a batch.
        size: cells of the result, one int or one per axis.
        scale_factor: the size in multiples of the input's, rounded down; one number or one per axis.
        mode: ``"nearest"``, ``"nearest-exact"`` or ``"area"``.
        align_corners: only for modes that are not here.
        recompute_scale_factor: turn the scale_factor into a size first, and forget it.
        antialias: only for modes that are not here.

    Returns:
        ``(batch, channels, *size)``.

    Raises:
        PoolingError: for what ``torch.nn.functional.interpolate`` refuses, for the modes above, and for a
            scale_factor of text, which torch repeats and reads as a number.

    Example:
        >>> interpolate(np.array([[[1.0, 3.0]]]), scale_factor=2)
        array([[[1., 1., 3., 3.]]])
        >>> interpolate(np.array([[[1.0, 3.0]]]), size=1, mode="area")
        array([[[2.]]])
    """
    if not isinstance(input, np.ndarray):
        raise PoolingError("numpy-array", "input", type_of(input))
    sizes, scales = resampled_sizes(
        input.shape, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias
    )
    if mode == "area":
        averaged: Array = pool(area_spec(sizes), input)
        return averaged
    if input.dtype.name not in (*FLOATS, "uint8") or not input.dtype.isnative:
        taken = {"name": mode, "accepted": (*FLOATS, "uint8"), "nearest": "float32"}
        raise PoolingError("dtype-taken", "input", dtype_of(input.dtype), **taken)
    cells = nearest_cells(input.shape[2:], sizes, scales, mode, input.dtype)
    for axis, chosen in enumerate(cells, start=2):
        input = np.take(input, chosen, axis)
    return input
