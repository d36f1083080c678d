"""The fields of the convolution lesson: one for its view, and some for each view."""

from __future__ import annotations

from collections.abc import Mapping

from ui.state.fields import Field, choice, flag, tensor, text

Fields = Mapping[str, Field]

AVERAGE: Fields = {
    "conv_average_dims": choice("2d", "1d"),
    "conv_average_kernel": Field(2, parameter="kernel_size"),
    "conv_average_stride": Field(None, optional=True, parameter="stride"),
    "conv_average_padding": Field(0, parameter="padding"),
    "conv_average_counted": flag(True, "count_include_pad"),
    "conv_average_weight": text("", "weight", nearest=2),
    "conv_average_input": tensor("3 1 4 1\n1 5 9 2\n6 5 3 5\n8 9 7 9"),
}

PARAMETERS: Fields = {
    "conv_parameters_dims": choice("1d", "2d"),
    "conv_parameters_weight": tensor("0.5 0.5\n1 -1", "weight"),
    "conv_parameters_stride": Field(1, parameter="stride"),
    "conv_parameters_padding": text("0", "padding", longest=8),
    "conv_parameters_dilation": Field(1, parameter="dilation"),
    "conv_parameters_groups": Field(1, parameter="groups"),
    "conv_parameters_beside": choice("max", "avg"),
    "conv_parameters_input": tensor("3 1 4 1 5 9\n2 7 1 8 2 8"),
}

SHIFT: Fields = {
    "conv_shift_by": choice("0", "1", "2", "3", "4"),
    "conv_shift_kernel": Field(2, parameter="kernel_size"),
    "conv_shift_stride": Field(None, optional=True, parameter="stride"),
    "conv_shift_input": tensor("0 0 1 1 0 0 1 1"),
}

# The fields of each view, which has a call of its own.
VIEWS: Mapping[str, Fields] = {"average": AVERAGE, "parameters": PARAMETERS, "shift": SHIFT}

FIELDS: Fields = {"conv_view": choice(*VIEWS), **AVERAGE, **PARAMETERS, **SHIFT}
