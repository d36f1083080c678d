"""The lessons: one record each, shared by its page and its tests."""

from __future__ import annotations

from collections.abc import Mapping

from ui.lesson import Lesson
from ui.lessons.adaptive_bins import LESSON as ADAPTIVE_BINS
from ui.lessons.backward import LESSON as BACKWARD
from ui.lessons.convolution import LESSON as CONVOLUTION
from ui.lessons.dimensions import LESSON as DIMENSIONS
from ui.lessons.fractional import LESSON as FRACTIONAL
from ui.lessons.frameworks import LESSON as FRAMEWORKS
from ui.lessons.power_means import LESSON as POWER_MEANS
from ui.lessons.shapes import LESSON as SHAPES
from ui.lessons.sliding_windows import LESSON as SLIDING_WINDOWS
from ui.lessons.stochastic import LESSON as STOCHASTIC
from ui.lessons.true_or_false import LESSON as TRUE_OR_FALSE
from ui.lessons.unpooling import LESSON as UNPOOLING

LESSONS: Mapping[str, Lesson] = {
    lesson.name: lesson
    for lesson in (
        SLIDING_WINDOWS,
        ADAPTIVE_BINS,
        FRACTIONAL,
        CONVOLUTION,
        DIMENSIONS,
        POWER_MEANS,
        STOCHASTIC,
        UNPOOLING,
        BACKWARD,
        SHAPES,
        FRAMEWORKS,
        TRUE_OR_FALSE,
    )
}
