"""Sentences that stand together: Chinese needs no space between them, its punctuation brings its own."""

from __future__ import annotations

from unicodedata import east_asian_width


def joined(*sentences: str) -> str:
    """Sentences one after the other, the empty ones left out.

    Example:
        >>> joined("One.", "", "Two."), joined("一。", "二。")
        ('One. Two.', '一。二。')
    """
    text = ""
    for sentence in filter(None, sentences):
        between = " " if text and east_asian_width(text[-1]) not in "FW" else ""
        text += between + sentence
    return text
