"""The picture of a state for paper: what is asked for is empty, and nothing else of the picture tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.lessons import LESSONS
from ui.page.pictures import answer
from ui.state import codec

Payload = Mapping[str, Any]
Cell = Sequence[int]
OUTPUT = "output"
SOUGHT = "?"
# Kinds of cell that say how many windows there are, and where.
TELLING = str.maketrans("tgh", "rrr")


def board_of(lesson: str, query: str) -> str:
    """The grid that is to be filled in."""
    record = LESSONS[lesson]
    state = codec.read(record.fields, codec.pairs_of(query)).state
    found = record.predicted(record, state) if record.predicts(state) else None
    return OUTPUT if found is None else found.board


def covered(lesson: str, query: str, question: str | None = None, at: Cell | None = None) -> Payload:
    """A picture to be filled in.

    Args:
        question: the one that is asked; ``None`` for all that the board holds.
        at: the cell that is asked for.
    """
    shown, board = answer(lesson, query), board_of(lesson, query)
    plain: dict[str, Any] = {"bins": None, "ruler": [], "weights": None, "weight_fill": None, "winners": None}
    picture = {**shown, **plain, "input": _without_telling(shown["input"])}
    if question == "size":
        return {**picture, "operation": "", "extras": []}
    if board == OUTPUT:  # what comes beside it are its own steps
        asked = None if at is None else at
        return {**picture, OUTPUT: _emptied(shown[OUTPUT], asked), "extras": []}
    sought = None if question == "place" else at
    extras = [_emptied(each, sought) if each.get("id") == board else each for each in shown.get("extras") or ()]
    return {**picture, "extras": extras}


def _without_telling(grid: Payload) -> Payload:
    """The data alone: how far windows reach beyond it is the learner's to find."""
    top, left = grid["frame"][:2]
    rows, columns = grid["rows"], grid["cols"]
    kinds = [line[left : left + columns].translate(TELLING) for line in grid["kinds"][top : top + rows]]
    return {**grid, "frame": (0, 0, 0, 0), "kinds": kinds}


def _emptied(grid: Payload, sought: Cell | None) -> Payload:
    nothing = [[""] * grid["cols"] for _ in range(grid["rows"])]
    if sought is not None:
        nothing[sought[0]][sought[1]] = SOUGHT
    return {**grid, "short": nothing, "exact": nothing, "heat": [[None] * grid["cols"]] * grid["rows"]}
