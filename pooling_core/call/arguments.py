"""One argument: a value per axis, its bounds, and how it is written. What every function does with its arguments."""

from __future__ import annotations

from typing import Any

import numpy as np

from pooling_core.call.errors import PoolingError

INT_MAX = 2**31 - 1
LONG_MAX = 2**63 - 1


def per_axis(
    rank: int,
    parameter: str,
    given: Any,
    at_least: int,
    at_most: int = INT_MAX,
    none_keeps: bool = False,
    broadcast: bool = True,
) -> tuple[Any, ...]:
    """One value per axis, from an int or a sequence of ``rank`` of them, as torch reads such an argument.

    A sequence of one speaks for every axis too, unless ``broadcast`` is off.

    Raises:
        PoolingError: for other types or lengths, or a value out of bounds.
    """
    listed = isinstance(given, list | tuple)
    values = tuple(given) if listed else (given,)
    if listed and len(values) != rank and not (broadcast and len(values) == 1):
        shorter = {parameter: values[:rank]} if len(values) > rank else {}
        raise PoolingError("ints-per-axis" if rank > 1 else "one-int", parameter, given, shorter, rank=rank)
    for number, value in enumerate(values):
        if value is None and none_keeps:
            continue
        # torch looks for bools in the first place only.
        if not isinstance(value, int | np.integer) or (isinstance(value, bool) and number == 0):
            whole_number = _nearest_int(parameter, value, at_least)
            raise PoolingError(
                "ints-per-axis-only" if rank > 1 else "one-int-only", parameter, given, whole_number, rank=rank
            )
    for value in values:
        if value is not None and not at_least <= value <= at_most:
            fixed = tuple(None if v is None else min(max(int(v), at_least), at_most) for v in values)
            too_low = value < at_least
            bound, clipped = at_least if too_low else at_most, {parameter: plain(fixed)}
            raise PoolingError("at-least" if too_low else "at-most", parameter, given, clipped, bound=bound)
    whole = tuple(None if value is None else int(value) for value in values)
    return whole if len(whole) == rank else whole * rank


def frozen(value: Any) -> Any:
    """A list as a tuple, so that a spec is hashable."""
    return tuple(value) if isinstance(value, list) else value


def nested(values: Any) -> Any:
    """Lists or an array as tuples of numbers, of the dtype that the input will have."""
    listed = values.tolist() if isinstance(values, np.ndarray) else values
    return tuple(map(nested, listed)) if isinstance(listed, list | tuple) else listed


def plain(values: Any) -> Any:
    """One number where all axes agree."""
    return values[0] if len(set(values)) == 1 else tuple(values)


def _nearest_int(parameter: str, value: object, at_least: int) -> dict[str, int]:
    if isinstance(value, float | np.floating) and np.isfinite(value):
        return {parameter: min(max(round(float(value)), at_least), INT_MAX)}
    return {}
