"""The same call in one, two and three dimensions, beside each other."""

from __future__ import annotations

from math import prod

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.arguments import plain
from pooling_core.geometry.layer import layer_axes
from ui.lessons.dimensions.call import dimensions_call, shown
from ui.lessons.dimensions.fields import HOLDS, OVER_TIME, over_time
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
    rank = int(view[0])
    shape = shown(here).plane.shape[-rank:]
    call = dimensions_call(here)
    if over_time(state):
        call = PoolSpec.of(call.name, kernel_size=plain(shape))
    try:
        outputs = [axis.outputs for axis in layer_axes(call, shape)]
        taps = " × ".join(map(str, call.kernel_size))
        cells = taps if rank == 1 else f"{taps} = {prod(call.kernel_size)}"
        sizes = " → ".join(" × ".join(map(str, each)) for each in (shape, outputs))
    except PoolingError:
        cells, sizes = "", text["glance"]["refused"]
    named = text["glance"]["named"].format(rank=rank, view=text["views"][view])
    return [named, f"F.{snippets.call_text(call)}", cells, sizes]
