"""What a trace says of a result: every count, cell kind, divisor and winner, found again from the windows."""

from itertools import product
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pooling_core.functional as F
from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.explain.trace import trace
from pooling_core.oracle.textbook import pooling as oracle
from tests.core.cases import CASES
from tests.core.traced_calls import assert_quotient, calls, cells_of, quick, same, windows


def batched(spec: PoolSpec, plane: np.ndarray) -> np.ndarray:
    return plane if spec.rank == 1 else plane[np.newaxis]


@quick
@given(calls())
def test_the_output_is_the_functions_and_the_input_stays(call):
    spec, plane = call
    before = plane.tobytes()
    traced = trace(spec, plane)
    expected = getattr(F, spec.name)(batched(spec, plane), **spec.arguments)
    assert traced.output.dtype == expected.dtype
    np.testing.assert_array_equal(traced.output, expected if spec.rank == 1 else expected[0])
    assert plane.tobytes() == before == traced.input.tobytes()
    shape = traced.output.shape
    assert shape == traced.real.shape == traced.padding.shape == traced.overhang.shape
    assert [len(line) for line in traced.arithmetic] == [shape[1]] * shape[0]


@quick
@given(calls())
def test_taps_are_the_oracles_and_add_up_kind_by_kind(call):
    spec, plane = call
    traced = trace(spec, plane)
    for axis, walked in zip(traced.axes, windows(spec, plane), strict=True):
        assert [axis.taps(i).tolist() for i in range(axis.outputs)] == walked
    for at, taps in cells_of(spec, plane):
        kinds = [tap.kind for tap in taps]
        assert traced.real[at] == kinds.count(oracle.REAL)
        assert traced.padding[at] == kinds.count(oracle.PADDING)
        assert traced.overhang[at] == kinds.count(oracle.BEYOND)
        assert traced.real[at] + traced.padding[at] + traced.overhang[at] == len(taps)


@quick
@given(calls())
def test_every_drawn_cell_has_its_kind(call):
    spec, plane = call
    traced = trace(spec, plane)
    (top, bottom), (left, right) = traced.frame
    height, width = plane.shape
    assert traced.kinds.shape == (top + height + bottom, left + width + right)
    pads = (0, 0) if spec.adaptive else (spec.padding if spec.rank == 2 else (0, *spec.padding))
    read = {tap.position for _, taps in cells_of(spec, plane) for tap in taps}
    drawn = set(product(range(-top, height + bottom), range(-left, width + right)))
    assert read <= drawn, "a tap lies outside the picture"
    walked = windows(spec, plane)
    for position in drawn:
        kind = traced.kinds[position[0] + top, position[1] + left]
        where = oracle.kind_of(position, plane.shape, list(pads))
        if where != oracle.REAL:
            assert kind == ("p" if where == oracle.PADDING else "o")
        elif position in read:
            assert kind == "r"
        else:
            behind = any(all(at > taps[-1] for taps in axis) for at, axis in zip(position, walked, strict=True))
            spanned = all(
                any(taps[0] <= at <= taps[-1] for taps in axis) for at, axis in zip(position, walked, strict=True)
            )
            assert kind == ("t" if behind else "h" if spanned else "g")


@quick
@given(calls(families=("avg_pool", "adaptive_avg_pool")))
def test_sums_of_the_taps_are_output_times_divisor(call):
    spec, plane = call
    traced = trace(spec, plane)
    assert traced.winners is None
    counts_padding, override = (spec.arguments.get(name) for name in ("count_include_pad", "divisor_override"))
    for at, taps in cells_of(spec, plane):
        values = [plane[tap.position] for tap in taps if tap.kind == oracle.REAL]
        divisor = override or traced.real[at] + (traced.padding[at] if counts_padding else 0)
        assert traced.divisor is not None and traced.divisor[at] == divisor
        assert_quotient(traced.output[at], values, divisor)


@quick
@given(calls(families=("max_pool", "adaptive_max_pool")))
def test_winners_are_the_first_cell_equal_to_the_output_of_their_window(call):
    spec, plane = call
    traced = trace(spec, plane)
    assert traced.winners is not None and traced.divisor is None
    for at, taps in cells_of(spec, plane):
        real = [tap.position for tap in taps if tap.kind == oracle.REAL]
        if not real:
            assert traced.winner(at) is None and traced.output[at] == -inf
            continue
        equal = [position for position in real if same(plane[position], traced.output[at])]
        best = equal[-1] if np.isnan(traced.output[at]) else equal[0]
        assert traced.winner(at) == best


# --- named pictures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "arguments", "shape", "kinds"),
    [
        ("max_pool1d", {"kernel_size": 2}, (1, 5), ["rrrrt"]),
        ("max_pool1d", {"kernel_size": 2, "ceil_mode": True}, (1, 5), ["rrrrro"]),
        ("max_pool1d", {"kernel_size": 2, "stride": 3}, (1, 6), ["rrgrrt"]),
        ("max_pool1d", {"kernel_size": 3, "dilation": 2}, (1, 5), ["rhrhr"]),
        ("max_pool1d", {"kernel_size": 2, "stride": 1, "dilation": 2}, (1, 4), ["rrrr"]),
        ("avg_pool1d", {"kernel_size": 3, "padding": 1, "ceil_mode": True}, (1, 6), ["prrrrrrpo"]),
        ("max_pool1d", {"kernel_size": 3, "padding": 1, "ceil_mode": True}, (1, 5), ["prrrrrp"]),
        ("max_pool1d", {"kernel_size": 2, "padding": 1, "dilation": 4}, (1, 3), ["phhhp"]),
        ("max_pool2d", {"kernel_size": 2, "stride": (2, 3)}, (3, 6), ["rrgrrt", "rrgrrt", "tttttt"]),
        ("max_pool2d", {"kernel_size": 2, "dilation": 2}, (3, 4), ["rhrt", "hhht", "rhrt"]),
        (
            "max_pool2d",
            {"kernel_size": 2, "padding": (1, 0), "ceil_mode": True},
            (2, 3),
            ["pppo", "rrro", "rrro", "pppo"],
        ),
        ("adaptive_max_pool1d", {"output_size": 4}, (1, 7), ["rrrrrrr"]),
        ("adaptive_avg_pool2d", {"output_size": (0, 2)}, (2, 2), ["tt", "tt"]),
        ("avg_pool1d", {"kernel_size": 2}, (2, 3), ["rrt", "rrt"]),
    ],
)
def test_kinds_by_name(name, arguments, shape, kinds):
    traced = trace(PoolSpec.of(name, **arguments), np.zeros(shape, np.float32))
    assert ["".join(row) for row in traced.kinds] == kinds


PLANES = [case for case in CASES if case.input.size and case.input.ndim == case.spec.rank + 1 <= 3]


@pytest.mark.parametrize("case", PLANES, ids=lambda case: case.name)
def test_hard_cases_are_explained_with_their_numbers(case):
    plane = case.input if case.spec.rank == 1 else case.input[0]
    traced = trace(case.spec, plane)
    np.testing.assert_allclose(traced.output, case.output.reshape(traced.output.shape), rtol=1e-6)
    if case.indices is not None and traced.winners is not None:
        offset = np.arange(len(plane))[:, np.newaxis] * plane.shape[1] if case.spec.rank == 1 else 0
        expected = case.indices.reshape(traced.output.shape) + offset
        for at, flat in np.ndenumerate(expected):
            assert traced.winner(at) == (divmod(int(flat), plane.shape[1]) if traced.real[at] else None)


@given(calls().filter(lambda call: call[0].rank == 1), st.sampled_from([-9, 0, 7]))
@quick
def test_channels_of_a_1d_call_never_mix(call, other):
    spec, plane = call
    whole = trace(spec, plane)
    for row in range(len(plane)):
        changed = np.full_like(plane, other)
        changed[row] = plane[row]
        alone, among = trace(spec, plane[row]), trace(spec, changed)
        assert alone.arithmetic[0] == among.arithmetic[row] == whole.arithmetic[row]
        np.testing.assert_array_equal(alone.output[0], whole.output[row])
        assert "".join(alone.kinds[0]) == "".join(whole.kinds[row])
        if whole.winners is not None and alone.winners is not None:
            inside = alone.winners[0, :, 0] >= 0
            assert whole.winners[row, inside, 0].tolist() == [row] * inside.sum()
            assert whole.winners[row, :, 1].tolist() == alone.winners[0, :, 1].tolist()


@pytest.mark.parametrize(
    ("name", "shape"), [("max_pool3d", (3, 3)), ("max_pool2d", (4,)), ("max_pool2d", (1, 4, 4)), ("max_pool1d", ())]
)
def test_a_trace_is_of_one_plane(name, shape):
    with pytest.raises(PoolingError, match="one plane") as refused:
        trace(PoolSpec.of(name, kernel_size=2), np.zeros(shape, np.float32))
    assert refused.value.parameter == "input"


def test_a_trace_refuses_what_the_function_refuses():
    whole = np.array([[1, 2, 3, 4]])
    with pytest.raises(PoolingError):
        F.max_pool1d(whole, 2)
    with pytest.raises(PoolingError):
        trace(PoolSpec.of("max_pool1d", kernel_size=2), whole)


@pytest.mark.parametrize("shape", [(0, 4), (2, 0)])
def test_a_plane_without_cells_is_explained_as_far_as_it_goes(shape):
    traced = trace(PoolSpec.of("adaptive_avg_pool1d", output_size=1), np.zeros(shape))
    assert traced.output.shape == (shape[0], 1) and traced.kinds.shape == shape


def test_the_first_of_two_zeros_keeps_its_sign_where_positions_are_kept():
    zeros = np.array([[-0.0, 0.0]], np.float32)
    assert np.signbit(trace(PoolSpec.of("max_pool1d", kernel_size=2), zeros).output).all()
