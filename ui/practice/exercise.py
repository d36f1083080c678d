"""An exercise as data, and the idea that it is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ui.practice.draw import Draw

Cell = tuple[int, ...]
Made = Mapping[str, Any]
# A name among the words, and what is filled in; without a name the equation itself.
Line = tuple[str, Mapping[str, Any]]
# What can be asked of a lesson's picture; of a stack, which has no grid, the shape.
QUESTIONS = ("size", "value", "window", "winner", "place", "shape")


@dataclass(frozen=True)
class Idea:
    """What an exercise is about; its numbers are drawn.

    Attributes:
        name: of the idea, under which it returns with other numbers.
        level: 1 to 3.
        lesson: whose picture it is.
        question: one of ``QUESTIONS``.
        tells: the wrong rules whose answers must differ from the truth and from each other.
        hint: its name among the words.
        make: draws a state of the lesson; fields that it leaves out are at their defaults.
        only: which true answers are wanted, where not all.
    """

    name: str
    level: int
    lesson: str
    question: str
    tells: tuple[str, ...]
    hint: str
    make: Callable[[Draw], Made]
    only: Callable[[str], bool] | None = None


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Attributes:
        topic, level, idea: what it is of.
        lesson: whose picture it is.
        state: of the lesson, as the texts of a link; what is at its default is left out.
        question: one of ``QUESTIONS``.
        at: the output that is asked for, of a gradient the input's cell; ``None`` for sizes and shapes.
        answer: the true one, as text.
        tells: the wrong rules that it is made to tell apart.
        wrong: every wrong rule that gives another answer, and that answer; those it is made for first.
        hint: its name among the words.
        solution: how the answer comes about, line by line.
        start: what stands there before anybody answered.
    """

    topic: str
    level: int
    idea: str
    lesson: str
    state: Mapping[str, str]
    question: str
    at: Cell | None
    answer: str
    tells: tuple[str, ...]
    wrong: Mapping[str, str]
    hint: str
    solution: tuple[Line, ...]
    start: str = ""
