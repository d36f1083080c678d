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
