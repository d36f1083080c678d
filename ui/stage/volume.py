"""A Trace -> what the stage draws of a volume, as JSON. Every number on the screen is a text made here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from pooling_core.explain.arithmetic import padding_text
from pooling_core.explain.trace import Trace
from ui.stage.counted import cells_text
from ui.stage.payload import finished, grid_of, readers_of, spans, taps, value_range
from ui.stage.record import Payload
from ui.text import number_text

Array = NDArray[Any]


def from_volume(traced: Trace, words: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """Everything that is needed to show ``traced``; what belongs to outputs stands in reading order.

    Args:
        words: ``labels`` and ``notes`` of the stage, the labels of volumes among them.
        options: as of ``ui.stage.payload.from_trace``.
    """
    low, high = value_range(traced.input)
    places = list(np.ndindex(traced.output.shape))
    payload: dict[str, Any] = {
        "kind": "volume",
        "operation": traced.spec.name,
        "input": {
            "shape": traced.input.shape,
            "planes": _planes(traced.input, low, high),
            "frame": traced.frame,
            "kinds": [["".join(line) for line in plane] for plane in traced.kinds],
            "fill": {"p": padding_text(traced.spec)},
        },
        "output": {"shape": traced.output.shape, "planes": _planes(traced.output, low, high)},
        "taps": [taps(axis) for axis in traced.axes],
        "spans": [spans(axis) for axis in traced.axes],
        "readers": [readers_of(axis) for axis in traced.axes],
        "winners": _winners(traced),
        "equations": [traced.arithmetic[d][i][j] for d, i, j in places],
        "notes": [_note(traced, place, words["notes"]) for place in places],
    }
    # Its grids have planes, which no flat record tells.
    return dict(finished(cast(Payload, payload), words, options))


def volume_only(volume: Array, words: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """The stage of a call that has no result: the volume stays, and stays editable."""
    depth, rows, columns = volume.shape
    payload: dict[str, Any] = {
        "kind": "volume",
        "operation": "",
        "input": {
            "shape": volume.shape,
            "planes": _planes(volume, *value_range(volume)),
            "frame": ((0, 0),) * 3,
            "kinds": [["r" * columns] * rows] * depth,
            "fill": {},
        },
        "output": {"shape": (0, 0, 0), "planes": []},
        "taps": [[]] * 3,
        "spans": [[]] * 3,
        "readers": [[[]] * size for size in volume.shape],
        "winners": None,
        "equations": [],
        "notes": [],
    }
    # Its grids have planes, which no flat record tells.
    return dict(finished(cast(Payload, payload), words, options))


def extra(title: str, values: Array, follows: str, id: str, **more: Any) -> dict[str, Any]:
    """One more volume, linked to the same cursor: below the output the first, below the input the second.

    Args:
        values: coloured over their own range.
        follows: ``"output"`` (shape of the output), or ``"cells"``.
        more: ``cells``, for each output in reading order the cells that belong to it; ``tells`` and ``arithmetic``, for
            each cell what is said of it; ``given``, it was there before the play; ``edit`` and ``editable``; ``words``.
    """
    low, high = more.pop("range", None) or value_range(values)
    return {
        "title": title,
        "id": id,
        "follows": follows,
        "shape": values.shape,
        "planes": _planes(values, low, high),
        **more,
    }


def _planes(volume: Array, low: float, high: float) -> list[Mapping[str, Any]]:
    briefs = [[[number_text.brief(value) for value in row] for row in plane] for plane in volume]
    return [{**grid_of(plane, low, high), "short": brief} for plane, brief in zip(volume, briefs, strict=True)]


def _winners(traced: Trace) -> list[list[int] | None] | None:
    if traced.winners is None:
        return None
    return [cell if cell[0] >= 0 else None for cell in traced.winners.reshape(-1, traced.input.ndim).tolist()]


def _note(traced: Trace, place: tuple[int, ...], words: Mapping[str, Any]) -> str:
    counts = {"real": traced.real[place], "padding": traced.padding[place], "overhang": traced.overhang[place]}
    return cells_text(words["cells"], counts)
