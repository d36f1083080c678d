"""Shapes: a stack of layers, the size of each map, the field of each output, the parameters; and four conventions."""

import streamlit as st

from ui import controls, lesson, stack_code, stack_editor, stack_oracle, stack_panels, stack_picture, stack_refusal
from ui import convention_panels as lines
from ui.lessons import LESSONS
from ui.states import SHAPES as FIELDS

LESSON = LESSONS["shapes"]
TEXT = LESSON.words


def stack() -> None:
    """Layers one after another: the picture of their maps, the formulas of one, the table of all."""
    with st.sidebar:
        controls.text("shapes_input", FIELDS, TEXT["input"], help=TEXT["input_help"])
        stack_editor.editor()
    worked, problem = stack_panels.read()
    stack_refusal.headline(worked, problem, LESSON)
    if worked is None:
        return
    line, choice = st.columns([5, 4], vertical_alignment="bottom")
    with line:
        stack_panels.totals(worked, kept=problem is not None)
        verdict = st.container()
    with choice, st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        layer = stack_panels.layer_control(worked)
        axis = stack_panels.axis_control(len(worked.input_shape) - 2)
    chosen = min(layer, len(worked.rows))
    stack_picture.picture(worked, axis, chosen)
    if problem is None:
        with verdict:  # asked once the picture stands
            stack_oracle.badge(worked)
    if worked.rows:
        stack_panels.formulas(worked, chosen, axis)
        stack_panels.table(worked)
    if problem is None:
        code(stack_code.torch_code(worked))


def conventions() -> None:
    """One window axis under the rules of two libraries."""
    with st.sidebar:
        numbers = lines.window_controls()
    lines.headline(LESSON)
    lines.picture(*numbers)
    lines.table(*numbers)
    lines.badges(*numbers)
    code(lines.torch_code(*numbers))


def code(text: str) -> None:
    """The same in PyTorch, to copy."""
    st.subheader(TEXT["code"], anchor=False)
    st.code(text, language="python", wrap_lines=True)


lesson.begin(LESSON)
with st.sidebar:
    lesson.examples(LESSON)
    chosen_view = controls.select("shapes_view", FIELDS, TEXT["view"])
{"stack": stack, "conventions": conventions}[chosen_view]()
