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
        Lesson("fractional", states.FRACTIONAL, "fractional_input", calls.fractional_call, bins=True),
    )
}
# These are more than one pooling call on one tensor; what holds of fields, links and words holds of them too.
EVERY = LESSONS | {
    lesson.name: lesson
    for lesson in (
        Lesson("convolution", states.CONVOLUTION, "conv_average_input", calls.conv_average_call, in_torch=False),
        Lesson("shapes", states.SHAPES, "shapes_input", lambda state: PoolSpec.of("max_pool1d", kernel_size=1)),
    )
}
EXAMPLES = [
    pytest.param(lesson, example, id=f"{lesson.name}: {example['title']}")
    for lesson in LESSONS.values()
    for example in lesson.words["examples"]
]
each_example = pytest.mark.parametrize("lesson, example", EXAMPLES)
every_example = pytest.mark.parametrize(
    "lesson, example",
    [
        pytest.param(lesson, example, id=f"{lesson.name}: {example['title']}")
        for lesson in EVERY.values()
        for example in lesson.words["examples"]
    ],
)


def call_and_plane(lesson: Lesson, state: dict[str, Any]) -> tuple[PoolSpec, Plane]:
    """What a state asks for."""
    return lesson.call(state), tensor_text.parse(state[lesson.input_key], state.get("dtype", "float32")).array
