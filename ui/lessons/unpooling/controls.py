"""What is turned in the unpooling lesson."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pooling_core import PoolingError
from pooling_core.explain.trace import Trace
from pooling_core.explain.unpooling import WINDOWS
from pooling_core.geometry.unpooling import unpool_sizes, unpool_windows
from ui.lessons.unpooling.call import own_windows
from ui.lessons.unpooling.fields import BACK, FIELDS, PER_AXIS, is_apart, rank_of
from ui.stage.controls import Control, control, lock, per_axis
from ui.state.fields import State
from ui.words import words

PARAMETERS = {"kernel": "kernel_size"}
SIDES = {1: ("columns",), 2: ("rows", "columns"), 3: ("depth", "rows", "columns")}


def row(state: State) -> list[Control]:
    """Over how many axes is pooled, and what stands beside the way back."""
    text, common = words("unpooling"), words("common")["controls"]
    shown = [control(FIELDS, state, "unpool_dims", common["dims"], help=text["dims_help"])]
    if rank_of(state) < 3:  # a volume has no room for a fifth
        shown.append(control(FIELDS, state, "nearest", text["nearest"]))
    return shown


def main(state: State, explained: Trace | None, wanted: Sequence[int] | None) -> list[Control]:
    """The pooling's windows, and the size that is asked for on the way back."""
    windows = [each for name in PER_AXIS[:3] for each in _windows(state, name)]
    return [*windows, *_sizes(state, explained, wanted)]


def more(state: State) -> list[Control]:
    """What is turned less often: ceil_mode, dilation, numbers for each axis, where the size is from, its own ones."""
    text, common = words("unpooling"), words("common")["controls"]
    ceil_mode = control(FIELDS, state, "unpool_ceil_mode", common["ceil_mode"], help=common["help"]["ceil_mode"])
    shown = [*_windows(state, "dilation"), ceil_mode]
    if rank_of(state) > 1:
        said = {**common, "per_axis": common["axes_apart"]} if rank_of(state) == 3 else common
        linked = [f"unpool_{name}" for name in PER_AXIS]
        shown.append(lock(FIELDS, state, "unpool_per_axis", said, linked, ends=("_w", "_d")))
    options = [{"value": each, "label": label} for each, label in text["size_from_options"].items()]
    shown.append(control(FIELDS, state, "unpool_size_from", text["size_from"], kind="list", options=options,
                         help=text["size_from_help"]))  # fmt: skip
    for name, key in BACK.items():
        label = text["of_unpooling"].format(name=name)
        shown.append(control(FIELDS, state, key, label, empty=text["as_pooling"], help=text["of_unpooling_help"]))
    return shown


def _windows(state: State, name: str) -> list[Control]:
    """One number for all axes, or one for each."""
    common, key = words("common")["controls"], f"unpool_{name}"
    more: dict[str, Any] = {}
    if name == "stride":
        kernels = [state["unpool_kernel"], state["unpool_kernel_w"], state["unpool_kernel_d"]]
        means = kernels if is_apart(state) else kernels[:1] * 3
        more = {"means": means, "empty": common["stride_placeholder"]}
    parameter, deep = PARAMETERS.get(name, name), rank_of(state) == 3
    return per_axis(FIELDS, state, key, common, apart=is_apart(state), parameter=parameter, deep=deep, **more)


def _sizes(state: State, explained: Trace | None, wanted: Sequence[int] | None) -> list[Control]:
    """The sides of ``output_size``; an empty one means the default, or another's number."""
    text, rank = words("unpooling"), rank_of(state)
    if state["unpool_size_from"] == "input":
        return []
    defaults: Sequence[int | None] = (None,) * rank
    if wanted is None and explained is not None:
        defaults = _defaults(state, explained) or defaults
    empty = text["empty" if wanted is None else "empty_other"]
    return [
        control(FIELDS, state, f"unpool_{axis}", text["length" if rank == 1 else axis], help=text["size_help"],
                empty=empty, means=means)
        for axis, means in zip(SIDES[rank], wanted or defaults, strict=True)
    ]  # fmt: skip


def _defaults(state: State, explained: Trace) -> list[int] | None:
    """The size of each axis where none is asked for; nothing where the unpooling's own numbers are refused."""
    rank = explained.spec.rank
    given = {name: getattr(explained.spec, name) for name in WINDOWS} | own_windows(state)
    try:
        windows = unpool_windows(rank, *(given[name] for name in WINDOWS))
    except PoolingError:
        return None
    each = zip(explained.output.shape[-rank:], *windows, strict=True)
    return [max(0, unpool_sizes(*axis).default) for axis in each]
