"""What changed between two traces: a table of touches, each worked out by hand."""

import doctest
from importlib import import_module

import numpy as np
import pytest

from pooling_core.call.spec import PoolSpec
from pooling_core.explain.trace import trace
from tests.core.touches import edit, edited, told, turned

ROW = np.arange(6.0, dtype=np.float32)[np.newaxis]
SQUARE = np.arange(16.0, dtype=np.float32).reshape(4, 4)
ONES = np.ones((3, 3), np.float32)
CUBE = np.arange(64.0, dtype=np.float32).reshape(4, 4, 4)
SIGNS = np.array([[0.0, 3.0, 3.0, 1.0]], np.float32)


def fractional(width, height=0.3):
    return {"kernel_size": 2, "output_size": 3, "_random_samples": (((width, height),),)}


def parameter(name, before, after):
    return ("parameter", {"name": name, "before": before, "after": after})


def grows(old, new):
    return ("output_grows", {"old_size": old, "new_size": new})


def shrinks(old, new):
    return ("output_shrinks", {"old_size": old, "new_size": new})


MAX1, MAX2, AVG1, AVG2 = "max_pool1d", "max_pool2d", "avg_pool1d", "avg_pool2d"
TWO = {"kernel_size": 2}
THREE = {"kernel_size": 3, "stride": 1}
BOTH = (-2, -1)

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
    "padding counts in a plane": (
        turned(AVG2, {**THREE, "padding": 1, "count_include_pad": False}, ONES, count_include_pad=True),
        [
            parameter("count_include_pad", False, True),
            ("divisors_corners", {"count": 4, "before": 4, "after": 9}),
            ("divisors_edges", {"count": 4, "before": 6, "after": 9}),
            ("values_some", {"count": 8, "total": 9}),
        ],
    ),
    "padding counts in a row": (
        turned(AVG1, {**THREE, "padding": 1, "count_include_pad": False}, ROW, count_include_pad=True),
        [
            parameter("count_include_pad", False, True),
            ("divisors_ends", {"count": 2, "before": 2, "after": 3}),
            ("values_some", {"count": 2, "total": 6}),
        ],
    ),
    "no padding to count": (
        turned(AVG1, TWO, ROW, count_include_pad=False),
        [parameter("count_include_pad", True, False), ("no_padding", {}), ("values_same", {"total": 3})],
    ),
    "another divisor": (
        turned(AVG2, TWO, SQUARE, divisor_override=3),
        [
            parameter("divisor_override", None, 3),
            ("divisors_all", {"before": 4, "after": 3}),
            ("values_all", {"count": 4, "total": 4}),
        ],
    ),
    "one divisor": (
        turned(AVG1, {"kernel_size": 3, "padding": 1}, ROW, count_include_pad=False),
        [
            parameter("count_include_pad", True, False),
            ("divisor_one", {"output": (0, 0), "before": 3, "after": 2}),
            ("value_one", {"output": (0, 0), "before": np.float32(1) / 3, "after": 0.5}),
        ],
    ),
    "divisors of a result of another size": (
        turned(AVG1, TWO, np.arange(5.0), ceil_mode=True),
        [
            parameter("ceil_mode", False, True),
            grows((1, 2), (1, 3)),
            ("tail_read", {"count": 1}),
            ("overhang_seen", {"count": 1, "before": 0, "total": 3}),
            ("divisors_uneven", {"least": 1, "most": 2}),
        ],
    ),
    "another operation": (
        told((MAX2, TWO, SQUARE), (AVG2, TWO, SQUARE)),
        [("operation", {"before": MAX2, "after": AVG2}), ("values_all", {"count": 4, "total": 4})],
    ),
    "a power that is no int": (
        turned("lp_pool1d", {"norm_type": 2, "kernel_size": 2}, ROW, norm_type=2.0),
        [parameter("norm_type", 2, 2.0), ("values_same", {"total": 3})],
    ),
    "an edit that wins": (
        edit(MAX2, TWO, SQUARE, ((0, 0), 9)),
        [
            ("input_cell", {"cell": (0, 0), "before": 0, "after": 9}),
            ("winner_moved", {"output": (0, 0), "old_cell": (1, 1), "new_cell": (0, 0), "before": 5, "after": 9}),
            ("value_one", {"output": (0, 0), "before": 5, "after": 9}),
        ],
    ),
    "an edit that ties and comes first": (
        edit(MAX2, TWO, SQUARE, ((0, 0), 5)),
        [
            ("input_cell", {"cell": (0, 0), "before": 0, "after": 5}),
            ("winner_moved_alone", {"output": (0, 0), "old_cell": (1, 1), "new_cell": (0, 0), "after": 5}),
        ],
    ),
    "an edit that ties and comes later": (
        edit(MAX1, {"kernel_size": 4}, SIGNS, ((0, 3), 3)),
        [
            ("input_cell", {"cell": (0, 3), "before": 1, "after": 3}),
            ("edited_tied", {"count": 1, "windows": 1}),
            ("values_same", {"total": 1}),
        ],
    ),
    "an edit that is no maximum": (
        edit(MAX2, {"kernel_size": 2, "stride": 1}, SQUARE, ((1, 1), 5.5)),
        [
            ("input_cell", {"cell": (1, 1), "before": 5, "after": 5.5}),
            ("value_one", {"output": (0, 0), "before": 5, "after": 5.5}),
        ],
    ),
    "an edit that four windows read and none takes": (
        edit(MAX2, {"kernel_size": 2, "stride": 1}, edited(SQUARE, ((1, 1), -1)), ((1, 1), -2)),
        [
            ("input_cell", {"cell": (1, 1), "before": -1, "after": -2}),
            ("edited_not_maximum", {"count": 1, "windows": 4}),
            ("values_same", {"total": 9}),
        ],
    ),
    "an edit that no window reads": (
        edit(MAX1, {"kernel_size": 2, "stride": 3}, ROW, ((0, 2), 99)),
        [
            ("input_cell", {"cell": (0, 2), "before": 2, "after": 99}),
            ("edited_unread", {"count": 1}),
            ("values_same", {"total": 2}),
        ],
    ),
    "a mean of integers that is cut": (
        edit(AVG1, TWO, np.array([[1, 1, 4, 4]]), ((0, 0), 2)),
        [
            ("input_cell", {"cell": (0, 0), "before": 1, "after": 2}),
            ("cut_toward_zero", {}),
            ("values_same", {"total": 2}),
        ],
    ),
    "zero becomes minus zero": (
        edit(MAX1, {"kernel_size": 1}, SIGNS, ((0, 0), -0.0)),
        [
            ("input_cell", {"cell": (0, 0), "before": 0, "after": 0}),
            ("value_one", {"output": (0, 0), "before": 0, "after": 0}),
        ],
    ),
    "an edit that many windows take": (
        edit(MAX2, {"kernel_size": 3, "stride": 1}, SQUARE, ((1, 1), 99)),
        [
            ("input_cell", {"cell": (1, 1), "before": 5, "after": 99}),
            ("winners_moved", {"count": 4, "total": 4}),
            ("values_all", {"count": 4, "total": 4}),
        ],
    ),
    "many edits": (
        edit(AVG1, TWO, ROW, ((0, 0), 7), ((0, 1), 7)),
        [
            ("input_cells", {"count": 2, "total": 6}),
            ("value_one", {"output": (0, 0), "before": 0.5, "after": 7}),
        ],
    ),
    "a column more": (
        told((MAX2, TWO, SQUARE), (MAX2, TWO, np.pad(SQUARE, ((0, 0), (0, 1))))),
        [
            ("input_size", {"old_size": (4, 4), "new_size": (4, 5)}),
            ("tail_unread", {"count": 4}),
            ("values_same", {"total": 4}),
        ],
    ),
    "another dtype is no edit": (
        told((MAX1, TWO, ROW / np.float32(3)), (MAX1, TWO, (ROW / 3).astype(np.float64))),
        [("dtype", {"before": "float32", "after": "float64"}), ("values_same", {"total": 3})],
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


def test_nan_is_nan_and_a_draw_without_a_seed_is_another_draw():
    lost = edited(SQUARE, ((0, 0), np.nan))
    assert edit(MAX2, TWO, lost, ((0, 0), np.nan)) == []
    drawn = ("stochastic_pool1d", {"kernel_size": 6, "rng": np.random.default_rng(0)}, ROW)
    seen = {tuple(key for key, _ in told(drawn, drawn)) for _ in range(20)}
    assert seen == {(), ("drawn", "winner_moved", "value_one")}


@pytest.mark.parametrize("module", ["change", "changes", "changes_asked", "changes_windows", "changes_result"])
def test_the_examples_in_the_docstrings_are_so(module):
    names = {"np": np, "trace": trace, "PoolSpec": PoolSpec}
    outcome = doctest.testmod(import_module(f"pooling_core.explain.{module}"), extraglobs=names)
    assert outcome.failed == 0 and (outcome.attempted or module == "changes_result")
