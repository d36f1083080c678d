"""Channels as text: planes as tensor_text reads them, an empty line between two; or a literal of three axes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.compute.bfloat16 import LARGEST, to_bfloat16
from ui.text import tensor_text, volume_text
from ui.text.dtypes import BFLOAT16, held_as
from ui.text.number_text import TensorTextError, exact, shown
from ui.text.tensor_text import Limits

MAX_CHANNELS = 8


def parse(text: str, dtype: str, limits: Limits) -> NDArray[Any]:
    """The channels ``(channels, height, width)`` that a text says, in one of ``EVERY_DTYPE``.

    Raises:
        TensorTextError: with what was received, the rule and the nearest fix.
    """
    if len(text) > limits.characters:
        tensor_text.parse(text, limits=limits)  # which refuses it
    parts = volume_text.split(text)
    if len(parts) > MAX_CHANNELS:
        raise TensorTextError("channels-too-many", "input", text, count=len(parts), most=MAX_CHANNELS)
    planes = []
    for number, part in enumerate(parts):
        try:
            planes.append(_plane(part, dtype, limits))
        except TensorTextError as error:
            if len(parts) == 1:
                raise
            raise TensorTextError("channel-at", "input", part, *error.fixes, number=number, cause=error) from None
    for number, plane in enumerate(planes):
        if plane.shape != planes[0].shape:
            (rows, columns), (first_rows, first_columns) = plane.shape, planes[0].shape
            first = {"first_rows": first_rows, "first_columns": first_columns}
            raise TensorTextError("channels-uneven", "input", text, number=number, rows=rows, columns=columns, **first)
    return np.stack(planes)


def _plane(text: str, dtype: str, limits: Limits) -> NDArray[Any]:
    plane = tensor_text.parse(text, held_as(dtype), limits).array
    if dtype != BFLOAT16:
        return plane
    rounded = to_bfloat16(plane)
    beyond = np.argwhere(np.isinf(rounded) & ~np.isinf(plane))
    if len(beyond):
        row, column = beyond[0].tolist()
        said, place = exact(plane[row, column]), {"row": row + 1, "column": column + 1}
        fix = {"number": exact(rounded[row, column])}
        raise TensorTextError(
            "number-too-large", "number", said, fix, said=shown(said), **place, dtype=dtype, largest=exact(LARGEST)
        )
    return rounded
