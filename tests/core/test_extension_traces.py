"""The extensions explained: their arithmetic in words, the kinds of their cells, and what was drawn."""

from math import inf

import numpy as np
import pytest

from pooling_core import extensions
from pooling_core.call.spec import PoolSpec
from pooling_core.explain.trace import trace


@pytest.mark.parametrize(
    ("name", "arguments", "plane", "lines"),
    [
        ("gem_pool1d", {}, [8, 6], ["((8^3 + 6^3) / 2)^(1/3) = 7.14004"]),
        ("gem_pool1d", {"p": 1, "eps": 0.5}, [-3, 6], ["((0.5^1 + 6^1) / 2)^(1/1) = 3.25"]),
        ("gem_pool1d", {"p": 2}, [-3, 4], ["(((1e-6)^2 + 4^2) / 2)^(1/2) = 2.8284"]),
        ("gem_pool1d", {"p": inf}, [-3, 4], ["max(1e-6, 4) = 4"]),
        ("gem_pool1d", {"p": -inf, "kernel_size": 2, "padding": 1}, [3, 4], ["min(3) = 3", "min(4) = 4"]),
        (
            "gem_pool1d",
            {"p": -1, "kernel_size": 2, "padding": 1},
            [3, 4],
            ["((0 + 3^-1) / 2)^(1/-1) = 6", "((4^-1 + 0) / 2)^(1/-1) = 8"],
        ),
        (
            "gem_pool1d",
            {"p": 2, "kernel_size": 2, "padding": 1, "count_include_pad": False},
            [3, 4],
            ["((3^2) / 1)^(1/2) = 3", "((4^2) / 1)^(1/2) = 4"],
        ),
        (
            "temperature_avg_pool1d",
            {"kernel_size": 2, "temperature": 2.5},
            [1, 2, 3, 5],
            ["2.5 · (1 + 2) / 2 = 3.75", "2.5 · (3 + 5) / 2 = 10"],
        ),
        ("tf_max_pool1d", {"kernel_size": 2}, [1, 2, 3], ["max(1, 2) = 2", "max(3, -∞) = 3"]),
        (
            "tf_avg_pool1d",
            {"kernel_size": 2, "stride": 1},
            [1, 2, 3],
            ["(1 + 2) / 2 = 1.5", "(2 + 3) / 2 = 2.5", "(3) / 1 = 3"],
        ),
        (
            "stochastic_pool1d",
            {"kernel_size": 3, "training": False, "ceil_mode": True},
            [1, 0, 3, 0],
            ["(1^2 + 0^2 + 3^2) / (1 + 0 + 3) = 2.5", "(0^2) / (0) = 0"],
        ),
        (
            "stochastic_pool1d",
            {"kernel_size": 3, "rng": 0, "ceil_mode": True},
            [0, 5, 0, 7],
            ["draw(0: 0%, 5: 100%, 0: 0%) = 5", "draw(7: 100%) = 7"],
        ),
    ],
)
def test_the_words_of_the_arithmetic(name, arguments, plane, lines):
    traced = trace(PoolSpec.of(name, **arguments), np.array(plane, np.float64))
    shown = [text.rpartition(" = ") for text in traced.arithmetic[0]]
    wanted = [text.rpartition(" = ") for text in lines]
    assert [formula.replace("−", "-") for formula, _, _ in shown] == [formula for formula, _, _ in wanted]
    assert [float(value) for *_, value in shown] == pytest.approx([float(value) for *_, value in wanted], abs=1e-4)
    assert [float(value) for *_, value in shown] == traced.output[0].tolist()


def test_every_channel_is_explained_with_its_p():
    traced = trace(PoolSpec.of("gem_pool1d", p=(1, inf)), np.array([[2.0, 4.0], [2.0, 4.0]]))
    assert [row[0] for row in traced.arithmetic] == ["((2^1 + 4^1) / 2)^(1/1) = 3", "max(2, 4) = 4"]


def test_the_odd_cell_of_same_padding_is_padding():
    plane = np.arange(12.0).reshape(3, 4)
    traced = trace(PoolSpec.of("tf_avg_pool2d", kernel_size=2, stride=1), plane)
    assert traced.frame == ((0, 1), (0, 1))
    assert ["".join(row) for row in traced.kinds] == ["rrrrp", "rrrrp", "rrrrp", "ppppp"]
    assert traced.padding.tolist() == [[0, 0, 0, 2], [0, 0, 0, 2], [2, 2, 2, 3]] and not traced.overhang.any()
    assert traced.divisor is not None and traced.divisor.tolist() == traced.real.tolist()
    wide = trace(PoolSpec.of("tf_max_pool1d", kernel_size=4, stride=1), np.arange(3.0))
    assert "".join(wide.kinds[0]) == "prrrpp" and wide.frame == ((0, 0), (1, 2)) and wide.divisor is None


def test_a_global_window_reads_everything():
    traced = trace(PoolSpec.of("gem_pool2d", p=2), np.ones((3, 4)))
    assert (traced.kinds == "r").all() and traced.output.shape == (1, 1) and traced.real.tolist() == [[12]]


def test_a_drawn_cell_is_the_traces_winner():
    spec = PoolSpec.of("stochastic_pool2d", kernel_size=2, rng=3)
    plane = np.random.default_rng(0).random((4, 6))
    traced = trace(spec, plane)
    values, cells = extensions.stochastic_pool2d(plane[np.newaxis], 2, rng=3, return_indices=True)
    assert traced.winners is not None
    flat = np.ravel_multi_index(tuple(np.moveaxis(traced.winners, -1, 0)), plane.shape)
    assert flat.tolist() == cells[0].tolist()
    assert traced.output.tolist() == values[0].tolist() == plane.ravel()[flat].tolist()
    np.testing.assert_array_equal(traced.weights, extensions.stochastic_probabilities(plane, 2))
    rows = trace(PoolSpec.of("stochastic_pool1d", kernel_size=2, training=False), plane)
    assert rows.winners is None and rows.divisor is None and rows.weights is not None
    for row, shares in zip(plane, rows.weights, strict=True):
        np.testing.assert_array_equal(shares, extensions.stochastic_probabilities(row, 2))
