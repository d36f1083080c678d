"""What an operation is made of in torch, where torch has no such function: the record's program with a call's numbers.

One text is run by the oracle and shown to the reader. Shown, it has the numbers in it; run, their names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from string import Formatter
from typing import Any, NamedTuple

import numpy as np

from pooling_core.call.arguments import plain
from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec, signature
from pooling_core.call.types import Array, Shape
from pooling_core.explain.text import tight
from pooling_core.geometry.axis import Axis
from pooling_core.geometry.kinds import frame_of
from pooling_core.geometry.layer import layer_axes, layer_outputs


class Program(NamedTuple):
    """A composition of torch functions; its result is ``y``.

    Attributes:
        shown: lines with the numbers of the call.
        run: the same lines, where each parameter is a name.
        names: what those stand for.
        uses: the parameters that stand in the lines themselves.
    """

    shown: str
    run: str
    names: Mapping[str, Any]
    uses: frozenset[str]


def composition(spec: PoolSpec, x: Array, named: Collection[str] = ()) -> Program | None:
    """The program of a call on ``x``, or ``None`` where torch has the function, or no composition holds the numbers.

    Args:
        x: ``(*batch, channels, *spatial)``.
        named: parameters that stay names in what is shown.
    """
    operation, spatial = spec.operation, x.shape[-spec.rank :]
    template = operation.composition.get(operation.form(spec.arguments, x)) if operation.composition else None
    if template is None:
        return None
    fits = _fits(spec, spatial)
    if not fits:  # torch's own functions refuse it in their own words
        template = next(iter(operation.composition.values()))
    if spec.takes_everything:
        spec = spec.with_arguments(kernel_size=spatial)
    given, defaults = dict(spec.arguments), signature(f"avg_pool{spec.rank}d")
    windows = {name: value for name, value in given.items() if name in defaults and value != defaults[name]}
    fields = {field for _, field, _, _ in Formatter().parse(template) if field}
    parts: dict[str, Any] = {"rank": spec.rank}
    if "cells" in fields:
        sides = zip(spec.kernel_size, spec.stride, strict=True)
        parts["cells"] = "".join(f".unfold(-{spec.rank}, {taps}, {step})" for taps, step in sides)
    is_padded = operation.windows == "padded"
    if fits and (fields & {"inside", "beyond", "outputs"} or (is_padded and "pads" in fields)):
        parts |= around(layer_axes(spec, spatial))
    elif "pads" in fields:
        parts["pads"] = _pads(spec, spatial) if fits else (0, 0) * spec.rank
    if is_padded:
        parts |= {"taps": plain(spec.kernel_size), "steps": plain(spec.stride), "gaps": plain(spec.dilation)}
        parts["sides"] = spec.kernel_size
    shown, run = (
        template.format(
            **{name: write(name) for name in given},
            **parts,
            windows=", ".join(f"{name}={write(name)}" for name in windows),
        )
        for write in (lambda name: name if name in named else written(given[name]), str)
    )
    return Program(shown, run, given, frozenset(fields & given.keys()))


def _after(axis: Axis) -> int:
    """The cells after the input with which torch's own floor has as many windows as the axis."""
    if axis.stride is None or not axis.outputs:
        return frame_of(axis)[1]
    furthest = int(axis.stops[-1]) - axis.size
    # A window that would stand in the padding may have been left out.
    room = axis.outputs * axis.stride + int(axis.stops[0] - axis.starts[0]) - axis.size - axis.padding - 1
    return max(furthest, min(axis.padding_after, room))


def _pads(spec: PoolSpec, spatial: Shape) -> tuple[int, ...]:
    """The same around an undilated layer of one padding, without its windows laid out, which may be very many."""
    sides = []
    windows = zip(layer_outputs(spec, spatial), spatial, spec.kernel_size, spec.stride, spec.padding, strict=True)
    for outputs, size, taps, step, pad in windows:
        furthest, room = (outputs - 1) * step - pad + taps - size, outputs * step + taps - size - pad - 1
        sides.append((pad, max(furthest, min(pad, room))))
    return tuple(cells for pair in reversed(sides) for cells in pair)


def around(axes: Sequence[Axis]) -> dict[str, Any]:
    """What ``F.pad`` writes around the input: all that is read, and of it the padding and what lies beyond."""
    read = [(axis.padding, _after(axis)) for axis in axes]
    inside = [(axis.padding, min(axis.padding_after, after)) for axis, (_, after) in zip(axes, read, strict=True)]
    beyond = [(0, after - kept) for (_, after), (_, kept) in zip(read, inside, strict=True)]
    written = {"pads": read, "inside": inside, "beyond": beyond}
    # torch names the last axis first.
    sides = {name: tuple(cells for pair in reversed(pairs) for cells in pair) for name, pairs in written.items()}
    return {**sides, "outputs": tuple(axis.outputs for axis in axes)}


def _fits(spec: PoolSpec, spatial: Shape) -> bool:
    try:
        layer_outputs(spec, spatial)
    except PoolingError:
        return False
    return True


def written(value: Any) -> str:
    """A parameter as code."""
    if isinstance(value, float) and not np.isfinite(value):
        return f'float("{value}")'
    code = repr(value)
    return tight(code) if "e" in code and isinstance(value, float) else code
