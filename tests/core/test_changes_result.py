"""What a touch does to divisors, winners and values, or why nothing: a table, each touch worked out by hand."""

import numpy as np
import pytest

from tests.core.touches import (
    AVG1,
    AVG2,
    MAX1,
    MAX2,
    ROW,
    SQUARE,
    THREE,
    TWO,
    edit,
    edited,
    grows,
    parameter,
    told,
    turned,
)

ONES = np.ones((3, 3), np.float32)
TIED = np.array([[0.0, 3.0, 3.0, 1.0]], np.float32)

# What happens, and the changes from the most telling to the least.
TOUCHES = {
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
    "padding counts among zeros": (
        turned(AVG1, {**THREE, "padding": 1, "count_include_pad": False}, 0 * ROW, count_include_pad=True),
        [
            parameter("count_include_pad", False, True),
            ("divisors_ends", {"count": 2, "before": 2, "after": 3}),
            ("values_same", {"total": 6}),
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
        edit(MAX1, {"kernel_size": 4}, TIED, ((0, 3), 3)),
        [
            ("input_cell", {"cell": (0, 3), "before": 1, "after": 3}),
            ("edited_tied", {"count": 1, "windows": 1}),
            ("values_same", {"total": 1}),
        ],
    ),
    "an edit of a maximum": (
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
        edit(MAX1, {"kernel_size": 1}, TIED, ((0, 0), -0.0)),
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
    "a window that no longer holds data": (
        # Its taps stand at 0 and 1, then at -1 and 3.
        turned(MAX1, {"kernel_size": 2, "stride": 3}, np.full((1, 3), -np.inf), padding=1, dilation=4),
        [
            parameter("padding", 0, 1),
            parameter("dilation", 1, 4),
            ("hole_unread", {"count": 2}),
            ("windows_moved", {"axes": (-1,), "count": 1, "total": 1}),
            ("padding_seen", {"count": 1, "before": 0, "total": 1}),
            ("values_same", {"total": 1}),
        ],
    ),
    "another dtype is no edit": (
        told((MAX1, TWO, ROW / 3), (MAX1, TWO, ROW.astype(np.float64) / 3)),
        # The outputs are 1/3, 1 and 5/3.
        [("dtype", {"before": "float32", "after": "float64"}), ("values_some", {"count": 2, "total": 3})],
    ),
}


@pytest.mark.parametrize("found, expected", TOUCHES.values(), ids=TOUCHES)
def test_a_touch_says_what_it_changed(found, expected):
    assert found == expected


def test_nan_is_nan_and_a_draw_without_a_seed_is_another_draw():
    lost = edited(SQUARE, ((0, 0), np.nan))
    assert edit(MAX2, TWO, lost, ((0, 0), np.nan)) == []
    drawn = ("stochastic_pool1d", {"kernel_size": 6, "rng": np.random.default_rng(0)}, ROW)
    seen = {tuple(key for key, _ in told(drawn, drawn)) for _ in range(20)}
    assert seen == {(), ("drawn", "winner_moved", "value_one")}
