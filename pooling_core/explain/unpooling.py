"""The round trip of one plane: pooled with indices, unpooled by them, and up-sampled without them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array, Ints
from pooling_core.compute.resampling import interpolate
from pooling_core.compute.run import pool
from pooling_core.compute.unpooling import max_unpool2d
from pooling_core.geometry.unpooling import UnpoolSizes, unpool_sizes

Cell = tuple[int, int]


class Moved(NamedTuple):
    """A value that lands on another cell than it came from."""

    value: Any
    origin: Cell
    cell: Cell


@dataclass(frozen=True)
class UnpoolTrace:
    """What the indices of a pooled plane do on the way back.

    Attributes:
        pooled, indices: ``(out_rows, out_columns)``.
        unpooled: ``(rows, columns)`` of the size asked for.
        source: ``(rows, columns)`` of the plane that was pooled; the indices count its cells.
        lands: for each output the cell of ``unpooled`` that it is written to, ``None`` where there are no cells.
        upsampled: nearest up-sampling of ``pooled`` to the same size.
        copies: for each output the cells of ``upsampled`` that copy it.
        repeated: index -> how many outputs name it, where more than one does.
        sizes: for rows and columns, which sizes are legal and which cannot be told apart.
    """

    pooled: Array
    indices: Ints
    unpooled: Array
    source: Cell
    lands: tuple[tuple[Cell | None, ...], ...]
    upsampled: Array
    copies: tuple[tuple[tuple[Cell, ...], ...], ...]
    repeated: dict[int, int]
    sizes: tuple[UnpoolSizes, UnpoolSizes]

    @property
    def moved(self) -> tuple[Moved, ...]:
        """The values that land elsewhere, each index once: on a plane of another width it names another cell."""
        width, found = self.source[1], dict[Cell, Moved]()
        for (row, column), index in np.ndenumerate(self.indices):
            origin, cell = divmod(int(index), width), self.lands[row][column]
            if cell is not None and cell != origin:
                found[origin] = Moved(self.pooled[row, column], origin, cell)
        return tuple(found.values())


def pool_with_indices(spec: PoolSpec, plane: Array) -> tuple[Array, Ints]:
    """Values and indices of a ``max_pool2d`` call on one plane, both ``(out_rows, out_columns)``."""
    values, indices = pool(PoolSpec.of(spec.name, **{**spec.arguments, "return_indices": True}), plane[np.newaxis])
    return values[0], indices[0]


def unpool_trace(spec: PoolSpec, plane: Array, output_size: tuple[int, int] | None) -> UnpoolTrace:
    """Pool one plane and unpool it again.

    Args:
        spec: a ``max_pool2d`` call.
        plane: ``(height, width)``.
        output_size: of the unpooled plane; ``None`` takes torch's default.

    Raises:
        PoolingError: for a size that is not legal, or an index that lies outside the plane asked for. The size of
            ``plane`` is the first of its fixes, and the others leave every value on its cell too.
    """
    pooled, indices = pool_with_indices(spec, plane)
    windows = (spec.kernel_size, spec.stride, spec.padding)
    try:
        unpooled = max_unpool2d(pooled[np.newaxis], indices[np.newaxis], *windows, output_size)[0]
    except PoolingError as error:
        if error.parameter not in ("output_size", "indices"):
            raise
        named = [fix["output_size"] for fix in error.fixes]
        sizes = dict.fromkeys([plane.shape, *(size for size in named if size[1] == plane.shape[1])])
        raise error.with_fixes(*({"output_size": size} for size in sizes)) from None
    width = unpooled.shape[1]
    rows, columns = pooled.shape
    sources = _upsampled(np.arange(pooled.size, dtype=np.float32).reshape(rows, columns), unpooled.shape)
    legal = [unpool_sizes(side, *axis) for side, axis in zip(pooled.shape, zip(*windows, strict=True), strict=True)]
    return UnpoolTrace(
        pooled=pooled,
        indices=indices,
        unpooled=unpooled,
        source=plane.shape,
        lands=tuple(tuple(divmod(int(i), width) if unpooled.size else None for i in row) for row in indices),
        upsampled=_upsampled(pooled, unpooled.shape),
        copies=tuple(
            tuple(_cells(sources == row * columns + column) for column in range(columns)) for row in range(rows)
        ),
        repeated={index: count for index, count in Counter(indices.ravel().tolist()).items() if count > 1},
        sizes=(legal[0], legal[1]),
    )


def _upsampled(plane: Array, size: tuple[int, ...]) -> Array:
    """Nearest up-sampling; torch has none to a size of 0, which unpooling may have."""
    return np.empty(size, plane.dtype) if 0 in size else interpolate(plane[np.newaxis, np.newaxis], size)[0, 0]


def _cells(chosen: NDArray[np.bool_]) -> tuple[Cell, ...]:
    return tuple((int(row), int(column)) for row, column in np.argwhere(chosen))
