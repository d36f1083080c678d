"""Explains a gradient: which outputs flow into each input cell, with what weight, and the sum as text."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from pooling_core.backward.pullback import pullback
from pooling_core.call.catalogue import OPERATIONS, Operation, find
from pooling_core.call.errors import PoolingError, Seen
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array
from pooling_core.compute.means import divisors
from pooling_core.explain import text
from pooling_core.explain.nested import nested
from pooling_core.explain.reach import Reach, incidence, pooling_spec, reach_of, seen_axes, unpool_reach
from pooling_core.geometry.fractional import samples_array
from pooling_core.geometry.layer import layer_axes

# Every flow of a plane is listed one by one, so a plane must be one that can be read.
LARGEST_SIDE = 16
SHARE_DIGITS = 4


class Flow(NamedTuple):
    """One output's part in the gradient of one input cell.

    Attributes:
        output: row and column of the output (1-D: channel and position; 3-D: depth, row and column).
        share: derivative of that output by the cell.
        text: the share in writing, ``1/4`` for a mean, ``1`` for a winner.
    """

    output: tuple[int, ...]
    share: float
    text: str


@dataclass(frozen=True)
class GradientTrace:
    """The way back through one call, on one plane or volume (1-D: its rows are channels).

    Attributes:
        input: ``(rows, columns)``, or ``(depth, rows, columns)``.
        grad_output: of the result, with as many axes.
        grad_input: of the input's shape, the core's gradient.
        flows: for each input cell the outputs that flow into it, in reading order; nested like the input.
        arithmetic: for each input cell ``1/4·2 + 1/4·1 = 0.75``; ``0`` where nothing flows; nested like the input.
        reach: for each row of the input the rows of the result whose windows hold it, and the same of each axis;
            for each row and column of a pooled plane the cells of the unpooled one that its indices can name.
        learned: gradients of what the function learns beside its input: ``p``, ``weight``, ``bias``.
    """

    input: Array
    grad_output: Array
    grad_input: Array
    flows: tuple[Any, ...]
    arithmetic: tuple[Any, ...]
    reach: Reach
    learned: Mapping[str, Array] = field(default_factory=dict)

    def into(self, cell: tuple[int, ...]) -> tuple[Flow, ...]:
        """The outputs that flow into a cell."""
        found: Any = self.flows
        for at in cell:
            found = found[at]
        return found  # type: ignore[no-any-return]

    def landings(self) -> dict[tuple[int, ...], list[tuple[tuple[int, ...], Flow]]]:
        """For each output in reading order, the input cells that it flows into, in reading order."""
        found: dict[Any, list[Any]] = {place: [] for place in np.ndindex(self.grad_output.shape)}
        for cell in np.ndindex(self.input.shape):
            for flow in self.into(cell):
                found[flow.output].append((cell, flow))
        return found

    def sums(self, row: int, column: int) -> Array:
        """What a cell of a plane has got after each of its flows, in reading order; the last is its gradient."""
        cell = self.into((row, column))
        with np.errstate(all="ignore"):
            parts = [flow.share * float(self.grad_output[flow.output]) for flow in cell]
            so_far = np.cumsum(parts).astype(self.grad_input.dtype)
        so_far[-1:] = self.grad_input[row, column]
        return so_far


def gradient_trace(spec: PoolSpec, x: Array, grad_output: Array) -> GradientTrace:
    """Explain the gradient of a pooling call. See :func:`explain`."""
    samples = {"_random_samples": samples_array(spec, x.dtype)} if spec.sampled else {}
    return explain(spec.name, grad_output, x, **{**spec.arguments, **samples})


def explain(
    name: str, grad_output: Array, input: Array, *, rank: int | None = None, **parameters: Any
) -> GradientTrace:
    """Explain any gradient that :func:`pooling_core.gradients.pullback` gives, on one plane or volume.

    Args:
        name: of a function; in 3-D of a pooling.
        grad_output: of the result's shape for that plane.
        input: ``(length,)`` or ``(channels, length)`` for 1-D, ``(height, width)`` for 2-D, ``(depth, height, width)``
            for 3-D, 16 cells a side at most and as many in all as such a plane.
        rank: of ``"interpolate"``, where the name does not say it; the input's axes by default.
        parameters: the function's other arguments; arrays among them as for an unbatched input of one channel
            (1-D: of ``channels``).

    Raises:
        PoolingError: where the gradient is refused, or for a plane of the wrong rank or size.
    """
    operation, named = find(name) or (None, 0)
    if operation is None:
        raise PoolingError("no-gradient-known", "name", name, names=tuple(OPERATIONS))
    rank = named or rank or min(input.ndim, 2)
    is_deep = rank == 3 and not operation.pools
    axes_fit = input.ndim == rank or (rank == 1 and input.ndim == 2)
    if not axes_fit or is_deep or max(input.shape) > LARGEST_SIDE or input.size > LARGEST_SIDE**2:
        raise PoolingError("gradient-trace", "input", Seen("shape-for", (input.shape, name)), most=LARGEST_SIDE)
    plane = input if input.ndim > 1 else input[np.newaxis]
    upstream = grad_output if grad_output.ndim > 1 else grad_output[np.newaxis]
    channels = (slice(None),) if rank == 1 else (np.newaxis,)
    sample = channels if named else (np.newaxis, *channels)  # interpolate has no form without a batch
    # A random draw is made again, always from the same state.
    result = pullback(name, upstream[sample], plane[sample], **deepcopy(parameters))
    grad_input, *others = result if isinstance(result, tuple) else (result,)
    if operation.windows == "indices":
        reach = unpool_reach(plane, upstream, rank, parameters)
    else:
        reach = reach_of(seen_axes(name, plane, rank, parameters))
    shares = _shares(name, upstream, plane, channels, parameters)
    reads = shares != 0 if _picks(operation, parameters) else incidence(reach, plane, upstream)
    weights = _written(name, shares, plane, upstream, rank, parameters)
    numbers = [text.value_text(value) for value in upstream.ravel()]
    flows, lines = [], []
    for cell, value in enumerate(grad_input.ravel()):
        readers = np.flatnonzero(reads[:, cell]).tolist()
        flows.append(tuple(Flow(_cell_of(o, upstream), float(shares[o, cell]), weights[o, cell]) for o in readers))
        lines.append(_line([(weights[o, cell], numbers[o]) for o in readers], value))
    learned = {
        key: np.asarray(given) for key, given in zip(operation.learned, others, strict=False) if given is not None
    }
    grad_input = grad_input.reshape(plane.shape)
    told = nested(flows, plane.shape), nested(lines, plane.shape)
    return GradientTrace(plane, upstream, grad_input, *told, reach, learned)


def _shares(name: str, upstream: Array, plane: Array, channels: Any, parameters: Mapping[str, Any]) -> Array:
    """Derivative of every output by every cell, ``(outputs, cells)``: the pullback of each unit gradient."""
    outputs = upstream.size
    units = np.eye(outputs, dtype=plane.dtype).reshape(outputs, *upstream[channels].shape)
    if parameters.get("rng") is not None:  # in one batch each plane would have a draw of its own
        alone = [_first(pullback(name, unit, plane[channels], **deepcopy(dict(parameters)))) for unit in units]
        return np.reshape(alone, (outputs, plane.size))
    batch = np.broadcast_to(plane[channels], (outputs, *plane[channels].shape))
    shared = dict(parameters)
    for parameter in ("indices", "_random_samples"):
        if isinstance(shared.get(parameter), np.ndarray):
            given = shared[parameter]
            single = given if parameter == "indices" else given[0]
            shared[parameter] = np.broadcast_to(single, (outputs, *single.shape))
    return _first(pullback(name, units, batch, **shared)).reshape(outputs, plane.size)


def _picks(operation: Operation, parameters: Mapping[str, Any]) -> bool:
    """Whether each output is one cell, the others of its window getting nothing whatever comes down."""
    drawn = operation.reading == "draw" and parameters.get("training", True)
    copied = operation.windows == "copied"  # by area it is an average
    return bool((operation.picks and not copied) or drawn or abs(parameters.get("norm_type", 1)) == np.inf)


def _written(
    name: str, shares: Array, plane: Array, upstream: Array, rank: int, parameters: Mapping[str, Any]
) -> Array:
    """Each share in writing, ``(outputs, cells)``: of a mean as a fraction."""
    spec = pooling_spec(name, plane, rank, parameters)
    if spec is None or spec.operation.reading != "mean" or "temperature" in spec.arguments:
        return np.asarray(np.vectorize(_short, otypes=[object])(shares))
    by = np.broadcast_to(divisors(spec, layer_axes(spec, plane.shape[-rank:])), upstream.shape).ravel()
    return np.array([[_fraction(int(n))] for n in by], object).repeat(plane.size, axis=1)


def _short(share: float) -> str:
    return f"{share:.{SHARE_DIGITS}g}"


def _fraction(divisor: int) -> str:
    return f"{'-' if divisor < 0 else ''}1/{abs(divisor)}" if abs(divisor) != 1 else str(divisor)


def _line(terms: list[tuple[str, str]], value: Any) -> str:
    if not terms:
        return text.value_text(value)
    written = []
    for weight, number in terms:
        sign = "-" if weight.startswith("-") != number.startswith("-") else ""
        weight, number = weight.removeprefix("-"), number.removeprefix("-")
        written.append(sign + (number if weight == "1" else f"{weight}·{number}"))
    return f"{text.added(written)} = {text.value_text(value)}"


def _cell_of(flat: int, upstream: Array) -> tuple[int, ...]:
    return tuple(int(at) for at in np.unravel_index(flat, upstream.shape))


def _first(gradient: Any) -> Array:
    return np.asarray(gradient[0] if isinstance(gradient, tuple) else gradient)
