"""The record of one kind of layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pooling_core.call.catalogue import Operation, Windows
from pooling_core.call.types import Shape
from pooling_core.stacks import rules
from pooling_core.stacks.receptive.maps import Maps
from pooling_core.stacks.rules import Settings

# What a picture of a stack tells apart.
Group = Literal["pool", "conv", "other", "join", "same", "box"]
# How an output size reads: as its windows are written, or as one of the layers that have none.
Formula = (
    Windows | Literal["features", "channels", "flat", "kept", "sides", "shuffled", "unshuffled", "cat", "add", "box"]
)
# A module's name, its arguments by place, and others by name.
Written = tuple[str, tuple[Any, ...], Mapping[str, Any]]


@dataclass(frozen=True)
class Kind:
    """One kind of layer; what its functions take is said in ``rules`` and ``receptive``.

    Attributes:
        name: of its function, without the rank.
        parameters: names and defaults, in torch's order; ``REQUIRED`` where there is none.
        shape: name, settings and the shapes before -> the shape after.
        maps: name, settings and the spatial places before and after -> what the outputs see, per axis; of one input.
        group: what a picture counts it among.
        formula: how its output size is written.
        module: its layer in ``torch.nn``, without the rank; empty where there is none.
        learned: settings and the shape before -> how many numbers it learns.
        operation: the record of its function, where the catalogue has one.
        spatial: whether it needs spatial axes.
        axes: how many of them, where its name does not say it; 0 where it takes any.
        wants_flat: whether it is meant for features; on spatial axes it reads the last alone.
        written: settings, the shape before and the number of spatial axes -> its module's name and arguments, where
            ``torch.nn`` writes it by a rule of its own.
        told: what its module is told first: a parameter, and the axis of the input that has so many.
        numbered: whether its module's name ends in the number of axes.
        unsaid: parameters whose defaults its module knows and is not told.
        over_batch: whether it takes means over the batch while it is trained.
        joins: whether it reads several layers.
        sums: whether it adds them up, number by number.
        grows: whether it can make an axis longer, without a function of the catalogue that says so.
    """

    name: str
    parameters: Settings
    shape: Callable[..., Shape]
    maps: Callable[[str, Settings, Shape, Shape], Maps]
    group: Group
    formula: Formula
    module: str
    learned: Callable[[Settings, Shape], int] = rules.nothing
    operation: Operation | None = None
    spatial: bool = False
    axes: int = 0
    wants_flat: bool = False
    written: Callable[[Settings, Shape, int], Written] | None = None
    told: tuple[str, int] | None = None
    numbered: bool = False
    unsaid: tuple[str, ...] = ()
    over_batch: bool = False
    joins: bool = False
    sums: bool = False
    grows: bool = False

    @property
    def weighted(self) -> bool:
        """Whether a kernel of weights moves over the input."""
        return self.group == "conv"

    @property
    def multiplies(self) -> bool:
        """Whether it can make an axis several times as long."""
        return self.grows or (
            self.operation is not None and self.operation.windows in ("transposed", "copied", "indices")
        )

    @property
    def ranked(self) -> bool:
        """Whether its function's name ends in the number of axes."""
        return self.operation is not None and bool(self.operation.ranks)

    @property
    def reads_indices(self) -> bool:
        """Whether it reads the indices of a pooling besides its input."""
        return self.formula == "indices"

    @property
    def gives_indices(self) -> bool:
        """Whether it is a pooling of torch that can say where its maxima stood."""
        return self.operation is not None and self.operation.in_torch and "return_indices" in self.parameters

    def function(self, rank: int) -> str:
        """The name of its function for an input of ``rank`` spatial axes."""
        return f"{self.name}{rank}d" if self.ranked else self.name

    def accepted(self, rank: int) -> dict[str, Any]:
        """The parameters of the function of one rank."""
        left_out = self.operation.not_in_1d if self.operation is not None and rank == 1 else ()
        return {name: default for name, default in self.parameters.items() if name not in left_out}
