"""Numbers of bfloat16, which NumPy does not have, as the float32 numbers that they are: float32 cut to 16 bits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LARGEST = np.float32(3.3895314e38)


def to_bfloat16(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """The nearest number of bfloat16 to each of float32; of two that are as near the even one, as PyTorch rounds.

    Example:
        >>> to_bfloat16(np.array([0.1, 1.00390625, 3.4e38], np.float32)).tolist()
        [0.10009765625, 1.0, inf]
    """
    bits = np.ascontiguousarray(x, np.float32).view(np.uint32)
    rounded = (bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))) & np.uint32(0xFFFF0000)
    # Of a nan nothing is rounded: its bits could run over into a number's.
    return np.where(np.isnan(x), x, rounded.view(np.float32)).astype(np.float32, copy=False)
