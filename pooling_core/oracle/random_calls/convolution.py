"""Random convolutions and resamplings: how their calls are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import pooling_core.functional as core
from pooling_core.oracle.random_calls.arrays import Rng, between, chance, draw_values, pick
from pooling_core.oracle.textbook import pooling as oracle
from pooling_core.oracle.textbook.convolution import convolution, convolution_by_torch

Arguments = dict[str, Any]
Draw = Callable[[Rng], tuple[Arguments, tuple[int, ...]]]
LARGEST = {1: 12, 2: 7, 3: 4}


@dataclass(frozen=True)
class Numbers:
    """A weight or bias, drawn from its seed once the input's dtype is known."""

    seed: int
    shape: tuple[int, ...]
    dtype: str | None = None

    def array(self, dtype: np.dtype) -> np.ndarray:
        wanted = np.dtype(self.dtype or dtype)
        drawn = np.dtype(np.float64) if wanted.kind in "cf" else wanted
        with np.errstate(all="ignore"):
            values, _ = draw_values(np.random.default_rng(self.seed), self.shape, drawn)
            if wanted.kind == "c":  # what infinities do to complex products is no one's rule
                values = np.nan_to_num(values).clip(-100, 100)
            return values.astype(wanted)


def with_arrays(call: Callable[..., Any], make: Callable[[np.ndarray], Any]) -> Callable[..., Any]:
    """The call with its Numbers drawn in the dtype of the input."""

    def drawn(x: Any, **arguments: Any) -> Any:
        dtype = (x if isinstance(x, np.ndarray) else x.numpy()).dtype
        found = {k: make(v.array(dtype)) if isinstance(v, Numbers) else v for k, v in arguments.items()}
        return call(x, **found)

    return drawn


def torch_convolution(name: str) -> Callable[..., Any]:
    def run(x: Any, **arguments: Any) -> Any:
        import torch

        others = [value for value in arguments.values() if isinstance(value, torch.Tensor) and value.ndim > 1]
        if 0 in x.shape and (any(other.dtype != x.dtype for other in others) or is_zero(arguments.get("dilation", 1))):
            raise RuntimeError("refused here: torch lets it pass only where nothing is computed")
        return getattr(torch.nn.functional, name)(x, **arguments)

    return run


def core_convolution(name: str) -> Callable[..., Any]:
    call = getattr(core, name)

    def run(x: np.ndarray, **arguments: Any) -> Any:
        result = call(x, **arguments)
        if x.dtype.kind == "c" and x.size:  # torch builds complex products from three real ones: see test_convolution
            import torch

            twin = getattr(torch.nn.functional, name)
            return twin(torch.from_numpy(x.copy()), **{k: as_tensor(v) for k, v in arguments.items()}).numpy()
        return result

    return run


def torch_interpolation(x: Any, **arguments: Any) -> Any:
    import torch

    return torch.nn.functional.interpolate(x, **arguments)


def as_tensor(value: Any) -> Any:
    import torch

    return torch.from_numpy(value) if isinstance(value, np.ndarray) else value


def is_zero(setting: Any) -> bool:
    return any(value == 0 for value in (setting if isinstance(setting, list | tuple) else [setting]))


def forms(rng: Rng, values: list[int]) -> Any:
    if len(set(values)) == 1 and chance(rng, 0.6):
        return pick(rng, [values[0], [values[0]], (values[0],), np.int64(values[0])])
    return pick(rng, [tuple, list])(values)


def draw_convolution(rank: int) -> Draw:
    def draw(rng: Rng) -> tuple[Arguments, tuple[int, ...]]:
        groups = pick(rng, [1, 1, 1, 2, 3])
        channels, made = groups * between(rng, 1, 3), groups * between(rng, 1, 3)
        kernel = [between(rng, 1, {1: 6, 2: 4, 3: 3}[rank]) for _ in range(rank)]
        dilation = [between(rng, 1, 3) if chance(rng, 0.4) else 1 for _ in range(rank)]
        padding = [between(rng, 0, 4) if chance(rng, 0.5) else 0 for _ in range(rank)]
        stride = [between(rng, 1, 4) for _ in range(rank)]
        named = pick(rng, ["same", "valid"]) if chance(rng, 0.25) else None
        spans = [d * (k - 1) + 1 - (0 if named else 2 * p) for k, d, p in zip(kernel, dilation, padding, strict=True)]
        spans = [1] * rank if named == "same" else spans
        sizes = [between(rng, max(1, span), max(1, span) + LARGEST[rank]) for span in spans]
        if chance(rng, 0.06):  # one cell too few
            at = between(rng, 0, rank - 1)
            sizes[at] = max(1, spans[at] - 1)
        weight = (made, channels // groups, *kernel)
        if chance(rng, 0.08):
            at = between(rng, 0, rank + 1)
            weight = pick(
                rng, [(*weight[:at], pick(rng, [0, weight[at] + 1]), *weight[at + 1 :]), weight[:-1], (*weight, 1)]
            )
        other = pick(rng, ["float64", "int64"]) if chance(rng, 0.03) else None
        arguments: Arguments = {"weight": Numbers(between(rng, 0, 2**31), weight, other)}
        if chance(rng, 0.5):
            length = made + pick(rng, [0] * 9 + [1])
            arguments["bias"] = Numbers(between(rng, 0, 2**31), (length,))
        if named:
            arguments["padding"] = named if chance(rng, 0.95) else named.upper()
        elif any(padding):
            arguments["padding"] = forms(rng, padding)
        if any(d > 1 for d in dilation):
            arguments["dilation"] = forms(rng, dilation)
        if chance(rng, 0.6 if named != "same" else 0.03):
            arguments["stride"] = forms(rng, stride)
        if groups > 1 or chance(rng, 0.05):
            arguments["groups"] = pick(rng, [groups] * 36 + [np.int64(groups), 0, groups + 1, True, float(groups)])
        batch = pick(rng, [(channels,), (1, channels), (2, channels), (2, channels), (0, channels)])
        return arguments, (*batch, *sizes)

    return draw


def draw_resampling(rank: int) -> Draw:
    def draw(rng: Rng) -> tuple[Arguments, tuple[int, ...]]:
        long = rank < 3 and chance(rng, 0.15)
        sizes = [between(rng, 1, 90 if long else {1: 14, 2: 8, 3: 5}[rank]) for _ in range(rank)]
        arguments: Arguments = {"mode": pick(rng, ["nearest", "nearest", "nearest-exact", "area"])}
        if chance(rng, 0.5):
            wanted = [between(rng, 1, 2 * size + 3) for size in sizes]
            same = chance(rng, 0.3)
            arguments["size"] = (
                pick(rng, [wanted[0], np.int64(wanted[0])]) if same else pick(rng, [tuple, list])(wanted)
            )
        else:
            usual = [2, 2.0, 0.5, 3, 1.5, 1 / 3, 0.1, 0.7, 1.1, 2.5, 2.001, 1.0001, np.float32(1.7), np.int64(2), True]
            factors = [pick(rng, usual) if chance(rng, 0.6) else float(rng.random() * 2.5 + 0.2) for _ in sizes]
            arguments["scale_factor"] = factors[0] if chance(rng, 0.5) else pick(rng, [tuple, list])(factors)
            if chance(rng, 0.4):
                arguments["recompute_scale_factor"] = pick(rng, [True, True, False, None, 1])
        if chance(rng, 0.12):
            arguments |= pick(rng, list(BROKEN_RESAMPLINGS))
        if chance(rng, 0.08):
            sizes[between(rng, 0, rank - 1)] = 0
        return arguments, (pick(rng, [1, 2, 2, 0]), pick(rng, [1, 2, 3] * 5 + [0]), *sizes)

    return draw


BROKEN_RESAMPLINGS: tuple[Arguments, ...] = (
    {"size": 0}, {"size": -1}, {"size": 2.0}, {"size": (2,) * 4}, {"size": True}, {"size": (3,)}, {"size": [3, True]},
    {"size": None, "scale_factor": None}, {"size": 3, "scale_factor": 2.0}, {"size": None, "scale_factor": 0.01},
    {"size": None, "scale_factor": float("nan")}, {"size": None, "scale_factor": float("inf")},
    {"size": None, "scale_factor": -1}, {"size": None, "scale_factor": 1j}, {"size": None, "scale_factor": (2.0,) * 4},
    {"align_corners": False}, {"antialias": True}, {"mode": "nearest_exact"}, {"recompute_scale_factor": True},
)  # fmt: skip


def area_reference(name: str, x: np.ndarray, arguments: Arguments, by_torch: bool = False) -> oracle.Reference:
    """Only the area mode rounds; it is adaptive average pooling."""
    if arguments["mode"] != "area":
        return oracle.Reference(np.empty(0), None, None)
    rank = x.ndim - 2
    sizes = core.interpolate(np.empty((0, 1, *x.shape[2:]), np.float32), **arguments).shape[2:]
    reference = oracle.torch_reference if by_torch else oracle.reference
    return reference(f"adaptive_avg_pool{rank}d", x, {"output_size": sizes})


def area_by_torch(name: str, x: np.ndarray, arguments: Arguments) -> oracle.Reference:
    return area_reference(name, x, arguments, by_torch=True)


def convolutions(operation: Callable[..., Any]) -> dict[str, Any]:
    """Entries for the table of random calls; ``operation`` builds one."""
    entries = {}
    for rank in (1, 2, 3):
        name = f"conv{rank}d"
        entries[name] = operation(
            draw_convolution(rank),
            convolution,
            convolution_by_torch,
            ours=with_arrays(core_convolution(name), np.asarray),
            theirs=with_arrays(torch_convolution(name), as_tensor),
            rank=rank,
        )
        entries[f"interpolate{rank}d"] = operation(
            draw_resampling(rank),
            area_reference,
            area_by_torch,
            ours=core.interpolate,
            theirs=torch_interpolation,
            rank=rank,
        )
    return entries
