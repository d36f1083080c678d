"""The same call in one, two and three dimensions, beside each other."""

from __future__ import annotations

from math import prod

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.arguments import plain
from pooling_core.geometry.layer import layer_axes
from ui.lessons.dimensions.call import dimensions_call, shown
from ui.lessons.dimensions.fields import ADAPTIVE, HOLDS, OVER_TIME, over_time
from ui.page import parts
from ui.state.fields import State
from ui.text import snippets
from ui.words import words


def glance(state: State) -> parts.Part:
    """For each view its call, the cells in its window, and its sizes."""
    text = words("dimensions")["glance"]
    columns = [parts.column(text[name], code=name == "call") for name in ("view", "call", "window", "sizes")]
    rows = [parts.row(_row(state, view), current=view == state["dimensions_view"]) for view in HOLDS]
    return parts.table("glance", columns, rows, title=text["title"])


def _row(state: State, view: str) -> list[str]:
    """One line; over all time of a sequence is over all of a plane or a volume."""
    text = words("dimensions")
    here = {**state, "dimensions_view": view, OVER_TIME: False}
    if over_time(state):
        here[ADAPTIVE] = False
    rank = int(view[0])
    shape = shown(here).plane.shape[-rank:]
    named = text["glance"]["named"].format(rank=rank, view=text["views"][view])
    try:
        call = dimensions_call(here)
    except PoolingError:
        return [named, "", "", text["glance"]["refused"]]
    if over_time(state):
        power = {key: value for key, value in call.arguments.items() if key == "norm_type"}
        call = PoolSpec.of(call.name, kernel_size=plain(shape), **power)
    try:
        axes = layer_axes(call, shape)
        outputs = [axis.outputs for axis in axes]
        cells = text["glance"]["bins"] if call.adaptive else _window(call, rank)
        sizes = " → ".join(" × ".join(map(str, each)) for each in (shape, outputs))
    except PoolingError:
        cells, sizes = "", text["glance"]["refused"]
    return [named, f"F.{snippets.call_text(call)}", cells, sizes]


def _window(call: PoolSpec, rank: int) -> str:
    taps = " × ".join(map(str, call.kernel_size))
    return taps if rank == 1 else f"{taps} = {prod(call.kernel_size)}"
