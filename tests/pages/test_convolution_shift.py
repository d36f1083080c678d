"""The lesson on convolution, what a shift does: the outputs before and after, the table of all shifts, what holds."""

import numpy as np
import pytest

from tests.support.screens import numbers, open_page, shown
from ui.stage.payload import grid_of, value_range
from ui.words import speaking

OUTPUTS = [[0, 1, 0, 1], [1, 1, 1, 1], [1, 0, 1, 0], [1, 1, 1, 1], [0, 1, 0, 1]]
VERDICTS = ["the same", "different", "moved by 1", "different", "moved by 2"]


def view(**link):
    return open_page("convolution", conv_view="shift", **link)


def board(screen, title):
    """A further grid, by how its title begins."""
    (found,) = [extra for extra in shown(screen)["extras"] if extra["title"].startswith(title)]
    return found


@pytest.mark.parametrize("by", range(5))
def test_each_shift(by):
    screen = view().turn("conv_shift_by", str(by))
    assert screen.control("conv_shift_by")["kind"] == "ladder"
    before, after, moved = shown(screen)["output"], board(screen, "Output ("), board(screen, "Signal (")
    assert numbers(before).tolist() == [OUTPUTS[0]] and numbers(after).tolist() == [OUTPUTS[by]]
    assert numbers(moved).tolist() == [np.roll([0, 0, 1, 1, 0, 0, 1, 1], by).tolist()]
    assert screen.data["input"]["exact"] == [list("00110011")]  # what is edited is the signal itself
    assert after["note"] == VERDICTS[by]
    assert after["compared"] == [
        ["=" if one == other else "≠" for one, other in zip(OUTPUTS[by], OUTPUTS[0], strict=True)]
    ]


@pytest.mark.parametrize("by", range(5))
def test_the_shift_table_stands_on_the_stage_and_below_it(by):
    screen = view(conv_shift_by=str(by))
    grid, table = board(screen, "Outputs of all shifts"), screen.panel("shifts")
    assert numbers(grid).tolist() == OUTPUTS and grid["current"] == by
    assert grid["row_labels"] == [f"{at}: {verdict}" for at, verdict in enumerate(VERDICTS)]
    assert grid["cells"] == [[[[by, j]] for j in range(4)]]
    assert [column["label"] for column in table["columns"]] == ["Shift", "Output", "Compared with shift 0"]
    assert [at for at, row in enumerate(table["rows"]) if row["current"]] == [by]
    rows = [[str(at), "\u00a0".join(map(str, OUTPUTS[at])), VERDICTS[at]] for at in range(5)]
    assert [row["cells"] for row in table["rows"]] == rows


def test_a_shift_and_its_verdict_are_one_line_in_every_language():
    with speaking("zh"):
        grid = board(view(), "各种平移的输出")
    said = [label.split("\N{FULLWIDTH COLON}") for label in grid["row_labels"]]
    assert said == [["0", "相同"], ["1", "不同"], ["2", "移动 1 位"], ["3", "不同"], ["4", "移动 2 位"]]


def test_a_signal_of_several_rows_has_its_table_below_alone():
    screen = view(conv_shift_by="2", conv_shift_input="0 0 1 1\n5 1 1 1")
    assert [extra["title"] for extra in shown(screen)["extras"]] == ["Signal (shift 2)", "Output (shift 2)"]
    assert screen.panel("shifts")["rows"][2]["cells"][1] == "1\u00a00; 1\u00a05"


def test_equal_colours_are_equal_values_before_and_after():
    screen = view(conv_shift_by="1", conv_shift_input="-5 1 2 3 4 9")
    signal = numbers(screen.data["input"])
    for title in ("Signal (", "Output (", "Outputs of"):
        grid = board(screen, title)
        assert grid["heat"] == grid_of(numbers(grid), *value_range(signal))["heat"]


def test_an_output_that_is_no_number_equals_itself():
    screen = view(conv_shift_input="nan 1 2 3")
    assert board(screen, "Output (")["compared"] == [["=", "="]]


def test_kernel_and_stride_of_the_shifted_maximum():
    screen = view(conv_shift_by="1")
    screen.turn("conv_shift_kernel", 3).turn("conv_shift_stride", 1)
    assert shown(screen)["output"]["cols"] == 6 and "(stride = 1)" in screen.panel("holds")["text"]


def test_what_a_shift_promises_is_said_honestly():
    told = view().panel("holds")["text"]
    assert "Any other shift, even a small one, can give another output." in told
