"""ONNX's MaxUnpool: its published cases, and what ONNX Runtime 1.31.1 made of the same numbers."""

import numpy as np
import pytest

from pooling_core.compute.unpooling_onnx import flat_indices, onnx_max_unpool

X = np.array([[[[5, 6], [7, 8]]]], np.float32)
AT = np.array([[[[5, 7], [13, 15]]]])  # of a plane of 4 by 4
WINDOWS = {"kernel_shape": (2, 2), "strides": (2, 2)}


def cells(made):
    """Where each number stands."""
    return {float(made[tuple(cell)]): tuple(cell[2:].tolist()) for cell in np.argwhere(made)}


def test_the_published_cases_hold(monkeypatch):
    published = pytest.importorskip("onnx.backend.test.case.node.maxunpool")
    cases = []

    def expect(node, inputs, outputs, name):
        cases.append((node, inputs, outputs))

    monkeypatch.setattr(published, "expect", expect)
    published.MaxUnpool.export_without_output_shape()
    published.MaxUnpool.export_with_output_shape()
    assert len(cases) == 2
    for node, inputs, (expected,) in cases:
        shape = tuple(inputs[2].tolist()) if len(inputs) > 2 else None
        said = {each.name: tuple(each.ints) for each in node.attribute}
        made = onnx_max_unpool(*inputs[:2], said["kernel_shape"], said["strides"], None, shape, "standard")
        np.testing.assert_array_equal(made, expected)


def test_what_onnx_runtime_made_of_the_same_numbers():
    """Measured by ONNX Runtime 1.31.1, one node of opset 22 each."""
    assert cells(onnx_max_unpool(X, AT, **WINDOWS)) == {5: (1, 1), 6: (1, 3), 7: (3, 1), 8: (3, 3)}
    larger = {**WINDOWS, "output_shape": (1, 1, 5, 5)}
    assert cells(onnx_max_unpool(X, AT, **larger)) == {5: (1, 0), 6: (1, 2), 7: (2, 3), 8: (3, 0)}
    assert cells(onnx_max_unpool(X, AT, **larger, reading="standard")) == {5: (1, 1), 6: (1, 3), 7: (3, 1), 8: (3, 3)}
    # A stride is 1 where none is given; the size is then 3 by 3.
    near = onnx_max_unpool(X, np.int64([[[[0, 1], [3, 4]]]]), (2, 2))
    assert near.shape == (1, 1, 3, 3) and cells(near)[8] == (1, 1)
    # Refused: fewer cells than the default, and an index beyond the result.
    assert onnx_max_unpool(X, AT, **WINDOWS, output_shape=(1, 1, 3, 3)) is None
    assert onnx_max_unpool(X, AT, **WINDOWS, output_shape=(1, 1, 3, 6)).shape == (1, 1, 3, 6)
    assert onnx_max_unpool(X, AT, **WINDOWS, output_shape=(1, 1, 3, 6), reading="standard") is None
    assert onnx_max_unpool(X, AT + 1, **WINDOWS) is None


def test_indices_of_a_plane_land_on_the_first_plane_of_onnx():
    two, per_plane = np.concatenate([X, X + 4], 1), np.concatenate([AT, AT], 1)
    whole = flat_indices(per_plane, (4, 4))
    assert whole.ravel().tolist() == [5, 7, 13, 15, 21, 23, 29, 31]
    assert not onnx_max_unpool(two, per_plane, **WINDOWS)[0, 1].any()
    np.testing.assert_array_equal(np.argwhere(onnx_max_unpool(two, whole, **WINDOWS))[:, 1], [0] * 4 + [1] * 4)
