"""Indices and unpooling: pooled, indices and the way back are PyTorch's, and sizes that cannot be are refused."""

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from tests.support.lessons import LESSONS
from tests.support.screens import (
    agreements,
    by_link,
    checked,
    extras,
    mended,
    open_page,
    plane_of,
    result,
    said,
    stages,
    state_of,
)

LESSON = LESSONS["unpooling"]
WORDS = LESSON.words
FIVE = "1 2 6 3 0\n3 5 2 1 0\n1 2 2 1 0\n7 3 4 8 0\n0 0 0 0 9"
pytestmark = pytest.mark.usefixtures("torch_loaded")


def in_torch(state):
    """Pooled, indices, unpooled and up-sampled through PyTorch; unpooled is what it says where it refuses."""
    windows = (state["unpool_kernel"], state["unpool_stride"], state["unpool_padding"])
    pooled, indices = tF.max_pool2d(plane_of(LESSON, state), *windows, return_indices=True)
    asked = state["unpool_rows"], state["unpool_columns"]
    size = None if asked == (None, None) else [next(n for n in (a, *asked) if n is not None) for a in asked]
    try:
        unpooled = tF.max_unpool2d(pooled, indices, *windows, output_size=size)
    except (RuntimeError, ValueError) as error:
        return pooled[0], indices[0], str(error), None
    upsampled = tF.interpolate(pooled[None], unpooled.shape[-2:], mode="nearest")
    return pooled[0], indices[0], unpooled[0], upsampled[0, 0]


def compare(app, state):
    pooled, indices, unpooled, upsampled = in_torch(state)
    np.testing.assert_array_equal(result(app), pooled)
    shown = extras(app)
    if isinstance(unpooled, str):
        assert shown == {} and app.error
        return
    np.testing.assert_array_equal(shown[WORDS["indices"]], indices)
    np.testing.assert_array_equal(shown[WORDS["unpooled"]], unpooled)
    assert (WORDS["upsampled"] in shown) == state["nearest"]
    if state["nearest"]:
        np.testing.assert_array_equal(shown[WORDS["upsampled"]], upsampled)
    assert agreements(app) == 2
    kept = len(set(indices.flatten().tolist()))
    assert WORDS["round_trip"].format(kept=kept, total=unpooled.numel()) in said(app)


@pytest.mark.parametrize(
    "state",
    [
        {"unpool_kernel": 3, "unpool_stride": 2, "unpool_padding": 1, "nearest": True},
        {"unpool_kernel": 2, "unpool_stride": 1, "nearest": True},
        {"unpool_kernel": 1, "unpool_stride": 2, "unpool_rows": 4, "unpool_columns": 4},
        {"unpool_kernel": 2, "unpool_stride": 3},
        {"unpool_kernel": 4},
        {"unpool_rows": 5, "nearest": True},
        {"unpool_columns": 5},
        {"unpool_rows": 4, "unpool_columns": 5},
        {"unpool_rows": 3, "unpool_columns": 3},
        {"unpool_input": "5 5\n5 5"},
        {"unpool_input": "nan 1\nnan 2"},
        {"unpool_input": "-inf -inf\n-inf -inf"},
        {"unpool_input": FIVE, "unpool_rows": 5, "unpool_columns": 5, "nearest": True},
        {"unpool_input": "1 2 3 4 5 6\n6 5 4 3 2 1", "unpool_kernel": 2},
    ],
    ids=str,
)
def test_any_state_gives_torchs_grids_or_its_refusal(state):
    app = by_link(LESSON, **state)
    compare(app, state_of(LESSON, app))


def test_an_output_is_linked_to_the_cell_its_value_lands_on():
    stage = stages(by_link(LESSON, nearest=True))[0]
    unpooled, upsampled = (extra for extra in stage["extras"] if extra["follows"] == "cells")
    for i in range(2):
        for j in range(2):
            value = stage["output"]["exact"][i][j]
            ((r, c),) = unpooled["cells"][i][j]
            assert unpooled["exact"][r][c] == value and [r, c] == stage["winners"][i][j]
            copies = upsampled["cells"][i][j]
            assert len(copies) == 4 and all(upsampled["exact"][r][c] == value for r, c in copies)


# A plane, and what lands elsewhere where it is unpooled to the default size.
MOVED = {
    "9 2 6 3 1\n3 5 2 1 1\n1 2 7 1 8\n3 3 4 2 1\n1 1 1 1 1": "3 of (3, 0) at (3, 3), 7 of (2, 2) at (3, 0)",
    "0 0 0 0 0 0 0\n1 0 2 0 3 0 0\n0 0 0 0 6 0 0\n4 0 5 0 0 0 0": (
        "1 of (1, 0) at (1, 1), 2 of (1, 2) at (1, 3), 3 of (1, 4) at (1, 5), 4 of (3, 0) at (3, 3), and 2 more"
    ),
}


@pytest.mark.parametrize("text", MOVED)
def test_the_values_that_land_elsewhere_are_named_and_the_pooled_size_is_one_press_away(text):
    rows, columns = text.count("\n") + 1, text.split("\n")[0].count(" ") + 1
    app = by_link(LESSON, unpool_input=text)
    unpooled = extras(app)[WORDS["unpooled"]].shape
    sizes = {"of_rows": rows, "of_columns": columns, "rows": unpooled[0], "columns": unpooled[1]}
    assert WORDS["moved"].format(**sizes, list=MOVED[text]) in said(app)
    assert app.button(key="fix").label == f"Use output_size = ({rows}, {columns})"
    mended(app)
    state = state_of(LESSON, app)
    assert (state["unpool_rows"], state["unpool_columns"]) == (rows, columns)
    assert "elsewhere" not in said(app) and not offered(app)
    compare(app, state)
    back, source = extras(app)[WORDS["unpooled"]], np.array([row.split() for row in text.split("\n")], np.float32)
    assert (back[back != 0] == source[back != 0]).all()


def offered(app):
    """The labels of the buttons that mend."""
    return [button.label for button in app.button if button.key.startswith("fix")]


def test_another_size_of_the_same_width_moves_nothing_and_is_told_all_the_same():
    app = by_link(LESSON, unpool_rows=3, unpool_columns=4, unpool_input="1 2 6 3\n3 5 2 1\n7 8 2 9\n1 2 3 4")
    assert WORDS["other_size"].format(rows=3, columns=4, of_rows=4, of_columns=4) in said(app)
    assert "elsewhere" not in said(app) and offered(app) == ["Use output_size = (4, 4)"]
    assert offered(open_page(LESSON.name)) == []


def test_a_size_asked_for_that_moves_values_says_so():
    app = by_link(LESSON, unpool_columns=5)
    assert "5 of (1, 1) at (1, 0)" in said(app) and offered(app) == ["Use output_size = (4, 4)"]


def test_where_the_indices_do_not_fit_the_pooled_size_is_offered_first():
    """The maximum of the corner goes back to the corner, by each of the buttons."""
    plane = np.zeros((10, 10), int)
    plane[8, 8] = 50
    text = "\n".join(" ".join(map(str, row)) for row in plane)
    labels = [f"Use output_size = ({rows}, 10)" for rows in (10, 9, 11)]
    for number, label in enumerate(labels):
        app = by_link(LESSON, unpool_kernel=3, unpool_input=text)
        assert len(app.error) == 1 and offered(app) == labels
        checked(app.button(key=f"fix_{number}" if number else "fix").click().run())
        assert not app.error and label.endswith(f"({state_of(LESSON, app)['unpool_rows']}, 10)")
        assert np.argwhere(extras(app)[WORDS["unpooled"]]).tolist() == [[8, 8]] and agreements(app) == 2


def test_overlapping_windows_say_which_index_they_share():
    app = by_link(LESSON, unpool_stride=1, unpool_input="1 2 3\n4 9 5\n6 7 8")
    assert "index 4 appears 4 times" in said(app) and "1 of 9 cells carry a value" in said(app)
    assert "appears" not in said(open_page(LESSON.name))


@pytest.mark.parametrize("kernel, stride, padding", [(2, None, 0), (3, 2, 1), (2, 1, 0), (3, 3, 0), (2, 3, 1)])
def test_the_legal_sizes_are_those_that_torch_takes(kernel, stride, padding):
    zeros = "\n".join(["0 0 0 0"] * 4)
    windows = {"unpool_kernel": kernel, "unpool_stride": stride, "unpool_padding": padding, "unpool_input": zeros}
    pooled = result(by_link(LESSON, **windows)).shape[0]
    default = (pooled - 1) * (stride or kernel) + kernel - 2 * padding
    largest = default + (stride or kernel) - 1  # every index lies in it
    app = by_link(LESSON, **windows, unpool_rows=largest, unpool_columns=largest)
    legal = []
    for size in range(12):
        try:
            zeros = torch.zeros(1, pooled, pooled)
            tF.max_unpool2d(zeros, zeros.long(), kernel, stride, padding, output_size=[size, size])
        except (RuntimeError, ValueError):
            continue
        legal.append(size)
    interval = str(legal[0]) if len(legal) == 1 else f"{legal[0]} to {legal[-1]}"
    assert f"legal are {interval}," in said(app)
    assert f"2p = {default};" in said(app)


def test_every_size_that_pools_to_the_same_is_named():
    line = said(open_page(LESSON.name))
    assert "came from 4 to 5" in line
    assert [n for n in range(2, 9) if tF.max_pool2d(torch.zeros(1, n, 4), 2).shape[-2] == 2] == [4, 5]


def test_every_control_changes_what_it_says():
    app = open_page(LESSON.name)
    checked(app.toggle(key="nearest").set_value(True).run())
    for key, value in (("unpool_kernel", 3), ("unpool_stride", 1), ("unpool_padding", 1)):
        checked(app.number_input(key=key).set_value(value).run())
        compare(app, state_of(LESSON, app))
    checked(app.number_input(key="unpool_stride").set_value(2).run())
    checked(app.number_input(key="unpool_rows").set_value(4).run())
    compare(app, state_of(LESSON, app))
    checked(app.number_input(key="unpool_columns").set_value(4).run())
    compare(app, state_of(LESSON, app))
    checked(app.text_area(key="unpool_input").set_value("4 3\n2 1").run())
    compare(app, state_of(LESSON, app))


def test_a_plane_may_be_unpooled_to_nothing():
    app = by_link(LESSON, unpool_stride=3, unpool_padding=1, unpool_input="1 2\n3 4", nearest=True)
    assert result(app).tolist() == [[1]] and not app.error and agreements(app) == 2
    assert {name: grid.shape for name, grid in extras(app).items() if name != WORDS["indices"]} == {
        WORDS["unpooled"]: (0, 0),
        WORDS["upsampled"]: (0, 0),
    }


def test_a_refusal_quotes_torch():
    assert "says: “Found an invalid max index: 18" in said(by_link(LESSON, unpool_input=FIVE))
    assert "says: “invalid output_size" in said(by_link(LESSON, unpool_rows=7))
