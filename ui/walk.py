"""Pooling in twenty minutes: steps over the lessons, each a record of ``pages/examples/twenty_minutes.toml``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ui.lesson import Lesson
from ui.lessons import LESSONS
from ui.router import WALK as NAME
from ui.state import codec
from ui.words import words
from ui.words.listed import listed

# Of a link to a lesson: the step, counted from 1, that is walked there.
KEY = "walk"
# What to look at once the walk is done, words by the same names.
NEXT = ("practice", "true_or_false", "power_means", "unpooling", "dimensions")
# What of a step goes to the browser as it stands.
AS_IT_IS = ("id", "lesson", "goal", "predict", "title", "ask", "see", "task", "keep", "did")

Step = Mapping[str, Any]
Pairs = Iterable[tuple[str, str]]


def steps() -> list[dict[str, Any]]:
    """The steps with their words; their states as the texts of a link."""
    return [
        {
            **{key: step[key] for key in AS_IT_IS},
            "at": step.get("at", ""),
            "state": said(step, step["state"]),
            "solved": said(step, {**step["state"], **step["solved"]}),
        }
        for step in listed(NAME)
    ]


def said(step: Step, state: Mapping[str, Any]) -> dict[str, str]:
    """A state of a step's lesson, as the pairs of a link."""
    return codec.spoken(LESSONS[step["lesson"]].fields, state)


def opened(lesson: Lesson, pairs: Pairs) -> str | None:
    """What a link to a step opens with where it says nothing of the lesson's fields; ``None`` for any other link."""
    said_of = dict(pairs)
    if said_of.keys() & lesson.fields.keys():
        return None
    for number, step in enumerate(listed(NAME), start=1):
        if said_of.get(KEY) == str(number) and step["lesson"] == lesson.name:
            return codec.query_of(said(step, step["state"]).items())
    return None


def is_walked(pairs: Pairs) -> bool:
    """Whether a link names a step of the walk."""
    return KEY in dict(pairs)


def brought(address: Callable[[str], str]) -> dict[str, Any]:
    """Everything that a browser needs to walk.

    Args:
        address: of a path of the server.
    """
    made = [{**step, "address": address(f"/{step['lesson']}")} for step in steps()]
    return {"steps": made, "page": address(f"/{NAME}"), "words": words(NAME)["strip"]}


def listed_with_card(address: Callable[[str], str]) -> dict[str, Any]:
    """Everything that the page of the steps shows; what was done is added by the browser, which alone knows it."""
    text = words(NAME)
    onward = [
        {"title": words(each)["title"], "says": text["next"][each], "address": address(f"/{each}")} for each in NEXT
    ]
    matrix = {"address": address("/sliding_windows"), "key": "input"}
    return {**brought(address), "words": text["page"], "next": onward, "matrix": matrix}
