"""The shape of an input as text: ``3 x 224 x 224``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ui.text.stack_text.limits import LONGEST, MAX_SHAPE_CHARACTERS, MOST_CHANNELS, StackTextError, cut, plain

AXES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
_SIGNS = re.compile(r"[x,\s]+")


def parse_shape(text: str) -> tuple[int, ...]:
    """Channels and one to three sizes, from ``3 x 224 x 224``.

    Raises:
        StackTextError: for anything else, in one sentence.
    """
    parts = [part for part in _SIGNS.split(plain(text[: MAX_SHAPE_CHARACTERS + 1]).lower().strip()) if part]
    numbers = all(re.fullmatch("[0-9]{1,12}", part, re.ASCII) for part in parts)
    if len(text) > MAX_SHAPE_CHARACTERS or not numbers or not 2 <= len(parts) <= 4:
        raise StackTextError("shape-unread", "input", text, said=cut(" ".join(text.split())))
    channels, *sizes = map(int, parts)
    if not 1 <= channels <= MOST_CHANNELS:
        fix = {"input": format_shape((max(1, min(channels, MOST_CHANNELS)), *sizes))}
        raise StackTextError("shape-channels", "input", text, fix, count=channels, most=MOST_CHANNELS)
    for size in sizes:
        if size > LONGEST:
            fix = {"input": format_shape((channels, *(min(each, LONGEST) for each in sizes)))}
            raise StackTextError("shape-axis", "input", text, fix, size=size, longest=LONGEST)
    return (channels, *sizes)


def format_shape(shape: Sequence[int]) -> str:
    """``3 x 224 x 224``."""
    return " x ".join(map(str, shape))
