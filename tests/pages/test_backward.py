"""Backward: the gradient is autograd's for every operation, whatever numbers flow."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pages.backward_in_torch import LESSON, OPERATIONS, WORDS, compare, gradient_of, grid, run, upstream_of
from tests.support.lessons import each_example, examples_of
from tests.support.screens import (
    agreements,
    by_link,
    choose,
    codes,
    mended,
    numbers,
    problems,
    refusals,
    said,
    same,
    shown,
    typed,
)
from ui.lessons.backward import call
from ui.text import tensor_text, volume_text

pytestmark = pytest.mark.usefixtures("torch_loaded")


@each_example(["backward"])
def test_an_examples_gradient_is_autograds_and_its_code_gives_it(lesson, example):
    app, state = choose(lesson, example["title"]), lesson.example_state(example)
    compare(app)
    deep = state["backward_dims"] == "3d"
    shown, said = upstream_of(app), state["upstream"]
    wanted = volume_text.parse(said) if deep else tensor_text.parse(said).array
    if state["backward_loss"] == "mean":
        wanted = np.full_like(shown, 1 / shown.size)
    elif said == "1":
        wanted = np.ones_like(shown)
    assert shown.tolist() == wanted.tolist()
    *learned, program, gradient = codes(app)
    first, *others = run(program)
    same(volume_text.parse(gradient) if deep else tensor_text.parse(gradient).array, first)
    assert len(learned) == (state["backward_operation"] == "conv")  # the weight's; the bias is told in words
    for text, other in zip(learned, others, strict=False):
        same(tensor_text.parse(text).array, other)


def test_every_operation_has_an_example():
    shown = {LESSON.example_state(example)["backward_operation"] for example in examples_of(LESSON)}
    assert shown == set(OPERATIONS) == set(call.TAKES)


CALLS: dict[str, list[dict[str, Any]]] = {
    "max": [{"kernel": 3, "stride": 1}, {"stride": 3}, {"padding": 1, "stride": 1}],
    "avg": [{"kernel": 3, "stride": 1}, {"stride": 3}, {"padding": 1, "stride": 1}],
    "lp": [{"p": "3", "kernel": 3, "stride": 1}, {"p": "1", "stride": 3}, {"p": "inf", "stride": 1}, {"p": "1.5"}],
    "gem": [{}, {"p": "1"}, {"p": "6.5", "kernel": 3, "stride": 1, "padding": 1}, {"p": "-2"}, {"eps": "4"}],
    "stochastic": [{}, {"seed": 7, "kernel": 3, "stride": 1}, {"mode": "inference"}],
    "adaptive_avg": [{}, {"output": 3}, {"output": 5}, {"output": 1}],
    "adaptive_max": [{}, {"output": 3}, {"output": 5}, {"output": 1}],
    "fractional_max": [{}, {"output": 3, "sample": "0"}, {"kernel": 1, "output": 3, "sample": "0.999"}],
    "max_unpool": [
        {}, {"kernel": 3, "stride": 1}, {"stride": 3}, {"padding": 1, "stride": 1},
        {"dilation": 2, "stride": 1}, {"kernel": 3, "ceil_mode": True},
    ],
    "conv": [{}, {"stride": 2}, {"dilation": 3}, {"padding": 2}, {"weight": "0.5 -1 2"}, {"weight": "3"}],
    "interpolate": [{"output": 7}, {"output": 3}, {"resample": "area"}, {"resample": "nearest-exact", "output": 3}],
}  # fmt: skip


@pytest.mark.parametrize(
    "operation, said_of_it, dims",
    [
        (operation, each, dims)
        for operation, listed in CALLS.items()
        for each in listed
        for dims in (("1d", "2d") if "dims" in call.TAKES[operation] else ("2d",))
    ],
    ids=str,
)
def test_every_operation_sends_back_what_autograd_does(operation, said_of_it, dims):
    link = {f"backward_{name}": value for name, value in said_of_it.items()}
    app = by_link(LESSON, backward_operation=operation, backward_dims=dims, **link)
    compare(app)
    shape = upstream_of(app).shape
    upstream = np.random.default_rng(0).integers(-4, 5, shape).astype(np.float32)
    typed(app, "upstream", tensor_text.format_tensor(upstream))
    assert upstream_of(app).tolist() == upstream.tolist()
    compare(app)


def fields(**drawn):
    return st.fixed_dictionaries({f"backward_{name}": values for name, values in drawn.items()})


STATES = fields(
    operation=st.sampled_from(OPERATIONS),
    dims=st.sampled_from(["1d", "2d", "3d"]),
    per_axis=st.booleans(),
    ceil_mode=st.booleans(),
    count_include_pad=st.booleans(),
    divisor_override=st.none() | st.sampled_from([-3, 1, 5]),
    loss=st.sampled_from(["hand", "sum", "mean", "one"]),
    one_row=st.integers(0, 1),
    **{f"kernel{end}": st.integers(1, 2) for end in ("", "_w", "_d")},
    **{f"stride{end}": st.none() | st.integers(1, 3) for end in ("", "_w", "_d")},
    **{f"padding{end}": st.integers(0, 1) for end in ("", "_w", "_d")},
    **{f"dilation{end}": st.integers(1, 2) for end in ("", "_w", "_d")},
    **{f"output{end}": st.integers(1, 3) for end in ("", "_w", "_d")},
)


@given(STATES)
@settings(max_examples=50, deadline=None)
def test_any_parameter_sends_back_what_autograd_does(state):
    app = by_link(LESSON, **state)
    if refusals(app):
        assert agreements(app) == 0
        return
    compare(app, badges=2 - ("not asked" in said(app)))
    loss, shape = state["backward_loss"], upstream_of(app).shape
    place = (0,) * (len(shape) - 2) + (min(state["backward_one_row"], shape[-2] - 1), 0)
    wanted = np.full(shape, 1 / np.prod(shape) if loss == "mean" else 0 if loss == "one" else 1, np.float32)
    wanted[place] = 1 if loss == "one" else wanted[place]
    np.testing.assert_array_equal(upstream_of(app), wanted)
    if WORDS["composed"]["drawn"] not in said(app):
        same(gradient_of(app), run(app.panel("code")["text"])[0])


@pytest.mark.parametrize(
    "loss, line, formula",
    [
        ("sum", "y.sum().backward()", "L = Σ y"),
        ("mean", "y.mean().backward()", "L = (1/4) · Σ y"),
        ("one", "y[..., 1, 0].backward()", "L = y[1, 0]"),
    ],
)
def test_a_loss_is_said_in_a_formula_and_in_code(loss, line, formula):
    app = by_link(LESSON, backward_loss=loss, backward_one_row=1, upstream="1 2\n3 4")
    assert grid(app, "upstream")["note"] == formula and formula in app.panel("loss")["text"]
    assert line in app.panel("code")["text"] and not grid(app, "upstream")["editable"]
    assert "upstream" not in [tensor["key"] for tensor in app.data["tensors"]]
    same(gradient_of(app), run(app.panel("code")["text"])[0])
    # What was written by hand is still there.
    assert upstream_of(app.turn("backward_loss", "hand")).tolist() == [[1, 2], [3, 4]]


def test_an_output_that_is_not_there_is_the_last():
    app = by_link(LESSON, backward_loss="one", backward_one_row=5, backward_one_column=1)
    assert "no output (5, 1). Shown is (1, 1)." in problems(app)
    assert upstream_of(app).tolist() == [[0, 0], [0, 1]]
    assert "y[..., 1, 1].backward()" in app.panel("code")["text"]


def test_of_a_volume_the_upstream_gradient_is_written_by_hand():
    app = by_link(LESSON, backward_dims="3d", backward_operation="avg", backward_stride=1)
    assert upstream_of(app).shape == (1, 3, 3) and [box["depth"] for box in app.data["tensors"]] == [2, 1]
    typed(app, "upstream", "8 0 0\n0 8 0\n0 0 16")
    compare(app)
    assert gradient_of(app)[0].tolist() == [[1, 1, 0, 0], [1, 2, 1, 0], [0, 1, 3, 2], [0, 0, 2, 2]]
    lines = np.ravel(shown(app)["equations"])
    assert lines[0] == "upstream (0, 0, 0) = 8 → each of 8 cells gets 1/8 of it: 1/8·8 = 1"
    typed(app, "upstream", "1 2")
    assert "is 1 × 1 × 2, but the result is 1 × 3 × 3" in problems(app)


def test_an_operation_without_a_volume_shows_the_plane():
    app = by_link(LESSON, backward_dims="3d", backward_operation="gem")
    assert gradient_of(app).ndim == 2 and app.control("backward_dims")["value"] == "2d"
    assert [each["value"] for each in app.control("backward_dims")["options"]] == ["2d", "1d"]


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
        ({"backward_operation": "avg", "backward_ceil_mode": True, "backward_input": "1 5 2 4 9"}, [0.5] * 4 + [1]),
        (
            {"backward_operation": "avg", "backward_padding": 1, "backward_input": "1 2", "upstream": "4 6"},
            [2, 3],
        ),
        (
            {
                "backward_operation": "avg",
                "backward_padding": 1,
                "backward_count_include_pad": False,
                "backward_input": "1 2",
                "upstream": "4 6",
            },
            [4, 6],
        ),
        ({"backward_dilation": 2, "backward_stride": 1, "backward_input": "1 9 2 0"}, [0, 1, 1, 0]),
        ({"backward_operation": "max", "backward_loss": "mean", "backward_input": "1 9 2 0"}, [0, 0.5, 0.5, 0]),
        ({"backward_operation": "max", "backward_input": "5 5 5 5"}, [1, 0, 1, 0]),
        ({"backward_operation": "max", "backward_input": "nan nan nan 1"}, [0, 1, 1, 0]),
        ({"backward_operation": "max", "backward_stride": 1, "backward_input": "1 9 2 0"}, [0, 2, 1, 0]),
        ({"backward_operation": "lp", "backward_input": "3 4 6 8"}, [0.6, 0.8, 0.6, 0.8]),
        (
            {"backward_operation": "avg", "backward_stride": 3, "backward_input": "1 2 3 4 5 6"},
            [0.5, 0.5, 0, 0.5, 0.5, 0],
        ),
        ({"backward_operation": "gem", "backward_input": "1 7 7 1", "upstream": "10 20"}, [1, 7, 14, 2]),
        ({"backward_operation": "gem", "backward_input": "-3 -1"}, [0, 0]),
        ({"backward_operation": "stochastic", "backward_input": "0 4 3 0"}, [0, 1, 1, 0]),
        ({"backward_operation": "stochastic", "backward_mode": "inference", "backward_input": "1 3"}, [-0.125, 0.875]),
        ({"backward_operation": "stochastic", "backward_mode": "inference", "backward_input": "0 0"}, [0, 0]),
        ({"backward_operation": "max_unpool", "backward_input": "1 2 6 3", "upstream": "5 6 7 8"}, [6, 7]),
        (
            {
                "backward_operation": "interpolate",
                "backward_output": 5,
                "backward_input": "1 2",
                "upstream": "1 2 3 4 5",
            },
            [6, 9],
        ),
    ],
    ids=str,
)  # fmt: skip
def test_gradients_worked_out_by_hand(state, gradient):
    app = by_link(LESSON, backward_dims="1d", **state)
    same(gradient_of(app), np.float32(gradient))
    compare(app)


def test_a_convolutions_gradients_worked_out_by_hand():
    app = choose(LESSON, "Convolution: the kernel comes back")
    assert gradient_of(app).tolist() == [[1, 2, 0], [3, 4, 0], [0, 0, 0]]
    assert codes(app)[0] == "3 1\n1 5" and "Gradient of the bias: 1," in said(app)
    assert numbers(grid(app, "weight_gradient")).tolist() == [[3, 1], [1, 5]]


@pytest.mark.parametrize("tensor", ["nan inf\n-inf 1", "0 0\n0 0", "-1 -2\n-3 -4", "3e38 3e38\n3e38 3e38", "1e-45 1"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_any_numbers_flow_back_as_in_torch(operation, tensor):
    more = {"backward_kernel": 1} if operation in ("fractional_max", "conv") or "\n" not in tensor else {}
    more |= {"backward_output": 1, "backward_weight": "2"}
    app = by_link(LESSON, backward_operation=operation, backward_input=tensor, **more)
    if operation == "stochastic" and ("-" in tensor.replace("e-", "") or "nan" in tensor):
        assert "probability" in refusals(app)[0]
        mended(app)
    if operation == "gem" and "inf" in tensor:
        assert agreements(app) == 2  # PyTorch's composition is nan where infinities meet; the rest is compared
        return
    compare(app)


def test_nan_and_infinity_may_come_down():
    app = by_link(LESSON, upstream="nan inf\n-inf 1")
    compare(app)
    assert any(None in line for line in grid(app, "gradient")["heat"])
