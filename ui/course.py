"""The way through the lessons: the one table of their order, their headings and their levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ui.words import words

LEVELS = ("basic", "more", "expert")
# What a window sees, a layer in its network, the way back, the kinds that few need; the check of it all comes last.
TABLE = (
    # lesson, heading, level
    ("sliding_windows", "windows", "basic"),
    ("dimensions", "windows", "basic"),
    ("adaptive_bins", "windows", "basic"),
    ("convolution", "network", "basic"),
    ("shapes", "network", "more"),
    ("frameworks", "network", "more"),
    ("backward", "back", "more"),
    ("unpooling", "back", "more"),
    ("power_means", "kinds", "more"),
    ("stochastic", "kinds", "expert"),
    ("fractional", "kinds", "expert"),
    ("true_or_false", "check", "more"),
)
# To look things up in, no lessons; tools answer a question of one's own. The first is also where the way leads after
# the last lesson.
TOOLS = ("paste", "sizes", "check")
LOOKED_UP = ("search", "glossary", *TOOLS)


@dataclass(frozen=True)
class Step:
    """A lesson in its place on the way."""

    number: int
    lesson: str
    section: str
    level: str

    @property
    def said(self) -> Mapping[str, Any]:
        """What the texts of ``way.toml`` speak of: number, title, level."""
        level = words("way")["levels"][self.level]
        return {"number": self.number, "title": words(self.lesson)["title"], "level": level}

    @property
    def label(self) -> str:
        """Number, title and level, as the menu has it."""
        return str(words("way")["listed"].format(**self.said))

    @property
    def place(self) -> str:
        """Number and level, as a lesson's head has it."""
        return str(words("way")["place"].format(**self.said))


STEPS = tuple(Step(number, *row) for number, row in enumerate(TABLE, 1))
LESSONS = tuple(step.lesson for step in STEPS)


def sections() -> Iterator[tuple[str, list[Step]]]:
    """Each heading with its lessons, in their order."""
    for section, steps in groupby(STEPS, lambda step: step.section):
        yield section, list(steps)


def step(lesson: str) -> Step:
    """The place of a lesson on the way."""
    return STEPS[LESSONS.index(lesson)]


def after(lesson: str) -> str:
    """Where the way leads from a lesson: the next one; from the last to what can be looked up.

    Example:
        >>> after("sliding_windows"), after("true_or_false")
        ('dimensions', 'search')
    """
    number = step(lesson).number
    return LESSONS[number] if number < len(LESSONS) else LOOKED_UP[0]
