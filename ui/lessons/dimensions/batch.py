"""Sentences of one batch: padded to the longest of them, and the mask that says which positions hold words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ui.lessons.dimensions import sentence

MOST_SENTENCES = 6
MAX_CHARACTERS = MOST_SENTENCES * (sentence.MAX_CHARACTERS + 1)


class Batch(NamedTuple):
    """The words of each sentence, and the score of each of them; 0 after the end of a shorter sentence.

    Attributes:
        scores: ``(sentences, positions)``.
        left_out: sentences that are not read, and words.
    """

    words: Sequence[Sequence[str]]
    scores: NDArray[np.float32]
    left_out: tuple[int, int]

    @property
    def lengths(self) -> tuple[int, ...]:
        """How many words each sentence has."""
        return tuple(map(len, self.words))


def read(text: str, lexicon: Mapping[str, Any]) -> Batch:
    """The batch that a text says, a line for each sentence; of a text without words one position of score 0."""
    lines = [found for line in text.splitlines() if (found := sentence.words_of(line))]
    if not lines:
        return Batch([["-"]], np.zeros((1, 1), np.float32), (0, 0))
    kept = [line[: sentence.MAX_WORDS] for line in lines[:MOST_SENTENCES]]
    scores = np.zeros((len(kept), max(map(len, kept))), np.float32)
    for row, line in enumerate(kept):
        scores[row, : len(line)] = sentence.scored(line, lexicon, 1)[0]
    longest = max(map(len, lines[:MOST_SENTENCES]))
    return Batch(kept, scores, (len(lines) - len(kept), max(0, longest - sentence.MAX_WORDS)))
