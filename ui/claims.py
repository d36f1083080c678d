"""Statements about pooling, judged by running them: by PyTorch where it is there and has the call, else by our core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

import pooling_core.functional as F
from pooling_core import PoolingError, extensions
from pooling_core.call.catalogue import find
from pooling_core.explain.composition import written
from pooling_core.geometry.axis import size_steps
from pooling_core.oracle import calls as torch_check
from pooling_core.oracle import stack as torch_stack
from pooling_core.stacks.layers import Layer, layer_parameters
from ui.errors import told
from ui.text import tensor_text

Array = NDArray[Any]
Claim = Mapping[str, Any]
# Layers of torch.nn: the function each calls, and the order of its own arguments.
LAYERS = {
    "nn.MaxPool2d": ("max_pool2d", "kernel_size stride padding dilation return_indices ceil_mode"),
    "nn.AvgPool2d": ("avg_pool2d", "kernel_size stride padding ceil_mode count_include_pad divisor_override"),
}
# What of a side is not an argument by keyword.
OWN = ("name", "input", "shape", "weight", "positional", "part", "counts")
RARE = 0.01
# A result of more axes is told by its shape.
MOST_AXES = 3


@dataclass(frozen=True)
class Result:
    """What one side of a claim came to: a result, or the words it was refused with.

    Attributes:
        text: the call, short.
        refusal: as a program that makes the call ends.
        words: the same for a reader, in the language that is spoken now.
        told: what is shown in place of the result.
        code: the call as the library that judged takes it.
        by_torch: whether that is PyTorch.
    """

    text: str
    output: Array | None
    refusal: str | None = None
    words: str = ""
    told: str = ""
    code: str = ""
    by_torch: bool = True

    @property
    def is_plain(self) -> bool:
        """Whether the result is of the dtype that is not worth a word."""
        return self.output is not None and self.output.dtype == np.float32

    @property
    def shown(self) -> str:
        """The result as Python prints it: numbers, and of many axes the shape."""
        if self.told or self.output is None:
            return self.told
        if self.output.ndim > MOST_AXES:
            return str(self.output.shape)
        values = str(self.output.tolist())
        return values if self.is_plain else f"{values} {'torch.' if self.by_torch else ''}{self.output.dtype}"


@dataclass(frozen=True)
class Judgement:
    """Whether a claim held when it was run, and what each side came to."""

    holds: bool
    sides: tuple[Result, ...]


def judge(claim: Claim, by_torch: bool) -> Judgement:
    """Run a claim's calls and see whether what it expects comes true, of each of them where there are two."""
    sides = tuple(run(claim[side], by_torch) for side in ("left", "right") if side in claim)
    expect, output = claim["expect"], sides[0].output
    if expect in ("accepted", "refused"):
        return Judgement(all((side.refusal is None) == (expect == "accepted") for side in sides), sides)
    if expect == "size":
        return Judgement(output is not None and _size(output) in claim["size"], sides)
    if expect == "rare":
        return Judgement(output is not None and float(output[0, 0]) < RARE * float(output[0, 1]), sides)
    if expect == "some":
        return Judgement(output is not None and float(output[0, 0]) > 0, sides)
    return Judgement(_equal(*sides), sides)


def call_of(side: Mapping[str, Any]) -> tuple[str, tuple[Array, ...], dict[str, Any]]:
    """A call as it stands in the content file: function or layer, arrays, other arguments by keyword."""
    given = {key: _argument(value) for key, value in side.items() if key not in OWN}
    if "input" not in side:
        x = np.ones(side["shape"], np.float32)
    else:
        x = tensor_text.parse(side["input"]).array
        x = x.reshape(side["shape"]) if "shape" in side else x[np.newaxis] if "2d" in side["name"] else x
    weight = (tensor_text.parse(side["weight"]).array[np.newaxis],) if "weight" in side else ()
    return side["name"], (x, *weight), given


def in_torch(name: str) -> bool:
    """Whether PyTorch has a function or a layer of that name."""
    found = find(name)
    return found is None or found[0].in_torch


def layer_of(side: Mapping[str, Any]) -> tuple[Layer, tuple[int, ...]]:
    """The layer of a side that counts what it learns, and the shape of its input."""
    settings = {key: _argument(value) for key, value in side.items() if key not in OWN}
    return Layer.of(side["name"], **settings), tuple(side["shape"])


def run(side: Mapping[str, Any], by_torch: bool) -> Result:
    """One side of a claim: what was stated, or what came of its call."""
    if "values" in side:
        return Result(side["values"].replace("\n", "; "), tensor_text.parse(side["values"]).array)
    if side["name"] == "plain_ceil":
        return _plain_ceil(by_torch)
    if "counts" in side:
        return _counted(side, by_torch)
    by_torch = by_torch and in_torch(side["name"])
    name, inputs, given = call_of(side)
    positional = tuple(map(_argument, side.get("positional", ())))
    text, part = _text(side, positional, given), side.get("part", 0)
    code = _code(side, positional, given, by_torch)
    if by_torch:
        verdict = torch_check.ask_call(name, inputs, given, positional=positional, part=part)
        refusal = verdict.refusal and f"{verdict.error}: {verdict.refusal}"
        return Result(text, verdict.output, refusal, refusal or "", code=code)
    try:
        output = _by_core(name, inputs, positional, given)
    except (PoolingError, TypeError) as error:
        refusal = f"{type(error).__name__}: {torch_check.words_of(error)}"
        said = told(error) if isinstance(error, PoolingError) else refusal
        return Result(text, None, refusal, said, code=code, by_torch=False)
    return Result(text, output[part] if isinstance(output, tuple) else output, code=code, by_torch=False)


def _by_core(name: str, inputs: tuple[Array, ...], positional: tuple[Any, ...], given: Mapping[str, Any]) -> Any:
    if name in LAYERS:
        name, order = LAYERS[name]
        return getattr(F, name)(*inputs, **dict(zip(order.split(), positional, strict=False)), **given)
    return getattr(F if in_torch(name) else extensions, name)(*inputs, *positional, **given)


def _counted(side: Mapping[str, Any], by_torch: bool) -> Result:
    """How many numbers a layer learns."""
    layer, shape = layer_of(side)
    module = torch_stack.module_of(layer, shape, len(shape) - 2)
    count = module.learned() if by_torch else layer_parameters(layer, shape)
    return Result(str(module), np.array([[count]]), told=str(count), by_torch=by_torch)


def _plain_ceil(by_torch: bool) -> Result:
    """How often ceil_mode gives another size than the ceil of the formula, over small layers."""
    wrong = total = 0
    for n, k, d in product(range(1, 17), range(1, 5), (1, 2)):
        for s, p in product(range(1, k + 2), range(k // 2 + 1)):
            plain = size_steps(n, k, s, p, d, ceil_mode=True).rounded
            if plain >= 1:
                wrong += plain != _ceiled((n, k, s, p, d), by_torch)
                total += 1
    text = "max_pool1d(x, k, s, p, d, ceil_mode=True), n 1–16, k 1–4, s 1–k+1, p 0–k/2, d 1–2"
    return Result(text, np.array([[wrong, total]]), told=f"{wrong} / {total}", by_torch=by_torch)


def _ceiled(layer: tuple[int, int, int, int, int], by_torch: bool) -> int:
    n, k, s, p, d = layer
    x = np.zeros((1, n), np.float32)
    if not by_torch:
        return int(F.max_pool1d(x, k, s, p, d, ceil_mode=True).shape[-1])
    verdict = torch_check.ask_call("max_pool1d", (x,), {"ceil_mode": True}, positional=(k, s, p, d))
    return 0 if verdict.output is None else int(verdict.output.shape[-1])


def _argument(value: Any) -> Any:
    """A value as Python has it; an empty text stands for None."""
    return [_argument(part) for part in value] if isinstance(value, list) else None if value == "" else value


def _text(side: Mapping[str, Any], positional: tuple[Any, ...], given: Mapping[str, Any]) -> str:
    """The call as code, short: of weights the numbers alone."""
    name, said = side["name"], _listed(positional, given)
    if "weight" in side:
        said = f"weight=[{', '.join(side['weight'].split())}], {said}"
    shape = ", ".join(map(str, side.get("shape", ())))
    x = f"ones({shape})" if "input" not in side else f"x.reshape({shape})" if shape else "x"
    return _called(side, x, said, name)


def _code(side: Mapping[str, Any], positional: tuple[Any, ...], given: Mapping[str, Any], by_torch: bool) -> str:
    """The call on ``x`` in PyTorch, or in our core, which has the functions and not the layers."""
    name = side["name"]
    if not in_torch(name):
        return _called(side, "x", _listed(positional, given), name)
    if name in LAYERS and not by_torch:
        function, order = LAYERS[name]
        named = dict(zip(order.split(), positional, strict=False))
        return _called(side, "x", _listed((), {**named, **given}), f"F.{function}")
    weight = "weight, " if "weight" in side else ""
    return _called(side, "x", weight + _listed(positional, given), f"torch.{name}" if name in LAYERS else f"F.{name}")


def _called(side: Mapping[str, Any], x: str, said: str, name: str) -> str:
    which = f"[{side['part']}]" if "part" in side else ""
    if name.removeprefix("torch.") in LAYERS:
        return f"{name}({said})({x}){which}"
    return f"{name}({x}, {said}){which}"


def _listed(positional: tuple[Any, ...], given: Mapping[str, Any]) -> str:
    named = [f"{key}={written(value)}" for key, value in given.items()]
    return ", ".join([*map(written, positional), *named])


def _size(output: Array) -> str:
    return " × ".join(map(str, output.shape if output.ndim > 3 else output.shape[-2:]))


def _equal(left: Result, right: Result) -> bool:
    if left.output is None or right.output is None:
        return False
    ours, theirs = left.output, right.output
    return ours.shape[-1] == theirs.shape[-1] and bool(np.allclose(ours, theirs, rtol=1e-6, equal_nan=True))
