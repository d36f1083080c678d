"""Random calls, written as in torch.nn.functional: mostly sound, about one in five broken in one way.

`random_case(rng)` draws a function, its arguments and an input. Sizes are small; the features a case
carries are named on it, so that a run can say what it has covered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pooling_core.oracle.random_calls.arrays import DTYPES, Rng, between, chance, draw_values, laid_out, pick
from pooling_core.oracle.random_calls.convolution import convolutions
from pooling_core.oracle.random_calls.extensions import extensions_of
from pooling_core.oracle.random_calls.gradients import gradients_of
from pooling_core.oracle.random_calls.unpooling import unpoolings
from pooling_core.oracle.textbook import pooling as oracle

BROKEN_SHARE = 0.2
LARGEST_SIZE = {1: 13, 2: 8, 3: 5}
LARGEST_KERNEL = {1: 5, 2: 4, 3: 3}
WIDE_KERNEL = {1: 16, 2: 9, 3: 5}  # long enough for every doubling step of a stride-1 sweep

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One call: `name(array, **arguments)`."""

    name: str
    arguments: Arguments
    array: np.ndarray
    features: frozenset[str] = field(default=frozenset(), compare=False)

    def call_text(self) -> str:
        """The call as code; x is rebuilt exactly, also when empty."""
        listed = np.array2string(
            self.array.ravel(), separator=", ", threshold=self.array.size + 1, max_line_width=10_000,
            formatter={"float_kind": lambda v: repr(float(v)).replace("nan", "np.nan").replace("inf", "np.inf")},
        )  # fmt: skip
        build = f"x = np.array({listed}, np.{self.array.dtype}).reshape{self.array.shape}"
        given = "".join(f", {key}={as_code(value)}" for key, value in self.arguments.items())
        return f"{build}; F.{self.name}(x{given})"


def as_code(value: Any) -> str:
    return f"np.{value!r}" if isinstance(value, np.ndarray) else repr(value).replace("inf", "np.inf")


@dataclass(frozen=True)
class Operation:
    """How calls of one function are drawn; `reference` gives the intervals of its sums, None if it is exact.

    `torch_reference` is wider where torch itself rounds more than it must. A later function is one more entry:
    `ours` and `theirs` stand in where the call is not F.name(x, **arguments).
    """

    draw: Callable[[Rng], tuple[Arguments, tuple[int, ...]]]
    reference: Callable[[str, np.ndarray, Arguments], oracle.Reference] | None = None
    torch_reference: Callable[[str, np.ndarray, Arguments], oracle.Reference] | None = None
    ours: Callable[..., Any] | None = None
    theirs: Callable[..., Any] | None = None
    rank: int = 2


def written(rng: Rng, values: list[int]) -> Any:
    """The same setting in one of the forms torch takes: int, tuple, list, one-element list, NumPy int."""
    if len(set(values)) == 1 and chance(rng, 0.7):
        return pick(rng, [values[0], values[0], values[0], [values[0]], (values[0],), np.int64(values[0])])
    return tuple(values) if chance(rng, 0.7) else list(values)


def batch_of(rng: Rng) -> tuple[int, ...]:
    channels = between(rng, 1, 3)
    unusual = [(channels,), (1, channels), (2, channels), (0, channels)]
    return pick(rng, unusual) if chance(rng, 0.3) else (2, channels)


def draw_windows(rng: Rng, rank: int, padding: bool = True, dilation: bool = True) -> tuple[Arguments, list[int]]:
    """Kernel, stride, padding, dilation and an input size that leaves room for at least one window."""
    wide, same = chance(rng, 0.12), chance(rng, 0.4)
    largest = (WIDE_KERNEL if wide else LARGEST_KERNEL)[rank]
    axes = []
    for _ in range(rank):
        kernel = between(rng, 1, largest)
        spread = between(rng, 1, 3) if dilation and not wide and chance(rng, 0.35) else 1
        reach = spread * (kernel - 1) + 1
        # now and then at the edge between half the kernel and half its reach, where torch's checks differ
        edge = reach // 2 if chance(rng, 0.25) else kernel // 2
        pad = between(rng, 0, edge) if padding and chance(rng, 0.6) else 0
        smallest = max(1, reach - 2 * pad)
        stride = 1 if wide and chance(rng, 0.7) else between(rng, 1, 4)
        axes.append((kernel, stride, pad, spread, between(rng, smallest, smallest + LARGEST_SIZE[rank] - 2)))
    axes = [axes[0][:4] + axis[4:] for axis in axes] if same else axes
    sizes = [max(size, (k - 1) * d + 1 - 2 * p) for k, _, p, d, size in axes]
    arguments: Arguments = {"kernel_size": written(rng, [axis[0] for axis in axes])}
    if chance(rng, 0.75):
        arguments["stride"] = written(rng, [axis[1] for axis in axes])
    elif chance(rng, 0.5):
        arguments["stride"] = None
    if any(axis[2] for axis in axes):
        arguments["padding"] = written(rng, [axis[2] for axis in axes])
    if any(axis[3] > 1 for axis in axes):
        arguments["dilation"] = written(rng, [axis[3] for axis in axes])
    if chance(rng, 0.5):
        arguments["ceil_mode"] = chance(rng, 0.8)
    return arguments, sizes


def draw_max(rank: int) -> Callable[[Rng], tuple[Arguments, tuple[int, ...]]]:
    def draw(rng: Rng) -> tuple[Arguments, tuple[int, ...]]:
        arguments, sizes = draw_windows(rng, rank)
        if chance(rng, 0.5):
            arguments["return_indices"] = chance(rng, 0.9)
        return arguments, (*batch_of(rng), *sizes)

    return draw


def draw_average(rank: int) -> Callable[[Rng], tuple[Arguments, tuple[int, ...]]]:
    def draw(rng: Rng) -> tuple[Arguments, tuple[int, ...]]:
        arguments, sizes = draw_windows(rng, rank, dilation=False)
        if chance(rng, 0.5):
            arguments["count_include_pad"] = chance(rng, 0.3)
        if rank > 1 and chance(rng, 0.25):
            arguments["divisor_override"] = pick(rng, [None, 1, 3, 7, -2])
        return arguments, (*batch_of(rng), *sizes)

    return draw


def draw_lp(rank: int) -> Callable[[Rng], tuple[Arguments, tuple[int, ...]]]:
    def draw(rng: Rng) -> tuple[Arguments, tuple[int, ...]]:
        arguments, sizes = draw_windows(rng, rank, padding=False, dilation=False)
        if rank == 1 and chance(rng, 0.9):  # most one-element forms are refused in 1-D: the kernel multiplies a tensor
            arguments["kernel_size"] = oracle.per_axis(arguments["kernel_size"], 1)[0]
        powers = [1, 2, 2, 3, 2.0, 1.5, 0.5, -0.5, 6.5, 200, -1, -2.0, float("inf"), -float("inf"), 1.1, 4]
        return {"norm_type": pick(rng, powers), **arguments}, (*batch_of(rng), *sizes)

    return draw


def draw_adaptive(rank: int, indices: bool) -> Callable[[Rng], tuple[Arguments, tuple[int, ...]]]:
    def draw(rng: Rng) -> tuple[Arguments, tuple[int, ...]]:
        sizes = [between(rng, 1, LARGEST_SIZE[rank] + 2) for _ in range(rank)]
        bins: list[Any] = [between(rng, 0 if chance(rng, 0.06) else 1, min(size + 3, 9)) for size in sizes]
        if rank > 1 and chance(rng, 0.25):
            bins[between(rng, 0, rank - 1)] = None
        bare = chance(rng, 0.35) and bins[0] is not None
        output_size = bins[0] if bare else pick(rng, [tuple, list])(bins)
        arguments: Arguments = {"output_size": output_size}
        if indices and chance(rng, 0.5):
            arguments["return_indices"] = chance(rng, 0.9)
        return arguments, (*batch_of(rng), *sizes)

    return draw


OPERATIONS: dict[str, Operation] = {}
for _rank in (1, 2, 3):
    OPERATIONS |= {
        f"max_pool{_rank}d": Operation(draw_max(_rank), rank=_rank),
        f"avg_pool{_rank}d": Operation(draw_average(_rank), oracle.reference, rank=_rank),
        f"lp_pool{_rank}d": Operation(draw_lp(_rank), oracle.reference, rank=_rank),
        f"adaptive_max_pool{_rank}d": Operation(draw_adaptive(_rank, indices=True), rank=_rank),
        f"adaptive_avg_pool{_rank}d": Operation(
            draw_adaptive(_rank, indices=False), oracle.reference, oracle.torch_reference, rank=_rank
        ),
    }
OPERATIONS |= extensions_of(OPERATIONS)
OPERATIONS |= convolutions(Operation)
OPERATIONS |= unpoolings(Operation)
OPERATIONS |= gradients_of(OPERATIONS)  # last: one for every function above


# --- one thing wrong ------------------------------------------------------------------------------------------------


def break_case(rng: Rng, rank: int, arguments: Arguments, x: np.ndarray) -> tuple[Arguments, np.ndarray, str]:
    """Spoil one setting or the input. torch may still accept: then so must the core."""
    spoiled, options = dict(arguments), ["rank up", "rank down", "scalar", "dtype", "no channel", "no cells"]
    names = [name for name in ("kernel_size", "stride", "padding", "dilation", "output_size") if name in arguments]
    options += [f"{fault} {name}" for name in names for fault in ("zero", "negative", "length", "type")]
    flags = [name for name in ("ceil_mode", "count_include_pad", "return_indices") if name in arguments]
    options += [f"flag {name}" for name in flags] + [f"huge {name}" for name in ("stride", "dilation") if name in names]
    options += ["padding beyond"] * 3 * ({"padding", "kernel_size"} <= arguments.keys())
    options += ["too large"] * 3 * ("kernel_size" in arguments)
    options += ["p = 0", "p type"] * 2 * ("norm_type" in arguments)
    options += ["divisor 0", "divisor type"] * 2 * ("divisor_override" in arguments)
    fault = pick(rng, options)
    what, _, name = fault.partition(" ")
    if name in names:
        at = between(rng, 0, rank - 1)
        one_bad = {"zero": 0, "negative": -pick(rng, [1, 1, 2, 5])}.get(what)
        if one_bad is not None:
            values = [1 if i is None else i for i in oracle_form(arguments, name, rank)]
            spoiled[name] = pick(rng, [one_bad, tuple(one_bad if i == at else v for i, v in enumerate(values))])
        elif what == "length":
            spoiled[name] = (2,) * pick(rng, [n for n in (0, 1, 2, 3, 4) if n != rank])
        elif what == "huge":
            spoiled[name] = pick(rng, [2**31 - 1, 2**31, 2**33])
            if (
                rank == 1
            ):  # sums of such numbers come around at 32 bits in torch's 1-D maximum, which reads wrong cells then
                spoiled |= {"kernel_size": 1} if name == "dilation" and "kernel_size" in arguments else {}
                spoiled.pop("ceil_mode", None)
        elif what == "type":
            spoiled[name] = pick(
                rng,
                [
                    2.0,
                    2.5,
                    "2",
                    True,
                    None,
                    (2.0,) * rank,
                    np.float64(2),
                    (None,) * rank,
                    [1] + [True] * (rank - 1),
                    np.array([2] * rank),
                ],
            )
        else:
            reach = max(oracle.per_axis(arguments["kernel_size"], rank)) * max(
                oracle.per_axis(arguments.get("dilation", 1), rank)
            )
            spoiled[name] = reach // 2 + between(rng, 0, 2)
    elif what == "flag":
        spoiled[name] = pick(rng, [0, 1, None, "yes", np.bool_(True)])
    elif fault == "too large":
        spoiled["kernel_size"] = max(x.shape[x.ndim - rank :], default=1) + between(rng, 1, 6)
    elif fault.startswith("p "):
        odd_types = ["2", None, True, float("nan"), np.float32(2)]
        spoiled["norm_type"] = pick(rng, [0, 0.0] if fault == "p = 0" else odd_types)
    elif fault.startswith("divisor"):
        spoiled["divisor_override"] = 0 if fault == "divisor 0" else pick(rng, [2.0, "2", True, (2,)])
    elif fault == "rank up":
        x = x[None] if x.ndim == rank + 2 else x[None, None]
    elif fault == "rank down":
        x = x[0] if len(x) else np.zeros(x.shape[1:], x.dtype)
    elif fault == "scalar":
        x = np.zeros((), x.dtype)
    elif fault == "dtype":
        x = np.nan_to_num(x).astype(pick(rng, ["int64", "int32", "uint8", "bool", "complex64", "int16"]))
        x = x + 1j * x[..., ::-1] if x.dtype.kind == "c" and "norm_type" not in arguments else x
    else:
        axis = x.ndim - rank - 1 if fault == "no channel" else x.ndim - between(rng, 1, rank)
        x = np.zeros([0 if a == axis else size for a, size in enumerate(x.shape)], x.dtype)
    return spoiled, x, f"broken: {fault}"


def oracle_form(arguments: Arguments, name: str, rank: int) -> list[Any]:
    value = arguments[name]
    if value is None:
        return [1] * rank
    items = list(value) if isinstance(value, list | tuple) else [value]
    return items * rank if len(items) == 1 else items


def random_case(rng: Rng, name: str | None = None) -> Case:
    """One call of `name`, or of any function in the table."""
    name = name or pick(rng, list(OPERATIONS))
    operation = OPERATIONS[name]
    arguments, shape = operation.draw(rng)
    dtype = np.dtype(pick(rng, DTYPES))
    with np.errstate(all="ignore"):
        x, character = draw_values(rng, shape, dtype)
    broken = "sound"
    if chance(rng, BROKEN_SHARE):
        with np.errstate(all="ignore"):
            arguments, x, broken = break_case(rng, operation.rank, arguments, x)
    x, layout = laid_out(rng, x) if x.ndim else (x, "layout: contiguous")
    features = {character, layout, broken, f"dtype: {x.dtype}", f"dimensions: {x.ndim - operation.rank}"}
    features |= {f"{key}: {form_of(value)}" for key, value in arguments.items()}
    features |= {"no batch"} if x.ndim and x.shape[0] == 0 else set()
    return Case(name, arguments, x, frozenset(features))


def form_of(value: Any) -> str:
    """A short name for how a setting was written."""
    if isinstance(value, list | tuple):
        return f"{type(value).__name__} of {len(value)}" + (" with None" if None in value else "")
    return repr(value) if isinstance(value, bool | float | str) or value is None else type(value).__name__
