"""Wrong rules of unpooling: where a value is thought to land."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pooling_core.call.spec import PoolSpec
from pooling_core.explain.unpooling import Cell, UnpoolTrace


@dataclass(frozen=True)
class Landing:
    """The cell that each value is thought to land on, nested like the pooled plane; ``None`` outside the plane."""

    name: str
    cells: tuple[tuple[Cell | None, ...], ...]


def landing_thoughts(back: UnpoolTrace, call: PoolSpec) -> tuple[Landing, ...]:
    """Where each wrong rule puts the pooled values; none that equals the truth.

    Args:
        call: the pooling whose indices they are.
    """
    rows, columns = back.unpooled.shape
    pooled_columns = back.pooled.shape[1]

    def corner(place: Cell, index: int) -> Cell:
        starts = zip(place, call.stride, call.padding, strict=True)
        row, column = (max(0, at * step - pad) for at, step, pad in starts)
        return row, column

    rules: Mapping[str, Callable[[Cell, int], Cell]] = {
        "by_columns": lambda place, index: (index % rows, index // rows),
        "pooled_width": lambda place, index: divmod(index, pooled_columns),
        "source_cell": lambda place, index: divmod(index, back.source[1]),
        "counted_from_one": lambda place, index: divmod(max(index - 1, 0), columns),
        "window_corner": corner,
        "same_place": lambda place, index: place,
        "row_and_column_swapped": lambda place, index: divmod(index, columns)[::-1],
    }
    found = []
    for name, rule in rules.items():
        cells = tuple(
            tuple(_inside(rule((i, j), int(index)), rows, columns) for j, index in enumerate(line))
            for i, line in enumerate(back.indices)
        )
        if cells != back.lands:
            found.append(Landing(name, cells))
    return tuple(found)


def _inside(cell: Cell, rows: int, columns: int) -> Cell | None:
    return cell if 0 <= cell[0] < rows and 0 <= cell[1] < columns else None
