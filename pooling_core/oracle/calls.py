"""The same call through PyTorch: the largest difference, or PyTorch's own words of refusal.

The only file that names torch, and only inside functions: the core and the app run without it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from math import isinf, log
from typing import Any

import numpy as np

from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.explain.power_steps import composition
from pooling_core.oracle.rounding import power_sum_bounds


@dataclass(frozen=True)
class Verdict:
    """What PyTorch says to one call.

    Attributes:
        version: of PyTorch.
        refusal: its error message, or ``None`` where it accepts the call.
        error: the type of that error, by name.
        output: its result, or ``None`` where it refuses.
        difference: largest absolute difference to ours; ``nan`` where shapes, nan or infinities differ.
        agrees: whether ours is the same: maxima exactly, sums within rounding.
        undecided: windows that were left out of the comparison, because rounding alone decides their result.
    """

    version: str
    refusal: str | None = None
    output: Array | None = None
    difference: float = float("nan")
    agrees: bool = False
    undecided: int = 0
    error: str = ""


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


def ask_call(
    name: str,
    inputs: Sequence[Array],
    arguments: Mapping[str, Any],
    ours: Array | None = None,
    positional: Sequence[Any] = (),
    part: int = 0,
) -> Verdict:
    """Run any function of ``torch.nn.functional`` and compare with our result.

    Args:
        name: of the function; of a layer with ``nn.`` before it, which is made with the arguments and then called.
        inputs: its leading arguments, as arrays.
        arguments: the others, by keyword; samples as an array, or as numbers of the input's dtype.
        ours: our result, or ``None`` where we refuse.
        positional: further arguments by their place, after the inputs; of a layer the first ones.
        part: which of its results, where it gives several.
    """
    import torch

    if arguments.get("divisor_override") == -1 and inputs[0].dtype.kind == "i":
        return Verdict(load(), refusal="not asked: an integer sum of -2**63 over -1 ends the process")

    def call() -> Any:
        tensors = [torch.from_numpy(np.array(array, order="C")) for array in inputs]
        result = _run(name, tensors, arguments, positional)
        return result[part] if isinstance(result, tuple) else result

    if name.startswith("lp_pool") and ours is not None:
        spec = PoolSpec.of(name, **arguments)
        return _judged(call, name, inputs, ours, None if spec.infinite_power else spec)
    # By area is an average; the other modes copy cells.
    return _judged(call, "area average" if arguments.get("mode") == "area" else name, inputs, ours)


def _run(name: str, tensors: Sequence[Any], arguments: Mapping[str, Any], positional: Sequence[Any] = ()) -> Any:
    """A function of PyTorch, or what it composes in place of one that it has not."""
    import torch

    if name.startswith("gem_pool"):
        return _gem(tensors[0], PoolSpec.of(name, **arguments), *tensors[1:])
    if name.startswith("stochastic_pool"):
        return _stochastic(tensors[0], PoolSpec.of(name, **arguments), *tensors[1:])
    if name.startswith("temperature_avg_pool"):
        return _heated(tensors[0], name, dict(arguments))
    given = _with_samples(arguments, tensors[0].dtype)
    if name.startswith("nn."):
        return getattr(torch.nn, name.removeprefix("nn."))(*positional, **given)(*tensors)
    return getattr(torch.nn.functional, name)(*tensors, *positional, **given)


def _with_samples(arguments: Mapping[str, Any], dtype: Any) -> dict[str, Any]:
    """The arguments with the samples that place windows as a tensor."""
    import torch

    samples = arguments.get("_random_samples")
    if samples is None:
        return dict(arguments)
    given = isinstance(samples, np.ndarray)
    return {**arguments, "_random_samples": torch.tensor(samples, dtype=None if given else dtype)}


def _gem(x: Any, spec: PoolSpec, power: Any = None) -> Any:
    """GeM as PyTorch composes it, in float64; where its powers leave that too, their logarithms are added up."""
    import torch

    if spec.takes_everything:
        spec = PoolSpec.of(spec.name, **{**spec.arguments, "kernel_size": tuple(x.shape[-spec.rank :])})
    arguments = dict(spec.arguments)
    p, eps = float(arguments.pop("p")), arguments.pop("eps")
    power = p if power is None else power  # a tensor, where its gradient is asked for
    wide = x.double().clamp(min=eps)
    powers = getattr(torch.nn.functional, f"avg_pool{spec.rank}d")(wide.pow(power), **arguments)  # or its refusal
    form = composition(p, eps, x.detach().numpy())
    if any(spec.padding) or spec.arguments["ceil_mode"] or form in ("plain", "double"):
        return powers.pow(1 / power).to(x.dtype)
    for kernel_size, stride in zip(spec.kernel_size, spec.stride, strict=True):
        wide = wide.unfold(-spec.rank, kernel_size, stride)
    cells = wide.flatten(-spec.rank)
    if isinf(p):
        return (cells.amax(-1) if p > 0 else cells.amin(-1)).to(x.dtype)
    return (((power * cells.log()).logsumexp(-1) - log(cells.shape[-1])) / power).exp().to(x.dtype)


def _stochastic(x: Any, spec: PoolSpec, drawn: Any = None) -> Any:
    """Stochastic pooling as PyTorch composes it: the cells that were drawn, or the mean weighted by the activations."""
    import torch

    if drawn is not None:
        return x.flatten(-spec.rank).gather(-1, drawn.flatten(-spec.rank)).reshape(drawn.shape)
    windows = {key: spec.arguments[key] for key in ("kernel_size", "stride", "ceil_mode")}
    average = getattr(torch.nn.functional, f"avg_pool{spec.rank}d")
    wide = x.double()
    mean, square = average(wide, **windows), average(wide.square(), **windows)
    # A window of zeros gives 0; dividing by 1 there keeps its gradient from becoming nan.
    return torch.where(mean > 0, square / torch.where(mean > 0, mean, 1), 0).to(x.dtype)


def _heated(x: Any, name: str, arguments: dict[str, Any]) -> Any:
    """A temperature as PyTorch composes it: a factor of the average."""
    import torch

    factor = float(arguments.pop("temperature"))
    return factor * getattr(torch.nn.functional, name.removeprefix("temperature_"))(x, **arguments)


def torch_gradients(
    name: str, inputs: Sequence[Array], arguments: Mapping[str, Any], upstream: Array
) -> tuple[Array, ...]:
    """What ``torch.autograd`` gives for each input of a floating dtype; raises whatever PyTorch raises.

    Args:
        name, inputs, arguments: as of :func:`ask_call`.
        upstream: the gradient that comes down to the output, of its shape.
    """
    import torch

    tensors = [torch.from_numpy(np.array(array, order="C")) for array in inputs]
    wanted = [tensor.requires_grad_() for tensor in tensors if tensor.is_floating_point()]
    output = _run(name, tensors, arguments)
    down = torch.from_numpy(np.array(upstream, order="C")).to(output.dtype)
    # What the output does not depend on (the p of a maximum) has a gradient of 0.
    found = torch.autograd.grad(output, wanted, down, allow_unused=True)
    return tuple((torch.zeros_like(x) if grad is None else grad).numpy() for x, grad in zip(wanted, found, strict=True))


def _judged(
    call: Callable[[], Any], name: str, inputs: Sequence[Array], ours: Array | None, powers: PoolSpec | None = None
) -> Verdict:
    version = load()
    try:
        with quiet():
            result = call()
    except Exception as error:  # whatever torch raises is what it says
        return Verdict(version, refusal=words_of(error), error=type(error).__name__)
    theirs = (result[0] if isinstance(result, tuple) else result).detach().numpy()
    if ours is None or ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        return Verdict(version, output=theirs)
    if powers is not None:
        return _judged_powers(version, powers, inputs[0], ours, theirs)
    difference = largest_difference(ours, theirs)
    return Verdict(version, None, theirs, difference, difference <= _tolerance(name, theirs, inputs))


@contextmanager
def quiet() -> Iterator[None]:
    """A warning is a note, such as that padding="same" costs an even kernel a copy; raised, it would be a refusal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def words_of(error: Exception) -> str:
    """The first line that PyTorch says, or the kind of error where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _judged_powers(version: str, spec: PoolSpec, x: Array, ours: Array, theirs: Array) -> Verdict:
    """LP pooling, window by window, by what each can lose: the root magnifies it."""
    low, high, undecided = power_sum_bounds(spec, x)
    undecided &= (ours != theirs) & ~(np.isnan(ours) & np.isnan(theirs))
    kept = ~undecided
    difference = largest_difference(ours[kept], theirs[kept])
    within = [((low <= side) & (side <= high)) | (ours == theirs) for side in (ours, theirs)]
    agrees = not np.isnan(difference) and bool(np.all((within[0] & within[1]) | np.isnan(theirs) | undecided))
    return Verdict(version, None, theirs, difference, agrees, int(undecided.sum()))


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
    if "max" in name.lower() or name == "interpolate" or theirs.dtype.kind != "f":
        return 0.0
    largest = max(float(np.abs(array[np.isfinite(array)]).max(initial=0.0)) for array in (*inputs, theirs))
    # Of a convolution the terms are products.
    largest = max(largest, largest**2 if len(inputs) > 1 else 0.0)
    return float(np.finfo(theirs.dtype).eps) * max(inputs[0].size, 8) * largest
