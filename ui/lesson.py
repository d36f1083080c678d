"""What every lesson page does: read the link, explain the call or its refusal, show the stage and its panels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
from pooling_core.explain.trace import Trace, trace
from ui import oracle, tensor_input, tensor_text
from ui.calls import one_plane
from ui.content import words
from ui.controls import drop_broken_link
from ui.stage import payload
from ui.stage.stage import stage
from ui.state.fields import Field, State, complete
from ui.state.parameters import changes, holders, mends

Plane = NDArray[Any]
# Parameters that PyTorch does not have: where one of them is wrong, PyTorch has nothing to say.
EXTENSIONS = ("p", "eps", "temperature")
# So many of an error's fixes have a button.
MOST_FIXES = 4


@dataclass(frozen=True)
class Lesson:
    """One lesson: its content file, its fields, and how a state becomes a call (``in_torch``: one that PyTorch has).

    Attributes:
        mend: how an error's fix changes a state, where the fields and their parameters do not say all of it.
        seen: the part of a state that is to be seen: two states with the same are the same example.
    """

    name: str
    fields: Mapping[str, Field]
    call: Callable[[State], PoolSpec]
    bins: bool = False
    in_torch: bool = True
    mend: Callable[[State, PoolingError], dict[str, Any]] | None = None
    screen: Callable[[Lesson, State], dict[str, Any]] | None = None
    moment: Callable[[Lesson, State], Moment] | None = None
    seen: Callable[[State], Mapping[str, Any]] = dict

    @property
    def words(self) -> Mapping[str, Any]:
        """What the lesson says."""
        return words(self.name)

    @property
    def input_key(self) -> str:
        """The field of its tensor; of several the first."""
        return next(iter(holders(self.fields, "input")), "")

    def mends(self, state: State, error: PoolingError) -> list[dict[str, Any]]:
        """The changes of state for each of the nearest valid choices of an error."""
        own = self.mend or (lambda state, error: changes(self.fields, state, error.fix))
        return mends(error, lambda one: own(state, one))

    def example_state(self, example: Mapping[str, Any]) -> dict[str, Any]:
        """An example's whole state; in a content file an empty text stands for None."""
        said = {key: None if value == "" else value for key, value in example["state"].items()}
        return complete(self.fields, said)


@dataclass(frozen=True)
class Moment:
    """One state of a lesson, worked out: a trace, or the error that refuses it.

    Attributes:
        asked: another question for PyTorch than the call.
        program: another code to copy than the call's.
    """

    call: PoolSpec | None
    plane: Plane
    explained: Trace | None
    error: PoolingError | None
    asked: oracle.Question | None = None
    program: str | None = None

    @property
    def question(self) -> oracle.Question | None:
        """The same call for PyTorch."""
        if self.call is None or self.asked is not None:
            return self.asked
        batch = one_plane(self.call, self.plane)
        outcome: Any = self.error
        if self.explained is not None:
            output = self.explained.output
            outcome = output.reshape(*batch.shape[: -self.call.rank], *output.shape[-self.call.rank :])
        return oracle.Question(self.call.name, (batch,), self.call.arguments, outcome)


def begin(lesson: Lesson) -> None:
    """Title, and what of the link could not be used."""
    found = drop_broken_link(lesson.fields)
    noted = f"_{lesson.name}_link"
    if found:
        st.session_state[noted] = found
        st.rerun()  # widgets read the first query again; only a new run knows it without what was taken out
    for key, field in lesson.fields.items():
        # A key that is first set in a callback, before its widget was ever drawn, would not reach the address.
        if key not in st.query_params:
            st.session_state.setdefault(key, field.default)
    st.header(lesson.words["title"], anchor=False)
    if st.session_state.get(noted):
        text = words("common")["link"]
        problems = text["between"].join(map(str, st.session_state.pop(noted)))
        st.warning(oracle.plain_text(text["problem"].format(problems=problems)))


def work_out(lesson: Lesson, state: State, plane: Plane) -> Moment:
    """The call of a state and its trace; a refusal is an outcome, not an exception."""
    call = None
    try:
        call = lesson.call(state)
        return Moment(call, plane, trace(call, plane), None)
    except PoolingError as error:
        return Moment(call, plane, None, error)


def current_state(lesson: Lesson) -> dict[str, Any]:
    """The state that the widgets hold now."""
    return complete(lesson.fields, st.session_state.to_dict())


def examples(lesson: Lesson) -> None:
    """The list of examples; choosing one sets every field."""
    text = words("common")["controls"]
    titles = [example["title"] for example in lesson.words["examples"]]
    st.selectbox(
        text["examples"],
        titles,
        index=None,
        placeholder=text["examples_placeholder"],
        key=f"_{lesson.name}_example",
        on_change=_choose_example,
        args=(lesson,),
    )


def _choose_example(lesson: Lesson) -> None:
    key = f"_{lesson.name}_example"
    chosen = st.session_state[key]
    for example in lesson.words["examples"]:
        if example["title"] == chosen:
            st.session_state.update(lesson.example_state(example))


def headline(lesson: Lesson, moment: Moment, problem: str | None) -> None:
    """One line above the stage: what to look at, or why PyTorch refuses and the nearest valid choice."""
    with st.container(key="headline"):
        if problem:
            st.warning(oracle.plain_text(problem))
        elif moment.error is not None:
            _refusal(lesson, moment)
        else:
            st.markdown(_look(lesson, moment))


def _look(lesson: Lesson, moment: Moment) -> str:
    now = current_state(lesson)
    exact = [example for example in lesson.words["examples"] if lesson.example_state(example) == now]
    # Else an example whose call and tensor are these: what only other operations read may differ.
    for example in exact or lesson.words["examples"]:
        state = lesson.example_state(example)
        try:
            same_call = lesson.call(state) == moment.call
        except PoolingError:
            continue
        same_dtype = moment.plane.dtype == state.get("dtype", moment.plane.dtype)
        if same_call and same_dtype and tensor_text.format_tensor(moment.plane) == state[lesson.input_key]:
            return f"**{example['title']}.** {example['look']}"
    return str(lesson.words["lede"])


def _refusal(lesson: Lesson, moment: Moment) -> None:
    assert moment.error is not None
    in_torch = lesson.in_torch and moment.error.parameter not in EXTENSIONS
    question = moment.question if in_torch else None
    refusal(moment.error, lesson.mends(current_state(lesson), moment.error), question, in_torch)


def refusal(
    error: PoolingError,
    changes: Sequence[Mapping[str, Any]],
    question: oracle.Question | Callable[[], None] | None,
    in_torch: bool = True,
    heading: str | None = None,
) -> None:
    """The rule that a call breaks, PyTorch's own words, and a button for each of the nearest valid choices.

    Args:
        changes: of state, for each of the error's fixes in turn; empty where no field holds it.
    """
    text = words("common")["refusal"]
    said = str(error.with_fixes(*error.fixes[:MOST_FIXES]))
    heading = heading or text["heading" if in_torch else "heading_ours"]
    st.error(f"**{heading}** {oracle.plain_text(said[0].upper() + said[1:])}.")
    if callable(question):
        question()
    elif question is not None:
        oracle.badge(question)
    offered: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []
    for fix, change in zip(error.fixes or [{}], changes, strict=False):
        if change and change not in [taken for _, taken in offered]:  # two fixes may be one for the page
            offered.append((fix or change, change))
    if not offered:
        return
    with st.container(horizontal=True):
        for number, (chosen, change) in enumerate(offered[:MOST_FIXES]):
            fix_button(chosen, change, f"fix_{number}" if number else "fix")


def fix_button(fix: Mapping[str, Any], changes: Mapping[str, Any], key: str = "fix") -> None:
    """A button that names a choice and makes the changes of state that follow it."""
    text = words("common")["refusal"]
    said = ", ".join(text["named"].get(name, f"{name} = {{value}}").format(value=value) for name, value in fix.items())
    label = text["fix"].format(fix=said)
    st.button(label, key=key, on_click=st.session_state.update, args=(changes,))


def show_stage(lesson: Lesson, moment: Moment, **options: Any) -> None:
    """The grid, with the tensor editable in place, and PyTorch's word on it."""
    key = f"{lesson.name}_stage"
    options |= {"refused": tensor_input.take_refusal(lesson.input_key), "answered": tensor_input.answered()}
    text = words("stage")
    if moment.explained is not None and moment.explained.input.dtype != np.float32:
        named = {"input": moment.explained.input, "output": moment.explained.output}
        options["titles"] = {board: f"{text['labels'][board]} {grid.dtype}" for board, grid in named.items()}
    if moment.explained is None:
        data = payload.input_only(moment.plane, text, **options)
    else:
        data = payload.from_trace(moment.explained, text, bins=lesson.bins, **options)
    stage(data, key=key, on_edit=lambda: tensor_input.apply_edit(lesson.input_key, key))
    if lesson.in_torch and moment.question is not None and moment.explained is not None:
        oracle.badge(moment.question)
