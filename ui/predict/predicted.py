"""What is asked of a picture, and what each wrong rule would answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.spec import PoolSpec
from pooling_core.explain.gradient import GradientTrace
from pooling_core.explain.trace import Trace
from pooling_core.explain.unpooling import UnpoolTrace
from pooling_core.explain.wrong.backward import gradient_thoughts
from pooling_core.explain.wrong.rules import thoughts
from pooling_core.explain.wrong.thought import Thought
from pooling_core.explain.wrong.unpooling import landing_thoughts
from pooling_core.geometry.axis import Axis
from ui.text import number_text

# A value that is typed may differ from the true one by so many of the last digits that its dtype holds.
LEEWAY = 16


@dataclass(frozen=True)
class Predicted:
    """What can be predicted of one state.

    Attributes:
        asks: kinds of question, in their order: ``size``, ``value``, ``window``, ``winner``, ``place``.
        board: the grid that is filled; it is empty until then.
        leeway: how far a value that is right may be from the true one, as a part of it.
        thoughts: for each wrong rule its ``name``, ``size``, ``values`` as texts, ``taps`` of its windows along both
            axes, and ``winners``; ``None`` for what it says nothing of.
        places: for each output the cell that it is written to.
        pads: cells of padding around the input that the call asks for, by row and by column.
    """

    asks: tuple[str, ...]
    board: str = "output"
    leeway: float = 0.0
    thoughts: Sequence[dict[str, Any]] = ()
    places: Sequence[Sequence[Any]] | None = None
    pads: tuple[int, int] = (0, 0)


def of_trace(traced: Trace) -> Predicted | None:
    """Of a plane: the number of outputs, then the value, the window and the winner of each."""
    if len(traced.axes) != 2 or not traced.output.size:
        return None
    asks: tuple[str, ...] = ("size", "value", "window", "winner")
    if traced.spec.arguments.get("training"):
        asks = ("size", "window")  # what is drawn nobody can know before
    elif not traced.spec.operation.picks:
        asks = asks[:-1]
    pads = (0, *traced.spec.padding) if traced.spec.rank == 1 else traced.spec.padding
    found = [_said(each) for each in thoughts(traced)]
    return Predicted(asks, leeway=_leeway(traced.output), thoughts=found, pads=(pads[0], pads[1]))


def of_gradient(back: GradientTrace, output: NDArray[Any] | None) -> Predicted:
    """Of the way back: the gradient of each cell.

    Args:
        output: of a call whose outputs are each one cell; else ``None``.
    """
    found = gradient_thoughts(back, output)
    return Predicted(("value",), "gradient", _leeway(back.grad_input), [_said(each) for each in found])


def of_unpooling(back: UnpoolTrace, call: PoolSpec) -> Predicted:
    """Of unpooling: the cell that each value lands on."""
    found = [
        {"name": each.name, "size": None, "values": None, "taps": None, "winners": None, "places": each.cells}
        for each in landing_thoughts(back, call)
    ]
    return Predicted(("place",), "unpooled", thoughts=found, places=back.lands)


def _leeway(values: NDArray[Any]) -> float:
    return LEEWAY * float(np.finfo(values.dtype).eps) if values.dtype.kind == "f" else 0.0


def _said(thought: Thought) -> dict[str, Any]:
    size = thought.values.shape
    return {
        "name": thought.name,
        "size": size,
        "values": None if thought.sizes_only else _texts(thought.values),
        "taps": None if thought.axes is None else [_taps(axis) for axis in thought.axes],
        "winners": None if thought.winners is None else _cells(thought.winners),
    }


def _texts(values: NDArray[Any]) -> list[list[str | None]]:
    hidden = np.ma.getmaskarray(values)
    return [
        [None if gone else number_text.exact(value) for value, gone in zip(line, out, strict=True)]
        for line, out in zip(np.ma.getdata(values), hidden, strict=True)
    ]


def _taps(axis: Axis) -> list[list[int]]:
    return [axis.taps(i).tolist() for i in range(axis.outputs)]


def _cells(winners: NDArray[Any]) -> list[list[list[int] | None]]:
    return [[cell if cell[0] >= 0 else None for cell in row] for row in winners.tolist()]
