"""What would make a layer fit that does not: changes of the layer itself first, another size of the picture last.

A repair is a mapping. It names settings of the layer and their new values, or of the layer ``at`` another number;
``insert``, a layer to be put before it, ``on`` one of the inputs that it reads (counted from 0); ``before``, a layer
that it is moved before; ``input_shape``, another input of the whole stack. What one mapping names belongs together.
Each makes the layer fit; one with an ``input_shape`` also makes the whole stack fit, where any size does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import prod
from typing import Any

from pooling_core.call.arguments import INT_MAX, per_axis, plain
from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Shape
from pooling_core.stacks.changes import Repair, repaired
from pooling_core.stacks.joining import joining, unpooled_to
from pooling_core.stacks.kinds import FLATTEN
from pooling_core.stacks.layers import Layer, layer_shape
from pooling_core.stacks.running import run_shapes
from pooling_core.stacks.wires import Wires, wired

# What is turned first: what a window is before where it stands.
_ORDER = ("kernel_size", "padding", "stride", "dilation")
# A change may break another rule, whose own advice is followed then.
MOST_STEPS = 6
# How far a size that fits is looked for: up to so many times the size given, and so many cells to either side.
WIDEST, NEAR = 64, 64
# Refusals that a layer's own settings cannot mend.
_OF_WIRES = ("wire-ahead", "indices-missing")


def repairs(layers: Sequence[Layer], number: int, shapes: Sequence[Shape], error: PoolingError) -> tuple[Repair, ...]:
    """What can be done about a layer that is refused, the best first.

    Args:
        layers: of the whole stack.
        number: of the layer, from 1.
        shapes: of the input and after each layer before it.
        error: why the layer is refused.
    """
    layer, input_shape = layers[number - 1], shapes[0]
    if error.key in _OF_WIRES:
        return ()
    if error.key == "indices-of-no-pooling":
        return error.fixes
    if error.key == "after-flatten":
        return _moved(layers, number, shapes)
    if layer.kind.joins:
        return joining(layers, number, shapes, error, _nearest_of(layers, number, input_shape))
    wires = wired(layers)[number - 1]
    arriving = tuple(shapes[read] for read in wires.all)
    shape = arriving[0]
    features = prod(shape[1:])
    found = _own(layer, arriving, error)
    if error.key == "indices-shape":
        sized = unpooled_to(layers, shapes, wires.reads[0], arriving[1])
        found += [each for each in sized if _runs(repaired(layers, number, input_shape, each)[0][:number], input_shape)]
    before: Repair = {}
    if layer.kind.wants_flat and len(shape) > 2 and error.parameter == "in_features":
        # Of what is not flat it reads the last axis alone, which is not meant even where it would run.
        before = {"insert": FLATTEN.name}
        if layer.arguments["in_features"] == features:
            return (before,)
        if features:
            found.append({**before, "in_features": features})
    if error.key == "channels-last":
        turned = (input_shape[0], input_shape[-1], *input_shape[1:-1])
        if _runs(layers[:number], turned):  # the usual cause, so before a number that only happens to run
            found.insert(0, {"input_shape": turned})
            return tuple(found)
    whole, _ = repaired(layers, number, input_shape, before)
    # Rather a size for the whole stack than the advice to come back with the next layer.
    fitting = _nearest_of(whole, number + len(before), input_shape)
    if fitting is not None:
        found.append({**before, "input_shape": (*input_shape[:2], *fitting)})
    return tuple(found)


def _runs(layers: Sequence[Layer], input_shape: Shape, wires: Sequence[Wires] | None = None) -> bool:
    try:
        run_shapes(layers, input_shape, wires)
    except PoolingError:
        return False
    return True


def _moved(layers: Sequence[Layer], number: int, shapes: Sequence[Shape]) -> tuple[Repair, ...]:
    """Before the first flatten on its way, where spatial axes are still there, with what the layer needs there."""
    move: Repair = {"before": FLATTEN.name}
    try:
        changed, _ = repaired(layers, number, shapes[0], move)
    except LookupError:  # there is none that leads here alone
        return ()
    place = next(at for at, (one, other) in enumerate(zip(layers, changed, strict=True)) if one != other)
    before = run_shapes(changed[:place], shapes[0])
    try:
        run_shapes(changed[: place + 1], shapes[0])
    except PoolingError as error:
        return tuple(move | repair for repair in repairs(changed, place + 1, before, error))
    return (move,)


def _own(layer: Layer, arriving: tuple[Shape, ...], error: PoolingError) -> list[Repair]:
    """Changes of the layer's settings alone."""
    advised = [_followed(layer, arriving, error, fix) for fix in error.fixes]
    alone = [_followed(layer, arriving, error, fix, steps=1) for fix in _windows_that_fit(layer, arriving[0], error)]
    found: list[Repair] = []
    for changes in (*advised, *alone):
        if changes and changes not in found:
            found.append(changes)
    return sorted(found, key=lambda changes: min(map(_place, changes)))


def _place(parameter: str) -> int:
    return _ORDER.index(parameter) if parameter in _ORDER else len(_ORDER)


def _followed(
    layer: Layer, arriving: tuple[Shape, ...], error: PoolingError, fix: Mapping[str, Any], steps: int = MOST_STEPS
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
            layer_shape(changed, *arriving)
        except PoolingError as next_error:
            error, fix = next_error, next_error.fix
        else:
            # A pooling of several cells that now reads one at a time only runs.
            return {} if pooled_too_far and _reads_single_cells(changed, arriving[0]) else changes
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


def _nearest_of(layers: Sequence[Layer], number: int, input_shape: Shape) -> Shape | None:
    """The nearest size that all layers take, or those up to one."""
    found = _nearest_size(layers, input_shape)
    return found or (_nearest_size(layers[:number], input_shape) if number < len(layers) else None)


def _nearest_size(layers: Sequence[Layer], input_shape: Shape) -> Shape | None:
    """The spatial size nearest to the given one that the layers take, or ``None``."""
    given, wires = input_shape[2:], wired(layers)

    def fits(sizes: Shape) -> bool:
        return _runs(layers, (*input_shape[:2], *sizes), wires)

    # What was halved and doubled again fits some sizes and no others; else what fits a size fits larger ones too.
    in_steps = any(layer.kind.joins or layer.kind.reads_indices for layer in layers)
    if in_steps and (near := _near(given, fits)):
        return _least(given, near, fits)
    sizes = tuple(min(max(size, 1) * WIDEST, INT_MAX) for size in given)
    if fits(sizes):  # windows that were too large: one axis after another as small as it may be
        for axis, low in enumerate(given):
            high = sizes[axis]
            if fits((*sizes[:axis], low, *sizes[axis + 1 :])):
                high = low
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if fits((*sizes[:axis], middle, *sizes[axis + 1 :])) else (middle, high)
            sizes = (*sizes[:axis], high, *sizes[axis + 1 :])
        return sizes if sizes != given else None
    return None if in_steps else _near(given, fits)


def _least(given: Shape, found: Shape, fits: Callable[[Shape], bool]) -> Shape:
    """A size that fits, each axis between the given one and the one found as near to the given as the others allow."""
    sizes = found
    for axis, (size, end) in enumerate(zip(given, found, strict=True)):
        between = range(size, end, 1 if end > size else -1)
        tried = ((*sizes[:axis], cells, *sizes[axis + 1 :]) for cells in between)
        sizes = next((each for each in tried if fits(each)), sizes)
    return sizes


def _near(given: Shape, fits: Callable[[Shape], bool]) -> Shape | None:
    """The nearest size that fits, all axes changed alike or each to a multiple of the same step."""
    for distance in range(1, NEAR + 1):  # a linear layer wants one size and no other
        for cells in (distance, -distance):
            near = tuple(size + cells for size in given)
            if min(near) > 0 and fits(near):
                return near
    for step in (2, 4, 8, 16, 32, 64):
        for whole in (tuple(-(-size // step) * step for size in given), tuple(size // step * step for size in given)):
            if min(whole) > 0 and fits(whole):
                return whole
    return None
