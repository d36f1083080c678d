"""One window axis under four conventions: the number lines, the formulas, and PyTorch's word on its two."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

import pooling_core.functional as F
from pooling_core import PoolingError
from pooling_core.geometry.conventions import Convention, conventions
from ui import controls, lesson, oracle
from ui.charts import kept
from ui.content import words
from ui.figures.number_lines import number_lines, refusal
from ui.figures.style import CONFIG
from ui.formulas import strided_size
from ui.states import SHAPES as FIELDS

TEXT = words("shapes")["conventions"]
KEYS = {"size": "shapes_size", "kernel_size": "shapes_kernel", "stride": "shapes_stride", "dilation": "shapes_dilation"}


def window_controls() -> tuple[int, int, int, int]:
    """Cells, kernel_size, stride and dilation."""
    n, k, s, d = (int(controls.number(key, FIELDS, TEXT[name]) or 1) for name, key in KEYS.items())
    return n, k, s, d


def headline(of: lesson.Lesson) -> None:
    """What to look at, in the words of the example with these windows."""
    look = str(TEXT["lede"])
    for example in words("shapes")["examples"]:
        wanted = of.example_state(example)
        if all(wanted[key] == st.session_state.get(key) for key in ("shapes_view", *KEYS.values())):
            look = f"**{example['title']}.** {example['look']}"
    with st.container(key="headline"):
        st.markdown(look)


def picture(n: int, k: int, s: int, d: int) -> None:
    """The cells and the windows on them, a line for each convention."""
    st.plotly_chart(_figure(n, k, s, d), key="shapes_lines", config=CONFIG)


@kept
def _figure(n: int, k: int, s: int, d: int) -> Any:
    return number_lines(conventions(n, k, s, d), n, k, d, TEXT)


def badges(n: int, k: int, s: int, d: int) -> None:
    """PyTorch's word on its two conventions; TensorFlow is not asked."""
    for place, ceil_mode in zip(st.columns(2), (False, True), strict=True):
        with place:
            st.caption(f"`max_pool1d(…, ceil_mode={ceil_mode})`")
            oracle.badge(_question(n, k, s, d, ceil_mode))
    st.caption(TEXT["unasked"])


def _question(n: int, k: int, s: int, d: int, ceil_mode: bool) -> oracle.Question:
    cells = np.arange(n, dtype=np.float32)[np.newaxis]
    arguments: dict[str, Any] = {"kernel_size": k, "stride": s, "dilation": d, "ceil_mode": ceil_mode}
    outcome: Any
    try:
        outcome = F.max_pool1d(cells, **arguments)
    except PoolingError as error:
        outcome = error
    return oracle.Question("max_pool1d", (cells,), arguments, outcome)


def torch_code(n: int, k: int, s: int, d: int) -> str:
    """A runnable PyTorch program for its two conventions; where no window fits it stops."""
    dilation = f", dilation={d}" if d > 1 else ""
    return (
        "import torch\n"
        "import torch.nn.functional as F\n\n"
        f"x = torch.arange({n}.)[None]  # (channels, length)\n"
        "for ceil_mode in (False, True):\n"
        f"    y = F.max_pool1d(x, kernel_size={k}, stride={s}{dilation}, ceil_mode=ceil_mode)\n"
        "    print(ceil_mode, y)"
    )


def table(n: int, k: int, s: int, d: int) -> None:
    """The formula of each convention with these numbers."""
    heads = [TEXT[key] for key in ("convention", "formula", "padding")]
    lines = [f"| {' | '.join(heads)} |", "|---|---|--:|"]
    for each in conventions(n, k, s, d):
        formula = f"${_formula(each, n, k, s, d)}$" if each.allowed else refusal(each, TEXT)
        padding = f"{each.padding_before} + {each.padding_after}" if each.allowed else ""
        lines.append(f"| {TEXT[each.name]} | {formula} | {padding} |")
    st.markdown("\n".join(lines))
    st.caption(TEXT["spans"])


def _formula(each: Convention, n: int, k: int, s: int, d: int) -> str:
    window = d * (k - 1) + 1
    if each.name == "tensorflow_same":
        total = each.padding_before + each.padding_after
        needed = rf"\max((o - 1)s + w - n,\, 0) = {total}"
        return rf"\lceil n / s \rceil = \lceil {n} / {s} \rceil = {each.outputs}, \quad {needed}"
    if each.name == "tensorflow_valid":
        return rf"\lceil (n - w + 1) / s \rceil = \lceil ({n} - {window} + 1) / {s} \rceil = {each.outputs}"
    ceil_mode = each.name == "pytorch_ceil"
    steps = strided_size(n, k, s, 0, d, ceil_mode)[1]
    left, right = (r"\lceil", r"\rceil") if ceil_mode else (r"\lfloor", r"\rfloor")
    dropped = rf" \to {steps.outputs}" if steps.dropped else ""
    return rf"{left} (n - w) / s {right} + 1 = {left} ({n} - {window}) / {s} {right} + 1 = {steps.rounded}{dropped}"
