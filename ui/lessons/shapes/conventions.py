"""The screen of one window axis under four conventions: number lines, formulas, and PyTorch's word on its two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

import pooling_core.functional as F
from pooling_core import PoolingError
from pooling_core.geometry.axis import size_steps
from pooling_core.geometry.conventions import Convention, conventions
from ui import oracle
from ui.lesson import Lesson
from ui.lessons.shapes.fields import FIELDS, VIEW, WINDOW
from ui.lessons.shapes.headline import look
from ui.page import parts
from ui.page.compose import Screen, compose
from ui.stage import payload
from ui.stage.controls import Control, control
from ui.state.fields import State
from ui.words import words

Words = Mapping[str, Any]


class Window(NamedTuple):
    """Cells, and the window that slides over them."""

    n: int
    k: int
    s: int
    d: int

    @property
    def reach(self) -> int:
        """Cells from the first tap to the last."""
        return self.d * (self.k - 1) + 1


def screen(lesson: Lesson, state: State, row: Sequence[Control]) -> Screen:
    """Everything the stage shows of one axis."""
    text = lesson.words["conventions"]
    window = Window(*(state[key] for key in WINDOW.values()))
    return compose(
        lesson,
        state,
        {**payload.nothing(words("stage")), "lines": lines(window, text)},
        headline=look(lesson, state, (VIEW, *WINDOW.values()), text["lede"]),
        row=row,
        main=[control(FIELDS, state, key, text[name], help=text["help"][name]) for name, key in WINDOW.items()],
        panels=[
            table(window, text),
            parts.said("spans", f"{text['spans']}\n{text['unasked']}", title=""),
            parts.copied("code", torch_code(window), title=lesson.words["code"]),
        ],
        word=[question(window, ceil_mode) for ceil_mode in (False, True)],
    )


def lines(window: Window, text: Words) -> dict[str, Any]:
    """The cells and the windows on them, a line for each convention."""
    return {
        "cells": window.n,
        "taps": [tap * window.d for tap in range(window.k)],
        "rows": [_line(each, window, text) for each in conventions(*window)],
        "words": text["marks"],
    }


def _line(each: Convention, window: Window, text: Words) -> dict[str, Any]:
    # What a library refuses has no windows there, and its cells are just cells.
    starts = each.starts if each.allowed else ()
    return {
        "name": text[each.name],
        "said": " · ".join(_counts(each, text)) if each.allowed else refusal(each, text),
        "allowed": each.allowed,
        "starts": starts,
        "before": each.padding_before * each.allowed,
        "after": each.padding_after * each.allowed,
        "unread": each.unread * each.allowed,
        "overhang": each.overhang * each.allowed,
        "windows": [_window(at, start, window, text) for at, start in enumerate(starts)],
    }


def _counts(each: Convention, text: Words) -> list[str]:
    padded = each.padding_before + each.padding_after
    shown = {"outputs": True, "padded": padded, "unread": each.unread, "overhang": each.overhang}
    return [
        text[_counted(name, text, getattr(each, name, 0))].format(**vars(each))
        for name, is_shown in shown.items()
        if is_shown
    ]


def _counted(name: str, text: Words, count: int) -> str:
    one = f"{name}_one"
    return one if count == 1 and one in text else name


def _window(at: int, start: int, window: Window, text: Words) -> str:
    taps = [start + tap * window.d for tap in range(window.k)]
    listed = [*taps[:8], "…", taps[-1]] if len(taps) > 10 else taps
    return str(text["window"].format(i=at, taps=", ".join(map(str, listed))))


def refusal(each: Convention, text: Words) -> str:
    """Why a library does not take the call: no window fits, or its convention has none like these."""
    return str(text[f"{each.name}_refused" if each.outputs else "none"])


def table(window: Window, text: Words) -> parts.Part:
    """The formula of each convention with these numbers."""
    rows = [
        [
            text[each.name],
            formula(each, window) if each.allowed else refusal(each, text),
            f"{each.padding_before} + {each.padding_after}" if each.allowed else "",
        ]
        for each in conventions(*window)
    ]
    columns = [parts.column(text[key]) for key in ("convention", "formula", "padding")]
    return parts.table("conventions", columns, [parts.row(each) for each in rows], title=text["formula"])


def formula(each: Convention, window: Window) -> str:
    """The output size, general and with these numbers."""
    n, k, s, d = window
    if each.name == "tensorflow_same":
        total = each.padding_before + each.padding_after
        return f"⌈n / s⌉ = ⌈{n} / {s}⌉ = {each.outputs}, max((o − 1)·s + w − n, 0) = {total}"
    if each.name == "tensorflow_valid":
        return f"⌈(n − w + 1) / s⌉ = ⌈({n} − {window.reach} + 1) / {s}⌉ = {each.outputs}"
    ceil_mode = each.name == "pytorch_ceil"
    steps = size_steps(n, k, s, 0, d, ceil_mode)
    left, right = "⌈⌉" if ceil_mode else "⌊⌋"
    dropped = f" → {steps.outputs}" if steps.dropped else ""
    filled = f"{left}({n} − {window.reach}) / {s}{right} + 1"
    return f"{left}(n − w) / s{right} + 1 = {filled} = {steps.rounded}{dropped}"


def question(window: Window, ceil_mode: bool) -> oracle.Question:
    """PyTorch's own two; TensorFlow is not asked."""
    n, k, s, d = window
    cells = np.arange(n, dtype=np.float32)[np.newaxis]
    arguments: dict[str, Any] = {"kernel_size": k, "stride": s, "dilation": d, "ceil_mode": ceil_mode}
    outcome: Any
    try:
        outcome = F.max_pool1d(cells, **arguments)
    except PoolingError as error:
        outcome = error
    return oracle.Question("max_pool1d", (cells,), arguments, outcome, called=f"max_pool1d(…, ceil_mode={ceil_mode})")


def torch_code(window: Window) -> str:
    """A runnable PyTorch program for its two conventions; where no window fits it stops."""
    n, k, s, d = window
    dilation = f", dilation={d}" if d > 1 else ""
    return (
        "import torch\n"
        "import torch.nn.functional as F\n\n"
        f"x = torch.arange({n}.)[None]  # (channels, length)\n"
        "for ceil_mode in (False, True):\n"
        f"    y = F.max_pool1d(x, kernel_size={k}, stride={s}{dilation}, ceil_mode=ceil_mode)\n"
        "    print(ceil_mode, y)"
    )
