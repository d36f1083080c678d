"""The fields of the backward lesson."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.state.fields import Field, State, choice, flag, tensor, text
from ui.text import volume_text

PLANE, VOLUME, WEIGHT, UPSTREAM = "backward_input", "backward_volume", "backward_weight", "upstream"
# What may differ by axis, without the lesson's word.
PER_AXIS = ("kernel", "stride", "padding", "dilation", "output")
# Which output is the loss, where it is one of them.
ONE = ("backward_one_depth", "backward_one_row", "backward_one_column")
MOST_OUTPUTS = 63


def _windows(name: str, parameter: str, default: int | None, **said: Any) -> dict[str, Field]:
    """The number of all axes, or of the height; those of the width and of the depth count where they are apart."""
    more: dict[str, Any] = {"optional": default is None, "parameter": parameter, **said}
    key, ends = f"backward_{name}", {"_w": -1, "_d": -3}
    apart = {f"{key}{end}": Field(default, **more, axis=at, switch="backward_per_axis") for end, at in ends.items()}
    return {key: Field(default, **more), **apart}


FIELDS: Mapping[str, Field] = {
    "backward_operation": choice(
        *("max", "avg", "lp", "gem", "stochastic", "adaptive_avg", "adaptive_max", "fractional_max"),
        *("max_unpool", "conv", "interpolate"),
    ),
    "backward_dims": choice("2d", "1d", "3d"),
    "backward_resample": choice("nearest", "nearest-exact", "area", parameter="mode"),
    "backward_mode": choice("training", "inference", parameter="training", values=(True, False)),
    "backward_seed": Field(0, high=9999, parameter="rng"),
    WEIGHT: tensor("1 2\n3 4", "weight"),
    **_windows("kernel", "kernel_size", 2),
    **_windows("stride", "stride", None),
    **_windows("padding", "padding", 0),
    **_windows("dilation", "dilation", 1),
    "backward_ceil_mode": flag(False, "ceil_mode"),
    "backward_count_include_pad": flag(True, "count_include_pad"),
    "backward_divisor_override": Field(None, low=-99, high=99, optional=True, parameter="divisor_override"),
    **_windows("output", "output_size", 2, high=16, also=("size",)),
    "backward_per_axis": flag(False),
    # One number for both axes.
    "backward_sample": text("0.5", "_random_samples", also=("sample",), nearest=0.5),
    "backward_p": text("2", "p", also=("norm_type",), nearest=2),
    "backward_eps": text("1e-6", "eps", nearest=1e-6),
    PLANE: tensor("3 1 4 1\n1 5 9 2\n6 5 3 5\n8 9 7 9"),
    VOLUME: text(
        "3 1 4 1\n1 5 9 2\n6 5 3 5\n8 9 7 9\n\n2 3 8 4\n6 2 6 4\n3 3 8 3\n2 7 1 5",
        "input",
        longest=volume_text.MAX_CHARACTERS,
    ),
    "backward_loss": choice("hand", "sum", "mean", "one", parameter="loss"),
    **{key: Field(0, high=MOST_OUTPUTS, parameter=key.removeprefix("backward_")) for key in ONE},
    UPSTREAM: tensor("1", "upstream"),
}


def of_rank(rank: int) -> dict[str, Field]:
    """The fields whose axis there is."""
    return {key: field for key, field in FIELDS.items() if field.axis is None or -field.axis <= rank}


def seen(state: State) -> dict[str, Any]:
    """What of a state is to be seen: the tensor of another number of axes stays, and is no part of this one."""
    held = dict(state)
    held.pop(PLANE if state["backward_dims"] == "3d" else VOLUME)
    return held
