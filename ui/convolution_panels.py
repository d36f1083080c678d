"""What the convolution lesson shows beside its widgets: its headline, badges, further grids and lines of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pooling_core import PoolingError, torch_check
from pooling_core.compared import Depthwise, Shift
from pooling_core.conv_trace import ConvTrace, shared_windows
from pooling_core.trace import Trace
from ui import calls, lesson, number_text, oracle, tensor_input, tensor_text
from ui.content import words
from ui.fields import State
from ui.stage import payload
from ui.states import CONVOLUTION

Array = NDArray[Any]
Words = Mapping[str, Any]
SIGNAL = "conv_shift_input"
SHORT = 8


def headline(
    shown: lesson.Lesson,
    state: State,
    problem: str | None,
    error: PoolingError | None = None,
    question: oracle.Question | None = None,
    found: str = "",
) -> None:
    """What to look at, in the words of the example that this is, and what is found; or why the call is refused."""
    view = state["conv_view"]
    keys = ["conv_view", *(key for key in CONVOLUTION if key.startswith(f"conv_{view}_"))]
    look = shown.words[view]["lede"]
    for example in shown.words["examples"]:
        wanted = shown.example_state(example)
        if all(wanted[key] == state[key] for key in keys):
            look = f"**{example['title']}.** {example['look']}"
    with st.container(key="headline"):
        if problem:
            st.warning(oracle.plain_text(problem))
        elif error is not None:
            advice, changes = calls.conv_fix(view, error)
            lesson.refusal(advice, changes, question, in_torch=question is not None)
        else:
            st.markdown(f"{look} {found}".strip())


def badges(*questions: oracle.Question | None) -> None:
    """PyTorch's word on each call, under the name of the call."""
    for question in filter(None, questions):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"`{question.name}`", width="content")
            oracle.badge(question)


def code(text: str) -> None:
    """The same calls in PyTorch, to copy."""
    st.subheader(words("common")["panels"]["code"], anchor=False)
    st.code(text, language="python", wrap_lines=True)


def edit_shifted(by: int, stage_key: str) -> None:
    """An edit of the moved signal, written into the signal itself."""
    signal, before = st.session_state[f"_{SIGNAL}_plane"], st.session_state[SIGNAL]
    tensor_input.remember(SIGNAL, np.roll(signal, by, axis=-1))
    tensor_input.apply_edit(SIGNAL, stage_key)
    tensor_input.remember(SIGNAL, signal)
    if st.session_state[SIGNAL] != before:
        edited = tensor_text.parse(st.session_state[SIGNAL]).array
        st.session_state[SIGNAL] = tensor_text.format_tensor(np.roll(edited, -by, axis=-1))


def average_options(explained: Trace, beside: Depthwise, changed: bool) -> dict[str, Any]:
    """The convolution beside the average, and its weights on the taps."""
    rows, columns = explained.output.shape
    count = beside.weight[0].size
    taps = [f"1/{count}"] * count
    if changed:
        taps[0] = number_text.short(beside.weight.flat[0])
    output = beside.output.reshape(rows, columns)
    arrow = "≠" if beside.apart.any() else "="
    return {
        "titles": {"output": explained.spec.name},
        "weights": [[taps] * columns] * rows,
        "extras": [payload.extra(beside.name, output, "output", "output", arrow=arrow)],
    }


def comparison(average: Array, beside: Depthwise, said: Words) -> str:
    """Whether the two are the same, and how far apart they are."""
    far = torch_check.largest_difference(beside.output.reshape(average.shape), average)
    told = {"apart": int(beside.apart.sum()), "count": average.size, "difference": f"{far:.2g}"}
    return str(said["differ" if beside.apart.any() else "rounded" if far > 0 else "equal"].format(**told))


def pooling_beside(traced: ConvTrace, pooled: Trace | None) -> dict[str, Any]:
    """The pooling of the same input as a further grid; a cell lights up where the windows are the same."""
    options: dict[str, Any] = {"titles": {"output": traced.name}}
    if pooled is not None:
        cells = shared_windows(traced, pooled)
        options["extras"] = [payload.extra(pooled.spec.name, pooled.output, "output", "cells", cells=cells)]
    return options


def stage_words(stage: Words, said: Words) -> Words:
    """The stage's words, where a further grid's cells are not written by the outputs but share their windows."""
    names = {"written_by_one": "same_window_one", "written_by_many": "same_window_many", "unwritten": "no_window"}
    return {**stage, "labels": {**stage["labels"], **{name: said[own] for name, own in names.items()}}}


def channels(traced: ConvTrace, groups: int, said: Words) -> str:
    """What happens to the channels."""
    if traced.name == "conv2d":
        return str(said["plane"])
    rows = len(traced.input)
    return str(said["mixed"].format(channels=rows, out=len(traced.output), per_group=rows // groups, groups=groups))


def shift_table(found: list[Shift], current: int, said: Words) -> str:
    """The output of each shift, the current one in bold, as a Markdown table."""

    def cells(values: Array) -> str:
        # A short output stays on one line; a long one breaks rather than widen the table.
        space = "\u00a0" if values.size <= SHORT else " "
        return "; ".join(space.join(number_text.short(value) for value in row) for row in np.atleast_2d(values))

    def told(shift: Shift) -> str:
        if shift.moved is None:
            return str(said["other"])
        word = "moved_later" if not shift.whole else "moved" if shift.moved else "unmoved"
        return str(said[word].format(moved=shift.moved))

    lines = [said["columns"], ["---"] * len(said["columns"])]
    for shift in found:
        row = [str(shift.by), f"`{cells(shift.output)}`", told(shift)]
        lines.append([f"**{cell}**" for cell in row] if shift.by == current else row)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
