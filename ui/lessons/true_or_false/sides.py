"""What was claimed and what comes out, as small stages: grids of cells, and which results differ or are equal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.explain.arithmetic import padding_text
from ui import claims
from ui.claims import Array, Claim, Result
from ui.lessons.true_or_false.call import traced
from ui.page.parts import Part
from ui.stage import payload

Words = Mapping[str, Any]
# More cells than these are told by their shape.
MOST_CELLS = 64
# What the sizes of a shape are of.
AXES = {3: "CHW", 4: "NCHW", 5: "NCDHW"}
UNKNOWN = "?"
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Shown:
    """What a side came to: a grid of numbers, or words.

    Attributes:
        values: rows and columns of a result, or one row with the sizes of a shape.
        is_shape: whether it is a shape.
        known: whether the numbers are known, and not the size alone.
        said: where there is no grid.
        refused: whether the words are a refusal.
    """

    values: Array | None = None
    is_shape: bool = False
    known: bool = True
    said: str = ""
    refused: bool = False

    @property
    def is_coloured(self) -> bool:
        """Whether its numbers are values."""
        return self.values is not None and self.known and not self.is_shape


@dataclass(frozen=True)
class Stood:
    """One side: its kind and title, the call and what came of it (or nothing), what it shows, its marks."""

    kind: str
    title: str
    side: Mapping[str, Any]
    came: Result | None
    shown: Shown
    marks: Marks


def both(claim: Claim, judgement: claims.Judgement, by_torch: bool, text: Words) -> tuple[list[Part], str]:
    """The sides, what was claimed first, and one sentence on what differs between them, or that they are equal.

    Of a true statement they are what it says, come true; a third side is what it is not to be mistaken for.
    """
    subject, came = claim["left"], judgement.sides[0]
    true = _of(came, text)
    run, claimed = _claimed(claim, judgement, by_torch, text)
    titles, here, there = text["sides"], _differing(claimed, true), _differing(true, claimed)
    if judgement.holds and run:
        # Two calls that the statement says to be equal: its own comes first.
        stood = [
            Stood("call", titles["one"], subject, came, true, there),
            Stood("call", titles["other"], *run, claimed, here),
        ]
    else:
        # What is only said is said of the statement's own call.
        side, result = run or (subject, came)
        stood = [
            Stood("claimed", titles["claimed"], side, result, claimed, here),
            Stood("true", titles["shown"], subject, came, true, there),
        ]
    if judgement.holds and "compare" in claim:
        stood.append(_compared(claim, by_torch, text))
    # Equal colours are equal values, on every side.
    seen = [*(_source(each.side) for each in stood), *(each.shown.values for each in stood if each.shown.is_coloured)]
    heat = payload.value_range(np.concatenate([np.ravel(each) for each in seen if each is not None] or [np.zeros(1)]))
    said = _equal(run is not None, claimed, true, text) if judgement.holds else _differ(claimed, true, text)
    return [_part(each, heat, text) for each in stood], said


def _compared(claim: Claim, by_torch: bool, text: Words) -> Stood:
    side, no_marks = claim["compare"], np.zeros((0, 0), bool)
    title = text["sides"]["compared"].format(compared=claim["compared"])
    if "size" in side:
        return Stood("compare", title, {}, None, _size(side["size"]), no_marks)
    came = claims.run(side, by_torch)
    return Stood("compare", title, side, came, _of(came, text), no_marks)


def _claimed(
    claim: Claim, judgement: claims.Judgement, by_torch: bool, text: Words
) -> tuple[tuple[Mapping[str, Any], Result] | None, Shown]:
    """The side of the statement: what was run for it, if it is another call, and what it shows."""
    expect, other = claim["expect"], claim.get("otherwise")
    if other:
        result = claims.run(other, by_torch)
        return (other, result), _of(result, text)
    if expect == "equal":
        side, result = claim["right"], judgement.sides[1]
        return None if "values" in side else (side, result), _of(result, text)
    sizes = claim.get("size", ())
    if len(sizes) == 1:
        return None, _size(sizes[0])
    said = text["claims"][expect].format(size=text["between_sizes"].join(sizes))
    return None, Shown(said=said, refused=expect == "refused")


def _of(came: Result, text: Words) -> Shown:
    if came.output is None:
        return Shown(said=text["sides"]["refused"].format(words=came.words), refused=True)
    if " / " in came.told:
        wrong, count = came.told.split(" / ")
        return Shown(said=text["sides"]["rare"].format(wrong=wrong, count=count))
    plane = _plane(came.output)
    return _shape(came.output) if plane is None else Shown(plane)


def _plane(values: Array) -> Array | None:
    """The rows and columns of what has one plane alone, and few cells."""
    *lead, rows, columns = values.shape
    is_one = prod(lead) == 1 and 0 < rows * columns <= MOST_CELLS
    return values.reshape(rows, columns) if is_one else None


def _shape(values: Array | None) -> Shown:
    assert values is not None
    return Shown(np.array([values.shape]), is_shape=True)


def _size(said: str) -> Shown:
    """A size alone: as many cells without a number, or the sizes of a shape."""
    sizes = [int(each) for each in said.split(" × ")]
    if len(sizes) > 2:
        return Shown(np.array([sizes]), is_shape=True)
    return Shown(np.zeros(sizes, np.float32), known=False)


def _differing(one: Shown, other: Shown) -> Marks:
    """Of each cell of the one whether the other has another number there, or no cell."""
    if one.values is None or other.values is None:
        return np.zeros((0, 0), bool)
    marks = np.ones(one.values.shape, bool)
    rows, columns = (min(each) for each in zip(one.values.shape, other.values.shape, strict=True))
    both = (slice(rows), slice(columns))
    same = ~np.isclose(one.values[both], other.values[both], rtol=1e-6, atol=0, equal_nan=True)
    marks[both] = same & one.known & other.known
    return marks


def _equal(is_run: bool, claimed: Shown, true: Shown, text: Words) -> str:
    words = text["same"]
    if claimed.values is None or true.values is None:
        return ""
    if claimed.known and not claimed.is_shape:
        return str(words["calls" if is_run else "results"])
    sizes = np.ravel(true.values).tolist() if claimed.is_shape else true.values.shape
    return str(words["sizes"].format(size=" × ".join(map(str, sizes))))


def _differ(claimed: Shown, true: Shown, text: Words) -> str:
    words = text["differ"]
    if claimed.values is None or true.values is None:
        return str(words["refusal"]) if claimed.refused != true.refused else ""
    if claimed.values.shape != true.values.shape:
        return str(words["sizes"].format(one=_sized(claimed.values), other=_sized(true.values)))
    marks = _differing(true, claimed)
    n = int(marks.sum())
    return str(words["only" if marks.size == 1 else "one" if n == 1 else "many"].format(n=n, count=marks.size))


def _sized(values: Array) -> str:
    return " × ".join(map(str, values.shape))


# ---- as data ----


def _part(stood: Stood, heat: tuple[float, float], text: Words) -> Part:
    """One small stage.

    ``code`` is its call, ``input`` and ``output`` are grids or nothing, ``said`` stands in their place, ``read`` is
    what a screen reader says of it.
    """
    side, shown, title = stood.side, stood.shown, stood.title
    code = stood.came.text if stood.came else ""
    part: Part = {"kind": stood.kind, "title": title, "code": code, "said": shown.said}
    source, said = _input(side, heat, text), shown.said
    if source is not None:
        part["input"] = source
    if shown.values is not None:
        caption = text["sides"]["learned"] if "counts" in side else None
        part["output"] = _output(shown, stood.marks, heat, text, caption)
        said = part["output"]["label"]
    return {**part, "read": text["read"].format(title=title, values=said)}


def _output(shown: Shown, marks: Marks, heat: tuple[float, float], text: Words, caption: str | None) -> Part:
    values = shown.values
    assert values is not None
    words = text["sides"]
    grid: Part = {**payload.grid_of(values, *heat), "marks": marks.astype(int).tolist()}
    if not shown.is_coloured:
        grid["heat"] = [[None] * values.shape[1]] * values.shape[0]
    if shown.is_shape:
        grid["column_labels"] = list(AXES[values.shape[1]])
    if not shown.known:
        grid["short"] = grid["exact"] = [[UNKNOWN] * values.shape[1]] * values.shape[0]
    caption = caption or (words["shape"] if shown.is_shape else words["output"].format(size=_sized(values)))
    return {**grid, "caption": caption, "label": text["read"].format(title=caption, values=_read(grid))}


def _source(side: Mapping[str, Any]) -> Array | None:
    """The input of a side, where it is one plane."""
    if "input" not in side:
        return None
    _, (x, *_), _ = claims.call_of(side)
    return x if x.ndim == 2 else _plane(x)


def _input(side: Mapping[str, Any], heat: tuple[float, float], text: Words) -> Part | None:
    """The input with what stands around it."""
    plane = _source(side)
    if plane is None:
        return None
    explained = traced(side, plane)
    grid: Part = {**payload.grid_of(plane, *heat)}
    if explained is None:
        grid |= {"frame": (0, 0, 0, 0), "kinds": ["r" * plane.shape[1]] * plane.shape[0], "fill": {}}
    else:
        grid |= {
            "frame": payload.around(explained.frame),
            "kinds": ["".join(line) for line in explained.kinds],
            "fill": {"p": padding_text(explained.spec)},
        }
    caption = text["sides"]["input"].format(size=_sized(plane))
    return {**grid, "caption": caption, "label": text["read"].format(title=caption, values=_read(grid))}


def _read(grid: Part) -> str:
    """The numbers of a grid, row by row."""
    return "; ".join(", ".join(row) for row in grid["exact"])
