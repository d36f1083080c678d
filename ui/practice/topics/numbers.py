"""What becomes of the cells of a window: maximum, average, LP and GeM."""

from __future__ import annotations

from collections.abc import Sequence

from ui.practice.draw import Draw, lines
from ui.practice.exercise import Idea, Made
from ui.practice.topics.places import LESSON, plane, row

POWER = "power_means"
# Windows whose powers have a whole root: (3, 4) is 5; and those whose mean of squares has one: (1, 7) is 5.
PAIRS, TRIPLES, FOURS = (
    ((3, 4), (6, 8), (5, 12), (8, 6), (4, 3)),
    ((3, 4, 5), (1, 6, 8), (6, 8, 1), (5, 3, 4)),
    ((1, 1, 1, 1), (2, 4, 5, 6), (1, 2, 2, 4), (1, 1, 3, 5), (2, 2, 4, 5), (1, 3, 3, 9), (2, 1, 4, 10)),
)
MEAN_PAIRS, MEAN_FOURS = ((1, 7), (7, 1), (2, 14), (7, 17)), ((1, 1, 7, 7), (1, 7, 7, 1), (2, 2, 14, 14))


def _max_plane(draw: Draw) -> Made:
    return {"input": draw.plane(4, 4, 0, 9)}


def _max_signs(draw: Draw) -> Made:
    return {"input": draw.plane(4, 4, -9, 2)}


def _max_overlap(draw: Draw) -> Made:
    return plane(draw, 4, 5, kernel_size=draw.integer(2, 3), stride=1)


def _max_long(draw: Draw) -> Made:
    return row(draw, 7, 9, kernel_size=3, stride=2)


def _max_negative(draw: Draw) -> Made:
    return {"input": draw.plane(4, 4, -9, -1), "kernel_size": 3, "stride": 2, "padding": 1}


def _max_per_axis(draw: Draw) -> Made:
    kernel_size = draw.shuffled((1, 3))
    sizes = {"kernel_size": kernel_size[0], "kernel_size_w": kernel_size[1], "stride": 1, "stride_w": 1}
    return {"input": draw.plane(4, 4, -5, 9), "per_axis": True, **sizes}


MAXIMUM = (
    Idea("max_plane", 1, LESSON, "value", ("mean_for_max", "stride_one"), "largest", _max_plane),
    Idea("max_signs", 1, LESSON, "value", ("mean_for_max", "window_late"), "signs", _max_signs),
    Idea("max_overlap", 2, LESSON, "value", ("stride_kernel", "mean_for_max"), "start", _max_overlap),
    Idea("max_long", 2, LESSON, "value", ("stride_kernel", "stride_one"), "start", _max_long),
    Idea("max_negative", 3, LESSON, "value", ("zero_padding", "padding_ignored"), "minus", _max_negative),
    Idea("max_per_axis", 3, LESSON, "value", ("parameters_swapped", "mean_for_max"), "start_axes", _max_per_axis),
)


def _avg_plane(draw: Draw) -> Made:
    return {"operation": "avg", "input": draw.plane(4, 4, 0, 9)}


def _avg_row(draw: Draw) -> Made:
    return row(draw, 5, 8, operation="avg", kernel_size=2, stride=draw.integer(1, 2))


def _avg_counted(draw: Draw) -> Made:
    return row(draw, 4, 7, operation="avg", kernel_size=2, stride=2, padding=1)


def _avg_left_out(draw: Draw) -> Made:
    return row(draw, 4, 7, operation="avg", kernel_size=3, stride=2, padding=1, count_include_pad=False)


def _avg_corner(draw: Draw) -> Made:
    return {"operation": "avg", "input": draw.plane(3, 3, 0, 9), "kernel_size": 2, "stride": 2, "padding": 1}


def _avg_corner_real(draw: Draw) -> Made:
    windows = {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False}
    return {"operation": "avg", "input": draw.plane(4, 4, -3, 9), **windows}


def _avg_divisor(draw: Draw) -> Made:
    return {"operation": "avg", "input": draw.plane(4, 4, 0, 6), "divisor_override": draw.integer(2, 3)}


AVERAGE = (
    Idea("avg_plane", 1, LESSON, "value", ("sum_for_mean", "max_for_mean"), "mean", _avg_plane),
    Idea("avg_row", 1, LESSON, "value", ("sum_for_mean", "max_for_mean"), "mean", _avg_row),
    Idea("avg_counted", 2, LESSON, "value", ("padding_left_out", "padding_ignored"), "counted", _avg_counted),
    Idea("avg_left_out", 2, LESSON, "value", ("padding_counted", "padding_ignored"), "left_out", _avg_left_out),
    Idea("avg_corner", 3, LESSON, "value", ("padding_left_out", "padding_ignored"), "counted", _avg_corner),
    Idea("avg_corner_real", 3, LESSON, "value", ("padding_counted", "sum_for_mean"), "left_out", _avg_corner_real),
    Idea("avg_divisor", 3, LESSON, "value", ("divisor_ignored", "sum_for_mean"), "divisor", _avg_divisor),
)


# ---- LP and GeM ----


def _windows(draw: Draw, choices: Sequence[Sequence[int]], count: int) -> str:
    """One row of so many windows beside each other."""
    chosen = draw.shuffled(choices)[:count]
    return lines([number for window in chosen for number in draw.shuffled(window)], sum(map(len, chosen)))


def _signed(draw: Draw, text: str) -> str:
    return " ".join(f"-{each}" if draw.integer(0, 1) else each for each in text.split())


def _squares(draw: Draw, choices: Sequence[Sequence[int]]) -> str:
    """Two windows of 2 x 2 beside each other."""
    left, right = (draw.shuffled(each) for each in draw.shuffled(choices)[:2])
    return lines([*left[:2], *right[:2], *left[2:], *right[2:]], 4)


def _lp(power: str, **more: object) -> Made:
    return {"family": "lp", "p": power, **more}


def _lp_pair(draw: Draw) -> Made:
    return _lp("2", power_input=_windows(draw, PAIRS, 2))


def _lp_sum(draw: Draw) -> Made:
    return _lp("1", power_input=draw.plane(1, 6, 1, 9), power_kernel=draw.integer(2, 3))


def _gem_one(draw: Draw) -> Made:
    return {"family": "gem", "p": "1", "power_input": draw.plane(1, 4, 1, 9)}


def _gem_pair(draw: Draw) -> Made:
    return {"family": "gem", "p": "2", "power_input": _windows(draw, MEAN_PAIRS, 2)}


def _lp_signs(draw: Draw) -> Made:
    return _lp("2", power_input=_signed(draw, _windows(draw, PAIRS, 3)))


def _lp_cubes(draw: Draw) -> Made:
    return _lp("3", power_input=_windows(draw, TRIPLES, 2), power_kernel=3)


def _lp_square(draw: Draw) -> Made:
    return _lp("2", power_input=_squares(draw, FOURS))


def _gem_square(draw: Draw) -> Made:
    return {"family": "gem", "p": "2", "power_input": _squares(draw, MEAN_FOURS)}


POWERS = (
    Idea("lp_pair", 1, POWER, "value", ("no_root", "plain_sum", "root_of_mean"), "lp", _lp_pair),
    Idea("lp_sum", 1, POWER, "value", ("plain_mean", "max_for_power"), "lp_one", _lp_sum),
    Idea("gem_one", 1, POWER, "value", ("root_of_sum", "max_for_power"), "gem_one", _gem_one),
    Idea("gem_pair", 2, POWER, "value", ("plain_mean", "root_of_sum", "no_root"), "gem", _gem_pair),
    Idea("lp_signs", 2, POWER, "value", ("plain_sum", "no_root"), "lp_signs", _lp_signs),
    Idea("lp_square", 3, POWER, "value", ("no_root", "plain_sum", "root_of_mean"), "lp", _lp_square),
    Idea("lp_cubes", 3, POWER, "value", ("no_root", "plain_sum"), "lp", _lp_cubes),
    Idea("gem_square", 3, POWER, "value", ("plain_mean", "root_of_sum", "no_root"), "gem", _gem_square),
)
