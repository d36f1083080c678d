"""Random gradients: the core's pullback beside torch's autograd, with the rounding that either may show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

import pooling_core.functional as core
from pooling_core.errors import PoolingError
from pooling_core.gradients import POOLS, pullback
from tests import gradient_oracle
from tests.random_arrays import Rng, between, chance, draw_values, pick

Draw = Callable[[Rng], tuple[dict[str, Any], tuple[int, ...]]]
Theirs = Callable[..., Any]
MAXIMA = ("max_pool", "adaptive_max_pool", "fractional_max_pool")


@dataclass(frozen=True)
class Upstream:
    """The gradient of a result, drawn anew from its seed once the result's shape is known."""

    seed: int
    fault: str = ""

    def array(self, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
        rng = np.random.default_rng(self.seed)
        grad, _ = draw_values(rng, shape, dtype if dtype.kind == "f" else np.dtype(np.float64))
        if self.fault == "shape":
            return pick(rng, [grad[np.newaxis], grad[..., np.newaxis], np.concatenate([grad, grad[:1], grad[:1]])])
        with np.errstate(all="ignore"):
            if self.fault:
                whole = np.where(np.isfinite(grad), grad, 0).clip(-100, 100) if self.fault != "float64" else grad
                return whole.astype(self.fault)
            return np.asarray(grad, dtype)


def ours(name: str) -> Theirs:
    """A gradient by the core; the result's shape comes from the core as well."""

    def call(x: np.ndarray, upstream: Upstream, **arguments: Any) -> Any:
        try:
            result = getattr(core, name)(x, **arguments)
        except PoolingError:
            refuse_alike(name, x, arguments)
            raise
        result = result[0] if isinstance(result, tuple) else result
        return pullback(name, upstream.array(result.shape, result.dtype), x, **arguments)

    return call


def refuse_alike(name: str, x: Any, arguments: dict[str, Any]) -> None:
    """Where the function refuses its gradient does too, for the same sake and not for the gradient it is given."""
    try:
        pullback(name, np.zeros(()), x, **arguments)
    except PoolingError as error:
        if error.parameter != "grad_output":
            return
    raise AssertionError(f"{name} refuses, its pullback accepts")


def theirs(name: str) -> Theirs:
    """The same by torch's autograd."""

    def call(x: torch.Tensor, upstream: Upstream, **arguments: Any) -> torch.Tensor:
        x.requires_grad_()
        result = getattr(torch.nn.functional, name)(x, **arguments)
        result = result[0] if isinstance(result, tuple) else result
        if name[:-2] == "max_pool":
            result = without_stray_writes(name, x, result, arguments)
        grad = upstream.array(tuple(result.shape), result.detach().numpy().dtype)
        return torch.autograd.grad(result, x, torch.from_numpy(grad))[0]

    return call


def without_stray_writes(name: str, x: torch.Tensor, result: torch.Tensor, arguments: dict[str, Any]) -> torch.Tensor:
    """A window without data may point beyond its plane; there torch's backward writes into foreign memory."""
    rank = int(name[-2])
    settings = {**arguments, "return_indices": True}
    positions = getattr(torch.nn.functional, name)(x.detach(), **settings)[1].flatten(-rank)
    flat = x.flatten(-rank)
    stray = positions >= flat.shape[-1]
    if not stray.any():
        return result
    read = torch.take_along_dim(flat, positions.masked_fill(stray, 0), -1)
    return torch.where(stray, -torch.inf, read).reshape(result.shape)


def draw_with_upstream(draw: Draw) -> Draw:
    def drawn(rng: Rng) -> tuple[dict[str, Any], tuple[int, ...]]:
        arguments, shape = draw(rng)
        faults = ["shape", "float64", "float32", "float16", "int64", "bool", "uint8", "complex64"]
        fault = pick(rng, faults) if chance(rng, 0.06) else ""
        return {**arguments, "upstream": Upstream(between(rng, 0, 10**6), fault)}, shape

    return drawn


def gradient_of(name: str, operation: Any) -> Any:
    """The table's entry for the gradient of one of its functions."""
    exact = name[:-2] in MAXIMA
    return type(operation)(
        draw_with_upstream(operation.draw),
        reference=None if exact else gradient_oracle.reference,
        torch_reference=None if exact else gradient_oracle.torch_reference,
        ours=ours(name),
        theirs=theirs(name),
        rank=operation.rank,
    )


def gradients_of(operations: dict[str, Any]) -> dict[str, Any]:
    """``pullback_<name>`` for every pooling function of the table."""
    pools = {name: operation for name, operation in operations.items() if name[:-2] in POOLS}
    return {f"pullback_{name}": gradient_of(name, operation) for name, operation in pools.items()}
