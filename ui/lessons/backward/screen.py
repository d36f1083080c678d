"""The screen of the backward lesson."""

from __future__ import annotations

from typing import Any

import numpy as np

from pooling_core import PoolSpec
from pooling_core.explain.trace import Trace
from ui import oracle
from ui.lesson import Lesson, Moment
from ui.lessons.backward import controls
from ui.lessons.backward.call import rank_of, takes
from ui.lessons.backward.code import backward_code
from ui.lessons.backward.fields import FIELDS, ONE, PLANE, UPSTREAM, VOLUME, WEIGHT
from ui.lessons.backward.loss import formula
from ui.lessons.backward.outcome import Outcome, editable, work_out
from ui.lessons.backward.picture import picture
from ui.page import parts, tensors, volumes
from ui.page.compose import Screen, compose
from ui.predict.predicted import Predicted, of_gradient
from ui.state.fields import State
from ui.text import number_text, tensor_text, volume_text
from ui.words import words


def read(state: State) -> tuple[tensors.Read, tensors.Read]:
    """The plane or the volume of a state, and the weight of a convolution."""
    deep = rank_of(state) == 3
    plane = volumes.read(FIELDS, state, VOLUME) if deep else tensors.read(FIELDS, state, PLANE)
    return plane, tensors.read(FIELDS, state, WEIGHT)


def canonical(state: State) -> dict[str, Any]:
    """The state with the texts of its tensors as the stage would write them."""
    deep = rank_of(state) == 3
    upstream = volumes.canonical(state, UPSTREAM) if deep else tensors.canonical(FIELDS, state, UPSTREAM)
    planes = {key: tensors.canonical(FIELDS, state, key) for key in (PLANE, WEIGHT)}
    return {**state, **planes, VOLUME: volumes.canonical(state, VOLUME), UPSTREAM: upstream}


def screen(lesson: Lesson, state: State) -> Screen:
    """Everything the stage shows of a state."""
    plane, kernel = read(state)
    state = canonical(state)
    outcome = work_out(state, plane.plane, kernel.plane)
    convolves = "backward_weight" in takes(state)
    problem = plane.problem or (kernel.problem if convolves else None)
    problem = problem or (outcome.upstream.problem if outcome.upstream else None)
    return compose(
        lesson,
        state,
        picture(outcome, state, plane.plane, kernel.plane if convolves else None),
        headline=headline(lesson, state, problem, outcome),
        row=controls.row(state),
        main=controls.main(state, outcome.forward),
        more=controls.more(state),
        tensors=boxes(state, plane, kernel if convolves else None, outcome),
        panels=panels(outcome, state, plane.plane),
        word=asked(outcome),
        call=None if rank_of(state) == 3 else by_hand(outcome),
    )


def moment(lesson: Lesson, state: State) -> Moment:
    """The pooling call of a state on its tensor, where it is one."""
    plane, kernel = (each.plane for each in read(state))
    outcome = work_out(state, plane, kernel)
    shown = outcome.forward.picture if outcome.forward else None
    explained = shown if isinstance(shown, Trace) else None
    return Moment(None if explained is None else explained.spec, plane, explained, outcome.error)


def predicts(state: State) -> str | None:
    """The gradient of a pooling; what a convolution learns and what interpolation copies is another matter."""
    if rank_of(state) == 3:  # a volume shows no grid
        return None
    return None if state["backward_operation"] in ("conv", "interpolate", "max_unpool") else "gradient"


def predicted(lesson: Lesson, state: State) -> Predicted | None:
    """The gradient of each cell."""
    plane, kernel = (each.plane for each in read(state))
    outcome = work_out(state, plane, kernel)
    if outcome.back is None or outcome.forward is None or rank_of(state) == 3:
        return None
    shown = outcome.forward.picture
    picks = isinstance(shown, Trace) and shown.winners is not None
    return of_gradient(outcome.back, outcome.forward.output if picks else None)


def by_hand(outcome: Outcome) -> PoolSpec | None:
    """The call whose windows can be turned on the picture: one with a kernel and a stride."""
    shown = outcome.forward.picture if outcome.forward else None
    return shown.spec if isinstance(shown, Trace) and shown.spec.operation.windows == "strided" else None


# ---- the line above the picture ----


def headline(lesson: Lesson, state: State, problem: str | None, outcome: Outcome) -> parts.Part:
    """What to look at, in the words of the example that this is; or why the call is refused."""
    if problem:
        return {"tone": "problem", "text": problem}
    if outcome.error is None:
        return _look(lesson, state)
    in_torch = outcome.question is not None
    part = parts.refusal(outcome.error, outcome.changes, FIELDS, in_torch=in_torch)
    if outcome.error.parameter == "input":
        part["fixes"] = [{"label": words("backward")["rectify"], "changes": dict(outcome.changes[0])}]
    if outcome.question is not None:
        part["torch"] = oracle.word(outcome.question)
    return part


def _look(lesson: Lesson, state: State) -> parts.Part:
    held = PLANE if rank_of(state) < 3 else VOLUME
    loss = ("backward_loss", *(ONE if state["backward_loss"] == "one" else ()))
    keys = ("backward_operation", *takes(state), held, *loss, *([UPSTREAM] if state["backward_loss"] == "hand" else []))
    for example in lesson.examples:
        wanted = lesson.example_state(example)
        if all(wanted[key] == state[key] for key in keys):
            return {"tone": "look", "title": example["title"], "text": example["look"]}
    return {"tone": "look", "text": lesson.words["lede"]}


def boxes(state: State, plane: tensors.Read, kernel: tensors.Read | None, outcome: Outcome) -> list[parts.Part]:
    """The tensors as text: the input, the weight of a convolution, and what comes down."""
    text = words("backward")
    deep = rank_of(state) == 3
    made = [volumes.box(VOLUME, state, plane) if deep else tensors.box(PLANE, state, plane)]
    if kernel is not None:
        made.append(tensors.box(WEIGHT, state, kernel, board="weight", label=text["weight"]))
    forward, upstream = outcome.forward, outcome.upstream
    if forward is not None and upstream is not None and outcome.back is not None and editable(forward, state):
        text_of = volume_text.format_volume if deep else tensor_text.format_tensor
        shown = state if upstream.problem else {**state, UPSTREAM: text_of(upstream.plane)}
        # A parameter that changes the result's shape is no mistake in the box.
        quiet = {"quiet": upstream.problem is not None}
        box = volumes.box if deep else tensors.box
        made.append(box(UPSTREAM, shown, upstream, board="upstream", label=text["upstream"]) | quiet)
    return made


# ---- PyTorch's word ----


def asked(outcome: Outcome) -> list[oracle.Question]:
    """The call, and its gradients."""
    forward, back = outcome.forward, outcome.back
    if forward is None or forward.call.beyond_torch:
        return []
    call = forward.call
    arrays = (call.x, *call.arrays.values())
    drawn = forward.beside if call.operation.extra else ()
    result = forward.shaped(forward.output)
    questions = [oracle.Question(call.name, (*arrays, *drawn), call.settings, result, called=call.name)]
    if back is not None and outcome.upstream is not None:
        ours = (forward.shaped(back.grad_input), *back.learned.values())
        down = forward.shaped(outcome.upstream.plane)
        named = words("backward")["gradient_of"].format(name=call.name)
        inputs = (*arrays, *forward.beside)
        questions.append(oracle.Question(call.name, inputs, call.settings, ours, down, called=named))
    return questions


# ---- below the picture ----


def panels(outcome: Outcome, state: State, plane: Any) -> list[parts.Part]:
    """The loss, what PyTorch was asked where it has no such function, what was lost, what is learned, code, numbers."""
    forward, back, text = outcome.forward, outcome.back, words("backward")
    if forward is None or back is None or outcome.upstream is None:
        return []
    upstream, call = outcome.upstream.plane, forward.call
    made: list[parts.Part] = []
    if state["backward_loss"] != "hand":
        told = {"formula": formula(forward, state), "share": number_text.exact(upstream.max())}
        made.append(parts.said("loss", text["loss_says"][state["backward_loss"]].format(**told), title=""))
    if call.beyond_torch:
        made.append(parts.said("composed", text["beyond"].format(p=f"{call.settings['p']:g}"), title=""))
    elif not call.in_torch:
        kind = "learned" if call.operation.learned else "drawn" if forward.beside else "weighted"
        made.append(parts.said("composed", text["composed"][kind], title=""))
    if call.operation.windows == "indices":
        flows = {flow.output for cell in np.ndindex(back.input.shape) for flow in back.into(cell)}
        nowhere = text["nowhere"].format(nowhere=upstream.size - len(flows), total=upstream.size)
        made.append(parts.said("lost", nowhere, title=""))
    else:
        lost = text["lost"].format(zero=int((back.grad_input == 0).sum()), total=back.grad_input.size)
        made.append(parts.said("lost", lost, title=""))
    for name, gradient in back.learned.items():
        value = number_text.exact(gradient.ravel()[0])
        if name == "weight":
            made.append(_copied("weight", tensor_text.format_tensor(gradient[0, 0]), text["learned"]["weight"]))
        else:
            made.append(parts.said(f"learned_{name}", text["learned"][name].format(value=value), title=""))
    title = text["code_ours"] if call.beyond_torch else words("common")["panels"]["code"]
    made.append(_copied("code", backward_code(forward, state, plane, upstream), title))
    said = volume_text.format_volume if forward.rank == 3 else tensor_text.format_tensor
    made.append(_copied("result", said(back.grad_input), text["result"]))
    return made


def _copied(key: str, text: str, title: str) -> parts.Part:
    return {"key": key, "kind": "code", "title": title, "text": text, "copy": words("common")["panels"]["copy"]}
