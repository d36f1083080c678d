"""What a student may change, and what must come of it: the answers are the core's own, for that student alone."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
from pooling_core.explain.text import value_text
from pooling_core.explain.trace import trace

Value = float | bool | str | None

SIDE = 6
# Quarters are exact in float32, and short to type.
QUARTERS = 40
EDITS = 0.5


@dataclass(frozen=True)
class Exercise:
    """One lesson at one operation.

    Attributes:
        page: its address.
        tensor: the key of the tensor's text.
        chosen: what the link says besides the tensor.
        ranges: the parameters that are changed, and their values; the first is the page's default.
        call: parameters -> the call.
    """

    page: str
    tensor: str
    chosen: Mapping[str, str]
    ranges: Mapping[str, tuple[Value, ...]]
    call: Callable[[Mapping[str, Any]], PoolSpec]


@dataclass(frozen=True)
class Asked:
    """What one student's screen must show: a call on that student's tensor.

    Attributes:
        link: what the address must say.
    """

    call: PoolSpec
    plane: NDArray[np.float32]
    link: Mapping[str, str]

    def complaints(self, picture: str | bytes | None) -> list[str]:
        """What is wrong with the JSON of a picture; nothing where it is the right answer."""
        if picture is None:
            return ["no picture came"]
        told = json.loads(picture)
        return [
            f"{name} is {shown(got)}, not {shown(expected)}"
            for name, got, expected in (
                ("the link", told["link"], dict(self.link)),
                ("the tensor", told["input"]["exact"], texts(self.plane)),
                ("the result", told["output"]["exact"], self._result()[0]),
                ("the arithmetic", told["equations"], self._result()[1]),
            )
            if got != expected
        ]

    def _result(self) -> tuple[list[list[str]], list[list[str]]]:
        try:
            explained = trace(self.call, self.plane)
        except PoolingError:  # refused is an answer too: the tensor stays, without a result
            return [], []
        return texts(explained.output), [list(line) for line in explained.arithmetic]


def shown(value: Any) -> str:
    """Enough of a value for one line."""
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def text_of(value: Value) -> str:
    """A value as an address says it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def texts(plane: NDArray[Any]) -> list[list[str]]:
    """Every value as text that reads back bit for bit."""
    return [[value_text(value) for value in line] for line in plane]


def _windows(name: str, *parameters: str) -> Callable[[Mapping[str, Any]], PoolSpec]:
    return lambda state: PoolSpec.of(name, **{each: whole(state[each]) for each in parameters})


def _bins(state: Mapping[str, Any]) -> PoolSpec:
    sizes = (whole(state["output_size"]), whole(state["output_size_w"]))
    return PoolSpec.of("adaptive_avg_pool2d", output_size=sizes)


def _fractional(state: Mapping[str, Any]) -> PoolSpec:
    """With the page's own random numbers, the width's first."""
    sizes = (whole(state["fractional_output"]), whole(state["fractional_output_w"]))
    return PoolSpec.of("fractional_max_pool2d", kernel_size=(2, 2), output_size=sizes, _random_samples=(((0.6, 0.3),),))


def whole(value: Any) -> Any:
    """A number field sends floats; the call takes whole numbers."""
    return int(value) if isinstance(value, float) else value


KERNEL = {"kernel_size": (2.0, 1.0, 3.0, 4.0), "stride": (None, 1.0, 2.0, 3.0)}
PADDING = {"padding": (0.0, 1.0, 2.0)}
CEIL = {"ceil_mode": (False, True)}
EXERCISES = (
    Exercise(
        "sliding_windows",
        "input",
        {},
        {**KERNEL, **PADDING, "dilation": (1.0, 2.0), **CEIL},
        _windows("max_pool2d", "kernel_size", "stride", "padding", "dilation", "ceil_mode"),
    ),
    Exercise(
        "sliding_windows",
        "input",
        {"operation": "avg"},
        {**KERNEL, **PADDING, **CEIL, "count_include_pad": (True, False)},
        _windows("avg_pool2d", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"),
    ),
    Exercise(
        "adaptive_bins",
        "bins_input",
        {"bins_dims": "2d"},
        {"output_size": (5.0, 1.0, 2.0, 3.0, 4.0, 6.0), "output_size_w": (5.0, 1.0, 2.0, 3.0, 4.0, 6.0)},
        _bins,
    ),
)

# What a student may turn to from there: the last is the lesson that has charts.
FRACTIONAL = Exercise(
    "fractional",
    "fractional_input",
    {},
    {"fractional_output": (5.0, 2.0, 3.0, 4.0), "fractional_output_w": (5.0, 2.0, 3.0, 4.0)},
    _fractional,
)
VISITED = (*EXERCISES, FRACTIONAL)


class Work:
    """One student's exercise: a tensor that nobody else has, and what was last changed.

    Args:
        number: of the student.
        exercise: where it is not the student's first.
    """

    def __init__(self, number: int, exercise: Exercise | None = None) -> None:
        self.exercise = exercise or EXERCISES[number % len(EXERCISES)]
        self._dice = random.Random(number)
        drawn = [self._dice.randint(-QUARTERS, QUARTERS) / 4 for _ in range(SIDE * SIDE)]
        self.plane = np.array(drawn, np.float32).reshape(SIDE, SIDE)
        # Two students' tensors differ here, whatever else was drawn.
        self.plane[0, 0] = number
        self.state: dict[str, Value] = {key: values[0] for key, values in self.exercise.ranges.items()}

    @property
    def asked(self) -> Asked:
        """What the screen must show now."""
        return Asked(self.exercise.call(self.state), self.plane.copy(), self.said)

    @property
    def said(self) -> dict[str, str]:
        """What the address says now: the operation, the parameters that are not the page's own, the tensor."""
        turned = {
            key: text_of(self.state[key])
            for key, values in self.exercise.ranges.items()
            if self.state[key] != values[0]
        }
        tensor = "\n".join(" ".join(line) for line in texts(self.plane))
        return {**self.exercise.chosen, **turned, self.exercise.tensor: tensor}

    @property
    def link(self) -> str:
        """The same as an address has it after the question mark."""
        return urlencode(self.said)

    def next(self) -> str | None:
        """Change one thing; returns the parameter's key, or None where it was a cell."""
        if self._dice.random() < EDITS:
            row, column = self._dice.randrange(1, SIDE), self._dice.randrange(SIDE)
            quarters = [quarter / 4 for quarter in range(-QUARTERS, QUARTERS + 1)]
            self.plane[row, column] = self._another(quarters, self.plane[row, column])
            return None
        key = self._dice.choice(sorted(self.state))
        self.state[key] = self._another(self.exercise.ranges[key], self.state[key])
        return key

    def _another(self, values: Any, than: Any) -> Any:
        return self._dice.choice([value for value in values if value != than])
