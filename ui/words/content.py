"""The words of the app: one TOML file per lesson and language, read once. English stands in for what is missing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pooling_core import PoolingError
from ui.words.language import FALLBACK, current

CONTENT = Path(__file__).parents[2] / "pages" / "content"
# Its sentences in English stand in the core, beside the rules.
REFUSALS = "errors"


def words(lesson: str) -> Mapping[str, Any]:
    """Everything a lesson says in the language that is spoken now, as nested mappings of strings."""
    return in_language(lesson, current())


@cache
def languages() -> dict[str, str]:
    """Each language that is a folder, and its own name for itself; the one that stands in for the others first."""
    found = sorted(path.parent.name for path in CONTENT.glob("*/common.toml"))
    found.sort(key=lambda language: language != FALLBACK)
    return {language: str(in_language("common", language)["app"]["language"]) for language in found}


def missing(lesson: str, language: str) -> list[str]:
    """Dotted names of the strings that a language does not say yet."""
    if language == FALLBACK:
        return []
    return sorted(_names(in_language(lesson, FALLBACK)) - _names(_read(language, lesson)))


def lessons() -> list[str]:
    """Names of all content files."""
    return sorted(path.stem for path in (CONTENT / FALLBACK).glob("*.toml"))


@cache
def in_language(lesson: str, language: str) -> Mapping[str, Any]:
    """Everything a lesson says in a language, with English where it says nothing."""
    english = _read(FALLBACK, lesson)
    if lesson == REFUSALS:
        english = {part: {**said, **english.get(part, {})} for part, said in PoolingError.table().items()}
    if language == FALLBACK:
        return english
    filled: Mapping[str, Any] = _filled(_read(language, lesson), english)
    return filled


def _read(language: str, lesson: str) -> Mapping[str, Any]:
    path = CONTENT / language / f"{lesson}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _filled(translated: Any, english: Any) -> Any:
    """The translation with English where it says nothing; entries of a list belong together by their place."""
    if isinstance(english, Mapping):
        said = translated if isinstance(translated, Mapping) else {}
        return {key: _filled(said.get(key), value) for key, value in english.items()}
    if isinstance(english, list):
        given = translated if isinstance(translated, list) else []
        return [_filled(given[i] if i < len(given) else None, value) for i, value in enumerate(english)]
    return english if translated is None else translated


def _names(content: Any, prefix: str = "") -> set[str]:
    if isinstance(content, Mapping):
        parts = content.items()
    elif isinstance(content, list):
        parts = enumerate(content)  # type: ignore[assignment]
    else:
        return {prefix.removesuffix(".")}
    return {name for key, value in parts for name in _names(value, f"{prefix}{key}.")}
