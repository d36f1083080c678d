"""The same call through PyTorch: the largest difference, or PyTorch's own words of refusal.

The only file that names torch, and only inside functions: the core and the app run without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.params import PoolSpec

Array = NDArray[Any]


@dataclass(frozen=True)
class Verdict:
    """What PyTorch says to one call.

    Attributes:
        version: of PyTorch.
        refusal: its error message, or ``None`` where it accepts the call.
        output: its result, or ``None`` where it refuses.
        difference: largest absolute difference to ours; ``nan`` where shapes, nan or infinities differ.
        agrees: whether ours is the same: maxima exactly, sums within rounding.
    """

    version: str
    refusal: str | None = None
    output: Array | None = None
    difference: float = float("nan")
    agrees: bool = False


def available() -> bool:
    """Whether PyTorch is installed; does not import it."""
    return find_spec("torch") is not None


def load() -> str:
    """Import PyTorch (about two seconds) and return its version."""
    import torch

    return str(torch.__version__).split("+")[0]


def ask(spec: PoolSpec, x: Array, ours: Array | None = None) -> Verdict:
    """Run ``spec`` on ``x`` in PyTorch and compare with our result.

    Args:
        x: the input, as the public functions take it.
        ours: our result, or ``None`` where we refuse.
    """
    return ask_call(spec.name, (x,), spec.arguments, ours)


def ask_call(name: str, inputs: Sequence[Array], arguments: Mapping[str, Any], ours: Array | None = None) -> Verdict:
    """Run any function of ``torch.nn.functional`` and compare with our result.

    Args:
        name: of the function.
        inputs: its leading arguments, as arrays.
        arguments: the others, by keyword.
        ours: our result, or ``None`` where we refuse.
    """
    import torch

    if arguments.get("divisor_override") == -1 and inputs[0].dtype.kind == "i":
        return Verdict(load(), refusal="not asked: an integer sum of -2**63 over -1 ends the process")

    def call() -> Any:
        tensors = [torch.from_numpy(np.array(array, order="C")) for array in inputs]
        if name.startswith("gem_pool"):
            return _gem(tensors[0], name, dict(arguments))
        return getattr(torch.nn.functional, name)(*tensors, **arguments)

    return _judged(call, name, inputs, ours)


def _gem(x: Any, name: str, arguments: dict[str, Any]) -> Any:
    """GeM as PyTorch composes it; in float64, so that moderate powers stay in range."""
    import torch

    p, eps = arguments.pop("p"), arguments.pop("eps")
    average = getattr(torch.nn.functional, name.replace("gem", "avg"))
    return average(x.double().clamp(min=eps).pow(p), **arguments).pow(1 / p).to(x.dtype)


def ask_gradient(
    name: str, inputs: Sequence[Array], arguments: Mapping[str, Any], upstream: Array, ours: Array | None = None
) -> Verdict:
    """The gradient of the first input through ``torch.autograd``, compared with ours.

    Args:
        upstream: the gradient that comes down to the output, of its shape.
    """
    import torch

    if name.startswith("max_pool") and np.any(np.asarray(arguments.get("dilation", 1)) != 1):
        return Verdict(load(), refusal="not asked: its backward of a window without data writes outside the tensor")

    def call() -> Any:
        tensors = [torch.from_numpy(np.array(array, order="C")) for array in inputs]
        tensors[0].requires_grad_()
        output = getattr(torch.nn.functional, name)(*tensors, **arguments)
        return torch.autograd.grad(output, tensors[0], torch.from_numpy(np.array(upstream, order="C")))[0]

    # A share of a maximum or a mean is at most 1, whatever the input; the slope of a power is not.
    terms = (*inputs, upstream) if name.startswith("lp") else (upstream,)
    return _judged(call, f"gradient of {name.replace('max', '')}", terms, ours)


def _judged(call: Callable[[], Any], name: str, inputs: Sequence[Array], ours: Array | None) -> Verdict:
    version = load()
    try:
        result = call()
    except Exception as error:  # whatever torch raises is what it says
        return Verdict(version, refusal=(str(error).strip().splitlines() or [type(error).__name__])[0])
    theirs = (result[0] if isinstance(result, tuple) else result).detach().numpy()
    if ours is None or ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        return Verdict(version, output=theirs)
    difference = largest_difference(ours, theirs)
    return Verdict(version, None, theirs, difference, difference <= _tolerance(name, theirs, inputs))


def largest_difference(ours: Array, theirs: Array) -> float:
    """Largest absolute difference; 0 where both are the same infinity or both nan, else ``nan``."""
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    if same.all():
        return 0.0
    with np.errstate(all="ignore"):
        wide = object if ours.dtype.kind in "iu" else np.float64  # int64 does not fit float64
        apart = np.abs(ours[~same].astype(wide) - theirs[~same].astype(wide)).astype(np.float64)
    return float(apart.max()) if np.isfinite(apart).all() else float("nan")


def _tolerance(name: str, theirs: Array, inputs: Sequence[Array]) -> float:
    """Rounding of a sum in another order: one unit in the last place of the largest term, for every term."""
    if "max" in name or name == "interpolate" or theirs.dtype.kind != "f":
        return 0.0
    largest = max(float(np.abs(array[np.isfinite(array)]).max(initial=0.0)) for array in (*inputs, theirs))
    # Of a convolution the terms are products.
    largest = max(largest, largest**2 if len(inputs) > 1 else 0.0)
    return float(np.finfo(theirs.dtype).eps) * max(inputs[0].size, 8) * largest
