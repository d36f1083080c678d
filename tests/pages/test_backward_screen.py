"""Backward: one picture. Each step says where its upstream number goes, each cell what flows into it."""

import json

import numpy as np
import pytest

from tests.pages.backward_in_torch import LESSON, OPERATIONS, WORDS, compare, fed, gradient_of, grid, upstream_of
from tests.support.app_pages import app_page
from tests.support.screens import (
    address,
    by_link,
    choose,
    extras,
    numbers,
    open_page,
    problems,
    refusals,
    said,
    shown,
    state_of,
    typed,
)
from ui.lessons.backward import call
from ui.text import tensor_text

pytestmark = pytest.mark.usefixtures("torch_loaded")
OVERLAPPING = {"backward_stride": 1, "backward_input": "1 2 3\n4 9 5\n6 7 8"}


def test_the_page_mounts_one_stage_with_its_first_picture():
    (mounted,) = app_page(LESSON.name).get("bidi_component")
    payload = json.loads(mounted.proto.bytes)
    assert payload["lesson"] == "backward" and payload["equations"] == shown(by_link(LESSON))["equations"]


@pytest.mark.parametrize(
    ("state", "line"),
    [
        ({}, "upstream (0, 0) = 1 → input (1, 1), the maximum"),
        ({"backward_operation": "adaptive_max"}, "upstream (0, 0) = 1 → input (1, 1), the maximum"),
        ({"backward_operation": "fractional_max"}, "upstream (0, 0) = 1 → input (1, 1), the maximum"),
        (
            {"backward_operation": "avg", "upstream": "4 8\n12 16"},
            "upstream (0, 0) = 4 → each of 4 cells gets 1/4 of it: 1/4·4 = 1",
        ),
        (
            {"backward_operation": "lp", "backward_dims": "1d", "backward_input": "3 4", "upstream": "10"},
            "upstream (0, 0) = 10 → (0, 0) gets 0.6·10 = 6, (0, 1) gets 0.8·10 = 8",
        ),
        ({"backward_operation": "lp", "backward_p": "inf"}, "upstream (0, 0) = 1 → input (1, 1), all of it"),
        ({"backward_operation": "stochastic"}, "upstream (0, 0) = 1 → input (1, 1), the cell that was drawn"),
        (
            {"backward_operation": "max_unpool"},
            "pooled (0, 0) has the index 5, cell (1, 1): it takes upstream (1, 1) = 1",
        ),
        (
            {"backward_operation": "conv", "backward_weight": "1 -2"},
            "upstream (0, 0) = 1 → (0, 0) gets 1·1 = 1, (0, 1) gets -2·1 = -2",
        ),
        (
            {"backward_operation": "conv", "backward_weight": "1 2 3\n4 5 6\n7 8 9"},
            "upstream (0, 0) = 1 → (0, 0) gets 1·1 = 1, (0, 1) gets 2·1 = 2, (0, 2) gets 3·1 = 3, "
            "(1, 0) gets 4·1 = 4, and 5 more cells",
        ),
        ({"backward_operation": "interpolate"}, "upstream (0, 0) = 1 → input (0, 0), the cell that was copied"),
        ({"backward_operation": "avg", "backward_kernel": 1}, "upstream (0, 0) = 1 → input (0, 0), all of it"),
    ],
    ids=str,
)
def test_each_step_says_what_goes_where(state, line):
    app = by_link(LESSON, **state)
    # A line may not break within a place.
    assert shown(app)["equations"][0][0].replace("\u00a0", " ") == line


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_steps_go_over_the_outputs_and_arrows_lead_from_the_upstream_cell_to_where_it_lands(operation):
    app = by_link(LESSON, backward_operation=operation)
    stage, gradient, upstream = shown(app), grid(app, "gradient"), grid(app, "upstream")
    steps = (stage["output"]["rows"], stage["output"]["cols"])
    unpooling = operation == "max_unpool"
    assert steps == ((2, 2) if unpooling else upstream_of(app).shape)
    assert (gradient["rows"], gradient["cols"]) == ((2, 2) if unpooling else (4, 4))
    assert upstream["given"] and upstream["editable"]
    lands = upstream["cells"] if unpooling else gradient["cells"]
    arrived = np.zeros(gradient_of(app).shape)
    for i, line in enumerate(stage["flow"]["sends"]):
        for j, arrows in enumerate(line):
            landed = [list(cell) for cell in lands[i][j]]
            starts, ends = (landed, [[i, j]]) if unpooling else ([[i, j]] * len(landed), landed)
            assert [arrow[0] for arrow in arrows] == starts and [arrow[1] for arrow in arrows] == ends
            for _, (r, c), number in arrows:
                arrived[r, c] += float(number)
    np.testing.assert_allclose(arrived, gradient_of(app), rtol=1e-3)


def test_each_cell_says_what_flows_into_it():
    bins = {"backward_operation": "adaptive_avg", "backward_output": 5, "backward_input": "0 0 0 0 0 0 0"}
    app = by_link(LESSON, backward_dims="1d", **bins, upstream="1 2 3 4 5")
    gradient = grid(app, "gradient")
    assert gradient["arithmetic"][0][2] == "1/2·2 + 1/3·3 = 2"
    for line, told in zip(gradient["exact"], gradient["arithmetic"], strict=True):
        for value, text in zip(line, told, strict=True):
            assert np.float32(text.rsplit("=", 1)[-1]) == pytest.approx(float(value), rel=1e-4)
    app = by_link(LESSON, backward_dims="1d", backward_operation="avg", backward_input="1 5 2 4 9")
    assert grid(app, "gradient")["arithmetic"][0][4] == "0"
    assert [0, 4] not in [cell for cells in grid(app, "gradient")["cells"][0] for cell in cells]
    gradient = grid(by_link(LESSON, **OVERLAPPING), "gradient")
    assert gradient["arithmetic"][1][1] == "1 + 1 + 1 + 1 = 4"
    assert grid(by_link(LESSON), "gradient")["arithmetic"][1][1] == "1"


def test_while_it_plays_a_cell_holds_the_sum_so_far():
    app = by_link(LESSON, **OVERLAPPING, upstream="1 2\n3 4")
    gradient = grid(app, "gradient")
    assert gradient["before"] == "0" and gradient["exact"][1][1] == "10"
    assert [exact for _, exact, _ in gradient["sums"]["1,1"]] == ["1", "3", "6"]
    assert gradient["sums"].keys() == {"1,1"}
    averages = grid(by_link(LESSON, **OVERLAPPING, backward_operation="avg"), "gradient")
    counts = {key: len(parts) for key, parts in averages["sums"].items()}
    assert counts == {"0,1": 1, "1,0": 1, "1,1": 3, "1,2": 1, "2,1": 1}


def test_sums_of_very_many_parts_wait_for_the_last_of_them():
    plane = tensor_text.format_tensor(np.arange(256, dtype=np.float32).reshape(16, 16))
    app = by_link(LESSON, backward_operation="avg", backward_kernel=3, backward_stride=1, backward_input=plane)
    assert grid(app, "gradient")["sums"] is None
    compare(app)


def test_each_output_lights_the_cells_it_flows_to():
    assert grid(by_link(LESSON), "gradient")["cells"][0] == [[[1, 1]], [[1, 2]]]
    assert fed(by_link(LESSON, backward_operation="avg")).tolist() == [[4, 4], [4, 4]]
    unpooling = by_link(LESSON, backward_operation="max_unpool", backward_stride=1, backward_input="1 2\n3 4")
    assert [list(cell) for cell in grid(unpooling, "upstream")["cells"][0][0]] == [[1, 1]]


def test_the_window_is_on_the_input_and_its_winner_is_ringed():
    stage = shown(by_link(LESSON))
    assert stage["winners"] == [[[1, 1], [1, 2]], [[3, 1], [3, 3]]] and stage["spans"][0][1] == [2, 4]
    assert stage["notes"][0][0] == "output (0, 0): max(3, 1, 1, 5) = 5"


def test_unpooling_shows_the_maxima_their_indices_and_where_they_go():
    app = by_link(LESSON, backward_operation="max_unpool")
    shown_grids = extras(app)
    assert {WORDS["indices"], WORDS["unpooled"], WORDS["upstream"], WORDS["gradient_pooled"]} == set(shown_grids)
    assert shown_grids[WORDS["indices"]].tolist() == [[5, 6], [13, 15]]
    (unpooled,) = [each for each in shown(app)["extras"] if each["title"] == WORDS["unpooled"]]
    assert [list(cell) for cell in unpooled["cells"][0][0]] == [[1, 1]]
    rows = by_link(LESSON, backward_operation="max_unpool", backward_dims="1d")
    assert [list(cell) for cell in grid(rows, "upstream")["cells"][1][0]] == [[1, 1]]
    assert shown(app)["words"]["position"].startswith("pooled")


def test_a_convolutions_weight_is_edited_on_the_stage_and_its_gradient_stands_beside():
    app = choose(LESSON, "Convolution: the kernel comes back")
    assert grid(app, "weight")["editable"] and app.tensor("backward_weight")["board"] == "weight"
    assert grid(app, "weight_gradient")["cells"][0][0] == [[0, 0], [0, 1], [1, 0], [1, 1]]
    padded = by_link(LESSON, backward_operation="conv", backward_padding=1)
    assert grid(padded, "weight_gradient")["cells"][0][0] == [[1, 1]]
    refused = by_link(LESSON, backward_operation="conv", backward_weight="1 " * 9, backward_padding=3)
    assert refusals(refused) and numbers(grid(refused, "weight")).shape == (1, 9)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_only_the_controls_of_the_operation_are_shown(operation):
    app = by_link(LESSON, backward_operation=operation)
    drawn = {control["key"] for control in app.controls} | {tensor["key"] for tensor in app.data["tensors"]}
    always = {"backward_operation", "backward_input", "backward_loss", "upstream"}
    assert drawn == {*call.takes(state_of(LESSON, app)), *always}
    chosen = app.control("backward_operation")
    assert chosen["kind"] == "list" and [each["value"] for each in chosen["options"]] == list(OPERATIONS)
    if operation == "stochastic":
        assert "backward_seed" not in {control["key"] for control in app.turn("backward_mode", "inference").controls}


def test_another_seed_sends_the_gradient_elsewhere():
    gradients = {str(gradient_of(by_link(LESSON, backward_operation="stochastic", backward_seed=s))) for s in range(5)}
    assert len(gradients) > 1


def test_the_upstream_gradient_follows_the_result_until_it_is_written():
    app = open_page(LESSON.name)
    assert (upstream_of(app) == 1).all() and app.tensor("upstream")["text"] == "1 1\n1 1"
    app.turn("backward_stride", 1)
    assert upstream_of(app).shape == (3, 3) and not problems(app)
    typed(app, "upstream", "1 2 3\n4 5 6\n7 8 9")
    compare(app)
    app.turn("backward_stride", 2)
    assert "is 3 × 3, but the result is 2 × 2" in problems(app) and (upstream_of(app) == 1).all()
    assert app.tensor("upstream")["quiet"]  # what a parameter made wrong is no mistake in the box
    app.turn("backward_stride", 1)
    assert upstream_of(app).tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]] and not problems(app)


def test_an_upstream_gradient_of_another_shape_is_not_taken():
    app = typed(by_link(LESSON, upstream="1 2\n3 4"), "upstream", "1 2 3")
    assert "is 1 × 3, but the result is 2 × 2" in problems(app)
    assert upstream_of(app).tolist() == [[1, 2], [3, 4]] and address(app)["upstream"] == "1 2\n3 4"


@pytest.mark.parametrize("side, shape", [(16, "17 × 17"), (15, None)])
def test_an_upstream_gradient_that_no_text_can_hold_is_ones_and_says_so(side, shape):
    plane = tensor_text.format_tensor(np.arange(side * side, dtype=np.float32).reshape(side, side))
    app = by_link(LESSON, backward_stride=1, backward_padding=1, backward_input=plane, upstream="2")
    assert (upstream_of(app) == 1).all() and upstream_of(app).shape == (side + 1, side + 1)
    assert grid(app, "upstream")["editable"] is (shape is None)
    assert ("upstream" in [tensor["key"] for tensor in app.data["tensors"]]) is (shape is None)
    assert grid(app, "upstream").get("note") == (shape and WORDS["too_large"].format(shape=shape))
    assert bool(problems(app)) is (shape is None)
    compare(app)


@pytest.mark.parametrize("text", ["", "abc", "1 2\n3", "[[1"])
def test_an_upstream_gradient_that_cannot_be_read_stays_as_it_was(text):
    app = typed(by_link(LESSON, upstream="1 2\n3 4"), "upstream", text)
    assert app.refused and upstream_of(app).tolist() == [[1, 2], [3, 4]]
    typed(app, "upstream", "4 3\n2 1")
    assert upstream_of(app).tolist() == [[4, 3], [2, 1]] and not problems(app)
    opened = by_link(LESSON, upstream=text)
    assert "All numbers of the upstream gradient are 1" in problems(opened) and (upstream_of(opened) == 1).all()


@pytest.mark.parametrize("text", ["", "abc", "1 2\n3", "9e99"])
def test_a_weight_that_is_no_tensor_keeps_the_last_one(text):
    app = by_link(LESSON, backward_operation="conv", backward_weight="1 2")
    before = gradient_of(app)
    typed(app, "backward_weight", text)
    assert "the last one that could be read" in problems(app) and (gradient_of(app) == before).all()


def test_an_edit_of_the_upstream_gradient_is_no_change_of_the_call():
    app = typed(open_page(LESSON.name), "upstream", "5 1\n1 1")
    assert app.data["changed"] is None
    assert "step (stride) 2 → 1" in app.turn("backward_stride", 1).data["changed"]


def test_a_call_without_a_way_back_shows_its_result_and_says_why():
    app = by_link(LESSON, backward_operation="fractional_max", backward_kernel=0)
    assert "without cells" in refusals(app)[0] and shown(app)["output"]["rows"] == 2
    assert not shown(app)["extras"] and "upstream" not in [tensor["key"] for tensor in app.data["tensors"]]


def test_what_no_window_reaches_is_said_plainly():
    unread = shown(by_link(LESSON, backward_operation="avg", backward_dims="1d", backward_input="1 5 2 4 9"))["words"]
    assert unread["unread"]["t"] == "no window reaches this cell: its gradient is 0"
    riddles = ("way back of a way back", "read by no output", "there is none")
    for operation in OPERATIONS:
        told = json.dumps(by_link(LESSON, backward_operation=operation).data)
        assert not [riddle for riddle in riddles if riddle in told]
    assert not [riddle for riddle in riddles if riddle in str(WORDS)] and said(open_page(LESSON.name))
