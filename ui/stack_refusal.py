"""What stands over the picture of a stack: what to look at, or why a layer does not fit and what would."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import streamlit as st

from pooling_core import PoolingError
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


def headline(worked: Worked, problem: str | None, of: lesson.Lesson) -> None:
    """What to look at, or why the stack does not fit and what would."""
    with st.container(key="headline"):
        if problem:
            st.warning(oracle.plain_text(problem))
        elif worked.error is not None:
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


def advice(worked: Worked) -> tuple[PoolingError, list[dict[str, Any]]]:
    """The refusal in the words of the page, and for each of its fixes the changes of state that mend it."""
    assert worked.error is not None and worked.failing is not None
    error = worked.error
    line = stack_text.format_layer(worked.layers[worked.failing - 1])
    why = error.values.get("why", error)  # which layer it is stands before it
    said = [mend for mend in (_mend(worked, fix) for fix in error.fixes) if mend[0]]
    told = PageError(
        "layer-misfit-here", error.parameter, line, *(fix for fix, _ in said), number=worked.failing, why=why
    )
    return told, [changes for _, changes in said]


def _mend(worked: Worked, fix: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A fix as the page says it, empty where it has no words for it, and the changes of state that follow it."""
    assert worked.failing is not None
    layer = worked.layers[worked.failing - 1]
    changes: dict[str, Any] = {}
    if "scale_factor" in fix:  # the nearest size may be no multiple, and the text has multiples only
        given = dict(layer.settings)["scale_factor"]
        nearest = tuple(max(each, 1) for each in given) if isinstance(given, tuple) else max(given, 1)
        fix = {"scale_factor": nearest} if nearest != given and 0 not in worked.shapes[-1] else {}
    if "input_shape" in fix:
        sizes = fix["input_shape"][1:]
        if max(sizes[1:]) <= stack_text.LONGEST:
            changes[INPUT] = stack_text.format_shape(sizes)
        fix = {"input": stack_text.format_shape(sizes)}
    elif fix:
        changed = stack_text.with_settings(worked.layers, worked.failing, fix)
        with suppress(stack_text.StackTextError):  # a number beyond what the text takes is told, without a button
            stack_text.parse_stack(changed, len(worked.input_shape) - 2)
            changes[STACK] = changed
    return fix, changes
