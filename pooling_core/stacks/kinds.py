"""Every kind of layer, one record each: its parameters, its shape, what it learns, where it looks, what it is called.

What a function of the catalogue takes is said there; here stands what makes a layer of it. Whatever differs from kind
to kind is asked of the record, never of a layer's name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from pooling_core.call.catalogue import OPERATIONS, REQUIRED, Operation, Windows, find
from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Shape
from pooling_core.stacks import receptive, rules
from pooling_core.stacks.receptive import AxisMap
from pooling_core.stacks.rules import Settings

# What a picture of a stack tells apart.
Group = Literal["pool", "conv", "other"]
# How an output size reads: as its windows are written, or as one of the layers that have none.
Formula = Windows | Literal["features", "channels", "flat"]


@dataclass(frozen=True)
class Kind:
    """One kind of layer; what its functions take is said in ``rules`` and ``receptive``.

    Attributes:
        name: of its function, without the rank.
        parameters: names and defaults, in torch's order; ``REQUIRED`` where there is none.
        shape: name, settings and the shape before -> the shape after.
        maps: name, settings and the spatial places before and after -> what the outputs see, per axis.
        group: what a picture counts it among.
        formula: how its output size is written.
        module: its layer in ``torch.nn``, without the rank; empty where there is none.
        learned: settings and the shape before -> how many numbers it learns.
        operation: the record of its function, where the catalogue has one.
        spatial: whether it needs spatial axes.
        wants_flat: whether it is meant for features; on spatial axes it reads the last alone.
        told: what its module is told first: a parameter, and the axis of the input that has so many.
        numbered: whether its module's name ends in the number of axes.
        unsaid: parameters whose defaults its module knows and is not told.
        over_batch: whether it takes means over the batch while it is trained.
    """

    name: str
    parameters: Settings
    shape: Callable[[str, Settings, Shape], Shape]
    maps: Callable[[str, Settings, Shape, Shape], tuple[AxisMap, ...]]
    group: Group
    formula: Formula
    module: str
    learned: Callable[[Settings, Shape], int] = rules.nothing
    operation: Operation | None = None
    spatial: bool = False
    wants_flat: bool = False
    told: tuple[str, int] | None = None
    numbered: bool = False
    unsaid: tuple[str, ...] = ()
    over_batch: bool = False

    @property
    def weighted(self) -> bool:
        """Whether a kernel of weights moves over the input."""
        return self.operation is not None and self.operation.reading == "weighted"

    @property
    def multiplies(self) -> bool:
        """Whether it can make an axis several times as long."""
        return self.operation is not None and self.operation.windows in ("transposed", "copied")

    @property
    def ranked(self) -> bool:
        """Whether its function's name ends in the number of axes."""
        return self.operation is not None and bool(self.operation.ranks)

    def function(self, rank: int) -> str:
        """The name of its function for an input of ``rank`` spatial axes."""
        return f"{self.name}{rank}d" if self.ranked else self.name

    def accepted(self, rank: int) -> dict[str, Any]:
        """The parameters of the function of one rank."""
        left_out = self.operation.not_in_1d if self.operation is not None and rank == 1 else ()
        return {name: default for name, default in self.parameters.items() if name not in left_out}


def _pooling(operation: Operation) -> Kind:
    return Kind(
        operation.family,
        operation.parameters,
        shape=rules.called,
        maps=receptive.drawn_maps if operation.windows == "sampled" else receptive.pooled_maps,
        group="pool",
        formula=operation.windows,
        module=operation.module,
        operation=operation,
        spatial=True,
        numbered=True,
    )


def _convolution(
    operation: Operation,
    shape: Callable[[str, Settings, Shape], Shape],
    maps: Callable[[str, Settings, Shape, Shape], tuple[AxisMap, ...]],
) -> Kind:
    """A layer whose weight torch.nn makes itself, from these parameters and from the channels that come in."""
    moved = {name: default for name, default in operation.parameters.items() if name not in ("weight", "bias")}
    return Kind(
        operation.family,
        {"out_channels": REQUIRED, "kernel_size": REQUIRED, **moved, "bias": True},
        shape=shape,
        maps=maps,
        group="conv",
        formula=operation.windows,
        module=operation.module,
        learned=rules.kernel_numbers,
        operation=operation,
        spatial=True,
        told=("in_channels", 1),
        numbered=True,
    )


_INTERPOLATE = OPERATIONS["interpolate"]
FLATTEN = Kind(
    "flatten",
    {},
    shape=rules.flat,
    maps=receptive.unchanged_maps,
    group="other",
    formula="flat",
    module="Flatten",
)
_RECORDS = (
    *(_pooling(operation) for operation in OPERATIONS.values() if operation.pools),
    _convolution(OPERATIONS["conv"], rules.convolved, receptive.kernel_maps),
    _convolution(OPERATIONS["conv_transpose"], rules.transposed, receptive.transposed_maps),
    Kind(
        "interpolate",
        _INTERPOLATE.parameters,
        shape=rules.called,
        maps=receptive.copied_maps,
        group="other",
        formula=_INTERPOLATE.windows,
        module=_INTERPOLATE.module,
        operation=_INTERPOLATE,
        spatial=True,
        unsaid=("mode",),
    ),
    Kind(
        "linear",
        {"out_features": REQUIRED, "bias": True, "in_features": None},
        shape=rules.features,
        maps=receptive.feature_maps,
        group="other",
        formula="features",
        module="Linear",
        learned=rules.feature_numbers,
        wants_flat=True,
        told=("in_features", -1),
    ),
    Kind(
        "batch_norm",
        {},
        shape=rules.normed,
        maps=receptive.unchanged_maps,
        group="other",
        formula="channels",
        module="BatchNorm",
        learned=rules.norm_numbers,
        told=("num_features", 1),
        numbered=True,
        over_batch=True,
    ),
    FLATTEN,
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _RECORDS}


@lru_cache(maxsize=256)
def kind_of(name: str) -> tuple[Kind, int]:
    """``"max_pool2d"`` -> the record of ``max_pool``, and 2; 0 where a name says no number of axes.

    Raises:
        PoolingError: for what is no layer.
    """
    whole = KINDS.get(name)
    if whole is not None and not whole.ranked:
        return whole, 0
    operation, rank = find(name) or (None, 0)
    kind = KINDS.get(operation.family) if operation is not None else None
    if kind is None:
        plain = tuple(each.name for each in _RECORDS if not each.ranked)
        raise PoolingError(
            "unknown-layer", "name", name, plain=plain, names=tuple(each.name for each in _RECORDS if each.ranked)
        )
    return kind, rank
