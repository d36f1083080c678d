"""What ONNX's MaxUnpool does with the same indices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pooling_core.compute.unpooling_onnx import Reading, flat_indices, onnx_max_unpool
from pooling_core.explain.unpooling import WINDOWS, UnpoolTrace
from pooling_core.geometry.unpooling import unpool_windows
from ui.page import parts
from ui.text import number_text
from ui.words import words

# So many indices of a plane, and so many values, are named.
MOST = 6
# Where a plane is alone: as if it stood in each of these.
SAMPLES, CHANNELS = 2, 2


def onnx(back: UnpoolTrace, windows: Mapping[str, Any], asked: bool) -> list[parts.Part]:
    """Two tables: how the indices count, and where each value lands on the size that is shown.

    Args:
        windows: of the unpooling.
        asked: whether an output_size was asked for, which ONNX takes as output_shape.
    """
    text = words("unpooling")["onnx"]
    counts = _counting(back, text)
    if not back.unpooled.size:
        return [counts]
    rank, pooled = back.rank, back.pooled.shape
    kernel, strides, padding = unpool_windows(rank, *(windows[name] for name in WINDOWS))
    lead = pooled[:-rank] or (1,)
    whole = (1, *lead, *pooled[-rank:])
    # A number for each value, by which it is found again.
    numbers = np.arange(1.0, back.pooled.size + 1).reshape(whole)
    readings: tuple[Reading, ...] = ("runtime", "standard")
    results = [
        onnx_max_unpool(
            numbers,
            flat_indices(back.indices.reshape(whole), back.source[-rank:]),
            kernel_shape=kernel,
            strides=strides,
            pads=[2 * pad for pad in padding],
            output_shape=(1, *lead, *back.unpooled.shape[-rank:]) if asked else None,
            reading=each,
        )
        for each in readings
    ]
    if all(each is None for each in results):
        return [counts, parts.said("onnx_lands", text["refuses"], title="")]
    # Of several outputs with one index the last stays.
    last = {(*place[:-rank], index): place for place, index in np.ndenumerate(back.indices)}
    lines = [[back.land(place), *(_cell(place, each, back) for each in results)] for place in last.values()]
    if all(len(set(line)) == 1 for line in lines):
        return [counts, parts.said("onnx_lands", text["same"], title="")]
    columns = [parts.column(name) for name in (text["value"], *text["who"])]
    told = zip(last.values(), lines, strict=True)
    values: dict[tuple[int, ...], Any] = {place: back.pooled[place] for place in last.values()}
    rows = [parts.row([number_text.exact(values[place]), *_said(line, results, text)]) for place, line in told]
    lands = parts.table("onnx_lands", columns, rows[:MOST], title=text["lands"])
    return [counts, lands, parts.said("onnx_why", text["differ"], title="")]


def _cell(place: tuple[int, ...], made: Any, back: UnpoolTrace) -> tuple[int, ...] | None:
    """Where the value of an output lands."""
    if made is None:
        return None
    number = int(np.ravel_multi_index(place, back.pooled.shape)) + 1
    cells = np.argwhere(made.reshape(back.unpooled.shape) == number).tolist()
    return tuple(cells[0]) if cells else None


def _said(line: Any, results: Any, text: Mapping[str, Any]) -> list[str]:
    refused = [False, *(made is None for made in results)]
    return [
        text["refused"] if gone else str(cell) if cell else text["nowhere"]
        for cell, gone in zip(line, refused, strict=True)
    ]


def _counting(back: UnpoolTrace, text: Mapping[str, Any]) -> parts.Part:
    """The same indices in each plane of a batch, as torch counts and as ONNX does."""
    rank, sizes = back.rank, back.source[-back.rank :]
    own = back.pooled.shape[: back.pooled.ndim - rank]
    channels = own[0] if own else CHANNELS
    one = back.indices if own else np.broadcast_to(back.indices, (channels, *back.indices.shape))
    batch = np.broadcast_to(one, (SAMPLES, *one.shape))
    flat = flat_indices(batch, sizes)
    columns = [parts.column(text["plane"]), *(parts.column(name, code=True) for name in text["counted_by"])]
    places = [(0, 0), (0, 1), (1, 0)] if channels > 1 else [(0, 0), (1, 0)]
    rows = [
        parts.row([text["at"].format(sample=n, channel=c), _listed(batch[n, c], text), _listed(flat[n, c], text)])
        for n, c in places
    ]
    return parts.table("onnx", columns, rows, title=text["title"])


def _listed(indices: Any, text: Mapping[str, Any]) -> str:
    numbers = [str(index) for index in indices.ravel().tolist()]
    return " ".join([*numbers[:MOST], *([text["rest"]] if len(numbers) > MOST else [])])
