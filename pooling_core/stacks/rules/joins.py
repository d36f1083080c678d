"""Layers that read several others: put side by side, or added up."""

from __future__ import annotations

from pooling_core.call.errors import PoolingError, Seen
from pooling_core.call.types import Shape
from pooling_core.stacks.rules import Settings, whole


def joined(name: str, settings: Settings, *shapes: Shape) -> Shape:
    """Side by side along one axis; all others agree."""
    dim, first = settings["dim"], shapes[0]
    for at, shape in enumerate(shapes, start=1):
        if len(shape) != len(first):
            told = {"at": at, "axes": len(first), "found": len(shape)}
            raise PoolingError("joins-axes", "input", _shapes(first, shape), **told)
    axes = len(first)
    if not whole("dim", dim) or not -axes <= dim < axes:
        raise PoolingError("axis-of-input", "dim", dim, {"dim": 1}, low=-axes, high=axes - 1)
    along = dim % axes
    for shape in shapes:
        apart = [axis for axis in range(axes) if shape[axis] != first[axis]]
        other = [axis for axis in apart if axis != along]
        if other:
            axis = other[0]
            fix = {"dim": axis} if all(_apart(first, each) <= {axis} for each in shapes) else {}
            told = {"axis": axis, "size": first[axis], "other": shape[axis], "dim": along}
            raise PoolingError("joins-sizes", "input", _shapes(first, shape), fix, shapes=(first, shape), **told)
    return (*first[:along], sum(shape[along] for shape in shapes), *first[along + 1 :])


def _apart(one: Shape, other: Shape) -> set[int]:
    return {axis for axis, sizes in enumerate(zip(one, other, strict=True)) if sizes[0] != sizes[1]}


def added(name: str, settings: Settings, *shapes: Shape) -> Shape:
    """Added up, number by number; an axis of one cell is added to all of the other's, counted from the last axis."""
    total = shapes[0]
    for shape in shapes[1:]:
        axes = max(len(total), len(shape))
        one, other = ((1,) * (axes - len(each)) + each for each in (total, shape))
        for axis in range(axes - 1, -1, -1):
            if one[axis] != other[axis] and 1 not in (one[axis], other[axis]):
                told = {"axis": axis, "size": one[axis], "other": other[axis]}
                raise PoolingError("adds-sizes", "input", _shapes(total, shape), shapes=(total, shape), **told)
        total = tuple(b if a == 1 else a for a, b in zip(one, other, strict=True))
    return total


def _shapes(first: Shape, other: Shape) -> Seen:
    return Seen("shapes", (first, other))
