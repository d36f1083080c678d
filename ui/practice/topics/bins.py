"""Adaptive bins: where each starts and stops, and what it makes."""

from __future__ import annotations

from ui.practice.draw import Draw
from ui.practice.exercise import Idea, Made

LESSON = "adaptive_bins"


def _row(draw: Draw, cells: int, outputs: int, operation: str = "avg") -> Made:
    return {"bins_operation": operation, "bins_input": draw.plane(1, cells, 0, 12, apart=True), "output_size": outputs}


def _shared(draw: Draw) -> Made:
    return _row(draw, *draw.one(((5, 3), (7, 3), (5, 2), (7, 2), (8, 3))))


def _even(draw: Draw) -> Made:
    return _row(draw, *draw.one(((6, 3), (8, 4), (6, 2), (8, 2))))


def _maximum(draw: Draw) -> Made:
    return _row(draw, *draw.one(((5, 3), (7, 3), (7, 4), (8, 3))), "max")


def _mean(draw: Draw) -> Made:
    return _row(draw, *draw.one(((5, 3), (7, 3), (7, 4), (8, 3))))


def _uneven(draw: Draw) -> Made:
    return _row(draw, *draw.one(((7, 5), (8, 5), (8, 3), (7, 4), (5, 4))))


def _more(draw: Draw) -> Made:
    return _row(draw, *draw.one(((3, 5), (2, 3), (4, 5), (3, 4), (4, 6))))


def _plane(draw: Draw) -> Made:
    sizes = {"output_size": 2, "output_size_w": draw.integer(2, 3)}
    return {"bins_dims": "2d", "bins_input": draw.plane(3, draw.integer(4, 5), 0, 9), "bins_operation": "max", **sizes}


BINS = (
    Idea("bins_even", 1, LESSON, "value", ("sum_for_mean", "max_for_mean"), "bin_even", _even),
    Idea("bins_shared", 1, LESSON, "window", ("bins_apart", "window_late"), "bin", _shared),
    Idea("bins_maximum", 2, LESSON, "value", ("bins_apart", "mean_for_max"), "bin", _maximum),
    Idea("bins_mean", 2, LESSON, "value", ("bins_apart", "sum_for_mean"), "bin", _mean),
    Idea("bins_round", 2, LESSON, "window", ("round_kernel",), "bin", _uneven),
    Idea("bins_stride", 3, LESSON, "window", ("one_stride",), "bin", _uneven),
    Idea("bins_more", 3, LESSON, "window", ("window_late", "window_early"), "bin_more", _more),
    Idea("bins_plane", 3, LESSON, "value", ("bins_apart", "mean_for_max"), "bin_plane", _plane),
)
