"""The lessons: one record each, shared by its page and its tests."""

from __future__ import annotations

from collections.abc import Mapping

from pooling_core import PoolSpec
from ui import calls, states
from ui.backward_calls import backward_call
from ui.lesson import Lesson
from ui.lessons.adaptive_bins import LESSON as ADAPTIVE_BINS
from ui.lessons.convolution import LESSON as CONVOLUTION
from ui.lessons.fractional import LESSON as FRACTIONAL
from ui.lessons.power_means import LESSON as POWER_MEANS
from ui.lessons.shapes import LESSON as SHAPES
from ui.lessons.sliding_windows import LESSON as SLIDING_WINDOWS
from ui.lessons.stochastic import LESSON as STOCHASTIC
from ui.lessons.true_or_false import LESSON as TRUE_OR_FALSE
from ui.lessons.unpooling import LESSON as UNPOOLING
from ui.state.fields import State


def _sentence_call(state: State) -> PoolSpec:
    """The call of a sentence of one word; the page knows the length."""
    return calls.dimensions_call(state, 1)


LESSONS: Mapping[str, Lesson] = {
    lesson.name: lesson
    for lesson in (
        SLIDING_WINDOWS,
        ADAPTIVE_BINS,
        FRACTIONAL,
        CONVOLUTION,
        Lesson("dimensions", states.DIMENSIONS, "dimensions_scores", _sentence_call),
        POWER_MEANS,
        STOCHASTIC,
        UNPOOLING,
        # These ask PyTorch on their own, below each grid.
        Lesson("backward", states.BACKWARD, "backward_input", backward_call, in_torch=False),
        SHAPES,
        TRUE_OR_FALSE,
    )
}
