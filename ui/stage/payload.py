"""A Trace -> what the stage draws, as JSON. Every number on the screen is a text made here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.catalogue import Operation
from pooling_core.explain.arithmetic import overhang_text, padding_text
from pooling_core.explain.text import parameter_text
from pooling_core.explain.trace import Trace
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.kinds import frame_of
from pooling_core.geometry.readers import readers
from ui.stage import sampled
from ui.stage.counted import cells_text
from ui.stage.record import Grid, Payload
from ui.text import number_text

Array = NDArray[Any]


def from_trace(trace: Trace, words: Mapping[str, Any], *, bins: bool = False, **options: Any) -> Payload:
    """Everything the stage needs to show ``trace``.

    Args:
        words: the stage's texts (content file ``stage``).
        bins: draw the ruler of bins along both axes.
        options: ``editable``, ``autoplay``, ``speed``;
            ``most`` (rows and columns that an output can have: room for them is kept); ``extras``, ``titles``,
            ``arrow``, ``weights``, ``weight_fill``, ``ruler`` (what is laid on the bins), ``indices`` (each as
            ``numbered``) and ``tight`` (no room is kept for a larger output).
    """
    rows, columns = trace.axes
    words = sampled.words_of(trace, words)
    low, high = value_range(trace.input)
    payload: Payload = {
        "operation": trace.spec.name,
        "ring": ring(trace.spec.operation, trace.spec.rank),
        "input": {
            **grid_of(trace.input, low, high),
            "frame": around(trace.frame),
            "kinds": ["".join(line) for line in trace.kinds],
            "fill": {"p": padding_text(trace.spec), "o": overhang_text(trace.spec)},
        },
        "output": grid_of(trace.output, low, high),
        "taps": [taps(rows), taps(columns)],
        "spans": [spans(rows), spans(columns)],
        "readers": [readers_of(axis) for axis in trace.axes],
        "winners": _winners(trace),
        "weights": _weights(trace),
        "weight_fill": None if trace.weights is None else trace.weights.round(3).tolist(),
        "equations": trace.arithmetic,
        "notes": _notes(trace, words["notes"], bins),
        "bins": [_bin_labels(rows) if trace.spec.rank == 2 else [], _bin_labels(columns)] if bins else None,
    }
    return finished(payload, words, options)


def input_only(plane: Array, words: Mapping[str, Any], **options: Any) -> Payload:
    """The stage of a call that has no result: the tensor stays, and stays editable."""
    height, width = plane.shape
    nothing = np.empty((0, 0), plane.dtype)
    payload: Payload = {
        "operation": "",
        "ring": None,
        "input": {
            **grid_of(plane, *value_range(plane)),
            "frame": (0, 0, 0, 0),
            "kinds": ["r" * width] * height,
            "fill": {"p": "", "o": ""},
        },
        "output": grid_of(nothing, 0.0, 1.0),
        "taps": [[], []],
        "spans": [[], []],
        "readers": [[[]] * height, [[]] * width],
        "winners": None,
        "weights": None,
        "equations": [],
        "notes": [],
        "bins": None,
    }
    return finished(payload, words, options)


def nothing(words: Mapping[str, Any], said: str = "") -> Payload:
    """The stage without a picture: no grid, only a sentence where it would stand."""
    return {"nothing": said, "words": words["labels"]}


def finished(payload: Payload, words: Mapping[str, Any], options: Mapping[str, Any]) -> Payload:
    """A payload with what every stage has: words and options."""
    payload["input"] |= {
        "editable": options.get("editable", True),
        "max_length": number_text.MAX_CELL_CHARACTERS,
        "number": number_text.NUMBER,
    }
    payload |= {
        "autoplay": options.get("autoplay", False),
        "speed": options.get("speed", 1.0),
        "words": words["labels"],
    }
    own = (
        *("extras", "titles", "weights", "weight_fill", "equations", "steady", "ring", "most"),
        *("ruler", "indices", "tight"),
    )
    payload |= cast(Payload, {key: options[key] for key in own if key in options})
    for board, labels in options.get("labels", {}).items():
        cast(dict[str, Any], payload)[board] |= labels
    if "tells" in options:
        told = zip(payload["notes"], options["tells"], strict=True)
        payload["notes"] = [[" · ".join(filter(None, each)) for each in zip(*lines, strict=True)] for lines in told]
    if "arrow" in options:
        payload["output"]["arrow"] = options["arrow"]
    return payload


def revised(payload: Mapping[str, Any]) -> dict[str, Any]:
    """A payload that nobody adds to any more, with a revision that tells whether to draw again."""
    text = json.dumps(payload, sort_keys=True, default=list)
    return {**payload, "revision": hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}


def grid_of(values: Array, low: float, high: float) -> Grid:
    """One grid: its texts, and where each value stands between ``low`` and ``high``."""
    finite, place = np.isfinite(values), place_between(values, low, high).round(3)
    return {
        "rows": values.shape[0],
        "cols": values.shape[1],
        "short": [[number_text.short(value) for value in row] for row in values],
        "exact": [[number_text.exact(value) for value in row] for row in values],
        "heat": [
            [float(p) if f else None for p, f in zip(*line, strict=True)] for line in zip(place, finite, strict=True)
        ],
    }


def place_between(values: Array, low: float, high: float) -> Array:
    """Where each value stands from 0 at ``low`` to 1 at ``high``, and at the nearer end beyond them."""
    part = 0.5 if np.isinf(high - low) else 1.0  # from -1e308 to 1e308 is farther than float64 goes
    numbers = np.where(np.isfinite(values), values, low).astype(np.float64)
    return np.clip((numbers * part - low * part) / (high * part - low * part), 0, 1)


def value_range(values: Array) -> tuple[float, float]:
    """The input's range colours both grids, so that equal colours are equal values."""
    finite = values[np.isfinite(values)].astype(np.float64)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    margin = max(0.5, abs(low) / 2)  # half a unit is nothing beside 1e17
    return (low, high) if high > low else (low - margin, low + margin)


def taps(axis: Axis) -> list[list[int]]:
    """The positions that each window reads."""
    return [axis.taps(i).tolist() for i in range(axis.outputs)]


def spans(axis: Axis) -> list[list[int]]:
    """Start and stop of each window, holes of a dilation included."""
    return [[int(start), int(stop)] for start, stop in zip(axis.starts, axis.stops, strict=True)]


def numbered(board: str, rows: int, columns: int) -> dict[str, Any]:
    """The small number in each cell of a board: its flat index, row after row."""
    return {"board": board, "texts": [[str(r * columns + c) for c in range(columns)] for r in range(rows)]}


def _bin_labels(axis: Axis) -> list[str]:
    return [f"{start}:{stop}" for start, stop in spans(axis)]


def around(frame: Sequence[tuple[int, int]]) -> tuple[int, int, int, int]:
    """Cells around a plane: above, left, below and right of it."""
    (top, bottom), (left, right) = frame
    return top, left, bottom, right


def ring(operation: Operation, rank: int) -> tuple[int, int]:
    """Free rows and columns that are kept around the data, so that nothing moves when padding comes or goes."""
    return (int(rank > 1), 1) if operation.padded else (0, 0)


def heat_of(values: Array, source: Array) -> Sequence[Sequence[float | None]]:
    """Where each value stands in another grid's range, so that equal colours are equal values in both."""
    return grid_of(values, *value_range(source))["heat"]


def readers_of(axis: Axis) -> list[list[int]]:
    """For each position of an axis, from the first of its frame on, the outputs that read it."""
    return readers(axis, *frame_of(axis))


def _winners(trace: Trace) -> list[list[list[int] | None]] | None:
    if trace.winners is None:
        return None
    return [[cell if cell[0] >= 0 else None for cell in row] for row in trace.winners.tolist()]


def _weights(trace: Trace) -> list[list[Any]] | None:
    if trace.weights is not None:
        return [[[f"{share:.2f}".removeprefix("0") for share in taps] for taps in row] for row in trace.weights]
    if trace.divisor is None or trace.spec.operation.reading != "mean":
        return None
    factor = parameter_text(trace.spec.arguments.get("temperature", 1))
    return [[f"{factor}/{divisor}" if divisor != 1 else factor for divisor in row] for row in trace.divisor]


def _notes(trace: Trace, words: Mapping[str, Any], bins: bool) -> list[list[str]]:
    rows, columns = trace.axes
    if bins:
        sides = (
            sampled.notes(trace, words) if trace.spec.sampled else [_bin_notes(axis, words) for axis in (rows, columns)]
        )
        if trace.spec.rank == 1:
            return [sides[1] for _ in range(rows.outputs)]
        return [[words["bins_2d"].format(rows=r, columns=c) for c in sides[1]] for r in sides[0]]

    # Most windows have the same counts.
    @cache
    def note(*counts: int) -> str:
        return cells_text(words["cells"], dict(zip(("real", "padding", "overhang"), counts, strict=True)))

    counted = np.stack([trace.real, trace.padding, trace.overhang], axis=-1)
    return [[note(*counts) for counts in row] for row in counted.tolist()]


def _bin_notes(axis: Axis, words: Mapping[str, str]) -> list[str]:
    n, o = axis.size, axis.outputs
    return [
        words["bin"].format(i=i, j=i + 1, n=n, o=o, start=start, stop=stop, width=stop - start)
        for i, (start, stop) in enumerate(spans(axis))
    ]


def extra(title: str, values: Array, after: str, follows: str, *, arrow: str = "", **more: Any) -> dict[str, Any]:
    """One more grid beside input and output, linked to the same cursor.

    Args:
        values: ``(rows, columns)``; coloured over its own range.
        after: ``"input"`` or ``"output"``, where in the row it stands.
        follows: ``"window"`` (shape of the input), ``"output"`` (shape of the output), ``"cells"``, or
            ``"kernel"`` (``cells`` are the weights of each output).
        arrow: the step that leads to it.
        more: ``cells``, per output the cells that belong to it; ``tells``, for each cell what is said of it;
            ``note``; ``id``, under which it is edited; ``starts``, it begins a line of grids; ``spare``, it is left
            out where there is no room for it.
    """
    grid = grid_of(values, *value_range(values))
    return {"title": title, "after": after, "follows": follows, "arrow": arrow, **grid, **more}
