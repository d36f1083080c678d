"""A sentence as the positions of a sequence: its words, and made-up scores that a few filters give each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Lexicon = Mapping[str, Sequence[int]]
MAX_WORDS, MAX_CHARACTERS = 16, 160
LONGEST_LABEL = 12
# A word that no lexicon knows scores from -2 to 2.
UNKNOWN_SPREAD = 2


def words_of(text: str) -> list[str]:
    """All words of a text, as plain text: what is not printable separates words too."""
    return "".join(sign if sign.isprintable() else " " for sign in text).split()


def label(word: str) -> str:
    """A word, cut to what stands above a column."""
    return word if len(word) <= LONGEST_LABEL else f"{word[: LONGEST_LABEL - 1]}…"


def scored(words: Sequence[str], lexicon: Lexicon, filters: int) -> Scores:
    """Scores of shape ``(filters, words)``: the lexicon's, or small ones that a word's letters settle."""
    return np.array([[_score(word, number, lexicon) for word in words] for number in range(filters)], np.float32)


def rescored(words: Sequence[str], before: Sequence[str], scores: NDArray[Any], lexicon: Lexicon) -> Scores:
    """Scores of another sentence; a word that was there before keeps the scores it had."""
    fresh = scored(words, lexicon, len(scores))
    kept = {word: at for at, word in reversed(list(enumerate(before[: scores.shape[1]])))}
    for at, word in enumerate(words):
        if word in kept:
            fresh[:, at] = scores[:, kept[word]]
    return fresh


def _score(word: str, number: int, lexicon: Lexicon) -> int:
    plain = "".join(sign for sign in word.casefold() if sign.isalnum())
    known = lexicon.get(plain, ())
    if number < len(known):
        return known[number]
    return crc32(f"{number} {plain}".encode()) % (2 * UNKNOWN_SPREAD + 1) - UNKNOWN_SPREAD
