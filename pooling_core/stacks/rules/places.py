"""Layers that put cells elsewhere: padding, pixel shuffle, interpolation."""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd, isqrt
from typing import Any, NamedTuple

from pooling_core.call.arguments import per_axis
from pooling_core.call.errors import PoolingError, shape_of
from pooling_core.call.types import Shape
from pooling_core.geometry.shapes import output_shape
from pooling_core.stacks.rules import Settings, largest_divisor, whole

PAD_MODES = ("constant", "reflect", "replicate", "circular")


class Blending(NamedTuple):
    """A mode of interpolation that blends neighbours: its spatial axes, and how many cells to either side it takes."""

    rank: int
    reach: int


BLENDING: Mapping[str, Blending] = {
    "linear": Blending(1, 1),
    "bilinear": Blending(2, 1),
    "bicubic": Blending(2, 2),
    "trilinear": Blending(3, 1),
}
_SMOOTH = ("bilinear", "bicubic")


def padded_sides(padding: Any, axes: int) -> list[tuple[int, tuple[int, int]]]:
    """The axes that are padded, the last one first, each with its cells before and after; torch counts backwards.

    Args:
        padding: one number for both sides of every spatial axis, or two for each axis, the last axis first.
        axes: of the input, batch and channels included.
    """
    if not isinstance(padding, tuple):
        return [(axis, (padding, padding)) for axis in range(axes - 1, max(1, min(axes - 2, 1)), -1)] or [
            (axes - 1, (padding, padding))
        ]
    pairs = zip(padding[::2], padding[1::2], strict=True)
    return [(axes - 1 - at, pair) for at, pair in enumerate(pairs)]


def padded(name: str, settings: Settings, shape: Shape) -> Shape:
    """Cells put around the input, or with negative numbers cut off from it."""
    padding, mode, axes = settings["padding"], settings["mode"], len(shape)
    if mode not in PAD_MODES:
        raise PoolingError("unknown-mode", "mode", mode, {"mode": "constant"}, modes=PAD_MODES)
    values = padding if isinstance(padding, tuple) else (padding,)
    if not all(whole("padding", value) for value in values):
        raise PoolingError("padding-ints", "padding", padding, {"padding": 0})
    if isinstance(padding, tuple) and (len(padding) % 2 or len(padding) > 2 * axes):
        raise PoolingError("padding-pairs", "padding", padding, most=2 * axes)
    sides = padded_sides(padding, axes)
    if mode != "constant" and not (axes - len(sides) in (1, 2) and 1 <= len(sides) <= 3):
        every = (*padding, *(0,) * 8)[: 2 * max(axes - 2, 1)]
        fixes: list[dict[str, Any]] = [{"padding": every}, {"mode": "constant"}]
        raise PoolingError("padding-every-axis", "padding", padding, *fixes, mode=mode, pairs=max(axes - 2, 1))
    if mode in ("reflect", "replicate") and 0 in shape[axes - len(sides) == 2 :]:
        raise PoolingError("empty-beyond-first", "input", shape_of(shape))
    sizes, leaves_some = list(shape), mode in ("constant", "circular")
    for axis, (before, after) in sides:
        cells = sizes[axis]
        most = cells - 1 if mode == "reflect" else cells if mode == "circular" else None
        if most is not None and max(before, after) > most:
            raise _too_wide(settings, axes, axis, most, cells)
        kept = cells + min(before, 0) + min(after, 0) if mode == "constant" else cells + before + after
        if kept < 0:
            raise PoolingError("padding-cuts-all", "padding", padding, {"padding": 0}, cells=cells, left=kept)
        sizes[axis] = cells + before + after
        leaves_some |= sizes[axis] > 0
    if not leaves_some:  # torch looks whether any axis has cells left, not whether all have
        raise PoolingError("padding-cuts-all", "padding", padding, {"padding": 0}, cells=shape[sides[0][0]], left=0)
    return tuple(sizes)


def _too_wide(settings: Settings, axes: int, axis: int, most: int, cells: int) -> PoolingError:
    padding, is_mirrored = settings["padding"], settings["mode"] == "reflect"
    fixes: list[dict[str, Any]] = [{"mode": "replicate"}]
    if isinstance(padding, tuple):
        at = 2 * (axes - 1 - axis)
        narrow: Any = tuple(min(value, most) if at <= place < at + 2 else value for place, value in enumerate(padding))
    else:
        narrow = min(padding, most)
    if most > 0:
        fixes.insert(0, {"padding": narrow})
    said = {"most": most, "cells": cells}
    return PoolingError("padding-reflect" if is_mirrored else "padding-circular", "padding", padding, *fixes, **said)


def shuffled(name: str, settings: Settings, shape: Shape) -> Shape:
    """Every ``factor * factor`` channels laid out as a square of cells."""
    (factor,) = per_axis(1, "upscale_factor", settings["upscale_factor"], at_least=1)
    channels, height, width = shape[1:]
    if channels % factor**2:
        largest = next(each for each in range(min(factor, isqrt(channels)), 0, -1) if channels % each**2 == 0)
        told = {"channels": channels, "square": factor**2}
        raise PoolingError("channels-to-squares", "upscale_factor", factor, {"upscale_factor": largest}, **told)
    return (shape[0], channels // factor**2, height * factor, width * factor)


def unshuffled(name: str, settings: Settings, shape: Shape) -> Shape:
    """Every square of ``factor * factor`` cells stacked up as channels."""
    (factor,) = per_axis(1, "downscale_factor", settings["downscale_factor"], at_least=1)
    channels, height, width = shape[1:]
    if 0 in shape:  # torch leaves what holds nothing as it is
        return shape
    if height % factor or width % factor:
        largest = largest_divisor(gcd(height, width), factor)
        told = {"spatial": (height, width)}
        raise PoolingError("squares-to-channels", "downscale_factor", factor, {"downscale_factor": largest}, **told)
    return (shape[0], channels * factor**2, height // factor, width // factor)


def without_blending(settings: Settings) -> dict[str, Any]:
    """The settings of an interpolation that has the same sizes and copies cells."""
    if settings["mode"] not in BLENDING:
        return dict(settings)
    return {**settings, "mode": "nearest", "align_corners": None, "antialias": False}


def resampled(name: str, settings: Settings, shape: Shape) -> Shape:
    """Interpolation, in every mode that torch has."""
    mode, rank = settings["mode"], len(shape) - 2
    blending = BLENDING.get(mode) if isinstance(mode, str) else None
    if blending is not None:
        if blending.rank != rank:
            fitting = next(each for each, other in BLENDING.items() if other.rank == rank)
            raise PoolingError("mode-of-another-rank", "mode", mode, {"mode": fitting}, axes=blending.rank, rank=rank)
        if settings["antialias"] and mode not in _SMOOTH:
            raise PoolingError("smooth-modes-only", "antialias", True, {"antialias": False}, modes=_SMOOTH)
    return output_shape(name, shape, **without_blending(settings))
