"""The series of exercises of a code: the same for everybody who has the code, the topics and the level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pooling_core import PoolingError
from ui.lessons import LESSONS
from ui.practice import texts
from ui.practice.answers import Answers, answers
from ui.practice.code import Code
from ui.practice.draw import Draw
from ui.practice.exercise import Cell, Exercise, Idea
from ui.practice.topics import LEVELS, TOPICS
from ui.state.codec import spoken
from ui.state.fields import complete

MOST_NUMBERS, MOST_TURNS = 99, 9
# Draws until one suits; a handful is usual.
MOST_DRAWS, PATIENT = 500, 100
KEPT = 256


@dataclass(frozen=True)
class Asked:
    """Which exercise is meant.

    Attributes:
        code: of the class.
        number: its place in the series, from 1.
        level: 1 to 3.
        turn: how often its idea has come before, with other numbers each time.
    """

    code: Code
    number: int = 1
    level: int = LEVELS[0]
    turn: int = 0

    @property
    def topic(self) -> str:
        """The topics follow each other, so that two of one kind rarely stand side by side."""
        return self.code.topics[(self.number - 1) % len(self.code.topics)]


@lru_cache(maxsize=KEPT)
def exercise(asked: Asked) -> Exercise:
    """The exercise that is meant."""
    idea = _idea(asked)
    before = [exercise(replace(asked, turn=turn)) for turn in range(asked.turn)]
    return made(asked.topic, idea, Draw(asked.code.name, idea.name, asked.number, asked.turn), before)


def _idea(asked: Asked) -> Idea:
    """Whatever the turn: it is the idea that returns."""
    ideas = [idea for idea in TOPICS[asked.topic] if idea.level == asked.level]
    start = Draw(asked.code.name, asked.topic, asked.level).integer(0, len(ideas) - 1)
    return ideas[(start + (asked.number - 1) // len(asked.code.topics)) % len(ideas)]


def made(topic: str, idea: Idea, draw: Draw, before: Sequence[Exercise] = ()) -> Exercise:
    """An idea with numbers at which its wrong rules can be told apart.

    Args:
        before: whose numbers are not wanted again, and whose answers neither, where there are others.
    """
    fields = LESSONS[idea.lesson].fields
    states, known = ([getattr(one, name) for one in before] for name in ("state", "answer"))
    for attempt in range(MOST_DRAWS):
        state = complete(fields, idea.make(draw))
        if spoken(fields, state) in states:
            continue
        try:
            found = answers(idea.lesson, idea.question, state)
        except PoolingError:
            continue
        for at in draw.shuffled(found.places):
            wrong = _told_apart(idea, found, at)
            if wrong is not None and (attempt >= PATIENT or found.truth(at) not in known):
                return Exercise(
                    topic=topic,
                    level=idea.level,
                    idea=idea.name,
                    lesson=idea.lesson,
                    state=spoken(fields, state),
                    question=idea.question,
                    at=at,
                    answer=found.truth(at),
                    tells=idea.tells,
                    wrong=wrong,
                    hint=idea.hint,
                    solution=found.solution(at),
                )
    raise AssertionError(idea.name)


def _told_apart(idea: Idea, found: Answers, at: Cell | None) -> dict[str, str] | None:
    """The wrong answers at a place; ``None`` where it does not suit the idea."""
    truth = found.truth(at)
    if idea.only is not None and not idea.only(truth):
        return None
    if idea.question == "value" and not texts.is_simple(truth):
        return None
    wrong: dict[str, str] = {}
    for name, answer in found.wrong(at):
        if not texts.is_same(idea.question, answer, truth):
            wrong.setdefault(name, answer)
    told = [wrong.get(name) for name in idea.tells]
    if None in told or len(set(told)) < len(told):
        return None
    return _each_once({**{name: wrong[name] for name in idea.tells}, **wrong})


def _each_once(wrong: dict[str, str]) -> dict[str, str]:
    """Of two rules with one answer the first."""
    names: dict[str, str] = {}
    for name, answer in wrong.items():
        names.setdefault(answer, name)
    return {name: answer for answer, name in names.items()}
