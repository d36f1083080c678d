"""The words of the app: one TOML file per lesson and language, read once. English stands in for what is missing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent.parent / "pages" / "content"
FALLBACK = "en"


@cache
def words(lesson: str, language: str = FALLBACK) -> Mapping[str, Any]:
    """Everything a lesson says, as nested mappings of strings."""
    english = _read(FALLBACK, lesson)
    return english if language == FALLBACK else _filled(_read(language, lesson), english)


def missing(lesson: str, language: str) -> list[str]:
    """Dotted names of the strings that a language does not say yet."""
    return sorted(_names(_read(FALLBACK, lesson)) - _names(_read(language, lesson)))


def lessons() -> list[str]:
    """Names of all content files."""
    return sorted(path.stem for path in (CONTENT / FALLBACK).glob("*.toml"))


def _read(language: str, lesson: str) -> Mapping[str, Any]:
    path = CONTENT / language / f"{lesson}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _filled(translated: Mapping[str, Any], english: Mapping[str, Any]) -> Mapping[str, Any]:
    def fill(key: str) -> Any:
        value, fallback = translated.get(key, english[key]), english[key]
        return _filled(value, fallback) if isinstance(fallback, Mapping) else value

    return {key: fill(key) for key in english}


def _names(content: Mapping[str, Any], prefix: str = "") -> set[str]:
    return {
        name
        for key, value in content.items()
        for name in (_names(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}"})
    }
