"""Wrong rules of a stack's shape: each layer taken by a rule that learners often take for its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import prod

from pooling_core.call.arguments import per_axis
from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Shape
from pooling_core.stacks.layers import Layer, layer_shape

Rule = Callable[[Layer, Shape], Shape]


def shape_thoughts(layers: Sequence[Layer], shape: Shape) -> tuple[tuple[str, Shape], ...]:
    """The name of each wrong rule, and the last shape by it; none that is the true one.

    Args:
        layers: that fit.
        shape: of the input, ``(batch, channels, *spatial)``.

    Example:
        >>> pool = Layer.of("max_pool2d", kernel_size=2)
        >>> shape_thoughts([pool], (1, 4, 6, 6))[:2]
        (('stride_one', (1, 4, 5, 5)), ('one_forgotten', (1, 4, 2, 2)))
    """
    truth = _run(layers, shape, layer_shape)
    return tuple(each for each in _all(layers, shape) if each[1] != truth)


def _all(layers: Sequence[Layer], shape: Shape) -> Iterator[tuple[str, Shape]]:
    for name, rule in _RULES.items():
        try:
            after = _run(layers, shape, rule)
        except PoolingError:
            continue
        if min(after) > 0:
            yield name, after
    yield "last_layer_forgotten", _run(layers[:-1], shape, layer_shape)


def _run(layers: Sequence[Layer], shape: Shape, rule: Rule) -> Shape:
    for layer in layers:
        shape = rule(layer, shape)
    return shape


def _with(parameter: str, value: object) -> Rule:
    """Layers whose parameter is taken for another."""

    def rule(layer: Layer, shape: Shape) -> Shape:
        takes = parameter in layer.kind.accepted(layer.rank)
        return layer_shape(layer.with_settings(**{parameter: value}) if takes else layer, shape)

    return rule


def _ceil_turned(layer: Layer, shape: Shape) -> Shape:
    if "ceil_mode" not in layer.arguments:
        return layer_shape(layer, shape)
    return layer_shape(layer.with_settings(ceil_mode=not layer.arguments["ceil_mode"]), shape)


def _padding_once(layer: Layer, shape: Shape) -> Shape:
    """Padding before the input and none after it."""
    padding = layer.arguments.get("padding", 0)
    if isinstance(padding, str) or len(shape) == 2:
        return layer_shape(layer, shape)
    sides = per_axis(len(shape) - 2, "padding", padding, at_least=0)
    wider = (*shape[:2], *(size + pad for size, pad in zip(shape[2:], sides, strict=True)))
    return _with("padding", 0)(layer, wider)


def _one_forgotten(layer: Layer, shape: Shape) -> Shape:
    """The formula without the 1 that is added at its end."""
    after = layer_shape(layer, shape)
    return (*after[:2], *(size - 1 for size in after[2:])) if _slides(layer) else after


def _same_size(layer: Layer, shape: Shape) -> Shape:
    """A convolution that leaves the size alone, as if it were padded so."""
    after = layer_shape(layer, shape)
    return (*after[:2], *shape[2:]) if layer.kind.weighted else after


def _channels_kept(layer: Layer, shape: Shape) -> Shape:
    after = layer_shape(layer, shape)
    return (after[0], shape[1], *after[2:]) if layer.kind.weighted else after


def _channels_added(layer: Layer, shape: Shape) -> Shape:
    after = layer_shape(layer, shape)
    return (after[0], shape[1] + after[1], *after[2:]) if layer.kind.weighted else after


def _channels_pooled(layer: Layer, shape: Shape) -> Shape:
    """A pooling that pools the channels as it pools rows."""
    after = layer_shape(layer, shape)
    if layer.kind.group != "pool" or not _slides(layer):
        return after
    return (after[0], layer_shape(layer, (*shape[:2], *shape[1:2] * (len(shape) - 2)))[2], *after[2:])


def _flat_without_channels(layer: Layer, shape: Shape) -> Shape:
    after = layer_shape(layer, shape)
    return (after[0], prod(shape[2:])) if layer.kind.formula == "flat" else after


def _slides(layer: Layer) -> bool:
    return layer.kind.formula in ("strided", "kernel")


_RULES: Mapping[str, Rule] = {
    "padding_ignored": _with("padding", 0),
    "padding_once": _padding_once,
    "stride_one": _with("stride", 1),
    "ceil_turned": _ceil_turned,
    "dilation_ignored": _with("dilation", 1),
    "one_forgotten": _one_forgotten,
    "same_size": _same_size,
    "channels_kept": _channels_kept,
    "channels_added": _channels_added,
    "channels_pooled": _channels_pooled,
    "flat_without_channels": _flat_without_channels,
}
