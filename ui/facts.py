"""Facts and statements, each with the state of a lesson that shows it: what the page of facts searches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ui.lessons import LESSONS
from ui.state import codec
from ui.state.fields import State
from ui.words.listed import listed

Fact = Mapping[str, Any]
# Of what is searched for.
LONGEST = 80
# What Streamlit's labels take for markup.
MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|$~:<>])")


def facts() -> list[Fact]:
    """All of them; a statement is linked to as it is before a guess."""
    return [*listed("facts"), *(_asked(each) for each in listed("claims"))]


def found(wanted: str) -> list[Fact]:
    """Those that hold every word of a text; of an empty text all.

    Example:
        >>> [fact["lesson"] for fact in found("ceil_mode takes")]
        ['sliding_windows']
    """
    parts = wanted[:LONGEST].casefold().split()
    return [fact for fact in facts() if all(part in fact["says"].casefold() for part in parts)]


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


def _asked(claim: Fact) -> Fact:
    return {"part": "claims", "says": claim["says"], "lesson": "true_or_false", "state": {"claim": claim["id"]}}
