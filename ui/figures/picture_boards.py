"""What stands on each grid of a still picture at one step: the stage's payload, read as the browser reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

Payload = Mapping[str, Any]
Cell = tuple[int, int]
Step = tuple[int, int] | None
Spans = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Bracket:
    """One bin over its cells; ``lane`` counts away from the grid."""

    label: str
    start: int
    stop: int
    lane: int
    current: bool


@dataclass(frozen=True)
class Marks:
    """What a step marks on a grid.

    Attributes:
        box: rows and columns that are outlined.
        taps: cells that the window reads.
        lit: cells that the output writes.
        shares: per cell, its weight as a text and as a part of the whole.
        weighted, filled: whether values make room for the texts, and for bars, below them.
    """

    box: Spans | None = None
    taps: Sequence[Cell] = ()
    lit: Sequence[Cell] = ()
    winner: Cell | None = None
    shares: Mapping[Cell, tuple[str, float | None]] = field(default_factory=dict)
    weighted: bool = False
    filled: bool = False


@dataclass(frozen=True)
class Board:
    """One grid.

    Attributes:
        title: its caption.
        grid: as in the payload.
        arrow: the step that leads here; without a text an arrow alone; None for no arrow.
        frame: cells around the data: above, left, below, right.
        brackets: of the bins, along rows and along columns.
    """

    title: str
    grid: Mapping[str, Any]
    marks: Marks
    arrow: str | None = None
    note: str = ""
    frame: tuple[int, int, int, int] = (0, 0, 0, 0)
    brackets: tuple[Sequence[Bracket], Sequence[Bracket]] = ((), ())

    @property
    def rows(self) -> int:
        """Rows of data."""
        return int(self.grid["rows"])

    @property
    def columns(self) -> int:
        """Columns of data."""
        return int(self.grid["cols"])

    @property
    def height(self) -> int:
        """Rows with the frame."""
        return self.frame[0] + self.rows + self.frame[2]

    @property
    def width(self) -> int:
        """Columns with the frame."""
        return self.frame[1] + self.columns + self.frame[3]

    def kind(self, r: int, c: int) -> str:
        """The kind of a cell, and of one of the frame too."""
        kinds = self.grid.get("kinds")
        return str(kinds[r + self.frame[0]][c + self.frame[1]]) if kinds else "r"

    def is_real(self, r: int, c: int) -> bool:
        """Whether a cell is data."""
        return 0 <= r < self.rows and 0 <= c < self.columns

    def holds(self, r: int, c: int) -> bool:
        """Whether a cell is data or frame."""
        top, left, bottom, right = self.frame
        return -top <= r < self.rows + bottom and -left <= c < self.columns + right


def boards(payload: Payload, step: Step) -> list[Board]:
    """Input, output and further grids in the order of the stage."""
    said = payload["words"]
    titles = payload.get("titles") or {}
    given, result = payload["input"], payload["output"]

    def caption(title: str, grid: Mapping[str, Any]) -> str:
        return f"{title} {said['size'].format(rows=grid['rows'], cols=grid['cols'])}"

    first = Board(
        caption(titles.get("input", said["input"]), given),
        given,
        _on_input(payload, step),
        frame=tuple(given["frame"]),
        brackets=(_brackets(payload, 0, step), _brackets(payload, 1, step)),
    )
    # Without an operation there is no result, not even an empty one.
    if not payload["operation"]:
        return [first]
    output = Board(
        caption(titles.get("output", said["output"]), result),
        result,
        Marks(_one(step) if step else None),
        result.get("arrow") or "",
    )
    beside: dict[str, list[Board]] = {"input": [], "output": []}
    for extra in payload.get("extras") or ():
        marks, note = _on_extra(payload, extra, step), extra.get("note") or ""
        board = Board(caption(extra["title"], extra), extra, marks, extra["arrow"] or None, note)
        beside["input" if extra["after"] == "input" else "output"].append(board)
    return [first, *beside["input"], output, *beside["output"]]


def _on_input(payload: Payload, step: Step) -> Marks:
    if step is None:
        return Marks()
    i, j = step
    winners = payload["winners"]
    return Marks(
        box=_window(payload, step),
        taps=_taps(payload, step),
        winner=tuple(winners[i][j]) if winners and winners[i][j] else None,
        shares=_shares(payload, step),
        weighted=bool(payload["weights"]),
        filled=bool(payload.get("weight_fill")),
    )


def _on_extra(payload: Payload, extra: Mapping[str, Any], step: Step) -> Marks:
    if step is None:
        return Marks()
    if extra["follows"] == "output":
        return Marks(_one(step))
    if extra["follows"] in ("cells", "kernel"):
        i, j = step
        return Marks(lit=[tuple(cell) for cell in extra["cells"][i][j]])
    # There is no frame around these; an outline ends with the data.
    (top, bottom), (left, right) = _window(payload, step)
    rows, columns = extra["rows"], extra["cols"]
    taps = [(r, c) for r, c in _taps(payload, step) if 0 <= r < rows and 0 <= c < columns]
    return Marks(((max(0, top), min(rows, bottom)), (max(0, left), min(columns, right))), taps)


def _one(step: tuple[int, int]) -> Spans:
    i, j = step
    return (i, i + 1), (j, j + 1)


def _window(payload: Payload, step: tuple[int, int]) -> Spans:
    rows, columns = (tuple(payload["spans"][axis][at]) for axis, at in enumerate(step))
    return rows, columns


def _taps(payload: Payload, step: tuple[int, int]) -> list[Cell]:
    return list(product(*(payload["taps"][axis][at] for axis, at in enumerate(step))))


def _shares(payload: Payload, step: tuple[int, int]) -> dict[Cell, tuple[str, float | None]]:
    """The weight of each tap: one text for all, or a text (and a part of the whole) for each."""
    i, j = step
    given = payload["input"]
    top, left, bottom, right = given["frame"]
    weights, fills = payload["weights"], payload.get("weight_fill")
    weight = weights[i][j] if weights else ""
    shares: dict[Cell, tuple[str, float | None]] = {}
    for n, (r, c) in enumerate(_taps(payload, step)):
        if not (-top <= r < given["rows"] + bottom and -left <= c < given["cols"] + right):
            continue
        kind = given["kinds"][r + top][c + left]
        # Padding that is not counted has an empty fill, and overhang never counts.
        counted = kind != "o" and (kind != "p" or bool(given["fill"]["p"]))
        said = (weight if counted else "") if isinstance(weight, str) else weight[n]
        part = fills[i][j][n] if fills else None
        if said or part:
            shares[r, c] = said, part
    return shares


def _brackets(payload: Payload, axis: int, step: Step) -> list[Bracket]:
    """Neighbours take turns in the lanes, so that overlaps are seen; equal bins are one bracket."""
    labels = payload["bins"][axis] if payload["bins"] else []
    spans = [(start, stop) for start, stop in payload["spans"][axis]]
    current = spans[step[axis]] if step else None
    found: dict[tuple[int, int], Bracket] = {}
    ends: dict[int, int] = {}
    for label, (start, stop) in zip(labels, spans, strict=False):
        if (start, stop) in found:
            continue
        lane = len(found) % 2
        while ends.get(lane, start) > start:
            lane += 1
        ends[lane] = stop
        found[start, stop] = Bracket(label, start, stop, lane, (start, stop) == current)
    return list(found.values())
