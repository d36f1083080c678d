"""The state of each lesson: its fields, their defaults and what a link may say. Plain data, no widgets.

A field's key is its widget's key and its name in the URL, so that every state is a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ui import sentence, stack_text, tensor_text, volume_text
from ui.content import words

State = Mapping[str, Any]
LONGEST_SHOWN = 40


@dataclass(frozen=True)
class Field:
    """One value of a lesson's state.

    Attributes:
        default: what it is where a link does not say.
        kind: ``int``, ``flag``, ``choice`` or ``text``.
        low, high: bounds of an int; wide enough to choose what PyTorch refuses.
        optional: whether an int may be empty (None).
        options: of a choice.
        longest: most characters of a text.
    """

    default: Any
    kind: str = "int"
    low: int = 0
    high: int = 32
    optional: bool = False
    options: tuple[str, ...] = ()
    longest: int = 0


def flag(default: bool) -> Field:
    """True or False."""
    return Field(default, "flag")


def choice(*options: str) -> Field:
    """One of a few words, the first by default."""
    return Field(options[0], "choice", options=options)


def tensor(default: str) -> Field:
    """A small tensor as text."""
    return Field(default, "text", longest=tensor_text.MAX_CHARACTERS)


# Height (or length) and width of each window parameter; the second is used only where per_axis is on.
_WINDOW = {
    "kernel_size": Field(2),
    "kernel_size_w": Field(2),
    "stride": Field(None, optional=True),
    "stride_w": Field(None, optional=True),
    "padding": Field(0),
    "padding_w": Field(0),
    "dilation": Field(1),
    "dilation_w": Field(1),
}

SLIDING_WINDOWS: Mapping[str, Field] = {
    "operation": choice("max", "avg", "lp"),
    "dims": choice("2d", "1d"),
    "per_axis": flag(False),
    **_WINDOW,
    "ceil_mode": flag(False),
    "count_include_pad": flag(True),
    "divisor_override": Field(None, low=-99, high=99, optional=True),
    "norm_type": Field("2", "text", longest=12),
    "input": tensor("3 1 4 1 5 9\n2 6 5 3 5 8\n9 7 9 3 2 3\n8 4 6 2 6 4\n3 3 8 3 2 7\n9 5 0 2 8 8"),
}

ADAPTIVE_BINS: Mapping[str, Field] = {
    "bins_operation": choice("avg", "max"),
    "bins_dims": choice("1d", "2d"),
    "output_size": Field(5),
    "output_size_w": Field(5),
    "keep_height": flag(False),
    "keep_width": flag(False),
    "ghosts": choice("none", "round_kernel", "stride_kernel"),
    "bins_input": tensor("0 1 2 3 4 5 6"),
}


# From the mean to the maximum; 6.5 is the power of the GeM example by hand.
EXPONENTS = (
    "1",
    "1.5",
    "2",
    "2.5",
    "3",
    "4",
    "5",
    "6.5",
    "8",
    "10",
    "13",
    "16",
    "20",
    "32",
    "50",
    "64",
    "100",
    "200",
    "500",
    "1000",
    "inf",
)

POWER_MEANS: Mapping[str, Field] = {
    "family": choice("gem", "lp"),
    "p": Field("3", "choice", options=EXPONENTS),
    "power_kernel": Field(2),
    "power_stride": Field(None, optional=True),
    "eps": Field("1e-6", "text", longest=12),
    "window_row": Field(0, high=15),
    "window_column": Field(0, high=15),
    "power_input": tensor("3 1 4 1\n1 5 9 2\n6 5 3 5\n8 9 7 9"),
}

STOCHASTIC: Mapping[str, Field] = {
    "mode": choice("training", "inference"),
    "seed": Field(0, high=9999),
    "stochastic_kernel": Field(2),
    "stochastic_stride": Field(None, optional=True),
    "drawn_row": Field(0, high=15),
    "drawn_column": Field(0, high=15),
    "stochastic_input": tensor("1 2 0 3\n3 4 1 0\n0 1 2 2\n5 0 4 0"),
}

UNPOOLING: Mapping[str, Field] = {
    "unpool_kernel": Field(2),
    "unpool_stride": Field(None, optional=True),
    "unpool_padding": Field(0),
    "unpool_rows": Field(None, optional=True),
    "unpool_columns": Field(None, optional=True),
    "nearest": flag(False),
    "unpool_input": tensor("1 2 6 3\n3 5 2 1\n1 2 2 1\n7 3 4 8"),
}

BACKWARD: Mapping[str, Field] = {
    "backward_operation": choice("max", "avg", "lp", "adaptive_avg", "adaptive_max"),
    "backward_dims": choice("2d", "1d"),
    "backward_kernel": Field(2),
    "backward_stride": Field(None, optional=True),
    "backward_padding": Field(0),
    "backward_output": Field(2, high=16),
    "backward_p": Field("2", "text", longest=12),
    "backward_input": tensor("3 1 4 1\n1 5 9 2\n6 5 3 5\n8 9 7 9"),
    "upstream": tensor("1"),
}

CONVOLUTION: Mapping[str, Field] = {
    "conv_view": choice("average", "parameters", "shift"),
    "conv_average_dims": choice("2d", "1d"),
    "conv_average_kernel": Field(2),
    "conv_average_stride": Field(None, optional=True),
    "conv_average_padding": Field(0),
    "conv_average_counted": flag(True),
    "conv_average_weight": Field("", "text", longest=12),
    "conv_average_input": tensor("3 1 4 1\n1 5 9 2\n6 5 3 5\n8 9 7 9"),
    "conv_parameters_dims": choice("1d", "2d"),
    "conv_parameters_weight": tensor("0.5 0.5\n1 -1"),
    "conv_parameters_stride": Field(1),
    "conv_parameters_padding": Field("0", "text", longest=8),
    "conv_parameters_dilation": Field(1),
    "conv_parameters_groups": Field(1),
    "conv_parameters_beside": choice("max", "avg"),
    "conv_parameters_input": tensor("3 1 4 1 5 9\n2 7 1 8 2 8"),
    "conv_shift_by": Field("0", "choice", options=("0", "1", "2", "3", "4")),
    "conv_shift_kernel": Field(2),
    "conv_shift_stride": Field(None, optional=True),
    "conv_shift_input": tensor("0 0 1 1 0 0 1 1"),
}

SHAPES: Mapping[str, Field] = {
    "shapes_input": Field("1 x 32 x 32", "text", longest=stack_text.MAX_SHAPE_CHARACTERS),
    "shapes_stack": Field(
        "conv 6 k5\navg k2\nconv 16 k5\navg k2\nconv 120 k5\nflatten\nlinear 84\nlinear 10",
        "text",
        longest=stack_text.MAX_CHARACTERS,
    ),
    "shapes_layer": Field(4, low=1, high=stack_text.MAX_LINES),
    "shapes_axis": choice("height", "width", "depth"),
    "shapes_size": Field(6, low=1, high=32),
    "shapes_kernel": Field(3, low=1, high=32),
    "shapes_stride": Field(2, low=1, high=32),
    "shapes_dilation": Field(1, low=1, high=8),
}

DIMENSIONS: Mapping[str, Field] = {
    "dimensions_view": choice("1d", "2d", "3d"),
    "dimensions_operation": choice("max", "avg"),
    "dimensions_sentence": Field("the plot is thin but the acting is superb", "text", longest=sentence.MAX_CHARACTERS),
    "dimensions_over_time": flag(True),
    "dimensions_kernel": Field(2),
    "dimensions_stride": Field(None, optional=True),
    "dimensions_padding": Field(0),
    "dimensions_dilation": Field(1),
    "dimensions_scores": tensor("0 1 0 -2 0 0 2 0 9\n0 1 0 7 3 0 0 0 -3\n0 0 0 1 8 0 -1 0 1"),
    "dimensions_plane": tensor("3 1 4 1\n5 9 2 6\n5 3 5 8\n9 7 9 3"),
    "dimensions_volume": Field(
        "3 1 4 1\n5 9 2 6\n5 3 5 8\n9 7 9 3\n\n2 3 8 4\n6 2 6 4\n3 3 8 3\n2 7 9 5\n\n"
        "0 2 8 8\n4 1 9 7\n1 6 9 3\n9 9 3 7\n\n5 1 0 5\n8 2 0 9\n7 4 9 4\n4 5 9 2",
        "text",
        longest=volume_text.MAX_CHARACTERS,
    ),
}

TRUE_OR_FALSE: Mapping[str, Field] = {
    "claim": choice(*(claim["id"] for claim in words("true_or_false")["claims_list"])),
    "guess": choice("undecided", "true", "false"),
}


def complete(fields: Mapping[str, Field], state: State) -> dict[str, Any]:
    """A state with every field, defaults where it says nothing."""
    return {key: state.get(key, field.default) for key, field in fields.items()}


def link(fields: Mapping[str, Field], state: State) -> str:
    """The query string of a state; what equals its default is left out."""
    said = {key: state[key] for key, field in fields.items() if key in state and state[key] != field.default}
    return urlencode(
        {
            key: "" if value is None else str(value).lower() if value in (True, False) else value
            for key, value in said.items()
        }
    )


def complaint(key: str, field: Field, said: str) -> str | None:
    """Why a link's value cannot be used, in one sentence, or None where it can."""
    shown = said if len(said) <= LONGEST_SHOWN else f"{said[:LONGEST_SHOWN]}…"
    if field.kind == "flag":
        return None if said.lower() in ("true", "false") else f"{key}={shown!r} is neither true nor false"
    if field.kind == "choice":
        return None if said in field.options else f"{key}={shown!r} is none of {', '.join(field.options)}"
    if field.kind == "text":
        return None if len(said) <= field.longest else f"{key} has {len(said)} characters, at most {field.longest} fit"
    if said == "" and field.optional:
        return None
    # Bounded before int() sees it, which refuses or dawdles over very long digits.
    if not re.fullmatch(r"-?[0-9]{1,6}", said):
        return f"{key}={shown!r} is not a small whole number"
    within = field.low <= int(said) <= field.high
    return None if within else f"{key}={shown} is outside {field.low} to {field.high}"
