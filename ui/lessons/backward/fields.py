"""The fields of the backward lesson."""

from __future__ import annotations

from collections.abc import Mapping

from ui.state.fields import Field, choice, tensor, text

FIELDS: Mapping[str, Field] = {
    "backward_operation": choice(
        *("max", "avg", "lp", "gem", "stochastic", "adaptive_avg", "adaptive_max", "fractional_max"),
        *("max_unpool", "conv", "interpolate"),
    ),
    "backward_dims": choice("2d", "1d"),
    "backward_resample": choice("nearest", "nearest-exact", "area", parameter="mode"),
    "backward_mode": choice("training", "inference", parameter="training", values=(True, False)),
    "backward_seed": Field(0, high=9999, parameter="rng"),
    "backward_weight": tensor("1 2\n3 4", "weight"),
    "backward_kernel": Field(2, parameter="kernel_size"),
    "backward_stride": Field(None, optional=True, parameter="stride"),
    "backward_padding": Field(0, parameter="padding"),
    "backward_output": Field(2, high=16, parameter="output_size", also=("size",)),
    # One number for both axes.
    "backward_sample": text("0.5", "_random_samples", also=("sample",), nearest=0.5),
    "backward_p": text("2", "p", also=("norm_type",), nearest=2),
    "backward_eps": text("1e-6", "eps", nearest=1e-6),
    "backward_input": tensor("3 1 4 1\n1 5 9 2\n6 5 3 5\n8 9 7 9"),
    "upstream": tensor("1", "upstream"),
}
