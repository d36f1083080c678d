"""An exercise in the words of the language that is spoken now."""

from __future__ import annotations

from typing import Any

from ui.page.stills import call_title
from ui.practice import link, texts
from ui.practice.exercise import Exercise
from ui.practice.series import Asked, exercise
from ui.state.codec import query_of
from ui.words import words

# What a cell is asked for when it is no output's value.
ASKS = {("backward", "value"): "gradient"}


def ask(one: Exercise) -> str:
    """The question."""
    key = ASKS.get((one.lesson, one.question), one.question)
    at = "" if one.at is None else texts.cell(one.at)
    return str(words("practice")["asks"][key]).format(at=at)


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
        return call_title(one.lesson, query_of(one.state.items()))
    given = words("practice")["given"].format(shape=one.state["shapes_input"].replace("x", "×"))
    return "\n".join([given, one.state["shapes_stack"]])


def as_data(which: Asked) -> dict[str, Any]:
    """An exercise as it travels to the page: the state that the stage opens, and the words around it."""
    one, text = exercise(which), words("practice")
    data: dict[str, Any] = {
        "code": which.code,
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
        "hint": hint(one),
        "solution": solution(one),
    }
    if one.question == "shape":  # it has no grid, and so nobody else who judges
        said = text["shape_thoughts"]
        wrong = [{"name": name, "answer": answer, "says": said[name]} for name, answer in one.wrong.items()]
        data |= {"answer": one.answer, "wrong": wrong}
    return data
