"""The line above the picture: an example's words as long as its picture is shown."""

from __future__ import annotations

from collections.abc import Iterable

from ui.lesson import Lesson
from ui.page.parts import Part
from ui.state.fields import State


def look(lesson: Lesson, state: State, keys: Iterable[str], lede: str) -> Part:
    """The words of the example that has the same in these fields; which layer is looked at may differ."""
    shown = tuple(keys)
    for example in lesson.examples:
        wanted = lesson.example_state(example)
        if all(wanted[key] == state[key] for key in shown):
            return {"tone": "look", "title": example["title"], "text": example["look"]}
    return {"tone": "look", "text": lede}
