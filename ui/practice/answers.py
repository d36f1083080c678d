"""The answers of one state of a lesson: the true one, asked of the core, and what each wrong rule says instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np

from pooling_core.explain.gradient import gradient_trace
from pooling_core.explain.trace import Trace, trace
from pooling_core.explain.unpooling import unpool_trace
from pooling_core.explain.wrong.backward import gradient_thoughts
from pooling_core.explain.wrong.rules import thoughts
from pooling_core.explain.wrong.thought import Thought
from pooling_core.explain.wrong.unpooling import landing_thoughts
from pooling_core.stacks.stack import Stack
from pooling_core.stacks.wrong import shape_thoughts
from ui.formulas import size_text
from ui.lessons import LESSONS
from ui.lessons.unpooling.call import wanted_size
from ui.practice import texts
from ui.practice.exercise import Cell, Line
from ui.state.fields import State
from ui.text import stack_text, tensor_text

Answered = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Answers:
    """What can be asked of a state, worked out once.

    Attributes:
        places: each output that can be asked for, or ``None`` alone.
        truth: of a place.
        wrong: the rules and their answers at a place, several of one name among them.
        solution: how the true answer comes about.
    """

    places: tuple[Cell | None, ...]
    truth: Callable[[Cell | None], str]
    wrong: Callable[[Cell | None], Answered]
    solution: Callable[[Cell | None], tuple[Line, ...]] = field(repr=False)


def answers(lesson: str, question: str, state: State) -> Answers:
    """The answers of a question about a whole state.

    Raises:
        PoolingError: where the state has no result.
    """
    if question == "shape":
        return _shape(state)
    record = LESSONS[lesson]
    plane = tensor_text.parse(state[record.input_key]).array
    call = record.call(state)
    if lesson == "backward":
        return _gradient(call, plane, tensor_text.parse(state["upstream"]).array)
    if question == "place":
        return _landing(call, plane, wanted_size(state, plane))
    flat = plane[0] if call.rank == 1 and len(plane) == 1 else plane
    explained = trace(call, flat)
    return _ASKED[question](explained)


def _everywhere(shape: tuple[int, ...]) -> tuple[Cell, ...]:
    return tuple(product(*map(range, shape)))


def _here(found: Iterable[Thought], at: Cell | None) -> Iterator[Thought]:
    """The thoughts that have such an output."""
    assert at is not None
    for each in found:
        if all(place < size for place, size in zip(at, each.values.shape, strict=True)):
            yield each


def _equation(line: Any, at: Cell | None) -> tuple[Line, ...]:
    assert at is not None
    for place in at:
        line = line[place]
    return (("", {"said": line}),)


# ---- of one pooling call ----


def _size(explained: Trace) -> Answers:
    rank = explained.spec.rank
    spec = explained.spec

    def said(shape: tuple[int, ...]) -> str:
        """Rows and columns; a line is one row."""
        return texts.sizes((1, *shape)[-2:])

    sizes = [(each.name, said(each.values.shape[-rank:])) for each in thoughts(explained)]
    names = ("row", "column") if rank == 2 else ("along",)
    steps: list[Line] = []
    for axis, name in zip(explained.axes[-rank:], names, strict=True):
        starts = axis.starts.tolist()
        steps.append((f"starts_{name}", {"starts": ", ".join(map(texts.number, starts)), "count": len(starts)}))
    axes = zip(explained.input.shape[-rank:], spec.kernel_size, spec.stride, spec.padding, spec.dilation, strict=True)
    lines = dict.fromkeys(size_text(*axis, bool(spec.arguments.get("ceil_mode"))) for axis in axes)
    return Answers(
        (None,),
        truth=lambda _: said(explained.output.shape[-rank:]),
        wrong=lambda _: sizes,
        solution=lambda _: (*steps, *(("", {"said": line}) for line in lines)),
    )


def _value(explained: Trace) -> Answers:
    found = [each for each in thoughts(explained) if not each.sizes_only]

    def wrong(at: Cell | None) -> Answered:
        for each in _here(found, at):
            value = each.values[at]
            if value is not np.ma.masked and np.isfinite(value):
                yield each.name, texts.number(float(value))

    return Answers(
        _everywhere(explained.output.shape),
        truth=lambda at: texts.number(float(explained.output[at])),
        wrong=wrong,
        solution=lambda at: _equation(explained.arithmetic, at),
    )


def _window(explained: Trace) -> Answers:
    found = [each for each in thoughts(explained) if each.axes is not None]

    def read(axes: Any, at: Cell | None) -> str:
        taps = product(*(axis.taps(place).tolist() for axis, place in zip(axes, at or (), strict=True)))
        return texts.cells(each for each in taps if _is_inside(each, explained.input.shape))

    def solution(at: Cell | None) -> tuple[Line, ...]:
        assert at is not None
        rank = explained.spec.rank
        axes = list(zip(explained.axes, at, strict=True))[-rank:]
        names = ("row", "column") if rank == 2 else ("along",)
        key = "bin" if explained.spec.adaptive else "window"
        stride = explained.spec.stride if key == "window" else (0,) * rank
        beyond = any(axis.starts[place] < 0 or axis.stops[place] > axis.size for axis, place in axes)
        lines = tuple(
            (
                f"{key}_{name}",
                {
                    "i": place,
                    "j": place + 1,
                    "s": step,
                    "p": axis.padding,
                    "n": axis.size,
                    "o": axis.outputs,
                    "start": int(axis.starts[place]),
                    "stop": int(axis.stops[place]),
                    "taps": ", ".join(map(str, axis.taps(place))),
                },
            )
            for (axis, place), name, step in zip(axes, names, stride, strict=True)
        )
        return (*lines, ("beyond", {})) if beyond else lines

    return Answers(
        _everywhere(explained.output.shape),
        truth=lambda at: read(explained.axes, at),
        wrong=lambda at: [(each.name, read(each.axes, at)) for each in _here(found, at)],
        solution=solution,
    )


def _is_inside(place: Cell, shape: tuple[int, ...]) -> bool:
    return all(0 <= at < size for at, size in zip(place, shape, strict=True))


def _winner(explained: Trace) -> Answers:
    found = [each for each in thoughts(explained) if each.winners is not None]

    def wrong(at: Cell | None) -> Answered:
        for each in _here(found, at):
            assert each.winners is not None
            cell = each.winners[at].tolist()
            if min(cell) >= 0:
                yield each.name, texts.cell(cell)

    return Answers(
        _everywhere(explained.output.shape),
        truth=lambda at: texts.cell(explained.winner(at or ()) or ()),
        wrong=wrong,
        solution=lambda at: (
            *_equation(explained.arithmetic, at),
            ("winner", {"cell": texts.cell(explained.winner(at or ()) or ())}),
        ),
    )


_ASKED: Mapping[str, Callable[[Trace], Answers]] = {
    "size": _size,
    "value": _value,
    "window": _window,
    "winner": _winner,
}


# ---- of the way back, and of many layers ----


def _landing(call: Any, plane: Any, size: tuple[int, ...] | None) -> Answers:
    back = unpool_trace(call, plane, size)
    found = landing_thoughts(back, call)

    def place(at: Cell | None) -> Cell:
        assert at is not None
        landed = back.lands[at[0]][at[1]]
        assert landed is not None
        return landed

    def wrong(at: Cell | None) -> Answered:
        assert at is not None
        for each in found:
            landed = each.cells[at[0]][at[1]]
            if landed is not None:
                yield each.name, texts.cell(landed)

    def solution(at: Cell | None) -> tuple[Line, ...]:
        assert at is not None
        row, column = place(at)
        index, (rows, columns) = int(back.indices[at]), back.unpooled.shape
        counted = {"row": row, "column": column, "rows": rows, "columns": columns, "width": back.source[1]}
        value = texts.number(float(back.pooled[at]))
        return (("index", {"value": value, "index": index, **counted}), ("lands", {"index": index, **counted}))

    return Answers(
        _everywhere(back.pooled.shape), truth=lambda at: texts.cell(place(at)), wrong=wrong, solution=solution
    )


def _gradient(call: Any, plane: Any, upstream: Any) -> Answers:
    cells = plane[0] if call.rank == 1 and len(plane) == 1 else plane
    traced = gradient_trace(call, cells, upstream if call.rank == 2 else upstream[0])
    output = trace(call, cells).output if call.operation.picks else None
    found = gradient_thoughts(traced, output)

    def solution(at: Cell | None) -> tuple[Line, ...]:
        assert at is not None
        flows = [flow for flow in traced.flows[at[0]][at[1]] if flow.share]
        if not flows:
            return (("no_flow", {}),)
        outputs = texts.cells(flow.output for flow in flows)
        if [flow.share for flow in flows] == [1]:
            return (("flow_whole", {"output": outputs, "value": texts.number(float(traced.grad_input[at]))}),)
        return (("flow", {"outputs": outputs}), *_equation(traced.arithmetic, at))

    return Answers(
        _everywhere(traced.grad_input.shape),
        truth=lambda at: texts.number(float(traced.grad_input[at])),
        wrong=lambda at: [(each.name, texts.number(float(each.values[at]))) for each in found],
        solution=solution,
    )


def _shape(state: State) -> Answers:
    sizes = stack_text.parse_shape(state["shapes_input"])
    layers = stack_text.parse_stack(state["shapes_stack"], len(sizes) - 1)
    stack = Stack(layers, (1, *sizes))
    after = [row.output_shape[1:] for row in stack.rows]
    wrong = [(name, texts.sizes(shape[1:])) for name, shape in shape_thoughts(layers, stack.input_shape)]
    lines = [
        ("layer", {"layer": stack_text.format_layer(layer), "shape": texts.sizes(shape)})
        for layer, shape in zip(layers, after, strict=True)
    ]
    return Answers(
        (None,), truth=lambda _: texts.sizes(after[-1]), wrong=lambda _: wrong, solution=lambda _: tuple(lines)
    )
