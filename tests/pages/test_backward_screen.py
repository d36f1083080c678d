"""Backward: the upstream gradient is the learner's; each number says where it flows, each cell what flows into it."""

import numpy as np
import pytest

from tests.pages.backward_in_torch import LESSON, OPERATIONS, WORDS, compare, fed, upstream_of
from tests.support.screens import by_link, checked, extras, numbers, open_page, result, said, stages, state_of, typed
from ui import backward_calls, tensor_text
from ui.content import words

pytestmark = pytest.mark.usefixtures("torch_loaded")


def test_each_cell_says_what_flows_into_it():
    bins = {"backward_operation": "adaptive_avg", "backward_output": 5, "backward_input": "0 0 0 0 0 0 0"}
    app = by_link(LESSON, backward_dims="1d", **bins, upstream="1 2 3 4 5")
    stage = stages(app)[0]
    assert stage["equations"][0][2] == "1/2·2 + 1/3·3 = 2"
    for r in range(stage["output"]["rows"]):
        for c in range(stage["output"]["cols"]):
            total = np.float32(stage["equations"][r][c].rsplit("=", 1)[-1])
            assert total == pytest.approx(float(stage["output"]["exact"][r][c]), rel=1e-4)
    notes = WORDS["notes"]
    app = by_link(LESSON, backward_dims="1d", backward_operation="avg", backward_input="1 5 2 4 9")
    stage = stages(app)[0]
    assert stage["notes"][0][4] == notes["fed_none"] and stage["notes"][0][0] == notes["fed_one"]
    app = by_link(LESSON, backward_stride=1, backward_input="1 2 3\n4 9 5\n6 7 8")
    stage = stages(app)[0]
    assert stage["notes"][1][1] == notes["fed"].format(count=4) and stage["equations"][1][1] == "1 + 1 + 1 + 1 = 4"


def test_each_upstream_number_says_which_cells_it_flows_to():
    assert stages(by_link(LESSON))[0]["fed"][0] == [[[1, 1]], [[1, 2]]]
    assert fed(by_link(LESSON, backward_operation="avg")).tolist() == [[4, 4], [4, 4]]
    unpooling = by_link(LESSON, backward_operation="max_unpool", backward_stride=1, backward_input="1 2\n3 4")
    assert fed(unpooling).tolist() == [[0, 0], [0, 1]]
    for operation in OPERATIONS:
        stage = stages(by_link(LESSON, backward_operation=operation))[0]
        labels = stage["words"]
        assert labels["input_cell"].startswith("upstream") and "gradient" in labels["output_cell"]
        assert "flows to {n}" in labels["read_by_many"] and "flows to no" in labels["unread"]["r"]
        cells = ("pooled" if operation == "max_unpool" else "input") + " cells"
        assert cells in labels["read_by_many"] and labels["kinds"].keys() == {"r"}
        assert labels.keys() == words("stage")["labels"].keys()


def test_unpooling_shows_the_maxima_their_indices_and_where_they_go():
    app = by_link(LESSON, backward_operation="max_unpool")
    forward = stages(app)[1]
    assert {extra["title"] for extra in forward["extras"]} == {WORDS["indices"], WORDS["unpooled"]} != extras(app)
    assert numbers(forward["extras"][0]).tolist() == [[5, 6], [13, 15]]
    assert forward["extras"][1]["cells"][0] == [[[1, 1]], [[1, 2]]]
    rows = by_link(LESSON, backward_operation="max_unpool", backward_dims="1d")
    assert stages(rows)[1]["extras"][1]["cells"][1] == [[[1, 1]], [[1, 2]]]


def drawn_keys(app):
    """The fields that the sidebar shows a widget for."""
    kinds = (app.selectbox, app.number_input, app.text_input, app.text_area, app.button_group)
    return {widget.key for kind in kinds for widget in kind if not widget.key.startswith("_")}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_only_the_controls_of_the_operation_are_shown(operation):
    app = by_link(LESSON, backward_operation=operation)
    always = {"backward_operation", "backward_input", "upstream"}
    assert drawn_keys(app) == {*backward_calls.takes(state_of(LESSON, app)), *always}
    if operation == "stochastic":
        checked(app.button_group(key="backward_mode").set_value("inference").run())
        assert "backward_seed" not in drawn_keys(app)


def test_another_seed_sends_the_gradient_elsewhere():
    gradients = {str(result(by_link(LESSON, backward_operation="stochastic", backward_seed=s))) for s in range(5)}
    assert len(gradients) > 1


def test_the_upstream_gradient_follows_the_result_until_it_is_written():
    app = open_page(LESSON.name)
    assert (upstream_of(app) == 1).all()
    checked(app.number_input(key="backward_stride").set_value(1).run())
    assert upstream_of(app).shape == (3, 3) and not app.warning
    checked(app.text_area(key="upstream").set_value("1 2 3\n4 5 6\n7 8 9").run())
    compare(app)
    checked(app.number_input(key="backward_stride").set_value(2).run())
    assert "had 3 × 3; the result has 2 × 2" in said(app) and (upstream_of(app) == 1).all()
    checked(app.number_input(key="backward_stride").set_value(1).run())
    assert upstream_of(app).tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]] and not app.warning


@pytest.mark.parametrize("side, shape", [(16, "17 × 17"), (15, None)])
def test_an_upstream_gradient_that_no_text_can_hold_is_ones_and_says_so(side, shape):
    plane = tensor_text.format_tensor(np.arange(side * side, dtype=np.float32).reshape(side, side))
    app = by_link(LESSON, backward_stride=1, backward_padding=1, backward_input=plane, upstream="2")
    assert (upstream_of(app) == 1).all() and upstream_of(app).shape == (side + 1, side + 1)
    assert stages(app)[0]["input"]["editable"] is (shape is None)
    told = WORDS["too_large"].format(shape=shape, largest=16)
    assert (told in said(app)) is (shape is not None) and bool(app.warning) is (shape is None)
    compare(app)


@pytest.mark.parametrize("text", ["", "abc", "1 2\n3", "[[1"])
def test_an_upstream_gradient_that_cannot_be_read_is_all_ones(text):
    app = by_link(LESSON, upstream="1 2\n3 4")
    checked(app.text_area(key="upstream").set_value(text).run())
    assert "The upstream gradient is all ones" in said(app) and (upstream_of(app) == 1).all()
    checked(app.text_area(key="upstream").set_value("4 3\n2 1").run())
    assert upstream_of(app).tolist() == [[4, 3], [2, 1]] and not app.warning


@pytest.mark.parametrize("text", ["", "abc", "1 2\n3", "9e99"])
def test_a_weight_that_is_no_tensor_keeps_the_last_one(text):
    app = by_link(LESSON, backward_operation="conv", backward_weight="1 2")
    before = result(app)
    typed(app, "backward_weight", text)
    assert "The weight is the last one that could be read" in said(app) and (result(app) == before).all()
