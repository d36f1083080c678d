"""What other libraries make of a layer: held to onnx's own node cases, and to numbers that the others publish."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pooling_core import PoolingError, PoolSpec, padded
from pooling_core.compute.run import pool
from pooling_core.explain.causes import causes
from pooling_core.explain.equal import equal_program, same_for_all
from pooling_core.geometry.asked import Layer, asked_of, index_of
from pooling_core.geometry.frameworks import FRAMEWORKS
from tests.core.onnx_cases import node_cases, our_call
from tests.core.traced_calls import quick

RAMP = np.arange(1, 26, dtype=np.float32).reshape(1, 5, 5)


def by(name, layer, *rows):
    """What a library makes of a layer on some rows."""
    plane = np.array(rows, np.float32)
    asked = asked_of(FRAMEWORKS[name], layer, plane.shape)
    assert asked.call is not None, asked.refusal
    return pool(asked.call, plane[None])[0].tolist()


# ---- ONNX, by its own node cases ----


@pytest.mark.parametrize("case", node_cases(), ids=lambda case: case.name)
def test_onnx_publishes_these_numbers(case):
    call = our_call(case.operation, case.attributes, case.inputs[0].ndim - 2)
    found = pool(call, case.inputs[0].astype(np.float32))
    assert found.shape == case.outputs[0].shape
    # One case is published with four digits.
    near = 6e-5 if case.name.endswith("last_window_starts_on_pad") else 1e-6
    np.testing.assert_allclose(found, case.outputs[0], rtol=1e-5, atol=near)


def test_there_are_cases_of_every_kind():
    kinds = {(case.operation, case.attributes.get("auto_pad", "NOTSET")) for case in node_cases()}
    operations = ("MaxPool", "AveragePool", "LpPool")
    assert {(each, pad) for each in operations for pad in ("NOTSET", "SAME_UPPER", "SAME_LOWER")} <= kinds
    assert sum(bool(case.attributes.get("ceil_mode")) for case in node_cases()) >= 5
    assert any(case.attributes.get("count_include_pad") for case in node_cases())


def test_onnx_counts_the_place_of_a_maximum_so():
    """The two node cases with indices, row by row and, with storage_order, column by column."""
    rows = [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11, 12, 13, 14, 15], [16, 17, 18, 19, 20], [21, 22, 23, 24, 25]]
    _, ours = torch.nn.functional.max_pool2d(torch.tensor([rows]).float(), 2, 2, return_indices=True)
    with_indices = [case for case in node_cases() if len(case.outputs) > 1]
    (columns,) = (case for case in with_indices if case.attributes.get("storage_order"))
    assert len(with_indices) == 2
    assert columns.outputs[1].ravel().tolist() == [(i % 5) * 5 + i // 5 for i in ours.ravel().tolist()]
    assert [index_of("tensor", divmod(i, 5), 0, 1, (5, 5)) for i in ours.ravel().tolist()] == ours.ravel().tolist()


# ---- the others, by what they publish ----


def test_keras_publishes_these_averages():
    """The examples of ``tf.keras.layers.AveragePooling2D``."""
    rows = [1, 2, 3], [4, 5, 6], [7, 8, 9]
    assert by("keras_valid", Layer("avg", 2, 1), *rows) == [[3, 4], [6, 7]]
    assert by("keras_valid", Layer("avg", 2, 2), [1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]) == [[3.5, 5.5]]
    assert by("keras_same", Layer("avg", 2, 1), *rows) == [[3, 4, 4.5], [6, 7, 7.5], [7.5, 8.5, 9]]


def test_flax_publishes_these_averages():
    """``test_avg_pool_padding_same`` of flax's ``tests/linen/linen_test.py``."""
    rows = [1, 2], [3, 4]
    assert by("flax_same", Layer("avg", 2), *rows) == [[2.5, 1.5], [1.75, 1]]
    assert by("flax_same", Layer("avg", 2, counted=False), *rows) == [[2.5, 3], [3.5, 4]]


def test_caffe_publishes_these_numbers():
    """``TestForwardSquare``, ``TestForwardMaxPadded``, ``TestForwardAve`` and ``TestSetup`` in its pooling test."""
    square = [1, 2, 5, 2, 3], [9, 4, 1, 4, 8], [1, 2, 5, 2, 3]
    assert by("caffe", Layer("max", 2), *square) == [[9, 5, 5, 8], [9, 5, 5, 8]]
    pad_two = Layer("max", 3, 2, padding=2)
    assert by("caffe", pad_two, [1, 2, 4], [2, 3, 2], [4, 2, 1]) == [[1, 4, 4], [4, 4, 4], [4, 4, 1]]
    found = by("caffe", Layer("avg", 3, 1, padding=1), [2, 2, 2], [2, 2, 2], [2, 2, 2])
    np.testing.assert_allclose(found, [[8 / 9, 4 / 3, 8 / 9], [4 / 3, 2, 4 / 3], [8 / 9, 4 / 3, 8 / 9]], rtol=1e-6)
    assert np.shape(by("caffe", Layer("max", 3, 2), *np.zeros((6, 5)))) == (3, 2)
    assert np.shape(by("caffe", Layer("avg", 3, 2, padding=1), *np.zeros((6, 5)))) == (4, 3)


def test_openvino_publishes_these_maxima():
    """Examples 1, 3, 4, 5 and 7 of "Shape calculation rules for Pooling Operators".

    In the first it prints -6 for the last window of the second row, which holds 3 and -6.
    """
    rows = [-1, 2, 3], [4, 5, -6], [-7, 8, 9]
    shown = [[-1, 2, 3, 3], [4, 5, 5, 3], [4, 8, 9, 9], [-7, 8, 9, 9]]
    assert by("openvino", Layer("max", 2, 1, padding=1), *rows) == shown
    dilated = by("openvino", Layer("max", 2, 1, padding=1, dilation=2), [1, 2, 3], [4, 5, 6], [7, 8, 9])
    assert dilated == [[5, 6, 5], [8, 9, 8], [5, 6, 5]]
    plane = np.array([rows], np.float64)
    lower, upper = (padded.padded_max_pool2d(plane, 2, 1, f"SAME_{side}")[0] for side in ("LOWER", "UPPER"))
    assert lower.tolist() == [[-1, 2, 3], [4, 5, 5], [4, 8, 9]]
    assert upper.tolist() == [[5, 5, 3], [8, 9, 9], [8, 9, 9]]
    ceil_torch = by("pytorch", Layer("max", 2, 2, padding=1, ceil_mode=True), [1, 2, 3], [4, 5, 6], [7, 8, 9])
    assert ceil_torch == [[1, 3], [7, 9]]
    assert np.shape(by("openvino", Layer("max", 2, 2, padding=1, ceil_mode=True), *rows)) == (3, 3)


def test_core_ml_publishes_these_averages():
    """``TestAvgPool`` of coremltools: no padding, its default for the strides."""
    rows = [-10.80291205, -6.42076184], [-7.07910997, 9.1913279]
    asked = asked_of(FRAMEWORKS["coreml"], Layer("avg", 2), (2, 2))
    assert asked.call is not None and asked.call.stride == (1, 1) and asked.call.arguments["counted"] == "padding"
    found = padded.padded_avg_pool2d(np.array([rows]), (1, 2), (2, 1))
    np.testing.assert_allclose(found, [[[-8.611837]]], rtol=1e-6)


def test_tensorrt_publishes_these_sizes():
    """The second pooling example beside ``PaddingMode`` in NvInfer.h: I = 6, B = A = 3, S = 2, F = 3."""
    for rounding, size in zip(FRAMEWORKS["tensorrt"].rounding, (5, 6), strict=True):
        assert padded.padded_max_pool2d(np.ones((1, 6, 6)), 3, 2, 3, rounding=rounding).shape == (1, size, size)


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("counted", [None, True])
def test_paddle_averages_as_its_test_suite_does(ceil_mode, counted):
    """``avg_pool2D_forward_naive`` of Paddle's test/legacy_test/test_pool2d_op.py, on one plane."""
    kernel, stride, padding = 3, 2, 1
    plane = RAMP[0, :4]
    sizes = [(size - kernel + 2 * padding + (stride - 1) * ceil_mode) // stride + 1 for size in plane.shape]
    wanted = np.zeros(sizes)
    for at in np.ndindex(*sizes):
        begin = [i * stride - padding for i in at]
        real = [slice(max(a, 0), min(a + kernel, n)) for a, n in zip(begin, plane.shape, strict=True)]
        cells = plane[tuple(real)]
        wanted[at] = cells.sum() / (kernel**2 if counted else cells.size)
    layer = Layer("avg", kernel, stride, padding, ceil_mode=ceil_mode, counted=counted)
    np.testing.assert_allclose(by("paddle", layer, *plane), wanted, rtol=1e-6)


# ---- what is not said is not guessed ----


@pytest.mark.parametrize(
    "name, layer, refusal",
    [
        ("keras_same", Layer("lp", 2), "no_layer"),
        ("flax", Layer("max", 2, dilation=2), "no_dilation"),
        ("openvino", Layer("avg", 2, 2), "unsaid_count"),
        ("openvino", Layer("max", 2), "unsaid_stride"),
        ("caffe", Layer("max", 2, padding=2), "pad_below_kernel"),
        ("caffe", Layer("max", 2, rank=1), "no_layer"),
        ("coreml", Layer("avg", 2, 2, ceil_mode=True), "undocumented"),
        ("tensorrt", Layer("max", 2, 2, padding=1, ceil_mode=True), "empty"),
        ("onnx", Layer("lp", 2, norm_type=1.5), "whole_power"),
        ("onnx", Layer("lp", 2, norm_type=float("inf")), "whole_power"),
        ("onnx_same_upper", Layer("max", 2, 2, dilation=2), "unsettled"),
        ("onnx_same_lower", Layer("max", 1, 3), "unsettled"),
    ],
)
def test_a_library_that_does_not_say_has_no_call(name, layer, refusal):
    asked = asked_of(FRAMEWORKS[name], layer, (5, 5)[: layer.rank] if name != "onnx_same_lower" else (6, 6))
    assert (asked.call, asked.refusal) == (None, refusal)


# ---- why, and what makes them equal ----


@pytest.mark.parametrize(
    "name, layer, keys",
    [
        ("onnx", Layer("avg", 3, 2, padding=1), ["counted"]),
        ("onnx", Layer("max", 3), ["stride"]),
        ("onnx", Layer("max", 3, 2, padding=1), []),
        ("onnx_same_lower", Layer("max", 2, 2, padding=1), []),
        ("keras_same", Layer("max", 2, 1), ["padding"]),
        ("openvino", Layer("max", 2, 2, padding=1, ceil_mode=True), ["rounding"]),
        ("paddle", Layer("avg", 2, 2, ceil_mode=True, counted=True), ["beyond"]),
        ("onnx", Layer("lp", 2, 1, norm_type=3), ["absolute"]),
        ("onnx", Layer("lp", 2, 2, norm_type=2, ceil_mode=True), ["scaled"]),
        ("onnx", Layer("lp", 2, 2, norm_type=2), []),
    ],
)
def test_the_cause_is_named(name, layer, keys):
    ours, theirs = (asked_of(FRAMEWORKS[each], layer, (5, 5)).call for each in ("pytorch", name))
    assert [each.key for each in causes(ours, theirs, (5, 5))] == keys
    assert same_for_all(ours, theirs, (5, 5)) == (not keys)


def test_the_odd_cell_on_the_other_side_is_named():
    call = PoolSpec.of("padded_max_pool2d", kernel_size=2, stride=1)
    upper, lower = (call.with_arguments(padding=f"SAME_{side}") for side in ("UPPER", "LOWER"))
    (cause,) = causes(upper, lower, (3, 3))
    assert (cause.key, cause.values) == ("side", {"left": "0 + 1", "right": "1 + 0"})


@pytest.mark.parametrize(
    ("beside", "changed"),
    [
        # No padding is counted, so whether it counts stays as it was.
        ({"stride": 2, "count_include_pad": False}, {"ceil_mode": True}),
        ({"ceil_mode": True}, {}),
        # A stride that is written and one that is left out are the same.
        ({}, {"ceil_mode": True}),
        ({"padding": 1, "stride": 3}, {"stride": 2, "padding": 0, "ceil_mode": True}),
        ({"divisor_override": 3}, {"ceil_mode": True, "divisor_override": None}),
    ],
)
def test_no_argument_is_changed_that_changes_nothing(beside, changed):
    x = np.arange(9, dtype=np.float32).reshape(1, 3, 3)
    same = asked_of(FRAMEWORKS["keras_same"], Layer("avg", 2, 2), (3, 3)).call
    assert same is not None
    equal = equal_program(same, x, PoolSpec.of("avg_pool2d", kernel_size=2, **beside))
    assert equal is not None and equal.agrees and {**equal.changed} == changed


LAYERS = st.builds(
    Layer,
    operation=st.sampled_from(["max", "avg", "lp"]),
    kernel_size=st.integers(1, 4),
    stride=st.sampled_from([None, 1, 2, 3]),
    padding=st.integers(0, 2),
    ceil_mode=st.booleans(),
    counted=st.sampled_from([None, True, False]),
    norm_type=st.sampled_from([1, 2, 3]),
    rank=st.sampled_from([1, 2]),
)


@settings(quick, max_examples=120)
@given(st.sampled_from(sorted(FRAMEWORKS)), LAYERS, st.integers(2, 7), st.integers(2, 7), st.integers(0, 99))
def test_the_pytorch_shown_gives_the_other_librarys_result(name, layer, height, width, seed):
    """In the core by its own steps, and in torch by the text that is shown."""
    x = np.random.default_rng(seed).integers(-5, 6, (2, height, width)).astype(np.float32)
    x = x[0] if layer.rank == 1 else x
    try:
        asked = asked_of(FRAMEWORKS[name], layer, x.shape[-layer.rank :])
        ours = asked_of(FRAMEWORKS["pytorch"], layer, x.shape[-layer.rank :]).call
    except PoolingError:
        ours = None
    assume(ours is not None and asked.call is not None)
    equal = equal_program(asked.call, x, ours)
    wanted = pool(asked.call, x)
    assert equal is not None and equal.agrees, equal
    names = {"torch": torch, "F": torch.nn.functional, "x": torch.from_numpy(x)}
    exec(equal.shown, names)
    np.testing.assert_allclose(names["y"].numpy(), wanted, rtol=1e-4, atol=1e-5)
    if equal.kind == "same":
        np.testing.assert_array_equal(pool(ours, x), wanted)
