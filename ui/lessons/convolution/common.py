"""What the views of the convolution lesson share: their controls, the line above the picture, signs on cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolingError
from pooling_core.geometry.axis import Axis
from ui import oracle
from ui.lesson import Lesson
from ui.lessons.convolution.call import advised
from ui.lessons.convolution.fields import FIELDS, VIEWS
from ui.page import parts
from ui.stage.controls import Control, control
from ui.state.fields import State
from ui.words import words

# Of a cell beside the one that it is held against.
SIGNS = {False: "=", True: "≠"}


def headline(
    lesson: Lesson,
    state: State,
    problem: str | None,
    error: PoolingError | None,
    question: oracle.Question | None,
) -> parts.Part:
    """What to look at, in the words of the example that the view shows; or why the call is refused.

    Args:
        question: of the call that is refused, where PyTorch has it.
    """
    if problem:
        return {"tone": "problem", "text": problem}
    if error is None:
        return look(lesson, state)
    error = advised(error)
    part = parts.refusal(error, lesson.mends(state, error), FIELDS, in_torch=question is not None)
    return part if question is None else part | {"torch": oracle.word(question)}


def look(lesson: Lesson, state: State) -> parts.Part:
    """The example whose view this is, whatever the other views were left at; or what the view is about."""
    view = state["conv_view"]
    keys = ["conv_view", *VIEWS[view]]
    for example in lesson.examples:
        wanted = lesson.example_state(example)
        if all(wanted[key] == state[key] for key in keys):
            return {"tone": "look", "title": example["title"], "text": example["look"]}
    return {"tone": "look", "text": lesson.words[view]["lede"]}


def views(state: State) -> list[Control]:
    """Which of the three pictures."""
    own = words("convolution")
    options = [{"value": view, "label": own["views"][view]} for view in FIELDS["conv_view"].options]
    return [control(FIELDS, state, "conv_view", own["view"], options=options)]


def dims(state: State, help: str | None = None) -> Control:
    """Over how many axes the view's windows run."""
    text = words("common")["controls"]
    return control(FIELDS, state, f"conv_{state['conv_view']}_dims", text["dims"], help=help or text["help"]["dims"])


def named(state: State, key: str, parameter: str, **more: Any) -> Control:
    """The control of a parameter under the name that it has in the call."""
    text = words("common")["controls"]
    return control(FIELDS, state, key, text[parameter], **{"help": text["help"].get(parameter), **more})


def stride(state: State, key: str, kernel: int) -> Control:
    """The stride of a pooling, which means the kernel's size where it is empty."""
    return named(state, key, "stride", means=kernel, empty=words("common")["controls"]["stride_placeholder"])


def most(axes: Sequence[Axis]) -> list[int]:
    """The outputs of these windows along each axis at stride 1: room for them is kept at any stride."""
    return [max(axis.outputs, _at_stride_one(axis)) if axis.stride else axis.outputs for axis in axes]


def _at_stride_one(axis: Axis) -> int:
    window = int(axis.stops[0] - axis.starts[0])
    return axis.size + axis.padding + axis.padding_after - window + 1


def compared(apart: NDArray[np.bool_]) -> dict[str, Any]:
    """For a further grid: on each cell whether it equals the one that it is held against."""
    own = words("convolution")["compared"]
    return {
        "compared": [[SIGNS[bool(differs)] for differs in row] for row in apart],
        "compared_words": {SIGNS[False]: own["same"], SIGNS[True]: own["different"]},
    }


def code(program: str) -> parts.Part:
    """The same calls in PyTorch, to copy."""
    text = words("common")["panels"]
    return {"key": "code", "kind": "code", "title": text["code"], "text": program, "copy": text["copy"]}
