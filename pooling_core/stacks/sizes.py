"""Which layers make the wanted size of a given one, and which sizes a layer makes into the wanted one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Ints, Shape
from pooling_core.geometry.axis import size_steps
from pooling_core.geometry.convolution import most_output_padding, transposed_steps
from pooling_core.geometry.shapes import LONGEST_AXIS
from pooling_core.stacks.kinds import KINDS
from pooling_core.stacks.known import KNOWN_STACKS
from pooling_core.stacks.layers import Layer, layer_shape

# Kinds whose settings are looked for: the layers of torch.nn with a window that moves and may be padded.
SEARCHED = tuple(
    name
    for name, kind in KINDS.items()
    if kind.module and not kind.reads_indices and {"kernel_size", "stride", "padding"} <= kind.parameters.keys()
)
MOST_DILATION = 4
LARGEST_BOUND = 16
KEPT = 64
# What a setting is made of, in the order of the size rules.
NUMBERS = ("kernel_size", "stride", "padding", "dilation", "output_padding")


@dataclass(frozen=True)
class Settings:
    """One way to make a size: the numbers of one layer, the same for each axis that was asked for.

    Attributes:
        kind: of the layer, one of ``SEARCHED``.
        ceil_modes: with which ``ceil_mode`` it does so; of a layer that has none only ``False``.
        seen_in: the known networks that have a layer of these numbers.
    """

    kind: str
    kernel_size: int
    stride: int
    padding: int
    dilation: int = 1
    output_padding: int = 0
    ceil_modes: tuple[bool, ...] = (False,)
    seen_in: tuple[str, ...] = ()

    def layer(self, rank: int) -> Layer:
        """The layer over ``rank`` axes, what equals its default left out.

        Example:
            >>> str(Settings("max_pool", 3, 2, 1).layer(2))
            'max_pool2d(kernel_size=3, stride=2, padding=1)'
        """
        kind = KINDS[self.kind]
        said = {**dict(zip(NUMBERS, self._numbers, strict=True)), "ceil_mode": self.ceil_modes[0]}
        plain = {**kind.parameters, "stride": self.kernel_size if kind.group == "pool" else 1}
        told: dict[str, Any] = {
            key: value for key, value in said.items() if key in kind.parameters and value != plain[key]
        }
        made: dict[str, Any] = {} if kind.group == "pool" else {"out_channels": 1}
        return Layer.of(kind.function(rank), **made, **told)

    def outputs(self, size: int) -> int:
        """What it makes of an axis; below 1 where it is refused."""
        return int(_sizes(self.kind, size, self._numbers, self.ceil_modes[0]))

    def sources(self, wanted: int) -> range:
        """The sizes of an axis that it makes into the wanted one.

        Example:
            >>> Settings("max_pool", 3, 2, 1).sources(28)
            range(55, 57)
        """
        sizes = range(1, LONGEST_AXIS + 1)
        return sizes[bisect_left(sizes, wanted, key=self.outputs) : bisect_right(sizes, wanted, key=self.outputs)]

    @property
    def _numbers(self) -> tuple[int, int, int, int, int]:
        return self.kernel_size, self.stride, self.padding, self.dilation, self.output_padding


def _sizes(kind: str, size: int, numbers: Sequence[Any], ceil_mode: bool) -> Any:
    """The output size of one setting, or of arrays of them."""
    kernel_size, stride, padding, dilation, output_padding = numbers
    if KINDS[kind].multiplies:
        return transposed_steps(size, kernel_size, stride, padding, dilation, output_padding)[1]
    return size_steps(size, kernel_size, stride, padding, dilation, ceil_mode).outputs


@lru_cache(maxsize=KEPT)
def settings_between(kind: str, sizes: Shape, wanted: Shape, most: int = 11) -> tuple[Settings, ...]:
    """Every layer that makes each of the sizes into the wanted one, the usual ones first.

    Args:
        kind: one of ``SEARCHED``.
        sizes, wanted: of one axis, or of several that have the same numbers.
        most: the largest kernel_size and stride that are tried; padding up to as much, of a pooling up to half of it,
            dilation up to ``MOST_DILATION``. Beyond it, windows side by side and one over the whole axis.

    Example:
        >>> [str(each.layer(2)) for each in settings_between("max_pool", (56,), (28,))[:2]]
        ['max_pool2d(kernel_size=2)', 'max_pool2d(kernel_size=3, stride=2, padding=1)']
    """
    ways = [_of_axis(kind, size, goal, most) for size, goal in zip(sizes, wanted, strict=True)]
    same = []
    for numbers, modes in ways[0].items():
        shared = tuple(mode for mode in modes if all(mode in other.get(numbers, ()) for other in ways[1:]))
        if shared:
            same.append(_settings(kind, numbers, shared))
    known = _known()
    named = (replace(each, seen_in=known.get((KINDS[kind].group, each._numbers), ())) for each in same)
    return tuple(sorted(named, key=lambda one: (not _is_whole(one, sizes, wanted), *_unusual(one))))


def _is_whole(one: Settings, sizes: Shape, wanted: Shape) -> bool:
    """Whether it is one window over all that there is, which is mostly meant where one cell is wanted."""
    step = one.kernel_size if KINDS[one.kind].group == "pool" else 1
    numbers = (one.kernel_size, step, 0, 1, 0)
    return set(wanted) == {1} and set(sizes) == {one.kernel_size} and one._numbers == numbers


def _settings(kind: str, numbers: Shape, ceil_modes: tuple[bool, ...]) -> Settings:
    kernel_size, stride, padding, dilation, output_padding = numbers
    return Settings(kind, kernel_size, stride, padding, dilation, output_padding, ceil_modes)


def _of_axis(kind: str, size: int, wanted: int, most: int) -> dict[Shape, tuple[bool, ...]]:
    """Kernel size, stride, padding, dilation and output padding -> with which ceil_mode they make the size."""
    found: dict[Shape, tuple[bool, ...]] = {}
    for ceil_mode in (False, True) if "ceil_mode" in KINDS[kind].parameters else (False,):
        for numbers in _fitting(kind, size, wanted, most, ceil_mode):
            if _is_taken(_settings(kind, numbers, (ceil_mode,)), size, wanted):
                found[numbers] = (*found.get(numbers, ()), ceil_mode)
    return found


def _fitting(kind: str, size: int, wanted: int, most: int, ceil_mode: bool) -> Iterable[Shape]:
    """All settings within the bound whose size is the wanted one, whether or not they may be asked for."""
    numbers = _grid(kind, size, wanted, most)
    made = _sizes(kind, size, numbers, ceil_mode)
    if KINDS[kind].multiplies:  # so many cells are missing, and may be added
        numbers[-1] = wanted - made
        made = _sizes(kind, size, numbers, ceil_mode)
        fits = (made == wanted) & (numbers[-1] >= 0) & (numbers[-1] <= most_output_padding(numbers[1], numbers[3]))
    else:
        fits = made == wanted
    return zip(*(part[fits].tolist() for part in numbers), strict=True)


def _grid(kind: str, size: int, wanted: int, most: int) -> list[Ints]:
    """Kernel sizes, strides, paddings, dilations, and zeros for the output padding; one entry for each setting."""
    longer, shorter = max(size, wanted), max(min(size, wanted), 1)
    beside = {longer // shorter, -(-longer // shorter)}
    is_pool = KINDS[kind].group == "pool"
    steps = sorted({*range(1, most + 1), *beside})
    kernels = sorted({*steps, size})
    paddings = range((most // 2 if is_pool else most) + 1)
    dilations = range(1, MOST_DILATION + 1) if "dilation" in KINDS[kind].parameters else (1,)
    axes = np.meshgrid(kernels, steps, paddings, dilations, indexing="ij")
    flat = [axis.ravel().astype(np.int64) for axis in axes]
    # The taps of a kernel of one lie no distance apart.
    kept = (flat[0] > 1) | (flat[3] == 1)
    return [*(axis[kept] for axis in flat), np.zeros(int(kept.sum()), np.int64)]


def _is_taken(one: Settings, size: int, wanted: int) -> bool:
    """Whether the layer itself gives the size, and does not refuse."""
    try:
        return layer_shape(one.layer(1), (1, 1, size)) == (1, 1, wanted)
    except PoolingError:
        return False


@lru_cache(maxsize=1)
def _known() -> dict[tuple[str, Shape], tuple[str, ...]]:
    """What stands in known networks, by group and numbers."""
    found: dict[tuple[str, Shape], tuple[str, ...]] = {}
    for stack in KNOWN_STACKS:
        for layer in stack.layers:
            said = layer.arguments
            if not any(layer.kind is KINDS[each] for each in SEARCHED) or not isinstance(said["kernel_size"], int):
                continue
            kernel_size = said["kernel_size"]
            stride = kernel_size if said["stride"] is None else said["stride"]
            key = layer.kind.group, (kernel_size, stride, said["padding"], said.get("dilation", 1), 0)
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), stack.name)))
    return found


def _unusual(one: Settings) -> tuple[Any, ...]:
    """How unusual a layer is: known networks first, then few oddities, small kernels first."""
    reach = one.dilation * (one.kernel_size - 1)
    pads_plainly = one.padding in (0, reach // 2)
    if KINDS[one.kind].multiplies:
        # Kernels that overlap evenly, and so much padding that the size grows by the stride alone.
        oddities = (one.kernel_size % one.stride > 0, 2 * one.padding != max(one.kernel_size - one.stride, 0))
    elif KINDS[one.kind].weighted:
        oddities = (one.kernel_size % 2 == 0 and one.stride != one.kernel_size, not pads_plainly)
    else:
        oddities = (one.stride != one.kernel_size, not pads_plainly)
    skips = one.stride > reach + 1
    odd = 4 * (one.dilation > 1) + 3 * (False not in one.ceil_modes) + 3 * skips + 2 * (one.output_padding > 0)
    return not one.seen_in, odd + sum(oddities), one.kernel_size + one.output_padding, one.padding, one._numbers


def nearest_sizes(kind: str, sizes: Shape, wanted: Shape, most: int = 11) -> tuple[Shape, ...]:
    """Where a wanted size cannot be made: the next smaller and the next larger that can, of each axis by itself.

    Example:
        >>> nearest_sizes("max_pool", (28,), (56,))
        ((29,),)
    """
    axes = [_around(kind, size, goal, most) for size, goal in zip(sizes, wanted, strict=True)]
    ends = [tuple(axis[at] for axis in axes) for at in (0, -1) if all(axes)]
    return tuple(end for end in dict.fromkeys(ends) if end != wanted)


def _around(kind: str, size: int, wanted: int, most: int) -> list[int]:
    """The wanted size itself, else the nearest ones on both sides."""
    if _of_axis(kind, size, wanted, most):
        return [wanted]
    made = np.unique([_sizes(kind, size, _grid(kind, size, wanted, most), mode) for mode in (False, True)])
    sides = (made[(made < wanted) & (made > 0)][::-1], made[made > wanted])
    found = (next((int(each) for each in side if _of_axis(kind, size, int(each), most)), None) for side in sides)
    return [each for each in found if each is not None]


def sizes_that_give(one: Settings, wanted: Shape) -> tuple[range, ...]:
    """The sizes of each axis that a layer makes into the wanted ones.

    Example:
        >>> sizes_that_give(Settings("conv", 3, 2, 1), (28, 24))
        (range(55, 57), range(47, 49))
    """
    return tuple(one.sources(goal) for goal in wanted)
