"""The pooling call of a statement, where it is one that can be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.spec import signature
from pooling_core.explain.trace import Trace, trace
from ui import claims
from ui.claims import Array
from ui.lessons.true_or_false.fields import claim_of
from ui.state.fields import State
from ui.words.listed import entries


def claim_call(state: State) -> PoolSpec:
    """The call that a statement speaks of."""
    name, _, arguments = claims.call_of(entries("claims")[claim_of(state)]["left"])
    return PoolSpec.of(name, **arguments)


def traced(side: Mapping[str, Any], plane: Array) -> Trace | None:
    """A side's call on its plane, explained, where it is one of pooling with a result."""
    name, _, arguments = claims.call_of(side)
    try:
        signature(name)
        return trace(PoolSpec.of(name, **arguments), plane)
    except PoolingError:
        return None
