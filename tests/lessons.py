"""The lessons and their examples, as tests need them: the same fields and calls as the pages use."""

from typing import Any

import pytest

from pooling_core import PoolSpec
from ui import calls, states, tensor_text
from ui.lesson import Lesson, Plane

LESSONS = {
    lesson.name: lesson
    for lesson in (
        Lesson("sliding_windows", states.SLIDING_WINDOWS, "input", calls.window_call),
        Lesson("adaptive_bins", states.ADAPTIVE_BINS, "bins_input", calls.adaptive_call, bins=True),
    )
}
EXAMPLES = [
    pytest.param(lesson, example, id=f"{lesson.name}: {example['title']}")
    for lesson in LESSONS.values()
    for example in lesson.words["examples"]
]
each_example = pytest.mark.parametrize("lesson, example", EXAMPLES)


def call_and_plane(lesson: Lesson, state: dict[str, Any]) -> tuple[PoolSpec, Plane]:
    """What a state asks for."""
    return lesson.call(state), tensor_text.parse(state[lesson.input_key]).array
