"""The result of each window as p or beta grows: what the stage draws beside its ladder, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pooling_core import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.run import pool
from pooling_core.explain.power_steps import result_curves
from ui.lesson import Moment
from ui.lessons.power_means.fields import EPS
from ui.lessons.power_means.rungs import at, key_of, rungs, value_of
from ui.stage.payload import place_between, value_range
from ui.state.fields import State
from ui.state.parameters import number
from ui.text import number_text
from ui.words import words

# Rungs whose number stands below the curve.
TICKS = {"p": ("1", "2", "4", "8", "16", "50", "200", "inf"), "beta": ("-20", "-5", "-1", "0", "1", "3", "20")}
# The chosen family first; beside LP also GeM, which differs from it by a factor.
LINES = {"gem": ("gem",), "lp": ("lp", "gem"), "soft": ("soft",)}
# What a curve runs between, and where the name stands at its line: where no curve comes.
LEVELS = {
    "gem": {"mean": "end", "maximum": "start"},
    "lp": {"maximum": "under", "sum": "end"},
    "soft": {"minimum": "end", "mean": "end", "maximum": "start"},
}
PARAMETERS = {"gem": "p", "lp": "norm_type", "soft": "beta"}


def curve(moment: Moment, state: State) -> dict[str, Any]:
    """The curves of every window; of none where there is no result.

    Returns:
        ``key``, the field that a touch of the curve turns; ``values``, its rungs from left to right, and ``at``, the
        one chosen; ``ticks``; ``lines`` and ``levels``, the names; and for each output a window: ``y``, for each line a
        height from 0 to 1 at each rung, ``now``, its result at the rung chosen, ``levels``, height and text of each,
        and ``lost``, runs of rungs without a number.
    """
    text, family = words("power_means")["curve"], state["family"]
    key, texts = key_of(state), rungs(state)
    places = {value_of(each): place for place, each in enumerate(texts)}
    return {
        "key": key,
        "values": texts,
        "at": at(state, texts),
        "title": text[key],
        "ticks": [[places[float(value)], label(value)] for value in TICKS[key]],
        "lines": [text["lines"][name] for name in LINES[family]],
        "levels": [{"name": text["levels"][name], "side": side} for name, side in LEVELS[family].items()],
        "lost": text["lost"],
        "windows": _windows(moment, family, texts, at(state, texts)),
    }


def _windows(moment: Moment, family: str, texts: Sequence[str], place: int) -> list[list[dict[str, Any]]]:
    if moment.call is None or moment.explained is None:
        return []
    calls = _calls(moment.call, family)
    results = [_over(calls[name], moment.plane, PARAMETERS[name], texts) for name in LINES[family]]
    levels = _levels(moment.call, moment.plane, family)
    rows, columns = moment.explained.output.shape

    def window(i: int, j: int) -> dict[str, Any]:
        return _window([each[:, i, j] for each in results], [each[i, j] for each in levels], place)

    return [[window(i, j) for j in range(columns)] for i in range(rows)]


def label(value: str) -> str:
    """A rung as it is written for a reader."""
    return value.strip().replace("inf", "∞").replace("-", "−")


def _calls(call: PoolSpec, family: str) -> Mapping[str, PoolSpec]:
    if family != "lp":
        return {family: call}
    windows = {key: call.arguments[key] for key in ("kernel_size", "stride")}
    return {family: call, "gem": PoolSpec.of(f"gem_pool{call.rank}d", p=1.0, eps=EPS, **windows)}


def _over(call: PoolSpec, plane: Array, parameter: str, texts: Sequence[str]) -> Array:
    # torch takes LP's power as a whole number where it is one; the others are of floats.
    values = [number(rung, parameter) for rung in texts]
    values = values if parameter == "norm_type" else [float(value) for value in values]
    return result_curves(call, plane, parameter, values)


def _levels(call: PoolSpec, plane: Array, family: str) -> list[Array]:
    windows = {key: call.arguments[key] for key in ("kernel_size", "stride")}
    wide = plane.astype(np.float64)

    def pooled(name: str, values: Array) -> Array:
        result = pool(PoolSpec.of(f"{name}_pool{call.rank}d", **windows), values if call.rank == 1 else values[None])
        return np.asarray(result.reshape(result.shape[-2:]))

    with np.errstate(all="ignore"):  # inf and -inf have no mean
        mean = pooled("avg", wide)
        known = {
            "mean": mean,
            "sum": mean * np.prod(call.kernel_size),
            "maximum": pooled("max", wide),
            "minimum": -pooled("max", -wide),
        }
    return [known[name] for name in LEVELS[family]]


def _window(results: Sequence[Array], levels: Sequence[Any], place: int) -> dict[str, Any]:
    """One window: every height between the least and the largest number that is to be seen."""
    low, high = value_range(np.concatenate([*results, np.array(levels)]).astype(np.float64))

    def heights(values: Any) -> list[float | None]:
        numbers = np.asarray(values, np.float64)
        placed = place_between(numbers, low, high).round(3).tolist()
        return [height if np.isfinite(value) else None for height, value in zip(placed, numbers, strict=True)]

    return {
        "y": [heights(each) for each in results],
        "now": [number_text.short(each[place]) for each in results],
        "levels": list(zip(heights(levels), map(_level_text, levels), strict=True)),
        "lost": _lost(results[0]),
    }


def _level_text(level: Any) -> str:
    """A level, which is computed in float64: with the digits of float32, as cells have, where it holds the level."""
    with np.errstate(over="ignore"):
        narrow = np.float32(level)
    return number_text.short(narrow if np.isfinite(narrow) else np.float64(level))


def _lost(results: Array) -> list[tuple[int, int]]:
    """First and last rung of each run of rungs at which the chosen family gives no finite number."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], ~np.isfinite(results), [False]]).astype(np.int8)))
    return [(int(start), int(stop) - 1) for start, stop in zip(edges[::2], edges[1::2], strict=True)]
