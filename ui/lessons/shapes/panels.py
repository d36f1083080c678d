"""What stands below the picture of a stack: the formulas of the layer looked at, all layers, how a line is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.lessons.shapes.editor import ADDED
from ui.lessons.shapes.formulas import layer_formulas, note, shape_text
from ui.lessons.shapes.lines import lines_of
from ui.lessons.shapes.recurrences import UNSAID, fraction_text
from ui.lessons.shapes.work import Worked
from ui.page import parts
from ui.text import stack_text

Words = Mapping[str, Any]


def formulas(worked: Worked, number: int, axis: int, text: Words) -> parts.Part:
    """One layer's formulas with its numbers."""
    said, found = text["formulas"], layer_formulas(worked, number, axis)
    name = lines_of(worked)[number]
    axis_name = text["axes"][stack_text.AXES[len(worked.input_shape) - 2][axis]]
    rows = [{"caption": said[key], "tree": tree} for key, tree in found.items()]
    rows[-1]["note"] = said["notes"][note(worked, number, axis)]
    return parts.formula("layer", rows, title=said["title"].format(number=number, name=name, axis=axis_name))


def table(worked: Worked, number: int, text: Words) -> list[parts.Part]:
    """A row for each layer that fits; all axes, or one number where they are alike."""
    said, names = text["table"], lines_of(worked)
    rows = [
        [
            str(row.number),
            names[row.number],
            shape_text(row.output_shape),
            f"{row.parameters:,}",
            _alike([UNSAID if size is None else str(size) for size in row.receptive_field]),
            _alike([fraction_text(jump) for jump in row.jump]),
            _alike([fraction_text(start) for start in row.start]),
        ]
        for row in worked.rows
    ]
    columns = [
        parts.column(said[key], code=key == "layer")
        for key in ("number", "layer", "shape", "parameters", "field", "jump", "start")
    ]
    lines = [parts.row(cells, current=at == number) for at, cells in enumerate(rows, start=1)]
    return [
        parts.table("layers", columns, lines, title=said["title"]),
        parts.said("layers-note", said["note"], title=""),
    ]


def _alike(texts: list[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else " × ".join(texts)


def grammar(text: Words) -> list[parts.Part]:
    """What a line may say."""
    said = text["grammar"]
    rows = [[ADDED[word], text["kinds"][word], _settings(rule)] for word, rule in stack_text.GRAMMAR.items()]
    columns = [parts.column(said["line"], code=True), parts.column(said["kind"]), parts.column(said["takes"])]
    table = parts.table("grammar", columns, [parts.row(each) for each in rows], title=said["title"])
    return [{**table, "folded": True}, parts.said("grammar-names", said["names"], title="")]


def _settings(rule: stack_text.Rule) -> str:
    own = [rule.first] if rule.first else []
    lettered = [f"{letters} {parameter}" for letters, parameter in rule.settings.items()]
    return ", ".join([*own, *lettered, *rule.switches])
