"""Pooling over time that leaves out what is no word: a batch of sequences, each with a length of its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pooling_core.call.types import Array


def over_words(x: Array, lengths: Sequence[int], picks: bool) -> Array:
    """The largest or the mean of the first positions of each sequence.

    Args:
        x: ``(sequences, positions)``, floats.
        lengths: of each sequence, at least 1 and at most the positions.
        picks: whether the largest is taken.

    Returns:
        ``(sequences, 1)``. As a mask does it: a mean is a sum over the words divided by their number.

    Example:
        >>> over_words(np.array([[6.0, 2.0, 0.0], [1.0, 2.0, 6.0]]), [2, 3], picks=False).tolist()
        [[4.0], [3.0]]
    """
    mask = np.arange(x.shape[1]) < np.asarray(lengths)[:, np.newaxis]
    if picks:
        return np.asarray(np.where(mask, x, -np.inf).max(axis=1, keepdims=True).astype(x.dtype))
    return np.asarray((x * mask).sum(axis=1, keepdims=True) / mask.sum(axis=1, keepdims=True).astype(x.dtype))
