"""Backward: the gradient is autograd's for every operation, and the upstream gradient is the learner's."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from pooling_core import gradient_trace
from tests.pages.screens import (
    agreements,
    by_link,
    checked,
    choose,
    each_example_of,
    numbers,
    open_page,
    plane_of,
    result,
    said,
    same,
    stages,
    state_of,
    torch_loaded,  # noqa: F401
)
from ui import calls, states, tensor_text
from ui.lesson import Lesson

LESSON = Lesson("backward", states.BACKWARD, "backward_input", calls.backward_call)
WORDS = LESSON.words
OPERATIONS = LESSON.fields["backward_operation"].options
pytestmark = pytest.mark.usefixtures("torch_loaded")


def upstream_of(app):
    return numbers(stages(app)[0]["input"])


def in_torch(state, upstream):
    """The gradient through autograd."""
    x = plane_of(LESSON, state).clone().requires_grad_()
    call = LESSON.call(state)
    y = getattr(tF, call.name)(x, **call.arguments)
    y.backward(torch.from_numpy(upstream).reshape(y.shape))
    assert x.grad is not None
    return y.detach(), x.grad


def compare(app):
    """Both stages of the page against PyTorch."""
    state = state_of(LESSON, app)
    y, gradient = in_torch(state, upstream_of(app))
    same(result(app, 1), y)
    same(result(app, 0), gradient)
    assert agreements(app) == 2 and not app.error
    zero = int((result(app) == 0).sum())
    assert WORDS["lost"].format(zero=zero, total=result(app).size) in said(app)


@each_example_of(LESSON)
def test_an_examples_gradient_is_autograds_and_its_address_is_the_whole_example(example):
    app = choose(LESSON, example["title"])
    state = LESSON.example_state(example)
    compare(app)
    assert example["look"] in said(app)
    wanted = tensor_text.parse(state["upstream"]).array
    shown = upstream_of(app)
    assert shown.tolist() == wanted.tolist() or (state["upstream"] == "1" and (shown == 1).all())
    opened = open_page(LESSON.name, **app.query_params)
    assert stages(opened) == stages(app) and state_of(LESSON, opened) == state


@pytest.mark.parametrize("dims", ["1d", "2d"])
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "state",
    [
        {},
        {"backward_kernel": 3, "backward_stride": 1, "backward_output": 3, "backward_p": "3"},
        {"backward_stride": 3, "backward_output": 4, "backward_p": "1"},
        {"backward_padding": 1, "backward_stride": 1, "backward_output": 5, "backward_p": "inf"},
        {"backward_kernel": 1, "backward_output": 1, "backward_p": "1.5"},
    ],
    ids=str,
)
def test_every_operation_sends_back_what_autograd_does(operation, dims, state):
    app = by_link(LESSON, backward_operation=operation, backward_dims=dims, **state)
    compare(app)
    shape = result(app, 1).shape
    upstream = np.random.default_rng(0).integers(-4, 5, shape).astype(np.float32)
    checked(app.text_area(key="upstream").set_value(tensor_text.format_tensor(upstream)).run())
    assert upstream_of(app).tolist() == upstream.tolist()
    compare(app)


@pytest.mark.parametrize(
    "state, gradient",
    [
        (
            {"backward_operation": "adaptive_avg", "backward_output": 5, "backward_input": "1 1 1 1 1 1 1"},
            [0.5, 1, 5 / 6, 1 / 3, 5 / 6, 1, 0.5],
        ),
        (
            {
                "backward_operation": "adaptive_avg",
                "backward_output": 4,
                "backward_input": " ".join(map(str, range(14))),
                "upstream": "1 2 3 4",
            },
            [0.25, 0.25, 0.25, 0.75, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 1.75, 1, 1, 1],
        ),
        ({"backward_operation": "avg", "backward_input": "1 5 2 4 9"}, [0.5, 0.5, 0.5, 0.5, 0]),
        ({"backward_operation": "max", "backward_input": "5 5 5 5"}, [1, 0, 1, 0]),
        ({"backward_operation": "max", "backward_input": "nan nan nan 1"}, [0, 1, 1, 0]),
        ({"backward_operation": "max", "backward_stride": 1, "backward_input": "1 9 2 0"}, [0, 2, 1, 0]),
        ({"backward_operation": "lp", "backward_input": "3 4 6 8"}, [0.6, 0.8, 0.6, 0.8]),
        (
            {"backward_operation": "avg", "backward_stride": 3, "backward_input": "1 2 3 4 5 6"},
            [0.5, 0.5, 0, 0.5, 0.5, 0],
        ),
    ],
    ids=str,
)
def test_gradients_worked_out_by_hand(state, gradient):
    app = by_link(LESSON, backward_dims="1d", **state)
    same(result(app), np.float32(gradient))
    compare(app)


def test_each_cell_says_what_flows_into_it():
    app = by_link(
        LESSON, backward_dims="1d", backward_operation="adaptive_avg", backward_output=5, upstream="1 2 3 4 5"
    )
    stage = stages(app)[0]
    assert stage["equations"][0][2] == "1/2·2 = 1" or "=" in stage["equations"][0][2]
    for r in range(stage["output"]["rows"]):
        for c in range(stage["output"]["cols"]):
            total = np.float32(stage["equations"][r][c].rsplit("=", 1)[-1])
            assert total == pytest.approx(float(stage["output"]["exact"][r][c]), rel=1e-4)
    app = by_link(LESSON, backward_dims="1d", backward_operation="avg", backward_input="1 5 2 4 9")
    stage = stages(app)[0]
    assert stage["notes"][0][4] == WORDS["fed_none"] and stage["notes"][0][0] == WORDS["fed_one"]
    app = by_link(LESSON, backward_stride=1, backward_input="1 2 3\n4 9 5\n6 7 8")
    stage = stages(app)[0]
    assert stage["notes"][1][1] == WORDS["fed"].format(count=4) and stage["equations"][1][1] == "1 + 1 + 1 + 1 = 4"


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


@pytest.mark.parametrize("text", ["", "abc", "1 2\n3", "[[1"])
def test_an_upstream_gradient_that_cannot_be_read_is_all_ones(text):
    app = by_link(LESSON, upstream="1 2\n3 4")
    checked(app.text_area(key="upstream").set_value(text).run())
    assert "The upstream gradient is all ones" in said(app) and (upstream_of(app) == 1).all()
    checked(app.text_area(key="upstream").set_value("4 3\n2 1").run())
    assert upstream_of(app).tolist() == [[4, 3], [2, 1]] and not app.warning


@pytest.mark.parametrize("text", ["", "abc", "1 2\n3", "9e99"])
def test_text_that_is_no_tensor_keeps_the_last_one(text):
    app = by_link(LESSON, backward_input="3 4\n5 6")
    checked(app.text_area(key="backward_input").set_value(text).run())
    assert "last one that could be read" in said(app)
    assert numbers(stages(app)[1]["input"]).tolist() == [[3, 4], [5, 6]]


@pytest.mark.parametrize("tensor", ["nan inf\n-inf 1", "0 0\n0 0", "-1 -2\n-3 -4", "3e38 3e38\n3e38 3e38"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_any_numbers_flow_back_as_in_torch(operation, tensor):
    app = by_link(LESSON, backward_operation=operation, backward_input=tensor)
    compare(app)


def test_nan_and_infinity_may_come_down():
    app = by_link(LESSON, upstream="nan inf\n-inf 1")
    compare(app)
    assert stages(app)[0]["output"]["heat"][1][1] is None


@pytest.mark.parametrize(
    "state, rule, fix",
    [
        ({"backward_kernel": 0}, "kernel_size", {"backward_kernel": 1}),
        ({"backward_kernel": 9}, "below 1", {"backward_kernel": 4}),
        ({"backward_stride": 0}, "stride", {"backward_stride": 1}),
        ({"backward_padding": 2}, "half of kernel_size", {"backward_padding": 1}),
        ({"backward_operation": "lp", "backward_p": "0"}, "root 1/p", {"backward_p": "1"}),
        ({"backward_operation": "lp", "backward_p": "two"}, "must be a number", {"backward_p": "2"}),
        ({"backward_operation": "adaptive_avg", "backward_output": 0}, "may be empty", {"backward_output": 1}),
        ({"backward_operation": "adaptive_max", "backward_output": 0}, "may be empty", {"backward_output": 1}),
        (
            {"backward_operation": "adaptive_avg", "backward_output": 0, "backward_dims": "1d"},
            "may be empty",
            {"backward_output": 1},
        ),
    ],
)
def test_a_refused_choice_shows_the_rule_and_one_press_mends_it(state, rule, fix):
    app = by_link(LESSON, **state)
    assert rule in said(app) and app.error and "Poolscope does not" not in said(app)
    assert "backward_p" in state or "PyTorch 2.13.0 says" in said(app)
    checked(app.button(key="fix").click().run())
    assert not app.error and {key: app.session_state[key] for key in fix} == fix
    compare(app)


@pytest.mark.parametrize(
    "link, why",
    [
        ({"backward_operation": "sum"}, "none of max"),
        ({"backward_dims": "3d"}, "none of 2d, 1d"),
        ({"backward_output": "17"}, "outside 0 to 16"),
        ({"backward_p": "1" * 13}, "at most 12"),
        ({"upstream": "1 " * 5_000}, "at most 8000"),
        ({"norm_type": "2"}, "not a name"),
    ],
)
def test_a_broken_link_says_why_and_leaves_a_page(link, why):
    app = open_page(LESSON.name, **link)
    assert why in said(app) and app.warning
    assert result(app).shape == (4, 4) and not app.error


def test_the_code_to_copy_gives_the_gradient():
    app = by_link(LESSON, backward_operation="avg", upstream="4 8\n12 16")
    program, shown = (code.value for code in app.code)
    space: dict = {}
    exec(program.replace("print(x.grad)", ""), space)
    assert tensor_text.format_tensor(space["x"].grad.numpy()[0]) == shown


def test_a_gradient_that_is_off_by_little_is_told(monkeypatch):
    honest = gradient_trace.gradient_trace

    def lying(*given):
        back = honest(*given)
        return replace(back, grad_input=back.grad_input * np.float32(1.001))

    monkeypatch.setattr(gradient_trace, "gradient_trace", lying)
    for operation in OPERATIONS:
        app = by_link(LESSON, backward_operation=operation, backward_input="1e4 2e4\n3e4 4e4")
        assert operation == "lp" or "PyTorch 2.13.0 differs" in said(app)
