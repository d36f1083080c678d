"""The picture of a stack: its maps and what they see, a column for each layer; a click chooses one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pooling_core.stacks.stack import Row
from ui import stack_formulas, stack_text
from ui.charts import kept
from ui.content import words
from ui.figures.stack import stack_figure
from ui.figures.stack_frame import Column
from ui.stack_work import Shape, Span, Worked, work_out

TEXT = words("shapes")
LAYER = "shapes_layer"
FIGURE = "_shapes_figure"


def picture(worked: Worked, axis: int, chosen: int) -> None:
    """The maps and fields; a click chooses a layer."""
    shown = _figure(stack_text.format_stack(worked.layers), worked.input_shape[1:], axis, chosen)
    st.plotly_chart(shown, key=FIGURE, on_select=_choose, selection_mode="points", config={"displayModeBar": False})


def _choose() -> None:
    points = st.session_state[FIGURE]["selection"]["points"]
    if points and isinstance(points[0].get("x"), int | float):
        st.session_state[LAYER] = max(1, min(round(points[0]["x"]), stack_text.MAX_LINES))


@kept
def _figure(stack: str, shape: Shape, axis: int, chosen: int) -> Any:
    worked = work_out(stack_text.parse_stack(stack, len(shape) - 1), shape)
    said = TEXT["figure"]
    axis_name = TEXT["axes"][stack_text.AXES[len(shape) - 1][axis]]
    titles = {**said, "fields": said["fields"].format(axis=axis_name)}
    misfit = stack_text.format_layer(worked.layers[worked.failing - 1]) if worked.failing else None
    return stack_figure(columns(worked, axis), shape[1 + axis], chosen, misfit, titles)


def columns(worked: Worked, axis: int) -> list[Column]:
    """The input and the layers that fit, as the figure draws them."""
    said, size = TEXT["figure"], worked.input_shape[2 + axis]
    start = Column(said["input"], "other", size, worked.input_shape[1], None, None, said["input"])
    found = [start]
    for row, field, neighbour in zip(worked.rows, worked.fields, worked.neighbours, strict=True):
        name, shape = stack_text.format_layer(row.layer), row.output_shape
        cells = shape[2 + axis] if len(shape) > 2 else None
        hover = _hover(name, row, axis, field[axis])
        found.append(Column(name, row.layer.kind.group, cells, shape[1], field[axis], neighbour[axis], hover))
    return found


def _hover(name: str, row: Row, axis: int, span: Span | None) -> str:
    said, numbers = TEXT["figure"], stack_formulas.fraction_text
    lines = [
        said["hover_shape"].format(number=row.number, name=name, shape=stack_formulas.shape_text(row.output_shape)),
        said["hover_field"].format(
            field=row.receptive_field[axis], jump=numbers(row.jump[axis]), start=numbers(row.start[axis])
        ),
    ]
    if span is not None:
        lines.append(said["hover_span"].format(first=span[0], last=span[1]))
    return "<br>".join(lines)
