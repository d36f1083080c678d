"""What stands over the picture of a stack: what to look at, or why a layer does not fit and what would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pooling_core import PoolingError
from pooling_core.stacks.repairs import repaired
from ui import lesson, oracle, stack_oracle, stack_text
from ui.content import words
from ui.errors import PageError
from ui.stack_work import Worked
from ui.states import SHAPES as FIELDS

TEXT = words("shapes")
INPUT, STACK = "shapes_input", "shapes_stack"


def said(key: str) -> str:
    """What a text field holds, before its widget was drawn too."""
    return str(st.session_state.get(key, st.query_params.get(key, FIELDS[key].default)))


def headline(worked: Worked | None, problem: str | None, of: lesson.Lesson) -> None:
    """What to look at, or why the stack does not fit and what would."""
    with st.container(key="headline"):
        if problem:
            st.warning(oracle.plain_text(problem))
        elif worked is not None and worked.error is not None:
            error, changes = advice(worked)
            in_torch = worked.refused_by_torch
            asks = (lambda: stack_oracle.refusal(worked)) if in_torch else None
            lesson.refusal(error, changes, asks, in_torch, TEXT["misfit"]["heading" if in_torch else "heading_ours"])
        else:
            st.markdown(_look(of))


def _look(of: lesson.Lesson) -> str:
    """The words of the example with this stack."""
    for example in TEXT["examples"]:
        wanted = of.example_state(example)
        if wanted["shapes_view"] == "stack" and all(wanted[key] == said(key) for key in (INPUT, STACK)):
            return f"**{example['title']}.** {example['look']}"
    return str(TEXT["lede"])


def advice(worked: Worked) -> tuple[PoolingError, list[dict[str, str]]]:
    """The refusal in the words of the page, and what each of its fixes changes; nothing where no text can hold it."""
    assert worked.error is not None and worked.failing is not None
    error, line = worked.error, stack_text.format_layer(worked.layers[worked.failing - 1])
    written = [_written(worked, worked.failing, fix) for fix in error.fixes]
    said = [(fix, changes) for fix, changes in written if fix]
    why = error.values.get("why", error)  # which layer it is stands before it
    fixes = [fix for fix, _ in said]
    told = PageError("layer-misfit-here", error.parameter, line, *fixes, number=worked.failing, why=why)
    return told, [changes for _, changes in said]


def _written(worked: Worked, number: int, fix: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """A fix as the page says it, and the texts that it changes; those are left out where one cannot hold it."""
    said = dict(fix)
    if "scale_factor" in said:
        whole = _whole_scale(worked, number)
        said = said | whole if whole else {}
    layers, shape = repaired(worked.layers, number, worked.input_shape, said)
    changes = {}
    if "input_shape" in said:
        del said["input_shape"]
        said["input"] = changes[INPUT] = stack_text.format_shape(shape[1:])
    if layers != worked.layers:
        changes[STACK] = stack_text.format_stack(layers)
    try:  # a number beyond what the texts take is told, without a button
        sizes = stack_text.parse_shape(changes.get(INPUT, stack_text.format_shape(worked.input_shape[1:])))
        stack_text.parse_stack(changes.get(STACK, stack_text.format_stack(worked.layers)), len(sizes) - 1)
    except stack_text.StackTextError:
        changes = {}
    return said, changes


def _whole_scale(worked: Worked, number: int) -> dict[str, Any]:
    """The nearest size may be no multiple, and the text has multiples only."""
    given = worked.layers[number - 1].arguments["scale_factor"]
    nearest = tuple(max(each, 1) for each in given) if isinstance(given, tuple) else max(given, 1)
    return {"scale_factor": nearest} if nearest != given and 0 not in worked.shapes[-1] else {}
