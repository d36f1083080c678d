"""One layer of a stack: the shape it gives, the numbers it learns, and where its outputs look."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

from pooling_core.call.arguments import frozen, per_axis
from pooling_core.call.catalogue import REQUIRED
from pooling_core.call.errors import PoolingError, shape_of
from pooling_core.call.types import Shape
from pooling_core.geometry.shapes import output_shape
from pooling_core.stacks.receptive import AxisMap, axis_maps, read_whole_axis, unchanged_axis, whole_axis

_BUILT = {"out_channels": REQUIRED, "kernel_size": REQUIRED, "stride": 1, "padding": 0}
# Layers that bring their own weights, as in torch.nn but for the channels that come in: those are known.
BUILT = {
    "conv": {**_BUILT, "dilation": 1, "groups": 1, "bias": True},
    "conv_transpose": {**_BUILT, "output_padding": 0, "groups": 1, "bias": True, "dilation": 1},
    "linear": {"out_features": REQUIRED, "bias": True, "in_features": None},
    "batch_norm": {},
    "flatten": {},
}


@dataclass(frozen=True)
class Layer:
    """One layer: a function's name and its settings. Build it with :meth:`of`."""

    name: str
    settings: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, name: str, **settings: Any) -> Layer:
        """A layer such as ``Layer.of("conv2d", out_channels=6, kernel_size=5)`` or ``Layer.of("flatten")``.

        Besides every function that ``output_shape`` knows: ``conv{1,2,3}d`` and ``conv_transpose{1,2,3}d`` with the
        arguments of ``torch.nn``, ``linear(out_features, bias, in_features)``, ``batch_norm`` and ``flatten``.
        """
        accepted = BUILT.get(_family(name))
        if accepted is not None:
            for parameter, value in settings.items():
                if parameter not in accepted:
                    if not accepted:
                        raise PoolingError("takes-no-parameter", parameter, value, name=name)
                    raise PoolingError("no-such-parameter", parameter, value, name=name, accepted=tuple(accepted))
            for parameter, default in accepted.items():
                if default is REQUIRED and parameter not in settings:
                    raise PoolingError("parameter-missing", parameter, None, name=name)
        return cls(name, tuple((key, frozen(value)) for key, value in settings.items()))

    def get(self, parameter: str) -> Any:
        """A setting, or its default."""
        return dict(self.settings).get(parameter, BUILT[_family(self.name)].get(parameter))

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{key}={value!r}' for key, value in self.settings)})"


def _family(name: str) -> str:
    return name if name in BUILT else name[:-2]


def layer_shape(layer: Layer, shape: Shape) -> Shape:
    """The shape after a layer.

    Args:
        shape: ``(batch, channels, *spatial)``, or ``(batch, features)`` once it is flat.

    Raises:
        PoolingError: where the layer does not fit.
    """
    family = _family(layer.name)
    if len(shape) == 2 and family not in ("linear", "batch_norm", "flatten"):
        # Of a 1-D layer torch reads batch and features as channels and length: nothing that was meant.
        raise PoolingError("after-flatten", "input", shape_of(shape), name=layer.name)
    if family == "flatten":
        return (shape[0], prod(shape[1:]))
    if family == "batch_norm":
        if not shape[1]:
            raise PoolingError("no-channel-to-norm", "input", shape_of(shape))
        return shape
    if family == "linear":
        return _linear_shape(layer, shape)
    rank = len(shape) - 2
    if layer.name != "interpolate" and layer.name[-2:] != f"{rank}d":
        raise PoolingError("layer-of-another-rank", "input", shape_of(shape), name=layer.name, rank=rank)
    if family in ("conv", "conv_transpose"):
        weight = _weight_shape(layer, shape[1], rank)
        names = ("stride", "padding", "output_padding", "dilation", "groups")
        given = {key: value for key, value in layer.settings if key in names}
        return output_shape(layer.name, shape, weight=weight, **given)
    return output_shape(layer.name, shape, **dict(layer.settings))


def _linear_shape(layer: Layer, shape: Shape) -> Shape:
    (out_features,) = per_axis(1, "out_features", layer.get("out_features"), at_least=0)
    wanted = layer.get("in_features")
    if wanted is not None and wanted != shape[-1]:
        fix, features = {"in_features": shape[-1]}, shape[-1]
        raise PoolingError(
            "features-in" if len(shape) == 2 else "features-on-last-axis", "in_features", wanted, fix, features=features
        )
    return (*shape[:-1], out_features)


def _weight_shape(layer: Layer, channels: int, rank: int) -> Shape:
    kernel_size = per_axis(rank, "kernel_size", layer.get("kernel_size"), at_least=1)
    (made,) = per_axis(1, "out_channels", layer.get("out_channels"), at_least=1)
    (groups,) = per_axis(1, "groups", layer.get("groups"), at_least=1)
    if made % groups or channels % groups:
        raise PoolingError("groups-divide-channels", "groups", groups, {"groups": 1}, channels=channels, made=made)
    inner, outer = (channels, made) if layer.name.startswith("conv_transpose") else (made, channels)
    return (inner, outer // groups, *kernel_size)


def layer_parameters(layer: Layer, shape: Shape) -> int:
    """How many numbers a layer learns that takes an input of ``shape``."""
    family = _family(layer.name)
    if family == "batch_norm":
        return 2 * shape[1]
    if family == "linear":
        return int(layer.get("out_features")) * (shape[-1] + bool(layer.get("bias")))
    if family in ("conv", "conv_transpose"):
        biases = int(layer.get("out_channels")) if layer.get("bias") else 0
        return prod(_weight_shape(layer, shape[1], len(shape) - 2)) + biases
    return 0


def layer_maps(layer: Layer, before: Shape, after: Shape) -> tuple[AxisMap, ...]:
    """Where one layer's outputs look along each spatial axis; flat ones (``after`` is empty) keep their places."""
    family = _family(layer.name)
    if family == "linear" and not after:
        return tuple(whole_axis(size) for size in before)
    if family == "linear":
        return (*map(unchanged_axis, before[:-1]), read_whole_axis(before[-1], after[-1]))
    if not after or family == "batch_norm":
        return tuple(map(unchanged_axis, before))
    settings = {key: layer.get(key) for key in BUILT[family]} if family in BUILT else dict(layer.settings)
    return axis_maps(layer.name, before, after, settings)
