"""Wrong rules of unpooling: where a value is thought to land."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.explain.nested import nested
from pooling_core.explain.unpooling import Cell, UnpoolTrace, cell_of


@dataclass(frozen=True)
class Landing:
    """The cell that each value is thought to land on, nested like the pooled plane; ``None`` outside the plane."""

    name: str
    cells: tuple[Any, ...]


def landing_thoughts(back: UnpoolTrace, call: PoolSpec) -> tuple[Landing, ...]:
    """Where each wrong rule puts the pooled values; none that equals the truth.

    Rules of rows and columns have nothing to say of a row that is pooled alone.

    Args:
        call: the pooling whose indices they are, of one or two axes.
    """
    shape, rank = back.unpooled.shape, back.rank

    def counted(place: Cell, index: int, sizes: Sequence[int] = shape) -> Cell:
        return cell_of(index, place, sizes, rank)

    def corner(place: Cell, index: int) -> Cell:
        starts = zip(place[-rank:], call.stride, call.padding, strict=True)
        return (*place[:-rank], *(max(0, at * step - pad) for at, step, pad in starts))

    rules: dict[str, Callable[[Cell, int], Cell]] = {
        "counted_from_one": lambda place, index: counted(place, max(index - 1, 0)),
        "window_corner": corner,
        "same_place": lambda place, index: place,
    }
    if rank == 2:
        rules = {
            "by_columns": lambda place, index: (index % shape[0], index // shape[0]),
            "pooled_width": lambda place, index: counted(place, index, back.pooled.shape),
            "source_cell": lambda place, index: counted(place, index, back.source),
            **rules,
            "row_and_column_swapped": lambda place, index: counted(place, index)[::-1],
        }
    found = []
    for name, rule in rules.items():
        cells = [_inside(rule(place, int(index)), shape) for place, index in np.ndenumerate(back.indices)]
        landing = nested(cells, back.pooled.shape)
        if landing != back.lands:
            found.append(Landing(name, landing))
    return tuple(found)


def _inside(cell: Cell, shape: Sequence[int]) -> Cell | None:
    return cell if all(0 <= at < size for at, size in zip(cell, shape, strict=True)) else None
