"""An error -> the smallest stack, or the state of a lesson, in which it is made again and can be repaired."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isqrt
from typing import Any

from pooling_core import PoolingError
from pooling_core.stacks.layers import Layer
from ui.lessons import LESSONS
from ui.paste.leads import Lead
from ui.paste.stack import stack_lead
from ui.state.codec import spoken
from ui.state.fields import complete
from ui.text.pasted.found import Message

Numbers = Mapping[str, Any]
# Layers, the sizes of the input without its batch, and the layer to look at.
Shown = tuple[Sequence[Layer], Sequence[int], int]
# Sides that a map often has before it is made flat.
_SIDES = (7, 5, 4, 6, 8, 3, 12, 14, 9, 2)
# Channels and side of a map of which nothing is said.
_CHANNELS, _SIDE = 16, 8


def shown(message: Message) -> Lead | None:
    """The link that shows an error with its own numbers; ``None`` where a page cannot hold them."""
    if message.key.startswith("pad_half"):
        return _pad_half(message.numbers)
    make = _SHOWN.get(message.key)
    if make is None:
        return None
    try:
        layers, sizes, at = make(message.numbers)
    except (PoolingError, LookupError, ValueError):
        return None
    return stack_lead(layers, (1, *sizes), at)[0] if min(sizes, default=0) > 0 else None


def map_of(features: int, beside: int = 0) -> tuple[int, int]:
    """Channels and side of a square map with so many features.

    Args:
        beside: features of a map with the same channels and another side, where there is such a one.

    Example:
        >>> map_of(400), map_of(131072), map_of(131072, beside=25088)
        ((16, 5), (8192, 4), (512, 16))
    """
    for channels, _ in _maps(beside):
        side = isqrt(features // channels)
        if side and channels * side * side == features:
            return channels, side
    return next(iter(_maps(features)), (features, 1))


def _maps(features: int) -> list[tuple[int, int]]:
    """Square maps of many channels, the likely ones first."""
    found = [(features // side**2, side) for side in _SIDES if features % side**2 == 0]
    # Channels are mostly a power of two, or else many.
    powers = [each for each in found if each[0] & (each[0] - 1) == 0]
    return [each for each in (*powers, *found) if each[0] >= 8]


def _features(numbers: Numbers) -> Shown:
    channels, side = map_of(max(numbers["found"], 1), numbers["wanted"])
    return (Layer.of("flatten"), _linear(numbers)), (channels, side, side), 2


def _features_flatten(numbers: Numbers) -> Shown:
    return (_linear(numbers),), (numbers["channels"], numbers["side"], numbers["side"]), 1


def _features_batch(numbers: Numbers) -> Shown:
    # A stack has a batch of 1, so what is flattened without one is flattened from the next axis on.
    side = numbers["side"]
    return (Layer.of("flatten", start_dim=2), _linear(numbers)), (numbers["channels"], side, side), 2


def _linear(numbers: Numbers) -> Layer:
    return Layer.of("linear", out_features=numbers["made"], in_features=numbers["wanted"])


def _channels(numbers: Numbers) -> Shown:
    made, per_group, *kernel = numbers["weight"]
    groups = max(numbers["groups"], 1)
    settings: dict[str, Any] = {"out_channels": made, "kernel_size": _plain(kernel), "in_channels": per_group * groups}
    if groups > 1:
        settings["groups"] = groups
    return (Layer.of(f"conv{len(kernel)}d", **settings),), _without_batch(numbers["input"], len(kernel)), 1


def _channels_transposed(numbers: Numbers) -> Shown:
    wanted, made, *kernel = numbers["weight"]
    settings = {"out_channels": made, "kernel_size": _plain(kernel), "in_channels": wanted}
    return (Layer.of(f"conv_transpose{len(kernel)}d", **settings),), _without_batch(numbers["input"], len(kernel)), 1


def _without_batch(shape: Sequence[int], rank: int) -> Sequence[int]:
    if len(shape) not in (rank + 1, rank + 2):
        raise ValueError
    return shape[-rank - 1 :]


def _too_small(numbers: Numbers) -> Shown:
    _, *sizes = numbers["input"]
    # The message does not say the window: here it is the smallest that is too large for what came in.
    kernel = [size + 1 if after < 1 else 1 for size, after in zip(sizes, numbers["output"][1:], strict=True)]
    return (Layer.of(f"max_pool{len(sizes)}d", kernel_size=_plain(kernel)),), numbers["input"], 1


def _too_small_plain(numbers: Numbers) -> Shown:
    return (Layer.of("max_pool2d", kernel_size=2),), (_CHANNELS, 1, 1), 1


def _norm(numbers: Numbers) -> Shown:
    return (Layer.of("batch_norm", num_features=numbers["wanted"]),), (numbers["found"], _SIDE, _SIDE), 1


def _kernel_large(numbers: Numbers) -> Shown:
    sizes, kernel = numbers["input"], numbers["kernel"]
    return (Layer.of(f"conv{len(sizes)}d", out_channels=1, kernel_size=_plain(kernel)),), (1, *sizes), 1


def _cat(numbers: Numbers) -> Shown:
    small, large = _apart(numbers)
    if large == small + 1 and small % 2 == 0:  # halved and doubled again: what is odd has lost a row
        half = Layer.of("max_pool2d", kernel_size=2)
        double = Layer.of("conv_transpose2d", out_channels=1, kernel_size=2, stride=2)
        return (half, double, Layer.of("cat", takes=_first(2, numbers["wanted"] == small))), (1, large, large), 3
    joined = Layer.of("cat", takes=_first(1, numbers["wanted"] == small))
    return (_smaller(small, large), joined), (1, large, large), 2


def _add(numbers: Numbers) -> Shown:
    small, large = _apart(numbers)
    if numbers["dim"] == 1:
        wider = Layer.of("conv2d", out_channels=large, kernel_size=3, padding=1)
        return (wider, Layer.of("add", takes=(1, 0))), (small, _SIDE, _SIDE), 2
    return (_smaller(small, large), Layer.of("add", takes=(1, 0))), (1, large, large), 2


def _first(last: int, is_first: bool) -> tuple[int, int]:
    """A layer and the input, in the order in which the error names their sizes."""
    return (last, 0) if is_first else (0, last)


def _apart(numbers: Numbers) -> tuple[int, int]:
    small, large = sorted((numbers["wanted"], numbers["found"]))
    if not 0 < small < large:
        raise ValueError
    return small, large


def _smaller(small: int, large: int) -> Layer:
    return Layer.of("conv2d", out_channels=1, kernel_size=large - small + 1)


def _reflect(numbers: Numbers) -> Shown:
    _, *sizes = numbers["input"]
    cells = (numbers["before"], numbers["after"])
    sides = [0, 0] * (len(sizes) - 1)
    at = 2 * (len(numbers["input"]) - 1 - numbers["dim"])
    sides[at : at + 2] = cells
    return (Layer.of("pad", padding=tuple(sides), mode="reflect"),), sizes, 1


def _negative(numbers: Numbers) -> Shown:
    size = numbers["size"]
    return (Layer.of("conv2d", out_channels=1, kernel_size=numbers["kernel_size"]),), (1, size, size), 1


def _pad_half(numbers: Numbers) -> Lead:
    fields = LESSONS["sliding_windows"].fields
    state = {"kernel_size": 3, "padding": 2, "dilation": 1}
    told = {key: numbers.get(name) for key, name in zip(state, ("kernel_size", "pad", "dilation"), strict=True)}
    known = {key: value for key, value in told.items() if value is not None}
    if all(fields[key].low <= value <= fields[key].high for key, value in known.items()):
        state |= known
    return Lead("sliding_windows", spoken(fields, complete(fields, state)))


def _plain(values: Sequence[int]) -> Any:
    return values[0] if len(set(values)) == 1 else tuple(values)


_SHOWN: Mapping[str, Callable[[Numbers], Shown]] = {
    "features": _features,
    "features_flatten": _features_flatten,
    "features_batch": _features_batch,
    "channels": _channels,
    "channels_transposed": _channels_transposed,
    "too_small": _too_small,
    "too_small_plain": _too_small_plain,
    "norm": _norm,
    "kernel_large": _kernel_large,
    "cat": _cat,
    "add": _add,
    "reflect": _reflect,
    "keras_negative": _negative,
}
