"""A fractional call explained: its windows where the samples put them, each start worked out, many draws counted."""

from fractions import Fraction
from math import floor
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import pooling_core.functional as F
from pooling_core import PoolingError, PoolSpec
from pooling_core.explain.fractional import placements, times_read
from pooling_core.explain.trace import trace
from pooling_core.geometry.fractional import check_layer, fractional_output_size
from pooling_core.oracle.calls import ask, ask_call

PLANE = np.arange(80, dtype=np.float32).reshape(8, 10)[::-1].copy()


def spec_of(kernel_size, output_size, *samples, name="fractional_max_pool2d"):
    return PoolSpec.of(name, kernel_size=kernel_size, output_size=output_size, _random_samples=[[samples]])


@st.composite
def calls(draw):
    """A valid call and a plane for it."""
    axes = []
    for _ in range(2):
        kernel, outputs = draw(st.integers(1, 4)), draw(st.integers(1, 6))
        axes.append((kernel + outputs - 1 + draw(st.integers(0, 6)), kernel, outputs))
    sizes, kernels, outputs = zip(*axes, strict=True)
    samples = draw(st.tuples(*[st.integers(0, 99)] * 2))
    dtype = draw(st.sampled_from([np.float16, np.float32, np.float64]))
    plane = np.random.default_rng(draw(st.integers(0, 999))).integers(-5, 6, sizes).astype(dtype)
    return spec_of(kernels, outputs, *(sample / 100 for sample in samples)), plane


# --- the same trace as for any other layer ---------------------------------------------------------------------------


@settings(max_examples=80)
@given(calls())
def test_windows_values_and_winners_are_those_of_the_function_and_of_torch(call):
    spec, plane = call
    traced = trace(spec, plane)
    samples = np.array(spec.arguments["_random_samples"], plane.dtype)
    given_sizes = (spec.arguments["kernel_size"], spec.arguments["output_size"])
    values, indices = F.fractional_max_pool2d(plane[None], *given_sizes, None, True, samples)
    np.testing.assert_array_equal(traced.output, values[0])
    flat = np.ravel_multi_index(tuple(np.moveaxis(traced.winners, -1, 0)), plane.shape)
    np.testing.assert_array_equal(flat, indices[0])
    assert ask(spec, plane[None], traced.output[None]).agrees
    rows, columns = traced.axes
    read = np.zeros(plane.shape, bool)
    for i, j in np.ndindex(traced.output.shape):
        window = np.ix_(rows.taps(i), columns.taps(j))
        read[window] = True
        assert traced.output[i, j] == plane[window].max()
        assert traced.winners[i, j][0] in rows.taps(i)
        assert traced.real[i, j] == plane[window].size
        assert traced.arithmetic[i][j].startswith("max(")
    np.testing.assert_array_equal(traced.kinds == "r", read)
    assert not traced.padding.any() and not traced.overhang.any() and traced.frame == ((0, 0), (0, 0))


def test_the_first_sample_is_for_the_width():
    rows, columns = trace(spec_of(2, (5, 6), 0.6, 0.0), PLANE).axes
    assert rows.starts.tolist() == [0, 1, 3, 4, 6]
    assert columns.starts.tolist() == [0, 2, 4, 5, 7, 8]


def test_cells_between_windows_are_gaps():
    kinds = trace(spec_of((1, 2), (1, 3), 0.0, 0.0), PLANE[:1]).kinds
    assert kinds.tolist() == [list("rrggrrggrr")]


def test_a_volume_is_explained_too():
    volume = np.arange(125, dtype=np.float32).reshape(5, 5, 5)
    spec = spec_of(2, 2, 0.1, 0.5, 0.9, name="fractional_max_pool3d")
    traced = trace(spec, volume)
    assert [axis.starts.tolist() for axis in traced.axes] == [[0, 3]] * 3
    assert traced.arithmetic[1][1][1].endswith("= 124")
    assert ask(spec, volume[None], traced.output[None]).agrees


@pytest.mark.parametrize("samples", [None, [[[0.5]]], [[[0.5, 0.5, 0.5]]], [[[0.5, 0.5], [0.5, 0.5]]], 0.5])
def test_windows_that_do_not_stand_still_are_not_explained(samples):
    spec = PoolSpec.of("fractional_max_pool2d", kernel_size=2, output_size=3, _random_samples=samples)
    with pytest.raises(PoolingError) as refusal:
        trace(spec, PLANE)
    assert refusal.value.parameter == "_random_samples"


def test_a_spec_holds_samples_as_numbers_and_can_be_compared():
    array = np.array([[[0.25, 0.5]]], np.float32)
    specs = [spec_of(2, 3, 0.25, 0.5), PoolSpec.of("fractional_max_pool2d", kernel_size=2, output_size=3)]
    assert specs[0] == PoolSpec.of("fractional_max_pool2d", kernel_size=2, output_size=3, _random_samples=array)
    assert len({*specs, spec_of(2, 3, 0.25, 0.75)}) == 3
    assert not specs[0].adaptive and specs[0].sampled
    for name, arguments in (("fractional_max_pool1d", {}), ("fractional_max_pool2d", {"stride": 1})):
        with pytest.raises(PoolingError):
            PoolSpec.of(name, kernel_size=2, output_size=3, **arguments)


def test_torch_takes_samples_as_numbers_or_as_an_array_and_its_layers_too():
    x, sizes = PLANE[None], {"kernel_size": 2, "output_size": 4}
    ours = trace(spec_of(2, 4, 0.3, 0.8), PLANE).output[None]
    numbers, array = [[[0.3, 0.8]]], np.array([[[0.3, 0.8]]], np.float32)
    for samples in (numbers, array):
        assert ask_call("fractional_max_pool2d", (x,), {**sizes, "_random_samples": samples}, ours).agrees
        assert ask_call("nn.FractionalMaxPool2d", (x,), {**sizes, "_random_samples": samples}, ours).agrees
    other = {**sizes, "_random_samples": array.astype(np.float64)}
    assert ask_call("fractional_max_pool2d", (x,), other, ours).refusal is not None
    assert not ask_call("fractional_max_pool2d", (x,), {**sizes, "_random_samples": [[[0.8, 0.3]]]}, ours).agrees


# --- the formula -----------------------------------------------------------------------------------------------------


@settings(max_examples=100)
@given(calls())
def test_each_start_is_the_formulas(call):
    spec, plane = call
    traced = trace(spec, plane)
    width, height = spec.arguments["_random_samples"][0][0]
    for axis, placed, sample in zip(traced.axes, placements(traced), (height, width), strict=True):
        assert placed.starts == tuple(axis.starts) and placed.sample == sample
        assert placed.starts[-1] == placed.size - placed.kernel_size
        worked = [floor(place) - floor(placed.first) for place in placed.places]
        assert worked == list(placed.starts[:-1])
        if placed.step is None:
            assert placed.outputs == 1 and not placed.rounded
            continue
        assert placed.step == Fraction(placed.size - placed.kernel_size, placed.outputs - 1)
        u = Fraction(round(sample * 100), 100)
        exact = [floor((i + u) * placed.step) - floor(u * placed.step) for i in range(placed.outputs - 1)]
        assert placed.rounded == (exact != worked)


def test_where_float32_rounds_below_a_whole_number_it_is_told():
    rows, _ = placements(trace(spec_of((1, 1), (4, 1), 0.0, 0.8), np.zeros((6, 1), np.float32)))
    assert rows.rounded and rows.starts == (0, 1, 3, 5)
    assert 2.99999 < rows.places[1] < 3 and (1 + Fraction(4, 5)) * rows.step == 3
    rows, _ = placements(trace(spec_of((1, 1), (4, 1), 0.0, 0.8), np.zeros((6, 1), np.float64)))
    assert not rows.rounded and rows.starts == (0, 2, 3, 5)


# --- many draws ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("window", [(7, 2, 5), (7, 2, 3), (10, 1, 6), (9, 5, 4), (6, 6, 1), (5, 2, 0), (1, 1, 1)])
def test_shares_are_those_of_draws_made_one_by_one(window):
    size, kernel_size, outputs = window
    draws = 200
    shares = times_read(size, kernel_size, outputs, draws, seed=3)
    counted = np.zeros((draws, size), int)
    samples = np.random.default_rng(3).random(draws, np.float32)
    x = np.arange(size, dtype=np.float32).reshape(1, 1, 1, size)
    for draw, sample in enumerate(samples):
        if outputs:  # with one cell per window torch says where each stands
            drawn = torch.tensor([[[sample, 0.0]]])
            row = torch.from_numpy(x[..., : size - kernel_size + 1].copy())
            ends = torch.nn.functional.fractional_max_pool2d(row, 1, (1, outputs), _random_samples=drawn)
            for start in ends.int().flatten().tolist():
                counted[draw, start : start + kernel_size] += 1
    assert len(shares) == counted.max() + 1
    for times, share in enumerate(shares):
        np.testing.assert_allclose(share, (counted == times).mean(axis=0))
    assert times_read(*window, draws, seed=3).tolist() == shares.tolist()


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [None, 3, (3, 2)])
@pytest.mark.parametrize(
    "ratio", [None, (0.5, 0.5), 0.5, (0.01, 0.99), (0, 0.5), (0.5, 1), (1.0, 1.0), (-0.5, 0.5), (1.5, 0.5), 1.0]
)
def test_the_layer_is_refused_where_torch_refuses_it(size, ratio):
    if size is None and ratio is None:
        return  # so does the function
    try:
        torch.nn.FractionalMaxPool2d(1, output_size=size, output_ratio=ratio)
        refused = False
    except ValueError:
        refused = True
    if not refused:
        check_layer(size, ratio)
        return
    with pytest.raises(PoolingError) as refusal:
        check_layer(size, ratio)
    fix = refusal.value.fix["output_ratio"]
    if fix is not None:
        torch.nn.FractionalMaxPool2d(1, output_size=size, output_ratio=fix)
    else:
        torch.nn.FractionalMaxPool2d(1, output_size=size, output_ratio=None)


@settings(max_examples=150)
@given(
    st.tuples(*[st.integers(1, 300)] * 2),
    st.tuples(*[st.integers(1, 40)] * 2),
    st.tuples(*[st.floats(-2, 2, width=16)] * 2),
    st.sampled_from(["2d", "3d"]),
)
def test_the_fix_of_a_ratio_fits_at_once_and_keeps_the_ratio(spatial, kernels, ratios, rank):
    name = f"fractional_max_pool{rank}"
    settings_: dict[str, Any] = {"kernel_size": kernels, "output_ratio": ratios}
    if rank == "3d":
        spatial, settings_ = (*spatial, 301), {key: (*both, both[0]) for key, both in settings_.items()}
    for _ in range(2):  # at most a ratio below 0, then what is too large
        try:
            outputs = fractional_output_size(name, spatial, **settings_)
            break
        except PoolingError as error:
            assert set(error.fix) <= {"kernel_size", "output_ratio"} and "output_ratio" in error.fix
            settings_ |= error.fix
    else:
        outputs = fractional_output_size(name, spatial, **settings_)
    assert min(outputs) >= 0
