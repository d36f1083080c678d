"""An error -> the smallest stack, or the state of a lesson, in which it is made again and can be repaired."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ui.lessons import LESSONS
from ui.paste.leads import Lead
from ui.paste.stack import text_lead
from ui.state.codec import spoken
from ui.state.fields import complete
from ui.text.pasted.found import Message
from ui.text.stack_text import MOST_CHANNELS

Numbers = Mapping[str, Any]
# Sides that a map often has before it is made flat.
_SIDES = (7, 5, 4, 6, 8, 3, 12, 14, 9, 2, 1)
_MOST_FEATURES = 10**9


def shown(message: Message) -> Lead | None:
    """The link that shows an error with its own numbers; ``None`` where a page cannot hold them."""
    make = _SHOWN.get(message.key)
    return make(message.numbers) if make is not None else None


def map_of(features: int) -> tuple[int, int]:
    """Channels and side of a square map with so many features."""
    found = [(features // side**2, side) for side in _SIDES if features % side**2 == 0]
    # Channels are mostly a power of two, or else many.
    powers = [each for each in found if each[0] & (each[0] - 1) == 0 and each[0] >= 8]
    return next((each for each in (*powers, *found) if each[0] >= 8), (features, 1))


def _features(numbers: Numbers) -> Lead | None:
    found, wanted, made = (numbers[key] for key in ("found", "wanted", "made"))
    channels, side = map_of(max(found, 1))
    if not (0 < found <= _MOST_FEATURES and 0 < wanted <= _MOST_FEATURES and channels <= MOST_CHANNELS):
        return None
    return text_lead(f"{channels} x {side} x {side}", f"flatten\nlinear {_most(made)} in{wanted}", 2)


def _channels(numbers: Numbers) -> Lead | None:
    weight, sizes = numbers["weight"], _without_batch(numbers["input"], len(numbers["weight"]))
    if len(weight) not in (3, 4, 5) or sizes is None or min(*weight, *sizes) < 1:
        return None
    groups, kernel = numbers.get("groups", 1), "x".join(map(str, weight[2:]))
    kernel = str(weight[2]) if len(set(weight[2:])) == 1 else kernel
    more = f" g{groups}" if groups > 1 else ""
    return text_lead(_shape(sizes), f"conv {_most(weight[0])} k{kernel} in{weight[1] * max(groups, 1)}{more}")


def _channels_transposed(numbers: Numbers) -> Lead | None:
    weight, sizes = numbers["weight"], _without_batch(numbers["input"], len(numbers["weight"]))
    if len(weight) not in (3, 4, 5) or sizes is None or min(*weight, *sizes) < 1:
        return None
    kernel = str(weight[2]) if len(set(weight[2:])) == 1 else "x".join(map(str, weight[2:]))
    return text_lead(_shape(sizes), f"conv_transpose {_most(weight[1])} k{kernel} in{weight[0]}")


def _without_batch(shape: Sequence[int], axes: int) -> tuple[int, ...] | None:
    if len(shape) not in (axes, axes - 1):
        return None
    return tuple(shape[1:] if len(shape) == axes else shape)


def _too_small(numbers: Numbers) -> Lead | None:
    sizes = numbers["input"]
    if not 2 <= len(sizes) <= 4 or min(sizes) < 1:
        return None
    # The message does not say the window; the smallest that is too large for what came in.
    kernel = "x".join(
        str(size + 1 if after < 1 else 1) for size, after in zip(sizes[1:], numbers["output"][1:], strict=False)
    )
    return text_lead(_shape(sizes), f"max k{kernel}")


def _too_small_plain(numbers: Numbers) -> Lead | None:
    return text_lead("16 x 1 x 1", "max k2")


def _pad_half(numbers: Numbers) -> Lead | None:
    pad = numbers.get("pad", numbers.get("pad_h", 2))
    kernel = numbers.get("kernel_size", numbers.get("kernel_h", 3))
    fields = LESSONS["sliding_windows"].fields
    state = {"kernel_size": kernel, "padding": pad, "dilation": numbers.get("dilation", 1)}
    if not all(fields[key].low <= value <= fields[key].high for key, value in state.items()):
        return text_lead("1 x 64 x 64", f"max k{_most(kernel)} p{_most(pad)}")
    return Lead("sliding_windows", spoken(fields, complete(fields, state)))


def _norm(numbers: Numbers) -> Lead | None:
    found, wanted = numbers["found"], numbers["wanted"]
    return text_lead(f"{_most(found)} x 8 x 8", f"norm in{_most(wanted)}")


def _kernel_large(numbers: Numbers) -> Lead | None:
    sizes, kernel = numbers["input"], numbers["kernel"]
    if len(sizes) != len(kernel) or not 1 <= len(sizes) <= 3 or min(*sizes, *kernel) < 1:
        return None
    return text_lead(_shape((1, *sizes)), f"conv 1 k{'x'.join(str(_most(each, 512)) for each in kernel)}")


def _cat(numbers: Numbers) -> Lead | None:
    one, other = sorted((numbers["wanted"], numbers["found"]))
    if one < 1 or one == other:
        return None
    if other == one + 1 and one % 2 == 0:  # halved and doubled again: what is odd has lost a row
        text = "max k2\nconv_transpose 1 k2 s2\ncat input\nconv 1 k3 p1"
        return text_lead(f"1 x {other} x {other}", text, 3)
    return text_lead(f"1 x {other} x {other}", f"conv 1 k{_most(other - one + 1, 512)}\ncat input", 2)


def _add(numbers: Numbers) -> Lead | None:
    one, other = sorted((numbers["wanted"], numbers["found"]))
    if one < 1 or one == other:
        return None
    if numbers["dim"] == 1:
        return text_lead(f"{_most(one)} x 8 x 8", f"conv {_most(other)} k3 p1\nadd input", 2)
    return text_lead(f"1 x {other} x {other}", f"conv 1 k{_most(other - one + 1, 512)}\nadd input", 2)


def _reflect(numbers: Numbers) -> Lead | None:
    sizes = numbers["input"][1:] if len(numbers["input"]) > 2 else ()
    if not 2 <= len(sizes) <= 4 or min(sizes) < 1:
        return None
    return text_lead(_shape(sizes), f"pad {_most(max(numbers['before'], numbers['after']), 512)} reflect")


def _negative(numbers: Numbers) -> Lead | None:
    size, kernel = numbers["size"], numbers["kernel_size"]
    return text_lead(f"1 x {_most(size)} x {_most(size)}", f"conv 1 k{_most(kernel, 512)}") if size > 0 else None


def _most(number: int, most: int = MOST_CHANNELS) -> int:
    return max(1, min(number, most))


def _shape(sizes: Sequence[int]) -> str:
    return " x ".join(map(str, sizes))


_SHOWN: Mapping[str, Callable[[Numbers], Lead | None]] = {
    "features": _features,
    "channels": _channels,
    "channels_transposed": _channels_transposed,
    "too_small": _too_small,
    "too_small_plain": _too_small_plain,
    "pad_half": _pad_half,
    "pad_half_old": _pad_half,
    "pad_half_plain": _pad_half,
    "norm": _norm,
    "kernel_large": _kernel_large,
    "cat": _cat,
    "add": _add,
    "reflect": _reflect,
    "keras_negative": _negative,
}
