"""Random gradients: the core's pullback beside torch's autograd, for every function of the table.

``pullback_<name>`` draws its calls as ``<name>`` does and adds the gradient of the result. Gradients of several
things (a convolution's input, weight and bias) are laid end to end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import pooling_core.functional as core
from pooling_core.backward.pullback import pullback
from pooling_core.call.errors import PoolingError
from pooling_core.oracle.random_calls.arrays import TENSORS, NotAskedError, Rng, between, chance, draw_values, pick
from pooling_core.oracle.random_calls.convolution import torch_convolution
from pooling_core.oracle.textbook import gradients as gradient_oracle

Draw = Callable[[Rng], tuple[dict[str, Any], tuple[int, ...]]]
EXACT = ("max_pool", "adaptive_max_pool", "fractional_max_pool", "max_unpool")
LEARNED = ("weight", "bias")


@dataclass(frozen=True)
class Upstream:
    """The gradient of a result, drawn from its seed once the result's shape is known."""

    seed: int
    fault: str = ""

    def of_result(self, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
        rng = np.random.default_rng(self.seed)
        with np.errstate(all="ignore"):
            grad, _ = draw_values(rng, shape, dtype if dtype.kind == "f" else np.dtype(np.float64))
            if self.fault == "shape":
                others = [grad[np.newaxis], grad[..., np.newaxis], np.concatenate([grad, grad[:1], grad[:1]])]
                return np.asarray(pick(rng, others))
            if self.fault:
                whole = grad if "float" in self.fault else np.nan_to_num(grad).clip(-100, 100)
                return whole.astype(self.fault)
            if dtype.kind == "c":
                grad = np.nan_to_num(grad).clip(-100, 100)
            return np.asarray(grad, dtype)


def public(name: str) -> str:
    """The function's own name: the table tells the ranks of interpolate apart."""
    return "interpolate" if name.startswith("interpolate") else name


def resolved(arguments: dict[str, Any], dtype: np.dtype) -> dict[str, Any]:
    """Arguments that are drawn from a seed as arrays of the input's dtype."""
    return {key: value.array(dtype) if hasattr(value, "array") else value for key, value in arguments.items()}


def ours(name: str, operation: Any) -> Callable[..., Any]:
    """A gradient by the core; the result's shape comes from the core as well."""
    forward = operation.ours or getattr(core, name)

    def call(x: np.ndarray, upstream: Upstream, **arguments: Any) -> np.ndarray:
        arrays = resolved(arguments, x.dtype)
        if kills_torch(name, arguments):
            raise NotAskedError(arguments.get("stride"))
        try:
            result = forward(x, **arguments)
        except NotAskedError:
            raise
        except PoolingError:
            refuse_alike(name, x, arrays)
            raise
        result = result[0] if isinstance(result, tuple) else result
        parts = pullback(public(name), upstream.of_result(result.shape, result.dtype), x, **arrays)
        if name.startswith("gem"):  # p has its own tests
            parts = parts[0]
        together = end_to_end([part for part in parts if part is not None] if isinstance(parts, tuple) else [parts])
        if name.startswith("conv") and together.dtype.kind == "c":  # complex products have no derived rounding here
            import torch

            twin = theirs(name, operation)(torch.from_numpy(x.copy()), upstream, **arguments).numpy()
            known = np.isfinite(twin) & np.isfinite(together)
            assert np.allclose(together[known], twin[known], 1e-4, 1e-4 * np.abs(twin[known]).max(initial=1))
            return np.asarray(twin)
        return np.asarray(together)

    return call


def end_to_end(parts: list[Any]) -> Any:
    if len(parts) == 1:
        return parts[0]
    flat = [part.reshape(-1) for part in parts]
    if isinstance(flat[0], np.ndarray):
        return np.concatenate(flat)
    import torch

    return torch.cat(flat)


def refuse_alike(name: str, x: Any, arguments: dict[str, Any]) -> None:
    """Where the function refuses its gradient does too, for the same sake and not for the gradient it is given."""
    try:
        pullback(public(name), np.zeros(()), x, **arguments)
    except PoolingError as error:
        if error.parameter != "grad_output":
            return
    raise AssertionError(f"{name} refuses, its pullback accepts")


def theirs(name: str, operation: Any) -> Callable[..., Any]:
    """The same by torch's autograd."""
    forward = operation.theirs
    if name.startswith("conv"):
        forward = torch_convolution(name)  # as in the table, but with weights that are leaves
    elif name.startswith("fractional"):
        forward = None

    def call(x: Any, upstream: Upstream, **arguments: Any) -> Any:
        import torch

        if kills_torch(name, arguments):
            raise RuntimeError("neither side is asked")
        if wraps(arguments):
            raise RuntimeError("the window is longer than an int32 can say, and torch would see a short one")
        drawn = resolved(arguments, x.numpy().dtype)
        arguments = {
            k: torch.from_numpy(v) if k in TENSORS and isinstance(v, np.ndarray) else v for k, v in drawn.items()
        }
        leaves = [x.requires_grad_(), *(arguments[key].requires_grad_() for key in LEARNED if key in arguments)]
        result = (forward or getattr(torch.nn.functional, name))(x, **arguments)
        result = result[0] if isinstance(result, tuple) else result
        if name[:-2] == "max_pool":
            result = without_stray_writes(name, x, result, arguments)
        grad = upstream.of_result(tuple(result.shape), result.detach().numpy().dtype)
        return end_to_end(list(torch.autograd.grad(result, leaves, torch.from_numpy(grad))))

    return call


def kills_torch(name: str, arguments: dict[str, Any]) -> bool:
    """A convolution's backward ends the process with a division by zero where a huge stride wraps around."""
    return name.startswith("conv") and (huge(arguments.get("stride")) or huge(arguments.get("dilation")))


def huge(setting: Any) -> bool:
    values = setting if isinstance(setting, list | tuple) else [setting]
    return any(isinstance(value, int | np.integer) and value > 2**20 for value in values)


def wraps(arguments: dict[str, Any]) -> bool:
    return huge(arguments.get("dilation")) and np.max(arguments.get("kernel_size", 1)) > 1


def without_stray_writes(name: str, x: Any, result: Any, arguments: dict[str, Any]) -> Any:
    """A window without data may point beyond its plane; there torch's backward writes into foreign memory."""
    import torch

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


def gradients_of(operations: dict[str, Any]) -> dict[str, Any]:
    """``pullback_<name>`` for every function of the table."""
    entries = {}
    for name, operation in operations.items():
        if name.startswith("soft"):  # tests/core/test_soft.py has them
            continue
        by_ours, by_torch = gradient_oracle.references(name) if name[:-2] not in EXACT else (None, None)
        entries[f"pullback_{name}"] = type(operation)(
            draw_with_upstream(operation.draw),
            by_ours,
            by_torch,
            ours(name, operation),
            theirs(name, operation),
            operation.rank,
        )
    return entries
