"""What each kind of layer makes of a shape, and how many numbers it learns there.

``settings`` are a layer's, defaults filled in; shapes have batch and channels first.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd, isqrt, prod
from typing import Any

from pooling_core.call.arguments import per_axis
from pooling_core.call.errors import PoolingError, shape_of
from pooling_core.call.types import Shape
from pooling_core.geometry.shapes import output_shape

Settings = Mapping[str, Any]
# What torch.nn makes its weights of.
_MADE_OF = ("out_channels", "kernel_size", "bias")


def called(name: str, settings: Settings, shape: Shape) -> Shape:
    """A function of one input."""
    return output_shape(name, shape, **settings)


def convolved(name: str, settings: Settings, shape: Shape) -> Shape:
    """A convolution, which brings its own weight."""
    made, groups, kernel_size = _kernel(settings, shape)
    return _weighted(name, settings, shape, (made, shape[1] // groups, *kernel_size))


def transposed(name: str, settings: Settings, shape: Shape) -> Shape:
    """A transposed one, whose weight has the channels that come in first."""
    made, groups, kernel_size = _kernel(settings, shape)
    return _weighted(name, settings, shape, (shape[1], made // groups, *kernel_size))


def _weighted(name: str, settings: Settings, shape: Shape, weight: Shape) -> Shape:
    moved = {key: value for key, value in settings.items() if key not in _MADE_OF}
    return output_shape(name, shape, weight=weight, **moved)


def _kernel(settings: Settings, shape: Shape) -> tuple[int, int, Shape]:
    """Channels that go out, groups, taps per axis."""
    kernel_size = per_axis(len(shape) - 2, "kernel_size", settings["kernel_size"], at_least=1)
    (made,) = per_axis(1, "out_channels", settings["out_channels"], at_least=1)
    (groups,) = per_axis(1, "groups", settings["groups"], at_least=1)
    channels = shape[1]
    if made % groups or channels % groups:
        fixes = [{"groups": _most_groups(gcd(made, channels), groups)}]
        if channels % groups == 0:
            fixes.append({"out_channels": -(-made // groups) * groups})
        raise PoolingError("groups-divide-channels", "groups", groups, *fixes, channels=channels, made=made)
    return made, groups, kernel_size


def _most_groups(channels: int, at_most: int) -> int:
    """The largest number of groups, up to one, into which so many channels fall."""
    small = [each for each in range(1, isqrt(channels) + 1) if channels % each == 0]
    return max(each for each in (*small, *(channels // each for each in small)) if each <= at_most)


def kernel_numbers(settings: Settings, shape: Shape) -> int:
    """Weights of a convolution or its transpose, and a bias for each channel that goes out."""
    made, groups, kernel_size = _kernel(settings, shape)
    return made * (shape[1] // groups) * prod(kernel_size) + (made if settings["bias"] else 0)


def features(name: str, settings: Settings, shape: Shape) -> Shape:
    """A linear layer reads the last axis: the features, or of what is not flat the last spatial one."""
    (out_features,) = per_axis(1, "out_features", settings["out_features"], at_least=0)
    wanted, found = settings["in_features"], shape[-1]
    if wanted is None or wanted == found:
        return (*shape[:-1], out_features)
    if len(shape) == 2:
        fix = {"in_features": found} if found else {}  # nothing is learned of nothing
        raise PoolingError("features-in", "in_features", wanted, fix, features=found)
    # As many as the last axis has would run, and read each row of each channel alone: what is missing is flatten.
    raise PoolingError("features-on-last-axis", "in_features", wanted, features=found, flat=prod(shape[1:]))


def feature_numbers(settings: Settings, shape: Shape) -> int:
    """A weight for each feature that comes in and each that goes out, and a bias for each of these."""
    return int(settings["out_features"]) * (shape[-1] + bool(settings["bias"]))


def normed(name: str, settings: Settings, shape: Shape) -> Shape:
    """A batch norm leaves the shape alone."""
    if not shape[1]:
        raise PoolingError("no-channel-to-norm", "input", shape_of(shape))
    return shape


def norm_numbers(settings: Settings, shape: Shape) -> int:
    """A factor and a shift for each channel."""
    return 2 * shape[1]


def flat(name: str, settings: Settings, shape: Shape) -> Shape:
    """All but the batch in one row."""
    return (shape[0], prod(shape[1:]))


def nothing(settings: Settings, shape: Shape) -> int:
    """Most layers learn nothing."""
    return 0
