"""What the unpooling lesson says of one round trip."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pooling_core.explain.unpooling import UnpoolTrace
from pooling_core.geometry.unpooling import UnpoolSizes
from ui.page import parts
from ui.text import number_text
from ui.words import words

# So many values that land elsewhere are named.
MOST_MOVED = 4


def elsewhere(back: UnpoolTrace) -> str:
    """Which values land on another cell than they came from, and why; only the size where none does."""
    text = words("unpooling")
    (rows, columns), (of_rows, of_columns) = back.unpooled.shape, back.source
    sizes = {"rows": rows, "columns": columns, "of_rows": of_rows, "of_columns": of_columns}
    if not back.moved:
        return str(text["other_size"].format(**sizes))
    shown = [
        text["moved_one"].format(value=number_text.exact(value), origin=origin, cell=cell)
        for value, origin, cell in back.moved[:MOST_MOVED]
    ]
    more = len(back.moved) - len(shown)
    shown += [text["moved_more"].format(count=more)] if more else []
    return str(text["moved"].format(**sizes, list=text["between"].join(shown)))


def panels(back: UnpoolTrace, stride: tuple[int, ...]) -> list[parts.Part]:
    """What comes back, what falls together, and which sizes could have been asked for."""
    text = words("unpooling")
    kept = len({*sum(back.lands, ())} - {None})
    came = [text["round_trip"].format(kept=kept, total=back.unpooled.size)]
    if back.repeated:
        said = (text["repeated_one"].format(index=i, count=n) for i, n in back.repeated.items())
        came.append(text["repeated"].format(list=text["between"].join(said)))
    axes = zip(("axis_rows", "axis_columns"), back.pooled.shape, back.sizes, stride, strict=True)
    return [
        parts.said("round_trip", "\n".join(came), title=text["round_trip_title"]),
        parts.said("sizes", "\n".join(_axis(*axis, text) for axis in axes), title=text["sizes"], letters="oskp"),
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
    """``3 to 5``, ``4 or 5``, or one number."""
    key = {1: "one", 2: "two"}.get(len(sizes), "many")
    return str(text[key].format(first=sizes[0], last=sizes[-1]))
