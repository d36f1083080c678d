"""What would make inputs fit together that a layer joins: what lacks in one of them, put on its way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import gcd
from typing import Any

from pooling_core.call.arguments import plain
from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Shape
from pooling_core.stacks.changes import Repair, repaired
from pooling_core.stacks.kinds import CONV, FLATTEN, INTERPOLATE, MAX_POOL, PAD
from pooling_core.stacks.layers import Layer
from pooling_core.stacks.running import run_shapes
from pooling_core.stacks.wires import wired

# Sizes that differ by no more are padded or cut, others resampled.
NARROW = 8


def joining(
    layers: Sequence[Layer], number: int, shapes: Sequence[Shape], error: PoolingError, fitting: Shape | None = None
) -> tuple[Repair, ...]:
    """Repairs of a layer that joins, the best first: on the way of an input, another input, another axis.

    Args:
        fitting: the spatial size of an input that fits.
    """
    found: list[Repair] = []
    for repair in _offered(layers, number, shapes, error, fitting):
        changed, shape = repaired(layers, number, shapes[0], repair)
        try:
            run_shapes(changed[: number + ("insert" in repair)], shape)
        except PoolingError:
            continue
        if repair not in found:
            found.append(repair)
    return tuple(found)


def _offered(
    layers: Sequence[Layer], number: int, shapes: Sequence[Shape], error: PoolingError, fitting: Shape | None
) -> Iterator[Repair]:
    # Along the channels is what is mostly meant; along another axis a mismatch of sizes is hidden, not mended.
    yield from (fix for fix in error.fixes if fix.get("dim") == 1)
    yield from _on_a_wire(layers, number, shapes)
    if fitting is not None:
        yield {"input_shape": (*shapes[0][:2], *fitting)}
    yield from error.fixes


def _on_a_wire(layers: Sequence[Layer], number: int, shapes: Sequence[Shape]) -> Iterator[Repair]:
    reads = layers[number - 1].takes
    arriving = [shapes[read] for read in reads]
    flat = [at for at, shape in enumerate(arriving) if len(shape) == 2]
    if flat and len(flat) < len(arriving):
        yield from ({"insert": FLATTEN.name, "on": at} for at, shape in enumerate(arriving) if len(shape) > 2)
        return
    if len({len(shape) for shape in arriving}) > 1 or flat:
        return
    for on, _ in _odd_ones(arriving):
        yield from _on_the_way(layers, number, reads[on])
    for on, wanted in _odd_ones(arriving):
        yield from unpooled_to(layers, shapes, reads[on], wanted)
    adds = layers[number - 1].kind.sums
    for on, wanted in _odd_ones(arriving):
        found = arriving[on]
        yield from ({"insert": layer, "on": on} for layer in _adapters(found, wanted, adds))


def _odd_ones(arriving: Sequence[Shape]) -> list[tuple[int, Shape]]:
    """Which inputs differ from the others in their sizes or channels, and what those have; of two either may."""
    counted = Counter(shape[1:] for shape in arriving)
    if len(counted) < 2:
        return []
    usual, times = counted.most_common(1)[0]
    if times > 1:
        return [(at, (shape[0], *usual)) for at, shape in enumerate(arriving) if shape[1:] != usual]
    # The smaller is brought to the larger first.
    order = sorted(range(len(arriving)), key=lambda at: arriving[at][2:])
    return [(at, arriving[other]) for at, other in zip(order, reversed(order), strict=True) if at != other]


def _on_the_way(layers: Sequence[Layer], number: int, read: int) -> Iterator[Repair]:
    """Padding of the last layer with windows on the way of one input, as much as leaves the size alone."""
    wires = wired(layers)
    while read:
        layer = layers[read - 1]
        accepted = layer.kind.accepted(layer.rank)
        if layer.kind.weighted or layer.kind.group == "pool":
            if "padding" in accepted and layer.rank:
                sizes, dilation = layer.arguments["kernel_size"], layer.arguments.get("dilation", 1)
                if all(isinstance(each, int | tuple) for each in (sizes, dilation)):
                    yield {"at": read, "padding": _keeping(sizes, dilation, layer.rank)}
            return
        if len(wires[read - 1].reads) > 1:
            return
        (read,) = wires[read - 1].reads


def unpooled_to(layers: Sequence[Layer], shapes: Sequence[Shape], read: int, wanted: Shape) -> Iterator[Repair]:
    """The output_size of the last unpooling on the way to layer ``read``, with which that may come out as wanted."""
    found, wires = shapes[read], wired(layers)
    while read and len(wires[read - 1].reads) == 1:
        if layers[read - 1].kind.reads_indices and len(found) == len(wanted) == len(shapes[read]):
            # Layers with windows that come after it take away or add as many cells as before.
            sides = zip(shapes[read][2:], wanted[2:], found[2:], strict=True)
            size = tuple(made + goal - now for made, goal, now in sides)
            if size != shapes[read][2:] and min(size) > 0:
                yield {"at": read, "output_size": size}
            return
        (read,) = wires[read - 1].reads


def _keeping(kernel_size: Any, dilation: Any, rank: int) -> Any:
    taps, gaps = (each if isinstance(each, tuple) else (each,) * rank for each in (kernel_size, dilation))
    return plain([gap * (tap - 1) // 2 for tap, gap in zip(taps, gaps, strict=False)])


def _adapters(found: Shape, wanted: Shape, adds: bool) -> Iterator[Layer]:
    """Layers that make the sizes of one shape those of another; where they are added up, its channels too."""
    rank, sizes, fitting = len(found) - 2, found[2:], wanted[2:]
    if adds and found[1] != wanted[1]:
        strides = [_stride(size, other) for size, other in zip(sizes, fitting, strict=True)]
        if all(strides):
            stride = {} if set(strides) == {1} else {"stride": plain(strides)}
            yield Layer.of(CONV.function(rank), out_channels=wanted[1], kernel_size=1, **stride)
        return
    if sizes == fitting:
        return
    missing = [other - size for size, other in zip(sizes, fitting, strict=True)]
    if max(map(abs, missing)) <= NARROW:
        sides = [side for cells in reversed(missing) for side in (0, cells)]
        yield Layer.of(PAD.name, padding=tuple(sides))
    elif min(missing) >= 0:
        yield Layer.of(INTERPOLATE.name, size=fitting)
    else:
        strides = [_stride(size, other) for size, other in zip(sizes, fitting, strict=True)]
        if all(strides) and gcd(*strides) > 1:
            yield Layer.of(MAX_POOL.function(rank), kernel_size=plain(strides), ceil_mode=True)


def _stride(size: int, other: int) -> int:
    """The stride of single cells that leaves so many; 0 where there is none."""
    if not other or other > size:
        return 0
    stride = -(-size // other)
    return stride if -(-size // stride) == other else 0
