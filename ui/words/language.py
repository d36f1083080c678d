"""The language that is spoken now: held by the thread that answers, so that two readers of one process never mix."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Stands in for what another language does not say yet.
FALLBACK = "en"
_current: ContextVar[str] = ContextVar("language", default=FALLBACK)


def current() -> str:
    """The name of its folder in pages/content."""
    return _current.get()


def speak(language: str) -> None:
    """Say everything in a language on this thread from now on."""
    _current.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in a language on this thread, as long as the block lasts."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)
