"""Where ``interpolate`` looks: the size of its result, and the cell that each output copies."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from pooling_core.call.arguments import INT_MAX, per_axis, plain
from pooling_core.call.errors import PoolingError, shape_of
from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import split_shape
from pooling_core.call.types import Ints, Shape
from pooling_core.geometry.axis import Axis

Scales = tuple[float | None, ...]
MODES = ("nearest", "nearest-exact", "area")
ELSEWHERE = ("linear", "bilinear", "bicubic", "trilinear", "lanczos")
# Up to this sum of height and width torch 2.13.0 takes another 2-D kernel, which rounds in another way.
SMALL_PLANE = 128


def resampled_sizes(
    input_shape: Shape,
    size: Any = None,
    scale_factor: Any = None,
    mode: Any = "nearest",
    align_corners: Any = None,
    recompute_scale_factor: Any = None,
    antialias: Any = False,
) -> tuple[Shape, Scales]:
    """Check a call of :func:`interpolate` and find the spatial size of its result.

    Returns:
        sizes per axis, and the scale_factor per axis that the source cells are found by (``None``: the sizes).

    Raises:
        PoolingError: as :func:`interpolate`, dtypes apart.
    """
    spatial = input_shape[2:]
    if mode not in MODES:
        of_torch, fix = isinstance(mode, str) and mode in ELSEWHERE, {"mode": "nearest"}
        raise PoolingError("mode-of-torch" if of_torch else "unknown-mode", "mode", mode, fix, modes=MODES)
    if len(spatial) not in (1, 2, 3):
        raise PoolingError("interpolate-axes", "input", shape_of(input_shape))
    for parameter, value, unset in (("align_corners", align_corners, None), ("antialias", antialias, False)):
        if value is not None and (parameter == "align_corners" or bool(value)):
            raise PoolingError("blending-modes-only", parameter, value, {parameter: unset})
    if (size is None) == (scale_factor is None):
        if size is None:
            raise PoolingError("size-or-scale-missing", "size", size, {"size": plain(spatial)})
        raise PoolingError("size-or-scale-not-both", "size", size, {"scale_factor": None})
    if size is not None and recompute_scale_factor:
        not_asked = {"recompute_scale_factor": None}
        raise PoolingError("nothing-to-recompute", "recompute_scale_factor", recompute_scale_factor, not_asked)
    scales: Scales = (None,) * len(spatial)
    fewest = 0 if mode == "area" else 1
    if size is not None:
        sizes = per_axis(len(spatial), "size", _one_per_axis("size", size, len(spatial)), at_least=fewest)
    else:
        recompute = mode == "area" or bool(recompute_scale_factor)
        sizes, factors = _scaled(spatial, scale_factor, recompute, fewest)
        scales = scales if recompute else factors
    if mode == "area":
        split_shape(area_spec(sizes), input_shape)
    elif 0 in input_shape[1:]:
        raise PoolingError("empty-beyond-batch", "input", shape_of(input_shape))
    return sizes, scales


def _one_per_axis(parameter: str, given: Any, rank: int) -> Any:
    """A list or tuple as a tuple, of exactly one value per axis."""
    if not isinstance(given, list | tuple):
        return given
    if len(given) != rank:
        nearest = {parameter: tuple(given)[:rank]} if len(given) > rank else {}
        nearest = {parameter: given[0]} if len(given) == 1 else nearest
        raise PoolingError("numbers-per-axis", parameter, given, nearest, rank=rank)
    return tuple(given)


def _scaled(spatial: Shape, given: Any, recompute: bool, fewest: int) -> tuple[Shape, tuple[float, ...]]:
    """The sizes and the factors, one per axis, that a scale_factor stands for."""
    values = _one_per_axis("scale_factor", given, len(spatial))
    values = values if isinstance(values, tuple) else (values,) * len(spatial)
    sizes = []
    for cells, value in zip(spatial, values, strict=True):
        if not isinstance(value, int | float | np.integer | np.floating | np.bool_) or not isfinite(value):
            raise PoolingError("scale-finite", "scale_factor", given, {"scale_factor": 1.0})
        with np.errstate(over="ignore"):
            # Recomputed in the number's own dtype, as Python does it in torch; otherwise in double precision.
            product = cells * (value if recompute else float(value))
        outputs = int(product) if isfinite(product) else INT_MAX + 1
        if not fewest <= outputs <= INT_MAX:
            nearest = plain(
                tuple(max(fewest, min(int(n * float(v)), 2 * n)) for n, v in zip(spatial, values, strict=True))
            )
            made = {"cells": cells, "made": product, "fewest": fewest, "most": INT_MAX}
            raise PoolingError("scale-size", "scale_factor", given, {"scale_factor": None, "size": nearest}, **made)
        sizes.append(outputs)
    return tuple(sizes), tuple(map(float, values))


def area_spec(sizes: Shape) -> PoolSpec:
    """The adaptive average pooling that ``mode="area"`` is."""
    return PoolSpec.of(f"adaptive_avg_pool{len(sizes)}d", output_size=sizes)


def nearest_cells(
    spatial: Shape, sizes: Shape, scales: Scales, mode: str, dtype: Any = np.float32, backward: bool = False
) -> list[Ints]:
    """The source cell of every output cell, one array per axis, as torch's CPU kernels round it.

    Source: ``UpSampleKernel.cpp`` of PyTorch; there float64 data is placed in float64 arithmetic. Gradients
    (``backward``) go by the small planes' kernel at every size, and so now and then to a neighbouring cell.
    """
    small_plane = backward or (len(sizes) == 2 and sum(sizes) <= SMALL_PLANE)
    working: Any = np.float64 if dtype == np.float64 and not small_plane else np.float32
    chosen = []
    for cells, outputs, scale in zip(spatial, sizes, scales, strict=True):
        number = np.arange(outputs)
        step = working(1.0 / scale) if scale else working(cells) / working(outputs)
        if small_plane and mode == "nearest" and outputs in (cells, 2 * cells):
            chosen.append(number // (outputs // cells))
            continue
        if mode == "nearest":
            place = step * number.astype(working)
        elif small_plane:
            place = (number + 0.5) * float(step)
        else:
            # One fused multiply-add, as the compiled kernel has it; the sum is then taken in float32.
            middle = ((number + 0.5) * float(step) - 0.5).astype(working)
            place = np.maximum(middle, 0) + 0.5
        # floorf: even a float64 place is rounded to float32 first.
        chosen.append(np.minimum(np.floor(place.astype(np.float32)).astype(np.int64), cells - 1))
    return chosen


def nearest_axes(
    spatial: tuple[int, ...], sizes: tuple[int, ...], scales: Scales, mode: str, backward: bool = True
) -> tuple[Axis, ...]:
    """Which cell each output of nearest-neighbour interpolation copies, as windows of one cell."""
    cells = nearest_cells(spatial, sizes, scales, mode, backward=backward)
    return tuple(Axis(size, at, np.ones(len(at), np.int64)) for size, at in zip(spatial, cells, strict=True))
