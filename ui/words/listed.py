"""What stands once for all languages, states of examples and calls of statements, joined with what is said of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from ui.words import content
from ui.words.language import current

Entry = Mapping[str, Any]
# The files whose words stand in another file, or under another name, than their own and "examples".
ELSEWHERE = {
    "claims": ("true_or_false", "statements"),
    "topics": ("true_or_false", "topics"),
    "facts": ("facts", "facts"),
    "thoughts": ("thoughts", "thoughts"),
    "twenty_minutes": ("twenty_minutes", "steps"),
    "terms": ("glossary", "terms"),
}


def listed(name: str) -> tuple[Entry, ...]:
    """The entries of a file of pages/examples in its order, each with its id and its words; none without a file."""
    return _joined(name, current())


@cache
def entries(name: str) -> dict[str, Entry]:
    """The entries of a file by their id, without words."""
    path = content.CONTENT.parent / "examples" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@cache
def _joined(name: str, language: str) -> tuple[Entry, ...]:
    file, table = ELSEWHERE.get(name, (name, "examples"))
    said = content.in_language(file, language).get(table, {})
    return tuple({"id": each, **entry, **_words(said[each])} for each, entry in entries(name).items())


def _words(said: Any) -> Entry:
    """One sentence needs no table of its own."""
    return said if isinstance(said, Mapping) else {"says": said}
