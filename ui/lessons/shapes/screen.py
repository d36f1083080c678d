"""The screen of the lesson on shapes: a stack of layers, or one axis under four conventions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.lesson import Lesson
from ui.lessons.shapes import conventions, stack
from ui.lessons.shapes.fields import FIELDS, VIEW
from ui.page.compose import Screen
from ui.stage.controls import Control, control
from ui.state.fields import State

VIEWS = {"stack": stack.screen, "conventions": conventions.screen}


def screen(lesson: Lesson, state: State) -> Screen:
    """Everything the stage shows of a state."""
    return VIEWS[state[VIEW]](lesson, state, views(state, lesson.words))


def views(state: State, text: Mapping[str, Any]) -> Sequence[Control]:
    """What is looked at."""
    options = [{"value": each, "label": text["views"][each]} for each in FIELDS[VIEW].options]
    return [control(FIELDS, state, VIEW, text["view"], options=options)]
