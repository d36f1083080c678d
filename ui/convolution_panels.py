"""What the views of the convolution lesson share: the headline, PyTorch's word on each call, the code."""

from __future__ import annotations

import streamlit as st

from pooling_core import PoolingError
from ui import calls, lesson, oracle
from ui.content import words
from ui.state.fields import State
from ui.states import CONVOLUTION

STAGE_KEY = "convolution_stage"


def headline(
    shown: lesson.Lesson,
    state: State,
    problem: str | None,
    error: PoolingError | None = None,
    question: oracle.Question | None = None,
    found: str = "",
) -> None:
    """What to look at, in the words of the example that this is, and what is found; or why the call is refused."""
    view = state["conv_view"]
    keys = ["conv_view", *(key for key in CONVOLUTION if key.startswith(f"conv_{view}_"))]
    look = shown.words[view]["lede"]
    for example in shown.words["examples"]:
        wanted = shown.example_state(example)
        if all(wanted[key] == state[key] for key in keys):
            look = f"**{example['title']}.** {example['look']}"
    with st.container(key="headline"):
        if problem:
            st.warning(oracle.plain_text(problem))
        elif error is not None:
            advice, changes = calls.conv_fixes(view, error)
            lesson.refusal(advice, changes, question, in_torch=question is not None)
        else:
            st.markdown(f"{look} {found}".strip())


def badges(*questions: oracle.Question | None) -> None:
    """PyTorch's word on each call, under the name of the call."""
    for question in filter(None, questions):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"`{question.name}`", width="content")
            oracle.badge(question)


def code(text: str) -> None:
    """The same calls in PyTorch, to copy."""
    st.subheader(words("common")["panels"]["code"], anchor=False)
    st.code(text, language="python", wrap_lines=True)
