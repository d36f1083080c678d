"""A field of a lesson's state: its default and what a link may say. Plain data, no widgets.

A field's key is its widget's key and its name in the URL, so that every state is a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ui import tensor_text

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
    """

    default: Any
    kind: str = "int"
    low: int = 0
    high: int = 32
    optional: bool = False
    options: tuple[str, ...] = ()
    longest: int = 0


def flag(default: bool) -> Field:
    """True or False."""
    return Field(default, "flag")


def choice(*options: str) -> Field:
    """One of a few words, the first by default."""
    return Field(options[0], "choice", options=options)


def tensor(default: str) -> Field:
    """A small tensor as text."""
    return Field(default, "text", longest=tensor_text.MAX_CHARACTERS)


def complete(fields: Mapping[str, Field], state: State) -> dict[str, Any]:
    """A state with every field, defaults where it says nothing."""
    return {key: state.get(key, field.default) for key, field in fields.items()}


def link(fields: Mapping[str, Field], state: State) -> str:
    """The query string of a state; what equals its default is left out."""
    said = {key: state[key] for key, field in fields.items() if key in state and state[key] != field.default}
    return urlencode(
        {
            key: "" if value is None else str(value).lower() if value in (True, False) else value
            for key, value in said.items()
        }
    )


def complaint(key: str, field: Field, said: str) -> str | None:
    """Why a link's value cannot be used, in one sentence, or None where it can."""
    shown = said if len(said) <= LONGEST_SHOWN else f"{said[:LONGEST_SHOWN]}…"
    if field.kind == "flag":
        return None if said.lower() in ("true", "false") else f"{key}={shown!r} is neither true nor false"
    if field.kind == "choice":
        options = field.options if len(field.options) <= MOST_LISTED else (*field.options[:2], "…", field.options[-1])
        return None if said in field.options else f"{key}={shown!r} is none of {', '.join(options)}"
    if field.kind == "text":
        return None if len(said) <= field.longest else f"{key} has {len(said)} characters, at most {field.longest} fit"
    if said == "" and field.optional:
        return None
    # Bounded before int() sees it, which refuses or dawdles over very long digits.
    if not re.fullmatch(r"-?[0-9]{1,6}", said):
        return f"{key}={shown!r} is not a small whole number"
    within = field.low <= int(said) <= field.high
    return None if within else f"{key}={shown} is outside {field.low} to {field.high}"
