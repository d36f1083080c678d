"""Formulas as trees of MathML: a name, and what stands in it. Letters and their numbers say which quantity they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pooling_core.geometry.axis import SizeSteps, size_steps

Tree = list[Any]
# The letters of every formula: cells n, window k, step s, padding p, spacing d, outputs o.
_LETTER = re.compile(r"(?<![A-Za-z_′])([nkspdo])(?![A-Za-z_′])")
_SPANNED = "n + 2·p − d·(k − 1) − 1"


def size_tree(n: int, k: int, s: int, p: int, d: int, ceil_mode: bool = False) -> tuple[Tree, SizeSteps]:
    """The output size of one axis, from general to worked out, and its steps."""
    steps = size_steps(n, k, s, p, d, ceil_mode)
    values = {"n": n, "k": k, "s": s, "p": p, "d": d}
    fractions = [
        (lettered(_SPANNED.replace("·", "")), lettered("s")),
        (lettered(_SPANNED, values), lettered("s", values)),
        (["mn", str(steps.leeway)], lettered("s", values)),
    ]
    dropped = ["mrow", ["mo", "→"], ["mn o", str(steps.outputs)]] if steps.dropped else ["mrow"]
    rounded = ["mrow", ["mo", "="], ["mn" if steps.dropped else "mn o", str(steps.rounded)], dropped]
    opening, closing = "⌈⌉" if ceil_mode else "⌊⌋"
    rows = [
        [
            "mtr",
            ["mtd", lettered("o") if at == 0 else ["mrow"]],
            [
                "mtd",
                ["mo", "="],
                ["mo", opening],
                ["mfrac", over, under],
                ["mo", closing],
                ["mo", "+"],
                ["mn", "1"],
                rounded if at == len(fractions) - 1 else ["mrow"],
            ],
        ]
        for at, (over, under) in enumerate(fractions)
    ]
    return ["mtable", *rows], steps


def size_text(n: int, k: int, s: int, p: int, d: int, ceil_mode: bool = False) -> str:
    """The output size of one axis worked out, on one line.

    Example:
        >>> size_text(5, 2, 2, 0, 1)
        '⌊(5 + 2·0 − 1·(2 − 1) − 1) / 2⌋ + 1 = 2'
    """
    steps = size_steps(n, k, s, p, d, ceil_mode)
    values = {"n": n, "k": k, "s": s, "p": p, "d": d}
    spanned = _LETTER.sub(lambda found: str(values[found[1]]), _SPANNED)
    opening, closing = "⌈⌉" if ceil_mode else "⌊⌋"
    dropped = f" → {steps.outputs}" if steps.dropped else ""
    return f"{opening}({spanned}) / {s}{closing} + 1 = {steps.rounded}{dropped}"


def lettered(text: str, values: Mapping[str, int] | None = None) -> Tree:
    """A text as a row whose letters, or the numbers in their places, say which they are.

    Example:
        >>> lettered("s·j")
        ['mrow', ['mi s', 's'], ['mtext', '·j']]
        >>> lettered("2·p", {"p": 1})
        ['mrow', ['mtext', '2·'], ['mn p', '1']]
    """
    pieces = enumerate(_LETTER.split(text))
    return ["mrow", *(_letter(piece, values) if at % 2 else _text(piece) for at, piece in pieces if piece)]


def letters(trees: Iterable[Tree]) -> set[str]:
    """The letters that stand in trees.

    Example:
        >>> sorted(letters([lettered("s·j + o")]))
        ['o', 's']
    """
    found = set()
    for name, *inside in trees:
        found |= set(name.split()[1:]) | letters(each for each in inside if isinstance(each, list))
    return found


def _letter(letter: str, values: Mapping[str, int] | None) -> Tree:
    return [f"mi {letter}", letter] if values is None else [f"mn {letter}", str(values[letter])]


def _text(piece: str) -> Tree:
    # MathML takes spaces away at either end of a text.
    return ["mtext", piece.replace(" ", "\N{NO-BREAK SPACE}")]
