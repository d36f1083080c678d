"""The layers that are measured, as data: float32, contiguous, the sizes of real networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    """One layer on one input.

    Attributes:
        label: family, kernel/stride/padding.
        call: the public function, of ``functional`` or ``extensions``.
        shape: of the input.
        arguments: the call's other arguments.
        aimed: whether the row counts in the geometric means over maxima and averages.
        backward: measure the gradient instead of the result.
        positive: the input has no negative numbers.
    """

    label: str
    call: str
    shape: tuple[int, ...]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    aimed: bool = False
    backward: bool = False
    positive: bool = False

    @property
    def title(self) -> str:
        """The label and the shape."""
        return f"{self.label} ({', '.join(map(str, self.shape))})"


def window(kernel_size: int, stride: int, padding: int = 0, **more: Any) -> dict[str, Any]:
    """Arguments of a layer written kernel/stride/padding."""
    return {"kernel_size": kernel_size, "stride": stride} | ({"padding": padding} if padding else {}) | more


SMALL, STEM, PHOTO = (8, 64, 56, 56), (1, 64, 112, 112), (1, 3, 512, 512)
UNCOUNTED = {"count_include_pad": False}

ROWS = (
    Row("max 3/2/1", "max_pool2d", STEM, window(3, 2, 1), aimed=True),
    Row("max 2/2", "max_pool2d", SMALL, window(2, 2), aimed=True),
    Row("max 3/1/1", "max_pool2d", SMALL, window(3, 1, 1), aimed=True),
    Row("max 5/1/2", "max_pool2d", (1, 256, 20, 20), window(5, 1, 2), aimed=True),
    Row("max 9/1/4", "max_pool2d", (1, 128, 40, 40), window(9, 1, 4), aimed=True),
    Row("max 31/1/15", "max_pool2d", PHOTO, window(31, 1, 15), aimed=True),
    Row("max 3/2/1 with indices", "max_pool2d", STEM, window(3, 2, 1, return_indices=True), aimed=True),
    Row("avg 2/2", "avg_pool2d", (8, 128, 28, 28), window(2, 2), aimed=True),
    Row("avg 3/1/1, padding uncounted", "avg_pool2d", (8, 192, 28, 28), window(3, 1, 1) | UNCOUNTED, aimed=True),
    Row("avg 7/1/3", "avg_pool2d", PHOTO, window(7, 1, 3), aimed=True),
    Row("adaptive avg to 7", "adaptive_avg_pool2d", (8, 512, 14, 14), {"output_size": 7}, aimed=True),
    Row("adaptive avg to 1", "adaptive_avg_pool2d", (8, 512, 14, 14), {"output_size": 1}, aimed=True),
    Row("adaptive avg to 5", "adaptive_avg_pool2d", (8, 256, 14, 14), {"output_size": 5}, aimed=True),
    Row("adaptive max to 7", "adaptive_max_pool2d", SMALL, {"output_size": 7}, aimed=True),
    Row("LP 2/2, p = 2", "lp_pool2d", SMALL, {"norm_type": 2.0} | window(2, 2)),
    Row("LP 3/2, p = 3", "lp_pool2d", SMALL, {"norm_type": 3.0} | window(3, 2), positive=True),
    Row("GeM over all", "gem_pool2d", (8, 512, 14, 14), {"p": 3.0}, positive=True),
    Row("stochastic 2/2, training", "stochastic_pool2d", SMALL, window(2, 2, rng=0), positive=True),
    Row("stochastic 2/2, inference", "stochastic_pool2d", SMALL, window(2, 2, training=False), positive=True),
    Row("max 1-D 4/4", "max_pool1d", (8, 128, 4096), window(4, 4), aimed=True),
    Row("max 1-D over time", "max_pool1d", (8, 128, 4096), window(4096, 1), aimed=True),
    Row("max 1-D 3/2", "max_pool1d", (16, 64, 2000), window(3, 2), aimed=True),
    Row("max 3-D 2/2", "max_pool3d", (1, 32, 16, 56, 56), window(2, 2), aimed=True),
    Row("avg 3-D 2/2", "avg_pool3d", (1, 32, 16, 56, 56), window(2, 2), aimed=True),
    Row("backward of max 3/2/1", "max_pool2d", STEM, window(3, 2, 1), backward=True),
    Row("backward of avg 2/2", "avg_pool2d", (8, 128, 28, 28), window(2, 2), backward=True),
    Row("backward of adaptive avg to 7", "adaptive_avg_pool2d", (8, 512, 14, 14), {"output_size": 7}, backward=True),
    Row("backward of adaptive max to 7", "adaptive_max_pool2d", SMALL, {"output_size": 7}, backward=True),
    Row("max 3/2/1", "max_pool2d", (1, 1, 7, 7), window(3, 2, 1)),
    Row("avg 3/2/1", "avg_pool2d", (1, 1, 7, 7), window(3, 2, 1)),
    Row("max 3/1/1", "max_pool2d", PHOTO, window(3, 1, 1)),
    Row("max 63/1/31", "max_pool2d", PHOTO, window(63, 1, 31)),
    Row("avg 3/1/1", "avg_pool2d", PHOTO, window(3, 1, 1)),
    Row("avg 63/1/31", "avg_pool2d", PHOTO, window(63, 1, 31)),
)
