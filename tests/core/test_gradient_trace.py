"""The explained gradient: who flows where, how much, and the line of arithmetic."""

import numpy as np
import pytest

import pooling_core.functional as core
from pooling_core import extensions
from pooling_core.backward.pullback import pullback
from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.explain.gradient import explain, gradient_trace


def traced(name, x, grad, **arguments):
    return gradient_trace(PoolSpec.of(name, **arguments), np.array(x, float), np.array(grad, float))


def test_the_document_example_line_by_line():
    found = traced("adaptive_avg_pool1d", np.arange(14), [1, 2, 3, 4], output_size=4)
    assert found.grad_input[0].tolist() == [0.25, 0.25, 0.25, 0.75, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 1.75, 1, 1, 1]
    assert found.arithmetic[0] == (
        *["1/4·1 = 0.25"] * 3, "1/4·1 + 1/4·2 = 0.75", *["1/4·2 = 0.5"] * 3,
        *["1/4·3 = 0.75"] * 3, "1/4·3 + 1/4·4 = 1.75", *["1/4·4 = 1"] * 3,
    )  # fmt: skip
    assert [flow.output for flow in found.flows[0][3]] == [(0, 0), (0, 1)]
    assert [flow.share for flow in found.flows[0][3]] == [0.25, 0.25]


OVERLAPPING, PAIRS = {"kernel_size": 2, "stride": 1}, {"kernel_size": 2}
HALVED, SQUARES = {"kernel_size": 1, "divisor_override": -2}, {"norm_type": 2, "kernel_size": 2}


def test_uneven_adaptive_bins():
    found = traced("adaptive_avg_pool1d", np.ones(7), np.ones(5), output_size=5)
    assert found.arithmetic[0][2] == "1/2·1 + 1/3·1 = 0.8333333333333333"
    assert [len(flows) for flows in found.flows[0]] == [1, 2, 2, 1, 2, 2, 1]


@pytest.mark.parametrize(
    ("name", "arguments", "x", "grad", "lines"),
    [
        ("max_pool2d", OVERLAPPING, [[1, 2, 3], [4, 9, 5]], [[2, -3]], [["0"] * 3, ["0", "2 − 3 = -1", "0"]]),
        ("max_pool1d", PAIRS, [[1, 2, 3], [5, 4, 3]], [[1], [2]], [["0", "1 = 1", "0"], ["2 = 2", "0", "0"]]),
        ("avg_pool2d", HALVED, [[1, 2]], [[3, -4]], [["-1/2·3 = -1.5", "1/2·4 = 2"]]),
        ("avg_pool1d", {"kernel_size": 1}, [1, 2], [3, np.nan], [["3 = 3", "nan = nan"]]),
        ("lp_pool1d", SQUARES, [3, 4, 0, 0], [10, 2], [["0.6·10 = 6", "0.8·10 = 8", "0·2 = 0", "0·2 = 0"]]),
        ("tf_avg_pool1d", {"kernel_size": 2}, [3, 4, 5], [1, 2], [["1/2·1 = 0.5", "1/2·1 = 0.5", "2 = 2"]]),
        ("gem_pool1d", {"p": 1, "kernel_size": 2}, [3, -4], [3], [["0.5·3 = 1.5", "0·3 = 0"]]),
        ("stochastic_pool1d", {"kernel_size": 2, "rng": 0}, [0, 4], [3], [["0", "3 = 3"]]),
        ("stochastic_pool1d", {"kernel_size": 2, "training": False}, [1, 3], [8], [["-0.125·8 = -1", "0.875·8 = 7"]]),
        (
            "fractional_max_pool2d",
            {"kernel_size": 1, "output_size": (1, 2), "_random_samples": (((0.5, 0.5),),)},
            [[1, 2, 3]],
            [[4, 5]],
            [["4 = 4", "0", "5 = 5"]],
        ),
    ],
)  # fmt: skip
def test_lines(name, arguments, x, grad, lines):
    assert [list(row) for row in traced(name, x, grad, **arguments).arithmetic] == lines


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("max_pool2d", {"kernel_size": 3, "stride": 2, "padding": 1}),
        ("adaptive_max_pool2d", {"output_size": (3, 7)}),
        ("avg_pool2d", {"kernel_size": 3, "stride": 1, "padding": 1}),
        ("lp_pool2d", {"norm_type": 3, "kernel_size": 2}),
        ("lp_pool2d", {"norm_type": float("inf"), "kernel_size": 2}),
        ("gem_pool2d", {}),
        ("temperature_avg_pool2d", {"kernel_size": 2, "temperature": 3}),
        ("stochastic_pool2d", {"kernel_size": 2, "rng": 5}),
        ("stochastic_pool2d", {"kernel_size": 2, "rng": np.random.default_rng(5)}),
        ("stochastic_pool2d", {"kernel_size": 2, "training": False}),
        ("tf_avg_pool2d", {"kernel_size": 2, "stride": 1, "padding": "VALID", "dilation": 2}),
        ("interpolate", {"size": (9, 5)}),
        ("interpolate", {"size": (3, 4), "mode": "area"}),
        ("conv2d", {"weight": np.arange(6.0).reshape(1, 1, 2, 3), "padding": 1}),
        ("fractional_max_pool2d", {"kernel_size": 2, "output_size": 3, "_random_samples": np.full((1, 1, 2), 0.3)}),
        ("max_unpool2d", {"indices": np.arange(42).reshape(1, 6, 7) * 4, "kernel_size": 2}),
    ],
)
def test_the_flows_add_up_to_the_gradient(name, arguments):
    rng = np.random.default_rng(2)
    plane = rng.random((6, 7)) + 0.1
    lead = plane[np.newaxis, np.newaxis] if name == "interpolate" else plane[np.newaxis]
    function = getattr(core, name, None) or getattr(extensions, name)
    again = {**arguments, "rng": 5} if "rng" in arguments else arguments
    result = function(lead, **again)
    result = (result[0] if isinstance(result, tuple) else result).reshape(result.shape[-2:])
    grad = rng.normal(size=result.shape)
    found = explain(name, grad, plane, **arguments)
    summed = [[sum(flow.share * grad[flow.output] for flow in cell) for cell in row] for row in found.flows]
    np.testing.assert_allclose(found.grad_input, summed, atol=1e-12)
    whole = pullback(name, grad.reshape(*lead.shape[:-2], *grad.shape), lead, **again)
    whole = whole[0] if isinstance(whole, tuple) else whole
    assert (found.grad_input == whole.reshape(plane.shape)).all()


@pytest.mark.parametrize(
    ("name", "rank", "arguments", "grad", "lines"),
    [
        ("max_unpool1d", None, {"indices": [[1, 2]], "kernel_size": 2}, [[5, 6, 7, 8]], ["6 = 6", "7 = 7"]),
        ("interpolate", 1, {"size": 3}, [[5, 6, 7]], ["5 + 6 = 11", "7 = 7"]),
        ("interpolate", 2, {"size": (1, 3)}, [[5, 6, 7]], ["5 + 6 = 11", "7 = 7"]),
        ("interpolate", 1, {"size": 1, "mode": "area"}, [[5]], ["1/2·5 = 2.5", "1/2·5 = 2.5"]),
        ("conv1d", None, {"weight": [[[2.0, 0]]]}, [[5]], ["2·5 = 10", "0·5 = 0"]),
    ],
)
def test_lines_of_other_layers(name, rank, arguments, grad, lines):
    given = {key: np.array(value) if isinstance(value, list) else value for key, value in arguments.items()}
    found = explain(name, np.array(grad, float), np.array([[1.0, 2]]), rank=rank, **given)
    assert list(found.arithmetic[0]) == lines


@pytest.mark.parametrize(
    ("name", "arguments", "reach"),
    [
        ("max_pool2d", {"kernel_size": 2}, ([[0], [0], [1], [1]], [[0], [0], [1], [1], []])),
        ("avg_pool2d", {"kernel_size": 3, "stride": 1},
         ([[0], [0, 1], [0, 1], [1]], [[0], [0, 1], [0, 1, 2], [1, 2], [2]])),
        ("avg_pool1d", {"kernel_size": 2}, ([[0], [1], [2], [3]], [[0], [0], [1], [1], []])),
        ("adaptive_avg_pool2d", {"output_size": 3}, ([[0], [0, 1], [1, 2], [2]], [[0], [0, 1], [1], [1, 2], [2]])),
        ("conv2d", {"weight": np.ones((1, 1, 4, 4))}, ([[0]] * 4, [[0], [0, 1], [0, 1], [0, 1], [1]])),
        ("interpolate", {"size": (4, 2)}, ([[0], [1], [2], [3]], [[0], [], [1], [], []])),
        ("fractional_max_pool2d", {"kernel_size": 2, "output_size": 2, "_random_samples": np.full((1, 1, 2), 0.5)},
         ([[0], [0], [1], [1]], [[0], [0], [], [1], [1]])),
    ],
)  # fmt: skip
def test_each_cell_is_reached_by_the_outputs_whose_windows_hold_it(name, arguments, reach):
    x = np.arange(20.0).reshape(4, 5)
    lead = x[None, None] if name == "interpolate" else x if name.endswith("1d") else x[None]
    function = getattr(core, name, None) or getattr(extensions, name)
    shape = function(lead, **arguments).shape[-2:]
    assert explain(name, np.ones(shape), x, **arguments).reach == reach


def test_a_pooled_cell_is_reached_by_the_window_that_its_index_was_found_in():
    x = np.array([[3.0, 1, 4, 1], [1, 5, 9, 2], [6, 5, 3, 5], [8, 9, 7, 9]])
    for rank, plane in ((2, x[None]), (1, x)):
        name, windows = f"max_pool{rank}d", {"kernel_size": 3, "stride": 1, "padding": 1}
        pooled, indices = getattr(core, name)(plane, **windows, return_indices=True)
        found = explain(f"max_unpool{rank}d", x, pooled.reshape(4, 4), indices=indices, **windows)
        sides = [[0, 1], [0, 1, 2], [1, 2, 3], [2, 3]]
        assert found.reach == (sides if rank == 2 else [[0], [1], [2], [3]], sides)
        np.testing.assert_array_equal(found.grad_input.ravel(), np.take_along_axis(
            plane.reshape(len(plane), -1), indices.reshape(len(plane), -1), 1).ravel())  # fmt: skip
    elsewhere = explain("max_unpool1d", x[:1], np.array([[1.0, 2]]), indices=np.array([[3, 0]]), kernel_size=2)
    assert elsewhere.reach == ([[0]], [[0, 1, 2, 3]] * 2) and elsewhere.grad_input.tolist() == [[1, 3]]
    elsewhere = explain("max_unpool2d", x, np.ones((2, 2)), indices=np.array([[[15, 1], [2, 3]]]), kernel_size=2)
    assert elsewhere.reach == ([[0, 1, 2, 3]] * 2,) * 2


def test_what_else_is_learned():
    assert explain("max_pool1d", np.ones(2), np.ones(4), kernel_size=2).learned == {}
    found = explain("conv2d", np.array([[2.0, 3]]), np.array([[1.0, 5, 7]]), weight=np.ones((1, 1, 1, 2)))
    assert found.learned["weight"].tolist() == [[[[17, 31]]]] and "bias" not in found.learned
    weight, bias = np.ones((1, 1, 1, 2)), np.zeros(1)
    found = explain("conv2d", np.array([[2.0, 3]]), np.array([[1.0, 5, 7]]), weight=weight, bias=bias)
    assert found.learned["bias"].tolist() == [5]
    found = explain("gem_pool1d", np.array([10.0]), np.array([1.0, 7]), p=2.0, kernel_size=2)
    # y = 5 and dy/dp = y/p (sum x^p ln x / sum x^p - ln(mean x^p) / p)
    assert found.learned["p"] == pytest.approx(10 * 5 / 2 * (49 * np.log(7) / 50 - np.log(25) / 2))


def test_a_zero_in_the_kernel_passes_nan_on():
    found = explain("conv2d", np.array([[np.nan, 1]]), np.ones((1, 3)), weight=np.array([[[[0.0, 1]]]]))
    assert np.isnan(found.grad_input[0, :2]).all() and found.grad_input[0, 2] == 1
    assert found.arithmetic[0] == ("0·nan = nan", "nan + 0·1 = nan", "1 = 1")


def test_the_callers_generator_stays_where_it_is():
    generator = np.random.default_rng(5)
    explain("stochastic_pool1d", np.ones(2), np.ones(4), kernel_size=2, rng=generator)
    assert generator.random() == np.random.default_rng(5).random()


@pytest.mark.parametrize(
    ("name", "x", "parameter"),
    [
        ("max_pool2d", np.ones((17, 3)), "input"),
        ("max_pool2d", np.ones(4), "input"),
        ("max_pool3d", np.ones((4, 4)), "input"),
        ("max_pool2d", np.ones((1, 4, 4)), "input"),
        ("max_pool2d", np.ones((4, 4)), "grad_output"),
    ],
)
def test_what_cannot_be_explained_is_refused(name, x, parameter):
    with pytest.raises(PoolingError) as caught:
        gradient_trace(PoolSpec.of(name, kernel_size=2), x, np.ones((1, 1)))
    assert caught.value.parameter == parameter


def test_the_sums_of_a_cell_grow_to_its_gradient():
    found = traced("avg_pool1d", [1, 2, 3], [4, 8], **OVERLAPPING)
    assert [found.sums(0, cell).tolist() for cell in range(3)] == [[2], [2, 6], [4]]
    thirds = explain("avg_pool1d", np.full(3, 0.1, np.float32), np.ones(5, np.float32), kernel_size=3, stride=1)
    assert thirds.sums(0, 2).tolist() == pytest.approx([0.1 / 3, 0.2 / 3, 0.1])
    assert thirds.sums(0, 2).dtype == np.float32 and thirds.sums(0, 2)[-1] == thirds.grad_input[0, 2]
    assert traced("max_pool1d", [1, 2], [3], **PAIRS).sums(0, 0).size == 0


def test_each_output_knows_where_it_lands():
    found = traced("max_pool2d", [[1, 2, 3], [4, 9, 5]], [[2, -3]], **OVERLAPPING)
    assert {output: [cell for cell, _ in landed] for output, landed in found.landings().items()} == {
        (0, 0): [(1, 1)],
        (0, 1): [(1, 1)],
    }
    nowhere = explain("max_unpool1d", np.ones(4), np.ones(1), kernel_size=4, indices=np.array([[2]]))
    assert [len(landed) for landed in nowhere.landings().values()] == [0, 0, 1, 0]
