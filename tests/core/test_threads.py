"""Several threads sweep at once: no buffer is shared, none is missed; and what caches keep is bounded by its bytes."""

import gc
import sys
import tracemalloc
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest

import pooling_core.functional as core
from pooling_core.call.kept import Kept
from pooling_core.call.spec import known_spec, signature
from pooling_core.compute import runs, sweep
from pooling_core.compute.means import divisors
from pooling_core.geometry.axis import Axis, adaptive_axis, axis_bytes, strided_axis
from pooling_core.geometry.conventions import conventions
from pooling_core.geometry.layer import layer_axes
from pooling_core.geometry.readers import transposed

THREADS = 8
CELLS = np.array([0.0, -0.0, -1.5, 2.25, np.nan], np.float32)
X = np.random.default_rng(0).choice(CELLS, (24, 60, 62), p=[0.24, 0.24, 0.24, 0.24, 0.04])
CALLS = [
    lambda x: core.max_pool2d(x, 3, 2, 1),
    lambda x: core.max_pool2d(x, 5, 1, 2),
    lambda x: core.max_pool1d(x, 3, 2),
    lambda x: core.adaptive_max_pool2d(x, 7),
    lambda x: core.avg_pool2d(x, 4, 2, ceil_mode=True),
    lambda x: core.adaptive_avg_pool2d(x, 5),
]


@pytest.fixture
def hurried():
    """Threads that take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_threads_that_sweep_at_once_find_what_one_finds(hurried):
    inputs = [X + np.float32(number) for number in range(THREADS)]
    serial = [[call(x).tobytes() for call in CALLS] for x in inputs]
    start = Barrier(THREADS)

    def work(number):
        start.wait()
        # Each thread begins with another call, so that different ones meet.
        order = [(number + turn) % len(CALLS) for turn in range(10 * len(CALLS))]
        return [call for call in order if CALLS[call](inputs[number]).tobytes() != serial[number][call]]

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(work, range(THREADS))) == [[]] * THREADS
    assert len(runs._IDLE) <= runs.KEPT_SETS


class TakenMeanwhile(deque):
    """Buffers wait in it until they are asked for: another thread was faster."""

    def pop(self):
        self.clear()
        return super().pop()


def test_buffers_that_another_thread_took_meanwhile_are_made_anew(monkeypatch):
    expected = CALLS[0](X)
    monkeypatch.setattr(runs, "_IDLE", TakenMeanwhile([["not to be used"]], runs.KEPT_SETS))
    np.testing.assert_array_equal(CALLS[0](X), expected)


def test_what_is_kept_is_bounded_by_bytes_and_the_oldest_goes_first():
    asked = []
    kept = Kept(lambda size: asked.append(size) or -size, lambda size, _: size, 10)
    assert [kept[size] for size in (4, 3, 4, 3)] == [-4, -3, -4, -3] and asked == [4, 3]
    assert kept[5] == -5 and kept.held_bytes == 8  # 4 had to go
    assert kept[11] == -11 and kept.held_bytes == 8  # larger than everything together
    del asked[:]
    assert [kept[size] for size in (3, 5, 4, 11)] == [-3, -5, -4, -11] and asked == [4, 11]
    assert kept.held_bytes == 9


@pytest.mark.parametrize(
    "axis", [strided_axis(900, 700, 1, 350, 1, False), adaptive_axis(20_000, 30_000), adaptive_axis(3000, 7)]
)
def test_the_passes_of_an_axis_hold_no_more_bytes_than_are_counted(axis):
    tracemalloc.start()
    try:
        passes = sweep._in_order(axis)
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    counted = sweep._bytes_held(axis, passes) - axis.starts.nbytes - axis.kernel_sizes.nbytes
    assert held <= counted <= 3 * held


def test_the_axes_of_many_long_inputs_leave_little_behind():
    tracemalloc.start()
    try:
        for size in range(100_000, 160_000, 6000):
            for name, windows in (
                ("max_pool1d", {"kernel_size": 2, "stride": 1}),
                ("tf_avg_pool1d", {"kernel_size": 2, "stride": 1}),
                ("adaptive_avg_pool1d", {"output_size": 110_000}),
            ):
                spec = known_spec(name, signature(name) | windows)
                axes = layer_axes(spec, (size,))
                transposed(axes[0])
                divisors(spec, axes)
            conventions(size, 3, 1)
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 14 * 2**20


def test_long_axes_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(sweep, "_ordered_passes", Kept(sweep._in_order, sweep._bytes_held, 100_000))
    monkeypatch.setattr(runs, "_bins_have_runs", Kept(runs._all_inside, lambda axis, _: axis_bytes(axis), 100_000))
    for outputs in (*range(1, 30), 20_000):
        starts = np.sort(np.random.default_rng(outputs).integers(0, 60, outputs))
        axis = Axis(62, starts, np.full(outputs, 3))
        for x in (X[0, :1], X[0]):  # so few cells that they go tap by tap, and more
            rows = sweep.sweep(np.maximum, -np.inf, x, [axis])
            np.testing.assert_array_equal(rows[0], [np.max(x[0, start : start + 3]) for start in starts])
    assert sweep._ordered_passes.held_bytes <= 100_000 and runs._bins_have_runs.held_bytes <= 100_000
    assert sweep._ordered_passes.held_bytes > 0 and runs._bins_have_runs.held_bytes > 0
