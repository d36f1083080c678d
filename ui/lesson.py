"""A lesson as one record, and one state of it worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
from pooling_core.explain.trace import Trace, trace
from ui import oracle
from ui.calls import one_plane
from ui.predict.predicted import Predicted, of_trace
from ui.state.fields import Field, State, complete
from ui.state.parameters import changes, holders, mends
from ui.words import words
from ui.words.listed import listed

Plane = NDArray[Any]
# Parameters that PyTorch does not have: where one of them is wrong, PyTorch has nothing to say.
EXTENSIONS = ("p", "eps", "temperature")
# Traces that a process keeps.
KEPT = 64
# So many of an error's fixes have a button.
MOST_FIXES = 4


def never(state: State) -> str | None:
    """Of a lesson that asks in another way, or shows no grid."""
    return None


def outputs(state: State) -> str | None:
    """Of a lesson whose every picture has outputs that can be predicted."""
    return "output"


def of_moment(lesson: Lesson, state: State) -> Predicted | None:
    """What can be predicted of the trace of a state; nothing where its call is refused."""
    traced = None if lesson.moment is None else lesson.moment(lesson, state).explained
    return None if traced is None else of_trace(traced)


@dataclass(frozen=True)
class Lesson:
    """One lesson: its content file, its fields, and how a state becomes a call (``in_torch``: one that PyTorch has).

    Attributes:
        mend: how an error's fix changes a state, where the fields and their parameters do not say all of it.
        seen: the part of a state that is to be seen: two states with the same are the same example.
        predicts: the grid of a state's picture, where there is one, that can be predicted.
        predicted: what of it, and what wrong rules make of it; of most lessons the result of their trace.
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
    # Whether what is said of a state from now on stays said.
    settled: Callable[[], bool] = oracle.settled
    predicts: Callable[[State], str | None] = never
    predicted: Callable[[Lesson, State], Predicted | None] = of_moment

    @property
    def words(self) -> Mapping[str, Any]:
        """What the lesson says."""
        return words(self.name)

    @property
    def examples(self) -> Sequence[Mapping[str, Any]]:
        """Its examples, with their words; a lesson that asks for guesses has none."""
        return listed(self.name)

    @cached_property
    def example_states(self) -> list[dict[str, Any]]:
        """The whole state of each example, the same in every language."""
        return [self.example_state(each) for each in self.examples]

    @cached_property
    def seen_examples(self) -> list[Mapping[str, Any]]:
        """What is seen of each example's state."""
        return [self.seen(each) for each in self.example_states]

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


def work_out(lesson: Lesson, state: State, plane: Plane) -> Moment:
    """The call of a state and its trace; a refusal is an outcome, not an exception."""
    call = None
    try:
        call = lesson.call(state)
        return Moment(call, plane, _traced(_Asked(call, plane)), None)
    except PoolingError as error:
        return Moment(call, plane, None, error)


def asked_anyway(moment: Moment, name: str, arguments: Mapping[str, Any]) -> Moment:
    """A call that our rules refuse before it is made, for PyTorch to refuse in its own words."""
    if moment.call is not None or moment.error is None:
        return moment
    batch = moment.plane if name.endswith("1d") else moment.plane[None]
    return replace(moment, asked=oracle.Question(name, (batch,), arguments, moment.error))


class _Asked:
    """A call on a plane, told apart by what it says."""

    def __init__(self, call: PoolSpec, plane: Plane) -> None:
        self.call, self.plane = call, plane
        self._key = repr(call), plane.shape, plane.dtype.str, plane.tobytes()

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self._key == other._key


# What the last touch changed is told from two traces, and one of them has just been on the screen.
@lru_cache(maxsize=KEPT)
def _traced(asked: _Asked) -> Trace:
    return trace(asked.call, asked.plane)
