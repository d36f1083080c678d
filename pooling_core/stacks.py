"""A stack of layers: the shape after each, its parameters, and what part of the input one of its outputs sees.

Source of the receptive field: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016);
Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks" (Distill, 2019).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

from pooling_core.errors import PoolingError
from pooling_core.fields import AxisMap, Span, axis_maps, whole_axis
from pooling_core.params import REQUIRED, frozen, per_axis
from pooling_core.shapes import output_shape

Shape = tuple[int, ...]

_BUILT = {"out_channels": REQUIRED, "kernel_size": REQUIRED, "stride": 1, "padding": 0}
# Layers that bring their own weights, as in torch.nn but for the channels that come in: those are known.
BUILT = {
    "conv": {**_BUILT, "dilation": 1, "groups": 1, "bias": True},
    "conv_transpose": {**_BUILT, "output_padding": 0, "groups": 1, "bias": True, "dilation": 1},
    "linear": {"out_features": REQUIRED, "bias": True, "in_features": None},
    "batch_norm": {},
    "flatten": {},
}
# How far a size that fits is looked for: up to so many times the size given, and so many cells to either side.
WIDEST, NEAR = 64, 64


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
                    rule = f"{name} has no such parameter; it takes {', '.join(accepted) or 'none'}"
                    raise PoolingError(parameter, value, rule)
            for parameter, default in accepted.items():
                if default is REQUIRED and parameter not in settings:
                    raise PoolingError(parameter, None, f"{name} needs it")
        return cls(name, tuple((key, frozen(value)) for key, value in settings.items()))

    def get(self, parameter: str) -> Any:
        """A setting, or its default."""
        return dict(self.settings).get(parameter, BUILT[_family(self.name)].get(parameter))

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{key}={value!r}' for key, value in self.settings)})"


@dataclass(frozen=True)
class Row:
    """What is known after one layer. Axes are the input's spatial axes, positions its cells: the first is 0.

    Attributes:
        number: of the layer, from 1.
        layer: the layer.
        output_shape: batch and channels included.
        parameters: numbers that the layer learns.
        receptive_field: the most cells that one output sees, per axis; padding counts as cells.
        jump: distance of two neighbouring outputs in the input, per axis; the mean one where it varies.
        start: the middle of the first output's field, per axis.
    """

    number: int
    layer: Layer
    output_shape: Shape
    parameters: int
    receptive_field: Shape
    jump: tuple[Fraction, ...]
    start: tuple[Fraction, ...]


class Stack:
    """Layers run one after another on an input of ``(batch, channels, *spatial)``, one to three spatial axes.

    Attributes:
        layers: as given.
        input_shape: as given.
        rows: one per layer.
    """

    def __init__(self, layers: Iterable[Layer], input_shape: Sequence[int]) -> None:
        """Work through the layers.

        Raises:
            PoolingError: for a layer that does not fit: which one, why, and the nearest ``input_shape`` that would.
        """
        self.layers = tuple(layers)
        self.input_shape = tuple(input_shape)
        if len(self.input_shape) not in (3, 4, 5):
            rule = "a stack takes (batch, channels, *spatial) with one to three spatial axes"
            raise PoolingError("input_shape", self.input_shape, rule)
        self._maps: list[tuple[AxisMap, ...]] = []
        self._spatial = [self.input_shape[2:]]
        self.rows: tuple[Row, ...] = tuple(self._work_through())

    @property
    def parameters(self) -> int:
        """Numbers that all layers learn together."""
        return sum(row.parameters for row in self.rows)

    def field(self, number: int, output: Sequence[int]) -> tuple[Span, ...]:
        """First and last input cell, per axis, that one output of layer ``number`` sees; beyond the input is padding.

        Args:
            output: the output's place, one index per spatial axis.
        """
        spans = [(place, place) for place in output]
        for maps in reversed(self._maps[:number]):
            spans = [axis.back(span) for axis, span in zip(maps, spans, strict=True)]
        return tuple(spans)

    def _work_through(self) -> Iterable[Row]:
        shape, flat = self.input_shape, False
        jumps = (Fraction(1),) * len(self._spatial[0])
        for number, layer in enumerate(self.layers, start=1):
            try:
                after = _shape_after(layer, shape, flat)
            except PoolingError as error:
                raise self._misfit(number, error) from error
            before = self._spatial[-1]
            flat = flat or layer.name == "flatten"
            maps = _maps(layer, before, after[2:], flat)
            jumps = tuple(jump * axis.step for jump, axis in zip(jumps, maps, strict=True))
            self._maps.append(maps)
            self._spatial.append(tuple(axis.outputs for axis in maps))
            fields = [self._axis_field(number, axis) for axis in range(len(maps))]
            sizes, starts = tuple(size for size, _ in fields), tuple(start for _, start in fields)
            yield Row(number, layer, after, _parameters(layer, shape), sizes, jumps, starts)
            shape = after

    def _axis_field(self, number: int, axis: int) -> tuple[int, Fraction]:
        """The largest field along one axis and the middle of the first."""
        outputs = self._spatial[number][axis]
        spans = [self._back(number, axis, output) for output in _telling(outputs)]
        if not spans:
            return 0, Fraction(0)
        return max(last - first + 1 for first, last in spans), Fraction(sum(spans[0]), 2)

    def _back(self, number: int, axis: int, output: int) -> Span:
        span = (output, output)
        for maps in reversed(self._maps[:number]):
            span = maps[axis].back(span)
        return span

    def _misfit(self, number: int, error: PoolingError) -> PoolingError:
        layer = self.layers[number - 1]
        fitting = self._nearest_size(number)
        fix = error.fix if fitting is None else {"input_shape": (*self.input_shape[:2], *fitting)}
        rule = f"layer {number}, {layer.name}, does not fit: {error.rule}"
        return PoolingError(error.parameter, error.received, rule, fix)

    def _nearest_size(self, number: int) -> Shape | None:
        """The spatial size nearest to the given one that the layers up to ``number`` take, or ``None``."""
        given = self.input_shape[2:]

        def fits(sizes: Shape) -> bool:
            shape, flat = (*self.input_shape[:2], *sizes), False
            try:
                for layer in self.layers[:number]:
                    shape, flat = _shape_after(layer, shape, flat), flat or layer.name == "flatten"
            except PoolingError:
                return False
            return True

        sizes = tuple(size * WIDEST for size in given)
        if fits(sizes):  # windows that were too large: one axis after another as small as it may be
            for axis, low in enumerate(given):
                high = sizes[axis]
                if fits((*sizes[:axis], low, *sizes[axis + 1 :])):
                    high = low
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (low, middle) if fits((*sizes[:axis], middle, *sizes[axis + 1 :])) else (middle, high)
                sizes = (*sizes[:axis], high, *sizes[axis + 1 :])
            return sizes
        for distance in range(1, NEAR + 1):  # a linear layer wants one size and no other
            for cells in (distance, -distance):
                near = tuple(size + cells for size in given)
                if min(near) > 0 and fits(near):
                    return near
        return None


def _family(name: str) -> str:
    return name if name in BUILT else name[:-2]


def _telling(outputs: int, most: int = 4096) -> range:
    """The outputs that are asked for their field: all, or evenly chosen ones of very many, the first among them."""
    return range(0, outputs, max(1, outputs // most))


def _shape_after(layer: Layer, shape: Shape, flat: bool) -> Shape:
    family = _family(layer.name)
    if flat and family not in ("linear", "batch_norm", "flatten"):
        raise PoolingError("input", f"(shape {shape})", f"{layer.name} needs spatial axes, and flatten took them")
    if family == "flatten":
        return (shape[0], prod(shape[1:]))
    if family == "batch_norm":
        return shape
    if family == "linear":
        return _linear_shape(layer, shape, flat)
    rank = len(shape) - 2
    if layer.name != "interpolate" and layer.name[-2:] != f"{rank}d":
        rule = f"{layer.name} does not run along {rank} spatial axes"
        raise PoolingError("input", f"(shape {shape})", rule)
    if family in ("conv", "conv_transpose"):
        weight = _weight_shape(layer, shape[1], rank)
        names = ("stride", "padding", "output_padding", "dilation", "groups")
        given = {key: value for key, value in layer.settings if key in names}
        return output_shape(layer.name, shape, weight=weight, **given)
    return output_shape(layer.name, shape, **dict(layer.settings))


def _linear_shape(layer: Layer, shape: Shape, flat: bool) -> Shape:
    if not flat:
        raise PoolingError("input", f"(shape {shape})", "linear reads a flat input: put flatten before it")
    (out_features,) = per_axis(1, "out_features", layer.get("out_features"), at_least=1)
    wanted = layer.get("in_features")
    if wanted is not None and wanted != shape[1]:
        rule = f"the input that reaches it has {shape[1]} features"
        raise PoolingError("in_features", wanted, rule, {"in_features": shape[1]})
    return (shape[0], out_features)


def _weight_shape(layer: Layer, channels: int, rank: int) -> Shape:
    kernel_size = per_axis(rank, "kernel_size", layer.get("kernel_size"), at_least=1)
    (made,) = per_axis(1, "out_channels", layer.get("out_channels"), at_least=1)
    (groups,) = per_axis(1, "groups", layer.get("groups"), at_least=1)
    if made % groups or channels % groups:
        rule = f"groups divides the channels that come in, {channels}, and that go out, {made}"
        raise PoolingError("groups", groups, rule, {"groups": 1})
    inner, outer = (channels, made) if layer.name.startswith("conv_transpose") else (made, channels)
    return (inner, outer // groups, *kernel_size)


def _parameters(layer: Layer, shape: Shape) -> int:
    family = _family(layer.name)
    if family == "batch_norm":
        return 2 * shape[1]
    if family == "linear":
        return int(layer.get("out_features")) * (shape[1] + bool(layer.get("bias")))
    if family in ("conv", "conv_transpose"):
        biases = int(layer.get("out_channels")) if layer.get("bias") else 0
        return prod(_weight_shape(layer, shape[1], len(shape) - 2)) + biases
    return 0


def _maps(layer: Layer, before: Shape, after: Shape, flat: bool) -> tuple[AxisMap, ...]:
    """Where one layer's outputs look along each spatial axis; flattened outputs keep the places they had."""
    family = _family(layer.name)
    if family == "linear":
        return tuple(whole_axis(size) for size in before)
    if flat or family == "batch_norm":
        return axis_maps("flatten", before, before, {})
    settings = dict(layer.settings)
    if family in BUILT:
        settings = {key: layer.get(key) for key in BUILT[family]}
    return axis_maps(layer.name, before, after, settings)
