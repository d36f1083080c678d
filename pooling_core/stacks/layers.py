"""One layer of a stack: what it reads, the shape it gives, the numbers it learns, and where its outputs look."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pooling_core.call.arguments import frozen
from pooling_core.call.errors import PoolingError, shape_of
from pooling_core.call.spec import PoolSpec, taken
from pooling_core.call.types import Shape
from pooling_core.stacks.kinds import Kind, kind_of
from pooling_core.stacks.receptive.maps import Maps
from pooling_core.stacks.rules import whole


@dataclass(frozen=True, repr=False)
class Layer:
    """One layer: a function's name, its settings and its wires. Build it with :meth:`of`.

    Attributes:
        name: of the function.
        settings: as given.
        takes: numbers of the layers that it reads, from 1; 0 is the input of the stack. Empty: the layer before.
        indices_of: of an unpooling, the number of the pooling whose indices it reads; ``None``: the nearest
            that is free.
        label: what its writer calls it; no part of what it is.
    """

    name: str
    settings: tuple[tuple[str, Any], ...] = ()
    takes: tuple[int, ...] = ()
    indices_of: int | None = None
    label: str = field(default="", compare=False)

    @classmethod
    def of(
        cls,
        name: str,
        /,
        *,
        takes: tuple[int, ...] = (),
        indices_of: int | None = None,
        label: str = "",
        **settings: Any,
    ) -> Layer:
        """A layer such as ``Layer.of("conv2d", out_channels=6, kernel_size=5)`` or ``Layer.of("cat", takes=(3, 7))``.

        Besides every pooling, ``max_unpool{1,2,3}d`` and ``interpolate``: ``conv{1,2,3}d`` and
        ``conv_transpose{1,2,3}d`` with the arguments of ``torch.nn``, and what stands in ``kinds.plain``.

        Raises:
            PoolingError: for what is no layer, a parameter that it has not, the lack of one that it needs, and wires
                that it cannot have.
        """
        kind, rank = kind_of(name)
        accepted = kind.accepted(rank)
        for parameter, value in settings.items():
            if not accepted:
                raise PoolingError("takes-no-parameter", parameter, value, name=name)
        taken(name, accepted, settings)
        wires = tuple(takes)
        if not all(whole("takes", wire) and wire >= 0 for wire in wires):
            raise PoolingError("wires-numbers", "takes", takes)
        if kind.joins and len(wires) < 2:
            raise PoolingError("wires-too-few", "takes", wires, name=name)
        if not kind.joins and len(wires) > 1:
            raise PoolingError("wires-too-many", "takes", wires, {"takes": wires[-1:]}, name=name)
        if indices_of is not None and not (kind.reads_indices and whole("indices_of", indices_of)):
            raise PoolingError("wires-no-indices", "indices_of", indices_of, {"indices_of": None}, name=name)
        return cls(name, tuple((key, frozen(value)) for key, value in settings.items()), wires, indices_of, label)

    @property
    def kind(self) -> Kind:
        """The record of its kind."""
        return kind_of(self.name)[0]

    @property
    def rank(self) -> int:
        """Number of spatial axes that its function runs along; 0 where it takes any."""
        kind, rank = kind_of(self.name)
        return rank or kind.axes

    @cached_property
    def arguments(self) -> dict[str, Any]:
        """The settings in torch's order, defaults filled in."""
        return taken(self.name, self.kind.accepted(self.rank), dict(self.settings))

    @property
    def takes_any_rank(self) -> bool:
        """Whether torch takes an input of any number of axes: a mean of everything."""
        operation = self.kind.operation
        return operation is not None and operation.pools and PoolSpec.of(self.name, **self.arguments).plain_mean

    def with_settings(self, **changed: Any) -> Layer:
        """The same layer with other values of some settings, or with other wires."""
        same = {"takes": self.takes, "indices_of": self.indices_of, "label": self.label, **dict(self.settings)}
        return Layer.of(self.name, **{**same, **changed})

    def __repr__(self) -> str:
        said = [f"{key}={value!r}" for key, value in self.settings]
        said += [f"takes={self.takes!r}"] if self.takes else []
        said += [f"indices_of={self.indices_of}"] if self.indices_of is not None else []
        return f"{self.name}({', '.join(said)})"


def layer_shape(layer: Layer, *shapes: Shape) -> Shape:
    """The shape after a layer.

    Args:
        shapes: what it reads, each ``(batch, channels, *spatial)``, or ``(batch, features)`` once it is flat: one; of
            a layer that joins, several; of an unpooling perhaps its indices' after its input's.

    Raises:
        PoolingError: where the layer does not fit.
    """
    kind, rank = layer.kind, len(shapes[0]) - 2
    if kind.spatial and not rank:
        # Of a 1-D layer torch reads batch and features as channels and length: nothing that was meant.
        raise PoolingError("after-flatten", "input", shape_of(shapes[0]), name=layer.name)
    if layer.rank and layer.rank != rank:
        raise PoolingError("layer-of-another-rank", "input", shape_of(shapes[0]), name=layer.name, rank=rank)
    return kind.shape(layer.name, layer.arguments, *shapes)


def layer_parameters(layer: Layer, shape: Shape) -> int:
    """How many numbers a layer learns that takes an input of ``shape``."""
    return layer.kind.learned(layer.arguments, shape)


def layer_maps(layer: Layer, before: Shape, after: Shape) -> Maps:
    """Where one layer's outputs look along each spatial axis; flat ones (``after`` is empty) keep their places.

    Of what cannot be said it is ``None``.
    """
    return layer.kind.maps(layer.name, layer.arguments, before, after)
