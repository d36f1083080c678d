"""What a link asks for: two sizes, a kind of layer, a bound; and for the way back one layer's numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pooling_core.call.types import Shape
from pooling_core.geometry.shapes import LONGEST_AXIS
from pooling_core.stacks.kinds import KINDS
from pooling_core.stacks.sizes import LARGEST_BOUND, SEARCHED, Settings

USUAL_BOUND = 11
USUAL = {"from": "56 x 56", "to": "28 x 28"}
LONGEST_TEXT = 40
LARGEST_NUMBER = 512
# What a link may say of the way back, and what each number is where it does not.
BACK = {"kernel_size": 3, "stride": 2, "padding": 1, "dilation": 1, "output_padding": 0}
_SIGNS = re.compile(r"[x×*,，;\s]+")


@dataclass(frozen=True)
class Asked:
    """A question: of one axis or of two. A size that cannot be read is ``None``."""

    size: Shape | None
    wanted: Shape | None
    kind: str
    most: int
    back: Settings


def asked(pairs: Mapping[str, str]) -> Asked:
    """What a link means; a number beyond all bounds is the nearest.

    Example:
        >>> asked({"from": "56 x 48", "to": "28x24", "layer": "conv"}).size
        (56, 48)
    """
    kind = pairs.get("layer", "") if pairs.get("layer") in SEARCHED else SEARCHED[0]
    size, wanted = (read_size(pairs.get(name, usual)) for name, usual in USUAL.items())
    if size and wanted and len(size) != len(wanted):  # one number stands for both axes
        size, wanted = (each * 2 if len(each) == 1 else each for each in (size, wanted))
    return Asked(size, wanted, kind, _number(pairs.get("most", ""), USUAL_BOUND, 1, LARGEST_BOUND), _back(kind, pairs))


def _back(kind: str, pairs: Mapping[str, str]) -> Settings:
    """The layer of the way back; it has what its kind has."""
    takes = KINDS[kind].parameters
    numbers = (
        _number(pairs.get(name, ""), usual, _least(name)) if name in takes else _least(name)
        for name, usual in BACK.items()
    )
    kernel_size, stride, padding, dilation, output_padding = numbers
    ceil_mode = "ceil_mode" in takes and pairs.get("ceil_mode", "").lower() == "true"
    return Settings(kind, kernel_size, stride, padding, dilation, output_padding, (ceil_mode,))


def read_size(said: str) -> Shape | None:
    """One size or two; nothing where it is no size.

    Example:
        >>> read_size("56×48"), read_size("7"), read_size("0"), read_size("a")
        ((56, 48), (7,), None, None)
    """
    parts = [part for part in _SIGNS.split(said[: LONGEST_TEXT + 1].strip()) if part]
    if len(said) > LONGEST_TEXT or not 1 <= len(parts) <= 2:
        return None
    if not all(re.fullmatch(r"[0-9]{1,8}", part, re.ASCII) and 1 <= int(part) <= LONGEST_AXIS for part in parts):
        return None
    return tuple(map(int, parts))


def _least(name: str) -> int:
    return 0 if "padding" in name else 1


def _number(said: str, usual: int, low: int, high: int = LARGEST_NUMBER) -> int:
    return max(low, min(int(said), high)) if re.fullmatch(r"[0-9]{1,6}", said, re.ASCII) else usual
