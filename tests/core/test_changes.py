"""What a touch does to the windows and to what they see: a table, each touch worked out by hand."""

import doctest
from importlib import import_module

import numpy as np
import pytest

from pooling_core.call.spec import PoolSpec
from pooling_core.explain.trace import trace
from tests.core.touches import (
    AVG1,
    AVG2,
    CUBE,
    MAX1,
    MAX2,
    ROW,
    SQUARE,
    THREE,
    TWO,
    grows,
    parameter,
    shrinks,
    told,
    turned,
)

BOTH = (-2, -1)


def fractional(width, height=0.3):
    return {"kernel_size": 2, "output_size": 3, "_random_samples": (((width, height),),)}


# What happens, and the changes from the most telling to the least.
TOUCHES = {
    "nothing": (turned(MAX2, TWO, SQUARE), []),
    "the stride is less than the kernel_size": (
        turned(MAX2, TWO, SQUARE, stride=1),
        [parameter("stride", 2, 1), ("windows_share", {"axes": BOTH, "count": 1}), grows((2, 2), (3, 3))],
    ),
    "the stride is less along one axis": (
        turned(MAX2, TWO, SQUARE, stride=(2, 1)),
        [
            ("parameter_along", {"name": "stride", "before": 2, "after": 1, "axes": (-1,)}),
            ("windows_share", {"axes": (-1,), "count": 1}),
            grows((2, 2), (2, 3)),
        ],
    ),
    "the stride is more than the kernel_size": (
        turned(MAX1, TWO, np.arange(8.0), stride=3),
        [
            parameter("stride", 2, 3),
            ("windows_gap", {"axes": (-1,), "count": 1}),
            shrinks((1, 4), (1, 3)),
            ("gap_unread", {"count": 2}),
        ],
    ),
    "the gaps close": (
        turned(MAX1, {"kernel_size": 2, "stride": 3}, np.arange(8.0), stride=2),
        [
            parameter("stride", 3, 2),
            ("windows_touch", {"axes": (-1,)}),
            grows((1, 3), (1, 4)),
            ("gap_read", {"count": 2}),
        ],
    ),
    "a stride that was the kernel_size anyway": (
        turned(MAX2, TWO, SQUARE, stride=2),
        [("stride_given", {"stride": 2}), ("stride_stood", {"stride": 2}), ("values_same", {"total": 4})],
    ),
    "the same stride left empty": (
        turned(MAX2, {"kernel_size": 2, "stride": (2, 2)}, SQUARE, stride=None),
        [("stride_emptied", {"stride": 2}), ("stride_stood", {"stride": 2}), ("values_same", {"total": 4})],
    ),
    "an empty stride follows the kernel_size": (
        turned(MAX1, TWO, ROW, kernel_size=3),
        [parameter("kernel_size", 2, 3), shrinks((1, 3), (1, 2)), ("stride_follows", {"before": 2, "after": 3})],
    ),
    "a kernel that no longer fits at the end": (
        turned(MAX1, {"kernel_size": 2, "stride": 2}, ROW, kernel_size=3),
        [
            parameter("kernel_size", 2, 3),
            ("windows_share", {"axes": (-1,), "count": 1}),
            shrinks((1, 3), (1, 2)),
            ("tail_unread", {"count": 1}),
        ],
    ),
    "a second window finds room": (
        turned(MAX1, {"kernel_size": 3}, np.arange(4.0), kernel_size=2),
        [
            parameter("kernel_size", 3, 2),
            grows((1, 1), (1, 2)),
            ("tail_read", {"count": 1}),
            ("stride_follows", {"before": 3, "after": 2}),
        ],
    ),
    "padding around a maximum": (
        turned(MAX2, THREE, SQUARE, padding=1),
        [
            parameter("padding", 0, 1),
            grows((2, 2), (4, 4)),
            ("padding_seen", {"count": 12, "before": 0, "total": 16}),
        ],
    ),
    "padding is taken away": (
        turned(AVG1, {"kernel_size": 3, "padding": 1}, ROW, padding=0),
        [
            parameter("padding", 1, 0),
            ("tail_read", {"count": 1}),
            ("windows_moved", {"axes": (-1,), "count": 2, "total": 2}),
            ("padding_unseen", {"count": 0, "before": 1, "total": 2}),
            ("values_all", {"count": 2, "total": 2}),
        ],
    ),
    "dilation leaves holes": (
        turned(MAX1, {"kernel_size": 2, "stride": 2}, ROW, dilation=3),
        [
            parameter("dilation", 1, 3),
            # Windows {0, 3} and {2, 5} leave out 1 and 4.
            ("hole_unread", {"count": 2}),
            ("windows_interleave", {"axes": (-1,)}),
            shrinks((1, 3), (1, 2)),
        ],
    ),
    "ceil_mode reads the tail": (
        turned(MAX1, TWO, np.arange(5.0), ceil_mode=True),
        [
            parameter("ceil_mode", False, True),
            grows((1, 2), (1, 3)),
            ("tail_read", {"count": 1}),
            ("overhang_seen", {"count": 1, "before": 0, "total": 3}),
        ],
    ),
    "ceil_mode where windows fit": (
        turned(MAX1, TWO, ROW, ceil_mode=True),
        [parameter("ceil_mode", False, True), ("ceil_fits", {}), ("values_same", {"total": 3})],
    ),
    "ceil_mode drops its window": (
        turned(MAX1, {"kernel_size": 3, "padding": 1}, np.arange(5.0), ceil_mode=True),
        [parameter("ceil_mode", False, True), ("ceil_dropped", {}), ("values_same", {"total": 2})],
    ),
    "dilation of a single tap": (
        turned(MAX1, {"kernel_size": 1, "stride": 2}, ROW, dilation=2),
        [parameter("dilation", 1, 2), ("same_windows", {}), ("values_same", {"total": 3})],
    ),
    "a column more": (
        told((MAX2, TWO, SQUARE), (MAX2, TWO, np.pad(SQUARE, ((0, 0), (0, 1))))),
        [
            ("input_size", {"old_size": (4, 4), "new_size": (4, 5)}),
            ("tail_unread", {"count": 4}),
            ("values_same", {"total": 4}),
        ],
    ),
    "fewer bins": (
        turned("adaptive_max_pool1d", {"output_size": 7}, np.arange(7.0), output_size=5),
        [
            parameter("output_size", 7, 5),
            ("windows_share", {"axes": (-1,), "count": 1}),
            shrinks((1, 7), (1, 5)),
            ("bins_uneven", {"axes": (-1,), "least": 2, "most": 3}),
        ],
    ),
    "bins of one size": (
        turned("adaptive_avg_pool1d", {"output_size": 4}, ROW, output_size=2),
        [
            parameter("output_size", 4, 2),
            ("windows_touch", {"axes": (-1,)}),
            shrinks((1, 4), (1, 2)),
            ("bins_even", {"axes": (-1,), "count": 3}),
            ("divisors_all", {"before": 2, "after": 3}),
        ],
    ),
    "another u places a window elsewhere": (
        # Along columns of 7 cells: starts 0, 2, 5 of u = 0.1 and 0, 3, 5 of u = 0.3.
        turned("fractional_max_pool2d", fractional(0.1), np.arange(49.0).reshape(7, 7), **fractional(0.3)),
        [
            ("parameter_along", {"name": "_random_samples", "before": 0.1, "after": 0.3, "axes": (-1,)}),
            ("gap_unread", {"count": 6}),
            ("gap_read", {"count": 6}),
            ("windows_moved", {"axes": (-1,), "count": 1, "total": 3}),
            ("winners_moved", {"count": 3, "total": 9}),
            ("values_some", {"count": 3, "total": 9}),
        ],
    ),
    "planes of a volume": (
        turned("max_pool3d", TWO, CUBE, stride=(1, 2, 2)),
        [
            ("parameter_along", {"name": "stride", "before": 2, "after": 1, "axes": (-3,)}),
            ("windows_share", {"axes": (-3,), "count": 1}),
            grows((2, 2, 2), (3, 2, 2)),
        ],
    ),
    "one window for everything": (
        turned("gem_pool1d", TWO, ROW, kernel_size=None),
        [
            parameter("kernel_size", 2, None),
            shrinks((1, 3), (1, 1)),
            ("divisors_all", {"before": 2, "after": 6}),
        ],
    ),
}


@pytest.mark.parametrize("found, expected", TOUCHES.values(), ids=TOUCHES)
def test_a_touch_says_what_it_changed(found, expected):
    assert found == expected


@pytest.mark.parametrize(
    "before, after, keys",
    [
        ((MAX2, TWO, SQUARE), (MAX1, TWO, SQUARE), ["operation", "output_grows", "winners"]),
        ((MAX2, TWO, SQUARE), ("max_pool3d", TWO, CUBE), ["operation", "input_size", "output_reshaped"]),
        (
            (MAX2, TWO, SQUARE),
            ("adaptive_avg_pool2d", {"output_size": (0, 2)}, SQUARE),
            ["operation", "output_shrinks"],
        ),
        (("adaptive_avg_pool2d", {"output_size": (0, 2)}, SQUARE), (AVG2, TWO, SQUARE), ["operation", "output_grows"]),
    ],
    ids=["rows become channels", "a plane becomes a volume", "to nothing", "from nothing"],
)
def test_what_cannot_be_compared_is_not_mentioned(before, after, keys):
    found = [key for key, _ in told(before, after)]
    assert found[0] == keys[0] and keys[1] in found
    assert not {"value_one", "values_all", "winner_moved", "winners_moved"} & set(found)


@pytest.mark.parametrize("module", ["change", "changes", "changes_asked", "changes_windows", "changes_result"])
def test_the_examples_in_the_docstrings_are_so(module):
    names = {"np": np, "trace": trace, "PoolSpec": PoolSpec}
    outcome = doctest.testmod(import_module(f"pooling_core.explain.{module}"), extraglobs=names)
    assert outcome.failed == 0 and (outcome.attempted or module == "changes_result")
