"""The code beside the stage is executed: it gives the stage's own numbers, and no text breaks out of it."""

import ast

import numpy as np
import pytest

from pooling_core import PoolingError, PoolSpec
from pooling_core.explain.trace import trace
from tests.support.lessons import IN_TORCH, LESSONS, call_and_plane, each_example
from tests.support.snippets import executed
from ui.state.fields import complete
from ui.text.snippets import array_text, call_text, core_code, torch_code

PLANE = np.array([[1, -2.5, np.nan, 3], [np.inf, -np.inf, 1e-38, -0.0]], np.float32)


@each_example(IN_TORCH)
def test_an_examples_snippet_gives_what_the_stage_shows(lesson, example):
    call, plane = call_and_plane(lesson, lesson.example_state(example))
    code = torch_code(call, plane)
    try:
        shown = trace(call, plane).output
    except PoolingError:
        with pytest.raises(RuntimeError):
            executed(code)
        return
    theirs = executed(code)["y"].numpy().reshape(shown.shape)
    np.testing.assert_allclose(theirs, shown, rtol=1e-6, atol=0, equal_nan=True)
    copied = eval(array_text(shown), {"float": float})
    np.testing.assert_array_equal(np.array(copied, np.float32), shown)


@pytest.mark.parametrize(
    "said",
    [
        {"operation": "lp", "norm_type": "nan"},
        {"operation": "lp", "norm_type": "-inf"},
        {"operation": "lp", "norm_type": "1e300"},
        {"operation": "lp", "norm_type": "-1e300"},
        {"operation": "lp", "norm_type": "1e-300"},
        {"operation": "lp", "norm_type": "-0.5"},
        {"operation": "avg", "divisor_override": -99},
        {"operation": "avg", "temperature": "-0.5"},
        {"operation": "avg", "temperature": "2", "dtype": "float16", "kernel_size": 3},
        {"operation": "avg", "dtype": "float64", "kernel_size": 3},
        {"operation": "avg", "dtype": "int64", "kernel_size": 3},
        {"operation": "lp", "dtype": "int64"},
        {"operation": "lp", "dtype": "int64", "norm_type": "2.0"},
        {"operation": "lp", "dtype": "int64", "norm_type": "-2"},
        {"dtype": "int64"},
        {"dims": "1d", "dtype": "int64"},
        {"per_axis": True, "kernel_size": 2, "kernel_size_w": 1, "stride": None, "stride_w": 3},
        {"kernel_size": 6, "ceil_mode": True, "padding": 3, "dilation": 2},
    ],
    ids=str,
)
def test_whatever_can_be_chosen_can_be_run(said):
    """Far powers included: the text stays short and runs, also where torch then refuses."""
    lesson = LESSONS["sliding_windows"]
    call, plane = call_and_plane(lesson, complete(lesson.fields, said))
    code = torch_code(call, plane)
    assert max(map(len, code.splitlines())) < 200
    try:
        shown = trace(call, plane).output
    except PoolingError:
        with pytest.raises((RuntimeError, OverflowError)):
            executed(code)
        return
    theirs = executed(code)["y"].numpy()
    assert theirs.dtype == shown.dtype
    np.testing.assert_allclose(theirs.reshape(shown.shape), shown, rtol=1e-6, equal_nan=True)


def test_an_array_keeps_every_bit():
    read = np.array(eval(array_text(PLANE), {"float": float}), np.float32)
    np.testing.assert_array_equal(read.view(np.int32)[~np.isnan(read)], PLANE.view(np.int32)[~np.isnan(PLANE)])
    assert np.isnan(read[0, 2])


@pytest.mark.parametrize("shape", [(1, 0), (0, 0), (2, 0), (1, 1), (16, 16)])
def test_an_array_of_any_size_is_one_literal(shape):
    read = np.array(ast.literal_eval(array_text(np.zeros(shape, np.float32))), np.float32)
    assert read.size == np.prod(shape)
    assert read.ndim == 2 or shape[0] == 0


def test_only_what_differs_from_the_defaults_is_said():
    assert call_text(PoolSpec.of("max_pool2d", kernel_size=2, stride=None)) == "max_pool2d(x, kernel_size=2)"
    call = PoolSpec.of("avg_pool2d", kernel_size=(2, 3), stride=1, count_include_pad=False)
    assert call_text(call, "image") == "avg_pool2d(image, kernel_size=(2, 3), stride=1, count_include_pad=False)"
    assert call_text(PoolSpec.of("adaptive_avg_pool2d", output_size=(None, 2))).endswith("output_size=(None, 2))")


@pytest.mark.parametrize("text", ["__import__('os')", "2); import os; (", "2\nimport os", '"""', "\\", "#", "x" * 12])
def test_no_text_of_a_link_gets_into_the_code(text):
    """norm_type is the only free text a call takes: what is no number never becomes one."""
    lesson = LESSONS["sliding_windows"]
    with pytest.raises(PoolingError):
        lesson.call(complete(lesson.fields, {"operation": "lp", "norm_type": text}))


@each_example(IN_TORCH)
def test_a_snippet_holds_nothing_but_literals_and_the_call(lesson, example):
    tree = ast.parse(torch_code(*call_and_plane(lesson, lesson.example_state(example))))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert names <= {"torch", "F", "x", "y", "indices", "print", "float"}
    assert [type(line) for line in tree.body] == [ast.Import, ast.Import, ast.Assign, ast.Assign, ast.Expr]


@pytest.mark.parametrize("rank", [1, 2])
def test_a_call_that_torch_does_not_have_runs_on_the_core(rank):
    call = PoolSpec.of(f"stochastic_pool{rank}d", kernel_size=2, training=False)
    plane = np.arange(8, dtype=np.float32).reshape(2, 4)
    namespace: dict = {"print": lambda *_: None}
    exec(core_code(call, plane), namespace)
    assert np.array_equal(namespace["y"].reshape(-1), trace(call, plane).output.ravel())
