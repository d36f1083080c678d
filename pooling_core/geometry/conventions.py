"""One axis under the rules of PyTorch and of TensorFlow, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from pooling_core.call.arguments import per_axis
from pooling_core.geometry.axis import Axis, same_axis, strided_axis

# Windows are laid out one by one, so an axis has its limit here.
LONGEST_AXIS = 2**24


@dataclass(frozen=True)
class Convention:
    """One library's windows along one axis.

    Attributes:
        name: ``"pytorch_floor"``, ``"pytorch_ceil"``, ``"tensorflow_valid"`` or ``"tensorflow_same"``.
        allowed: whether the library takes the call; TensorFlow moves a dilated window by single cells, and in "same"
            has none.
        outputs: number of windows; 0 where none fits.
        padding_before: cells of padding before the input.
        padding_after: cells of padding after it.
        starts: first position of each window, negative inside the padding.
        unread: cells at the end that no window reaches.
        overhang: cells by which the last window reaches past input and padding.

    Example:
        >>> same = conventions(6, 3, 2)[-1]
        >>> same.name, same.starts, same.padding_before, same.padding_after
        ('tensorflow_same', (0, 2, 4), 0, 1)
    """

    name: str
    allowed: bool
    outputs: int
    padding_before: int
    padding_after: int
    starts: tuple[int, ...]
    unread: int
    overhang: int


def conventions(size: int, kernel_size: int, stride: int, dilation: int = 1) -> tuple[Convention, ...]:
    """PyTorch's floor and ceil_mode, TensorFlow's "valid" and "same", side by side for one axis without own padding.

    Raises:
        PoolingError: for anything but ints of at least 1.

    Example:
        >>> [each.outputs for each in conventions(5, 2, 2)]  # floor, ceil; valid, same
        [2, 3, 2, 3]
    """
    given = {"size": size, "kernel_size": kernel_size, "stride": stride, "dilation": dilation}
    for parameter, value in given.items():
        per_axis(1, parameter, value, at_least=1, at_most=LONGEST_AXIS)
    floor = strided_axis(size, kernel_size, stride, 0, dilation, False)
    ceil = strided_axis(size, kernel_size, stride, 0, dilation, True)
    same = same_axis(size, kernel_size, stride, dilation)
    return (
        _convention("pytorch_floor", floor, True),
        _convention("pytorch_ceil", ceil, True),
        _convention("tensorflow_valid", floor, dilation == 1 or stride == 1),
        _convention("tensorflow_same", same, dilation == 1),
    )


def _convention(name: str, axis: Axis, taken: bool) -> Convention:
    end = int(axis.stops.max(initial=0))
    return Convention(
        name=name,
        allowed=taken and axis.outputs > 0,
        outputs=axis.outputs,
        padding_before=axis.padding,
        padding_after=axis.padding_after,
        starts=tuple(axis.starts.tolist()),
        unread=max(axis.size - end, 0),
        overhang=max(end - axis.size - axis.padding_after, 0),
    )
