"""The same call through PyTorch: the largest difference, or PyTorch's own words of refusal.

The only file that names torch, and only inside functions: the core and the app run without it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from math import isinf
from typing import Any

import numpy as np

from pooling_core.call.catalogue import OPERATIONS, Rounding, find
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.explain.composition import composition
from pooling_core.oracle.rounding import power_sum_bounds

# Roundings that leave a result the same one.
NEAR = 2.0**12


@dataclass(frozen=True)
class Verdict:
    """What PyTorch says to one call.

    Attributes:
        version: of PyTorch.
        refusal: its error message, or ``None`` where it accepts the call.
        output: its result, or ``None`` where it refuses.
        difference: largest absolute difference to ours; ``nan`` where shapes, nan or infinities differ.
        agrees: whether ours is the same: maxima exactly, sums within rounding.
        undecided: windows that were left out of the comparison, because rounding alone decides their result.
        error: the type of a refusal, by name.
        unasked: why it was not asked at all, as a key: ``integer-overflow`` (an integer sum of -2**63 over -1 ends the
            process), ``dilated-maximum`` (its backward of a window without data writes outside the tensor),
            ``no-composition`` (no functions of torch hold the numbers); else empty.
        dtype: the dtype it speaks of, where PyTorch itself gives something else in float64; else empty.
    """

    version: str
    refusal: str | None = None
    output: Array | None = None
    difference: float = float("nan")
    agrees: bool = False
    undecided: int = 0
    error: str = ""
    dtype: str = ""
    unasked: str = ""


class UnaskedError(Exception):
    """PyTorch has nothing that could be asked; says why by the key of :class:`Verdict`."""


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
        return Verdict(load(), unasked="integer-overflow")

    def call() -> Any:
        tensors = [torch.from_numpy(np.array(array, order="C")) for array in inputs]
        result = _run(name, tensors, arguments, positional)
        return result[part] if isinstance(result, tuple) else result

    verdict = judged(call, name, inputs, arguments, ours)
    if verdict.output is None or ours is None:
        return verdict

    def again(wide: Sequence[Array], given: Mapping[str, Any]) -> Any:
        result = _run(name, [torch.from_numpy(array) for array in wide], given, positional)
        return (result[part] if isinstance(result, tuple) else result).numpy()

    return replace(verdict, dtype=narrow_dtype(again, inputs, arguments, verdict.output))


def narrow_dtype(
    again: Callable[[Sequence[Array], Mapping[str, Any]], Array],
    inputs: Sequence[Array],
    arguments: Mapping[str, Any],
    output: Array,
) -> str:
    """The dtype of a call whose result is another in float64, by more than rounding; else nothing.

    Args:
        again: asks PyTorch anew.
        output: what it said to these inputs.
    """
    dtype = inputs[0].dtype
    if dtype.kind != "f" or dtype == np.float64:
        return ""
    wide = [array.astype(np.float64) if array.dtype == dtype else array for array in inputs]
    given = {
        key: value.astype(np.float64) if isinstance(value, np.ndarray) and value.dtype == dtype else value
        for key, value in arguments.items()
    }
    try:
        with quiet():
            other = again(wide, given)
    except Exception:  # what float64 has no kernel for is no other answer
        return ""
    near = NEAR * float(np.finfo(dtype).eps)
    with np.errstate(all="ignore"):
        narrowed = other.astype(dtype)
        size = float(np.abs(output[np.isfinite(output)]).max(initial=0))
        same = output.shape == other.shape and np.allclose(output, narrowed, near, near * size, equal_nan=True)
    return "" if same else dtype.name


def _run(name: str, tensors: Sequence[Any], arguments: Mapping[str, Any], positional: Sequence[Any] = ()) -> Any:
    """A function of PyTorch, or what it composes in place of one that it has not."""
    import torch

    found = find(name)
    if found and found[0].composition:
        return _composed(PoolSpec.of(name, **arguments), *tensors)
    given = _with_samples(arguments, tensors[0].dtype)
    if name.startswith("nn."):
        return getattr(torch.nn, name.removeprefix("nn."))(*positional, **given)(*tensors)
    return getattr(torch.nn.functional, name)(*tensors, *positional, **given)


def _composed(spec: PoolSpec, x: Any, *beside: Any) -> Any:
    """The record's own program, run with tensors in place of what has a gradient."""
    import torch

    program = composition(spec, x.detach().numpy())
    if program is None:
        raise UnaskedError("no-composition")
    named = zip((*spec.operation.learned, *spec.operation.extra), beside, strict=False)
    names = {"torch": torch, "F": torch.nn.functional, "x": x, **program.names, **dict(named)}
    exec(program.run, names)
    return names["y"]


def _with_samples(arguments: Mapping[str, Any], dtype: Any) -> dict[str, Any]:
    """The arguments with the samples that place windows as a tensor."""
    import torch

    samples = arguments.get("_random_samples")
    if samples is None:
        return dict(arguments)
    given = isinstance(samples, np.ndarray)
    return {**arguments, "_random_samples": torch.tensor(samples, dtype=None if given else dtype)}


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


def judged(
    call: Callable[[], Any], name: str, inputs: Sequence[Array], arguments: Mapping[str, Any], ours: Array | None
) -> Verdict:
    """What came of a call of PyTorch, beside our result."""
    version = load()
    try:
        with quiet():
            result = call()
    except UnaskedError as error:
        return Verdict(version, unasked=str(error))
    except Exception as error:  # whatever torch raises is what it says
        return Verdict(version, refusal=words_of(error), error=type(error).__name__)
    theirs = (result[0] if isinstance(result, tuple) else result).detach().numpy()
    if ours is None or ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        return Verdict(version, output=theirs)
    rounding = rounding_of(name, arguments)
    if rounding == "powers":
        return _judged_powers(version, PoolSpec.of(name, **arguments), inputs[0], ours, theirs)
    difference = largest_difference(ours, theirs)
    return Verdict(version, None, theirs, difference, difference <= _tolerance(rounding, theirs, inputs))


def rounding_of(name: str, arguments: Mapping[str, Any]) -> Rounding:
    """What two correct results of a call may differ by; a layer of ``torch.nn`` is as its function."""
    if arguments.get("mode") == "area":
        return "sums"
    infinite = arguments.get("norm_type")
    if isinstance(infinite, int | float) and isinf(infinite):
        return "exact"
    module = name.removeprefix("nn.")[:-2]
    found = find(name)
    operation = found[0] if found else next((each for each in OPERATIONS.values() if each.module == module), None)
    if operation is None:
        return "sums"
    drawn = operation.reading == "draw" and arguments.get("training", True)
    return "exact" if drawn else operation.rounding


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


def _tolerance(rounding: Rounding, theirs: Array, inputs: Sequence[Array]) -> float:
    """Rounding of a sum in another order: one unit in the last place of the largest term, for every term."""
    if rounding == "exact" or theirs.dtype.kind != "f":
        return 0.0
    largest = max(float(np.abs(array[np.isfinite(array)]).max(initial=0.0)) for array in (*inputs, theirs))
    largest = max(largest, largest**2 if rounding == "products" else 0.0)
    return float(np.finfo(theirs.dtype).eps) * max(inputs[0].size, 8) * largest
