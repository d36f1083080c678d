"""Which outputs a gradient can come from: where each function looked on one plane, seen from the cells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.catalogue import find
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.convolution import checked_plan
from pooling_core.geometry.axis import Axis, separate_axis
from pooling_core.geometry.convolution import group_axis
from pooling_core.geometry.layer import looked_axes
from pooling_core.geometry.readers import readers
from pooling_core.geometry.resampling import area_spec, nearest_axes, resampled_sizes

# For each row of the input, and for each place of each other axis, the rows (places) of the result that flow into it.
Reach = tuple[list[list[int]], ...]


def pooling_spec(name: str, plane: Array, rank: int, parameters: Mapping[str, Any]) -> PoolSpec | None:
    """The pooling call that a function is; by area, interpolation is adaptive averages."""
    found = find(name)
    if found and found[0].pools:
        return PoolSpec.of(name, **parameters)
    if parameters.get("mode") != "area":
        return None
    sizes, _ = resampled_sizes((1, 1, *plane.shape[-rank:]), **parameters)
    return area_spec(sizes)


def seen_axes(name: str, plane: Array, rank: int, parameters: Mapping[str, Any]) -> tuple[Axis, ...]:
    """Where a function looked along each axis; unpooling, whose indices point anywhere, has no windows.

    Args:
        plane: ``(rows, columns)``, or ``(depth, rows, columns)``; of rank 1 the rows are channels.
    """
    spatial, batch = plane.shape[-rank:], plane if rank == 1 else plane[np.newaxis]
    spec = pooling_spec(name, plane, rank, parameters)
    rows = separate_axis(len(plane))
    axes: tuple[Axis, ...]
    if spec is not None:
        axes = looked_axes(spec, spatial, plane.dtype)
    elif "weight" in parameters:
        settings = {**parameters, "bias": parameters.get("bias")}
        plan = checked_plan(name, batch, settings.pop("weight"), settings.pop("bias"), **settings)
        axes, rows = plan.axes, group_axis(len(plane), plan.groups, len(parameters["weight"]))
    else:
        sizes, scales = resampled_sizes((1, 1, *spatial), **parameters)
        axes = nearest_axes(spatial, sizes, scales, parameters.get("mode", "nearest"))
    return axes if rank > 1 else (rows, axes[0])


def reach_of(axes: tuple[Axis, ...]) -> Reach:
    """For each row, each column and each depth the outputs whose windows hold it."""
    return tuple(readers(axis) for axis in axes)


def unpool_reach(plane: Array, result: Array, rank: int, parameters: Mapping[str, Any]) -> Reach:
    """The windows that max pooling found the indices in, on the unpooled plane; all of it where one points outside.

    Args:
        plane: the pooled plane, ``(rows, columns)``; of rank 1 the rows are channels.
        result: of the unpooled plane's shape.
    """
    windows = {key: parameters[key] for key in ("kernel_size", "stride", "padding") if key in parameters}
    spec = PoolSpec.of(f"max_pool{rank}d", **windows)
    sides = zip(plane.shape[-rank:], result.shape[-rank:], spec.kernel_size, spec.stride, spec.padding, strict=True)
    axes = [
        Axis(cells, np.arange(count) * step - pad, np.full(count, kernel)) for count, cells, kernel, step, pad in sides
    ]
    reach = [[_within(axis, i) for i in range(axis.outputs)] for axis in axes]
    if rank == 1:
        reach = [[[row] for row in range(len(plane))], *reach]
    named = np.divmod(np.asarray(parameters["indices"]).reshape(plane.shape), result.shape[-1])
    for (i, j), row, column in zip(np.ndindex(plane.shape), *(axis.ravel().tolist() for axis in named), strict=True):
        if (rank == 2 and row not in reach[0][i]) or column not in reach[1][j]:
            anywhere = [[list(range(cells))] * count for count, cells in zip(plane.shape, result.shape, strict=True)]
            reach = anywhere if rank == 2 else [reach[0], anywhere[1]]
            break
    return reach[0], reach[1]


def _within(axis: Axis, window: int) -> list[int]:
    return [position for position in axis.taps(window).tolist() if 0 <= position < axis.size]


def incidence(reach: Reach, plane: Array, result: Array) -> NDArray[np.bool_]:
    """Whether an output can flow into a cell, ``(outputs, cells)``."""
    sides = []
    for outputs_of, cells, outputs in zip(reach, plane.shape, result.shape, strict=True):
        side = np.zeros((outputs, cells), bool)
        for cell, held in enumerate(outputs_of):
            side[held, cell] = True
        sides.append(side)
    return np.asarray(reduce(np.kron, sides))
