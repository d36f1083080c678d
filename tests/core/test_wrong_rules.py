"""Wrong rules of a call: each against a result worked out by hand, and none that is the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from pooling_core import PoolSpec
from pooling_core.explain.gradient import gradient_trace
from pooling_core.explain.trace import trace
from pooling_core.explain.unpooling import unpool_trace
from pooling_core.explain.wrong.backward import gradient_thoughts
from pooling_core.explain.wrong.rules import thoughts
from pooling_core.explain.wrong.thought import differs
from pooling_core.explain.wrong.unpooling import landing_thoughts
from tests.support.calls import traced_calls
from tests.support.wrong_rules import BY_HAND, made


@pytest.mark.parametrize("rule", BY_HAND)
def test_a_rule_makes_what_it_makes_by_hand(rule):
    name, arguments, line, expected = BY_HAND[rule]
    found = [each for each in thoughts(made(name, arguments, line)) if each.name == rule]
    assert found
    values = np.ma.masked_array(found[0].values[0])
    assert [None if value is np.ma.masked else round(float(value), 6) for value in values] == expected


def test_divisor_ignored_is_the_plain_mean():
    truth = trace(PoolSpec.of("avg_pool2d", kernel_size=2, divisor_override=3), np.array([[1.0, 2.0], [3.0, 6.0]]))
    assert {each.name: each.values.tolist() for each in thoughts(truth)}["divisor_ignored"] == [[3]]


def test_of_a_plane_one_side_may_be_taken_for_the_divisor():
    truth = trace(PoolSpec.of("avg_pool2d", kernel_size=2), np.array([[1.0, 2.0], [3.0, 6.0]]))
    assert {each.name: each.values.tolist() for each in thoughts(truth)}["divided_by_side"] == [[6]]


def test_a_window_that_is_moved_out_of_the_input_has_no_value():
    truth = made("max_pool1d", {"kernel_size": 2}, [4, 2, 6, 1])
    found = {each.name: each.values.tolist() for each in thoughts(truth)}
    assert (found["window_early"], found["window_late"]) == ([[None, 6]], [[6, None]])


def test_the_size_of_a_line_may_be_said_the_wrong_way_round():
    truth = made("max_pool1d", {"kernel_size": 2}, [4, 2, 6, 1])
    assert {each.name: each.values.shape for each in thoughts(truth) if each.sizes_only}["transposed"] == (2, 1)


def test_of_two_axes_a_rule_may_mistake_one_for_the_other():
    truth = trace(PoolSpec.of("max_pool2d", kernel_size=(1, 2)), np.array([[4.0, 2.0], [6.0, 1.0]]))
    found = {each.name: each.values.tolist() for each in thoughts(truth)}
    assert found["parameters_swapped"] == [[6, 2]]
    assert found["transposed"] == [[4, 6]]


def test_of_equal_winners_the_last_is_the_wrong_one():
    truth = trace(PoolSpec.of("max_pool2d", kernel_size=2), np.array([[5.0, 5.0], [1.0, 5.0]]))
    found = {each.name: each for each in thoughts(truth)}["last_of_equals"]
    assert truth.winners.tolist() == [[[0, 0]]]
    assert found.winners.tolist() == [[[1, 1]]]


def test_sizes_by_rules_that_are_about_sizes():
    truth = trace(PoolSpec.of("max_pool2d", kernel_size=(3, 2), stride=2), np.zeros((7, 9)))
    found = {each.name: each.values.shape for each in thoughts(truth) if each.sizes_only}
    assert truth.output.shape == (3, 4)
    found.pop("transposed", None)
    assert found == {"one_forgotten": (2, 3), "same_size": (7, 9), "over_kernel": (2, 4)}


@given(traced_calls())
def test_no_rule_is_the_truth_and_each_has_the_axes_of_the_picture(truth):
    for each in thoughts(truth):
        assert differs(each, truth)
        assert each.values.ndim == truth.output.ndim
        assert each.axes is None or tuple(axis.outputs for axis in each.axes) == each.values.shape
        assert each.winners is None or each.winners.shape[:-1] == each.values.shape


# ---- the way back ----


def back(name, line, upstream, **arguments):
    x = np.array([line], np.float64)
    output = trace(PoolSpec.of(name, **arguments), x).output
    traced = gradient_trace(PoolSpec.of(name, **arguments), x, np.array([upstream], np.float64))
    found = gradient_thoughts(traced, output if name.startswith("max") else None)
    return {each.name: each.values[0].tolist() for each in found}


def test_wrong_gradients_of_a_maximum():
    assert back("max_pool1d", [3, 3, 1], [2], kernel_size=3) == {
        "to_all_equals": [2, 2, 0],
        "to_last_equal": [0, 2, 0],
        "to_whole_window": [2, 2, 2],
        "shared_by_window": pytest.approx([2 / 3] * 3),
        "as_if_one": [1, 0, 0],
        "value_comes_back": [3, 0, 0],
    }


def test_wrong_gradients_of_windows_that_overlap():
    found = back("max_pool1d", [1, 5, 2], [2, 4], kernel_size=2, stride=1)
    assert found["not_added"] == [0, 4, 0]
    assert back("avg_pool1d", [1, 5, 2], [2, 4], kernel_size=2, stride=1)["to_whole_window"] == [2, 6, 4]


def test_wrong_landings():
    call, plane = (
        PoolSpec.of("max_pool2d", kernel_size=2),
        np.array([[1.0, 2, 0, 3], [4, 0, 5, 1], [0, 7, 1, 0], [6, 0, 0, 8]]),
    )
    found = {each.name: each.cells for each in landing_thoughts(unpool_trace(call, plane, None), call)}
    # The maxima 4, 5, 7, 8 have the indices 4, 6, 9, 15.
    assert found["by_columns"] == (((0, 1), (2, 1)), ((1, 2), (3, 3)))
    assert found["pooled_width"] == (((2, 0), (3, 0)), (None, None))
    assert found["counted_from_one"] == (((0, 3), (1, 1)), ((2, 0), (3, 2)))
    assert found["window_corner"] == (((0, 0), (0, 2)), ((2, 0), (2, 2)))
    assert found["same_place"] == (((0, 0), (0, 1)), ((1, 0), (1, 1)))
    assert found["row_and_column_swapped"] == (((0, 1), (2, 1)), ((1, 2), (3, 3)))
    assert "source_cell" not in found
