"""Random calls of the extensions that are compositions of torch functions: GeM at moderate p, SoftPool, a temperature.

The truth is a loop in long double over the oracle's windows. torch's GeM over- and underflows where ours must
not, so each side has an interval of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pooling_core import extensions
from pooling_core.oracle.random_calls.arrays import Rng, chance, pick
from pooling_core.oracle.textbook import pooling as oracle
from pooling_core.oracle.textbook.rounding import (
    EXACT,
    NAN,
    Interval,
    add,
    power_interval,
    quotient_interval,
    root_interval,
    round_to,
    working_dtype,
)

Arguments = dict[str, Any]
POWERS = [3.0, 1, 2, 3, 6.5, 1.5, 0.5, -1, -2.5, 20, np.float64(4), np.int64(2)]
FLOORS = [1e-6, 1e-6, 1e-3, 0.5, 0]
BETAS = [1.0, 1, 0, 0.3, -2.5, 20, np.float64(3)]
TEMPERATURES = [1.0, 2, 0.1, -3.5, 1e-3, np.float32(0.7)]
GLOBAL_SHARE = 0.2


# --- by torch --------------------------------------------------------------------------------------------------------


def gem_by_torch(rank: int) -> Callable[..., Any]:
    def gem(x: Any, p: Any = 3.0, eps: Any = 1e-6, kernel_size: Any = None, **windows: Any) -> Any:
        import torch

        average = getattr(torch.nn.functional, f"avg_pool{rank}d")
        refuse_whole_numbers(x)
        p = p[0] if isinstance(p, tuple) and len(p) == 1 else p
        if isinstance(p, tuple) and x.shape[:-rank][-1:] != (len(p),):
            raise TypeError("torch would broadcast the exponents")
        if kernel_size is None:
            kernel_size = tuple(x.shape[-rank:])
            if windows.pop("stride", None) not in (None, ()) or windows.pop("padding", 0) != 0:
                raise TypeError("the global window has no stride and no padding")
            if windows.get("ceil_mode", False) is not False:
                raise TypeError("the global window has no ceil_mode")
        exponent = torch.tensor(p, dtype=torch.float64).reshape(-1, *(1,) * rank) if isinstance(p, tuple) else float(p)
        # torch has no float16 average in 3-D; adding 0 makes -0 a 0 for negative powers.
        wide = x.float() if x.dtype == torch.float16 else x
        powers = (x.clamp(min=eps).to(wide.dtype) + 0.0).pow(exponent).to(wide.dtype)
        return average(powers, kernel_size, **windows).pow(1.0 / exponent).to(x.dtype)

    return gem


def temperature_by_torch(rank: int) -> Callable[..., Any]:
    def heated(x: Any, temperature: Any = 1.0, **arguments: Any) -> Any:
        import torch

        average = getattr(torch.nn.functional, f"avg_pool{rank}d")
        refuse_whole_numbers(x)
        return average(x, **arguments) * float(temperature)

    return heated


def soft_by_torch(rank: int) -> Callable[..., Any]:
    def soft(x: Any, kernel_size: Any, *windows: Any, beta: Any = 1.0, **more: Any) -> Any:
        """Unfolded with what torch's maximum reads of a plane of positions, so that no window is placed here."""
        import torch

        maximum = getattr(torch.nn.functional, f"max_pool{rank}d")
        refuse_whole_numbers(x)
        if not np.isfinite(beta):
            raise ValueError("no mean is weighted so")
        wide, logits = x.double(), float(beta) * x.double()
        # Or its refusal: with indices, as without them a 1-D maximum counts further than others.
        steepest, _ = maximum(logits, kernel_size, *windows, return_indices=True, **more)
        return soft_cells(wide, logits, steepest, rank, maximum, (kernel_size, *windows), more).to(x.dtype)

    return soft


def soft_cells(
    wide: Any, logits: Any, like: Any, rank: int, maximum: Any, windows: tuple[Any, ...], more: Arguments
) -> Any:
    """The mean of each window, a cell of the input at a time: whether a window reads it, a maximum of zeros tells."""
    import torch

    spatial = wide.shape[-rank:]
    reads = []
    for at in np.ndindex(*spatial):
        lone = torch.full((1, *spatial), -torch.inf, dtype=torch.float64)
        lone[(0, *at)] = 0
        reads.append(maximum(lone, *windows, **more)[0] == 0)
    read = torch.stack(reads)  # (cells, *outputs)
    cells, weights = (each.flatten(-rank)[(..., *(None,) * rank)] for each in (wide, logits))
    softly = weights.expand(*cells.shape[:-rank], *like.shape[-rank:]).masked_fill(~read, -torch.inf)
    shares = softly.softmax(-rank - 1)
    return torch.where(read, shares * cells, 0).sum(-rank - 1)


def refuse_whole_numbers(x: Any) -> None:
    if not x.is_floating_point():
        raise TypeError("these extensions take floats")


# --- by a loop -------------------------------------------------------------------------------------------------------


def gem_truth(values: list[Any], p: float, divisor: int, dtype: np.dtype) -> Interval:
    """One rounding of the truth: ours works in float64, and the root magnifies what went before by 1/p."""
    truth = np.power(add([np.power(value, EXACT(p)) for value in values]) / divisor, 1 / EXACT(p))
    if np.isnan(truth):
        return NAN
    slack = (len(values) + 10 + 10 / abs(p)) * EXACT(np.finfo(np.float64).eps)
    # By way of float64: NumPy takes a long double to float16 through float32, which would swallow the slack.
    low, high = (round_to(np.float64(truth * side), dtype) for side in (1 - slack, 1 + slack))
    return Interval(low, high, False, float(truth))


def gem_composed(values: list[Any], p: float, divisor: int, dtype: np.dtype) -> Interval:
    """What the composition may give in its own dtype, over- and underflow included."""
    working = working_dtype(dtype)
    tiny = np.finfo(working).smallest_subnormal
    powers = [power_interval(working.type(value), p, working) for value in values]
    lows, highs = [max(low - tiny, working.type(0)) for low, _, _ in powers], [high + tiny for _, _, high in powers]
    root = root_interval(quotient_interval(lows, highs, divisor, working), 1 / p, working)
    return root if root is NAN else root._replace(low=round_to(root.low, dtype), high=round_to(root.high, dtype))


def gem_reference(interval: Callable[..., Interval]) -> Callable[..., oracle.Reference]:
    def reference(name: str, x: np.ndarray, arguments: Arguments) -> oracle.Reference:
        rank, p, eps = int(name[-2]), arguments.get("p", 3.0), EXACT(x.dtype.type(arguments.get("eps", 1e-6)))
        kernel_size = arguments.get("kernel_size")
        windows, padding = oracle.window_axes(
            x, rank, arguments | {"kernel_size": x.shape[-rank:] if kernel_size is None else kernel_size}
        )
        counted = {oracle.REAL, oracle.PADDING} if arguments.get("count_include_pad", True) else {oracle.REAL}

        def reduce_by(power: float) -> Callable[..., tuple[Any, Interval]]:
            def reduce(plane: np.ndarray, taps: list[oracle.Tap]) -> tuple[Any, Interval]:
                cells = [EXACT(plane[tap.position]) for tap in taps if tap.kind == oracle.REAL]
                clamped = [value if np.isnan(value) else max(value, eps) for value in cells]
                found = interval(clamped, power, sum(tap.kind in counted for tap in taps), plane.dtype)
                return found.low if found is not NAN else np.nan, found

            return reduce

        channels = x.shape[-rank - 1]
        powers = p if isinstance(p, tuple) and len(p) > 1 else (p[0] if isinstance(p, tuple) else p,) * channels
        parts = [
            oracle.sums(np.take(x, [channel], -rank - 1), windows, padding, x.dtype, reduce_by(float(power)))
            for channel, power in enumerate(powers)
        ]
        values, intervals = (
            np.concatenate([getattr(part, field) for part in parts], -rank - 1) for field in ("values", "intervals")
        )
        return oracle.Reference(values, None, intervals)

    return reference


def soft_reference(name: str, x: np.ndarray, arguments: Arguments, by_way_of: Any = np.float64) -> oracle.Reference:
    """One rounding of the truth: a weight is as uncertain as its logit is large."""
    rank, beta = int(name[-2]), EXACT(float(arguments.get("beta", 1.0)))
    windows, padding = oracle.window_axes(x, rank, {key: value for key, value in arguments.items() if key != "beta"})

    def reduce(plane: np.ndarray, taps: list[oracle.Tap]) -> tuple[Any, Interval]:
        cells = np.array([EXACT(plane[tap.position]) for tap in taps if tap.kind == oracle.REAL], EXACT)
        logits = beta * cells
        weights = np.exp(logits - logits.max(initial=-np.inf))
        truth = (weights * cells).sum() / weights.sum()
        if np.isnan(truth):
            return np.nan, NAN
        unsure = (len(cells) + 10 + 4 * np.abs(logits).max()) * EXACT(np.finfo(np.float64).eps)
        slack = unsure * (weights * (np.abs(cells) + np.abs(truth))).sum() / weights.sum()
        low, high = (round_to(by_way_of(truth + side * slack), plane.dtype) for side in (-1, 1))
        return float(truth), Interval(low, high, False, float(np.abs(cells).max()))

    return oracle.sums(x, windows, padding, x.dtype, reduce)


def temperature_reference(name: str, x: np.ndarray, arguments: Arguments) -> oracle.Reference:
    settings = dict(arguments)
    working = working_dtype(x.dtype)
    factor = EXACT(working.type(settings.pop("temperature", 1.0)))
    mean = oracle.average_pool(x, int(name[-2]), **settings)
    assert mean.intervals is not None

    def heated(interval: Interval) -> Interval:
        if interval is NAN:
            return NAN
        ends = sorted(round_to(working.type(EXACT(end) * factor), x.dtype) for end in (interval.low, interval.high))
        return Interval(ends[0], ends[1], interval.may_be_nan, interval.scale * abs(float(factor)))

    intervals = np.empty(mean.values.shape, object)
    with np.errstate(all="ignore"):
        for at in np.ndindex(*mean.values.shape):
            intervals[at] = heated(mean.intervals[at])
        values = (mean.values.astype(working) * working.type(factor)).astype(x.dtype)
    return oracle.Reference(values, None, intervals)


# --- the table -------------------------------------------------------------------------------------------------------


def draw_gem(rank: int, draw: Callable[[Rng], Any]) -> Callable[[Rng], Any]:
    def drawn(rng: Rng) -> tuple[Arguments, tuple[int, ...]]:
        windows, shape = draw(rng)
        windows.pop("divisor_override", None)
        arguments = {} if chance(rng, GLOBAL_SHARE) else windows
        if chance(rng, 0.9):
            channels = tuple(float(pick(rng, POWERS)) for _ in range(shape[-rank - 1]))
            arguments["p"] = channels if chance(rng, 0.2) else pick(rng, POWERS)
        if chance(rng, 0.6):
            arguments["eps"] = pick(rng, FLOORS)
        return arguments, shape

    return drawn


def soft_reference_of_torch(name: str, x: np.ndarray, arguments: Arguments) -> oracle.Reference:
    """torch takes a float64 to float16 through float32, and so rounds twice."""
    return soft_reference(name, x, arguments, np.float32 if x.dtype == np.float16 else np.float64)


def draw_soft(draw: Callable[[Rng], Any]) -> Callable[[Rng], Any]:
    def drawn(rng: Rng) -> tuple[Arguments, tuple[int, ...]]:
        arguments, shape = draw(rng)
        arguments = {key: value for key, value in arguments.items() if key not in ("dilation", "return_indices")}
        return arguments | ({"beta": pick(rng, BETAS)} if chance(rng, 0.8) else {}), shape

    return drawn


def draw_temperature(draw: Callable[[Rng], Any]) -> Callable[[Rng], Any]:
    def drawn(rng: Rng) -> tuple[Arguments, tuple[int, ...]]:
        arguments, shape = draw(rng)
        return arguments | ({"temperature": pick(rng, TEMPERATURES)} if chance(rng, 0.9) else {}), shape

    return drawn


def extensions_of(operations: dict[str, Any]) -> dict[str, Any]:
    """The table's entries for the extensions, on the windows that its averages draw."""
    found = {}
    for rank in (1, 2, 3):
        average, maximum = operations[f"avg_pool{rank}d"], operations[f"max_pool{rank}d"]
        gem, heated, soft = (f"{family}_pool{rank}d" for family in ("gem", "temperature_avg", "soft"))
        found[soft] = type(average)(
            draw_soft(maximum.draw), soft_reference, soft_reference_of_torch,
            getattr(extensions, soft), soft_by_torch(rank), rank,
        )  # fmt: skip
        found[gem] = type(average)(
            draw_gem(rank, average.draw), gem_reference(gem_truth), gem_reference(gem_composed),
            getattr(extensions, gem), gem_by_torch(rank), rank,
        )  # fmt: skip
        found[heated] = type(average)(
            draw_temperature(average.draw), temperature_reference, None,
            getattr(extensions, heated), temperature_by_torch(rank), rank,
        )  # fmt: skip
    return found
