"""Where samples place the windows of an axis, worked out: the formula with its numbers as trees of MathML."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pooling_core.explain.fractional import Placement, placements
from pooling_core.explain.text import parameter_text
from ui.formulas import Tree, lettered
from ui.lesson import Moment
from ui.page import parts
from ui.words import words

AXES = ("axis_height", "axis_width")


def placed(moment: Moment) -> list[tuple[str, Placement]]:
    """Each axis by its name, the width first; one of a single cell has nothing to place."""
    if moment.explained is None:
        return []
    named = zip(AXES, placements(moment.explained), strict=True)
    return [(name, one) for name, one in reversed(list(named)) if one.size > 1]


def starts(moment: Moment) -> list[parts.Part]:
    """The formula of each axis, folded: the picture comes first."""
    names, text = words("common")["panels"], words("fractional")
    rows: list[dict[str, Any]] = [{"caption": names[name], "tree": starts_tree(one)} for name, one in placed(moment)]
    if not rows:
        return []
    rows[-1]["note"] = text["letters"]
    return [{**parts.formula("starts", rows, title=text["starts"]), "folded": True}]


def starts_tree(placed: Placement) -> Tree:
    """From general to worked out, one line each."""
    text = words("fractional")["formula"]
    n, k, o = placed.size, placed.kernel_size, placed.outputs
    if not o:
        return ["mrow", lettered("o"), ["mo", "="], ["mn", "0"]]
    last = _line(["mtext", text["start"].format(i=o - 1)], lettered("n − k"), ["mtext", f" = {n} − {k} = {n - k}"])
    if placed.step is None:
        return ["mtable", last]
    u, step, named = ["mn", parameter_text(placed.sample)], _number(placed.step), ["mtext", text["step"]]
    general = _fraction("n − k", "o − 1")
    lines = [
        _line(named, general, ["mo", "="], _fraction(f"{n} − {k}", f"{o} − 1"), ["mo", "="], step),
        _line(["mtext", text["start"].format(i="i")], *_placed(["mi", "u"], named)),
        _line(["mrow"], *_placed(u, step)),
        last,
        _line(["mtext", text["starts"]], ["mtext", ", ".join(map(str, placed.starts))]),
    ]
    return ["mtable", *lines]


def _line(name: Tree, *rest: Tree) -> Tree:
    return ["mtr", ["mtd", name], ["mtd", ["mo", "="], *rest]]


def _placed(u: Tree, step: Tree) -> list[Tree]:
    """``floor((i + u) * step) - floor(u * step)``."""
    first = [["mo", "⌊"], u, ["mo", "·"], step, ["mo", "⌋"]]
    there = [["mo", "("], ["mi", "i"], ["mo", "+"], u, ["mo", ")"]]
    return [["mo", "⌊"], *there, ["mo", "·"], step, ["mo", "⌋"], ["mo", "−"], *first]


def _number(value: Fraction) -> Tree:
    over, under = value.numerator, value.denominator
    return ["mn", str(over)] if under == 1 else _fraction(str(over), str(under))


def _fraction(over: str, under: str) -> Tree:
    return ["mfrac", lettered(over), lettered(under)]
