"""The two ways to a winner, packed into one integer and followed from tap to tap, on what is hard for both."""

from itertools import product

import numpy as np
import pytest

from pooling_core.compute.winners import _followed_winners, _packed_winners
from pooling_core.geometry.axis import adaptive_axis, strided_axis

AXES = [
    strided_axis(11, 3, 2, 1, 1, True),
    strided_axis(11, 2, 5, 0, 1, False),
    strided_axis(11, 3, 1, 1, 4, False),
    adaptive_axis(11, 4),
    strided_axis(11, 2, 1, 1, 12, False),  # its taps miss the input on both sides
]
HARD = [0.0, -0.0, np.nan, -np.nan, np.inf, -np.inf, 1.0, -1.0, 6e-8, -6e-8]


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@pytest.mark.parametrize("values", [HARD, HARD[:2] + HARD[4:], [-np.inf], [np.nan, -np.nan]], ids=str)
def test_both_ways_find_the_same_winner(dtype, values):
    x = np.random.default_rng(0).choice(np.array(values, dtype), (6, 11, 11))
    for axes in product(AXES, repeat=2):
        if all(axis.outputs for axis in axes):
            packed, followed = _packed_winners(-np.inf, x, axes), _followed_winners(-np.inf, x, axes)
            np.testing.assert_array_equal(packed[1], followed[1], str(axes))
            np.testing.assert_array_equal(packed[0], followed[0], str(axes))
            same_sign = np.signbit(packed[0]) == np.signbit(followed[0])
            assert (same_sign | np.isnan(packed[0])).all() and packed[0].dtype == dtype


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16, np.int32])
def test_integers_keep_their_extremes(dtype):
    limits = np.iinfo(dtype)
    x = np.random.default_rng(0).choice(np.array([limits.min, limits.max, 0, 1], dtype), (3, 11, 11))
    for axes in product(AXES[:4], repeat=2):
        packed, followed = _packed_winners(limits.min, x, axes), _followed_winners(limits.min, x, axes)
        np.testing.assert_array_equal(packed[0], followed[0])
        np.testing.assert_array_equal(packed[1], followed[1])
