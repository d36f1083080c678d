"""Where windows stand and how many there are: size, window, ceil_mode, dilation."""

from __future__ import annotations

from typing import Any

from ui.practice.draw import Draw
from ui.practice.exercise import Idea, Made

LESSON = "sliding_windows"


def row(draw: Draw, low: int, high: int, **windows: Any) -> Made:
    """One row of small numbers, none twice."""
    cells = draw.integer(low, high)
    return {"dims": "1d", "input": draw.plane(1, cells, 0, 12, apart=True), **windows}


def plane(draw: Draw, low: int, high: int, **windows: Any) -> Made:
    """A plane whose sides differ, so that rows are not taken for columns."""
    rows, columns = draw.shuffled(range(low, high + 1))[:2]
    return {"input": draw.plane(rows, columns, 0, 9), **windows}


def _apart(draw: Draw, low: int, high: int, name: str) -> Made:
    """A number for the height and another for the width."""
    first, second = draw.shuffled(range(low, high + 1))[:2]
    return {"per_axis": True, name: first, f"{name}_w": second}


def _size_row(draw: Draw) -> Made:
    return row(draw, 5, 10, kernel_size=draw.integer(2, 3))


def _size_overlap(draw: Draw) -> Made:
    return row(draw, 5, 9, kernel_size=draw.integer(2, 3), stride=1)


def _size_padding(draw: Draw) -> Made:
    return row(draw, 5, 10, kernel_size=3, stride=2, padding=1)


def _size_plane(draw: Draw) -> Made:
    return plane(draw, 4, 8, kernel_size=3, stride=draw.integer(1, 2))


def _size_per_axis(draw: Draw) -> Made:
    strides = {"stride": 2, "stride_w": draw.integer(1, 2)}
    return {**plane(draw, 4, 8), **_apart(draw, 1, 3, "kernel_size"), **strides}


def _size_gap(draw: Draw) -> Made:
    return row(draw, 7, 12, kernel_size=2, stride=3, padding=draw.integer(0, 1))


def _size_all(draw: Draw) -> Made:
    return plane(draw, 5, 8, kernel_size=draw.integer(2, 3), stride=draw.integer(2, 3), padding=1)


SIZE = (
    Idea("size_row", 1, LESSON, "size", ("ceil_for_floor", "stride_one"), "fit", _size_row),
    Idea("size_overlap", 1, LESSON, "size", ("stride_kernel", "one_forgotten", "same_size"), "slide", _size_overlap),
    Idea("size_padding", 2, LESSON, "size", ("padding_ignored", "stride_one"), "pad", _size_padding),
    Idea("size_plane", 2, LESSON, "size", ("stride_kernel", "one_forgotten"), "axes", _size_plane),
    Idea("size_gap", 3, LESSON, "size", ("stride_kernel", "one_forgotten"), "fit", _size_gap),
    Idea("size_per_axis", 3, LESSON, "size", ("parameters_swapped", "one_forgotten"), "axes", _size_per_axis),
    Idea("size_all", 3, LESSON, "size", ("padding_once", "padding_ignored"), "pad", _size_all),
)


# ---- which cells a window reads ----


def _window_row(draw: Draw) -> Made:
    return row(draw, 7, 9, kernel_size=3, stride=2)


def _window_plane(draw: Draw) -> Made:
    return plane(draw, 4, 6, kernel_size=2)


def _window_padding(draw: Draw) -> Made:
    return row(draw, 6, 10, kernel_size=draw.integer(3, 4), stride=draw.integer(2, 3), padding=1)


def _window_overlap(draw: Draw) -> Made:
    return plane(draw, 4, 6, kernel_size=draw.integer(2, 3), stride=1)


def _window_corner(draw: Draw) -> Made:
    return plane(draw, 4, 6, kernel_size=3, stride=2, padding=1)


def _window_per_axis(draw: Draw) -> Made:
    return {**plane(draw, 4, 6), **_apart(draw, 1, 3, "kernel_size"), "stride": 1, "stride_w": 2}


WINDOW = (
    Idea("window_row", 1, LESSON, "window", ("stride_one", "stride_kernel"), "start", _window_row),
    Idea("window_plane", 1, LESSON, "window", ("stride_one", "window_late"), "start", _window_plane),
    Idea("window_padding", 2, LESSON, "window", ("padding_ignored", "stride_kernel"), "start_pad", _window_padding),
    Idea("window_overlap", 2, LESSON, "window", ("stride_kernel", "window_late"), "start", _window_overlap),
    Idea("window_corner", 3, LESSON, "window", ("padding_ignored", "stride_one"), "start_pad", _window_corner),
    Idea("window_per_axis", 3, LESSON, "window", ("parameters_swapped",), "start_axes", _window_per_axis),
)


# ---- rounding up ----


def _ceil_row(draw: Draw) -> Made:
    return row(draw, 5, 10, kernel_size=draw.integer(2, 3), stride=2, ceil_mode=True)


def _ceil_average(draw: Draw) -> Made:
    return row(draw, 5, 8, operation="avg", kernel_size=3, stride=2, ceil_mode=True)


def _ceil_plane(draw: Draw) -> Made:
    return plane(draw, 4, 8, kernel_size=draw.integer(2, 3), stride=draw.integer(2, 3), ceil_mode=True)


def _ceil_dropped(draw: Draw) -> Made:
    kernel_size = draw.integer(2, 3)
    return row(draw, 4, 11, kernel_size=kernel_size, stride=kernel_size + draw.integer(0, 1), padding=1, ceil_mode=True)


def _ceil_padded(draw: Draw) -> Made:
    return row(draw, 4, 8, operation="avg", kernel_size=3, stride=draw.integer(2, 3), padding=1, ceil_mode=True)


CEIL_MODE = (
    Idea("ceil_row", 1, LESSON, "size", ("floor_for_ceil", "stride_one"), "ceil", _ceil_row),
    Idea("ceil_average", 2, LESSON, "value", ("full_divisor", "sum_for_mean"), "overhang", _ceil_average),
    Idea("ceil_plane", 2, LESSON, "size", ("floor_for_ceil", "one_forgotten"), "ceil", _ceil_plane),
    Idea("ceil_dropped", 3, LESSON, "size", ("plain_ceil",), "dropped", _ceil_dropped),
    Idea("ceil_padded", 3, LESSON, "value", ("full_divisor", "padding_left_out"), "overhang_pad", _ceil_padded),
)


# ---- spacing inside the window ----


def _dilated_window(draw: Draw) -> Made:
    return row(draw, 6, 8, kernel_size=draw.integer(2, 3), stride=1, dilation=2)


def _dilated_maximum(draw: Draw) -> Made:
    return row(draw, 6, 8, kernel_size=draw.integer(2, 3), stride=1, dilation=2)


def _dilated_size(draw: Draw) -> Made:
    return row(draw, 7, 11, kernel_size=draw.integer(2, 3), stride=draw.integer(1, 2), dilation=draw.integer(2, 3))


def _dilated_plane(draw: Draw) -> Made:
    return plane(draw, 4, 5, kernel_size=2, stride=1, dilation=2)


def _dilated_negative(draw: Draw) -> Made:
    cells = draw.integer(5, 8)
    numbers = draw.plane(1, cells, -9, -1, apart=True)
    return {"dims": "1d", "input": numbers, "kernel_size": 3, "stride": 1, "padding": 1, "dilation": 2}


def _dilated_all(draw: Draw) -> Made:
    return row(draw, 7, 12, kernel_size=3, stride=2, padding=1, dilation=2)


DILATION = (
    Idea("dilated_window", 1, LESSON, "window", ("dilation_ignored", "window_late"), "apart", _dilated_window),
    Idea("dilated_maximum", 1, LESSON, "value", ("dilation_ignored", "mean_for_max"), "apart", _dilated_maximum),
    Idea("dilated_size", 2, LESSON, "size", ("dilation_ignored", "one_forgotten"), "span", _dilated_size),
    Idea("dilated_plane", 2, LESSON, "value", ("dilation_ignored", "mean_for_max"), "apart", _dilated_plane),
    Idea("dilated_negative", 3, LESSON, "value", ("zero_padding", "dilation_ignored"), "minus", _dilated_negative),
    Idea("dilated_all", 3, LESSON, "size", ("dilation_ignored", "padding_ignored"), "span", _dilated_all),
)
