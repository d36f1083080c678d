"""The node cases that the package ``onnx`` publishes for its poolings, and the same call here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np

from pooling_core import PoolSpec

NAMES = {"MaxPool": "max", "AveragePool": "avg", "LpPool": "lp"}
# Of 32 cells a side in three dimensions: minutes in onnx's own loops.
LARGE = ("large",)


class Case(NamedTuple):
    """One published case."""

    name: str
    operation: str
    attributes: dict[str, Any]
    inputs: list[np.ndarray]
    outputs: list[np.ndarray]


@cache
def node_cases() -> list[Case]:
    """Every case of the three operations."""
    from onnx import helper

    found: list[Case] = []

    def keep(node: Any, inputs: Any, outputs: Any, name: str, **more: Any) -> None:
        attributes = {each.name: helper.get_attribute_value(each) for each in node.attribute}
        said = {key: value.decode() if isinstance(value, bytes) else value for key, value in attributes.items()}
        found.append(Case(name, node.op_type, said, inputs, outputs))

    for operation in NAMES:
        module = import_module(f"onnx.backend.test.case.node.{operation.lower()}")
        with patch.object(module, "expect", keep):
            for name in dir(getattr(module, operation)):
                if name.startswith("export") and not name.endswith(LARGE):
                    getattr(getattr(module, operation), name)()
    return found


def our_call(operation: str, attributes: dict[str, Any], rank: int) -> PoolSpec:
    """A node of ONNX as the call that it is here."""
    kind = NAMES[operation]
    auto, pads = attributes.get("auto_pad", "NOTSET"), attributes.get("pads", [0] * 2 * rank)
    given: dict[str, Any] = {
        "kernel_size": tuple(attributes["kernel_shape"]),
        "stride": tuple(attributes.get("strides", [1] * rank)),
        "dilation": tuple(attributes.get("dilations", [1] * rank)),
        "padding": tuple(zip(pads[:rank], pads[rank:], strict=True)) if auto == "NOTSET" else auto,
        "rounding": "ceil_inside" if attributes.get("ceil_mode") else "floor",
    }
    if kind == "avg":
        given["counted"] = "padding" if attributes.get("count_include_pad") else "data"
    if kind == "lp":
        given["norm_type"] = attributes.get("p", 2)
    return PoolSpec.of(f"padded_{kind}_pool{rank}d", **given)
