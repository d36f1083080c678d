"""What a shift does: a maximum over a signal and over the signal moved, and the outputs of all its shifts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core import PoolSpec
from pooling_core.explain.compared import Shift, shifts
from pooling_core.explain.trace import Trace, trace
from ui import oracle
from ui.lesson import Lesson, Moment, work_out
from ui.lessons.convolution import call, code, common
from ui.lessons.convolution.fields import FIELDS
from ui.page import parts, tensors
from ui.page.compose import Screen, compose, picture
from ui.stage import payload
from ui.stage.controls import Control, control
from ui.state.fields import State
from ui.text import number_text
from ui.words import words

Array = NDArray[Any]
KEY = "conv_shift_input"
SHIFTS = [int(step) for step in FIELDS["conv_shift_by"].options]
# A longer output may break into lines.
SHORT = 8


def view(lesson: Lesson, state: State) -> Screen:
    """The pooling of a signal above the pooling of the same signal moved, and all shifts in a table."""
    read = tensors.read(FIELDS, state, KEY)
    state = {**state, KEY: tensors.canonical(FIELDS, state, KEY)}
    worked = work_out(replace(lesson, call=call.shift_call), state, read.plane)
    by, options, panels = int(state["conv_shift_by"]), {}, []
    asked: tuple[oracle.Question, ...] | None = None
    if worked.call is not None and worked.explained is not None and worked.question is not None:
        found = shifts(worked.call, worked.plane, SHIFTS)
        moved = np.roll(worked.plane, by, axis=-1)
        options = boards(worked.explained, trace(worked.call, moved), found, by)
        panels = told(worked.call, worked.plane, found, by)
        asked = (replace(worked.question, inputs=(moved,), outcome=found[by].output, called=worked.question.name),)
    return compose(
        lesson,
        state,
        picture(lesson, worked, **options),
        headline=common.headline(lesson, state, read.problem, worked.error, refused_question(worked)),
        row=common.views(state),
        main=controls(state),
        tensors=[tensors.box(KEY, state, read, label=words("convolution")["shift"]["signal"])],
        panels=panels,
        word=asked,
        call=worked.call if worked.explained else None,
    )


def refused_question(worked: Moment) -> oracle.Question | None:
    """The call for PyTorch, where it is refused here."""
    return worked.question if worked.error is not None else None


def controls(state: State) -> list[Control]:
    """How far the signal moves, and the windows that look at it."""
    own = words("convolution")["shift"]
    options = [{"value": option, "label": option} for option in FIELDS["conv_shift_by"].options]
    return [
        control(FIELDS, state, "conv_shift_by", own["by"], kind="ladder", options=options, help=own["by_help"]),
        common.named(state, "conv_shift_kernel", "kernel_size"),
        common.stride(state, "conv_shift_stride", state["conv_shift_kernel"]),
    ]


# ---- the picture ----


def boards(before: Trace, after: Trace, found: list[Shift], by: int) -> dict[str, Any]:
    """The signal and its output, the moved signal and its output, and the outputs of all shifts."""
    own = words("convolution")["shift"]
    extras = [
        payload.extra(
            own["moved_signal"].format(by=by),
            after.input,
            "output",
            "window",
            starts=True,
            heat=payload.heat_of(after.input, before.input),
        ),
        payload.extra(
            own["output_after"].format(by=by),
            after.output,
            "output",
            "output",
            arrow=own["pooled"],
            heat=payload.heat_of(after.output, before.input),
            note=verdict(found[by]),
            **common.compared(differing(after.output, before.output)),
        ),
    ]
    if len(before.output) == 1:
        extras.append(table_board(found, by, before.input))
    return {
        "titles": {"input": own["signal"], "output": own["output_before"]},
        "arrow": own["pooled"],
        # No padding can come: nothing is kept free for it.
        "ring": (0, 0),
        "equations": [
            ["\n".join(pair) for pair in zip(*lines, strict=True)]
            for lines in zip(before.arithmetic, after.arithmetic, strict=True)
        ],
        "most": common.most(before.axes),
        "extras": extras,
    }


def table_board(found: list[Shift], by: int, signal: Array) -> dict[str, Any]:
    """The outputs of all shifts as a grid, a row for each; the cells of this shift light up with their outputs."""
    own = words("convolution")["shift"]
    outputs = np.concatenate([shift.output for shift in found])
    count = outputs.shape[1]
    return payload.extra(
        own["all"],
        outputs,
        "output",
        "cells",
        cells=[[[[by, j]] for j in range(count)]],
        row_labels=[own["row"].format(by=shift.by, verdict=verdict(shift)) for shift in found],
        heat=payload.heat_of(outputs, signal),
        current=by,
        starts=True,
        spare=True,
        **common.compared(differing(outputs, outputs[:1])),
    )


def differing(output: Array, before: Array) -> NDArray[np.bool_]:
    """Where an output is not what stood at the same place; NaN is NaN."""
    return np.asarray((output != before) & ~(np.isnan(output) & np.isnan(before)))


def verdict(shift: Shift) -> str:
    """What became of the output."""
    own = words("convolution")["shift"]
    if shift.moved is None:
        return str(own["other"])
    word = "moved_later" if not shift.whole else "moved" if shift.moved else "unmoved"
    return str(own[word].format(moved=shift.moved))


# ---- below the picture ----


def told(spec: PoolSpec, signal: Array, found: list[Shift], by: int) -> list[parts.Part]:
    """The table of all shifts, what holds of every one, and the calls to copy."""
    own = words("convolution")["shift"]
    holds = own["holds"].format(stride=spec.stride[0])
    return [
        table(found, by, own),
        parts.said("holds", holds, title=own["holds_title"]),
        common.code(code.shift_code(spec, signal, len(found))),
    ]


def table(found: list[Shift], by: int, own: Mapping[str, Any]) -> parts.Part:
    """The output of each shift as a table, of this shift marked."""

    def cells(values: Array) -> str:
        # A short output stays on one line; a long one breaks rather than widen the table.
        space = "\u00a0" if values.size <= SHORT else " "
        return "; ".join(space.join(number_text.short(value) for value in row) for row in np.atleast_2d(values))

    rows = [parts.row([str(shift.by), cells(shift.output), verdict(shift)], current=shift.by == by) for shift in found]
    columns = [parts.column(name, code=at == 1) for at, name in enumerate(own["columns"])]
    return parts.table("shifts", columns, rows, title=own["all"])
