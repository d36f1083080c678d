"""The round trip of one plane or volume: pooled with indices, unpooled by them, and up-sampled without them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array, Ints
from pooling_core.compute import unpooling
from pooling_core.compute.resampling import interpolate
from pooling_core.compute.run import pool
from pooling_core.explain.nested import nested
from pooling_core.geometry.unpooling import UnpoolSizes, source_sizes, unpool_sizes, unpool_windows

Cell = tuple[int, ...]
# What a pooling and the unpooling after it have in common; the unpooling has no dilation and no ceil_mode.
WINDOWS = ("kernel_size", "stride", "padding")


class Moved(NamedTuple):
    """A value that lands on another cell than it came from."""

    value: Any
    origin: Cell
    cell: Cell


@dataclass(frozen=True)
class UnpoolTrace:
    """What the indices of a pooled plane do on the way back.

    The axes are those of a ``Trace``: rows and columns, channels and positions, or depth, rows and columns.

    Attributes:
        rank: how many axes are pooled. In 1-D the rows are channels, and an index counts along its own row.
        pooled, indices: of the shape of the pooling's result.
        unpooled: of the size asked for.
        source: the shape of what was pooled; the indices count its cells.
        lands: for each output the cell of ``unpooled`` that it is written to, ``None`` where there are no cells;
            nested like ``pooled``.
        upsampled: nearest up-sampling of ``pooled`` to the same size.
        copies: for each output the cells of ``upsampled`` that copy it, nested like ``pooled``.
        repeated: index -> how many outputs name it, where more than one does; of several channels the most.
        sizes: for each pooled axis, which sizes are legal and which cannot be told apart.
    """

    rank: int
    pooled: Array
    indices: Ints
    unpooled: Array
    source: tuple[int, ...]
    lands: tuple[Any, ...]
    upsampled: Array
    copies: tuple[Any, ...]
    repeated: dict[int, int]
    sizes: tuple[UnpoolSizes, ...]

    def land(self, place: Cell) -> Cell | None:
        """The cell that an output is written to."""
        found: Any = self.lands
        for at in place:
            found = found[at]
        return found  # type: ignore[no-any-return]

    def origin(self, place: Cell) -> Cell:
        """The cell that an output came from."""
        return cell_of(int(self.indices[place]), place, self.source, self.rank)

    @property
    def landed(self) -> set[Cell]:
        """Every cell that a value is written to."""
        return {cell for place in np.ndindex(self.pooled.shape) if (cell := self.land(place)) is not None}

    @property
    def moved(self) -> tuple[Moved, ...]:
        """The values that land elsewhere, each index once: on a plane of another width it names another cell."""
        found = dict[Cell, Moved]()
        for place in np.ndindex(self.pooled.shape):
            origin, cell = self.origin(place), self.land(place)
            if cell is not None and cell != origin:
                found[origin] = Moved(self.pooled[place], origin, cell)
        return tuple(found.values())


def cell_of(index: int, place: Cell, shape: Sequence[int], rank: int) -> Cell:
    """The cell that the index at ``place`` names in a plane of ``shape``; along its own row in 1-D.

    An index beyond the plane names a cell below it.

    Example:
        >>> cell_of(7, (0, 0), (3, 4), 2), cell_of(7, (0, 0), (2, 3, 3), 3), cell_of(2, (1, 0), (3, 4), 1)
        ((1, 3), (0, 2, 1), (1, 2))
    """
    cell: list[int] = []
    for size in reversed(shape[len(shape) - rank + 1 :]):
        index, at = divmod(index, size)
        cell.insert(0, at)
    return (*place[: len(shape) - rank], index, *cell)


def pool_with_indices(spec: PoolSpec, x: Array) -> tuple[Array, Ints]:
    """Values and indices of a max pooling call on one plane or volume, with the axes that ``trace`` gives them."""
    given = x if spec.rank == 1 else x[np.newaxis]
    values, indices = pool(PoolSpec.of(spec.name, **{**spec.arguments, "return_indices": True}), given)
    return (values, indices) if spec.rank == 1 else (values[0], indices[0])


def unpool_trace(
    spec: PoolSpec,
    x: Array,
    output_size: tuple[int, ...] | None = None,
    windows: Mapping[str, Any] | None = None,
) -> UnpoolTrace:
    """Pool one plane or volume and unpool it again.

    Args:
        spec: a call of max pooling.
        x: ``(channels, length)``, ``(height, width)`` or ``(depth, height, width)``.
        output_size: of the unpooled plane, one int for each pooled axis; ``None`` takes torch's default.
        windows: kernel_size, stride and padding of the unpooling; those of the pooling where they are not given.

    Raises:
        PoolingError: for a size that is not legal, or an index that lies outside the plane asked for. The size of
            ``x`` is the first of its fixes where it is legal, and the others leave every value on its cell too.

    Example:
        >>> x = np.array([[1.0, 5.0, 2.0, 4.0, 9.0]])
        >>> spec = PoolSpec.of("max_pool1d", kernel_size=2, ceil_mode=True)
        >>> unpool_trace(spec, x).unpooled, unpool_trace(spec, x, (5,)).unpooled.shape
        (array([[0., 5., 0., 4., 9., 0.]]), (1, 5))
    """
    rank, lead = spec.rank, (() if spec.rank == 1 else (np.newaxis,))
    pooled, indices = pool_with_indices(spec, x)
    own = {name: getattr(spec, name) for name in WINDOWS}
    given = {**own, **(windows or {})}
    unpool = getattr(unpooling, f"max_unpool{rank}d")
    try:
        unpooled = unpool(pooled[lead], indices[lead], **given, output_size=output_size)
    except PoolingError as error:
        if error.parameter not in ("output_size", "indices"):
            raise
        raise _with_source(error, x.shape[-rank:], indices, given) from None
    unpooled = unpooled.reshape(*x.shape[: x.ndim - rank], *unpooled.shape[-rank:])
    sources = _upsampled(np.arange(pooled.size, dtype=np.float32).reshape(pooled.shape), unpooled.shape, rank)
    lands = [
        cell_of(int(index), place, unpooled.shape, rank) if unpooled.size else None
        for place, index in np.ndenumerate(indices)
    ]
    copies = [_cells(sources == number) for number in range(pooled.size)]
    channels = indices.reshape(-1, *pooled.shape[-rank:])
    return UnpoolTrace(
        rank=rank,
        pooled=pooled,
        indices=indices,
        unpooled=unpooled,
        source=x.shape,
        lands=nested(lands, pooled.shape),
        upsampled=_upsampled(pooled, unpooled.shape, rank),
        copies=nested(copies, pooled.shape),
        repeated=_repeated(channels),
        sizes=_sizes(spec, pooled.shape[-rank:], given),
    )


def _with_source(
    error: PoolingError, source: tuple[int, ...], indices: Ints, windows: Mapping[str, Any]
) -> PoolingError:
    """The same refusal; first of its fixes the size of what was pooled, where the unpooling takes it."""
    rank, last = len(source), int(indices.max())
    each = zip(indices.shape[-rank:], *unpool_windows(rank, *(windows[name] for name in WINDOWS)), strict=True)
    fits = all(size in unpool_sizes(*axis).legal for size, axis in zip(source, each, strict=True))
    named = [fix["output_size"] for fix in error.fixes if fix.get("output_size") is not None]
    # On a plane of another width the indices name other cells.
    kept = [size for size in named if size[1:] == source[1:] and prod(size) > last]
    return error.with_fixes(*({"output_size": size} for size in dict.fromkeys([*([source] if fits else []), *kept])))


def _repeated(channels: Ints) -> dict[int, int]:
    """The indices that several outputs of one channel name, and how many do."""
    found = dict[int, int]()
    for channel in channels:
        for index, count in Counter(channel.ravel().tolist()).items():
            if count > 1:
                found[index] = max(count, found.get(index, 0))
    return found


def _sizes(spec: PoolSpec, pooled: tuple[int, ...], windows: Mapping[str, Any]) -> tuple[UnpoolSizes, ...]:
    """What each axis may be unpooled to, and which sizes the pooling itself brings to this one."""
    back = unpool_windows(spec.rank, *(windows[name] for name in WINDOWS))
    there = zip(spec.kernel_size, spec.stride, spec.padding, spec.dilation, strict=True)
    ceil_mode = bool(spec.arguments["ceil_mode"])
    return tuple(
        unpool_sizes(count, *axis)._replace(sources=source_sizes(count, *own, ceil_mode))
        for count, axis, own in zip(pooled, zip(*back, strict=True), there, strict=True)
    )


def _upsampled(plane: Array, size: tuple[int, ...], rank: int) -> Array:
    """Nearest up-sampling; torch has none to a size of 0, which unpooling may have."""
    if 0 in size:
        return np.empty(size, plane.dtype)
    lead = (np.newaxis,) if rank == 1 else (np.newaxis, np.newaxis)
    return interpolate(plane[lead], size[-rank:]).reshape(size)


def _cells(chosen: NDArray[np.bool_]) -> tuple[Cell, ...]:
    return tuple(tuple(cell) for cell in np.argwhere(chosen).tolist())
