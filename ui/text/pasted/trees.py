"""Python's own parser, and what of it can go wrong."""

from __future__ import annotations

import ast


def tree(text: str) -> ast.Module | None:
    """What a text is as Python; nothing where it is none, or nested too deeply."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    except SystemError:  # to Python 3.11.7 the parser loses count where another thread parses meanwhile
        return _again(text)


def _again(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError, SystemError):
        return None
