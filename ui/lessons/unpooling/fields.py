"""The fields of the unpooling lesson."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.state.fields import Field, State, choice, flag, tensor, text
from ui.text import volume_text

PLANE, VOLUME = "unpool_input", "unpool_volume"
# What may differ by axis, without the lesson's word.
PER_AXIS = ("kernel", "stride", "padding", "dilation")
# The unpooling's own numbers; an empty one is the pooling's.
BACK = {"kernel_size": "unpool_back_kernel", "stride": "unpool_back_stride", "padding": "unpool_back_padding"}


def _windows(name: str, parameter: str, default: int | None) -> dict[str, Field]:
    """The number of all axes, or of the height; those of the width and of the depth count where they are apart."""
    more: dict[str, Any] = {"optional": default is None, "parameter": parameter}
    key, ends = f"unpool_{name}", {"_w": -1, "_d": -3}
    apart = {f"{key}{end}": Field(default, **more, axis=at, switch="unpool_per_axis") for end, at in ends.items()}
    return {key: Field(default, **more), **apart}


FIELDS: Mapping[str, Field] = {
    "unpool_dims": choice("2d", "1d", "3d"),
    **_windows("kernel", "kernel_size", 2),
    **_windows("stride", "stride", None),
    **_windows("padding", "padding", 0),
    **_windows("dilation", "dilation", 1),
    "unpool_per_axis": flag(False),
    "unpool_ceil_mode": flag(False, "ceil_mode"),
    "unpool_size_from": choice("hand", "input", parameter="output_size_from"),
    "unpool_depth": Field(None, optional=True, parameter="output_size", axis=-3),
    "unpool_rows": Field(None, optional=True, parameter="output_size", axis=-2),
    "unpool_columns": Field(None, optional=True, parameter="output_size", axis=-1),
    **{key: Field(None, optional=True, parameter=f"unpool_{name}") for name, key in BACK.items()},
    "nearest": flag(False),
    # Every value is larger than every index, so that the two are never taken for each other.
    PLANE: tensor("21 25 61 34\n30 48 20 17\n24 26 22 19\n73 35 40 86"),
    VOLUME: text(
        "71 65 92 80\n83 68 77 69\n66 95 72 64\n79 81 70 88\n\n67 90 74 82\n76 64 85 93\n87 73 99 78\n65 84 68 91",
        "input",
        longest=volume_text.MAX_CHARACTERS,
    ),
}


def rank_of(state: State) -> int:
    """Over how many axes is pooled."""
    return int(state["unpool_dims"][0])


def is_apart(state: State) -> bool:
    """Whether each axis has numbers of its own."""
    return bool(state["unpool_per_axis"] and rank_of(state) > 1)


def of_rank(state: State) -> dict[str, Field]:
    """The fields whose axis there is."""
    rank = rank_of(state)
    return {key: field for key, field in FIELDS.items() if field.axis is None or -field.axis <= rank}


def seen(state: State) -> dict[str, Any]:
    """What of a state is to be seen: the tensor of another number of axes stays, and is no part of this one."""
    held = {key: value for key, value in state.items() if key in of_rank(state)}
    held.pop(PLANE if rank_of(state) == 3 else VOLUME)
    if not is_apart(state):
        held = {key: value for key, value in held.items() if not FIELDS[key].switch}
    return held
