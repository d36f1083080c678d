"""The one table of hard cases: every number in it was worked out by hand, and `why` says what it catches."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, nan
from typing import Any

import numpy as np

from pooling_core.call.spec import PoolSpec


@dataclass(frozen=True, eq=False)
class Case:
    """One call of `torch.nn.functional.<function>`, with what must come out of it.

    Attributes:
        name: what a failing test is called.
        function: as in torch.nn.functional.
        arguments: everything but the input.
        input: shape (channels, *spatial) or (batch, channels, *spatial); write-protected.
        output: the expected result, with its dtype; write-protected.
        why: the mistake it catches.
        indices: expected flat positions of the maxima, where they are asked for.
    """

    name: str
    function: str
    arguments: dict[str, Any]
    input: np.ndarray
    output: np.ndarray
    why: str
    indices: np.ndarray | None = field(default=None)

    @property
    def spec(self) -> PoolSpec:
        return PoolSpec.of(self.function, **self.arguments)

    @property
    def exact(self) -> bool:
        """Whether no rounding is allowed: maxima and whole numbers."""
        return "max" in self.function or self.output.dtype.kind != "f"


def case(
    name: str,
    function: str,
    input: Any,
    output: Any,
    why: str,
    *,
    indices: Any = None,
    dtype: str = "float32",
    result: str | None = None,
    **arguments: Any,
) -> Case:
    """A case from nested lists; a 1-D list stands for one channel, as does a list of rows for a 2-D function."""
    rank = int(function[-2])
    arrays = [np.array(input, dtype), np.array(output, result or dtype)]
    if indices is not None:
        arguments["return_indices"] = True
        arrays.append(np.array(indices, np.int64))
    arrays = [array[np.newaxis] if array.ndim == rank else array for array in arrays]
    for array in arrays:
        array.setflags(write=False)
    return Case(name, function, arguments, arrays[0], arrays[1], why, arrays[2] if indices is not None else None)


ONES_3X3 = [[1, 1, 1]] * 3
SQUARE = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]

WHERE_WINDOWS_STAND = [
    case(
        "stride None is the kernel_size", "max_pool1d", [1, 2, 3, 4], [2, 4],
        "a default of 1 would give three windows", kernel_size=2, stride=None,
    ),
    case("stride () is the kernel_size", "max_pool1d", [1, 2, 3, 4], [2, 4], "empty means not given",
         kernel_size=2, stride=()),
    case(
        "a list of one speaks for every axis", "max_pool2d", SQUARE, [[5, 6], [8, 9]],
        "[2] and [1] are broadcast to both axes", kernel_size=[2], stride=[1], padding=[0], dilation=[1],
    ),
    case(
        "one window per axis of its own", "max_pool2d", SQUARE, [[3], [6], [9]],
        "rows and columns must not be swapped", kernel_size=(1, 3), stride=(1, 2),
    ),
    case("overlapping windows", "max_pool1d", [1, 5, 2, 4, 3], [5, 5, 4], "stride below kernel_size reads cells again",
         kernel_size=3, stride=1),
    case("gaps between windows", "max_pool1d", [1, 2, 9, 3, 4, 9], [2, 4], "stride beyond kernel_size never reads 9",
         kernel_size=2, stride=3),
    case("floor drops the tail", "max_pool1d", [1, 2, 3, 4, 9], [2, 4], "no window reads the last cell", kernel_size=2),
    case("ceil keeps the tail", "max_pool1d", [1, 2, 3, 4, 9], [2, 4, 9], "the overhang is not data",
         kernel_size=2, ceil_mode=True),
    case(
        "ceil drops a window that starts past the data", "max_pool1d", [1, 2, 3, 4, 5], [2, 5],
        "plain ceil would give a third window at 5, in the right padding", kernel_size=3, stride=3, padding=1,
        ceil_mode=True,
    ),
    case("holes of a dilated window", "max_pool1d", [1, 9, 2, 9, 3], [3], "the 9s lie between the taps",
         kernel_size=3, dilation=2),
    case(
        "a long stride-1 window", "max_pool1d", range(20), [15, 16, 17, 18, 19],
        "runs of 1, 2, 4, 8 cells are joined, and must not read past the window", kernel_size=16, stride=1,
    ),
    case(
        "a long stride-1 window, not a power of two", "avg_pool1d", range(20), [6, 7, 8, 9, 10, 11, 12, 13],
        "13 = 8 + 4 + 1: each cell counts once", kernel_size=13, stride=1,
    ),
    case("not shift-invariant", "max_pool1d", [0, 0, 1, 1, 0, 0, 1, 1], [0, 1, 0, 1], "windows aligned with the steps",
         kernel_size=2),
    case("not shift-invariant, shifted by one", "max_pool1d", [1, 0, 0, 1, 1, 0, 0, 1], [1, 1, 1, 1],
         "the same signal one cell on gives another pattern", kernel_size=2),
    case("an empty batch", "max_pool1d", np.zeros((0, 3, 4)), np.zeros((0, 3, 2)), "only the batch may be empty",
         kernel_size=2),
    case("an empty batch of averages", "avg_pool2d", np.zeros((0, 3, 4, 6)), np.zeros((0, 3, 2, 3)),
         "0 / 0 must not be tried", kernel_size=2),
]  # fmt: skip

MAXIMA = [
    case("padding is minus infinity", "max_pool1d", [-5, -7, -3], [-5, -3, -3], "padding with 0 would win everywhere",
         kernel_size=3, stride=1, padding=1),
    case("padding is the lowest int64", "max_pool2d", [[-5, -7, -3]], [[-5, -3, -3]],
         "whole numbers have no minus infinity", dtype="int64", kernel_size=(1, 3), stride=1, padding=(0, 1)),
    case(
        "a window of padding only", "max_pool1d", [5, 6, 7], [-inf],
        "taps -1 and 3 both miss the data; the index is torch's, outside the plane", kernel_size=2, stride=1,
        padding=1, dilation=4, indices=[3],
    ),
    case("nothing but minus infinity", "max_pool1d", [-inf, -inf, -inf], [-inf, -inf], "an index still names real data",
         kernel_size=2, stride=1, indices=[0, 1]),
    case("ties go to the first cell", "max_pool2d", [[1, 7, 7], [7, 1, 7]], [[7, 7]], "the last one would be 3 and 5",
         kernel_size=2, stride=1, indices=[[1, 1]]),
    case("NaN wins, the last NaN", "max_pool1d", [nan, 1, nan, inf], [nan], "NaN beats infinity", kernel_size=4,
         indices=[2]),
    case("NaN stays in its windows", "max_pool1d", [nan, 1, 2, 3], [nan, 2, 3], "only one window reads it",
         kernel_size=2, stride=1),
    case("positions are in the unpadded plane", "max_pool2d", SQUARE, [[1, 3], [7, 9]], "padding has no position",
         kernel_size=2, stride=2, padding=1, indices=[[0, 2], [6, 8]]),
    case("positions start anew in each channel", "max_pool1d", [[1, 2], [4, 3]], [[2], [4]], "channels are apart",
         kernel_size=2, indices=[[1], [0]]),
    case("three dimensions", "max_pool3d", [[[0, 1], [2, 3]], [[4, 5], [6, 7]]], [[[7]]], "flat over all three",
         kernel_size=2, indices=[[[7]]]),
    case("bytes", "max_pool2d", [[0, 255], [3, 4]], [[255]], "the lowest byte is 0", dtype="uint8", kernel_size=2),
]  # fmt: skip

AVERAGES = [
    case(
        "padding counts", "avg_pool2d", ONES_3X3, [[4 / 9, 6 / 9, 4 / 9], [6 / 9, 1, 6 / 9], [4 / 9, 6 / 9, 4 / 9]],
        "the default divides by all nine", kernel_size=3, stride=1, padding=1,
    ),
    case("padding not counted", "avg_pool2d", ONES_3X3, ONES_3X3, "only real cells divide", kernel_size=3, stride=1,
         padding=1, count_include_pad=False),
    case(
        "ceil overhang never counts", "avg_pool1d", [1] * 6, [2 / 3, 1, 1 / 2],
        "padding counts on both sides, the overhang behind it does not", kernel_size=3, stride=3, padding=1,
        ceil_mode=True,
    ),
    case("ceil overhang, padding not counted", "avg_pool1d", [1] * 6, [1, 1, 1], "two, three and one real cell",
         kernel_size=3, stride=3, padding=1, ceil_mode=True, count_include_pad=False),
    case("divisor_override", "avg_pool2d", [[1, 2], [3, 4]], [[5]], "10 / 2", kernel_size=2, divisor_override=2),
    case("divisor_override, negative", "avg_pool2d", [[1, 2], [3, 4]], [[-5]], "torch accepts it", kernel_size=2,
         divisor_override=-2),
    case("divisor_override beats padding", "avg_pool2d", ONES_3X3, [[4, 6, 4], [6, 9, 6], [4, 6, 4]],
         "one divisor for cut windows too", kernel_size=3, stride=1, padding=1, divisor_override=1),
    case("int64 divides toward zero", "avg_pool1d", [-3, -4, -1, 0, 3, 4], [-3, 0, 3], "floor would give -4 and -1",
         dtype="int64", kernel_size=2),
    case("int64 by a negative divisor", "avg_pool2d", [[3, 4, -3, -4]], [[-3, 3]], "toward zero again", dtype="int64",
         kernel_size=(1, 2), divisor_override=-2),
    case("float16 is added up wider", "avg_pool1d", [60000, 60000], [60000], "their sum is infinite in float16",
         dtype="float16", kernel_size=2),
    case("infinity stays in its windows", "avg_pool1d", [inf, 1, 2, 3], [inf, 1.5, 2.5], "running sums would spread it",
         kernel_size=2, stride=1),
    case("NaN stays in its windows, average", "avg_pool1d", [nan, 1, 2, 3], [nan, 1.5, 2.5], "as above", kernel_size=2,
         stride=1),
    case("opposite infinities", "avg_pool1d", [inf, -inf, 1], [nan, -inf], "inf - inf has no value", kernel_size=2,
         stride=1),
    case("large then small", "avg_pool1d", [1e8, 1, 2, 3], [50000000.5, 1.5, 2.5], "running sums would lose the small",
         kernel_size=2, stride=1),
    case("average of a volume", "avg_pool3d", [[[0, 1], [2, 3]], [[4, 5], [6, 7]]], [[[3.5]]], "28 / 8", kernel_size=2),
]  # fmt: skip

POWER_SUMS = [
    case("LP is a sum", "lp_pool1d", [1, 1, 1, 1], [2], "a mean would give 1", norm_type=2, kernel_size=4),
    case("LP of 3 and 4", "lp_pool1d", [3, 4], [5], "the Euclidean length", norm_type=2, kernel_size=2),
    case("LP with p = 1 is a signed sum", "lp_pool1d", [-3, 1], [-2], "neither the average nor a sum of |x|",
         norm_type=1, kernel_size=2),
    case("LP, even power of negatives", "lp_pool1d", [-3, 4], [5], "the square has no sign", norm_type=2,
         kernel_size=2),
    case("LP, a negative sum has no root", "lp_pool1d", [-3, 1, 1, 2], [nan, 9 ** (1 / 3)], "-26 to the 1/3 is NaN",
         norm_type=3, kernel_size=2),
    case("LP, fractional power of a negative", "lp_pool1d", [-1, 1, 4, 4], [nan, 16 ** (2 / 3)], "(-1)^1.5 is NaN",
         norm_type=1.5, kernel_size=2),
    case("LP window cut by ceil_mode", "lp_pool2d", ONES_3X3, [[2, 2], [2, 2]],
         "the mean of the cut window is multiplied by all four cells", norm_type=2, kernel_size=2, stride=2,
         ceil_mode=True),
    case("LP underflows", "lp_pool1d", [0.3, 0.4], [0], "0.4^200 is 0 in float32", norm_type=200, kernel_size=2),
    case("LP overflows", "lp_pool1d", [3, 4], [inf], "4^200 is infinite in float32", norm_type=200, kernel_size=2),
    case("LP, p = inf", "lp_pool1d", [-5, 3, 1, 2], [5, 2], "the largest |x|", norm_type=inf, kernel_size=2),
    case("LP, p = -inf", "lp_pool1d", [-5, 3, 1, 2], [3, 1], "the smallest |x|", norm_type=-inf, kernel_size=2),
    case("LP, p = -1", "lp_pool1d", [2, 2, 0, 1], [1, 0], "1 / (1/2 + 1/2), and 1 / inf", norm_type=-1, kernel_size=2),
    case("LP of int64", "lp_pool1d", [3, 4], [2 * 12**0.5 / 2**0.5], "the mean 25 / 2 is cut to 12 before its root",
         norm_type=2, kernel_size=2, dtype="int64", result="float32"),
]  # fmt: skip

ADAPTIVE = [
    case("adaptive 14 to 4", "adaptive_avg_pool1d", range(14), [1.5, 4.5, 8.5, 11.5], "bins 0:4, 3:7, 7:11, 10:14",
         output_size=4),
    case("adaptive 7 to 4", "adaptive_avg_pool1d", range(7), [0.5, 2, 4, 5.5], "bins 0:2, 1:4, 3:6, 5:7",
         output_size=4),
    case("adaptive 7 to 5", "adaptive_avg_pool1d", range(7), [0.5, 1.5, 3, 4.5, 5.5],
         "the middle bin is three wide: no one kernel of round(7 / 5)", output_size=5),
    case("adaptive 5 to 3", "adaptive_avg_pool1d", range(5), [0.5, 2, 3.5],
         "stride 5 // 3 with kernel 5 - 2 * 1 would give [1, 2, 3]", output_size=3),
    case("adaptive maxima 7 to 4", "adaptive_max_pool1d", range(7), [1, 3, 5, 6], "each bin's last cell",
         output_size=4, indices=[1, 3, 5, 6]),
    case("more bins than cells", "adaptive_avg_pool1d", [1, 2], [1, 1.5, 2], "bins 0:1, 0:2, 1:2", output_size=3),
    case("twice as many bins as cells", "adaptive_max_pool1d", [1, 2], [1, 1, 2, 2], "each cell twice", output_size=4,
         indices=[0, 0, 1, 1]),
    case("no bins", "adaptive_avg_pool1d", [1, 2], np.zeros((1, 0)), "0 is a size like any other", output_size=0),
    case("no bins of maxima", "adaptive_max_pool2d", SQUARE, np.zeros((1, 0, 2)), "one axis may be empty",
         output_size=(0, 2)),
    case("None keeps an axis", "adaptive_avg_pool2d", [[0, 1, 2, 3], [4, 5, 6, 7]], [[0.5, 2.5], [4.5, 6.5]],
         "rows stay", output_size=(None, 2)),
    case("None keeps every axis", "adaptive_max_pool2d", SQUARE, SQUARE, "the identity", output_size=(None, None)),
    case("one bin is the mean", "adaptive_avg_pool2d", SQUARE, [[5]], "global average pooling", output_size=1),
    case("the mean of nothing", "adaptive_avg_pool2d", np.zeros((1, 0, 3)), [[nan]], "torch calls mean there, so NaN",
         output_size=1),
    case("adaptive ties and NaN", "adaptive_max_pool1d", [3, 3, nan, nan], [3, nan], "first tie, last NaN",
         output_size=2, indices=[0, 3]),
]  # fmt: skip

CASES = [*WHERE_WINDOWS_STAND, *MAXIMA, *AVERAGES, *POWER_SUMS, *ADAPTIVE]
