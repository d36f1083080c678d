"""The picture of the unpooling lesson: the input, pooled, its indices, unpooled, and up-sampled if wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pooling_core.explain.trace import Trace
from pooling_core.explain.unpooling import UnpoolTrace
from ui.stage import payload
from ui.text import number_text
from ui.words import words

Words = Mapping[str, Any]


def counted(index: int, columns: int) -> str:
    """How an index counts: whole rows, then the cells of the last one."""
    row, column = divmod(index, columns)
    said: str = words("unpooling")["counts"]
    return said.format(index=index, row=row, column=column, columns=columns)


def options(explained: Trace, back: UnpoolTrace | None, nearest: bool) -> dict[str, Any]:
    """What the stage draws besides the pooling."""
    text = words("unpooling")
    shown: dict[str, Any] = {"titles": {"output": text["pooled"]}, "arrow": text["pool"]}
    counts = [payload.numbered("input", *explained.input.shape)]
    if back is not None:
        shown["extras"] = grids(back, nearest)
        counts.append(payload.numbered("unpooled", *back.unpooled.shape))
    return {**shown, "indices": counts, "equations": equations(explained), "tight": True}


def equations(explained: Trace) -> list[list[str]]:
    """The maximum of each window, and below it how its index counts."""
    columns, text = explained.input.shape[1], words("unpooling")
    assert explained.winners is not None
    return [
        [
            f"{line}\n{text['at'].format(count=counted(int(r) * columns + int(c), columns))}" if r >= 0 else line
            for line, (r, c) in zip(lines, cells, strict=True)
        ]
        for lines, cells in zip(explained.arithmetic, explained.winners, strict=True)
    ]


def grids(back: UnpoolTrace, nearest: bool) -> list[dict[str, Any]]:
    """Indices and the unpooled plane after the output, and the up-sampled one if wanted."""
    text = words("unpooling")
    shown = [
        payload.extra(text["indices"], back.indices.astype(np.float32), "output", "output", arrow=text["where"]),
        payload.extra(
            text["unpooled"],
            back.unpooled,
            "output",
            "cells",
            arrow=text["back"],
            cells=[[[cell] if cell else [] for cell in row] for row in back.lands],
            id="unpooled",
            tells=ways_back(back, text),
        ),
    ]
    if nearest:
        copied = payload.extra(
            text["upsampled"], back.upsampled, "output", "cells", arrow=text["copy"], cells=back.copies
        )
        shown.append(copied)
    return shown


def ways_back(back: UnpoolTrace, text: Words) -> list[list[str]]:
    """For each unpooled cell, why its number is there."""
    rows, columns = back.unpooled.shape
    here = [[text["untouched"]] * columns for _ in range(rows)]
    for (i, j), index in np.ndenumerate(back.indices):
        cell = back.lands[i][j]
        if cell is None:
            continue
        origin = divmod(int(index), back.source[1])
        said = text["written" if origin == cell else "written_elsewhere"]
        value: Any = back.pooled[i, j]
        here[cell[0]][cell[1]] = said.format(
            value=number_text.exact(value), count=counted(int(index), columns), origin=origin
        )
    return here
