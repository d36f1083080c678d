"""What the unpooling lesson says of one round trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pooling_core import PoolSpec
from pooling_core.explain.unpooling import UnpoolTrace
from pooling_core.geometry.unpooling import UnpoolSizes
from ui.page import parts
from ui.text import number_text
from ui.words import words

# So many values that land elsewhere are named.
MOST_MOVED = 4
AXES = {1: ("axis_length",), 2: ("axis_rows", "axis_columns"), 3: ("axis_depth", "axis_rows", "axis_columns")}


def elsewhere(back: UnpoolTrace) -> str:
    """Which values land on another cell than they came from, and why; only the size where none does."""
    text = words("unpooling")
    size, of_size = (" × ".join(map(str, shape[-back.rank :])) for shape in (back.unpooled.shape, back.source))
    if not back.unpooled.size:
        return str(text["nothing_left"].format(size=size, of_size=of_size))
    if not back.moved:
        return str(text["other_size"].format(size=size, of_size=of_size))
    shown = [
        text["moved_one"].format(value=number_text.exact(value), origin=origin, cell=cell)
        for value, origin, cell in back.moved[:MOST_MOVED]
    ]
    more = len(back.moved) - len(shown)
    shown += [text["moved_more"].format(count=more)] if more else []
    listed = text["between"].join(shown)
    columns, of_columns = back.unpooled.shape[-1], back.source[-1]
    if columns == of_columns:  # of a volume the planes are of another size
        return str(text["moved_planes"].format(list=listed, size=size, of_size=of_size))
    return str(text["moved"].format(columns=columns, of_columns=of_columns, list=listed))


def panels(back: UnpoolTrace, call: PoolSpec, strides: Sequence[int]) -> list[parts.Part]:
    """What comes back, what falls together, and which sizes could have been asked for.

    Args:
        call: the pooling.
        strides: of the unpooling.
    """
    text = words("unpooling")
    came = [text["round_trip"].format(kept=len(back.landed), total=back.unpooled.size)]
    if back.repeated:
        said = (text["repeated_one"].format(index=i, count=n) for i, n in back.repeated.items())
        came.append(text["repeated"].format(list=text["between"].join(said)))
    axes = zip(AXES[back.rank], back.pooled.shape[-back.rank :], back.sizes, strides, strict=True)
    sizes = [_axis(*axis, text) for axis in axes]
    lacks = ["dilation"] if set(call.dilation) != {1} else []
    lacks += ["ceil_mode"] if call.arguments["ceil_mode"] else []
    if lacks:
        sizes.append(text["lacks"].format(names=text["and"].join(lacks), rank=back.rank))
    return [
        parts.said("round_trip", "\n".join(came), title=text["round_trip_title"]),
        parts.said("sizes", "\n".join(sizes), title=text["sizes"], letters="oskp"),
    ]


def _axis(name: str, pooled: int, sizes: UnpoolSizes, stride: int, text: Mapping[str, Any]) -> str:
    """What one axis may be unpooled to."""
    return str(
        text["axis"].format(
            axis=text[name],
            pooled=pooled,
            default=sizes.default,
            legal=_interval(sizes.legal, text),
            sources=_interval(sizes.sources, text),
            stride=stride,
        )
    )


def _interval(sizes: range, text: Mapping[str, Any]) -> str:
    """``3 to 5``, ``4 or 5``, one number, or that there is none."""
    if not sizes:
        return str(text["none"])
    key = {1: "one", 2: "two"}.get(len(sizes), "many")
    return str(text[key].format(first=sizes[0], last=sizes[-1]))
