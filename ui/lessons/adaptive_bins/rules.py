"""A wrong explanation laid on the bins: what it claims, whether it is right here, and a size where it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pooling_core.explain.wrong import bins as wrong_bins
from pooling_core.explain.wrong.bins import WrongBins
from ui.lesson import Moment
from ui.page import parts
from ui.state.codec import text_of
from ui.state.fields import State
from ui.text import tensor_text
from ui.words import words
from ui.words.joined import joined

# The keys of each axis, the last one first: its size, and the switch that keeps it.
KEYS = (("output_size_w", "keep_width"), ("output_size", "keep_height"))


def claimed(state: State, moment: Moment) -> list[WrongBins]:
    """What the chosen explanation says of each axis that is pooled; none where none is chosen, or nothing is pooled."""
    if state["ghosts"] not in wrong_bins.RULES or moment.explained is None:
        return []
    axes = moment.explained.axes[-moment.explained.spec.rank :]
    return [wrong_bins.RULES[state["ghosts"]](axis.size, axis.outputs) for axis in axes]


def marks(claims: Sequence[WrongBins]) -> dict[str, Any]:
    """The dashed part of the ruler, for rows and for columns: start, stop, and whether it is the bin."""
    drawn = [each.claims for each in claims]
    return {"claims": drawn if len(drawn) == 2 else [[], *drawn]} if drawn else {}


def judged(state: State, moment: Moment) -> parts.Part:
    """For the headline: whether the rule is right here, for which sizes it is, and a button to one where it fails."""
    claims = claimed(state, moment)
    if not claims or moment.explained is None:
        return {}
    rule, text = state["ghosts"], words("adaptive_bins")["rules"]
    sizes = [(axis.size, axis.outputs) for axis in moment.explained.axes[-len(claims) :]]
    told = [_verdict(each, *size, text) for each, size in zip(claims, sizes, strict=True)]
    if len(set(told)) > 1:
        names = words("common")["panels"]
        told = [
            text["of_axis"].format(name=names[name], said=said)
            for name, said in zip(("axis_height", "axis_width"), told, strict=True)
        ]
    said = {"lines": [joined(*dict.fromkeys(told), text["holds"][rule])]}
    right = [place for place, each in enumerate(reversed(claims)) if each.holds]
    if not right:
        return said
    size, outputs = sizes[-1 - right[0]]
    cells, wanted = wrong_bins.failing(rule, size, outputs)
    label = text["fails"].format(n=cells, o=wanted)
    return {**said, "fixes": [{"label": label, "changes": changes(state, moment, right[0], cells, wanted)}]}


def _verdict(explained: WrongBins, n: int, o: int, text: Mapping[str, str]) -> str:
    if not explained.starts:
        return text["verdict_none"].format(n=n, o=o)
    wrong = explained.agrees.count(False)
    key = f"verdict_{wrong}" if f"verdict_{wrong}" in text else "verdict_n"
    said = str(text[key]).format(count=wrong, n=n, o=o, kernel=explained.kernel_size, stride=explained.stride)
    if len(explained.starts) != o:
        said = joined(said, text["windows"].format(count=len(explained.starts), o=o))
    if explained.unread:
        first, last = explained.unread[0], explained.unread[-1]
        cells = text["cells" if last > first else "cell"].format(first=first, last=last)
        said = joined(said, text["unread"].format(cells=cells))
    return said


def changes(state: State, moment: Moment, place: int, cells: int, wanted: int) -> dict[str, str]:
    """Another number of bins along one axis, and a longer tensor where no number fails on this one."""
    key, kept = KEYS[place] if state["bins_dims"] == "2d" else (KEYS[1][0], None)
    made: dict[str, Any] = {key: wanted}
    if kept is not None and state[kept]:
        made[kept] = False
    rows, columns = moment.plane.shape
    if (columns if place == 0 else rows) != cells:
        shape = (rows, cells) if place == 0 else (cells, columns)
        made["bins_input"] = tensor_text.format_tensor(np.arange(np.prod(shape), dtype=np.float32).reshape(shape))
    return {name: text_of(value) for name, value in made.items()}
