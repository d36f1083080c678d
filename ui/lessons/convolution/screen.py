"""The screen of the convolution lesson: one picture for each of its views."""

from __future__ import annotations

from ui.lesson import Lesson, Moment
from ui.lessons.convolution import average, parameters, shift
from ui.page.compose import Screen
from ui.state.fields import State

VIEWS = {"average": average.view, "parameters": parameters.view, "shift": shift.view}


def screen(lesson: Lesson, state: State) -> Screen:
    """Everything the stage shows of a state."""
    return VIEWS[state["conv_view"]](lesson, state)


def predicts(state: State) -> str | None:
    """The averages; what other weights make is not asked."""
    return "output" if is_average(state) else None


def is_average(state: State) -> bool:
    """Whether the picture is that of average pooling, beside the convolution that it is."""
    return state["conv_view"] == "average" and not state["conv_average_weight"].strip()


def moment(lesson: Lesson, state: State) -> Moment:
    """The average, whose changes can be told; of what is no average nothing is worked out."""
    worked = average.moment(lesson, state)
    return worked if is_average(state) else Moment(worked.call, worked.plane, None, worked.error)
