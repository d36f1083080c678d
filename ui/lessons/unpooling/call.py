"""The calls of the unpooling lesson: the pooling, and the size that is asked for on the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.arguments import plain
from pooling_core.explain.unpooling import WINDOWS
from ui.lessons.unpooling.fields import BACK, FIELDS, PLANE, VOLUME, is_apart, of_rank, rank_of
from ui.page import tensors, volumes
from ui.state.fields import State
from ui.state.parameters import arguments, changes
from ui.text.snippets import SHAPES, array_text

Size = tuple[int, ...]
POOLED = (*WINDOWS, "dilation", "ceil_mode")


def unpool_call(state: State) -> PoolSpec:
    """The pooling call."""
    given = arguments(of_rank(state), state, POOLED, apart=is_apart(state))
    return PoolSpec.of(f"max_pool{rank_of(state)}d", **given)


def read(state: State) -> tensors.Read:
    """The plane or the volume of a state."""
    return volumes.read(FIELDS, state, VOLUME) if rank_of(state) == 3 else tensors.read(FIELDS, state, PLANE)


def wanted_size(state: State, plane: NDArray[Any]) -> Size | None:
    """The output_size asked for; an empty field takes another's number."""
    rank = rank_of(state)
    if state["unpool_size_from"] == "input":
        return plane.shape[-rank:]
    size = arguments(of_rank(state), state, ["output_size"], apart=True)["output_size"]
    sides = (size,) if rank == 1 else size
    if sides is None or set(sides) == {None}:
        return None
    other = next(side for side in sides if side is not None)
    return tuple(other if side is None else side for side in sides)


def own_windows(state: State) -> dict[str, int]:
    """The unpooling's own kernel_size, stride and padding, where it has any."""
    return {name: state[key] for name, key in BACK.items() if state[key] is not None}


def mend(state: State, error: PoolingError) -> dict[str, Any]:
    """The changes of state that follow a refusal's fix."""
    return mended(state, error.fix)


def mended(state: State, fix: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of state that follow a fix."""
    made = changes(of_rank(state), state, fix)
    return {**made, "unpool_size_from": "hand"} if "output_size" in fix else made


def program(call: PoolSpec, plane: NDArray[Any], size: Size | None, state: State) -> str:
    """Pooling with indices and the way back, as a runnable PyTorch program."""
    rank = call.rank
    windows = {name: call.arguments[name] for name in WINDOWS}
    extra = {name: call.arguments[name] for name, usual in (("dilation", 1), ("ceil_mode", False))
             if call.arguments[name] != usual}  # fmt: skip
    back = {**windows, **own_windows(state)}
    if "kernel_size" in own_windows(state) and back["stride"] is None:
        back["stride"] = plain(call.stride)  # an empty one is the pooling's
    asked = f"x.shape[-{rank}:]" if state["unpool_size_from"] == "input" else repr(size)
    return (
        "import torch\n"
        "import torch.nn.functional as F\n\n"
        f"x = torch.tensor({array_text(plane)}){'' if rank == 1 else '[None]'}  # {SHAPES[rank]}\n"
        f"y, indices = F.max_pool{rank}d(x, {_said({**windows, **extra})}, return_indices=True)\n"
        f"z = F.max_unpool{rank}d(y, indices, {_said(back)}, output_size={asked})\n"
        "print(indices, z)"
    )


def _said(given: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in given.items())
