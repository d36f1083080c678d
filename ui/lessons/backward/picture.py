"""The one stage of the backward lesson: input, output, upstream gradient, gradient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.explain.convolution import ConvTrace
from pooling_core.explain.gradient import GradientTrace
from pooling_core.explain.trace import Trace
from ui.lessons.backward import steps
from ui.lessons.backward.forward import Forward
from ui.lessons.backward.loss import formula
from ui.lessons.backward.outcome import Outcome, editable
from ui.stage import payload, volume
from ui.stage.convolution import from_convolution
from ui.stage.gradient import both, flow_of, from_copies, landing_cells, sum_text, sums, taken_by
from ui.stage.payload import value_range
from ui.stage.record import Payload
from ui.state.fields import State
from ui.words import words

Array = NDArray[Any]
Grids = list[dict[str, Any]]


def picture(outcome: Outcome, state: State, plane: Array, kernel: Array | None) -> Mapping[str, Any]:
    """Everything that is drawn.

    Args:
        kernel: of a convolution.
    """
    forward, back, text = outcome.forward, outcome.back, words("backward")
    if plane.ndim == 3:
        return volumes(outcome, state, plane)
    weight = [] if kernel is None else [_weight(kernel, back)]
    if forward is None:
        return payload.input_only(plane, words("stage"), extras=weight)
    unpooling = forward.call.operation.windows == "indices"
    drawn = _forward(forward, unpooling)
    notes = steps.forwards(forward, text["step"])
    drawn["notes"] = _lines(notes, drawn["notes"]) if notes else drawn["notes"]
    grids = [*weight, *(_unpooled(forward) if unpooling else [])]
    if back is not None:
        grids += _way_back(forward, back, state, unpooling)
        said = (steps.takes if unpooling else steps.sends)(forward, back, text["step"])
        drawn["equations"] = _lines(said, drawn["notes"])
        drawn["flow"] = {
            "from": "upstream",
            "to": "gradient",
            "sends": taken_by(back) if unpooling else flow_of(back),
        }
    drawn |= {"extras": grids, "tight": True}
    return drawn


def _lines(flat: Sequence[str], like: Sequence[Sequence[str]]) -> list[list[str]]:
    """A list in reading order as rows."""
    rest = iter(flat)
    return [[next(rest) for _ in line] for line in like]


def _forward(forward: Forward, unpooling: bool) -> Payload:
    """What each output read; of unpooling each maximum before it."""
    stage, text = words("stage"), words("backward")
    options: dict[str, Any] = {"titles": {"output": text["pooled"]}, "arrow": text["pool"]} if unpooling else {}
    labels = {
        **stage["labels"],
        **text["labels"],
        "unread": text["unread"],
        **(text["labels_pooled"] if unpooling else {}),
    }
    said = {**stage, "labels": labels, "drawn": {**stage["drawn"], "unread": text["unread_drawn"]}}
    shown = forward.picture
    if isinstance(shown, ConvTrace):
        return from_convolution(shown, said, **options)
    if isinstance(shown, Trace):
        return payload.from_trace(shown, said, **options)
    said |= {"notes": text["notes"], "labels": {**labels, "kinds": text["copied"], "unread": text["uncopied"]}}
    return from_copies(forward.call.name, forward.plane, forward.output, shown, said, **options)


def _given(forward: Forward, state: State) -> dict[str, Any]:
    """What the grid of the upstream gradient has besides: whether it is to be written on, and the loss behind it."""
    text, is_editable = words("backward"), editable(forward, state)
    shape = " × ".join(map(str, forward.output.shape))
    note = formula(forward, state) or ("" if is_editable else text["too_large"].format(shape=shape))
    return {"given": True, "editable": is_editable} | ({"note": note} if note else {})


def _way_back(forward: Forward, back: GradientTrace, state: State, unpooling: bool) -> Grids:
    """The upstream gradient and what it becomes; behind a convolution what its weight gets, too."""
    text = words("backward")
    upstream = {"follows": "output", "edit": text["edit_upstream"], **_given(forward, state)}
    gradient: dict[str, Any] = {"follows": "cells", "words": text["gets"]}
    if unpooling:
        upstream |= {"follows": "cells", "cells": _lands(forward), "words": text["named"]}
        gradient |= {"follows": "output"}
    else:
        gradient |= {"cells": landing_cells(back), "before": "0", "sums": sums(back)}
    titles = (text["upstream"], text["gradient_pooled" if unpooling else "gradient"])
    grids: Grids = list(both(back, titles, upstream=upstream, gradient=gradient))
    if isinstance(forward.picture, ConvTrace):
        values = back.learned["weight"][0, 0]
        told = {"cells": _tapped(forward.picture, values.shape), "words": text["gets_weight"]}
        grids.append(
            payload.extra(text["gradient_weight"], values, "output", "cells", id="weight_gradient", spare=True, **told)
        )
    return grids


def _weight(kernel: Array, back: GradientTrace | None) -> dict[str, Any]:
    """The numbers that a convolution learns, beside the input; they are the learner's to write."""
    text = words("backward")
    cells: list[Any] = [] if back is None else [[[] for _ in line] for line in back.grad_output]
    more = {"id": "weight", "given": True, "edit": text["edit_weight"], "editable": True, "words": text["taps"]}
    return payload.extra(text["weight"], kernel, "input", "cells", cells=cells, **more)


def _tapped(shown: ConvTrace, shape: tuple[int, ...]) -> list[list[list[list[int]]]]:
    """For each output the taps of the weight that read data."""
    held = [
        [[n for n, at in enumerate(axis.taps(i)) if 0 <= at < size] for i in range(axis.outputs)]
        for axis, size in zip(shown.axes, shown.input.shape, strict=True)
    ]
    return [[[[a, b] for a in rows for b in columns] for columns in held[1]] for rows in held[0]]


# ---- volumes ----


def volumes(outcome: Outcome, state: State, plane: Array) -> Mapping[str, Any]:
    """Sheets: the way there above, the way back below."""
    forward, back, text, stage = outcome.forward, outcome.back, words("backward"), words("stage")
    said = {**stage, "labels": {**stage["labels"], **text["labels"], "unread": text["unread"], **text["space"]}}
    if forward is None or not isinstance(forward.picture, Trace):
        return volume.volume_only(plane, said)
    if back is None:
        return volume.from_volume(forward.picture, said)
    landings = back.landings()
    low, high = value_range(np.concatenate([back.grad_output.ravel(), back.grad_input.ravel()]))
    upstream = {**_given(forward, state), "edit": text["edit_upstream_space"], "range": (low, high)}
    gradient = {
        "cells": [[list(cell) for cell, _ in landings[place]] for place in np.ndindex(back.grad_output.shape)],
        "arithmetic": [[[sum_text(line) for line in row] for row in sheet] for sheet in back.arithmetic],
        "words": text["gets"],
        "range": (low, high),
    }
    extras = [
        volume.extra(text["upstream"], back.grad_output, "output", "upstream", **upstream),
        volume.extra(text["gradient"], back.grad_input, "cells", "gradient", **gradient),
    ]
    notes = steps.forwards(forward, text["step"])
    drawn = volume.from_volume(forward.picture, said, extras=extras, equations=steps.sends(forward, back, text["step"]))
    return {**drawn, "notes": notes}


# ---- unpooling ----


def _unpooled(forward: Forward) -> Grids:
    """The index of each maximum, and what unpooling writes back there."""
    text = words("backward")
    flat = forward.call.arrays["indices"].reshape(forward.plane.shape)
    return [
        payload.extra(text["indices"], flat.astype(np.float32), "output", "output", arrow=text["where"], spare=True),
        payload.extra(
            *(text["unpooled"], forward.output, "output", "cells"),
            arrow=text["back"],
            cells=_lands(forward),
            before="0",
            spare=True,
        ),
    ]


def _lands(forward: Forward) -> list[list[list[tuple[int, int]]]]:
    """For each pooled cell the cell that its index names; in 1-D it counts along its own row."""
    width = forward.output.shape[1]
    flat = forward.call.arrays["indices"].reshape(forward.plane.shape).tolist()
    if forward.rank == 1:
        return [[[(i, at)] for at in line] for i, line in enumerate(flat)]
    return [[[(at // width, at % width)] for at in line] for line in flat]
