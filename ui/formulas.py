"""The output size of each axis with the current numbers filled in, as LaTeX."""

from __future__ import annotations

from typing import Any

from pooling_core import PoolSpec
from pooling_core.geometry.axis import SizeSteps, size_steps


def output_sizes(call: PoolSpec, spatial: tuple[int, ...]) -> list[tuple[str, SizeSteps]]:
    """For each axis of a strided call: the formula worked out, and its steps; once where all axes are alike."""
    ceil_mode = bool(call.arguments["ceil_mode"])
    axes = zip(spatial, call.kernel_size, call.stride, call.padding, call.dilation, strict=True)
    worked = [strided_size(*axis, ceil_mode) for axis in axes]
    return worked[:1] if len(set(worked)) == 1 else worked


def strided_size(n: int, k: int, s: int, p: int, d: int, ceil_mode: bool = False) -> tuple[str, SizeSteps]:
    """The formula of one axis worked out, and its steps."""
    steps = size_steps(n, k, s, p, d, ceil_mode)
    return _latex((n, k, s, p, d), ceil_mode, steps), steps


def size_tree(n: int, k: int, s: int, p: int, d: int, ceil_mode: bool = False) -> tuple[list[Any], SizeSteps]:
    """The same as a tree of MathML: a name and what stands in it, from general to worked out."""
    steps = size_steps(n, k, s, p, d, ceil_mode)
    dropped = ["mrow", ["mo", "→"], ["mn", str(steps.outputs)]] if steps.dropped else ["mrow"]
    lines = [
        ("o", "n + 2p − d(k − 1) − 1", "s", ["mrow"]),
        ("", f"{n} + 2·{p} − {d}·({k} − 1) − 1", str(s), ["mrow"]),
        ("", str(steps.leeway), str(s), ["mrow", ["mo", "="], ["mn", str(steps.rounded)], dropped]),
    ]
    opening, closing = "⌈⌉" if ceil_mode else "⌊⌋"
    rows = [
        [
            "mtr",
            ["mtd", ["mi", name]],
            [
                "mtd",
                ["mo", "="],
                ["mo", opening],
                ["mfrac", ["mtext", over], ["mtext", under]],
                ["mo", closing],
                ["mo", "+"],
                ["mn", "1"],
                rest,
            ],
        ]
        for name, over, under, rest in lines
    ]
    return ["mtable", *rows], steps


def _latex(numbers: tuple[int, int, int, int, int], ceil_mode: bool, steps: SizeSteps) -> str:
    n, k, s, p, d = numbers
    opening, closing = (r"\left\lceil", r"\right\rceil") if ceil_mode else (r"\left\lfloor", r"\right\rfloor")
    general = rf"o &= {opening} \tfrac{{n + 2p - d(k - 1) - 1}}{{s}} {closing} + 1"
    filled = rf"{opening} \tfrac{{{n} + 2\cdot{p} - {d}\cdot({k} - 1) - 1}}{{{s}}} {closing} + 1"
    short = rf"{opening} \tfrac{{{steps.leeway}}}{{{s}}} {closing} + 1 = {steps.rounded}"
    dropped = rf" \;\to\; {steps.outputs}" if steps.dropped else ""
    return rf"\begin{{aligned}} {general} \\ &= {filled} \\ &= {short}{dropped} \end{{aligned}}"
