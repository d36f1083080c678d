"""The picture of the unpooling lesson: the input, pooled, its indices, unpooled, and up-sampled if wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pooling_core.explain.nested import nested
from pooling_core.explain.trace import Trace
from pooling_core.explain.unpooling import UnpoolTrace, cell_of
from ui.lesson import Lesson, Moment
from ui.page.compose import picture
from ui.stage import payload, volume
from ui.text import number_text
from ui.words import words

Words = Mapping[str, Any]


def drawn(lesson: Lesson, worked: Moment, back: UnpoolTrace | None, nearest: bool) -> Mapping[str, Any]:
    """Grids of a plane; of a volume sheets, the way there above and the way back below."""
    if worked.plane.ndim < 3:
        options = {} if worked.explained is None else _grids(worked.explained, back, nearest)
        return picture(lesson, worked, **options)
    stage, text = words("stage"), words("unpooling")
    stage = {**stage, "labels": {**stage["labels"], **text["space"]}}
    if worked.explained is None:
        return volume.volume_only(worked.plane, stage)
    return volume.from_volume(worked.explained, stage, **_volumes(worked.explained, back, text))


def counted(index: int, shape: Sequence[int], rank: int) -> str:
    """How an index counts: whole planes, whole rows, then the cells of the last one."""
    said = words("unpooling")["counts" if rank == 2 else f"counts_{rank}d"]
    depth, row, column = (*(0,) * (3 - rank), *cell_of(index, (), shape[-rank:], rank))
    sides = {"columns": shape[-1], "plane": shape[-1] * shape[-2]}
    return str(said.format(index=index, depth=depth, row=row, column=column, **sides))


def _equations(explained: Trace) -> list[str]:
    """The maximum of each window, and below it how its index counts; in reading order."""
    text, rank, shape = words("unpooling"), explained.spec.rank, explained.input.shape
    assert explained.winners is not None
    said = []
    for place in np.ndindex(explained.output.shape):
        line: Any = explained.arithmetic
        for at in place:
            line = line[at]
        cell = explained.winner(place)
        if cell is not None:
            index = int(np.ravel_multi_index(cell[-rank:], shape[-rank:]))
            line = f"{line}\n{text['at'].format(count=counted(index, shape, rank))}"
        said.append(line)
    return said


def ways_back(back: UnpoolTrace, text: Words) -> tuple[Any, ...]:
    """For each unpooled cell, why its number is there."""
    shape = back.unpooled.shape
    here = np.full(shape, text["untouched"], object)
    for place, index in np.ndenumerate(back.indices):
        cell = back.land(place)
        if cell is None:
            continue
        origin = back.origin(place)
        value: Any = back.pooled[place]
        said = text["written" if origin == cell else "written_elsewhere"]
        count = counted(int(index), shape, back.rank)
        here[cell] = said.format(value=number_text.exact(value), count=count, origin=origin)
    return nested(here.ravel().tolist(), shape)


# ---- planes ----


def _grids(explained: Trace, back: UnpoolTrace | None, nearest: bool) -> dict[str, Any]:
    """What the stage draws besides the pooling of a plane."""
    text, rank = words("unpooling"), explained.spec.rank
    shown: dict[str, Any] = {"titles": {"output": text["pooled"]}, "arrow": text["pool"]}
    counts = [numbered("input", explained.input.shape, rank)]
    if back is not None:
        shown["extras"] = _after(back, nearest, text)
        counts.append(numbered("unpooled", back.unpooled.shape, rank))
    said = [list(line) for line in nested(_equations(explained), explained.output.shape)]
    return {**shown, "indices": counts, "equations": said, "tight": True}


def numbered(board: str, shape: tuple[int, ...], rank: int) -> dict[str, Any]:
    """The small number in each cell; in 1-D each row counts on its own."""
    if rank == 2:
        return payload.numbered(board, *shape)
    return {"board": board, "texts": [[str(at) for at in range(shape[1])] for _ in range(shape[0])]}


def _after(back: UnpoolTrace, nearest: bool, text: Words) -> list[dict[str, Any]]:
    """Indices and the unpooled plane after the output, and the up-sampled one if wanted."""
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


# ---- volumes ----


def _volumes(explained: Trace, back: UnpoolTrace | None, text: Words) -> dict[str, Any]:
    """What the stage draws besides the pooling of a volume."""
    shown: dict[str, Any] = {"titles": {"output": text["pooled"]}, "equations": _equations(explained)}
    if back is None:
        return shown
    lands = [back.land(place) for place in np.ndindex(back.pooled.shape)]
    shown["extras"] = [
        volume.extra(text["indices"], back.indices.astype(np.float32), "output", "indices"),
        volume.extra(
            text["unpooled"],
            back.unpooled,
            "cells",
            "unpooled",
            cells=[[cell] if cell else [] for cell in lands],
            tells=ways_back(back, text),
        ),
    ]
    return shown
