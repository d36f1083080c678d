"""Pooling in twenty minutes: steps over the lessons, each a record of ``pages/examples/twenty_minutes.toml``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pooling_core.stacks.layers import Layer
from pooling_core.stacks.stack import Stack
from pooling_core.stacks.wrong import shape_thoughts
from ui.lesson import Lesson
from ui.lessons import LESSONS
from ui.router import WALK as NAME
from ui.state import codec
from ui.text import stack_text
from ui.words import words
from ui.words.listed import listed

# Of a link to a lesson: the step, counted from 1, that is walked there.
KEY = "walk"
# What to look at once the walk is done, words by the same names.
NEXT = ("practice", "true_or_false", "power_means", "unpooling", "dimensions")
# Of the matrix on the card: whose it is, and what is told of the call.
OWN = {"lesson": "sliding_windows", "key": "input", "keys": ["operation", "kernel_size", "stride", "padding"]}
# What of a step goes to the browser as it stands.
AS_IT_IS = ("id", "lesson", "goal", "title", "ask", "see", "task", "keep", "did")

Step = Mapping[str, Any]
Pairs = Iterable[tuple[str, str]]


def steps() -> list[dict[str, Any]]:
    """The steps with their words; their states as the texts of a link."""
    return [
        {
            **{key: step[key] for key in AS_IT_IS},
            "at": step.get("at", ""),
            "hide": step.get("hide", ""),
            "predict": asked(step),
            "state": said(step, step["state"]),
            "solved": said(step, {**step["state"], **step["solved"]}),
        }
        for step in listed(NAME)
    ]


def said(step: Step, state: Mapping[str, Any]) -> dict[str, str]:
    """A state of a step's lesson, as the pairs of a link."""
    return codec.spoken(LESSONS[step["lesson"]].fields, state)


def asked(step: Step) -> Mapping[str, Any]:
    """What is predicted: a question of the stage's, or the rows behind a layer, with each layer spelled out and what
    each wrong rule says instead.
    """
    predict: Mapping[str, Any] = step["predict"]
    if predict.get("what") != "map":
        return predict
    sizes = stack_text.parse_shape(step["state"]["shapes_input"])
    layers = stack_text.parse_stack(step["state"]["shapes_stack"], len(sizes) - 1)[: predict["at"]]
    truth, says = Stack(layers, (1, *sizes)).rows[-1].output_shape[2], words("practice")["shape_thoughts"]
    rows = [(name, shape[2]) for name, shape in shape_thoughts(layers, (1, *sizes))]
    wrong = [{"answer": count, "says": says[name]} for name, count in rows if count != truth]
    return {**predict, "notes": [[], *map(spelled, layers)], "wrong": wrong}


def spelled(layer: Layer) -> list[str]:
    """What a layer is and how its window moves, in words."""
    text, told = words(NAME)["strip"]["layers"], layer.arguments
    numbers = {"k": told["kernel_size"], "s": told["stride"] or told["kernel_size"], "p": told["padding"]}
    named = text[layer.kind.name].format(channels=told.get("out_channels"))
    return [named, text["window"].format(**numbers), *([text["border"].format(**numbers)] if told["padding"] else [])]


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
    own = {**OWN, "address": address(f"/{OWN['lesson']}")}
    return {"steps": made, "page": address(f"/{NAME}"), "own": own, "words": words(NAME)["strip"]}


def listed_with_card(address: Callable[[str], str]) -> dict[str, Any]:
    """Everything that the page of the steps shows; what was done is added by the browser, which alone knows it."""
    text = words(NAME)
    onward = [
        {"title": words(each)["title"], "says": text["next"][each], "address": address(f"/{each}")} for each in NEXT
    ]
    return {**brought(address), "words": text["page"], "next": onward}
