"""A repair, made: the layers and the input after it, with the wires as they then run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pooling_core.call.types import Shape
from pooling_core.stacks.kinds import KINDS
from pooling_core.stacks.layers import Layer
from pooling_core.stacks.wires import wired

Repair = dict[str, Any]


def repaired(
    layers: Sequence[Layer], number: int, input_shape: Shape, repair: Mapping[str, Any]
) -> tuple[tuple[Layer, ...], Shape]:
    """The layers and the input once a repair of layer ``number`` is made.

    Raises:
        LookupError: where the layer is to be moved before one that does not lead to it alone.
    """
    settings = dict(repair)
    shape = settings.pop("input_shape", input_shape)
    changed = tuple(layers)
    if "before" in settings:
        changed, number = _moved(changed, number, settings.pop("before"))
    at, inserted, on = (settings.pop(key, None) for key in ("at", "insert", "on"))
    at = at or number
    changed = (*changed[: at - 1], changed[at - 1].with_settings(**settings), *changed[at:])
    if inserted is not None:
        changed = _inserted(changed, number, inserted if isinstance(inserted, Layer) else Layer.of(inserted), on)
    return changed, shape


def _renumbered(layer: Layer, numbers: Mapping[int, int]) -> Layer:
    """The same layer once those that it reads have other numbers."""
    takes = tuple(numbers.get(each, each) for each in layer.takes)
    indices = layer.indices_of if layer.indices_of is None else numbers.get(layer.indices_of, layer.indices_of)
    return replace(layer, takes=takes, indices_of=indices)


def _inserted(layers: tuple[Layer, ...], number: int, new: Layer, on: int | None) -> tuple[Layer, ...]:
    """One more layer between layer ``number`` and what it reads, or one of those."""
    layer = layers[number - 1]
    numbers = {each: each + 1 for each in range(number, len(layers) + 1)}
    after = tuple(_renumbered(each, numbers) for each in layers[number:])
    if on is None:
        new, layer = replace(new, takes=layer.takes), replace(layer, takes=())
    else:
        source = layer.takes[on]
        new = replace(new, takes=() if source == number - 1 else (source,))
        layer = replace(layer, takes=(*layer.takes[:on], number, *layer.takes[on + 1 :]))
    return (*layers[: number - 1], new, layer, *after)


def _moved(layers: tuple[Layer, ...], number: int, name: str) -> tuple[tuple[Layer, ...], int]:
    """A layer moved before the first of some name that leads to it, and its number there."""
    wires, at, found = wired(layers), number, 0
    while at:
        (source, *others) = wires[at - 1].reads
        if others:
            break
        at = source
        found = at if at and layers[at - 1].kind is KINDS.get(name) else found
    if not found:
        raise LookupError(name)
    # Those between move up by one; who read the moved layer reads what stood before it.
    numbers = {each: each + 1 for each in range(found, number)} | {number: wires[number - 1].reads[0] + 1}
    (source,) = wires[found - 1].reads
    moved = replace(layers[number - 1], takes=() if source == found - 1 else (source,))
    between = [_renumbered(each, numbers) for each in layers[found - 1 : number - 1]]
    between[0] = replace(between[0], takes=())
    after = [_renumbered(each, numbers) for each in layers[number:]]
    implicit = after and not after[0].takes and wires[number - 1].reads[0] != number - 1
    if implicit:
        after[0] = replace(after[0], takes=(numbers[number],))
    return (*layers[: found - 1], moved, *between, *after), found
