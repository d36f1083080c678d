"""Indices and unpooling: pooled, indices and the way back are PyTorch's, and sizes that cannot be are refused."""

import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as tF
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.app_pages import app_page
from tests.support.lessons import LESSONS
from tests.support.screens import (
    agreements,
    by_link,
    codes,
    extras,
    mended,
    open_page,
    refusals,
    result,
    said,
    shown,
    state_of,
)
from tests.support.snippets import executed
from ui.lessons import unpooling
from ui.text import tensor_text, volume_text

LESSON = LESSONS["unpooling"]
SCREEN = sys.modules[unpooling.screen.__module__]
WORDS = LESSON.words
FIVE = "1 2 6 3 0\n3 5 2 1 0\n1 2 2 1 0\n7 3 4 8 0\n0 0 0 0 9"
pytestmark = pytest.mark.usefixtures("torch_loaded")


def in_torch(state):
    """Pooled, indices, unpooled and up-sampled through PyTorch; unpooled is what it says where it refuses."""
    rank = int(state["unpool_dims"][0])
    text = state["unpool_volume" if rank == 3 else "unpool_input"]
    x = torch.from_numpy(volume_text.parse(text) if rank == 3 else tensor_text.parse(text).array)
    x = x if rank == 1 else x[None]

    def windows(name):
        ends = ("_d", "", "_w")[3 - rank :] if state["unpool_per_axis"] and rank > 1 else ("",)
        found = [state[f"unpool_{name}{end}"] for end in ends]
        if name == "stride":
            kernels = [state[f"unpool_kernel{end}"] for end in ends]
            found = [k if s is None else s for s, k in zip(found, kernels, strict=True)]
        return found * (rank if len(found) == 1 else 1)

    own = [windows(name) for name in ("kernel", "stride", "padding")]
    more = {"dilation": windows("dilation"), "ceil_mode": state["unpool_ceil_mode"], "return_indices": True}
    pooled, indices = getattr(tF, f"max_pool{rank}d")(x, *own, **more)
    apart = [state[f"unpool_back_{name}"] for name in ("kernel", "stride", "padding")]
    own = [mine if its is None else its for its, mine in zip(apart, own, strict=True)]
    asked = [state[f"unpool_{side}"] for side in ("depth", "rows", "columns")[3 - rank :]]
    size = None if set(asked) == {None} else [next(n for n in (a, *asked) if n is not None) for a in asked]
    size = x.shape[-rank:] if state["unpool_size_from"] == "input" else size
    try:
        unpooled = getattr(tF, f"max_unpool{rank}d")(pooled, indices, *own, output_size=size)
    except (RuntimeError, ValueError) as error:
        return *((each if rank == 1 else each[0]) for each in (pooled, indices)), str(error), None
    upsampled = tF.interpolate(pooled[None], unpooled.shape[-rank:]) if unpooled.numel() else None
    if rank == 1:
        return pooled, indices, unpooled, None if upsampled is None else upsampled[0]
    return pooled[0], indices[0], unpooled[0], None if upsampled is None else upsampled[0, 0]


def compare(app, state):
    pooled, indices, unpooled, upsampled = in_torch(state)
    np.testing.assert_array_equal(result(app), pooled)
    grids = extras(app)
    if isinstance(unpooled, str):
        assert grids == {} and refusals(app)
        return
    np.testing.assert_array_equal(grids[WORDS["indices"]], indices)
    np.testing.assert_array_equal(grids[WORDS["unpooled"]], unpooled)
    beside = state["nearest"] and state["unpool_dims"] != "3d"
    assert (WORDS["upsampled"] in grids) == beside
    if beside:
        np.testing.assert_array_equal(grids[WORDS["upsampled"]], upsampled)
    assert agreements(app) == 2
    channels = indices if state["unpool_dims"] == "1d" else indices[None]
    kept = sum(len(set(channel.flatten().tolist())) for channel in channels)
    kept = kept if unpooled.numel() else 0
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
        {"unpool_input": FIVE, "unpool_ceil_mode": True},
        {"unpool_input": FIVE, "unpool_ceil_mode": True, "unpool_size_from": "input"},
        {"unpool_stride": 1, "unpool_dilation": 2, "unpool_back_kernel": 3},
        {"unpool_stride": 1, "unpool_dilation": 2, "unpool_size_from": "input"},
        {"unpool_per_axis": True, "unpool_kernel_w": 3, "unpool_stride_w": 1, "unpool_padding_w": 1},
        {"unpool_back_stride": 3, "unpool_back_padding": 0},
        {"unpool_back_kernel": 0, "unpool_back_stride": 0},
        {"unpool_dims": "1d", "nearest": True},
        {"unpool_dims": "1d", "unpool_columns": 5, "unpool_per_axis": True, "unpool_kernel_w": 9},
        {"unpool_dims": "3d", "unpool_stride": 1, "unpool_rows": 4},
        {"unpool_dims": "3d", "unpool_stride": 1, "unpool_padding": 1, "unpool_size_from": "input"},
        {"unpool_dims": "3d", "unpool_per_axis": True, "unpool_kernel_d": 1, "unpool_stride_w": 1},
    ],
    ids=str,
)
def test_any_state_gives_torchs_grids_or_its_refusal(state):
    app = by_link(LESSON, **state)
    compare(app, state_of(LESSON, app))


@given(
    st.fixed_dictionaries(
        {
            "unpool_dims": st.sampled_from(["1d", "2d", "3d"]),
            "unpool_per_axis": st.booleans(),
            "unpool_ceil_mode": st.booleans(),
            "unpool_size_from": st.sampled_from(["hand", "hand", "input"]),
            **{f"unpool_{name}": st.integers(1, 2) for name in ("kernel", "kernel_w", "kernel_d")},
            **{f"unpool_stride{end}": st.none() | st.integers(1, 3) for end in ("", "_w", "_d")},
            **{f"unpool_{name}": st.integers(0, 1) for name in ("padding", "padding_w", "padding_d")},
            **{f"unpool_{name}": st.integers(1, 2) for name in ("dilation", "dilation_w", "dilation_d")},
            **{f"unpool_{name}": st.none() | st.integers(1, 5) for name in ("depth", "rows", "columns")},
            **{f"unpool_back_{name}": st.none() | st.integers(1, 3) for name in ("kernel", "stride")},
        }
    )
)
@settings(max_examples=50, deadline=None)
def test_any_new_field_gives_what_torch_gives(state):
    app = by_link(LESSON, **state)
    if result(app).size == 0:  # the pooling itself is refused
        assert refusals(app) and "PyTorch 2.13.0 says" in said(app)
        return
    compare(app, state_of(LESSON, app))


@pytest.mark.parametrize("dims", ["1d", "3d"])
def test_another_number_of_axes_says_how_its_indices_count(dims):
    app = by_link(LESSON, unpool_dims=dims)
    line = np.array(shown(app)["equations"], object).ravel()[-1]
    counts = {"1d": "index 3 = position 3 in its own row",
              "3d": "index 26 = depth 1 · 16 cells + row 2 · 4 columns + column 2"}  # fmt: skip
    assert line.endswith(counts[dims])
    (program,) = codes(app)
    np.testing.assert_array_equal(np.squeeze(executed(program)["z"]), np.squeeze(extras(app)[WORDS["unpooled"]]))


def test_a_dilated_pooling_is_unpooled_with_a_kernel_of_its_own():
    app = by_link(LESSON, unpool_stride=1, unpool_dilation=2)
    assert refusals(app) and offered(app) == ["Use kernel_size = 3 for the unpooling"]
    mended(app)
    assert not refusals(app) and not offered(app) and agreements(app) == 2
    (program,) = codes(app)
    assert "kernel_size=3, stride=1, padding=0, output_size=x.shape[-2:]" in program
    np.testing.assert_array_equal(executed(program)["z"][0], extras(app)[WORDS["unpooled"]])
    assert "max_unpool2d has no dilation." in said(app)


def test_an_empty_number_of_the_unpooling_is_the_poolings_own_in_the_program_too():
    app = by_link(LESSON, unpool_back_kernel=3)
    (program,) = codes(app)
    assert "kernel_size=3, stride=2, padding=0, output_size=None" in program
    np.testing.assert_array_equal(executed(program)["z"][0], extras(app)[WORDS["unpooled"]])


def test_numbers_of_the_unpooling_alone_are_mended_in_their_own_fields():
    app = by_link(LESSON, unpool_dims="3d", unpool_back_stride=0)
    assert "stride must be at least 1" in refusals(app)[0]
    mended(app)
    assert state_of(LESSON, app)["unpool_back_stride"] == 1 and state_of(LESSON, app)["unpool_stride"] is None
    app = by_link(LESSON, unpool_back_stride=3)
    assert offered(app)[-1] == "Use the pooling's numbers for the unpooling, too"
    app.press(1)
    assert not offered(app) and state_of(LESSON, app)["unpool_back_stride"] is None


def test_onnx_counts_on_over_channels_and_batch():
    app = by_link(LESSON, unpool_dims="1d", unpool_input="1 9 2 3\n8 4 5 6", unpool_columns=5)
    counts, lands = (app.panel(key)["rows"] for key in ("onnx", "onnx_lands"))
    assert [row["cells"][1:] for row in counts] == [["1 3", "1 3"], ["0 3", "4 7"], ["1 3", "9 11"]]
    assert [row["cells"] for row in lands][2:] == [
        ["8", "(1, 0)", "(0, 4)", "(1, 0)"],
        ["6", "(1, 3)", "(1, 2)", "(1, 3)"],
    ]
    assert "onnx.ai" in app.panel("onnx_why")["text"]
    smaller = by_link(LESSON, unpool_rows=3, unpool_columns=4, unpool_input="9 1 1 1\n1 1 1 1\n1 1 1 1\n1 1 1 1")
    assert "refuses this size" in smaller.panel("onnx_lands")["text"]


def test_an_output_is_linked_to_the_cell_its_value_lands_on():
    stage = shown(by_link(LESSON, nearest=True))
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
    "9 2 6 3 1\n3 5 2 1 1\n1 2 7 1 8\n3 3 4 2 1\n1 1 1 1 1": (
        "3 from (3, 0) is now at (3, 3), 7 from (2, 2) is now at (3, 0)"
    ),
    "0 0 0 0 0 0 0\n1 0 2 0 3 0 0\n0 0 0 0 6 0 0\n4 0 5 0 0 0 0": (
        "1 from (1, 0) is now at (1, 1), 2 from (1, 2) is now at (1, 3), 3 from (1, 4) is now at (1, 5), "
        "4 from (3, 0) is now at (3, 3), and 2 more"
    ),
}


@pytest.mark.parametrize("text", MOVED)
def test_the_values_that_land_elsewhere_are_named_and_the_pooled_size_is_one_press_away(text):
    rows, columns = text.count("\n") + 1, text.split("\n")[0].count(" ") + 1
    app = by_link(LESSON, unpool_input=text)
    unpooled = extras(app)[WORDS["unpooled"]].shape
    sizes = {"of_rows": rows, "of_columns": columns, "rows": unpooled[0], "columns": unpooled[1]}
    assert WORDS["moved"].format(**sizes, list=MOVED[text]) in said(app)
    assert offered(app) == [f"Use output_size = ({rows}, {columns})"]
    mended(app)
    state = state_of(LESSON, app)
    assert (state["unpool_rows"], state["unpool_columns"]) == (rows, columns)
    assert "land on another cell" not in said(app) and not offered(app)
    compare(app, state)
    back, source = extras(app)[WORDS["unpooled"]], np.array([row.split() for row in text.split("\n")], np.float32)
    assert (back[back != 0] == source[back != 0]).all()


def offered(app):
    """The labels of the buttons that mend."""
    return [fix["label"] for fix in app.fixes]


def test_another_size_of_the_same_width_moves_nothing_and_is_told_all_the_same():
    app = by_link(LESSON, unpool_rows=3, unpool_columns=4, unpool_input="1 2 6 3\n3 5 2 1\n7 8 2 9\n1 2 3 4")
    assert WORDS["other_size"].format(size="3 × 4", of_size="4 × 4") in said(app)
    assert "land on another cell" not in said(app) and offered(app) == ["Use output_size = (4, 4)"]
    assert offered(open_page(LESSON.name)) == []


def test_a_size_asked_for_that_moves_values_says_so():
    app = by_link(LESSON, unpool_columns=5)
    assert "48 from (1, 1) is now at (1, 0)" in said(app) and offered(app) == ["Use output_size = (4, 4)"]


def test_where_the_indices_do_not_fit_the_pooled_size_is_offered_first():
    """The maximum of the corner goes back to the corner, by each of the buttons."""
    plane = np.zeros((10, 10), int)
    plane[8, 8] = 50
    text = "\n".join(" ".join(map(str, row)) for row in plane)
    labels = [f"Use output_size = ({rows}, 10)" for rows in (10, 9, 11)]
    for number, label in enumerate(labels):
        app = by_link(LESSON, unpool_kernel=3, unpool_input=text)
        assert len(refusals(app)) == 1 and offered(app) == labels
        app.press(number)
        assert not refusals(app) and label.endswith(f"({state_of(LESSON, app)['unpool_rows']}, 10)")
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
    words = "or" if len(legal) == 2 else "to"
    interval = str(legal[0]) if len(legal) == 1 else f"{legal[0]} {words} {legal[-1]}"
    assert f"2p = {default}. It accepts {interval}," in said(app)


def test_every_size_that_pools_to_the_same_is_named():
    line = said(open_page(LESSON.name))
    assert "Rows: 4 or 5 cells pool to 2" in line and "Columns: 4 or 5 cells pool to 2" in line
    assert [n for n in range(2, 9) if tF.max_pool2d(torch.zeros(1, n, 4), 2).shape[-2] == 2] == [4, 5]


def test_every_control_changes_what_it_says():
    app = open_page(LESSON.name)
    turns = {"nearest": True, "unpool_kernel": 3, "unpool_stride": 1, "unpool_padding": 1}
    for key, value in turns.items():
        compare(app.turn(key, value), state_of(LESSON, app))
    app.turn("unpool_stride", 2)
    for key, text in {"unpool_rows": 4, "unpool_columns": 4, "unpool_input": "4 3\n2 1"}.items():
        compare(app.turn(key, text), state_of(LESSON, app))


def test_a_plane_may_be_unpooled_to_nothing():
    app = by_link(LESSON, unpool_stride=3, unpool_padding=1, unpool_input="1 2\n3 4", nearest=True)
    assert "The unpooled size is 0 × 0, so no value is left." in said(app)
    assert result(app).tolist() == [[1]] and not refusals(app) and agreements(app) == 2
    assert {name: grid.shape for name, grid in extras(app).items() if name != WORDS["indices"]} == {
        WORDS["unpooled"]: (0, 0),
        WORDS["upsampled"]: (0, 0),
    }


def test_a_refusal_quotes_torch():
    assert "says: “Found an invalid max index: 18" in said(by_link(LESSON, unpool_input=FIVE))
    assert "says: “invalid output_size" in said(by_link(LESSON, unpool_rows=7))


# ---- how an index counts ----


def test_no_maximum_of_the_first_example_is_its_own_index():
    app = open_page(LESSON.name)
    assert result(app).min() > extras(app)[WORDS["indices"]].max()
    values = np.array(shown(app)["input"]["exact"], float)
    assert values.min() > values.size - 1  # so that no value is an index at all


def test_every_cell_says_its_index_in_the_width_of_its_own_plane():
    first, second = shown(by_link(LESSON, unpool_input=FIVE, unpool_rows=4, unpool_columns=5))["indices"]
    assert (first["board"], second["board"]) == ("input", "unpooled")
    for mark, (rows, columns) in ((first, (5, 5)), (second, (4, 5))):
        assert mark["texts"] == np.arange(rows * columns).reshape(rows, columns).astype(str).tolist()
    assert [mark["board"] for mark in shown(by_link(LESSON, unpool_rows=7))["indices"]] == ["input"]


def test_the_line_below_says_how_an_index_counts():
    (first, _), (third, _) = shown(open_page(LESSON.name))["equations"]
    assert first == "max(21, 25, 30, 48) = 48\nindex 5 = row 1 · 4 columns + column 1"
    assert third.endswith("\nindex 12 = row 3 · 4 columns + column 0")


def test_an_index_counts_the_cells_without_padding():
    stage = shown(by_link(LESSON, unpool_kernel=3, unpool_stride=1, unpool_padding=1, unpool_input="1 2\n3 9"))
    assert {line.split("\n")[1] for lines in stage["equations"] for line in lines} == {
        "index 3 = row 1 · 2 columns + column 1"
    }


def told(app, r, c):
    (grid,) = (extra for extra in shown(app)["extras"] if extra.get("id") == "unpooled")
    return grid["tells"][r][c]


def test_an_unpooled_cell_says_where_its_number_came_from():
    app = open_page(LESSON.name)
    assert told(app, 1, 1) == "48 came from input (1, 1): index 5 = row 1 · 4 columns + column 1."
    assert told(app, 0, 0) == "No index names this cell, so it is 0."
    moved = told(by_link(LESSON, unpool_columns=5), 1, 0)
    assert (
        moved == "48 came from input (1, 1), another cell. Here its index is read as 5 = row 1 · 5 columns + column 0."
    )


# ---- what stands around it ----


def test_each_badge_names_its_call():
    assert [answer["text"] for answer in open_page(LESSON.name).data["oracle"]] == [
        "max_pool2d with indices: PyTorch 2.13.0 agrees, largest difference 0",
        "max_unpool2d: PyTorch 2.13.0 agrees, largest difference 0",
    ]
    refused = by_link(LESSON, unpool_rows=7).data["oracle"]
    assert [answer["text"].split(":")[0] for answer in refused] == ["max_pool2d with indices"]


@pytest.mark.parametrize("part", [0, 1], ids=["values", "indices"])
def test_the_badge_of_the_pooling_speaks_of_values_and_of_indices(part, monkeypatch):
    honest = SCREEN.pool_with_indices

    def lying(*call):
        found = [each.copy() for each in honest(*call)]
        found[part].flat[0] += 1
        return found

    monkeypatch.setattr(SCREEN, "pool_with_indices", lying)
    assert open_page(LESSON.name).data["oracle"][0]["tone"] == "differs"


@pytest.mark.parametrize(
    "state, means",
    [
        ({}, (4, 4)),
        ({"unpool_rows": 5}, (5, 5)),
        ({"unpool_columns": 3}, (3, 3)),
        ({"unpool_kernel": 3, "unpool_stride": 2, "unpool_padding": 1}, (3, 3)),
        ({"unpool_kernel": 9}, (None, None)),
    ],
    ids=str,
)
def test_an_empty_size_says_what_it_means(state, means):
    app = by_link(LESSON, **state)
    assert tuple(app.control(key).get("means") for key in ("unpool_rows", "unpool_columns")) == means


def test_the_program_does_what_is_shown():
    app = by_link(LESSON, unpool_input=FIVE, unpool_rows=5, unpool_columns=5)
    (program,) = codes(app)
    made = executed(program)
    np.testing.assert_array_equal(made["indices"][0], extras(app)[WORDS["indices"]])
    np.testing.assert_array_equal(made["z"][0], extras(app)[WORDS["unpooled"]])


def test_the_page_opens():
    assert len(app_page(LESSON.name).get("bidi_component")) == 1
