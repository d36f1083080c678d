"""The fields of the backward lesson."""

from __future__ import annotations

from collections.abc import Mapping

from ui.state.fields import Field, choice, tensor

FIELDS: Mapping[str, Field] = {
    "backward_operation": choice(
        *("max", "avg", "lp", "gem", "stochastic", "adaptive_avg", "adaptive_max", "fractional_max"),
        *("max_unpool", "conv", "interpolate"),
    ),
    "backward_dims": choice("2d", "1d"),
    "backward_resample": choice("nearest", "nearest-exact", "area"),
    "backward_mode": choice("training", "inference"),
    "backward_seed": Field(0, high=9999),
    "backward_weight": tensor("1 2\n3 4"),
    "backward_kernel": Field(2, parameter="kernel_size"),
    "backward_stride": Field(None, optional=True, parameter="stride"),
    "backward_padding": Field(0, parameter="padding"),
    "backward_output": Field(2, high=16),
    "backward_sample": Field("0.5", "text", longest=12),
    "backward_p": Field("2", "text", longest=12),
    "backward_eps": Field("1e-6", "text", longest=12),
    "backward_input": tensor("3 1 4 1\n1 5 9 2\n6 5 3 5\n8 9 7 9"),
    "upstream": tensor("1"),
}
