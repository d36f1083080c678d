"""What the backward lesson shows: the controls of each operation, the two stages, the badges, what else is learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pooling_core import PoolingError
from pooling_core.explain.convolution import LARGEST_SIDE, ConvTrace, TooLargeToDrawError
from pooling_core.explain.gradient import GradientTrace
from pooling_core.explain.trace import Trace
from ui import controls, lesson, number_text, oracle, tensor_input, tensor_text
from ui.backward_calls import TAKES, Call, Forward, call_of, fitting_padding, forward_of, takes
from ui.calls import applied, mends
from ui.content import words
from ui.errors import PageError
from ui.stage import payload
from ui.stage.convolution import from_convolution
from ui.stage.gradient import from_copies, from_gradient
from ui.state.fields import State
from ui.states import BACKWARD as FIELDS

Array = NDArray[Any]
TEXT, COMMON, STAGE = words("backward"), words("common")["controls"], words("stage")
CHOICES = {"dims": COMMON["dims"], "mode": TEXT["mode"], "resample": TEXT["resample"]}
TYPED = {"p": TEXT["p"], "eps": TEXT["eps"], "sample": TEXT["sample"]}


def operation_controls() -> None:
    """The choice of an operation, and the controls that it takes."""
    operation = controls.one_of("backward_operation", FIELDS, TEXT["operation"])
    for name in TAKES[operation]:
        key, help = f"backward_{name}", TEXT["help"].get(name)
        if name in CHOICES:
            help = COMMON["help"]["dims"] if name == "dims" else help
            if controls.select(key, FIELDS, CHOICES[name], help=help) == "training":
                controls.number("backward_seed", FIELDS, TEXT["seed"])
        elif name in TYPED:
            controls.text(key, FIELDS, TYPED[name], help=help)
        elif name == "weight":
            tensor_input.text_box(key, FIELDS, TEXT["weight"])
        elif name == "output":
            controls.number(key, FIELDS, TEXT["size"] if operation == "interpolate" else COMMON["output_size"])
        else:
            full = "kernel_size" if name == "kernel" else name
            empty = TEXT["stride_of_conv"] if operation == "conv" else COMMON["stride_placeholder"]
            options = {"placeholder": empty} if name == "stride" else {}
            controls.number(key, FIELDS, COMMON[full], **options)


@dataclass(frozen=True)
class Outcome:
    """A state worked out: the forward pass, or the error with the question for PyTorch and the changes for each fix."""

    forward: Forward | None = None
    error: PoolingError | None = None
    question: oracle.Question | None = None
    changes: Sequence[Mapping[str, Any]] = ()


def work_out(state: State, plane: Array, kernel: Array) -> Outcome:
    """A refusal is an outcome, not an exception."""
    call: Call | None = None
    try:
        call = call_of(state, plane, kernel)
        forward = forward_of(state, plane, call)
    except PoolingError as error:
        return _refused(state, plane, call, error)
    if forward.output.size:
        return Outcome(forward)
    size = "size" if "size" in call.settings else "output_size"
    empty = PageError("empty-result", size, call.settings[size], {size: 1})
    outcome = _refused(state, plane, call, empty, forward.shaped(forward.output))
    # PyTorch takes fractional windows that are none.
    return replace(outcome, question=None) if call.operation.windows == "sampled" else outcome


def _refused(
    state: State, plane: Array, call: Call | None, error: PoolingError, upstream: Array | None = None
) -> Outcome:
    changes = mends(error, partial(applied, state))
    own_rule = error.parameter == "sample" or isinstance(error, TooLargeToDrawError)
    if error.parameter == "input" and call is not None and call.operation.reading == "draw":
        changes = [{"backward_input": tensor_text.format_tensor(np.where(np.isfinite(plane) & (plane > 0), plane, 0))}]
    elif call is not None and call.operation.windows == "kernel":
        error, changes = _fitting_convolution(call, error, changes)
    question = None
    if call is not None and call.in_torch and not own_rule:
        question = oracle.Question(call.name, (call.x, *call.arrays.values()), call.settings, error, upstream)
    return Outcome(None, error, question, changes)


def _fitting_convolution(
    call: Call, error: PoolingError, changes: list[dict[str, Any]]
) -> tuple[PoolingError, list[dict[str, Any]]]:
    """Its one padding must suit the widest side; a kernel that is too large to draw is cut."""
    if "padding" in error.fix:
        largest = fitting_padding(call) if isinstance(error, TooLargeToDrawError) else np.inf
        padding = int(min(np.max(error.fix["padding"]), largest))
        return error.with_fixes({"padding": padding}), [{"backward_padding": padding}]
    if isinstance(error, TooLargeToDrawError) and not any(changes):
        kernel = call.arrays["weight"][0, 0, :LARGEST_SIDE, :LARGEST_SIDE]
        fix = {"weight": TEXT["cut"].format(rows=kernel.shape[0], columns=kernel.shape[1])}
        return error.with_fixes(fix), [{"backward_weight": tensor_text.format_tensor(kernel)}]
    return error, changes


def no_way_back(state: State, forward: Forward, error: PoolingError) -> Outcome:
    """A call that has a result and no gradient: fractional windows without cells."""
    return Outcome(forward, error, None, mends(error, partial(applied, state)))


def headline(shown: lesson.Lesson, state: State, problem: str | None, outcome: Outcome) -> None:
    """What to look at, in the words of the example that this is; or why the call is refused."""
    with st.container(key="headline"):
        if problem:
            st.warning(oracle.plain_text(problem))
        elif outcome.error is not None:
            asked = outcome.question
            rectified = outcome.error.parameter == "input"
            lesson.refusal(outcome.error, () if rectified else outcome.changes, asked, in_torch=asked is not None)
            if rectified:
                st.button(TEXT["rectify"], key="rectify", on_click=st.session_state.update, args=(outcome.changes[0],))
        else:
            st.markdown(_look(shown, state))


def _look(shown: lesson.Lesson, state: State) -> str:
    keys = ("backward_operation", *takes(state), "backward_input", "upstream")
    for example in shown.words["examples"]:
        wanted = shown.example_state(example)
        if all(wanted[key] == state[key] for key in keys):
            return f"**{example['title']}.** {example['look']}"
    return str(TEXT["lede"])


def upstream_of(forward: Forward, said: str) -> tuple[Array, str | None]:
    """The upstream gradient as the link says it, or ones where it says another shape, and why."""
    plane, problem = tensor_input.read("upstream", FIELDS)
    shape = forward.output.shape
    if problem is None and plane.shape == shape:
        return plane, None
    ones = np.ones(shape, np.float32)
    tensor_input.remember("upstream", ones)
    if said == FIELDS["upstream"].default or not editable(forward):
        return ones, problem
    received, wanted = (" × ".join(map(str, each)) for each in (plane.shape, shape))
    unread = TEXT["upstream_unread"].format(message=problem)
    return ones, unread if problem else TEXT["upstream_kept"].format(received=received, wanted=wanted)


def editable(forward: Forward) -> bool:
    """Whether an upstream gradient of the result's shape can be written as text."""
    return max(forward.output.shape) <= tensor_text.MAX_SIDE


def backward_caption(forward: Forward) -> str:
    """What can be done with the stage below."""
    if editable(forward):
        return str(TEXT["backward"])
    shape = " × ".join(map(str, forward.output.shape))
    return str(TEXT["too_large"].format(shape=shape, largest=tensor_text.MAX_SIDE))


def backward_payload(forward: Forward, back: GradientTrace) -> dict[str, Any]:
    """The upstream gradient and what it becomes."""
    unpooling = forward.call.operation.windows == "indices"
    labels = {**STAGE["labels"], **TEXT["labels"], **(TEXT["labels_unpool"] if unpooling else {})}
    said = {**STAGE, "labels": labels, "notes": TEXT["notes"]}
    titles = {"input": TEXT["upstream"], "output": TEXT["gradient_pooled" if unpooling else "gradient"]}
    told = {"refused": tensor_input.take_refusal("upstream"), "answered": tensor_input.answered()}
    return from_gradient(forward.call.name, back, said, titles=titles, editable=editable(forward), **told)


def backward_badge(forward: Forward, back: GradientTrace, upstream: Array) -> None:
    """PyTorch's word on every gradient, and what it was asked where it has no such function."""
    call = forward.call
    if not call.in_torch:
        kind = "learned" if call.operation.learned else "drawn" if forward.beside else "weighted"
        if call.beyond_torch:
            st.caption(TEXT["beyond"].format(p=f"{call.settings['p']:g}"))
            return
        st.caption(TEXT["composed"][kind])
    inputs = (call.x, *call.arrays.values(), *forward.beside)
    ours = (forward.shaped(back.grad_input), *back.learned.values())
    oracle.badge(oracle.Question(call.name, inputs, call.settings, ours, forward.shaped(upstream)))


def learned(forward: Forward, back: GradientTrace, upstream: Array) -> None:
    """How much was lost on the way, and the gradients of what else is learned."""
    if forward.call.operation.windows == "indices":
        flows = {flow.output for line in back.flows for cell in line for flow in cell}
        st.markdown(TEXT["nowhere"].format(nowhere=upstream.size - len(flows), total=upstream.size))
    else:
        st.markdown(TEXT["lost"].format(zero=int((back.grad_input == 0).sum()), total=back.grad_input.size))
    for name, gradient in back.learned.items():
        st.markdown(TEXT["learned"][name].format(value=number_text.exact(gradient.ravel()[0])))
        if gradient.size > 1 or name == "weight":
            st.code(tensor_text.format_tensor(gradient[0, 0]), language=None)


def forward_payload(forward: Forward) -> dict[str, Any]:
    """The forward call: what each output read."""
    told: dict[str, Any] = {"refused": tensor_input.take_refusal("backward_input"), "answered": tensor_input.answered()}
    picture, call = forward.picture, forward.call
    if isinstance(picture, ConvTrace):
        return from_convolution(picture, STAGE, **told)
    if not isinstance(picture, Trace):
        said = {**STAGE, "notes": TEXT["notes"], "labels": {**STAGE["labels"], "kinds": TEXT["copied"]}}
        return from_copies(call.name, forward.plane, forward.output, picture, said, **told)
    if call.operation.windows == "indices":
        width = forward.output.shape[1]
        flat = call.arrays["indices"].reshape(forward.plane.shape)
        lands = [[[_landing(i, int(at), width, forward.rank)] for at in line] for i, line in enumerate(flat)]
        told["extras"] = [
            payload.extra(TEXT["indices"], flat.astype(np.float32), "output", "output", arrow=TEXT["where"]),
            payload.extra(TEXT["unpooled"], forward.output, "output", "cells", arrow=TEXT["back"], cells=lands),
        ]
        told |= {"titles": {"output": TEXT["pooled"]}, "arrow": TEXT["pool"]}
    return payload.from_trace(picture, STAGE, **told)


def _landing(row: int, index: int, width: int, rank: int) -> tuple[int, int]:
    """The cell that an index names; in 1-D it counts along its own row."""
    return (row, index) if rank == 1 else (index // width, index % width)


def forward_badge(forward: Forward) -> None:
    """PyTorch's word on the forward call."""
    call = forward.call
    if call.beyond_torch:
        return
    drawn = forward.beside if call.operation.extra else ()
    inputs = (call.x, *call.arrays.values(), *drawn)
    oracle.badge(oracle.Question(call.name, inputs, call.settings, forward.shaped(forward.output)))
