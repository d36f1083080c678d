"""The state of each lesson: its fields and their defaults. Plain data, no widgets."""

from __future__ import annotations

from collections.abc import Mapping

from ui import stack_text
from ui.content import words
from ui.state.fields import Field, choice, flag, tensor

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

BETAS = ("-20", "-10", "-5", "-2", "-1", "-0.5", "0", "0.5", "1", "1.5", "2", "3", "5", "10", "20")

POWER_MEANS: Mapping[str, Field] = {
    "family": choice("gem", "lp", "soft"),
    "p": Field("3", "choice", options=EXPONENTS),
    "beta": Field("1", "choice", options=BETAS),
    "power_per_axis": flag(False),
    "power_kernel": Field(2),
    "power_kernel_w": Field(2),
    "power_stride": Field(None, optional=True),
    "power_stride_w": Field(None, optional=True),
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
    "backward_operation": choice(
        *("max", "avg", "lp", "gem", "stochastic", "adaptive_avg", "adaptive_max", "fractional_max"),
        *("max_unpool", "conv", "interpolate"),
    ),
    "backward_dims": choice("2d", "1d"),
    "backward_resample": choice("nearest", "nearest-exact", "area"),
    "backward_mode": choice("training", "inference"),
    "backward_seed": Field(0, high=9999),
    "backward_weight": tensor("1 2\n3 4"),
    "backward_kernel": Field(2),
    "backward_stride": Field(None, optional=True),
    "backward_padding": Field(0),
    "backward_output": Field(2, high=16),
    "backward_sample": Field("0.5", "text", longest=12),
    "backward_p": Field("2", "text", longest=12),
    "backward_eps": Field("1e-6", "text", longest=12),
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
    "shapes_view": choice("stack", "conventions"),
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

TRUE_OR_FALSE: Mapping[str, Field] = {
    "claim": choice(*(claim["id"] for claim in words("true_or_false")["claims_list"])),
    "guess": choice("undecided", "true", "false"),
}
