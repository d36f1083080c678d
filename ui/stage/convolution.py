"""A ConvTrace -> what the stage draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pooling_core.explain.convolution import ConvTrace
from ui.stage.counted import cells_text
from ui.stage.payload import around, finished, grid_of, readers_of, ring, spans, taps, value_range
from ui.stage.record import Payload


def from_convolution(trace: ConvTrace, words: Mapping[str, Any], **options: Any) -> Payload:
    """Everything the stage needs to show a convolution: padding is 0, and each tap has a weight of its own.

    Args:
        words: the stage's texts (content file ``stage``).
        options: as in ``payload.from_trace``.
    """
    low, high = value_range(trace.input)
    counts = {"real": trace.real, "padding": trace.padding}

    def note(i: int, j: int) -> str:
        return cells_text(words["notes"]["cells"], {kind: count[i, j] for kind, count in counts.items()})

    payload: Payload = {
        "operation": trace.name,
        "ring": ring(trace.operation, trace.rank),
        "input": {
            **grid_of(trace.input, low, high),
            "frame": around(trace.frame),
            "kinds": ["".join(line) for line in trace.kinds],
            "fill": {"p": "0", "o": ""},
        },
        "output": grid_of(trace.output, low, high),
        "taps": [taps(axis) for axis in trace.axes],
        "spans": [spans(axis) for axis in trace.axes],
        "readers": [readers_of(axis) for axis in trace.axes],
        "winners": None,
        "weights": trace.weights,
        "equations": trace.arithmetic,
        "notes": [[note(i, j) for j in range(trace.output.shape[1])] for i in range(trace.output.shape[0])],
        "bins": None,
    }
    return finished(payload, words, options)
