"""One call of pooling: checked, laid out on its axes, and handed to the rule that its record names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.tensor import as_planes
from pooling_core.call.types import Array
from pooling_core.compute.record import Reduced, Run
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.layer import layer_axes, looked_axes

Rule = Callable[[PoolSpec, Array, Sequence[Axis], bool], Reduced]


def run(spec: PoolSpec, input: Array, axes: tuple[Axis, ...] | None = None) -> Run:
    """Make a call and keep what made each value.

    Args:
        input: ``(*batch, channels, *spatial)``; one plane where samples place the windows.
        axes: where to look, if not where the call itself says.

    Raises:
        PoolingError: where PyTorch refuses the call.
    """
    planes, lead, spatial = as_planes(spec, input)
    axes = looked_axes(spec, spatial, input.dtype) if axes is None else axes
    with np.errstate(all="ignore"):  # overflow, 0/0 and negative powers are results here, as they are in torch
        return Run(spec, planes, lead, axes, rule_of(spec.operation.rule)(spec, planes, axes, True))


def pool(spec: PoolSpec, input: Array) -> Any:
    """Run one pooling call; what the public functions of ``functional`` return."""
    planes, lead, spatial = as_planes(spec, input)
    axes = layer_axes(spec, spatial)
    with np.errstate(all="ignore"):
        values, positions, _, _ = rule_of(spec.operation.rule)(spec, planes, axes, False)
    shape = (*lead, *values.shape[1:])
    if spec.arguments.get("return_indices"):
        assert positions is not None
        return values.reshape(shape), positions.reshape(shape)
    return values.reshape(shape)


@cache
def rule_of(name: str) -> Rule:
    """What the file of this package that an operation's record names does with windows."""
    rule: Rule = import_module(f"pooling_core.compute.{name}").reduce
    return rule
