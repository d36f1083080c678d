"""What is drawn of a Trace: the two grids at rest, what each frame moves, and the axes and controls around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pooling_core.trace import REAL, Trace
from ui.figures.style import MUTED

Part = dict[str, Any]
EQUATION_CHARACTERS = 50
# Beyond this many outputs a "?" in each can no longer be read and would make a large file: the cover alone tells.
MOST_QUESTION_MARKS = 256
HATCHES = {
    "p": {"shape": "/", "size": 7, "solidity": 0.16},
    "o": {"shape": "x", "size": 6, "solidity": 0.2},
    "t": {"shape": "\\", "size": 18, "solidity": 0.07},
    "g": {"shape": ".", "size": 8, "solidity": 0.14},
    "h": {"shape": "-", "size": 7, "solidity": 0.14},
}
LONGEST_STEP, SHORTEST_STEP, WHOLE_RUN = 750, 90, 60_000


def parts(trace: Trace, words: Mapping[str, Any]) -> dict[str, Part]:
    """Plotly traces by name, the later ones on top; those that move stand as in the first frame."""
    values, results = trace.input, trace.output
    top, left, bottom, right = trace.frame
    low, high = _value_range(values)
    drawn: dict[str, Part] = {
        "heat": _heat(values, low, high, ""),
        "hatches_" + REAL: {},
        **{f"hatches_{kind}": _hatches(trace, kind, words) for kind in HATCHES if kind in trace.kinds},
        "grid": _grid((-top, len(values) + bottom), (-left, values.shape[1] + right), ""),
        "edge": _line(_box(0, 0, *values.shape), "", {"color": MUTED, "width": 1.6}),
        "values": _texts(_cell_texts(trace), ""),
        "output_heat": _heat(results, low, high, "2"),
        "results": _texts(_result_texts(trace), "2"),
    }
    del drawn["hatches_" + REAL]
    if results.size:
        moving = dict(zip(moving_names(trace), _moments(trace), strict=False))
        drawn |= {name: _moving(name, moment, words) for name, moment in moving.items()}
    drawn["output_grid"] = _grid((0, len(results)), (0, results.shape[1]), "2")
    return drawn
