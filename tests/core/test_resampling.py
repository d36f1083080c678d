"""interpolate beside PyTorch: the rounding of the nearest cell, and area as adaptive average pooling."""

from typing import Any

import numpy as np
import pytest
import torch

import pooling_core.functional as F
from pooling_core.call.errors import PoolingError
from pooling_core.geometry.resampling import nearest_cells, resampled_sizes


def by_torch(x, **arguments):
    return torch.nn.functional.interpolate(torch.from_numpy(np.array(x)), **arguments).numpy()


def test_nearest_copies_cells():
    x = np.arange(1.0, 5).reshape(1, 1, 2, 2)
    doubled = [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]
    assert F.interpolate(x, scale_factor=2).tolist() == [[doubled]]
    assert F.interpolate(np.arange(5.0).reshape(1, 1, 5), size=3).tolist() == [[[0, 1, 3]]]


def test_nearest_exact_starts_from_the_middle_of_a_cell():
    x = np.arange(5.0).reshape(1, 1, 5)
    assert F.interpolate(x, size=3, mode="nearest-exact").tolist() == [[[0, 2, 4]]]
    assert F.interpolate(x, size=2, mode="nearest-exact").tolist() == [[[1, 3]]]
    assert F.interpolate(x, size=2).tolist() == [[[0, 2]]]


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("size", [1, 2, 4, 7, 9])
def test_area_is_adaptive_average_pooling(rank, size):
    x = np.random.default_rng(0).normal(size=(2, 3, *(7, 5, 4)[:rank]))
    adaptive = getattr(F, f"adaptive_avg_pool{rank}d")(x, size)
    assert np.array_equal(F.interpolate(x, size=size, mode="area"), adaptive)


def test_float32_arithmetic_decides_the_cell():
    # Where i * n / o is whole, float32 may fall just short of it: then the cell before is taken.
    found = [(n, o) for n in range(1, 40) for o in range(n, 200) if wrong(n, o)]
    assert found, "float32 rounds nowhere in this range"
    for n, o in found[:40]:
        x = np.arange(float(n)).reshape(1, 1, n)
        assert np.array_equal(F.interpolate(x.astype(np.float32), size=o), by_torch(x.astype(np.float32), size=o))


def wrong(n, o):
    (cells,) = nearest_cells((n,), (o,), (None,), "nearest")
    return not np.array_equal(cells, np.arange(o) * n // o)


@pytest.mark.parametrize("mode", ["nearest", "nearest-exact"])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.uint8])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_every_cell_is_torchs_for_sizes_and_factors(mode, dtype, rank):
    rng = np.random.default_rng([rank, len(mode)])
    usual = [1 / 3, 0.1, 0.3, 0.7, 1.1, 1.7, 2.5, 2.0, 1.0, 1.5, 2 + 1e-9, 2.001, 1.0001, 0.999999999, 1 / 7, 3 / 11]
    for _ in range(150):
        n = int(rng.integers(1, 250))
        x = np.arange(n).astype(dtype).reshape((1, 1) + (1,) * (rank - 1) + (n,))
        x = np.repeat(x, int(rng.integers(1, 4)), axis=1)
        if rng.random() < 0.5:
            arguments: dict[str, Any] = {"size": (*x.shape[2:-1], int(rng.integers(1, 500)))}
        else:
            factor = float(rng.choice(usual)) if rng.random() < 0.7 else float(rng.random() * 3 + 0.05)
            if n * factor < 1:
                continue
            arguments = {"scale_factor": (1.0,) * (rank - 1) + (factor,)}
            if rng.random() < 0.3:
                arguments["recompute_scale_factor"] = True
        ours = F.interpolate(x, mode=mode, **arguments)
        assert ours.dtype == dtype
        assert np.array_equal(ours, by_torch(x, mode=mode, **arguments)), (n, arguments)


@pytest.mark.parametrize("sizes", [(60, 68), (60, 69)])
def test_torchs_two_planar_kernels_part_where_height_and_width_pass_128(sizes):
    # The factor says 1.7 cells, but one kernel sees that the size has exactly doubled and only halves the index.
    spatial, factors = (30, 34), (2.03, 2.029)
    assert resampled_sizes((1, 1, *spatial), None, factors)[0] == (60, 68)
    x = np.arange(30.0 * 34).reshape(1, 1, *spatial).astype(np.float32)
    if sizes == (60, 69):
        factors = (2.03, 2.03)
    assert np.array_equal(F.interpolate(x, scale_factor=factors), by_torch(x, scale_factor=factors))
    small, large = (nearest_cells((9,) * 2, (18, other), (2.05, None), "nearest")[0] for other in (110, 111))
    assert not np.array_equal(small, large)


def test_a_factor_is_not_the_size_that_it_leads_to():
    x = np.arange(5.0, dtype=np.float32).reshape(1, 1, 5)
    factor, recomputed = (
        F.interpolate(x, scale_factor=1.5),
        F.interpolate(x, scale_factor=1.5, recompute_scale_factor=True),
    )
    assert factor.shape == recomputed.shape == (1, 1, 7)
    assert np.array_equal(recomputed, F.interpolate(x, size=7))
    assert factor.ravel().tolist() == [0, 0, 1, 2, 2, 3, 4] and recomputed.ravel().tolist() == [0, 0, 1, 2, 2, 3, 4]
    factor, recomputed = (F.interpolate(x, scale_factor=0.7, recompute_scale_factor=again) for again in (False, True))
    assert factor.ravel().tolist() == [0, 1, 2] and recomputed.ravel().tolist() == [0, 1, 3]


def test_a_recomputed_size_is_counted_in_the_dtype_of_its_factor():
    x = np.zeros((1, 1, 10), np.float32)
    for again in (False, True):
        arguments: dict[str, Any] = {"scale_factor": np.float32(0.7), "recompute_scale_factor": again}
        assert F.interpolate(x, **arguments).shape == by_torch(x, **arguments).shape == (1, 1, 7 if again else 6)


def test_the_result_is_a_copy():
    x = np.zeros((1, 1, 4))
    x.flags.writeable = False
    for mode in ("nearest", "nearest-exact", "area"):
        assert not np.shares_memory(F.interpolate(x, size=4, mode=mode), x)


AGAIN = "recompute_scale_factor"
REFUSED: dict[str, Any] = {
    "no size": ({}, "size", {"size": (5, 6)}),
    "both": ({"size": 3, "scale_factor": 2.0}, "size", {"scale_factor": None}),
    "nothing left": ({"scale_factor": 0.1}, "scale_factor", {"scale_factor": None, "size": 1}),
    "negative": ({"scale_factor": -2}, "scale_factor", {"scale_factor": None, "size": 1}),
    "zero": ({"size": 0}, "size", {"size": 1}),
    "float": ({"size": 2.5}, "size", {"size": 2}),
    "bool": ({"size": True}, "size", {}),
    "one for two": ({"size": (3,)}, "size", {"size": 3}),
    "three for two": ({"size": (3, 4, 5)}, "size", {"size": (3, 4)}),
    "nan": ({"scale_factor": float("nan")}, "scale_factor", {"scale_factor": 1.0}),
    "recompute a size": ({"size": 3, AGAIN: 1}, AGAIN, {AGAIN: None}),
    "align_corners": ({"size": 3, "align_corners": False}, "align_corners", {"align_corners": None}),
    "antialias": ({"size": 3, "antialias": True}, "antialias", {"antialias": False}),
    "unknown mode": ({"size": 3, "mode": "closest"}, "mode", {"mode": "nearest"}),
    "no batch axis": ({"size": 3, "x": np.zeros((4, 5))}, "input", {}),
    "integers": ({"size": 3, "x": np.zeros((1, 1, 5, 6), np.int64)}, "input", {}),
    "no channels": ({"size": 3, "x": np.zeros((1, 0, 5, 6))}, "input", {}),
    "area of nothing": ({"size": 3, "mode": "area", "x": np.zeros((1, 1, 0, 6))}, "input", {}),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_as_by_torch(name):
    changed, parameter, fix = REFUSED[name]
    arguments = dict(changed)
    x = arguments.pop("x", np.zeros((1, 1, 5, 6)))
    with pytest.raises(PoolingError) as caught:
        F.interpolate(x, **arguments)
    assert (caught.value.parameter, caught.value.fix) == (parameter, fix)
    with pytest.raises((RuntimeError, TypeError, ValueError, NotImplementedError)):
        by_torch(x, **arguments)


@pytest.mark.parametrize("mode", ["linear", "bilinear", "bicubic", "trilinear", "lanczos"])
def test_the_modes_that_are_not_here_are_named(mode):
    with pytest.raises(PoolingError, match=r"nearest, nearest-exact, area \(torch has it\)"):
        F.interpolate(np.zeros((1, 1, 4)), size=3, mode=mode)


def test_text_as_a_factor_is_refused_though_torch_repeats_it():
    x = np.zeros((1, 1, 5), np.float32)
    text: Any = "2"
    assert by_torch(x, scale_factor=text, recompute_scale_factor=True).shape == (1, 1, 22222)
    with pytest.raises(PoolingError, match="scale_factor"):
        F.interpolate(x, scale_factor=text, recompute_scale_factor=True)
