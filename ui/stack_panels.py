"""What the shapes lesson arranges around its picture: the stack as it is read, its totals, its table, its formulas."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from ui import controls, stack_formulas, stack_text
from ui.content import words
from ui.controls import BIND
from ui.stack_refusal import INPUT, STACK, said
from ui.stack_work import Worked, work_out
from ui.states import SHAPES as FIELDS

TEXT = words("shapes")
AXIS, LAYER = "shapes_axis", "shapes_layer"
# The two texts that were read last.
READ = "_shapes_read"
FIELD = ("field", "jump", "start")


def read() -> tuple[Worked | None, str | None]:
    """The stack as the two texts say it; where one cannot be read, why, and the last that could, if any was there."""
    texts = (said(INPUT), said(STACK))
    try:
        worked = _worked(*texts)
    except stack_text.StackTextError as error:
        kept = st.session_state.get(READ)
        return (_worked(*kept), TEXT["kept"].format(message=error)) if kept else (None, str(error))
    st.session_state[READ] = texts
    return worked, None


def _worked(shape: str, stack: str) -> Worked:
    sizes = stack_text.parse_shape(shape)
    return work_out(stack_text.parse_stack(stack, len(sizes) - 1), sizes)


def axis_control(rank: int) -> int:
    """Which axis is followed; offered where there is more than one. Links carry the word itself."""
    options = stack_text.AXES[rank]
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


def layer_control(worked: Worked) -> int:
    """Which layer is looked at, of those that fit: the last one where there are fewer than was said."""
    most, said = max(len(worked.rows), 1), st.session_state.get(LAYER, st.query_params.get(LAYER))
    if int(said or 1) > most:
        st.session_state[LAYER] = most
        try:
            st.query_params[LAYER] = str(most)
        except StreamlitAPIException:
            pass  # the widget was drawn before, and writes the address itself
        else:
            st.rerun()  # it reads the address first, as this run found it
    return controls.number(LAYER, FIELDS, TEXT["layer"], width=130) or 1


def totals(worked: Worked, kept: bool) -> None:
    """What the whole stack comes to, in one line; and whether it is the one that was read before."""
    if worked.rows:
        last = worked.rows[-1]
        part = TEXT["totals"]["partial"].format(number=last.number) if worked.failing else ""
        st.markdown(
            (TEXT["totals"]["kept"] if kept else "")
            + part
            + TEXT["totals"]["line"].format(
                parameters=f"{worked.parameters:,}",
                shape=stack_formulas.shape_text(last.output_shape),
                field=" × ".join(map(str, last.receptive_field)),
            )
        )


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
    axis_name = TEXT["axes"][stack_text.AXES[len(worked.input_shape) - 2][axis]]
    st.subheader(said["title"].format(number=number, name=name, axis=axis_name), anchor=False)
    for place, keys in zip(st.columns(2, gap="medium"), (("size", "parameters"), FIELD), strict=True):
        with place:
            for key in keys:
                st.markdown(f"{said[key]}  \n${found[key]}$")
    st.caption(said["notes"][stack_formulas.note(worked, number, axis)])
