"""The lessons: one record each, shared by its page and its tests."""

from __future__ import annotations

from collections.abc import Mapping

from pooling_core import PoolSpec
from ui import calls, states
from ui.backward_calls import backward_call
from ui.lesson import Lesson
from ui.lessons.adaptive_bins import LESSON as ADAPTIVE_BINS
from ui.lessons.dimensions import LESSON as DIMENSIONS
from ui.lessons.fractional import LESSON as FRACTIONAL
from ui.lessons.sliding_windows import LESSON as SLIDING_WINDOWS
from ui.state.fields import State


def _many_calls(_: State) -> PoolSpec:
    """Shapes and statements are no single pooling call; their pages ask for none."""
    return PoolSpec.of("max_pool1d", kernel_size=1)


LESSONS: Mapping[str, Lesson] = {
    lesson.name: lesson
    for lesson in (
        SLIDING_WINDOWS,
        ADAPTIVE_BINS,
        FRACTIONAL,
        DIMENSIONS,
        Lesson("power_means", states.POWER_MEANS, "power_input", calls.power_call),
        Lesson("stochastic", states.STOCHASTIC, "stochastic_input", calls.stochastic_call, in_torch=False),
        Lesson("unpooling", states.UNPOOLING, "unpool_input", calls.unpool_call),
        # These three ask PyTorch on their own, below each grid.
        Lesson("backward", states.BACKWARD, "backward_input", backward_call, in_torch=False),
        Lesson("convolution", states.CONVOLUTION, "conv_average_input", calls.conv_average_call, in_torch=False),
        Lesson("shapes", states.SHAPES, "shapes_input", _many_calls, in_torch=False),
        Lesson("true_or_false", states.TRUE_OR_FALSE, "", _many_calls, in_torch=False),
    )
}
