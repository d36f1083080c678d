"""Indices and unpooling: pool, keep where each maximum stood, write it back."""

from typing import Any

import numpy as np
import streamlit as st

from pooling_core import PoolingError
from pooling_core.explain.unpooling import UnpoolTrace, pool_with_indices, unpool_trace
from pooling_core.geometry.unpooling import UnpoolSizes
from ui import controls, lesson, number_text, oracle, panels, snippets
from ui.content import words
from ui.lessons import LESSONS
from ui.stage import payload
from ui.states import UNPOOLING as FIELDS
from ui.tensor_input import tensor_input

LESSON = LESSONS["unpooling"]
TEXT, COMMON = LESSON.words, words("common")["controls"]
# So many values that land elsewhere are named.
MOST_MOVED = 4


def wanted_size(state: dict) -> tuple[int, int] | None:
    """The output_size asked for; one empty field takes the other's number."""
    rows, columns = state["unpool_rows"], state["unpool_columns"]
    if rows is None and columns is None:
        return None
    return (columns if rows is None else rows, rows if columns is None else columns)


def unpooled_to(rows: int, columns: int) -> dict[str, Any]:
    """The changes of state that ask for this output_size."""
    return {"unpool_rows": rows, "unpool_columns": columns}


def misplaced(back: UnpoolTrace) -> str:
    """Which values land elsewhere on a plane of another size than the one that was pooled, and why."""
    (rows, columns), (of_rows, of_columns) = back.unpooled.shape, back.source
    sizes = {"rows": rows, "columns": columns, "of_rows": of_rows, "of_columns": of_columns}
    if not back.moved:
        return TEXT["other_size"].format(**sizes)
    shown = [
        TEXT["moved_one"].format(value=number_text.exact(value), origin=origin, cell=cell)
        for value, origin, cell in back.moved[:MOST_MOVED]
    ]
    more = len(back.moved) - len(shown)
    shown += [TEXT["moved_more"].format(count=more)] if more else []
    return TEXT["moved"].format(**sizes, list=", ".join(shown))


def grids(back: UnpoolTrace, nearest: bool) -> list[dict]:
    """Indices and the unpooled plane after the output, and the up-sampled one if wanted."""
    shown = [
        payload.extra(TEXT["indices"], back.indices.astype(np.float32), "output", "output", arrow=TEXT["where"]),
        payload.extra(
            TEXT["unpooled"],
            back.unpooled,
            "output",
            "cells",
            arrow=TEXT["back"],
            cells=[[[cell] if cell else [] for cell in row] for row in back.lands],
        ),
    ]
    if nearest:
        shown.append(
            payload.extra(TEXT["upsampled"], back.upsampled, "output", "cells", arrow=TEXT["copy"], cells=back.copies)
        )
    return shown


def interval(sizes: range) -> str:
    """``3 to 5``, or one number, or none."""
    if len(sizes) < 2:
        return TEXT["one"].format(size=sizes[0]) if sizes else TEXT["none_legal"]
    return TEXT["many"].format(first=sizes[0], last=sizes[-1])


def axis_line(name: str, pooled: int, sizes: UnpoolSizes) -> str:
    """What one axis may be unpooled to."""
    return TEXT["axis"].format(
        axis=TEXT[name],
        pooled=pooled,
        default=sizes.default,
        legal=interval(sizes.legal),
        sources=interval(sizes.sources),
    )


lesson.begin(LESSON)
with st.sidebar:
    lesson.examples(LESSON)
    controls.number("unpool_kernel", FIELDS, COMMON["kernel_size"])
    controls.number("unpool_stride", FIELDS, COMMON["stride"], placeholder=COMMON["stride_placeholder"])
    controls.number("unpool_padding", FIELDS, COMMON["padding"])
    controls.number("unpool_rows", FIELDS, TEXT["rows"], placeholder="None")
    controls.number("unpool_columns", FIELDS, TEXT["columns"], placeholder="None")
    nearest = controls.toggle("nearest", FIELDS, TEXT["nearest"])
    plane, problem = tensor_input("unpool_input", FIELDS)

state = lesson.current_state(LESSON)
moment = lesson.work_out(LESSON, state, plane)
size = wanted_size(state)
back: UnpoolTrace | None = None
error: PoolingError | None = None
if moment.explained is not None:
    try:
        back = unpool_trace(moment.explained.spec, plane, size)
    except PoolingError as refused:
        error = refused

question = None
if moment.explained is not None:
    spec = moment.explained.spec
    pooled, indices = pool_with_indices(spec, plane)
    windows = {name: getattr(spec, name) for name in ("kernel_size", "stride", "padding")}
    outcome: Any = back.unpooled[np.newaxis] if back is not None else error
    inputs = (pooled[np.newaxis], indices[np.newaxis])
    question = oracle.Question("max_unpool2d", inputs, {**windows, "output_size": size}, outcome)

if error is None or problem:
    lesson.headline(LESSON, moment, problem)
if error is not None:
    lesson.refusal(error, [unpooled_to(*fix["output_size"]) for fix in error.fixes], question)
elif back is not None and back.unpooled.shape != back.source:
    st.markdown(misplaced(back))
    lesson.fix_button({"output_size": back.source}, unpooled_to(*back.source))
lesson.show_stage(LESSON, moment, extras=grids(back, nearest) if back else [], arrow=TEXT["pool"])

if moment.explained is not None:
    if back is not None and question is not None:
        oracle.badge(question)
        st.markdown(TEXT["round_trip"].format(kept=len({*sum(back.lands, ())} - {None}), total=back.unpooled.size))
        if back.repeated:
            said = ", ".join(TEXT["repeated_one"].format(index=i, count=n) for i, n in back.repeated.items())
            st.markdown(TEXT["repeated"].format(list=said))
        st.subheader(TEXT["sizes"], anchor=False)
        for name, pooled_size, sizes in zip(("axis_rows", "axis_columns"), back.pooled.shape, back.sizes, strict=True):
            st.markdown(axis_line(name, pooled_size, sizes))
    st.subheader(words("common")["panels"]["code"], anchor=False)
    st.code(snippets.unpool_code(spec, plane, size), language="python", wrap_lines=True)
panels.travel(moment)
