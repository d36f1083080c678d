"""A page of hand-made stages, run by Streamlit for the tests of what a payload can ask for."""

import numpy as np
import streamlit as st

from pooling_core.call.spec import PoolSpec
from pooling_core.explain.trace import trace
from ui.stage import payload
from ui.stage.component import mount
from ui.text import number_text
from ui.words import words

NEW_WORDS = {
    "share": "share",
    "written_by_one": "written by 1 output: {list}",
    "written_by_many": "written by {n} outputs: {list}",
    "unwritten": "written by no output",
}


def page_of_stages():
    """A page with the stages that its address names."""
    st.set_page_config(layout="wide")
    for place, name in enumerate(st.query_params["case"].split(",")):
        mount("mount.js", payload.revised(CASES[name]()), key=f"stage{place}")


def grid(values, short=None):
    values = np.asarray(values, float)
    texts = [[number_text.short(np.float32(value)) for value in row] for row in values]
    heat = (values / max(1.0, float(np.abs(values).max()))).clip(0, 1).tolist()
    return {"rows": len(texts), "cols": len(texts[0]), "short": texts, "exact": texts, "heat": heat}


def explained(call, plane):
    data = payload.from_trace(trace(call, plane.astype(np.float32)), words("stage"))
    return data | {"words": {**data["words"], **NEW_WORDS}}


def powers():
    """Four grids: input, its squares, their means, the output."""
    plane = np.arange(25.0).reshape(5, 5)
    data = explained(PoolSpec.of("avg_pool2d", kernel_size=2, stride=1), plane)
    squares = {"title": "Squares", "after": "input", "follows": "window", "arrow": "^2", **grid(plane**2)}
    means = {
        "title": "Means",
        "after": "input",
        "follows": "output",
        "arrow": "mean",
        **grid(np.arange(16).reshape(4, 4)),
    }
    data["output"] |= {"arrow": "root"}
    return data | {"operation": "gem_pool2d", "extras": [squares, means | grid(np.arange(16).reshape(4, 4))]}


def padded():
    plane = np.arange(25.0).reshape(5, 5)
    data = explained(PoolSpec.of("avg_pool2d", kernel_size=3, stride=2, padding=1), plane)
    return data | {"extras": [{"title": "Doubled", "after": "input", "follows": "window", **grid(2 * plane)}]}


def unpooling():
    """Output (0, 0) and (0, 1) write one cell each, (1, 0) and (1, 1) the same one."""
    plane = np.arange(16.0).reshape(4, 4)
    data = explained(PoolSpec.of("max_pool2d", kernel_size=2), plane)
    indices = {"title": "Indices", "after": "output", "follows": "output", "note": "flat", **grid([[5, 7], [13, 15]])}
    unpooled = np.zeros((4, 4))
    unpooled[1, 1], unpooled[1, 3], unpooled[3, 3] = 5, 7, 15
    cells = [[[[1, 1]], [[1, 3]]], [[[3, 3]], [[3, 3]]]]
    after = {"title": "Unpooled", "after": "output", "follows": "cells", "cells": cells, "arrow": "unpool"}
    return data | {"extras": [indices, {**after, **grid(unpooled)}]}


def probabilities():
    """Weights and bars for each tap; the tap without a text has neither."""
    data = explained(PoolSpec.of("max_pool2d", kernel_size=2), np.array([[1.0, 0, 4, 4], [3, 0, 4, 4]]))
    weights = [[["0.25", "0", "0.75", ""], "1/4"]]
    return data | {"weights": weights, "weight_fill": [[[0.25, 0, 0.75, 0], [0.25] * 4]]}


def backward():
    """A 1 x 1 gradient spread over 3 x 3 inputs; the last row and column are read by no window."""
    data = explained(PoolSpec.of("avg_pool2d", kernel_size=1), np.array([[8.0]]))
    spread = np.zeros((3, 3))
    spread[:2, :2] = 2
    taps, spans = [[0], [0], []], [[0, 1], [0, 1], [0, 0]]
    shares = [[["1/4"] if i < 2 and j < 2 else [] for j in range(3)] for i in range(3)]
    return data | {
        "operation": "avg_pool2d_backward",
        "titles": {"input": "Upstream", "output": "Gradient"},
        "output": grid(spread),
        "taps": [taps, taps],
        "spans": [spans, spans],
        "readers": [[[0, 1]], [[0, 1]]],
        "weights": shares,
        "equations": [[f"{value:g}" for value in row] for row in spread],
        "notes": [[""] * 3] * 3,
    }


def tall():
    return explained(PoolSpec.of("avg_pool2d", kernel_size=3, stride=2, padding=1), np.arange(49.0).reshape(7, 7))


def numbers(rows, cols):
    """Digits in a fixed disorder."""
    return (np.arange(rows * cols).reshape(rows, cols) * 7 % 11).astype(float)


def six():
    return explained(PoolSpec.of("max_pool2d", kernel_size=2, stride=2), numbers(6, 6))


def six_padded():
    return explained(PoolSpec.of("max_pool2d", kernel_size=2, stride=2, padding=1), numbers(6, 6))


def six_dense():
    return explained(PoolSpec.of("max_pool2d", kernel_size=3, stride=1, padding=1), numbers(6, 6))


def six_refused():
    data = payload.input_only(numbers(6, 6).astype(np.float32), words("stage"))
    return data | {"words": {**data["words"], **NEW_WORDS}}


def seven():
    return explained(PoolSpec.of("avg_pool2d", kernel_size=3, stride=1, padding=1), numbers(7, 7))


def sixteen():
    return explained(PoolSpec.of("max_pool2d", kernel_size=2, stride=2), numbers(16, 16))


def sixteen_padded():
    return explained(PoolSpec.of("max_pool2d", kernel_size=3, stride=1, padding=1), numbers(16, 16))


def long():
    """Equations of sixteen numbers with digits after the point."""
    return explained(PoolSpec.of("avg_pool2d", kernel_size=4, stride=2), numbers(6, 6) / 7)


def holes():
    """Holes of the dilation, gaps of the stride, a tail."""
    return explained(PoolSpec.of("max_pool2d", kernel_size=2, stride=4, dilation=2), numbers(8, 8))


def overhang():
    """Padding, overhang of ceil_mode."""
    return explained(PoolSpec.of("avg_pool2d", kernel_size=3, stride=2, padding=1, ceil_mode=True), numbers(6, 6))


PLAIN = (six, six_padded, six_dense, six_refused, seven, sixteen, sixteen_padded, long, holes, overhang)
CASES = {case.__name__: case for case in (powers, padded, unpooling, probabilities, backward, tall, *PLAIN)}
