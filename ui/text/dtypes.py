"""The dtypes that a tensor of the app can have, and a tensor's numbers in another of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.text import tensor_text
from ui.text.number_text import TensorTextError

# The text of a tensor is read as the first of them where a page asks for none.
DTYPES = ("float32", "float16", "float64", "int64")


def in_dtype(plane: NDArray[np.number[Any]], dtype: str) -> NDArray[Any]:
    """What a tensor's text says in one of ``DTYPES``: in float64 0.1 is 0.1. Unchanged where it cannot be held."""
    try:
        return tensor_text.parse(tensor_text.format_tensor(plane), dtype).array
    except TensorTextError:
        return plane
