"""What judged a statement, as a program that runs as it stands; below it what it prints, or the refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui import claims
from ui.text.snippets import array_text

# Over the layers that `claims` tries; the rule of plain ceil beside what the library does.
_PLAIN_CEIL = """from itertools import product
from math import ceil

{imports}

wrong = total = 0
for n, k, d in product(range(1, 17), range(1, 5), (1, 2)):
    for s, p in product(range(1, k + 2), range(k // 2 + 1)):
        plain = ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1
        if plain < 1:
            continue
        try:
            outputs = F.max_pool1d({zeros}, k, s, p, d, ceil_mode=True).shape[-1]
        except {refusal}:
            outputs = 0
        wrong += outputs != plain
        total += 1
print(wrong, "/", total)"""
_COUNTED = {
    True: "import torch\n\nlayer = torch.nn.{module}\nprint(sum(each.numel() for each in layer.parameters()))",
    False: "from pooling_core.stacks.layers import Layer, layer_parameters\n\n"
    "layer = Layer.of({layer})\nprint(layer_parameters(layer, {shape}))",
}
_TORCH = "import torch\nimport torch.nn.functional as F"
_CORE = "import numpy as np\nimport pooling_core.functional as F"
# What PyTorch lacks.
_OURS = "import numpy as np\nfrom pooling_core.extensions import {name}"


def block(side: Mapping[str, Any], came: claims.Result) -> str:
    """The program of one side of a statement, and what it says as a comment."""
    said = came.refusal or came.shown
    return "\n".join([program(side, came), *(f"# {line}" for line in said.split("\n"))])


def program(side: Mapping[str, Any], came: claims.Result) -> str:
    """The program of one side, for the library that judged."""
    by_torch, name = came.by_torch, side["name"]
    if "counts" in side:
        layer, shape = claims.layer_of(side)
        named = ", ".join([f'"{layer.name}"', *(f"{key}={value!r}" for key, value in layer.settings)])
        return _COUNTED[by_torch].format(module=came.text, layer=named, shape=shape)
    imports = _TORCH if by_torch else _CORE if claims.in_torch(name) else _OURS.format(name=name)
    if name == "plain_ceil":
        zeros = "torch.zeros(1, n)" if by_torch else "np.zeros((1, n), np.float32)"
        refusal = "RuntimeError" if by_torch else "ValueError"
        return _PLAIN_CEIL.format(imports=imports, zeros=zeros, refusal=refusal)
    lines = [imports, "", f"x = {_tensor(side, by_torch)}"]
    if "weight" in side:
        lines.append(f"weight = {_numbers(side['weight'], by_torch)}[None]")
    return "\n".join([*lines, f"y = {came.code}", _printed(came)])


def _tensor(side: Mapping[str, Any], by_torch: bool) -> str:
    shape = tuple(side.get("shape", ()))
    if "input" not in side:
        return f"torch.ones{shape}" if by_torch else f"np.ones({shape}, np.float32)"
    plane = "[None]" if "2d" in side["name"].lower() else ""
    return _numbers(side["input"], by_torch) + (f".reshape{shape}" if shape else plane)


def _numbers(text: str, by_torch: bool) -> str:
    written = array_text(claims.tensor_text.parse(text).array)
    return f"torch.tensor({written})" if by_torch else f"np.array({written}, np.float32)"


def _printed(came: claims.Result) -> str:
    if came.output is None:
        return "print(y)"
    if came.output.ndim > claims.MOST_AXES:
        return "print(tuple(y.shape))"
    return "print(y.tolist())" if came.is_plain else "print(y.tolist(), y.dtype)"
