"""Each wrong rule of a line with what it makes of it by hand, and calls that show the rules of a plane."""

from __future__ import annotations

import numpy as np

from pooling_core import PoolSpec
from pooling_core.explain.trace import trace

LINE = [-3.0, -1.0, -2.0, -5.0, -4.0]
# name: function, its arguments, one row of input, and what the rule makes of it (None: it says nothing there).
BY_HAND = {
    "zero_padding": ("max_pool1d", {"kernel_size": 3, "stride": 2, "padding": 1}, LINE, [0, -1, 0]),
    "mean_for_max": ("max_pool1d", {"kernel_size": 2}, [4, 2, 6, 1], [3, 3.5]),
    "stride_one": ("max_pool1d", {"kernel_size": 2}, [4, 2, 6, 1], [4, 6, 6]),
    "stride_kernel": ("max_pool1d", {"kernel_size": 2, "stride": 1}, [4, 2, 6, 1], [4, 6]),
    "ceil_for_floor": ("max_pool1d", {"kernel_size": 2}, [4, 2, 6, 1, 9], [4, 6, 9]),
    "floor_for_ceil": ("max_pool1d", {"kernel_size": 2, "ceil_mode": True}, [4, 2, 6, 1, 9], [4, 6]),
    "plain_ceil": (
        "max_pool1d",
        {"kernel_size": 2, "stride": 3, "padding": 1, "ceil_mode": True},
        [4, 2, 6, 1, 9],
        [4, 6, -np.inf],
    ),
    "dilation_ignored": ("max_pool1d", {"kernel_size": 2, "dilation": 2, "stride": 2}, [4, 2, 6, 1, 9], [4, 6]),
    "window_late": ("max_pool1d", {"kernel_size": 2}, [4, 2, 6, 1, 9], [6, 9]),
    "window_early": ("max_pool1d", {"kernel_size": 2}, [4, 2, 6, 1], [None, 6]),
    "padding_ignored": ("avg_pool1d", {"kernel_size": 2, "padding": 1}, [4, 2, 6, 1], [3, 3.5]),
    "padding_once": ("avg_pool1d", {"kernel_size": 2, "padding": 1}, [4, 2, 6, 1], [2, 4]),
    "padding_left_out": ("avg_pool1d", {"kernel_size": 2, "padding": 1}, [4, 2, 6, 1], [4, 4, 1]),
    "padding_counted": (
        "avg_pool1d",
        {"kernel_size": 2, "padding": 1, "count_include_pad": False},
        [4, 2, 6, 1],
        [2, 4, 0.5],
    ),
    "full_divisor": ("avg_pool1d", {"kernel_size": 2, "ceil_mode": True}, [4, 2, 6], [3, 3]),
    "sum_for_mean": ("avg_pool1d", {"kernel_size": 2}, [4, 2, 6, 1], [6, 7]),
    "max_for_mean": ("avg_pool1d", {"kernel_size": 2}, [4, 2, 6, 1], [4, 6]),
    "temperature_ignored": ("temperature_avg_pool1d", {"kernel_size": 2, "temperature": 3.0}, [4, 2], [3]),
    "no_root": ("lp_pool1d", {"norm_type": 2, "kernel_size": 2}, [3, 4], [25]),
    "root_of_mean": ("lp_pool1d", {"norm_type": 2, "kernel_size": 2}, [1, 7], [5]),
    "plain_sum": ("lp_pool1d", {"norm_type": 2, "kernel_size": 2}, [3, 4], [7]),
    "plain_mean": ("lp_pool1d", {"norm_type": 2, "kernel_size": 2}, [3, 5], [4]),
    "max_for_power": ("lp_pool1d", {"norm_type": 2, "kernel_size": 2}, [3, -4], [4]),
    "root_of_sum": ("gem_pool1d", {"p": 2.0, "kernel_size": 2}, [3, 4], [5]),
    "max_for_draw": ("stochastic_pool1d", {"kernel_size": 2, "training": False}, [3, 4], [4]),
    "round_kernel": ("adaptive_max_pool1d", {"output_size": 3}, [4, 2, 6, 1, 9], [4, 6, 6]),
    "one_stride": ("adaptive_max_pool1d", {"output_size": 3}, [4, 2, 6, 1, 9], [6, 6, 9]),
    "bins_apart": ("adaptive_max_pool1d", {"output_size": 3}, [4, 2, 6, 1, 9], [4, 6, 9]),
    "first_cell": ("max_pool1d", {"kernel_size": 2, "padding": 1}, [4, 2, 6, 1], [4, 2, 1]),
    "neighbour": ("max_pool1d", {"kernel_size": 1}, [4, 2], [2, None]),
}


def made(name, arguments, line):
    return trace(PoolSpec.of(name, **arguments), np.array([line], np.float64))


# Of the rules that a line cannot show: function, arguments, plane.
OF_PLANES = {
    "divisor_ignored": ("avg_pool2d", {"kernel_size": 2, "divisor_override": 3}, [[1, 2], [3, 6]]),
    "divided_by_side": ("avg_pool2d", {"kernel_size": 2}, [[1, 2], [3, 6]]),
    "parameters_swapped": ("max_pool2d", {"kernel_size": (1, 2)}, [[4, 2], [6, 1]]),
    "transposed": ("max_pool2d", {"kernel_size": 1}, [[4, 2], [6, 1]]),
    "last_of_equals": ("max_pool2d", {"kernel_size": 2}, [[5, 5], [1, 5]]),
    "one_forgotten": ("max_pool2d", {"kernel_size": 3, "stride": 1}, [[4, 2, 6, 1]] * 4),
    "same_size": ("max_pool2d", {"kernel_size": 2}, [[4, 2, 6, 1]] * 4),
    "over_kernel": ("max_pool2d", {"kernel_size": 2, "stride": 1}, [[4, 2, 6, 1, 3]] * 5),
}


def shown(rule):
    """A call in which a rule shows itself, explained."""
    if rule in BY_HAND:
        name, arguments, line, _ = BY_HAND[rule]
        return made(name, arguments, line)
    name, arguments, plane = OF_PLANES[rule]
    return trace(PoolSpec.of(name, **arguments), np.array(plane, np.float64))
