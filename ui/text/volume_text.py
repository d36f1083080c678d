"""A small volume as text: planes as tensor_text reads them, an empty line between two; or a literal of three axes."""

from __future__ import annotations

import re
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.text import tensor_text
from ui.text.number_text import TensorTextError

Volume = NDArray[np.float32]
MAX_SIDE = 6
MAX_CHARACTERS = 4_000


def parse(text: str) -> Volume:
    """The volume ``(depth, height, width)`` that a text says.

    Raises:
        TensorTextError: with what was received, the rule and the nearest fix.
    """
    if len(text) > MAX_CHARACTERS:
        raise TensorTextError("volume-too-long", "input", text, count=len(text), most=MAX_CHARACTERS)
    parts = split(text)
    planes = []
    for number, part in enumerate(parts):
        try:
            planes.append(tensor_text.parse(part).array)
        except TensorTextError as error:
            if len(parts) == 1:
                raise
            told = {"number": number, "cause": error}
            raise TensorTextError("volume-depth", "input", part, *error.fixes, **told) from None
    for number, plane in enumerate(planes):
        if plane.shape != planes[0].shape:
            (rows, columns), (first_rows, first_columns) = plane.shape, planes[0].shape
            first = {"first_rows": first_rows, "first_columns": first_columns}
            raise TensorTextError("volume-uneven", "input", text, number=number, rows=rows, columns=columns, **first)
    volume = np.stack(planes)
    if max(volume.shape) > MAX_SIDE:
        depth, rows, columns = volume.shape
        size = {"depth": depth, "rows": rows, "columns": columns}
        raise TensorTextError("volume-too-large", "input", text, **size, side=MAX_SIDE)
    return volume


def split(text: str) -> list[str]:
    """The text of each plane: an empty line stands between two, or they are the planes of a literal."""
    return _literal_planes(text) if "[" in text else re.split(r"\n[ \t\r]*\n\s*", text.strip())


def format_volume(volume: NDArray[Any]) -> str:
    """The canonical text, which reads back bit for bit."""
    return "\n\n".join(tensor_text.format_tensor(plane) for plane in volume)


def _literal_planes(text: str) -> list[str]:
    """The planes of a literal such as ``tensor([[[1, 2]], [[3, 4]]])``; what stands around them is checked too."""
    depths = list(accumulate((sign == "[") - (sign == "]") for sign in text))
    wanted = max(depths) - 1
    if wanted < 2:
        return [text]
    # A plane runs from the bracket that reaches its depth to the one that leaves it.
    inside = [max(depth, before) >= wanted for depth, before in zip(depths, [0, *depths], strict=False)]
    marked = groupby(zip(inside, text, strict=True), key=itemgetter(0))
    runs = [(kept, "".join(sign for _, sign in run)) for kept, run in marked]
    volumes = len(tensor_text.parse("".join("0" if kept else part for kept, part in runs)).array)
    if volumes > 1:
        raise TensorTextError("volumes", "input", text, count=volumes)
    return [part for kept, part in runs if kept]
