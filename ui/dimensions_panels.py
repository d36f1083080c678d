"""What the dimensions lesson shows beside its widgets: words as positions, a headline, the three calls at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.arguments import plain
from pooling_core.explain.trace import Trace
from pooling_core.geometry.layer import layer_axes
from ui import calls, lesson, oracle, sentence, snippets, tensor_text
from ui.content import words
from ui.stage.stage import volume_stage
from ui.stage.volume import from_volume
from ui.state.fields import State
from ui.states import DIMENSIONS as FIELDS

Array = NDArray[Any]
COMMON = ("view", "operation", "kernel", "stride", "padding", "dilation")
OF_VIEW = {"1d": ("sentence", "over_time", "scores"), "2d": ("plane",), "3d": ("volume",)}
SENTENCE, SCORES = "dimensions_sentence", "dimensions_scores"


def keep_all() -> None:
    """What the other views hold stays, though their widgets are not on the page."""
    for key in FIELDS:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def score_a_new_sentence(lexicon: sentence.Lexicon) -> None:
    """A link that says a sentence and no scores gets those of the lexicon, where the default ones do not fit."""
    said = st.query_params.get(SENTENCE)
    if said is None or SCORES in st.query_params or SCORES in st.session_state:
        return
    found = sentence.words_of(said)[: sentence.MAX_WORDS]
    default = tensor_text.parse(FIELDS[SCORES].default).array
    if found and len(found) != default.shape[1]:
        st.session_state[SCORES] = tensor_text.format_tensor(sentence.scored(found, lexicon, len(default)))


def rescore(lexicon: sentence.Lexicon) -> None:
    """After a change of the sentence: scores for its words."""
    found = sentence.words_of(st.session_state[SENTENCE])[: sentence.MAX_WORDS]
    scores = st.session_state.get(f"_{SCORES}_plane", tensor_text.parse(FIELDS[SCORES].default).array)
    if found:
        before = st.session_state.get("_dimensions_words", [])
        st.session_state[SCORES] = tensor_text.format_tensor(sentence.rescored(found, before, scores, lexicon))


def read_sentence(scores: Array, text: Mapping[str, Any]) -> tuple[list[str], str | None]:
    """The words over the columns of scores, and a sentence where the two do not fit."""
    said = sentence.words_of(st.session_state.get(SENTENCE, ""))
    found = said[: sentence.MAX_WORDS]
    st.session_state["_dimensions_words"] = found
    if not said:
        return found, text["no_words"]
    if len(said) > len(found):
        return found, text["too_many"].format(count=len(said), most=len(found))
    if len(found) != scores.shape[1]:
        return found, text["uneven"].format(words=len(found), columns=scores.shape[1])
    return found, None


def sequence_options(explained: Trace | None, scores: Array, found: Sequence[str], text: Mapping[str, Any]) -> dict:
    """Words above the columns and filters beside the rows, and at each maximum the word it came from."""
    filters, columns = scores.shape
    names = [*text["filters"], *(text["filter"].format(number=number) for number in range(filters))]
    names = [names[row] if row < len(text["filters"]) else text["filter"].format(number=row) for row in range(filters)]
    above = [sentence.label(found[at]) if at < len(found) else str(at) for at in range(columns)]
    rows = {"row_labels": names}
    options: dict[str, Any] = {"labels": {"input": rows | {"column_labels": above}, "output": rows}}
    whole = explained is not None and explained.axes[1].outputs == 1
    after = text[f"over_all_{explained.spec.operation.reading}"] if whole and explained else text["of_windows"]
    options["titles"] = {"input": text["scores"], "output": after}
    if explained is not None and explained.winners is not None:
        options["tells"] = [
            [text["highest"].format(word=above[at]) if at >= 0 else "" for at in row]
            for row in explained.winners[..., 1].tolist()
        ]
    return options


def in_sheets(traced: Trace, key: str) -> None:
    """A volume, its window and its outputs as sheets of cells."""
    volume_stage(_sheets(traced, repr(traced.spec), traced.input.shape, traced.input.tobytes()), key=key)


# The payload itself is kept, not a copy: nothing writes into it.
@st.cache_resource(max_entries=32, show_spinner=False)
def _sheets(_traced: Trace, call: str, shape: tuple[int, ...], cells: bytes) -> dict[str, Any]:
    text = words("stage")
    labels = {**text["labels"], **words("dimensions")["space"]}
    return from_volume(_traced, {**text, "labels": labels})


def headline(
    shown: lesson.Lesson, state: State, problem: str | None, error: PoolingError | None, question: Any
) -> None:
    """What to look at, in the words of the example that this is; or why the call is refused."""
    view = state["dimensions_view"]
    keys = [f"dimensions_{name}" for name in (*COMMON, *OF_VIEW[view])]
    look = shown.words["lede"][view]
    for example in shown.words["examples"]:
        wanted = shown.example_state(example)
        if all(wanted[key] == state[key] for key in keys):
            look = f"**{example['title']}.** {example['look']}"
    with st.container(key="headline"):
        if error is not None:
            lesson.refusal(error, calls.mends(error, partial(calls.applied, state)), question)
        elif problem:
            st.warning(oracle.plain_text(problem))
        else:
            st.markdown(look)


def glance(state: State, shapes: Mapping[str, tuple[int, ...]], text: Mapping[str, Any]) -> None:
    """The call of each view, the cells in its window and its sizes, one row for each view.

    Over all time of a sequence is over all of a plane or a volume.
    """
    whole = state["dimensions_view"] == "1d" and state["dimensions_over_time"]
    lines = [f"| | {text['call']} | {text['window']} | {text['sizes']} |", "|---|---|---|---|"]
    for view, shape in shapes.items():
        rank = int(view[0])
        call = calls.dimensions_call({**state, "dimensions_view": view, "dimensions_over_time": False}, shape[-1])
        if whole:
            call = PoolSpec.of(call.name, kernel_size=plain(shape[-rank:]))
        try:
            outputs = [axis.outputs for axis in layer_axes(call, shape[-rank:])]
            taps = " × ".join(map(str, call.kernel_size))
            cells = taps if rank == 1 else f"{taps} = {int(np.prod(call.kernel_size))}"
            sizes = " → ".join(" × ".join(map(str, each)) for each in (shape[-rank:], outputs))
        except PoolingError:
            cells, sizes = "", text["refused"]
        line = [f"{rank}\u2011D", f"`F.{snippets.call_text(call)}`", cells, sizes]
        bold = [f"**{cell}**" if view == state["dimensions_view"] and cell else cell for cell in line]
        lines.append(f"| {' | '.join(bold)} |")
    st.subheader(text["title"], anchor=False)
    st.markdown("\n".join(lines))


def code(text: str) -> None:
    """The same call in PyTorch, to copy."""
    st.subheader(words("common")["panels"]["code"], anchor=False)
    st.code(text, language="python", wrap_lines=True)
