"""One window axis under four conventions: the number lines, the formulas, and PyTorch's word on its two."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

import pooling_core.functional as F
from pooling_core import PoolingError
from pooling_core.shapes import Convention, conventions
from ui import controls, oracle
from ui.content import words
from ui.figures.number_lines import number_lines
from ui.figures.style import CONFIG
from ui.formulas import strided_size
from ui.states import SHAPES as FIELDS

TEXT = words("shapes")["conventions"]
ASKED = ("size", "kernel_size", "stride", "dilation")
KEYS = ("shapes_size", "shapes_kernel", "shapes_stride", "shapes_dilation")


def conventions_panel() -> None:
    """Controls, number lines, table and badges."""
    st.subheader(TEXT["title"], anchor=False)
    st.markdown(TEXT["lede"])
    numbers = []
    for place, key, name in zip(st.columns(4), KEYS, ASKED, strict=True):
        with place:
            numbers.append(int(controls.number(key, FIELDS, TEXT[name]) or 1))
    n, k, s, d = numbers
    shown = conventions(n, k, s, d)
    st.plotly_chart(_figure(n, k, s, d), key="shapes_lines", config=CONFIG)
    st.markdown(_table(shown, n, k, s, d))
    for place, ceil_mode in zip(st.columns(2), (False, True), strict=True):
        with place:
            st.caption(f"`max_pool1d(…, ceil_mode={ceil_mode})`")
            oracle.badge(_question(n, k, s, d, ceil_mode))


@st.cache_data(max_entries=64, show_spinner=False)
def _figure(n: int, k: int, s: int, d: int) -> dict[str, Any]:
    return dict(number_lines(conventions(n, k, s, d), n, k, d, TEXT).to_dict())


def _question(n: int, k: int, s: int, d: int, ceil_mode: bool) -> oracle.Question:
    cells = np.arange(n, dtype=np.float32)[np.newaxis]
    arguments: dict[str, Any] = {"kernel_size": k, "stride": s, "dilation": d, "ceil_mode": ceil_mode}
    outcome: Any
    try:
        outcome = F.max_pool1d(cells, **arguments)
    except PoolingError as error:
        outcome = error
    return oracle.Question("max_pool1d", (cells,), arguments, outcome)


def _table(shown: tuple[Convention, ...], n: int, k: int, s: int, d: int) -> str:
    heads = [TEXT[key] for key in ("convention", "formula", "padding")]
    lines = [f"| {' | '.join(heads)} |", "|---|---|--:|"]
    for each in shown:
        formula = _formula(each, n, k, s, d)
        lines.append(f"| {TEXT[each.name]} | ${formula}$ | {each.padding_before} + {each.padding_after} |")
    return "\n".join(lines)


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
