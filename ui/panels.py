"""What stands below the stage: the output size worked out, the code, the result to copy, the animation to take."""

from __future__ import annotations

import streamlit as st

from pooling_core.explain.trace import Trace
from ui import formulas, snippets
from ui.content import words
from ui.lesson import Lesson, Moment

AXES = {1: ["axis_length"], 2: ["axis_height", "axis_width"]}


def output_size(lesson: Lesson, moment: Moment) -> None:
    """The formula with the current numbers, per axis."""
    if moment.call is None or moment.explained is None:
        return
    text = words("common")["panels"]
    st.subheader(text["sizes"], anchor=False)
    rank = moment.call.rank
    sizes = formulas.output_sizes(moment.call, moment.plane.shape[-rank:])
    names = AXES[rank] if len(sizes) == rank else ["axis_both"]
    for name, (latex, steps), window in zip(names, sizes, moment.explained.axes[-rank:], strict=False):
        st.caption(text[name])
        st.latex(latex, width="content")
        if steps.dropped:
            start, limit = steps.next_start, window.size + window.padding
            st.caption(lesson.words["formula_dropped"].format(start=start, limit=limit, outputs=steps.outputs))


def code(moment: Moment) -> None:
    """The same call in PyTorch, to copy."""
    if moment.call is not None:
        st.subheader(words("common")["panels"]["code"], anchor=False)
        program = moment.program or snippets.torch_code(moment.call, moment.plane)
        st.code(program, language="python", wrap_lines=True)


def batch(moment: Moment) -> None:
    """The shapes of the same call on a batch."""
    if moment.call is not None and moment.explained is not None:
        shapes = moment.plane.shape, moment.explained.output.shape
        before, after = (", ".join(map(str, shape[-moment.call.rank :])) for shape in shapes)
        st.caption(words("common")["panels"]["batch"].format(before=before, after=after))


def result(moment: Moment) -> None:
    """The result as an array to copy."""
    if moment.explained is not None:
        st.subheader(words("common")["panels"]["result"], anchor=False)
        st.code(snippets.array_text(moment.explained.output), language="python", wrap_lines=True)


def travel(moment: Moment) -> None:
    """The animation as a file, and the address as a link."""
    take_away(moment.explained)


def take_away(explained: Trace | None) -> None:
    """The same of a plane or of a volume; only the link where there is no result."""
    text = words("common")["panels"]
    st.subheader(text["travel"], anchor=False)
    if explained is not None:
        st.download_button(
            text["download"],
            # Built only when somebody asks: it holds plotly itself.
            data=lambda: _standalone(explained),
            file_name=f"{explained.spec.name}.html",
            mime="text/html",
            help=text["download_help"],
            on_click="ignore",
        )
    st.caption(text["link"])


def _standalone(explained: Trace) -> str:
    from ui.figures.travel import standalone_html

    return standalone_html(explained)
