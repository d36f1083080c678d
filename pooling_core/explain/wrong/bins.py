"""Two popular but wrong explanations of adaptive bins, kept beside the truth so that they can be seen to fail."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from pooling_core.geometry.axis import adaptive_axis


@dataclass(frozen=True)
class WrongBins:
    """The windows that an explanation claims for one axis, measured against the true bins.

    Attributes:
        name: ``"round_kernel"`` or ``"stride_kernel"``.
        kernel_size: cells of each claimed window.
        stride: distance between claimed starts.
        starts: first cell of each claimed window; empty where the rule gives no window (kernel or stride below 1).
        stops: one past the last cell of each claimed window.
        agrees: for each TRUE bin, whether the claimed window is that bin.
        unread: cells that no claimed window reads.
    """

    name: str
    kernel_size: int
    stride: int
    starts: tuple[int, ...]
    stops: tuple[int, ...]
    agrees: tuple[bool, ...]
    unread: tuple[int, ...]

    @property
    def holds(self) -> bool:
        """Whether the rule gives a layer, and every bin of it is right."""
        return bool(self.starts) and all(self.agrees)


def round_kernel(size: int, outputs: int) -> WrongBins:
    """One kernel of ``round(size / outputs)`` at stride ``size // outputs``. Wrong for 7 -> 5.

    It holds exactly where ``outputs`` divides ``size``, and for 2 bins of 3, 7, 11, ... cells: there half goes up.
    """
    kernel_size, stride = (round(size / outputs), size // outputs) if outputs else (0, 0)
    return _wrong_bins("round_kernel", size, outputs, kernel_size, stride)


def stride_kernel(size: int, outputs: int) -> WrongBins:
    """Stride ``size // outputs`` with kernel ``size - (outputs - 1) * stride``. Wrong for 5 -> 3.

    It holds exactly where dividing ``size`` by ``outputs`` leaves 0 or 1: bin ``i`` starts at ``i * stride`` plus the
    floor of ``i * rest / outputs``, which is 0 for every bin only then.
    """
    stride = size // outputs if outputs else 0
    return _wrong_bins("stride_kernel", size, outputs, size - (outputs - 1) * stride if outputs else 0, stride)


def _wrong_bins(name: str, size: int, outputs: int, kernel_size: int, stride: int) -> WrongBins:
    # A layer with kernel or stride 0 does not exist: then the explanation has no windows at all.
    count = outputs if kernel_size > 0 and stride > 0 else 0
    starts = tuple(output * stride for output in range(count))
    stops = tuple(start + kernel_size for start in starts)
    axis = adaptive_axis(size, outputs)
    true_bins = list(zip(axis.starts.tolist(), axis.stops.tolist(), strict=True))
    claimed = list(zip(starts, stops, strict=True))
    agrees = tuple(output < count and claimed[output] == true_bins[output] for output in range(outputs))
    read = {cell for start, stop in claimed for cell in range(start, stop)}
    unread = tuple(cell for cell in range(size) if cell not in read)
    return WrongBins(name, kernel_size, stride, starts, stops, agrees, unread)


RULES = {"round_kernel": round_kernel, "stride_kernel": stride_kernel}


def failing(name: str, size: int, outputs: int) -> tuple[int, int]:
    """The sizes nearest to these at which a rule gives a layer whose bins are wrong; more cells only where need be.

    Example:
        >>> failing("stride_kernel", 7, 3)
        (7, 4)
        >>> failing("stride_kernel", 4, 2)
        (5, 3)
    """
    return next(
        (cells, wanted)
        for cells in itertools.count(max(size, 1))
        for wanted in sorted(range(1, cells + 1), key=lambda each: (abs(each - outputs), -each))
        if not RULES[name](cells, wanted).holds
    )
