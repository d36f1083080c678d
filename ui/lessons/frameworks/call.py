"""The layer of a state, and what each library makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
from pooling_core.explain.trace import Trace, trace
from pooling_core.geometry.asked import Asked, Layer, asked_of
from pooling_core.geometry.frameworks import FRAMEWORKS
from ui.calls import text_rank
from ui.errors import PageError
from ui.lessons.frameworks.fields import FIELDS
from ui.page import tensors
from ui.state.fields import State
from ui.state.parameters import arguments

NAMES = ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "count_include_pad", "norm_type")


@dataclass(frozen=True)
class Side:
    """A layer in one library, worked out.

    Attributes:
        asked: its call, or why there is none.
        traced: what came of it; ``None`` where it is refused or has no call.
        error: the refusal of the call itself.
    """

    name: str
    asked: Asked | None
    traced: Trace | None = None
    error: PoolingError | None = None

    @property
    def call(self) -> PoolSpec | None:
        """Its call, where it has a result."""
        return None if self.traced is None else self.traced.spec


def layer_of(state: State) -> Layer:
    """The layer that a state describes.

    Raises:
        PoolingError: for text that is no number.
    """
    operation = state["operation"]
    left_out = {"norm_type"} if operation != "lp" else set()
    left_out |= {"dilation"} if operation != "max" else set()
    given = arguments(FIELDS, state, [name for name in NAMES if name not in left_out])
    counted = given.pop("count_include_pad")
    return Layer(operation, rank=text_rank(state["input"]), counted=counted, **given)


def side(name: str, state: State, plane: NDArray[Any]) -> Side:
    """What a library makes of a state."""
    try:
        layer = layer_of(state)
        asked = asked_of(FRAMEWORKS[name], layer, plane.shape[-layer.rank :])
        return Side(name, asked, None if asked.call is None else trace(asked.call, plane))
    except PoolingError as error:
        return Side(name, None, error=error)


def left_call(state: State) -> PoolSpec:
    """The call on the left.

    Raises:
        PoolingError: where it is refused, or the library has no such layer.
    """
    made = side(state["left"], state, tensors.read(FIELDS, state, "input").plane)
    if made.error is not None:
        raise made.error
    if made.call is None:
        raise PageError("no-such-layer-there", "left", state["left"], {"left": "pytorch"})
    return made.call
