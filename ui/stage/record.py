"""What travels to the stage, as typed records: JSON that Python writes and the modules of ``js/`` read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

Cell = Sequence[int]


class Grid(TypedDict):
    """One grid of cells.

    Attributes:
        short, exact: each cell's text, as it stands in the cell and to the last digit.
        heat: where each value stands from 0 to 1, ``None`` where it is no number.
        arrow: the step that leads to the grid.
    """

    rows: int
    cols: int
    short: Sequence[Sequence[str]]
    exact: Sequence[Sequence[str]]
    heat: Sequence[Sequence[float | None]]
    arrow: NotRequired[str]
    row_labels: NotRequired[Sequence[str]]
    column_labels: NotRequired[Sequence[str]]


class InputGrid(Grid):
    """The input with what stands around it.

    Attributes:
        frame: cells of padding or overhang above, left, below and right.
        kinds: a letter for each drawn cell, as in ``Trace.kinds``.
        fill: the text in cells of padding and of overhang.
        number, max_length: what a cell may be written with.
    """

    frame: Cell
    kinds: Sequence[str]
    fill: Mapping[str, str]
    editable: NotRequired[bool]
    max_length: NotRequired[int]
    number: NotRequired[str]


class Payload(TypedDict, total=False):
    """Everything that the stage shows of one picture.

    Attributes:
        operation: the call's name, empty where there is no result.
        ring: free rows and columns that are kept around the data, ``None`` as before.
        taps, spans, readers: of both axes: positions each window reads, its start and stop, who reads each position.
        winners: of each output the cell that it came from.
        weights, weight_fill: a text, or texts and shares, for each tap of each window.
        equations, notes: of each output.
        bins: labels of the bins of both axes; ``ruler``: what is laid on them.
        extras: further grids, as ``ui.stage.payload.extra`` makes them.
        most: rows and columns that an output can have; ``tight``: no room is kept for them.
        revision: of all this; the stage draws anew where it is another.
    """

    kind: str
    operation: str
    ring: Cell | None
    input: InputGrid
    output: Grid
    taps: Sequence[Sequence[Cell]]
    spans: Sequence[Sequence[Cell]]
    readers: Sequence[Sequence[Cell]]
    fed: Sequence[Sequence[Sequence[Cell]]]
    winners: Sequence[Sequence[Cell | None]] | None
    weights: Sequence[Sequence[Any]] | None
    weight_fill: Sequence[Sequence[Sequence[float]]] | None
    equations: Sequence[Sequence[str]]
    notes: Sequence[Sequence[str]]
    bins: Sequence[Sequence[str]] | None
    ruler: Sequence[Any]
    indices: Mapping[str, Any]
    extras: Sequence[Mapping[str, Any]]
    titles: Mapping[str, str]
    flow: Mapping[str, Any]
    steady: bool
    tight: bool
    most: Cell
    autoplay: bool
    speed: float
    words: Mapping[str, Any]
    nothing: str
    revision: str
