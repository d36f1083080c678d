"""Statements about pooling, judged by running them: by PyTorch where it is loaded, else by our own core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import pooling_core.functional as F
from pooling_core import PoolingError, torch_check
from pooling_core.shapes import conventions
from ui import snippets, tensor_text

Array = NDArray[Any]
Claim = Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """What one side of a claim came to: a result, or the words it was refused with."""

    text: str
    output: Array | None
    refusal: str | None


@dataclass(frozen=True)
class Judgement:
    """Whether a claim held when it was run, and what each side came to."""

    holds: bool
    sides: tuple[Result, ...]


def judge(claim: Claim, by_torch: bool) -> Judgement:
    """Run a claim's calls and see whether what it expects comes true."""
    left = _run(claim["left"], by_torch)
    if claim["expect"] == "accepted":
        return Judgement(left.refusal is None, (left,))
    if claim["expect"] == "refused":
        return Judgement(left.refusal is not None, (left,))
    if claim["expect"] == "size":
        return Judgement(left.output is not None and _size(left.output) in claim["size"].split(" or "), (left,))
    right = _run(claim["right"], by_torch)
    return Judgement(_equal(left, right), (left, right))


def call_of(side: Mapping[str, Any]) -> tuple[str, tuple[Array, ...], dict[str, Any]]:
    """A call as it stands in the content file: function, arrays, other arguments."""
    given = {key: _argument(value) for key, value in side.items() if key not in ("name", "input", "weight", "shape")}
    x = tensor_text.parse(side["input"]).array
    if "shape" in side:
        x = x.reshape(side["shape"])
    elif "2d" in side["name"]:
        x = x[np.newaxis]
    weight = (tensor_text.parse(side["weight"]).array[np.newaxis],) if "weight" in side else ()
    return side["name"], (x, *weight), given


def _run(side: Mapping[str, Any], by_torch: bool) -> Result:
    if "values" in side:
        return Result(side["values"], tensor_text.parse(side["values"]).array, None)
    name, inputs, arguments = call_of(side)
    if name == "tf_same":
        # TensorFlow is not here: its rule is applied to the size alone.
        same = next(c for c in conventions(inputs[0].shape[-1], **arguments) if c.name == "tensorflow_same")
        return Result(f'TensorFlow, padding="same", {_listed(arguments)}', np.zeros((1, same.outputs)), None)
    text = f"{name}(x, {_listed(arguments)})" if len(inputs) == 1 else f"{name}(x, weight, {_listed(arguments)})"
    if by_torch:
        verdict = torch_check.ask_call(name, inputs, arguments)
        return Result(text, verdict.output, verdict.refusal)
    try:
        return Result(text, getattr(F, name)(*inputs, **arguments), None)
    except (PoolingError, TypeError) as error:
        return Result(text, None, str(error))


def _argument(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(None if part == "" else part for part in value)
    return value


def _listed(arguments: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}={snippets.argument_text(value)}" for key, value in arguments.items())


def _size(output: Array) -> str:
    return " × ".join(map(str, output.shape[-2:]))


def _equal(left: Result, right: Result) -> bool:
    if left.output is None or right.output is None:
        return False
    ours, theirs = left.output, right.output
    return ours.shape[-1] == theirs.shape[-1] and bool(np.allclose(ours, theirs, rtol=1e-6, equal_nan=True))
