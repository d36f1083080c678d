"""A small volume as text: planes as tensor_text reads them, an empty line between two; or a literal of three axes."""

from __future__ import annotations

import re
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui import tensor_text
from ui.number_text import TensorTextError

Volume = NDArray[np.float32]
MAX_SIDE = 6
MAX_CHARACTERS = 4_000


def parse(text: str) -> Volume:
    """The volume ``(depth, height, width)`` that a text says.

    Raises:
        TensorTextError: with what was received, the rule and the nearest fix.
    """
    if len(text) > MAX_CHARACTERS:
        raise TensorTextError(f"The text has {len(text)} characters and at most {MAX_CHARACTERS} are read.")
    parts = _literal_planes(text) if "[" in text else re.split(r"\n[ \t\r]*\n\s*", text.strip())
    planes = []
    for number, part in enumerate(parts):
        try:
            planes.append(tensor_text.parse(part).array)
        except TensorTextError as error:
            said = str(error)
            raise TensorTextError(f"Depth {number}: {said[0].lower()}{said[1:]}" if len(parts) > 1 else said) from None
    for number, plane in enumerate(planes):
        if plane.shape != planes[0].shape:
            (rows, columns), (first_rows, first_columns) = plane.shape, planes[0].shape
            raise TensorTextError(
                f"Depth {number} is {rows}x{columns} and depth 0 is {first_rows}x{first_columns}: "
                "give all planes the same rows and columns."
            )
    size = (len(planes), *planes[0].shape)
    if max(size) > MAX_SIDE:
        shown = "x".join(map(str, size))
        rule = f"at most {MAX_SIDE} cells a side are drawn: paste a smaller one."
        raise TensorTextError(f"The volume is {shown} and {rule}")
    return np.stack(planes)


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
        rule = "one is shown: paste a single one, such as x[0] of your x."
        raise TensorTextError(f"There are {volumes} volumes and {rule}")
    return [part for kept, part in runs if kept]
