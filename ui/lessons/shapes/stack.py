"""The screen of a stack: the picture of its maps, or what of its texts cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.errors import sentence
from ui.lesson import Lesson
from ui.lessons.shapes import copies, editor, panels, verdict
from ui.lessons.shapes.code import torch_code
from ui.lessons.shapes.fields import AXIS, FIELDS, INPUT, LAYER, STACK, VIEW
from ui.lessons.shapes.headline import look
from ui.lessons.shapes.picture import picture
from ui.lessons.shapes.repairs import BESIDE, advice, unread
from ui.lessons.shapes.work import Worked, work_out
from ui.page import parts
from ui.page.compose import Screen, compose
from ui.stage import payload
from ui.stage.controls import Control, control
from ui.state.fields import State
from ui.text import stack_text
from ui.words import words


def screen(lesson: Lesson, state: State, row: Sequence[Control]) -> Screen:
    """Everything the stage shows of a stack."""
    text = lesson.words
    worked, problems = read(state)
    additions = editor.additions(state, text)
    if worked is None:
        error = next(iter(problems.values()))
        said = {key: str(each) for key, each in problems.items()}
        told = text["unread_both"].format(**said) if len(said) > 1 else str(error)
        headline = {"tone": "problem", "text": told, "fixes": unread(state, error)}
        nothing = payload.nothing(words("stage"), text["unread"])
        main = [*editor.texts(state, text, said), *additions]
        below = panels.grammar(text)
        return compose(lesson, state, nothing, headline=headline, row=row, main=main, panels=below)
    state = existing(state, worked)
    axes, number = stack_text.AXES[len(worked.input_shape) - 2], state[LAYER]
    axis = axes.index(state[AXIS]) if len(axes) > 1 else 0
    layer = control(FIELDS, state, LAYER, text["layer"], high=max(len(worked.rows), 1))
    return compose(
        lesson,
        state,
        {**payload.nothing(words("stage")), "stack": picture(worked, axis, number, text)},
        headline=headline_of(lesson, state, worked),
        row=[*row, *axis_control(state, axes, text)],
        main=[*editor.texts(state, text, {}), *additions, *([layer] if worked.rows else [])],
        panels=below_of(worked, number, axis, text),
        word=verdict.badge(worked),
    )


def read(state: State) -> tuple[Worked | None, dict[str, stack_text.StackTextError]]:
    """The stack that the two texts say, or what is wrong with each."""
    problems: dict[str, stack_text.StackTextError] = {}
    sizes: tuple[int, ...] = (1, 1, 1)
    try:
        sizes = stack_text.parse_shape(state[INPUT])
    except stack_text.StackTextError as error:
        problems[INPUT] = error
    try:
        layers = stack_text.parse_stack(state[STACK], len(sizes) - 1)
    except stack_text.StackTextError as error:
        # How many numbers a setting may have depends on the input.
        if not problems or error.key != "setting-per-axis":
            problems[STACK] = error
    return (None, problems) if problems else (work_out(layers, sizes), {})


def existing(state: State, worked: Worked) -> State:
    """The state with a layer and an axis that the stack has."""
    axes = stack_text.AXES[len(worked.input_shape) - 2]
    axis = state[AXIS] if len(axes) == 1 or state[AXIS] in axes else FIELDS[AXIS].default
    return {**state, LAYER: min(state[LAYER], max(len(worked.rows), 1)), AXIS: axis}


def axis_control(state: State, axes: Sequence[str], text: Mapping[str, Any]) -> list[Control]:
    """Which axis is followed; offered where there is more than one."""
    if len(axes) == 1:
        return []
    options = [{"value": axis, "label": text["axes"][axis]} for axis in axes]
    return [control(FIELDS, state, AXIS, text["axis"], options=options)]


def headline_of(lesson: Lesson, state: State, worked: Worked) -> parts.Part:
    """What to look at; or why the stack does not fit, PyTorch's own words, and what would."""
    if worked.error is None:
        return look(lesson, state, (VIEW, INPUT, STACK), lesson.words["lede"])
    error, changes = advice(worked)
    in_torch = worked.refused_by_torch
    heading = lesson.words["misfit"]["heading" if in_torch else "heading_ours"]
    part = parts.refusal(error, changes, FIELDS, in_torch=in_torch, heading=heading)
    if any(BESIDE & fix.keys() for fix in error.fixes):  # a layer on the way is said by its button
        part["text"] = sentence(error.with_fixes())
    word = verdict.refusal(worked) if in_torch else None
    return part if word is None else {**part, "torch": word}


def below_of(worked: Worked, number: int, axis: int, text: Mapping[str, Any]) -> list[parts.Part]:
    """What stands below the picture."""
    program = parts.copied("code", torch_code(worked), title=text["code"])
    if not worked.rows:
        return [program, *copies.panels(worked, text), *panels.grammar(text)]
    return [
        panels.formulas(worked, number, axis, text),
        program,
        *copies.panels(worked, text),
        *panels.table(worked, number, text),
        *panels.grammar(text),
    ]
