"""Popular but wrong explanations of adaptive bins, kept beside the truth so that they can be seen to fail."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache

from pooling_core.geometry.axis import adaptive_axis


@dataclass(frozen=True)
class WrongBins:
    """The windows that an explanation claims for one axis, measured against the true bins.

    Attributes:
        name: of the rule, as in ``RULES``.
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
        """Whether the rule gives a layer with as many windows as there are bins, and each of them is the bin."""
        return bool(self.starts) and len(self.starts) == len(self.agrees) and all(self.agrees)

    @property
    def claims(self) -> list[tuple[int, int, bool]]:
        """Start and stop of each claimed window, and whether it is the bin of its number."""
        right = (*self.agrees, *(False for _ in self.starts[len(self.agrees) :]))
        return list(zip(self.starts, self.stops, right, strict=False))


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


def ceil_kernel(size: int, outputs: int) -> WrongBins:
    """The usual recipe of spatial pyramid pooling: kernel ``ceil(size / outputs)`` at stride ``size // outputs``.

    Its bins are right where those of :func:`stride_kernel` are. Elsewhere such a layer can have another number of
    windows: 5 of them for 6 -> 4.
    """
    kernel_size, stride = (-(-size // outputs), size // outputs) if outputs else (0, 0)
    count = (size - kernel_size) // stride + 1 if stride else 0
    return _wrong_bins("ceil_kernel", size, outputs, kernel_size, stride, count)


def equal_bins(size: int, outputs: int) -> WrongBins:
    """Bins of ``size // outputs`` cells side by side. It holds exactly where ``outputs`` divides ``size``."""
    width = size // outputs if outputs else 0
    return _wrong_bins("equal_bins", size, outputs, width, width)


def _wrong_bins(
    name: str, size: int, outputs: int, kernel_size: int, stride: int, count: int | None = None
) -> WrongBins:
    # A layer with kernel or stride 0 does not exist: then the explanation has no windows at all.
    count = (outputs if count is None else count) if kernel_size > 0 and stride > 0 else 0
    starts = tuple(output * stride for output in range(count))
    stops = tuple(start + kernel_size for start in starts)
    axis = adaptive_axis(size, outputs)
    true_bins = list(zip(axis.starts.tolist(), axis.stops.tolist(), strict=True))
    claimed = list(zip(starts, stops, strict=True))
    agrees = tuple(output < count and claimed[output] == true_bins[output] for output in range(outputs))
    read = {cell for start, stop in claimed for cell in range(start, stop)}
    unread = tuple(cell for cell in range(size) if cell not in read)
    return WrongBins(name, kernel_size, stride, starts, stops, agrees, unread)


RULES = {
    "round_kernel": round_kernel,
    "stride_kernel": stride_kernel,
    "ceil_kernel": ceil_kernel,
    "equal_bins": equal_bins,
}
# A size where a rule's bins are right, where they are wrong, and where there is no such layer.
RIGHT, WRONG, NO_LAYER = "r", "w", "n"


def mapped(name: str, most: int) -> list[str]:
    """For 1 to ``most`` cells (lines) and as many outputs (signs) whether a rule holds.

    Example:
        >>> mapped("equal_bins", 4)
        ['rnnn', 'rrnn', 'rwrn', 'rrwr']
    """
    sizes = range(1, most + 1)
    return ["".join(_sign(RULES[name](size, outputs)) for outputs in sizes) for size in sizes]


def _sign(explained: WrongBins) -> str:
    return RIGHT if explained.holds else WRONG if explained.starts else NO_LAYER


@lru_cache(maxsize=64)
def counted(name: str, most: int) -> tuple[int, int, int]:
    """Of all sizes with no more outputs than cells, at most ``most``: how many a rule is right for, for how many it
    gives another number of windows than was asked for, and how many there are.

    Example:
        >>> counted("ceil_kernel", 32)
        (201, 271, 528)
    """
    explained = [RULES[name](size, outputs) for size in range(1, most + 1) for outputs in range(1, size + 1)]
    others = sum(len(each.starts) != len(each.agrees) for each in explained)
    return sum(each.holds for each in explained), others, len(explained)


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
