"""Padding by hand: cells added on each side before the call, as ``F.pad`` adds them."""

from __future__ import annotations

from ui.lessons.sliding_windows.fields import SIDES
from ui.state.fields import State


def is_apart(state: State) -> bool:
    """Whether each side has padding of its own. LP has none: a zero to a negative power is no zero."""
    return bool(state["uneven"] and state["operation"] != "lp")


def sides(state: State) -> list[tuple[int, int]]:
    """Cells before and after the input, for each axis that is pooled."""
    across = state[SIDES["left"]], state[SIDES["right"]]
    return [across] if state["dims"] == "1d" else [(state[SIDES["top"]], state[SIDES["bottom"]]), across]


def pads(state: State) -> tuple[int, ...]:
    """The same in the order of ``F.pad``: the last axis first."""
    return tuple(cells for side in reversed(sides(state)) for cells in side)


def is_counted(state: State) -> bool:
    """Whether the zeros among them count in an average's divisor; of integers they always do."""
    return bool(state["count_include_pad"] or state["divisor_override"] is not None or state["dtype"] == "int64")
