"""The fields of the dimensions lesson."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.lessons.dimensions import batch, sentence
from ui.state.fields import Field, State, choice, flag, tensor, text
from ui.text import volume_text

SENTENCE, SCORES, SCORED, OVER_TIME = (f"dimensions_{name}" for name in ("sentence", "scores", "scored", "over_time"))
PLANE, VOLUME, BATCH = "dimensions_plane", "dimensions_volume", "dimensions_batch"
PER_AXIS, ADAPTIVE, OUTPUT, POWER = (f"dimensions_{name}" for name in ("per_axis", "adaptive", "output", "p"))
WINDOW = tuple(f"dimensions_{name}" for name in ("kernel", "stride", "padding", "dilation"))
# The tensor that each view shows.
HOLDS = {"1d": SCORES, "2d": PLANE, "3d": VOLUME}
# What the names of the fields of its axes end in, where each has numbers of its own.
ENDS = {"1d": ("",), "2d": ("", "_w"), "3d": ("", "_h", "_w")}

FIELDS: Mapping[str, Field] = {
    "dimensions_view": choice("1d", "2d", "3d", "batch"),
    "dimensions_operation": choice("max", "avg", "lp"),
    SENTENCE: text("the plot is thin but the acting is superb", longest=sentence.MAX_CHARACTERS),
    # The sentence that the scores are of, where that is another one: only on the way to the scores of a new sentence.
    SCORED: text("", longest=sentence.MAX_CHARACTERS),
    OVER_TIME: flag(True),
    "dimensions_kernel": Field(2, parameter="kernel_size"),
    "dimensions_stride": Field(None, optional=True, parameter="stride"),
    "dimensions_padding": Field(0, parameter="padding"),
    "dimensions_dilation": Field(1, parameter="dilation"),
    # The first axis of a plane or a volume has the numbers above where each axis has its own.
    PER_AXIS: flag(False),
    **{
        f"{key}{end}": Field(default, optional=default is None)
        for key, default in zip(WINDOW, (2, None, 0, 1), strict=True)
        for end in ENDS["3d"][1:]
    },
    POWER: text("2", "norm_type", nearest=2),
    ADAPTIVE: flag(False),
    OUTPUT: Field(2, high=16, optional=True, parameter="output_size"),
    **{f"{OUTPUT}{end}": Field(2, high=16, optional=True) for end in ENDS["3d"][1:]},
    SCORES: tensor("0 1 0 -2 0 0 2 0 9\n0 1 0 7 3 0 0 0 -3\n0 0 0 1 8 0 -1 0 1"),
    PLANE: tensor("3 1 4 1\n5 9 2 6\n5 3 5 8\n9 7 9 3"),
    VOLUME: text(
        "3 1 4 1\n5 9 2 6\n5 3 5 8\n9 7 9 3\n\n2 3 8 4\n6 2 6 4\n3 3 8 3\n2 7 9 5\n\n"
        "0 2 8 8\n4 1 9 7\n1 6 9 3\n9 9 3 7\n\n5 1 0 5\n8 2 0 9\n7 4 9 4\n4 5 9 2",
        "input",
        longest=volume_text.MAX_CHARACTERS,
    ),
    BATCH: text("superb acting\nbad dull\nthe plot is thin but the acting is superb", longest=batch.MAX_CHARACTERS),
}


def over_time(state: State) -> bool:
    """Whether the window is the whole sentence."""
    return bool(state["dimensions_view"] == "1d" and state[OVER_TIME])


def is_adaptive(state: State) -> bool:
    """Whether the size of the output is asked for instead of a window; LP has no such function."""
    return bool(state[ADAPTIVE] and state["dimensions_operation"] != "lp")


def ends(state: State) -> tuple[str, ...]:
    """What the names of the fields of each axis end in; one for all where they have no numbers of their own."""
    return ENDS[state["dimensions_view"]] if state[PER_AXIS] else ("",)


def seen(state: State) -> dict[str, Any]:
    """What of a state is to be seen: what the other views hold stays, and is no part of this one."""
    view = state["dimensions_view"]
    keys = ["dimensions_view", "dimensions_operation"]
    if view == "batch":
        return {key: state[key] for key in (*keys, BATCH)}
    keys.append(HOLDS[view])
    if view == "1d":
        keys += [SENTENCE, OVER_TIME]
    if state["dimensions_operation"] == "lp":
        keys.append(POWER)
    if not over_time(state):
        keys += [PER_AXIS] if view != "1d" else []
        turned = (OUTPUT,) if is_adaptive(state) else WINDOW
        keys += [ADAPTIVE, *(f"{key}{end}" for key in turned for end in ends(state))]
    return {key: state[key] for key in keys}
