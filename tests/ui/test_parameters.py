"""A state becomes exactly the call it shows, and a fix becomes the changes that make it valid: by the fields' names."""

from math import inf

import numpy as np
import pytest

from pooling_core import PoolingError
from pooling_core.call.spec import signature
from pooling_core.explain.trace import trace
from tests.support.lessons import LESSONS, call_and_plane
from ui.calls import one_plane
from ui.lessons.adaptive_bins.call import adaptive_call
from ui.lessons.adaptive_bins.fields import FIELDS as ADAPTIVE_BINS
from ui.lessons.power_means.call import power_call
from ui.lessons.power_means.fields import FIELDS as POWER_MEANS
from ui.lessons.sliding_windows.call import window_call
from ui.lessons.sliding_windows.fields import FIELDS as SLIDING_WINDOWS
from ui.state.fields import complete
from ui.state.parameters import changes
from ui.text import tensor_text


def windows(**said):
    return complete(SLIDING_WINDOWS, said)


def bins(**said):
    return complete(ADAPTIVE_BINS, said)


@pytest.mark.parametrize("operation", SLIDING_WINDOWS["operation"].options)
@pytest.mark.parametrize("dims", SLIDING_WINDOWS["dims"].options)
def test_a_call_takes_exactly_what_its_operation_has(operation, dims):
    call = window_call(windows(operation=operation, dims=dims, kernel_size=3, padding=1, ceil_mode=True))
    assert call.name == f"{operation}_pool{dims}"
    assert call.arguments.keys() == signature(call.name).keys()
    assert call.arguments["kernel_size"] == 3 and call.arguments["ceil_mode"] is True
    assert call.arguments.get("padding", 1) == 1 and call.arguments.get("norm_type", 2) == 2


@pytest.mark.parametrize(
    "said, arguments",
    [
        ({"kernel_size": 3, "kernel_size_w": 2}, {"kernel_size": 3}),
        ({"per_axis": True, "kernel_size": 3, "kernel_size_w": 2}, {"kernel_size": (3, 2), "padding": (0, 0)}),
        ({"per_axis": True, "dims": "1d", "kernel_size": 3, "kernel_size_w": 2}, {"kernel_size": 3}),
        ({"per_axis": True, "kernel_size": 3, "kernel_size_w": 2}, {"stride": None}),
        ({"per_axis": True, "kernel_size": 3, "kernel_size_w": 2, "stride": 1}, {"stride": (1, 2)}),
        ({"per_axis": True, "kernel_size": 3, "kernel_size_w": 2, "stride_w": 1}, {"stride": (3, 1)}),
        ({"operation": "avg", "divisor_override": -2}, {"divisor_override": -2}),
        ({"operation": "avg", "count_include_pad": False}, {"count_include_pad": False}),
    ],
)
def test_both_axes_follow_one_field_until_they_are_taken_apart(said, arguments):
    call = window_call(windows(**said))
    assert {key: call.arguments[key] for key in arguments} == arguments


@pytest.mark.parametrize(
    "text, power",
    [("2", 2), (" 2.0 ", 2.0), ("1.5", 1.5), ("inf", inf), ("∞", inf), ("−3", -3), ("-inf", -inf), ("1e2", 100)],
)
def test_a_power_is_a_number_as_people_write_it(text, power):
    call = window_call(windows(operation="lp", norm_type=text))
    assert call.arguments["norm_type"] == power
    assert isinstance(call.arguments["norm_type"], type(power))


@pytest.mark.parametrize("text", ["", "two", "2,5", "1/2", "__import__('os')", "<b>", "2\x00"])
def test_a_power_that_is_no_number_names_itself_and_a_fix(text):
    with pytest.raises(PoolingError) as refused:
        window_call(windows(operation="lp", norm_type=text))
    assert refused.value.parameter == "norm_type" and refused.value.received == text
    state = windows(operation="lp", norm_type=text)
    assert window_call(state | changes(SLIDING_WINDOWS, state, refused.value.fix)).arguments["norm_type"] == 2


def test_a_temperature_makes_another_call_where_the_operation_takes_one():
    heated = window_call(windows(operation="avg", temperature="0.5", kernel_size=3))
    assert heated.name == "temperature_avg_pool2d" and heated.arguments["temperature"] == 0.5
    assert heated.arguments["kernel_size"] == 3
    assert window_call(windows(operation="avg", dims="1d", temperature="2")).name == "temperature_avg_pool1d"
    for state in (
        {"temperature": " "},
        {"temperature": "2", "operation": "lp"},
        {"temperature": "2", "dtype": "int64"},
    ):
        assert "temperature" not in window_call(windows(**{"operation": "avg"} | state)).arguments


@pytest.mark.parametrize("said", ["hot", "inf", "nan", "1,5"])
def test_a_temperature_that_is_no_number_names_a_fix(said):
    state = windows(operation="avg", temperature=said)
    with pytest.raises(PoolingError) as refused:
        window_call(state)
    assert refused.value.parameter == "temperature"
    assert window_call(state | changes(SLIDING_WINDOWS, state, refused.value.fix)).arguments["temperature"] == 1


@pytest.mark.parametrize(
    "said, arguments",
    [
        ({}, {"kernel_size": 2, "stride": None}),
        ({"power_kernel_w": 4}, {"kernel_size": 2}),
        ({"power_per_axis": True, "power_kernel": 1, "power_kernel_w": 4}, {"kernel_size": (1, 4), "stride": None}),
        ({"power_per_axis": True, "power_kernel_w": 3, "power_stride": 1}, {"kernel_size": (2, 3), "stride": (1, 3)}),
        ({"power_per_axis": True, "power_kernel_w": 3, "power_input": "1 2 3"}, {"kernel_size": 2}),
    ],
)
def test_the_window_of_a_power_mean_may_differ_by_axis(said, arguments):
    for family in ("gem", "lp"):
        call = power_call(complete(POWER_MEANS, {**said, "family": family}))
        assert {key: call.arguments[key] for key in arguments} == arguments


def test_a_fix_takes_the_axes_of_a_power_mean_apart():
    state = complete(POWER_MEANS, {"power_kernel": 3, "power_stride": 1, "power_input": "1 2 3 4\n5 6 7 8"})
    with pytest.raises(PoolingError) as refused:
        trace(*power_moment(state))
    after = state | changes(POWER_MEANS, state, refused.value.fix)
    assert power_call(after).arguments["kernel_size"] == (2, 3) and power_call(after).arguments["stride"] == (1, 1)
    trace(*power_moment(after))


def power_moment(state):
    return power_call(state), tensor_text.parse(state["power_input"]).array


def test_the_bins_of_a_state():
    assert adaptive_call(bins()).arguments == {"output_size": 5}
    two = adaptive_call(bins(bins_operation="max", bins_dims="2d", keep_height=True, output_size_w=2))
    assert two.name == "adaptive_max_pool2d" and two.arguments["output_size"] == (None, 2)


def test_a_plane_becomes_what_the_functions_take():
    plane = np.zeros((3, 4), np.float32)
    assert one_plane(window_call(windows(dims="1d")), plane).shape == (3, 4)
    assert one_plane(window_call(windows()), plane).shape == (1, 3, 4)


# What is refused, and how many rules it breaks: each press of the fix mends one of them.
REFUSED = [
    *(({key: 0}, 1) for key in ("kernel_size", "stride", "dilation")),
    ({"padding": 2, "kernel_size": 3}, 1),
    ({"kernel_size": 32}, 1),
    ({"kernel_size": 7, "stride": 1}, 1),
    ({"dilation": 32}, 1),
    ({"dilation": 32, "padding": 1, "kernel_size": 3}, 2),
    ({"kernel_size": 32, "padding": 32}, 2),
    ({"kernel_size": 0, "stride": 0, "dilation": 0, "padding": 32}, 4),
    ({"operation": "avg", "kernel_size": 9, "stride": 1}, 1),
    ({"operation": "avg", "divisor_override": 0}, 1),
    ({"operation": "lp", "norm_type": "0"}, 1),
    ({"operation": "lp", "norm_type": "-0.0"}, 1),
    ({"operation": "lp", "kernel_size": 32, "norm_type": "zero"}, 2),
    ({"dims": "1d", "dtype": "int64"}, 1),
    ({"dims": "1d", "dtype": "int64", "kernel_size": 9}, 2),
    ({"operation": "lp", "dtype": "int64", "norm_type": "-2"}, 1),
    ({"operation": "lp", "dims": "1d", "dtype": "int64", "norm_type": "inf"}, 1),
    ({"operation": "avg", "temperature": "hot"}, 1),
    ({"operation": "avg", "temperature": "inf", "padding": 9}, 2),
    ({"dims": "1d", "kernel_size": 9}, 1),
    ({"dims": "1d", "padding": 9, "kernel_size": 4}, 1),
    ({"per_axis": True, "kernel_size": 7, "kernel_size_w": 9, "stride": 1, "stride_w": 2}, 1),
    ({"per_axis": True, "stride": 0, "stride_w": 1}, 1),
    ({"input": "1 2 3"}, 1),
    ({"input": "1 2 3", "kernel_size": 3, "padding": 1, "dilation": 3, "stride": 1}, 2),
]


def mended(state):
    """The state after pressing the fix until nothing is refused, and how often that was."""
    lesson = LESSONS["sliding_windows"]
    for pressed in range(9):
        try:
            trace(*call_and_plane(lesson, state))
        except PoolingError as error:
            (changed, *_) = lesson.mends(state, error)
            assert changed, f"no way on from: {error}"
            state = state | changed
        else:
            return state, pressed
    raise AssertionError("still refused after nine presses")


@pytest.mark.parametrize("said, rules", REFUSED, ids=str)
def test_the_fix_leads_to_a_valid_call_and_leaves_the_tensor(said, rules):
    before = windows(**said)
    after, presses = mended(before)
    assert 1 <= presses <= rules
    unblamed = {"operation", "dims", "ceil_mode", "count_include_pad", "input"}
    assert {key: after[key] for key in unblamed} == {key: before[key] for key in unblamed}


@pytest.mark.parametrize("parameter, value", [("stride", 1), ("padding", 1), ("dilation", 2)])
def test_a_fix_that_takes_the_axes_apart_keeps_what_was_linked(parameter, value):
    state = windows(kernel_size=9, input="\n".join(["1 2 3 4 5 6 7 8 9 1"] * 6), **{parameter: value})
    after, _ = mended(state)
    call = window_call(after)
    axes = {"stride": call.stride, "padding": call.padding, "dilation": call.dilation}[parameter]
    assert axes == (value, value)
