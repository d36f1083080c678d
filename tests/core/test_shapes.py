"""Shapes without computing, beside the functions themselves and beside PyTorch."""

import itertools
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import pooling_core.functional as F
from pooling_core import extensions
from pooling_core.call.errors import PoolingError
from pooling_core.geometry.conventions import conventions
from pooling_core.geometry.shapes import output_shape
from pooling_core.oracle.random_calls.cases import OPERATIONS, random_case
from pooling_core.shapes import LONGEST_AXIS

FUNCTIONS = [name for name in OPERATIONS if not name.startswith("pullback")]


def computed(name, x, arguments):
    """The shape of the function's own result, or its refusal."""
    function = getattr(F, name, None) or getattr(extensions, name)
    try:
        result = function(x, **arguments)
    except PoolingError as error:
        return error
    return (result[0] if isinstance(result, tuple) else result).shape


def foretold(name, shape, arguments):
    try:
        return output_shape(name, shape, **arguments)
    except PoolingError as error:
        return error


def about_shape(error):
    """Whether a refusal could be given for the shape alone."""
    others = ("(dtype", "more than memory", "integers have no negative integer power")
    return error.parameter not in ("_random_samples", "indices") and not any(part in str(error) for part in others)


@pytest.mark.parametrize("key", FUNCTIONS)
def test_the_shape_and_the_refusal_of_the_function_itself(key):
    rng = np.random.default_rng([7, *key.encode()])
    shapes = refusals = 0
    for _ in range(150):
        case = random_case(rng, key)
        name = "interpolate" if key.startswith("interpolate") else key
        with np.errstate(all="ignore"):
            arguments = {k: v.array(case.array.dtype) if hasattr(v, "array") else v for k, v in case.arguments.items()}
        if any(isinstance(v, int) and abs(v) > 2**20 for v in arguments.values()):
            continue
        told, done = foretold(name, case.array.shape, arguments), computed(name, case.array, arguments)
        if isinstance(done, tuple):
            assert told == done, case.call_text()
            shapes += 1
        elif about_shape(done):
            assert isinstance(told, PoolingError), case.call_text()
            assert (str(told), told.fix) == (str(done), done.fix), case.call_text()
            refusals += 1
        if isinstance(told, PoolingError):
            assert isinstance(done, PoolingError), case.call_text()
    assert shapes > 30 and refusals > 3


def test_the_extensions_have_shapes_too():
    x = np.ones((2, 3, 9, 8))
    calls: dict[str, dict[str, Any]] = {
        "stochastic_pool2d": {"kernel_size": 2, "stride": 3, "ceil_mode": True, "rng": 0, "training": True},
        "gem_pool2d": {"p": 4.0},
        "tf_max_pool2d": {"kernel_size": 3, "stride": 2},
        "tf_avg_pool2d": {"kernel_size": 3, "stride": 2, "padding": "VALID"},
    }
    for name, arguments in calls.items():
        function = getattr(extensions, name)
        assert output_shape(name, x.shape, **arguments) == function(x, **arguments).shape


def test_arrays_may_be_given_by_their_shapes():
    x, weight, bias = np.ones((2, 4, 9)), np.ones((6, 2, 3)), np.ones(6)
    by_shape = output_shape("conv1d", x.shape, weight=(6, 2, 3), bias=(6,), groups=2, padding="same")
    assert by_shape == output_shape("conv1d", x.shape, weight=weight, bias=bias, groups=2, padding="same") == (2, 6, 9)
    assert output_shape("max_unpool1d", (2, 4, 9), kernel_size=2) == (2, 4, 18)
    assert output_shape("max_unpool1d", (2, 4, 9), kernel_size=2, indices=(2, 4, 9)) == (2, 4, 18)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_transposed_convolution_beside_torch(rank):
    name, rng = f"conv_transpose{rank}d", np.random.default_rng(rank)
    accepted = refused = 0
    for _ in range(400):
        groups = int(rng.choice([1, 1, 2]))
        shape = (*((2,), ())[int(rng.random() < 0.3)], 2 * groups, *rng.integers(1, 5, rank).tolist())
        weight = (2 * groups + int(rng.random() < 0.05), 3, *rng.integers(1, 4, rank).tolist())
        arguments = {
            "stride": rng.integers(1, 4, rank).tolist(),
            "padding": rng.integers(0, 3, rank).tolist(),
            "output_padding": (rng.integers(0, 3, rank) * (rng.random() < 0.5)).tolist(),
            "dilation": rng.integers(1, 3, rank).tolist(),
        }
        if rng.random() < 0.1:
            arguments[str(rng.choice(list(arguments)))] = [-1, (1,) * (rank + 1), 1.0, None, 0][int(rng.integers(5))]
        bias = (3 * groups + int(rng.random() < 0.05),) if rng.random() < 0.5 else None
        told = foretold(name, shape, {"weight": weight, "bias": bias, "groups": groups, **arguments})
        parts = [shape, weight, bias]
        tensors = [None if part is None else torch.ones(part, dtype=torch.float64) for part in parts]
        try:
            done = tuple(getattr(torch.nn.functional, name)(*tensors, groups=groups, **arguments).shape)
        except (RuntimeError, TypeError, ValueError):
            done = None
        if done is None:
            refused += 1
            assert isinstance(told, PoolingError), (shape, weight, arguments)
            followed = foretold(
                name, shape, {"weight": weight, "bias": bias, "groups": groups, **arguments, **told.fix}
            )
            assert not told.fix or str(followed) != str(told)
        else:
            accepted += 1
            assert told == done, (shape, weight, arguments)
    assert accepted > 100 and refused > 40


def test_an_empty_batch_may_even_lose_its_cells_in_a_transposed_convolution():
    arguments = {"weight": (1, 1, 2), "padding": 1}
    assert output_shape("conv_transpose1d", (0, 1, 1), **arguments) == (0, 1, 0)
    with pytest.raises(PoolingError) as caught:
        output_shape("conv_transpose1d", (1, 1, 1), **arguments)
    assert caught.value.fix == {"padding": 0}


@pytest.mark.parametrize(
    "name, shape, arguments, parameter",
    [
        ("max_pool4d", (1, 1, 4), {"kernel_size": 2}, "name"),
        ("fractional_max_pool1d", (1, 1, 4), {"kernel_size": 2}, "name"),
        ("interpolate2d", (1, 1, 4, 4), {"size": 2}, "name"),
        ("conv2d", (1, 1, 4, 4), {}, "weight"),
        ("conv2d", (1, 1, 4, 4), {"weight": (1, 1, 2, 2), "pad": 1}, "pad"),
        ("conv2d", (1, 1, 4, 4), {"weight": (1, 1, 2.0, 2)}, "weight"),
        ("max_unpool1d", (1, 1, 4), {"kernel_size": 2, "indices": (1, 1, 5)}, "indices"),
        ("max_pool1d", (1, 1, -4), {"kernel_size": 2}, "input_shape"),
        ("max_pool1d", 4, {"kernel_size": 2}, "input_shape"),
        ("max_pool1d", (1, 1, True), {"kernel_size": 2}, "input_shape"),
        ("max_pool1d", (1, 1, LONGEST_AXIS + 1), {"kernel_size": 2}, "input_shape"),
        ("adaptive_avg_pool1d", (1, 1, 4), {"output_size": 2**31}, "output_size"),
    ],
)
def test_what_makes_no_sense_is_refused(name, shape, arguments, parameter):
    with pytest.raises(PoolingError) as caught:
        output_shape(name, shape, **arguments)
    assert caught.value.parameter == parameter


def test_sizes_that_no_memory_holds_cost_nothing():
    assert output_shape("conv1d", (1, 1, 5), weight=(1, 1, 1), padding=2**30) == (1, 1, 2**31 + 5)
    assert output_shape("interpolate", (1, 1, 5), size=2**31 - 1) == (1, 1, 2**31 - 1)


# --- the four conventions -------------------------------------------------------------------------------------------


def test_the_conventions_of_a_textbook_example():
    floor, ceil, valid, same = conventions(7, 3, 2)
    assert [c.outputs for c in (floor, ceil, valid, same)] == [3, 3, 3, 4]
    assert (same.padding_before, same.padding_after, same.starts) == (1, 1, (-1, 1, 3, 5))
    floor, ceil, valid, same = conventions(6, 3, 2)
    assert [c.outputs for c in (floor, ceil, valid, same)] == [2, 3, 2, 3]
    assert (floor.unread, ceil.unread, ceil.overhang) == (1, 0, 1)
    assert (same.padding_before, same.padding_after, same.starts, same.unread) == (0, 1, (0, 2, 4), 0)


@given(size=st.integers(1, 40), kernel=st.integers(1, 9), stride=st.integers(1, 6), dilation=st.integers(1, 3))
@settings(max_examples=200)
def test_conventions_against_their_own_formulas(size, kernel, stride, dilation):
    floor, ceil, valid, same = conventions(size, kernel, stride, dilation)
    reach = dilation * (kernel - 1) + 1
    assert valid.outputs == max(-(-(size - reach + 1) // stride), 0)  # ceil((n - k + 1) / s), as TensorFlow words it
    assert (floor.outputs, floor.starts) == (valid.outputs, valid.starts)
    assert same.outputs == -(-size // stride)
    total = max((same.outputs - 1) * stride + reach - size, 0)
    assert (same.padding_before, same.padding_after) == (total // 2, total - total // 2)
    assert same.starts == tuple(range(-(total // 2), -(total // 2) + same.outputs * stride, stride))
    assert valid.allowed == (valid.outputs > 0 and (dilation == 1 or stride == 1))
    assert same.allowed == (dilation == 1)
    for found in (floor, ceil, valid, same):
        end = found.starts[-1] + reach if found.outputs else 0
        assert found.unread == max(size - end, 0)
        assert found.overhang == (max(end - size, 0) if found is ceil else 0)
    assert ceil.outputs in (floor.outputs, floor.outputs + 1)
    for convention in (floor, ceil):
        x = torch.ones(1, 1, size)
        arguments = (kernel, stride, 0, dilation, convention is ceil)
        try:
            done = torch.nn.functional.max_pool1d(x, *arguments).shape[-1]
        except RuntimeError:
            done = 0
        assert (convention.outputs, convention.allowed) == (done, done > 0)


def test_tensorflow_has_no_dilated_windows_with_a_stride_and_none_in_same():
    assert [c.allowed for c in conventions(20, 3, 2, 2)] == [True, True, False, False]
    assert [c.allowed for c in conventions(20, 3, 1, 2)] == [True, True, True, False]
    assert [c.allowed for c in conventions(20, 3, 2, 1)] == [True] * 4


@pytest.mark.parametrize("values", list(itertools.permutations((5, 2, 0))))
def test_conventions_want_numbers_of_at_least_one(values):
    with pytest.raises(PoolingError):
        conventions(*values)
