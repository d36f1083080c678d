"""What the calls of several lessons have in common: how many axes a text has, and the tensor that a function takes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolSpec

# The parameters that may differ by axis, in the order in which they are shown.
PER_AXIS = ("kernel_size", "stride", "padding", "dilation")


def text_rank(text: str) -> int:
    """One dimension for a tensor of one row, else two."""
    return 2 if "\n" in text.strip() else 1


def one_plane(call: PoolSpec, plane: NDArray[Any]) -> NDArray[Any]:
    """The tensor as the functions take it: ``(channels, length)``, or one channel before its axes."""
    return plane if call.rank == 1 else plane[np.newaxis]
