"""A ruler of adaptive bins: one axis as a number line, each bin a bar, wrong explanations beneath."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from pooling_core.explain.wrong_rules import WrongBins
from pooling_core.geometry.axis import Axis
from ui.figures.style import BAND, BIN, BIN_EDGE, BIN_INK, FONT, GREY, NOTHING, ORANGE, harmless

Part = dict[str, Any]
Interval = tuple[int, int]
# Pixels.
SIDE, HEADING, NUMBERS, FOOT = 12, 24, 20, 8
BIN_LANES, THINNEST_LANE = 76, 9
EXPLAINED_HEADING, GHOST_LANE, GHOST_LANES = 42, 18, 72
NARROW, CHARACTER = 340, 6.4
TALL_ENOUGH_FOR_TWO_LINES, TALL_ENOUGH = 32, 14


def ruler(
    axis: Axis,
    name: str,
    words: Mapping[str, str],
    *,
    explanations: Sequence[WrongBins] = (),
    ink: str | None = None,
) -> go.Figure:
    """The bins of one adaptive axis over its cells, each with its start and stop worked out on hover.

    Transparent; its height is ``layout.height``, its width that of its place. Show it with ``style.CONFIG``.

    Args:
        axis: of an adaptive layer.
        name: of the axis, for the heading.
        words: every text, ``[ruler]`` of the content file ``adaptive_bins``.
        explanations: explanations to lay beneath, from ``pooling_core.explain.wrong_rules``.
        ink: colour of the text outside the bars; where it is left out the host's theme gives it.
    """
    bins = [(int(start), int(stop)) for start, stop in zip(axis.starts, axis.stops, strict=True)]
    shared = _shared(bins)
    end = max([axis.size, *(stop for explained in explanations for stop in explained.stops)])
    heading = words["heading"].format(name=name, n=axis.size, o=len(bins))
    count = _counted("shared", len(shared) - shared.count(None), words)
    top = HEADING + NUMBERS
    data, height, shapes = _bin_parts(bins, shared, axis.size, end, top, words)
    annotations = [_text(f"<b>{harmless(heading)}</b>  {harmless(count)}", 2)]
    for explained in explanations:
        annotations.append(_text(_verdict(explained, words), height + 8))
        parts, height, outlines = _explained_parts(explained, bins, end, height + EXPLAINED_HEADING, words)
        data += parts
        shapes += outlines
    data.append(_numbers(end, HEADING + NUMBERS / 2 - 2))
    ticks = [_line(cell, top, height) for cell in range(end + 1)]
    return go.Figure({"data": data, "layout": _layout(end, height + FOOT, ink, [*ticks, *shapes], annotations)})


def _bin_parts(
    bins: list[Interval], shared: list[Interval | None], size: int, end: int, top: int, words: Mapping[str, str]
) -> tuple[list[Part], int, list[Part]]:
    # Up to one bin a cell two lanes are enough, and the same two whatever the numbers.
    lanes = [i % 2 for i in range(len(bins))] if len(bins) <= end else _lanes(bins)
    count = max(lanes, default=1) + 1
    lane = max(BIN_LANES / max(count, 2), THINNEST_LANE)
    middles = [top + (place + 0.5) * lane for place in lanes]
    thickness = lane - (6 if lane > 16 else 2)
    plain = _bars(bins, middles, thickness, {"color": BIN, "line": {"color": BIN_EDGE, "width": 1}})
    pattern = {"shape": "/", "size": 7, "solidity": 0.14, "fgcolor": BIN_EDGE, "bgcolor": NOTHING}
    both = [(cell, middle) for i, cell in enumerate(shared) if cell for middle in middles[i : i + 2]]
    hatched = _bars(*_unzipped(both), thickness, _marker(pattern))
    labels = _bars(bins, middles, thickness, _marker({}))
    labels |= {
        "text": _labels(bins, end, thickness, words),
        "textposition": "inside",
        "insidetextanchor": "middle",
        "constraintext": "inside",
        "textangle": 0,
        "textfont": {"color": BIN_INK, "size": 12},
        "hovertext": _hovers(bins, shared, size, words),
        "hoverinfo": "text",
    }
    bottom = round(top + count * lane)
    bands = [_rectangle(cell, top, bottom, {"width": 0}, BAND) for cell in shared if cell]
    return [plain, hatched, labels], bottom, bands


def _shared(bins: list[Interval]) -> list[Interval | None]:
    """What each bin shares with the next."""
    return [(later[0], earlier[1]) if later[0] < earlier[1] else None for earlier, later in pairwise(bins)]


def _explained_parts(
    explained: WrongBins, bins: list[Interval], end: int, top: int, words: Mapping[str, str]
) -> tuple[list[Part], int, list[Part]]:
    """Dashed outlines; hatched what a window has too much, dotted what it leaves out."""
    claims = list(zip(explained.starts, explained.stops, strict=True))
    spans = [(min(claim[0], true[0]), max(claim[1], true[1])) for claim, true in zip(claims, bins, strict=False)]
    lanes = _lanes(spans)
    count = max(lanes, default=-1) + 1
    lane = min(GHOST_LANE, max(GHOST_LANES / max(count, 1), THINNEST_LANE))
    middles = [top + (place + 0.5) * lane for place in lanes]
    thickness = lane - 4
    extra, missing, outlines, labels, hovers = [], [], [], [], []
    for i, (claim, true, middle) in enumerate(zip(claims, bins, middles, strict=False)):
        extra += [(part, middle) for part in _without(claim, true)]
        missing += [(part, middle) for part in _without(true, claim)]
        dashes = {"color": GREY if explained.agrees[i] else ORANGE, "width": 1.5, "dash": "4px,3px"}
        outlines.append(_rectangle(claim, middle - thickness / 2, middle + thickness / 2, dashes, NOTHING))
        label = f"{'✓' if explained.agrees[i] else '✗'} {claim[0]}:{claim[1]}"
        fits = len(label) * CHARACTER < (claim[1] - claim[0]) * (NARROW - 2 * SIDE) / end and lane > TALL_ENOUGH
        labels.append(label if fits else "")
        claimed = words["claim"].format(i=i, start=claim[0], stop=claim[1])
        hovers.append(harmless(f"{claimed}; {words['truth'].format(i=i, start=true[0], stop=true[1])}"))
    look = {"fgcolor": ORANGE, "bgcolor": NOTHING, "size": 5}
    drawn = [
        _bars(*_unzipped(extra), thickness, _marker({**look, "shape": "\\", "solidity": 0.25})),
        _bars(*_unzipped(missing), thickness, _marker({**look, "shape": ".", "solidity": 0.3})),
        _bars(claims, middles, thickness, _marker({})) | {"hovertext": hovers, "hoverinfo": "text"},
        _written([(start + stop) / 2 for start, stop in claims], middles, labels),
    ]
    return drawn, round(top + count * lane), outlines


def _verdict(explained: WrongBins, words: Mapping[str, str]) -> str:
    wrong = explained.agrees.count(False)
    said = _counted("verdict", wrong, words, o=len(explained.agrees))
    if not explained.starts:
        said = words["verdict_none"]
    elif explained.unread:
        first, last = explained.unread[0], explained.unread[-1]
        cells = f"{first}–{last}" if last > first else str(first)
        said += ", " + words["unread"].format(cells=cells)
    rule = words.get(explained.name, explained.name).format(kernel_size=explained.kernel_size, stride=explained.stride)
    return f"{harmless(rule)}<br>{harmless(said)}"


def _hovers(bins: list[Interval], shared: list[Interval | None], size: int, words: Mapping[str, str]) -> list[str]:
    o, texts = len(bins), []
    for i, (start, stop) in enumerate(bins):
        numbers = {"i": i, "j": i + 1, "n": size, "o": o, "start": start, "stop": stop, "width": stop - start}
        lines = [f"{i}: {start}:{stop}", *(words[key].format(**numbers) for key in ("start", "stop", "width"))]
        if i + 1 < o:
            cell = shared[i]
            lines.append(
                words["overlap"].format(cell=cell[0], j=i + 1) if cell else words["no_overlap"].format(j=i + 1)
            )
        texts.append("<br>".join(harmless(line) for line in lines))
    return texts


def _labels(bins: list[Interval], end: int, thickness: float, words: Mapping[str, str]) -> list[str]:
    """As much of ``i: start:stop`` and width as the narrowest bin holds on a narrow screen."""
    if thickness < TALL_ENOUGH:
        return [""] * len(bins)
    room = min((stop - start for start, stop in bins), default=1) * (NARROW - 2 * SIDE) / end
    tall = thickness >= TALL_ENOUGH_FOR_TWO_LINES
    slices = [f"{start}:{stop}" for start, stop in bins]
    if tall:
        widths = [words["width"].format(width=stop - start) for start, stop in bins]
        lines = [(f"{i}: {text}", width) for i, (text, width) in enumerate(zip(slices, widths, strict=True))]
        if CHARACTER * max((len(line) for pair in lines for line in pair), default=0) <= room:
            return ["<br>".join(map(harmless, pair)) for pair in lines]
    return [f"{i}:{'<br>' if tall else ' '}{text}" for i, text in enumerate(slices)]


def _lanes(intervals: Iterable[Interval]) -> list[int]:
    """The first lane in which each interval touches none before it."""
    free: list[int] = []
    lanes = []
    for start, stop in intervals:
        lane = next((place for place, until in enumerate(free) if until <= start), len(free))
        free[lane : lane + 1] = [stop]
        lanes.append(lane)
    return lanes


def _without(whole: Interval, other: Interval) -> list[Interval]:
    parts = [(whole[0], min(whole[1], other[0])), (max(whole[0], other[1]), whole[1])]
    return [(start, stop) for start, stop in parts if start < stop]


def _counted(key: str, count: int, words: Mapping[str, str], **more: int) -> str:
    exact = f"{key}_{count}"
    return words[exact if exact in words else f"{key}_n"].format(count=count, **more)


def _unzipped(pairs: list[tuple[Interval, float]]) -> tuple[list[Interval], list[float]]:
    return [interval for interval, _ in pairs], [middle for _, middle in pairs]


def _bars(intervals: list[Interval], middles: list[float], thickness: float, marker: Part) -> Part:
    return {
        "type": "bar",
        "orientation": "h",
        "base": [start for start, _ in intervals],
        "x": [stop - start for start, stop in intervals],
        "y": middles,
        "width": thickness,
        "marker": marker,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _marker(pattern: Part) -> Part:
    return {"color": NOTHING, "line": {"width": 0}, "pattern": pattern}


def _written(x: list[float], y: list[float], texts: list[str]) -> Part:
    here = {"type": "scatter", "mode": "text", "x": x, "y": y, "text": texts, "textfont": {"size": 11}}
    return {**here, "cliponaxis": False, "hoverinfo": "skip", "showlegend": False}


def _numbers(end: int, y: float) -> Part:
    return _written([float(cell) for cell in range(end + 1)], [y] * (end + 1), [str(cell) for cell in range(end + 1)])


def _rectangle(interval: Interval, top: float, bottom: float, line: Part, fill: str) -> Part:
    here = {"x0": interval[0], "x1": interval[1], "y0": top, "y1": bottom}
    return {"type": "rect", **here, "line": line, "fillcolor": fill, "layer": "above" if fill == NOTHING else "below"}


def _line(cell: int, top: int, bottom: int) -> Part:
    here = {"x0": cell, "x1": cell, "y0": top - 4, "y1": bottom}
    return {"type": "line", **here, "line": {"color": BAND, "width": 1}, "layer": "below"}


def _text(text: str, y: float) -> Part:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "y": y, "yanchor": "top", "align": "left"}
    return {"text": text, **place, "showarrow": False, "borderpad": 0, "font": {"size": 13}}


def _layout(end: int, height: int, ink: str | None, shapes: list[Part], annotations: list[Part]) -> Part:
    bare = {"fixedrange": True, "visible": False}
    return {
        "height": height,
        "margin": {"l": SIDE, "r": SIDE, "t": 0, "b": 0, "autoexpand": False},
        "paper_bgcolor": NOTHING,
        "plot_bgcolor": NOTHING,
        "font": {"family": FONT, **({"color": ink} if ink else {})},
        "barmode": "overlay",
        "uniformtext": {"minsize": 8, "mode": "hide"},
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left"},
        "xaxis": {**bare, "range": [-0.004 * end, 1.004 * end]},
        # A lane's place is its distance from the top in pixels.
        "yaxis": {**bare, "range": [height, 0]},
        "shapes": shapes,
        "annotations": annotations,
    }
