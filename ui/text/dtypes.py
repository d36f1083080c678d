"""The dtypes that a tensor of the app can have, and by which numbers of NumPy they are held."""

from __future__ import annotations

from typing import Any

import numpy as np

# The text of a tensor is read as the first of them where a page asks for none.
DTYPES = ("float32", "float16", "float64", "int64")
# NumPy has none: its numbers are held as the float32 numbers that they are.
BFLOAT16 = "bfloat16"
EVERY_DTYPE = (*DTYPES, BFLOAT16, "uint8", "bool")


def held_as(dtype: str) -> np.dtype[Any]:
    """The dtype of NumPy that holds the numbers of one of ``EVERY_DTYPE``."""
    return np.dtype("float32" if dtype == BFLOAT16 else dtype)
