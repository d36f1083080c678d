"""Facts and statements, each with the state of a lesson that shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ui.lessons import LESSONS
from ui.state import codec
from ui.state.fields import State
from ui.words.listed import listed

Fact = Mapping[str, Any]
# What Streamlit's labels take for markup.
MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|$~:<>])")


def facts() -> list[Fact]:
    """All of them, the statements last."""
    return [*listed("facts"), *statements()]


def statements() -> list[Fact]:
    """Each linked to as it is before a guess."""
    return [
        {"part": "claims", "says": claim["says"], "lesson": "true_or_false", "state": {"claim": claim["id"]}}
        for claim in listed("claims")
    ]


def state(fact: Fact) -> State:
    """What a fact says of its lesson's state; an empty text stands for None."""
    fields = LESSONS[fact["lesson"]].fields
    return {key: None if value == "" and fields[key].optional else value for key, value in fact["state"].items()}


def pairs(fact: Fact) -> dict[str, str]:
    """What the link of a fact says, by its names."""
    return codec.spoken(LESSONS[fact["lesson"]].fields, state(fact))


def plain(text: str) -> str:
    """A text as a label that has no markup.

    Example:
        >>> print(plain("kernel_size is [2]"))
        kernel\\_size is \\[2\\]
    """
    return MARKS.sub(r"\\\1", text)
