"""Each step of the way back in one line: what comes down to an output, and what of it goes where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pooling_core.explain.convolution import ConvTrace
from pooling_core.explain.gradient import Flow, GradientTrace
from pooling_core.explain.text import value_text
from pooling_core.explain.trace import Trace
from ui.lessons.backward.forward import Forward
from ui.stage.gradient import sent
from ui.text import number_text

Landing = tuple[tuple[int, ...], Flow]
Words = Mapping[str, Any]
# Of so many cells each is named.
LISTED = 4


def sends(forward: Forward, back: GradientTrace, words: Words) -> list[str]:
    """For each output in reading order, where its upstream number goes."""
    landings = back.landings()
    return [_sends(forward, back, place, landings[place], words) for place in np.ndindex(back.grad_output.shape)]


def _sends(
    forward: Forward, back: GradientTrace, output: tuple[int, ...], landings: Sequence[Landing], words: Words
) -> str:
    number = value_text(back.grad_output[output])
    start = words["upstream"].format(output=_at(output), value=number)
    if not landings:
        return f"{start} {words['nowhere']}"
    shares = {flow.text for _, flow in landings}
    if len(landings) == 1 and shares == {"1"}:
        return f"{start} → {words[_kind(forward)].format(cell=_at(landings[0][0]))}"
    if len(shares) == 1 and len(landings) > 1:
        (share,) = shares
        each = number_text.short(sent(back, landings[0][1]))
        return f"{start} → {words['even'].format(share=share, count=len(landings), value=number, each=each)}"
    items = [
        words["item"].format(
            cell=_at(cell, ",\u00a0"), share=flow.text, value=number, part=number_text.short(sent(back, flow))
        )
        for cell, flow in landings[:LISTED]
    ]
    rest = len(landings) - LISTED
    return f"{start} → {words['between'].join(items)}{words['rest'].format(count=rest) if rest > 0 else ''}"


def _at(place: Sequence[int], comma: str = ", ") -> str:
    return comma.join(map(str, place))


def _kind(forward: Forward) -> str:
    operation = forward.call.operation
    if operation.windows == "copied":
        return "copied"
    return operation.reading if operation.picks or operation.reading == "draw" else "all"


def takes(forward: Forward, back: GradientTrace, words: Words) -> list[str]:
    """For each pooled cell of an unpooling, which upstream number it takes."""
    said = []
    indices = forward.call.arrays["indices"].reshape(forward.plane.shape)
    for place, index in np.ndenumerate(indices):
        cell = back.into(place)[0].output
        value = value_text(back.grad_output[cell])
        said.append(words["takes"].format(output=_at(place), index=int(index), cell=_at(cell), value=value))
    return said


def forwards(forward: Forward, words: Words) -> list[str] | None:
    """For each output in reading order, how it was made; of a copy the stage says it."""
    picture = forward.picture
    if not isinstance(picture, Trace | ConvTrace):
        return None
    key = "pooled" if forward.call.operation.windows == "indices" else "forward"
    made = []
    for place in np.ndindex(picture.output.shape):
        line: Any = picture.arithmetic
        for at in place:
            line = line[at]
        made.append(words[key].format(output=_at(place), arithmetic=line))
    return made
