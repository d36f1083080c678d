"""One layer of a stack: the shape it gives, the numbers it learns, and where its outputs look."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pooling_core.call.arguments import frozen
from pooling_core.call.errors import PoolingError, shape_of
from pooling_core.call.spec import PoolSpec, taken
from pooling_core.call.types import Shape
from pooling_core.stacks.kinds import Kind, kind_of
from pooling_core.stacks.receptive import AxisMap


@dataclass(frozen=True)
class Layer:
    """One layer: a function's name and its settings. Build it with :meth:`of`."""

    name: str
    settings: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, name: str, **settings: Any) -> Layer:
        """A layer such as ``Layer.of("conv2d", out_channels=6, kernel_size=5)`` or ``Layer.of("flatten")``.

        Besides every pooling and ``interpolate``: ``conv{1,2,3}d`` and ``conv_transpose{1,2,3}d`` with the
        arguments of ``torch.nn``, ``linear(out_features, bias, in_features)``, ``batch_norm`` and ``flatten``.

        Raises:
            PoolingError: for what is no layer, a parameter that it has not, and the lack of one that it needs.
        """
        kind, rank = kind_of(name)
        accepted = kind.accepted(rank)
        for parameter, value in settings.items():
            if not accepted:
                raise PoolingError("takes-no-parameter", parameter, value, name=name)
        taken(name, accepted, settings)
        return cls(name, tuple((key, frozen(value)) for key, value in settings.items()))

    @property
    def kind(self) -> Kind:
        """The record of its kind."""
        return kind_of(self.name)[0]

    @property
    def rank(self) -> int:
        """Number of spatial axes that its function runs along; 0 where it takes any."""
        return kind_of(self.name)[1]

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
        """The same layer with other values of some settings."""
        return Layer.of(self.name, **{**dict(self.settings), **changed})

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{key}={value!r}' for key, value in self.settings)})"


def layer_shape(layer: Layer, shape: Shape) -> Shape:
    """The shape after a layer.

    Args:
        shape: ``(batch, channels, *spatial)``, or ``(batch, features)`` once it is flat.

    Raises:
        PoolingError: where the layer does not fit.
    """
    kind, rank = layer.kind, len(shape) - 2
    if kind.spatial and not rank:
        # Of a 1-D layer torch reads batch and features as channels and length: nothing that was meant.
        raise PoolingError("after-flatten", "input", shape_of(shape), name=layer.name)
    if layer.rank and layer.rank != rank:
        raise PoolingError("layer-of-another-rank", "input", shape_of(shape), name=layer.name, rank=rank)
    return kind.shape(layer.name, layer.arguments, shape)


def layer_parameters(layer: Layer, shape: Shape) -> int:
    """How many numbers a layer learns that takes an input of ``shape``."""
    return layer.kind.learned(layer.arguments, shape)


def layer_maps(layer: Layer, before: Shape, after: Shape) -> tuple[AxisMap, ...]:
    """Where one layer's outputs look along each spatial axis; flat ones (``after`` is empty) keep their places."""
    return layer.kind.maps(layer.name, layer.arguments, before, after)
