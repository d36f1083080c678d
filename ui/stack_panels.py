"""What the shapes lesson arranges: the totals of a stack, its picture, its table, its formulas, its refusal."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
import streamlit as st

from pooling_core import PoolingError
from pooling_core.layers import Layer
from ui import lesson, oracle, stack_formulas, stack_text
from ui.content import words
from ui.controls import BIND
from ui.convention_panels import KEYS
from ui.figures.stack import Column, stack_figure
from ui.stack_work import Shape, Span, Worked, work_out
from ui.states import SHAPES as FIELDS

TEXT = words("shapes")
AXES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
INPUT, STACK, LAYER, AXIS = "shapes_input", "shapes_stack", "shapes_layer", "shapes_axis"
FIGURE = "_shapes_figure"
FIELD = ("field", "jump", "start")
# Elements of the arrays that PyTorch is asked with.
LARGEST_QUESTION = 2**20


def read() -> tuple[Worked, str | None]:
    """The stack as the two texts say it; where one cannot be read, the last that could, and why."""
    said = (_said(INPUT), _said(STACK))
    try:
        worked = _worked(*said)
    except stack_text.StackTextError as error:
        kept = st.session_state.get("_shapes_read", (FIELDS[INPUT].default, FIELDS[STACK].default))
        return _worked(*kept), TEXT["kept"].format(message=error)
    st.session_state["_shapes_read"] = said
    return worked, None


def _said(key: str) -> str:
    return str(st.session_state.get(key, st.query_params.get(key, FIELDS[key].default)))


def _worked(shape: str, stack: str) -> Worked:
    sizes = stack_text.parse_shape(shape)
    return work_out(stack_text.parse_stack(stack, len(sizes) - 1), sizes)


def axis_control(rank: int) -> int:
    """Which axis is followed; offered where there is more than one. Links carry the word itself."""
    options = AXES[rank]
    if rank == 1:
        return 0
    if st.session_state.get(AXIS, "height") not in options:
        st.session_state[AXIS] = "height"
    if st.query_params.get(AXIS, "height") not in options:
        del st.query_params[AXIS]
    chosen: Any = st.segmented_control(
        TEXT["axis"], options, default=FIELDS[AXIS].default, key=AXIS, bind=BIND, required=True
    )
    return options.index(chosen)


def headline(worked: Worked, problem: str | None, of: lesson.Lesson) -> None:
    """What to look at, or why the stack does not fit and what would."""
    with st.container(key="headline"):
        if problem:
            st.warning(oracle.plain_text(problem))
        elif worked.error is not None:
            error, changes = advice(worked)
            # PyTorch gives linear layers and flat inputs of pools another meaning, and it has no longest axis.
            in_torch = worked.error.parameter not in ("input", "input_shape")
            lesson.refusal(error, changes, _question(worked) if in_torch else None, in_torch)
        else:
            st.markdown(_look(of))


def _look(of: lesson.Lesson) -> str:
    """The words of the example with this stack, of two those of the one with these windows too."""
    best, look = 0, str(TEXT["lede"])
    for example in TEXT["examples"]:
        wanted = of.example_state(example)
        alike = 1 + all(str(wanted[key]) == _said(key) for key in KEYS)
        if alike > best and all(wanted[key] == _said(key) for key in (INPUT, STACK)):
            best, look = alike, f"**{example['title']}.** {example['look']}"
    return look


def advice(worked: Worked) -> tuple[PoolingError, dict[str, Any]]:
    """The refusal in the words of the page, and the changes of state that mend it."""
    assert worked.error is not None and worked.failing is not None
    error, fix = worked.error, worked.error.fix
    changes: dict[str, Any] = {}
    if "input_shape" in fix:
        sizes = fix["input_shape"][1:]
        if max(sizes[1:]) <= stack_text.LONGEST:
            changes[INPUT] = stack_text.format_shape(sizes)
        fix = {"input": stack_text.format_shape(sizes)}
    elif fix:
        changes[STACK] = stack_text.with_settings(worked.layers, worked.failing, fix)
    line = stack_text.format_layer(worked.layers[worked.failing - 1])
    rule = f"it does not fit: {error.rule.rpartition(' does not fit: ')[2]}"
    return PoolingError(f"layer {worked.failing}", line, rule, fix), changes


def _question(worked: Worked) -> oracle.Question | None:
    """The layer that does not fit, for PyTorch."""
    assert worked.failing is not None and worked.error is not None
    layer, shape = worked.layers[worked.failing - 1], worked.shapes[-1]
    asked = _arrays(layer, shape)
    if asked is None or max(map(prod, asked[1])) > LARGEST_QUESTION:
        return None
    arrays = tuple(np.zeros(each, np.float32) for each in asked[1])
    return oracle.Question(asked[0], arrays, asked[2], worked.error)


def _arrays(layer: Layer, shape: Shape) -> tuple[str, list[Shape], dict[str, Any]] | None:
    settings: dict[str, Any] = dict(layer.settings)
    if layer.name == "linear":
        return "linear", [shape, (settings["out_features"], settings.get("in_features", shape[-1]))], {}
    if layer.name[:-2] == "conv":
        kernel, rank = settings["kernel_size"], int(layer.name[-2])
        groups = settings.get("groups", 1)
        sides = kernel if isinstance(kernel, tuple) else (kernel,) * rank
        given = {key: value for key, value in settings.items() if key in ("stride", "padding", "dilation", "groups")}
        return layer.name, [shape, (settings["out_channels"], shape[1] // max(groups, 1), *sides)], given
    return (layer.name, [shape], settings) if "pool" in layer.name else None


def totals(worked: Worked) -> None:
    """What the whole stack comes to, in one line."""
    if worked.rows:
        last = worked.rows[-1]
        part = TEXT["totals"]["partial"].format(number=last.number) if worked.failing else ""
        st.markdown(
            part
            + TEXT["totals"]["line"].format(
                parameters=f"{sum(row.parameters for row in worked.rows):,}",
                shape=stack_formulas.shape_text(last.output_shape),
                field=" × ".join(map(str, last.receptive_field)),
            )
        )


def picture(worked: Worked, axis: int, chosen: int) -> None:
    """The maps and fields; a click chooses a layer."""
    shown = _figure(stack_text.format_stack(worked.layers), worked.input_shape[1:], axis, chosen)
    st.plotly_chart(shown, key=FIGURE, on_select=_choose, selection_mode="points", config={"displayModeBar": False})


def _choose() -> None:
    points = st.session_state[FIGURE]["selection"]["points"]
    if points and isinstance(points[0].get("x"), int | float):
        st.session_state[LAYER] = max(1, min(round(points[0]["x"]), stack_text.MAX_LINES))


@st.cache_data(max_entries=64, show_spinner=False)
def _figure(stack: str, shape: Shape, axis: int, chosen: int) -> dict[str, Any]:
    worked = work_out(stack_text.parse_stack(stack, len(shape) - 1), shape)
    said = TEXT["figure"]
    axis_name = TEXT["axes"][AXES[len(shape) - 1][axis]]
    titles = {**said, "fields": said["fields"].format(axis=axis_name)}
    misfit = stack_text.format_layer(worked.layers[worked.failing - 1]) if worked.failing else None
    return stack_figure(columns(worked, axis), shape[1 + axis], chosen, misfit, titles).to_dict()


def columns(worked: Worked, axis: int) -> list[Column]:
    """The input and the layers that fit, as the figure draws them."""
    said, size = TEXT["figure"], worked.input_shape[2 + axis]
    start = Column(said["input"], "other", size, worked.input_shape[1], None, None, said["input"])
    found = [start]
    for row, field, neighbour in zip(worked.rows, worked.fields, worked.neighbours, strict=True):
        name, shape = stack_text.format_layer(row.layer), row.output_shape
        kind = "pool" if "pool" in row.layer.name else "conv" if row.layer.name.startswith("conv") else "other"
        cells = shape[2 + axis] if len(shape) > 2 else None
        hover = _hover(name, row, axis, field[axis])
        found.append(Column(name, kind, cells, shape[1], field[axis], neighbour[axis], hover))
    return found


def _hover(name: str, row: Any, axis: int, span: Span | None) -> str:
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


def table(worked: Worked) -> None:
    """A row for each layer that fits; all axes, or one number where they are alike."""
    said, numbers = TEXT["table"], stack_formulas.fraction_text
    rows = [
        {
            said["number"]: row.number,
            said["layer"]: stack_text.format_layer(row.layer),
            said["shape"]: stack_formulas.shape_text(row.output_shape),
            said["parameters"]: f"{row.parameters:,}",
            said["field"]: _alike([str(size) for size in row.receptive_field]),
            said["jump"]: _alike([numbers(jump) for jump in row.jump]),
            said["start"]: _alike([numbers(start) for start in row.start]),
        }
        for row in worked.rows
    ]
    st.subheader(said["title"], anchor=False)
    widths: Any = {said["number"]: st.column_config.Column(width=48), said["layer"]: st.column_config.Column(width=180)}
    st.dataframe(rows, column_config=widths, hide_index=True, height=min(36 * len(rows) + 39, 470), width="stretch")
    st.caption(said["note"])


def _alike(texts: list[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else " × ".join(texts)


def formulas(worked: Worked, number: int, axis: int) -> None:
    """The chosen layer's formulas with its numbers."""
    said, found = TEXT["formulas"], stack_formulas.layer_formulas(worked, number, axis)
    name = stack_text.format_layer(worked.layers[number - 1])
    axis_name = TEXT["axes"][AXES[len(worked.input_shape) - 2][axis]]
    st.subheader(said["title"].format(number=number, name=name, axis=axis_name), anchor=False)
    for place, keys in zip(st.columns(2, gap="medium"), (("size", "parameters"), FIELD), strict=True):
        with place:
            for key in keys:
                st.markdown(f"{said[key]}  \n${found[key]}$")
    st.caption(said["notes"][stack_formulas.note(worked, number, axis)])
