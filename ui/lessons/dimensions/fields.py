"""The fields of the dimensions lesson."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.lessons.dimensions import sentence
from ui.state.fields import Field, State, choice, flag, tensor, text
from ui.text import volume_text

SENTENCE, SCORES, SCORED, OVER_TIME = (f"dimensions_{name}" for name in ("sentence", "scores", "scored", "over_time"))
PLANE, VOLUME = "dimensions_plane", "dimensions_volume"
# The tensor that each view shows.
HOLDS = {"1d": SCORES, "2d": PLANE, "3d": VOLUME}

FIELDS: Mapping[str, Field] = {
    "dimensions_view": choice("1d", "2d", "3d"),
    "dimensions_operation": choice("max", "avg"),
    SENTENCE: text("the plot is thin but the acting is superb", longest=sentence.MAX_CHARACTERS),
    # The sentence that the scores are of, where that is another one: only on the way to the scores of a new sentence.
    SCORED: text("", longest=sentence.MAX_CHARACTERS),
    OVER_TIME: flag(True),
    "dimensions_kernel": Field(2, parameter="kernel_size"),
    "dimensions_stride": Field(None, optional=True, parameter="stride"),
    "dimensions_padding": Field(0, parameter="padding"),
    "dimensions_dilation": Field(1, parameter="dilation"),
    SCORES: tensor("0 1 0 -2 0 0 2 0 9\n0 1 0 7 3 0 0 0 -3\n0 0 0 1 8 0 -1 0 1"),
    PLANE: tensor("3 1 4 1\n5 9 2 6\n5 3 5 8\n9 7 9 3"),
    VOLUME: text(
        "3 1 4 1\n5 9 2 6\n5 3 5 8\n9 7 9 3\n\n2 3 8 4\n6 2 6 4\n3 3 8 3\n2 7 9 5\n\n"
        "0 2 8 8\n4 1 9 7\n1 6 9 3\n9 9 3 7\n\n5 1 0 5\n8 2 0 9\n7 4 9 4\n4 5 9 2",
        "input",
        longest=volume_text.MAX_CHARACTERS,
    ),
}


def over_time(state: State) -> bool:
    """Whether the window is the whole sentence."""
    return bool(state["dimensions_view"] == "1d" and state[OVER_TIME])


def seen(state: State) -> dict[str, Any]:
    """What of a state is to be seen: what the other views hold stays, and is no part of this one."""
    view = state["dimensions_view"]
    keys = ["dimensions_view", "dimensions_operation", HOLDS[view]]
    if view == "1d":
        keys += [SENTENCE, OVER_TIME]
    if not over_time(state):
        keys += [f"dimensions_{name}" for name in ("kernel", "stride", "padding", "dilation")]
    return {key: state[key] for key in keys}
