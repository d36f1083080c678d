"""Random calls of max unpooling and fractional max pooling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

import pooling_core.functional as core
from pooling_core.oracle.random_calls.arrays import MOST_CELLS, NotAskedError, Rng, between, chance, laid_out, pick

Arguments = dict[str, Any]
Draw = Callable[[Rng], tuple[Arguments, tuple[int, ...]]]


def forms(rng: Rng, values: list[int]) -> Any:
    """The same setting as int, tuple or list, seldom as a NumPy int or as one element for all."""
    if len(set(values)) == 1 and chance(rng, 0.6):
        return pick(rng, [values[0]] * 14 + [np.int64(values[0]), [values[0]]])
    return pick(rng, [tuple, list])(values)


def lead_of(rng: Rng) -> tuple[int, ...]:
    channels = between(rng, 1, 3)
    lead: tuple[int, ...] = pick(
        rng, [(2, channels)] * 6 + [(channels,), (channels,), (1, channels), (0, channels), (0,)]
    )
    return lead


# --- unpooling ------------------------------------------------------------------------------------------------------


def draw_unpooling(rank: int) -> Draw:
    def draw(rng: Rng) -> tuple[Arguments, tuple[int, ...]]:
        same = chance(rng, 0.5)
        axes = []
        for _ in range(rank):
            kernel = between(rng, 1, 4)
            stride = between(rng, 1, 4) if chance(rng, 0.6) else kernel
            padding = between(rng, 0, kernel // 2) if chance(rng, 0.4) else 0
            axes.append((kernel, stride, padding))
        kernels, strides, paddings = map(list, zip(*([axes[0]] * rank if same else axes), strict=True))
        pooled = [between(rng, 1, {1: 9, 2: 5, 3: 3}[rank]) for _ in range(rank)]
        arguments: Arguments = {"kernel_size": forms(rng, kernels)}
        if strides != kernels or chance(rng, 0.3):
            arguments["stride"] = forms(rng, strides) if strides != kernels else None
        if any(paddings):
            arguments["padding"] = forms(rng, paddings)
        sizes = [(n - 1) * s + k - 2 * p for n, k, s, p in zip(pooled, kernels, strides, paddings, strict=True)]
        lead = lead_of(rng)
        if chance(rng, 0.55):
            # one stride away is too far
            sizes = [max(0, z + between(rng, 1 - s, s - 1)) for z, s in zip(sizes, strides, strict=True)]
            if chance(rng, 0.1):
                at = between(rng, 0, rank - 1)
                sizes[at] += pick(rng, [-1, 1]) * strides[at]
            front = [[], [], [2, 3], [7, 9]][between(rng, 0, 3)]
            arguments["output_size"] = pick(rng, [tuple, list])([*front, *sizes])
        shape = (*lead, *pooled)
        return {"indices": draw_indices(rng, shape, prod(max(size, 0) for size in sizes)), **arguments}, shape

    return draw


def draw_indices(rng: Rng, shape: tuple[int, ...], cells: int) -> np.ndarray:
    """Flat positions: many duplicates, few or none; seldom one that is out of range, or another dtype or shape."""
    indices = rng.integers(0, max(min(cells, pick(rng, [3, 10**6])), 1), shape)
    if cells and chance(rng, 0.5):
        indices = np.resize(rng.permutation(cells), shape)
    if indices.size and chance(rng, 0.06):
        indices.flat[between(rng, 0, indices.size - 1)] = pick(rng, [-1, cells, cells + 5, 2**40])
    if chance(rng, 0.04):
        return indices.astype(pick(rng, ["int32", "float64", "uint8", "bool"]))
    if chance(rng, 0.04):
        other: np.ndarray = pick(rng, [indices[np.newaxis], indices[..., :-1], indices.reshape(-1)])
        return other
    return laid_out(rng, indices)[0]


def refused_on_purpose(rank: int, setting: Any) -> bool:
    """Forms that torch takes by accident: it only reckons with them."""
    values = list(setting) if isinstance(setting, list | tuple) else [setting]
    other_length = isinstance(setting, list | tuple) and len(values) != rank
    fractions = any(isinstance(value, float | np.floating) for value in values)
    return other_length or fractions or isinstance(values[0], bool) or is_tensor(setting)


def torch_function(name: str) -> Callable[..., Any]:
    def call(x: Any, **arguments: Any) -> Any:
        import torch

        return getattr(torch.nn.functional, name)(x, **arguments)

    return call


def as_tensor(array: np.ndarray) -> Any:
    import torch

    return torch.from_numpy(array)


def is_tensor(value: Any) -> bool:
    import torch

    return isinstance(value, torch.Tensor)


def too_large(rank: int, shape: tuple[int, ...], arguments: Arguments) -> bool:
    stride = arguments.get("stride")
    return isinstance(stride, int) and any((size - 1) * stride > MOST_CELLS for size in shape[-rank:])


def core_unpooling(name: str) -> Callable[..., Any]:
    def call(x: np.ndarray, **arguments: Any) -> Any:
        if too_large(int(name[-2]), x.shape, arguments):
            raise NotAskedError(arguments["stride"])
        return getattr(core, name)(x, **arguments)

    return call


def torch_unpooling(name: str) -> Callable[..., Any]:
    rank = int(name[-2])

    def call(x: Any, **arguments: Any) -> Any:
        import torch

        settings = [arguments[key] for key in ("kernel_size", "stride", "padding") if arguments.get(key) is not None]
        if any(refused_on_purpose(rank, setting) for setting in settings) or too_large(rank, tuple(x.shape), arguments):
            raise TypeError("a form that is refused on purpose")
        return getattr(torch.nn.functional, name)(x, **arguments)

    return call


# --- fractional max pooling -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Samples:
    """Random samples, drawn from their seed once the input's dtype is known."""

    seed: int
    shape: tuple[int, ...]
    character: str
    dtype: str | None = None

    def array(self, dtype: np.dtype) -> np.ndarray:
        rng = np.random.default_rng(self.seed)
        values = rng.random(self.shape)
        if self.character == "edges":
            values = rng.choice([0, 0.5, 1 / 3, 2 / 3, 1 - 2**-11, 1 - 2**-24, 1 - 2**-53, 1], self.shape)
        elif self.character == "outside":
            values = rng.choice([-0.5, 1.5, -1, 7.25, 0.25], self.shape)
        return values.astype(np.dtype(self.dtype or dtype))


def draw_fractional(rank: int) -> Draw:
    def draw(rng: Rng) -> tuple[Arguments, tuple[int, ...]]:
        # torch has room for output_size + kernel_size of size + 1 cells in 2-D, of size cells in 3-D
        spare = 1 if rank == 2 else 0
        kernels = [between(rng, 1, 4 if rank == 2 else 3) for _ in range(rank)]
        outputs = [between(rng, 0 if chance(rng, 0.04) else 1, 6 if rank == 2 else 3) for _ in range(rank)]
        if chance(rng, 0.4):
            kernels, outputs = kernels[:1] * rank, outputs[:1] * rank
        extra = [between(rng, 0, 8 if rank == 2 else 4) for _ in range(rank)]
        sizes = [max(k + o - spare + e, 1) for k, o, e in zip(kernels, outputs, extra, strict=True)]
        if chance(rng, 0.05):
            at = between(rng, 0, rank - 1)
            sizes[at] = max(kernels[at] + outputs[at] - spare - 1, 1)
        arguments: Arguments = {"kernel_size": forms(rng, kernels)}
        if chance(rng, 0.7):
            arguments["output_size"] = forms(rng, outputs)
        if len(arguments) == 1 or chance(rng, 0.05):
            ratios: list[Any] = [
                (o + rng.random()) / size if chance(rng, 0.8) else pick(rng, [0.5, 0.1, 0.9, 1, np.float32(0.4)])
                for o, size in zip(outputs, sizes, strict=True)
            ]
            odd = [ratios[0], ratios[:-1], [*ratios[1:], -0.3], [*ratios[1:], "a"], [float("nan")] * rank, None]
            arguments["output_ratio"] = pick(rng, odd) if chance(rng, 0.12) else pick(rng, [tuple, list])(ratios)
        if chance(rng, 0.5):
            arguments["return_indices"] = chance(rng, 0.9)
        lead = lead_of(rng)
        shape = (lead[0] if len(lead) == 2 else 1, lead[-1], rank)
        if chance(rng, 0.08):
            shape = pick(rng, [(shape[0] + 1, *shape[1:]), shape[1:], (*shape[:2], 1), (shape[0], shape[1] + 1, rank)])
        character = pick(rng, ["even"] * 6 + ["edges", "edges", "outside"])
        other = "float32" if chance(rng, 0.03) else None
        arguments["_random_samples"] = Samples(between(rng, 0, 2**31), shape, character, other)
        return arguments, (*lead, *sizes)

    return draw


def with_samples(call: Callable[..., Any], make: Callable[[np.ndarray], Any]) -> Callable[..., Any]:
    def drawn(x: Any, _random_samples: Samples, **arguments: Any) -> Any:
        dtype = (x if isinstance(x, np.ndarray) else x.numpy()).dtype
        return call(x, _random_samples=make(_random_samples.array(dtype)), **arguments)

    return drawn


def unpoolings(operation: Callable[..., Any]) -> dict[str, Any]:
    """The table's entries for max unpooling and fractional max pooling."""
    entries = {}
    for rank in (1, 2, 3):
        name = f"max_unpool{rank}d"
        sides = {"ours": core_unpooling(name), "theirs": torch_unpooling(name)}
        entries[name] = operation(draw_unpooling(rank), **sides, rank=rank)
    for rank in (2, 3):
        name = f"fractional_max_pool{rank}d"
        sides = {
            "ours": with_samples(getattr(core, name), np.asarray),
            "theirs": with_samples(torch_function(name), as_tensor),
        }
        entries[name] = operation(draw_fractional(rank), **sides, rank=rank)
    return entries
