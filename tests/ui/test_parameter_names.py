"""Every field names the parameter that it holds, and what a state gives a call another state can take."""

import re
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.lessons import LESSONS
from ui.calls import PER_AXIS
from ui.lessons.adaptive_bins.fields import FIELDS as ADAPTIVE_BINS
from ui.lessons.convolution.fields import VIEWS
from ui.lessons.power_means.fields import FIELDS as POWER_MEANS
from ui.lessons.sliding_windows.fields import FIELDS as SLIDING_WINDOWS
from ui.state.codec import text_of
from ui.state.fields import complaint, complete
from ui.state.parameters import Fields, arguments, changes, holders


def windows(**said):
    return complete(SLIDING_WINDOWS, said)


# The calls of each lesson: its fields, and the parameters that are read from them.
CALLS: dict[str, tuple[Fields, tuple[str, ...]]] = {
    "sliding_windows": (SLIDING_WINDOWS, (*PER_AXIS, "ceil_mode", "count_include_pad", "norm_type", "temperature")),
    "adaptive_bins": (ADAPTIVE_BINS, ("output_size",)),
    "fractional": (LESSONS["fractional"].fields, ("kernel_size", "output_size", "output_ratio", "_random_samples")),
    "power_means": (POWER_MEANS, ("kernel_size", "stride", "p", "norm_type", "beta", "eps")),
    "stochastic": (LESSONS["stochastic"].fields, ("kernel_size", "stride", "training", "rng")),
    "unpooling": (LESSONS["unpooling"].fields, ("kernel_size", "stride", "padding", "output_size")),
    "dimensions": (LESSONS["dimensions"].fields, PER_AXIS),
    "frameworks": (
        LESSONS["frameworks"].fields,
        (*PER_AXIS, "ceil_mode", "norm_type"),
    ),
    "convolution, average": (VIEWS["average"], ("kernel_size", "stride", "padding", "count_include_pad")),
    "convolution, parameters": (VIEWS["parameters"], ("stride", "dilation", "groups", "padding")),
    "convolution, shift": (VIEWS["shift"], ("kernel_size", "stride")),
    "backward": (
        LESSONS["backward"].fields,
        (
            *("kernel_size", "stride", "padding", "output_size", "size", "mode", "p", "norm_type", "eps"),
            *("training", "rng", "sample", "_random_samples"),
        ),
    ),
}
# One for all axes, or height and width, with the depth before; the first two until they are taken apart.
AXES = ([None], [None, -1], [-2, -1], [-3, None, -1], [-3, -2, -1])
# What is no parameter: which function it is, how it is looked at, and what stands in for a parameter.
NAMELESS = re.compile(
    r"(operation|dims|view|family|given|dtype|per_axis|keep_|area$|ghosts|nearest$|window_|drawn_|claim|guess|told|score$|beside"
    r"|left$|right$|sentence|scored|over_time|shift_by|uneven|pad_|channel|pyramid|adaptive$|batch"
    r"|dimensions_(kernel|stride|padding|dilation|output)_[hw]$)"
)


@pytest.mark.parametrize("name", sorted(LESSONS.keys() - {"shapes"}))
def test_every_field_names_its_parameter_or_is_none(name):
    for key, field in LESSONS[name].fields.items():
        assert bool(field.parameter) != bool(NAMELESS.search(key)), key


@pytest.mark.parametrize("name", CALLS)
def test_a_parameter_has_one_field_or_a_height_and_a_width(name):
    fields, names = CALLS[name]
    for parameter in names:
        keys = holders(fields, parameter)
        assert keys and [fields[key].axis for key in keys] in AXES
        assert all(fields[key].switch in ("", *fields) for key in keys)


def test_what_a_call_reads_is_what_its_fields_name():
    """Each field that is turned changes the call, and only the parameter that it names."""
    lesson = LESSONS["sliding_windows"]
    for key, turned in (("kernel_size", 3), ("stride", 1), ("padding", 1), ("dilation", 2), ("ceil_mode", True)):
        before, after = (lesson.call(windows(**said)).arguments for said in ({}, {key: turned}))
        changed = {each for each in before if before[each] != after[each]}
        assert changed == {lesson.fields[key].parameter}


def values_of(field):
    if field.kind == "flag":
        return st.booleans()
    if field.kind == "choice":
        return st.sampled_from(field.options)
    if field.kind == "int":
        numbers = st.integers(field.low, field.high)
        return st.none() | numbers if field.optional else numbers
    if field.nearest is None:
        return st.just(field.default)
    return st.integers(-9999, 9999).map(lambda value: f"{value / 100:g}") | st.sampled_from(
        ["inf", "-inf", "∞", "−3", "2.0", "7"]
    )


def states_of(fields):
    return st.fixed_dictionaries({key: values_of(field) for key, field in fields.items()})


def both(value, keys):
    """A number of each axis; where both are None the parameter is."""
    sides = value if isinstance(value, tuple) else (value,) * len(keys)
    return None if set(sides) == {None} else sides


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("name", CALLS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_what_a_state_gives_a_call_another_state_takes_and_gives_again(name, apart, data):
    fields, names = CALLS[name]
    # Two names of one field are never asked for at once.
    names = data.draw(st.sampled_from([[each] for each in names])) + ["kernel_size"] * ("kernel_size" in names)
    state, other = data.draw(states_of(fields)), data.draw(states_of(fields))
    given = arguments(fields, state, names, apart=apart)
    after = other | changes(fields, other, given)
    assert after.keys() == other.keys()
    assert all(complaint(key, fields[key], text_of(after[key])) is None for key in fields)
    again = arguments(fields, after, names, apart=apart)
    for parameter in given:
        keys = holders(fields, parameter)
        if given[parameter] is None or None in both(given[parameter], keys):
            # A stride that follows the kernel still does; half an output size stays half.
            assert parameter in ("stride", "output_size", "divisor_override")
        assert both(again[parameter], keys) == both(given[parameter], keys)


def test_a_fix_of_one_axis_opens_the_lock_and_leaves_what_no_field_holds():
    fields, state = SLIDING_WINDOWS, windows(kernel_size=3, padding=1)
    assert changes(fields, state, {"kernel_size": (2, 3), "training": True}) == {
        "kernel_size": 2,
        "kernel_size_w": 3,
        "stride_w": None,
        "padding_w": 1,
        "dilation_w": 1,
        "per_axis": True,
    }
    assert changes(fields, state, {"kernel_size": (4,)}) == {"kernel_size": 4, "kernel_size_w": 4}
    assert changes(VIEWS["average"], complete(VIEWS["average"], {}), {"kernel_size": (3, 2)}) == {
        "conv_average_kernel": 2
    }
    assert changes(ADAPTIVE_BINS, complete(ADAPTIVE_BINS, {}), {"output_size": (None, 1)}) == {"output_size_w": 1}


def test_a_fix_is_written_as_its_field_is():
    power, backward = complete(POWER_MEANS, {}), LESSONS["backward"].fields
    assert changes(POWER_MEANS, power, {"beta": 7.0, "p": 7.5, "eps": 1e-6}) == {
        "beta": "5",
        "p": "7.5",
        "eps": "1e-06",
    }
    assert changes(POWER_MEANS, power, {"norm_type": inf}) == {"p": "inf"}
    assert changes(backward, complete(backward, {}), {"training": False, "sample": 1 / 3}) == {
        "backward_mode": "inference",
        "backward_sample": "0.333333",
    }
