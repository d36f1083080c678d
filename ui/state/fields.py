"""A field of a lesson's state: its default and what a link may say. Plain data, no widgets.

A field's key is its widget's key and its name in the URL, so that every state is a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ui.text import tensor_text
from ui.text.reading import ReadingError

State = Mapping[str, Any]
LONGEST_SHOWN = 40
MOST_LISTED = 30


@dataclass(frozen=True)
class Field:
    """One value of a lesson's state.

    Attributes:
        default: what it is where a link does not say.
        kind: ``int``, ``flag``, ``choice`` or ``text``.
        low, high: bounds of an int; wide enough to choose what PyTorch refuses.
        optional: whether an int may be empty (None).
        options: of a choice.
        longest: most characters of a text.
        parameter: what it holds, by the name that it has in a call; ``input`` for the tensor itself.
        also: other names of the same parameter, in other calls.
        axis: which axis of it, -2 for the height and -1 for the width; ``None`` for all.
        switch: the field that takes the axes apart; without one they always are.
        nearest: of a text that is a number: the valid one for what is none.
        values: of a choice, what each option stands for in a call; without them the words themselves.
    """

    default: Any
    kind: str = "int"
    low: int = 0
    high: int = 32
    optional: bool = False
    options: tuple[str, ...] = ()
    longest: int = 0
    parameter: str = ""
    also: tuple[str, ...] = ()
    axis: int | None = None
    switch: str = ""
    nearest: float | None = None
    values: tuple[Any, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the parameter that it holds."""
        return (self.parameter, *self.also) if self.parameter else ()


def flag(default: bool, parameter: str = "") -> Field:
    """True or False."""
    return Field(default, "flag", parameter=parameter)


def choice(*options: str, **more: Any) -> Field:
    """One of a few words, the first by default; ``more`` as in ``Field``."""
    return Field(options[0], "choice", options=options, **more)


def text(default: str, parameter: str = "", *, longest: int = 12, **more: Any) -> Field:
    """A short text; ``more`` as in ``Field``."""
    return Field(default, "text", longest=longest, parameter=parameter, **more)


def tensor(default: str, parameter: str = "input") -> Field:
    """A small tensor as text."""
    return Field(default, "text", longest=tensor_text.MAX_CHARACTERS, parameter=parameter)


def complete(fields: Mapping[str, Field], state: State) -> dict[str, Any]:
    """A state with every field, defaults where it says nothing."""
    return {key: state.get(key, field.default) for key, field in fields.items()}


def complaint(key: str, field: Field, said: str) -> ReadingError | None:
    """Why a link's value cannot be used, or None where it can."""
    shown = said if len(said) <= LONGEST_SHOWN else f"{said[:LONGEST_SHOWN]}…"
    if field.kind == "flag":
        return None if said.lower() in ("true", "false") else ReadingError("link-flag", key, said, name=key, said=shown)
    if field.kind == "choice":
        if said in field.options:
            return None
        options = field.options if len(field.options) <= MOST_LISTED else (*field.options[:2], "…", field.options[-1])
        return ReadingError("link-choice", key, said, name=key, said=shown, options=options)
    if field.kind == "text":
        if len(said) <= field.longest:
            return None
        return ReadingError("link-too-long", key, said, name=key, count=len(said), most=field.longest)
    if said == "" and field.optional:
        return None
    # Bounded before int() sees it, which refuses or dawdles over very long digits.
    if not re.fullmatch(r"-?[0-9]{1,6}", said):
        return ReadingError("link-number", key, said, name=key, said=shown)
    nearest = max(field.low, min(int(said), field.high))
    if nearest == int(said):
        return None
    return ReadingError("link-outside", key, said, {key: nearest}, name=key, said=shown, low=field.low, high=field.high)
