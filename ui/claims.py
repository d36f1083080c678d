"""Statements about pooling, judged by running them: by PyTorch where it is loaded, else by our own core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

import pooling_core.functional as F
from pooling_core import PoolingError
from pooling_core.explain.composition import written
from pooling_core.geometry.axis import size_steps
from pooling_core.geometry.conventions import conventions
from pooling_core.oracle import calls as torch_check
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
OWN = ("name", "input", "shape", "weight", "positional", "part")
RARE = 0.01
# A result of more axes is told by its shape.
MOST_AXES = 3


@dataclass(frozen=True)
class Result:
    """What one side of a claim came to: a result, or the words it was refused with.

    Attributes:
        text: the call, short.
        told: what is shown in place of the result.
        code: the call as the library that judged takes it.
    """

    text: str
    output: Array | None
    refusal: str | None = None
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
    sides = tuple(_run(claim[side], by_torch) for side in ("left", "right") if side in claim)
    expect, output = claim["expect"], sides[0].output
    if expect in ("accepted", "refused"):
        return Judgement(all((side.refusal is None) == (expect == "accepted") for side in sides), sides)
    if expect == "size":
        return Judgement(output is not None and _size(output) in claim["size"], sides)
    if expect == "rare":
        return Judgement(output is not None and float(output[0, 0]) < RARE * float(output[0, 1]), sides)
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


def _run(side: Mapping[str, Any], by_torch: bool) -> Result:
    if "values" in side:
        return Result(side["values"].replace("\n", "; "), tensor_text.parse(side["values"]).array)
    if side["name"] == "plain_ceil":
        return _plain_ceil(by_torch)
    name, inputs, given = call_of(side)
    if name == "tf_same":
        # TensorFlow is not here: its rule is applied to the size alone.
        same = next(c for c in conventions(inputs[0].shape[-1], **given) if c.name == "tensorflow_same")
        text = f'TensorFlow, padding="same", {_listed((), given)}'
        return Result(text, np.zeros((1, same.outputs)), told=str(same.outputs))
    positional = tuple(map(_argument, side.get("positional", ())))
    text, part = _text(side, positional, given), side.get("part", 0)
    code = _code(side, positional, given, by_torch)
    if by_torch:
        verdict = torch_check.ask_call(name, inputs, given, positional=positional, part=part)
        refusal = verdict.refusal and f"{verdict.error}: {verdict.refusal}"
        return Result(text, verdict.output, refusal, code=code)
    try:
        output = _by_core(name, inputs, positional, given)
    except (PoolingError, TypeError) as error:
        said = told(error) if isinstance(error, PoolingError) else error
        return Result(text, None, f"{type(error).__name__}: {said}", code=code, by_torch=False)
    return Result(text, output[part] if isinstance(output, tuple) else output, code=code, by_torch=False)


def _by_core(name: str, inputs: tuple[Array, ...], positional: tuple[Any, ...], given: Mapping[str, Any]) -> Any:
    if name in LAYERS:
        name, order = LAYERS[name]
        return getattr(F, name)(*inputs, **dict(zip(order.split(), positional, strict=False)), **given)
    return getattr(F, name)(*inputs, *positional, **given)


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
    return Result(text, np.array([[wrong, total]]), told=f"{wrong} / {total}")


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
    """The call as code."""
    name, said = side["name"], _listed(positional, given)
    shape = ", ".join(map(str, side.get("shape", ())))
    x = f"ones({shape})" if "input" not in side else f"x.reshape({shape})" if shape else "x"
    return _called(side, x, said, name)


def _code(side: Mapping[str, Any], positional: tuple[Any, ...], given: Mapping[str, Any], by_torch: bool) -> str:
    """The call on ``x`` in PyTorch, or in our core, which has the functions and not the layers."""
    name = side["name"]
    if name in LAYERS and not by_torch:
        function, order = LAYERS[name]
        named = dict(zip(order.split(), positional, strict=False))
        return _called(side, "x", _listed((), {**named, **given}), f"F.{function}")
    return _called(side, "x", _listed(positional, given), f"torch.{name}" if name in LAYERS else f"F.{name}")


def _called(side: Mapping[str, Any], x: str, said: str, name: str) -> str:
    which = f"[{side['part']}]" if "part" in side else ""
    if name.removeprefix("torch.") in LAYERS:
        return f"{name}({said})({x}){which}"
    return f"{name}({', '.join([x, *(['weight'] if 'weight' in side else []), said])}){which}"


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
