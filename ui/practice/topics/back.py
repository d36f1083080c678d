"""Where a maximum came from, where unpooling puts it, and where a gradient flows."""

from __future__ import annotations

from ui.practice.draw import Draw
from ui.practice.exercise import Idea, Made
from ui.practice.topics.places import LESSON

UNPOOL, BACKWARD = "unpooling", "backward"


def _winner(draw: Draw) -> Made:
    return {"input": draw.plane(4, 4, 0, 20, apart=True)}


def _ties(draw: Draw) -> Made:
    return {"input": draw.plane(4, 4, 0, 3), "kernel_size": draw.integer(2, 3), "stride": draw.integer(1, 2)}


def _landing(draw: Draw) -> Made:
    return {"unpool_input": draw.plane(4, 4, 20, 99, apart=True)}


def _wide(draw: Draw) -> Made:
    rows, columns = draw.shuffled((2, 4, 6))[:2]
    return {"unpool_input": draw.plane(rows, columns, 30, 99, apart=True)}


def _odd(draw: Draw) -> Made:
    return {"unpool_input": draw.plane(4, 5, 20, 99, apart=True)}


def _overlapping(draw: Draw) -> Made:
    windows = {"unpool_kernel": 2, "unpool_stride": 1}
    return {"unpool_input": draw.plane(3, 4, 20, 99, apart=True), **windows}


INDICES = (
    Idea("winner", 1, LESSON, "winner", ("stride_one", "window_late"), "winner", _winner),
    Idea("landing", 1, UNPOOL, "place", ("window_corner", "same_place", "counted_from_one"), "index", _landing),
    Idea("winner_ties", 2, LESSON, "winner", ("last_of_equals",), "ties", _ties),
    Idea("landing_wide", 2, UNPOOL, "place", ("by_columns", "pooled_width"), "index", _wide),
    Idea("landing_overlap", 3, UNPOOL, "place", ("window_corner", "pooled_width"), "index", _overlapping),
    Idea("landing_odd", 3, UNPOOL, "place", ("source_cell", "window_corner"), "index_odd", _odd),
)


def _row(draw: Draw, operation: str, cells: int, kernel: int, stride: int, low: int = 0, high: int = 9) -> Made:
    outputs = (cells - kernel) // stride + 1
    return {
        "backward_operation": operation,
        "backward_dims": "1d",
        "backward_kernel": kernel,
        "backward_stride": stride,
        "backward_input": draw.plane(1, cells, low, high),
        "upstream": draw.plane(1, outputs, 1, 6, apart=True),
    }


def _plane(draw: Draw, operation: str, high: int = 9) -> Made:
    return {
        "backward_operation": operation,
        "backward_input": draw.plane(4, 4, 0, high),
        "upstream": draw.plane(2, 2, 1, 8, apart=True),
    }


def _max_plane(draw: Draw) -> Made:
    return _plane(draw, "max")


def _avg_plane(draw: Draw) -> Made:
    return _plane(draw, "avg")


def _max_overlap(draw: Draw) -> Made:
    return _row(draw, "max", draw.integer(4, 6), 2, 1)


def _max_ties(draw: Draw) -> Made:
    return _plane(draw, "max", 3)


def _avg_overlap(draw: Draw) -> Made:
    return _row(draw, "avg", draw.integer(4, 6), 2, 1)


def _max_long(draw: Draw) -> Made:
    return _row(draw, "max", draw.integer(5, 7), 3, 1)


def _is_nothing(answer: str) -> bool:
    return answer == "0"


GRADIENT = (
    Idea("flow_max", 1, BACKWARD, "value", ("value_comes_back", "shared_by_window"), "flow_max", _max_plane),
    Idea("flow_avg", 1, BACKWARD, "value", ("to_whole_window", "value_comes_back"), "flow_avg", _avg_plane),
    Idea("flow_loser", 2, BACKWARD, "value", ("to_whole_window",), "flow_max", _max_plane, _is_nothing),
    Idea("flow_added", 2, BACKWARD, "value", ("not_added", "as_if_one"), "flow_added", _max_overlap),
    Idea("flow_ties", 3, BACKWARD, "value", ("to_all_equals",), "flow_ties", _max_ties, _is_nothing),
    Idea("flow_avg_added", 3, BACKWARD, "value", ("not_added", "to_whole_window"), "flow_avg_added", _avg_overlap),
    Idea("flow_long", 3, BACKWARD, "value", ("not_added", "to_whole_window"), "flow_added", _max_long),
)
