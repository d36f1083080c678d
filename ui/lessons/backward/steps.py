"""Each step of the way back in one line: what comes down to an output, and what of it goes where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pooling_core.explain.convolution import ConvTrace
from pooling_core.explain.gradient import Flow, GradientTrace
from pooling_core.explain.text import value_text
from pooling_core.explain.trace import Trace
from ui.lessons.backward.forward import Forward
from ui.stage.gradient import sent
from ui.text import number_text

Landing = tuple[tuple[int, int], Flow]
Words = Mapping[str, Any]
# Of so many cells each is named.
LISTED = 4


def sends(forward: Forward, back: GradientTrace, words: Words) -> list[list[str]]:
    """For each output, where its upstream number goes."""
    rows, columns = back.grad_output.shape
    landings = back.landings()
    return [[_sends(forward, back, (i, j), landings[i, j], words) for j in range(columns)] for i in range(rows)]


def _sends(
    forward: Forward, back: GradientTrace, output: tuple[int, int], landings: Sequence[Landing], words: Words
) -> str:
    number = value_text(back.grad_output[output])
    start = words["upstream"].format(i=output[0], j=output[1], value=number)
    if not landings:
        return f"{start} {words['nowhere']}"
    shares = {flow.text for _, flow in landings}
    if len(landings) == 1 and shares == {"1"}:
        (r, c), _ = landings[0]
        return f"{start} → {words[_kind(forward)].format(r=r, c=c)}"
    if len(shares) == 1 and len(landings) > 1:
        (share,) = shares
        each = number_text.short(sent(back, landings[0][1]))
        return f"{start} → {words['even'].format(share=share, count=len(landings), value=number, each=each)}"
    items = [
        words["item"].format(r=r, c=c, share=flow.text, value=number, part=number_text.short(sent(back, flow)))
        for (r, c), flow in landings[:LISTED]
    ]
    rest = len(landings) - LISTED
    return f"{start} → {words['between'].join(items)}{words['rest'].format(count=rest) if rest > 0 else ''}"


def _kind(forward: Forward) -> str:
    operation = forward.call.operation
    if operation.windows == "copied":
        return "copied"
    return operation.reading if operation.picks or operation.reading == "draw" else "all"


def takes(forward: Forward, back: GradientTrace, words: Words) -> list[list[str]]:
    """For each pooled cell of an unpooling, which upstream number it takes."""
    said = []
    for i, line in enumerate(back.flows):
        here = []
        for j, cell in enumerate(line):
            index = int(forward.call.arrays["indices"].reshape(forward.plane.shape)[i, j])
            (r, c) = cell[0].output
            value = value_text(back.grad_output[r, c])
            here.append(words["takes"].format(i=i, j=j, index=index, r=r, c=c, value=value))
        said.append(here)
    return said


def forwards(forward: Forward, words: Words) -> list[list[str]] | None:
    """For each output, how it was made; of a copy the stage says it."""
    picture = forward.picture
    if not isinstance(picture, Trace | ConvTrace):
        return None
    key = "pooled" if forward.call.operation.windows == "indices" else "forward"
    return [
        [words[key].format(i=i, j=j, arithmetic=arithmetic) for j, arithmetic in enumerate(line)]
        for i, line in enumerate(picture.arithmetic)
    ]
