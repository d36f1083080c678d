"""The case of a statement that stands on the stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.spec import signature
from pooling_core.explain.trace import Trace, trace
from ui import claims
from ui.state.fields import State
from ui.words.listed import entries


def claim_call(state: State) -> PoolSpec:
    """The pooling call that is drawn for a statement."""
    name, _, arguments = claims.call_of(_side(entries("claims")[state["claim"]]))
    return PoolSpec.of(name, **arguments)


def case(claim: Mapping[str, Any]) -> Trace | None:
    """That call explained, where it is one of pooling with a result."""
    name, inputs, arguments = claims.call_of(_side(claim))
    try:
        signature(name)
        return trace(PoolSpec.of(name, **arguments), inputs[0][0] if inputs[0].ndim == 3 else inputs[0])
    except PoolingError:
        return None


def _side(claim: Mapping[str, Any]) -> Mapping[str, Any]:
    side: Mapping[str, Any] = claim.get("stage", claim["left"])
    return side
