"""An exercise in the words of the language that is spoken now."""

from __future__ import annotations

from typing import Any

from ui.lessons import LESSONS
from ui.page.stills import call_title
from ui.practice import link, texts
from ui.practice.exercise import Exercise
from ui.practice.series import Asked, exercise
from ui.state import codec
from ui.words import words

# What a cell is asked for when it is no output's value.
ASKS = {("backward", "value"): "gradient"}


def ask(one: Exercise) -> str:
    """The question."""
    key = "size_row" if _is_row(one) else ASKS.get((one.lesson, one.question), one.question)
    at = "" if one.at is None else texts.cell(one.at)
    return str(words("practice")["asks"][key]).format(at=at)


def _is_row(one: Exercise) -> bool:
    return one.question == "size" and one.state.get("dims") == "1d"


def plain(one: Exercise) -> str:
    """What the call means in numbers, the ones that it does not say among them; of a stack nothing."""
    if one.question == "shape":
        return ""
    said, record = words("practice")["plain"], LESSONS[one.lesson]
    spec = record.call(codec.read(record.fields, one.state.items()).state)
    if spec.adaptive:
        return str(said["bins"]).format(bins=texts.sizes(size or 0 for size in spec.output_size))
    key = "windows" if set(spec.dilation) == {1} else "apart"
    return str(said[key]).format(
        window=texts.sizes(spec.kernel_size),
        step=_each(spec.stride),
        border=_each(spec.padding),
        spacing=_each(spec.dilation),
    )


def _each(numbers: tuple[int, ...]) -> str:
    """Of numbers that are all alike one."""
    return texts.sizes(numbers if len(set(numbers)) > 1 else numbers[:1])


def hint(one: Exercise) -> str:
    """One thought that helps."""
    return str(words("practice")["hints"][one.hint])


def solution(one: Exercise) -> list[str]:
    """How the answer comes about, line by line."""
    said = words("practice")["solutions"]
    return [str(values["said"]) if not key else str(said[key]).format(**values) for key, values in one.solution]


def call(one: Exercise) -> str:
    """The call that is asked about; of a stack its layers, one on each line below the input."""
    if one.question != "shape":
        return call_title(one.lesson, codec.query_of(one.state.items()))
    given = words("practice")["given"].format(shape=one.state["shapes_input"].replace("x", "×"))
    return "\n".join([given, one.state["shapes_stack"]])


def as_data(which: Asked) -> dict[str, Any]:
    """An exercise as it travels to the page: the state that the stage opens, and the words around it."""
    one, text = exercise(which), words("practice")
    data: dict[str, Any] = {
        "code": str(which.code),
        "number": which.number,
        "level": one.level,
        "turn": which.turn,
        "topic": one.topic,
        "title": text["topics"][one.topic],
        "link": link.query(which),
        "lesson": one.lesson,
        "state": one.state,
        "question": one.question,
        "at": None if one.at is None else ",".join(map(str, one.at)),
        "ask": ask(one),
        "call": call(one),
        "plain": " ".join(filter(None, (plain(one), ask(one) if _is_row(one) else ""))),
        "hint": hint(one),
        "solution": solution(one),
    }
    if one.question == "shape":  # it has no grid, and so nobody else who judges
        said = text["shape_thoughts"]
        wrong = [{"name": name, "answer": answer, "says": said[name]} for name, answer in one.wrong.items()]
        data |= {"answer": one.answer, "wrong": wrong}
    return data
