"""The dtypes that a tensor of the app can have, and its numbers in each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.number_text import TensorTextError, exact

# The text of a tensor is read as the first of them.
DTYPES = ("float32", "float16", "float64", "int64")


def in_dtype(plane: NDArray[np.float32], dtype: str, text: Mapping[str, str]) -> NDArray[Any]:
    """The numbers that a text says, in one of ``DTYPES``; in float64 0.1 is 0.1, not the nearest float32.

    Args:
        text: with ``whole``, what is said of a number that int64 cannot hold.

    Raises:
        TensorTextError: for a number that is not whole, where the dtype is int64.
    """
    if dtype == "int64":
        unfit = ~(np.abs(plane) < 2**63) | (plane != np.trunc(plane))
        for row, column in np.argwhere(unfit)[:1]:
            said = exact(plane[row, column])
            raise TensorTextError(text["whole"].format(row=row + 1, column=column + 1, value=said))
    if dtype == "float64":
        return np.array([[float(exact(value)) for value in row] for row in plane], np.float64)
    with np.errstate(over="ignore", under="ignore"):  # float16 ends at 65504
        return plane.astype(dtype)
