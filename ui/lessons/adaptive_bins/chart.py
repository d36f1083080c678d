"""For which sizes a wrong explanation is right all the same: a map over the cells and the outputs of one axis."""

from __future__ import annotations

from pooling_core.explain.wrong.bins import NO_LAYER, RIGHT, WRONG, counted, mapped
from ui.lesson import Moment
from ui.lessons.adaptive_bins import rules
from ui.page import parts
from ui.state.fields import State
from ui.text import tensor_text
from ui.words import words
from ui.words.joined import joined

# Cells that a tensor of the page can have; how far the counts go.
MOST = tensor_text.MAX_SIDE
COUNTED = 32
# Of no chosen rule the simplest is shown.
SHOWN = "equal_bins"


def chart(state: State, moment: Moment) -> list[parts.Part]:
    """The map of the chosen rule, with the size that the picture shows marked on it."""
    if moment.explained is None:
        return []
    text, rule = words("adaptive_bins")["map"], state["ghosts"] if state["ghosts"] != "none" else SHOWN
    axis = moment.explained.axes[-1]
    right, others, total = counted(rule, COUNTED)
    said = [text["legend"], text["counts"].format(right=right, total=total, most=COUNTED)]
    if others:
        said.append(text["others"].format(count=others, total=total, most=COUNTED))
    key = rules.KEYS[0][0] if state["bins_dims"] == "2d" else rules.KEYS[1][0]
    lines = [
        {"signs": line, "changes": rules.changes(state, moment, 0, cells, 1) | {key: ""}}
        for cells, line in enumerate(mapped(rule, MOST), 1)
    ]
    return [
        {
            "key": "map",
            "kind": "map",
            "title": text["title"].format(rule=words("adaptive_bins")["ghosts_options"][rule]),
            "text": joined(*said),
            "lines": lines,
            "field": key,
            "at": [axis.size, axis.outputs],
            "names": {RIGHT: text["right"], WRONG: text["wrong"], NO_LAYER: text["no_layer"]},
            "cell": text["cell"],
            "axes": [text["cells"], text["outputs"]],
        }
    ]
