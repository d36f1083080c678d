"""Where the windows of fractional max pooling are: how many, and where a sample places each.

Source: Graham, "Fractional Max-Pooling" (2014), in the overlapping form that torch has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.call.arguments import INT_MAX, per_axis, plain
from pooling_core.call.errors import PoolingError, Seen, dtype_of, shape_of, type_of
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Array, Ints, Size
from pooling_core.geometry.axis import Axis

Ratio = float | Sequence[float]
# Per axis: kernel_size, outputs wanted, and what the two may come to together.
Windows = tuple[tuple[int, int, int], ...]


def fractional_output_size(
    name: str,
    spatial: tuple[int, ...],
    kernel_size: Size,
    output_size: Size | None = None,
    output_ratio: Ratio | None = None,
) -> tuple[int, ...]:
    """The spatial size of the result for a spatial size of the input.

    Raises:
        PoolingError: where neither size nor ratio is given, or the windows do not fit.
    """
    rank = len(spatial)
    kernels = fractional_kernel_size(rank, kernel_size)
    if output_size is None:
        outputs = _size_of_ratio(name, spatial, output_ratio)
    else:
        outputs = per_axis(rank, "output_size", output_size, at_least=0, broadcast=False)
    # torch compares with < in three dimensions and with <= in two.
    room = tuple(size - (rank == 3) + 1 for size in spatial)
    for number, (kernel, wanted, cells) in enumerate(zip(kernels, outputs, room, strict=True)):
        if wanted + kernel > cells:
            windows = tuple(zip(kernels, outputs, room, strict=True))
            fix = _fitting_size(windows) if output_size is not None else _fitting_ratio(windows, spatial, output_ratio)
            asked = {"axis": number, "room": cells, "asked": wanted + kernel}
            raise PoolingError("fractional-room", "kernel_size", kernel_size, fix, **asked)
    return outputs


def _fitting_size(windows: Windows) -> dict[str, Any]:
    """The largest kernel_size that fits; where none does, fewer outputs."""
    fitted = tuple(max(min(kernel, cells - wanted), 1) for kernel, wanted, cells in windows)
    fix = {"kernel_size": plain(fitted)}
    if any(wanted + kernel > cells for kernel, (_, wanted, cells) in zip(fitted, windows, strict=True)):
        fix["output_size"] = plain(
            [min(wanted, cells - kernel) for kernel, (_, wanted, cells) in zip(fitted, windows, strict=True)]
        )
    return fix


def _fitting_ratio(windows: Windows, spatial: tuple[int, ...], ratio: Any) -> dict[str, Any]:
    """The ratio of the most outputs that fit the kernel; where none do, a smaller kernel too."""
    fitted = tuple(max(min(kernel, cells - 1), 1) for kernel, _, cells in windows)
    given = ratio if isinstance(ratio, list | tuple | np.ndarray) else (ratio,) * len(spatial)
    ratios = tuple(
        value if wanted + kernel <= cells else _ratio_of(max(cells - kernel, 0), size)
        for kernel, (_, wanted, cells), size, value in zip(fitted, windows, spatial, given, strict=True)
    )
    smaller = {} if fitted == tuple(kernel for kernel, _, _ in windows) else {"kernel_size": plain(fitted)}
    return {**smaller, "output_ratio": ratios}


def fractional_axes(
    spatial: tuple[int, ...], kernels: tuple[int, ...], outputs: tuple[int, ...], samples: Array
) -> list[Ints]:
    """The starts of the windows per axis, each of shape ``(planes, outputs)``.

    Args:
        samples: ``(planes, rank)``, in torch's order: depth, height, width, but width, height.
    """
    in_order = samples[:, ::-1] if len(spatial) == 2 else samples
    columns = zip(spatial, kernels, outputs, in_order.T, strict=True)
    return [fractional_starts(*column) for column in columns]


def _ratio_of(outputs: int, size: int) -> float:
    """The shortest ratio of two digits or more that gives so many outputs."""
    places = [-(-outputs * 10**digits // size) / 10**digits for digits in range(2, 16)]
    return next((ratio for ratio in places if int(size * ratio) == outputs), outputs / size)


def sampled_axes(spec: PoolSpec, spatial: tuple[int, ...], dtype: np.dtype[Any]) -> tuple[Axis, ...]:
    """The windows of a call on one plane, placed in the arithmetic of the plane's dtype.

    Raises:
        PoolingError: where PyTorch refuses the call, or no samples are given: such windows do not stand still.
    """
    given = spec.arguments
    sizes = {name: given[name] for name in ("kernel_size", "output_size", "output_ratio")}
    outputs = fractional_output_size(spec.name, spatial, **sizes)
    kernels = fractional_kernel_size(spec.rank, given["kernel_size"])
    samples = samples_array(spec, dtype)
    if samples is None:
        raise PoolingError("samples-to-explain", "_random_samples", None)
    starts = fractional_axes(spatial, kernels, outputs, checked_samples((1,), spec.rank, dtype, samples))
    axes = zip(spatial, starts, kernels, outputs, strict=True)
    return tuple(Axis(size, line[0], np.full(count, kernel, np.int64)) for size, line, kernel, count in axes)


def samples_array(spec: PoolSpec, dtype: np.dtype[Any]) -> Array | None:
    """The samples of a call as the functions take them."""
    samples = spec.arguments["_random_samples"]
    return None if samples is None else np.array(samples, dtype)


def check_layer(output_size: Size | None, output_ratio: Ratio | None) -> None:
    """What ``torch.nn.FractionalMaxPool2d`` refuses of what the function takes.

    Raises:
        PoolingError: for both of size and ratio, or a ratio that is not between 0 and 1.
    """
    if output_ratio is None:
        return
    if output_size is not None:
        raise PoolingError("layer-size-or-ratio", "output_ratio", output_ratio, {"output_ratio": None})
    given = output_ratio if isinstance(output_ratio, Sequence) else (output_ratio,) * 2
    if not all(0 < value < 1 for value in given):
        nearest = tuple(min(max(value, 0.01), 0.99) for value in given)
        raise PoolingError("layer-ratio", "output_ratio", output_ratio, {"output_ratio": nearest})


def fractional_kernel_size(rank: int, given: Any) -> tuple[int, ...]:
    """Cells per window and axis."""
    # torch takes windows without cells too; all of them are minus infinity.
    return per_axis(rank, "kernel_size", given, at_least=-INT_MAX, broadcast=False)


def _size_of_ratio(name: str, spatial: tuple[int, ...], ratio: Any) -> tuple[int, ...]:
    """``int(size * ratio)`` per axis; one number speaks for all axes in 3-D only, a quirk of torch."""
    rank = len(spatial)
    if ratio is None:
        raise PoolingError("size-or-ratio-missing", "output_size", None, {"output_ratio": (0.5,) * rank}, name=name)
    listed = isinstance(ratio, list | tuple | np.ndarray) and np.ndim(ratio) == 1
    values = tuple(ratio) if listed else (ratio,) * rank
    numbers = all(isinstance(value, int | float | np.number | np.bool_) for value in values)
    if not numbers or len(values) != rank or not (listed or rank == 3):
        fix = {"output_ratio": (*values, *values[-1:] * rank)[:rank]} if numbers and values else {}
        raise PoolingError("ratio-list" if rank < 3 else "ratio-list-or-number", "output_ratio", ratio, fix, rank=rank)
    try:
        with np.errstate(all="ignore"):
            outputs = tuple(int(size * value) for size, value in zip(spatial, values, strict=True))
    except (TypeError, ValueError, OverflowError) as error:
        raise PoolingError("ratio-finite", "output_ratio", ratio, {"output_ratio": (0.5,) * rank}) from error
    if min(outputs) < 0:
        fitting = tuple(0.5 if wanted < 0 else value for wanted, value in zip(outputs, values, strict=True))
        raise PoolingError("ratio-negative", "output_ratio", ratio, {"output_ratio": fitting}, outputs=outputs)
    return outputs


def checked_samples(lead: tuple[int, ...], rank: int, dtype: np.dtype[Any], samples: Any) -> Array:
    """The samples of each plane, ``(planes, rank)``; drawn where none are given."""
    batch, channels = lead if len(lead) == 2 else (1, *lead)
    if samples is None:
        if dtype.kind not in "fc":
            raise PoolingError("samples-need-floats", "input", dtype_of(dtype))
        # 2048 steps, as many as float16 can tell apart below 1.
        steps = 2.0**11 if dtype == np.float16 else 2.0**24
        return np.asarray(np.floor(np.random.default_rng().random((batch * channels, rank)) * steps) / steps, dtype)
    if not isinstance(samples, np.ndarray):
        raise PoolingError("samples-array-or-none", "_random_samples", type_of(samples))
    if samples.dtype != dtype:
        raise PoolingError("samples-dtype", "_random_samples", dtype_of(samples.dtype), dtype=dtype)
    if samples.ndim != 3 or samples.shape[0] < batch or samples.shape[1:] != (channels, rank):
        wanted = (batch, channels, rank)
        raise PoolingError("samples-shape", "_random_samples", shape_of(samples.shape), shape=wanted)
    return samples[:batch].reshape(batch * channels, rank)


def fractional_starts(size: int, kernel_size: int, outputs: int, samples: NDArray[Any]) -> Ints:
    """Where the windows of fractional max pooling start: one sequence per sample, its steps of two lengths.

    With ``step = (size - kernel_size) / (outputs - 1)`` window ``i`` starts at
    ``trunc((i + sample) * step) - trunc(sample * step)`` and the last one at ``size - kernel_size``.
    The arithmetic is that of the samples' dtype, as in torch: float16 and float64 may differ by a cell.
    Source: Graham, "Fractional Max-Pooling" (2014); ``generate_intervals`` of PyTorch.

    Args:
        samples: one number in ``[0, 1)`` per sequence, shape ``(planes,)``.

    Returns:
        shape ``(planes, outputs)``.

    Raises:
        PoolingError: where a sample leads a window out of the input.
    """
    starts = np.full((len(samples), outputs), size - kernel_size, np.int64)
    if outputs > 1:
        first, places = fractional_places(size, kernel_size, outputs, samples)
        with np.errstate(all="ignore"):
            farthest = np.maximum(np.abs(first).max(initial=0), np.abs(places).max(initial=0))
        if not float(farthest) <= INT_MAX:  # so for nan too
            placed = {"dtype": samples.dtype, "size": size}
            raise PoolingError("windows-not-placed", "_random_samples", Seen("array"), **placed)
        starts[:, :-1] = np.trunc(places).astype(np.int64) - np.trunc(first).astype(np.int64)
    if kernel_size > 0 and starts.size and not 0 <= starts.min() <= starts.max() <= size - kernel_size:
        placed = {"first": starts.min(), "last": starts.max(), "size": size, "limit": size - kernel_size}
        raise PoolingError("window-out-of-input", "_random_samples", Seen("array"), dtype=samples.dtype, **placed)
    return starts


def fractional_places(
    size: int, kernel_size: int, outputs: int, samples: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """``sample * step`` ``(planes, 1)`` and ``(i + sample) * step`` ``(planes, outputs - 1)``, not yet truncated."""
    number = samples.dtype.type
    with np.errstate(all="ignore"):
        step = number(size - kernel_size) / number(outputs - 1)
        first = (samples * step)[:, np.newaxis]
        return first, (np.arange(outputs - 1).astype(number) + samples[:, np.newaxis]) * step
