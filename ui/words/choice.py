"""Which language somebody is answered in: of the link, else of the session, else of the browser."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from ui.words.content import languages
from ui.words.language import FALLBACK, current

# Of a link, and of a session that a link has once told.
KEY = "lang"
LONGEST_HEADER = 200


def best(*wishes: str | None) -> str:
    """The first wish that is a language there is: itself, or without its region, as ``zh-TW`` and ``zh_CN`` are ``zh``.

    Example:
        >>> best(None, "fr-FR", "en-GB")
        'en'
    """
    known = {language.lower(): language for language in languages()}
    for wish in wishes:
        name = (wish or "").lower().replace("_", "-")
        for each in (name, name.partition("-")[0]):
            if each in known:
                return known[each]
    return FALLBACK


def accepted(header: str) -> list[str]:
    """The languages of an ``Accept-Language`` header, the dearest first.

    Example:
        >>> accepted("de;q=0.5, zh-CN, en;q=0.8")
        ['zh-CN', 'en', 'de']
    """
    parts = [part.strip().partition(";") for part in header[:LONGEST_HEADER].split(",")]
    return [name for name, _, weight in sorted(parts, key=lambda part: -_weight(part[2]))]


def of_session(asked: str | None, locale: str | None, session: MutableMapping[Any, Any]) -> str:
    """The language of a page: what its link says is kept for the pages after it."""
    if asked in languages():
        session[KEY] = asked
    return best(session.get(KEY), locale)


def others() -> dict[str, str]:
    """The languages that are not spoken now, each by its own name."""
    return {language: name for language, name in languages().items() if language != current()}


def _weight(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q=")) if text else 1.0
    except ValueError:
        return 0.0
