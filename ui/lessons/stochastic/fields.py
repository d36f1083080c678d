"""The fields of the stochastic pooling lesson."""

from __future__ import annotations

from collections.abc import Mapping

from ui.state.fields import Field, choice, tensor

SEEDS = 10_000

FIELDS: Mapping[str, Field] = {
    "mode": choice("training", "inference", parameter="training", values=(True, False)),
    "seed": Field(0, high=SEEDS - 1, parameter="rng"),
    "stochastic_kernel": Field(2, parameter="kernel_size"),
    "stochastic_stride": Field(None, optional=True, parameter="stride"),
    # The window that a link opens at; from then on the stage knows which one is looked at.
    "drawn_row": Field(0, high=15),
    "drawn_column": Field(0, high=15),
    "stochastic_input": tensor("1 2 0 3\n3 4 1 0\n0 1 2 2\n5 0 4 0"),
}
