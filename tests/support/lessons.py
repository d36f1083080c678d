"""The lessons' examples, one test each."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from pooling_core import PoolSpec
from ui.lesson import Lesson, Plane
from ui.lessons import LESSONS
from ui.lessons.sliding_windows import tensor
from ui.text import tensor_text

# Whose page is one pooling call on one tensor, and of those the ones whose every call PyTorch has by that name.
ONE_CALL = ("sliding_windows", "adaptive_bins", "fractional", "power_means", "stochastic", "unpooling")
IN_TORCH = ("sliding_windows", "adaptive_bins", "fractional", "unpooling")


def examples_of(lesson: Lesson) -> list[Mapping[str, Any]]:
    """A lesson's examples; one that asks for guesses has none."""
    return list(lesson.examples)


def each_example(names: Iterable[str] = tuple(LESSONS)) -> pytest.MarkDecorator:
    """A test for every example of these lessons."""
    found = [(LESSONS[name], example) for name in names for example in examples_of(LESSONS[name])]
    ids = [f"{lesson.name}: {example['title']}" for lesson, example in found]
    return pytest.mark.parametrize("lesson, example", found, ids=ids)


def example(lesson: Lesson, title: str) -> Mapping[str, Any]:
    """The example of that title."""
    (found,) = (each for each in examples_of(lesson) if each["title"] == title)
    return found


def call_and_plane(lesson: Lesson, state: dict[str, Any]) -> tuple[PoolSpec, Plane]:
    """What a state asks for; of several channels on the one that is shown."""
    if lesson.name == "sliding_windows":
        return lesson.call(state), tensor.read(state).plane
    return lesson.call(state), tensor_text.parse(state[lesson.input_key], state.get("dtype", "float32")).array
