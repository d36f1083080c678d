"""How much text is read, and how it is refused."""

from __future__ import annotations

from pooling_core.call.arguments import INT_MAX
from ui.text.reading import ReadingError

MAX_LINES, MAX_CHARACTERS, MAX_SHAPE_CHARACTERS = 160, 6_000, 60
# The longest axis and the most channels of an input.
LONGEST, MOST_CHANNELS = INT_MAX, 65_536


class StackTextError(ReadingError):
    """Text that is no stack or no shape; str() is one sentence."""


def plain(text: str) -> str:
    """The same signs for the same thing."""
    return text.replace("×", "x").replace(",", " ").replace("\r\n", "\n").replace("\r", "\n")


def cut(said: str, longest: int = 24) -> str:
    """A word that may be of any length, as a sentence quotes it."""
    return said if len(said) <= longest else f"{said[: longest - 1]}…"
