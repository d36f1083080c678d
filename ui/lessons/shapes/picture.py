"""The picture of a stack as data: its maps and what they see, a column for each layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pooling_core.stacks.stack import Row
from ui.lessons.shapes.fields import LAYER
from ui.lessons.shapes.formulas import shape_text
from ui.lessons.shapes.lines import lines_of
from ui.lessons.shapes.recurrences import UNSAID, fraction_text
from ui.lessons.shapes.work import Span, Worked
from ui.text import stack_text

Words = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One layer, or the input, which is the first.

    Attributes:
        name: the line of the stack.
        kind: ``"conv"``, ``"pool"``, ``"join"``, ``"same"``, ``"boxed"`` or ``"other"``.
        size: cells along the axis shown; ``None`` once the map is flat.
        channels: channels, or features of a flat one.
        field: first and last input cell that the middle output sees.
        next: the same for the next output.
        said: what is said of it.
        reads: columns that it reads; the input is 0.
        indices: the column whose indices it reads, of an unpooling.
        unsaid: whether it cannot be said what it sees.
    """

    name: str
    kind: str
    size: int | None
    channels: int
    field: Span | None
    next: Span | None
    said: str
    reads: tuple[int, ...] = ()
    indices: int | None = None
    unsaid: bool = False


def picture(worked: Worked, axis: int, chosen: int, text: Words) -> dict[str, Any]:
    """The stage without grids, and the stack in their place."""
    said = text["figure"]
    axis_name = text["axes"][stack_text.AXES[len(worked.input_shape) - 2][axis]]
    failing = worked.failing
    return {
        "key": LAYER,
        "chosen": chosen if worked.rows else 0,
        "cells": worked.input_shape[2 + axis],
        "columns": [vars(column) for column in columns(worked, axis, text)],
        "misfit": lines_of(worked)[failing] if failing else None,
        "broken": [read for read in worked.wires[failing - 1].all if read < failing] if failing else [],
        "totals": totals(worked, text),
        "words": {**said, "fields": said["fields"].format(axis=axis_name)},
    }


def totals(worked: Worked, text: Words) -> str:
    """What the whole stack comes to, in one line."""
    if not worked.rows:
        return ""
    last, said = worked.rows[-1], text["totals"]
    part = said["partial"].format(number=last.number) if worked.failing else ""
    return part + str(
        said["line"].format(
            parameters=f"{worked.parameters:,}",
            shape=shape_text(last.output_shape),
            field=" × ".join(UNSAID if size is None else str(size) for size in last.receptive_field),
        )
    )


def columns(worked: Worked, axis: int, text: Words) -> list[Column]:
    """The input and the layers that fit, as the picture draws them."""
    shape, name, lines = worked.input_shape, text["figure"]["input"], lines_of(worked)
    found = [Column(name, "other", shape[2 + axis], shape[1], None, None, f"{name}: {shape_text(shape)}")]
    for row, field, neighbour in zip(worked.rows, worked.fields, worked.neighbours, strict=True):
        name, shape = lines[row.number], row.output_shape
        cells = shape[min(2 + axis, len(shape) - 1)] if len(shape) > 2 else None
        said = _said(name, row, axis, field[axis], text["figure"])
        wires = (row.reads, row.indices_of, row.receptive_field[axis] is None)
        kind = "boxed" if row.layer.kind.group == "box" else row.layer.kind.group
        found.append(Column(name, kind, cells, shape[1], field[axis], neighbour[axis], said, *wires))
    return found


def _said(name: str, row: Row, axis: int, span: Span | None, said: Words) -> str:
    shape = said["column"].format(number=row.number, name=name, shape=shape_text(row.output_shape))
    if row.layer.kind.group == "box" and row.layer.arguments["output_shape"] is None:
        shape = f"{shape} ({said['assumed']})"
    if row.receptive_field[axis] is None:
        return f"{shape} · {said['column_unsaid']}"
    if row.jump[axis] is None:
        field = said["column_field_only"].format(field=row.receptive_field[axis])
    else:
        field = said["column_field"].format(field=row.receptive_field[axis], jump=fraction_text(row.jump[axis]))
    seen = said["column_span"].format(first=span[0], last=span[1]) if span is not None else ""
    return " · ".join(filter(None, [shape, field, seen]))
