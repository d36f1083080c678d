"""What would make a layer fit that does not: changes of the layer itself first, another size of the picture last.

A repair is a mapping. It names settings of the layer and their new values; ``insert`` a layer to be put before it;
``before`` a layer that it is moved before; ``input_shape`` another input of the whole stack. What one mapping names
belongs together. Each makes the layer fit; one with an ``input_shape`` also makes the whole stack fit, where any size
does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

from pooling_core.call.arguments import per_axis, plain
from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Shape
from pooling_core.stacks.kinds import FLATTEN
from pooling_core.stacks.layers import Layer, layer_shape

Repair = dict[str, Any]
# What is turned first: what a window is before where it stands.
_ORDER = ("kernel_size", "padding", "stride", "dilation")
# A change may break another rule, whose own advice is followed then.
MOST_STEPS = 6
# How far a size that fits is looked for: up to so many times the size given, and so many cells to either side.
WIDEST, NEAR = 64, 64


def repairs(
    layers: Sequence[Layer], number: int, shape: Shape, input_shape: Shape, error: PoolingError
) -> tuple[Repair, ...]:
    """What can be done about a layer that is refused, the best first.

    Args:
        layers: of the whole stack.
        number: of the layer, from 1.
        shape: that reaches it.
        input_shape: of the stack.
        error: why the layer is refused.
    """
    if error.key == "after-flatten":
        return _moved(layers, number, input_shape)
    layer, features = layers[number - 1], prod(shape[1:])
    found = _own(layer, shape, error)
    before: Repair = {}
    if layer.kind.wants_flat and len(shape) > 2 and error.parameter == "in_features":
        # Of what is not flat it reads the last axis alone, which is not meant even where it would run.
        before = {"insert": FLATTEN.name}
        if layer.arguments["in_features"] == features:
            return (before,)
        if features:
            found.append({**before, "in_features": features})
    whole, _ = repaired(layers, number, input_shape, before)
    # Rather a size for the whole stack than the advice to come back with the next layer.
    fitting = _nearest_size(whole, input_shape) or _nearest_size(whole[: number + len(before)], input_shape)
    if fitting is not None:
        found.append({**before, "input_shape": (*input_shape[:2], *fitting)})
    return tuple(found)


def repaired(
    layers: Sequence[Layer], number: int, input_shape: Shape, repair: Mapping[str, Any]
) -> tuple[tuple[Layer, ...], Shape]:
    """The layers and the input once a repair of layer ``number`` is made."""
    settings = dict(repair)
    shape = settings.pop("input_shape", input_shape)
    inserted = [Layer.of(settings.pop("insert"))] if "insert" in settings else []
    others = (*layers[: number - 1], *layers[number:])
    place = [each.name for each in others].index(settings.pop("before")) if "before" in settings else number - 1
    layer = layers[number - 1].with_settings(**settings)
    return (*others[:place], *inserted, layer, *others[place:]), shape


def _moved(layers: Sequence[Layer], number: int, input_shape: Shape) -> tuple[Repair, ...]:
    """Before the first flatten, where spatial axes are still there, with what the layer needs in that place."""
    move = {"before": FLATTEN.name}
    changed, _ = repaired(layers, number, input_shape, move)
    place, shape = [each.name for each in layers].index(FLATTEN.name), input_shape
    for each in changed[:place]:
        shape = layer_shape(each, shape)
    try:
        layer_shape(changed[place], shape)
    except PoolingError as error:
        return tuple(move | repair for repair in repairs(changed, place + 1, shape, input_shape, error))
    return (move,)


def _own(layer: Layer, shape: Shape, error: PoolingError) -> list[Repair]:
    """Changes of the layer's settings alone."""
    advised = [_followed(layer, shape, error, fix) for fix in error.fixes]
    alone = [_followed(layer, shape, error, fix, steps=1) for fix in _windows_that_fit(layer, shape, error)]
    found: list[Repair] = []
    for changes in (*advised, *alone):
        if changes and changes not in found:
            found.append(changes)
    return sorted(found, key=lambda changes: min(map(_place, changes)))


def _place(parameter: str) -> int:
    return _ORDER.index(parameter) if parameter in _ORDER else len(_ORDER)


def _followed(
    layer: Layer, shape: Shape, error: PoolingError, fix: Mapping[str, Any], steps: int = MOST_STEPS
) -> Repair:
    """A change and what else it takes until the layer fits; empty where it does not come to that."""
    changes: Repair = {}
    pooled_too_far = False
    for _ in range(steps):
        if not fix or not fix.keys() <= layer.kind.accepted(layer.rank).keys():
            return {}
        changes |= fix
        pooled_too_far |= error.key in ("window-spans", "kernel-within-input")
        changed = layer.with_settings(**changes)
        try:
            layer_shape(changed, shape)
        except PoolingError as next_error:
            error, fix = next_error, next_error.fix
        else:
            # A pooling of several cells that now reads one at a time only runs.
            return {} if pooled_too_far and _reads_single_cells(changed, shape) else changes
    return {}


def _reads_single_cells(layer: Layer, shape: Shape) -> bool:
    kernel_size = per_axis(len(shape) - 2, "kernel_size", layer.arguments["kernel_size"], at_least=1)
    return all(min(taps, size) < 2 for taps, size in zip(kernel_size, shape[2:], strict=True))


def _windows_that_fit(layer: Layer, shape: Shape, error: PoolingError) -> Iterable[Repair]:
    """The nearest kernel, padding and dilation that each alone bring the window into its room."""
    if error.key not in ("window-spans", "kernel-spans"):
        return
    settings, spatial = layer.arguments, shape[2:]
    padding = 0 if isinstance(settings.get("padding"), str) else settings.get("padding", 0)
    given = {"kernel_size": settings["kernel_size"], "padding": padding, "dilation": settings.get("dilation", 1)}
    columns = [per_axis(len(spatial), parameter, value, at_least=0) for parameter, value in given.items()]
    axes = list(zip(spatial, *columns, strict=True))
    kernel_size = [min(k, (n + 2 * p - 1) // d + 1) for n, k, p, d in axes]
    dilation = [min(d, (n + 2 * p - 1) // max(k - 1, 1)) for n, k, p, d in axes]
    if min(kernel_size) > 0:
        yield {"kernel_size": plain(kernel_size)}
    yield {"padding": plain([max(p, -(-(d * (k - 1) + 1 - n) // 2)) for n, k, p, d in axes])}
    if min(dilation) > 0:
        yield {"dilation": plain(dilation)}


def _nearest_size(layers: Sequence[Layer], input_shape: Shape) -> Shape | None:
    """The spatial size nearest to the given one that the layers take, or ``None``."""
    given = input_shape[2:]

    def fits(sizes: Shape) -> bool:
        shape = (*input_shape[:2], *sizes)
        try:
            for layer in layers:
                shape = layer_shape(layer, shape)
        except PoolingError:
            return False
        return True

    sizes = tuple(max(size, 1) * WIDEST for size in given)
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
