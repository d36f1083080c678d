"""bfloat16, which NumPy does not have: rounding and pooling, bit for bit as PyTorch does them."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from pooling_core import PoolSpec
from pooling_core.compute.bfloat16 import LARGEST, to_bfloat16
from pooling_core.compute.run import pool


def theirs(x):
    return torch.from_numpy(x).to(torch.bfloat16)


def test_every_bit_pattern_is_rounded_as_pytorch_rounds_it():
    bits = np.random.default_rng(0).integers(0, 2**32, 200_000, dtype=np.uint64).astype(np.uint32)
    x = np.concatenate([bits.view(np.float32), np.float32([0.1, -0.0, 1.00390625, 3.39e38, 3.4e38, np.inf, np.nan])])
    np.testing.assert_array_equal(to_bfloat16(x), theirs(x).float().numpy())
    assert torch.finfo(torch.bfloat16).max == LARGEST


@pytest.mark.parametrize("name", ["max", "avg"])
def test_pooling_in_float32_and_one_rounding_is_pytorchs(name):
    draw = np.random.default_rng(1)
    for _ in range(150):
        rank = int(draw.integers(1, 3))
        shape = (int(draw.integers(1, 4)), *(int(side) for side in draw.integers(6, 33, rank)))
        x = to_bfloat16((draw.standard_normal(shape) * 10 ** draw.uniform(-2, 3)).astype(np.float32))
        kernel_size = int(draw.integers(1, 7))
        call = {
            "kernel_size": kernel_size,
            "stride": int(draw.integers(1, 4)),
            "padding": int(draw.integers(0, kernel_size // 2 + 1)),
            "ceil_mode": bool(draw.integers(2)),
        }
        if name == "avg":
            call["count_include_pad"] = bool(draw.integers(2))
        function = f"{name}_pool{rank}d"
        ours = to_bfloat16(pool(PoolSpec.of(function, **call), x))
        np.testing.assert_array_equal(ours, getattr(F, function)(theirs(x), **call).float().numpy())
