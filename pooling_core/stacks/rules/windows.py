"""Layers with windows: poolings, convolutions and their transposes, unpooling."""

from __future__ import annotations

from math import gcd, prod

from pooling_core.call.arguments import per_axis
from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Shape
from pooling_core.geometry.fractional import check_layer
from pooling_core.geometry.shapes import output_shape
from pooling_core.stacks.rules import Settings, largest_divisor

# What torch.nn makes its weights of.
_MADE_OF = ("in_channels", "out_channels", "kernel_size", "bias")


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


def drawn(name: str, settings: Settings, shape: Shape) -> Shape:
    """Fractional pooling, whose layer says more of its size than its function does."""
    check_layer(settings["output_size"], settings["output_ratio"])
    return output_shape(name, shape, **settings)


def unpooled(name: str, settings: Settings, shape: Shape, indices: Shape | None = None) -> Shape:
    """Unpooling with the indices of an earlier pooling, whose shape its input has."""
    told = {} if indices is None else {"indices": indices}
    return output_shape(name, shape, **settings, **told)


def _kernel(settings: Settings, shape: Shape) -> tuple[int, int, Shape]:
    """Channels that go out, groups, taps per axis."""
    kernel_size = per_axis(len(shape) - 2, "kernel_size", settings["kernel_size"], at_least=1)
    (made,) = per_axis(1, "out_channels", settings["out_channels"], at_least=1)
    (groups,) = per_axis(1, "groups", settings["groups"], at_least=1)
    channels, told = shape[1], settings["in_channels"]
    if told is not None:
        (wanted,) = per_axis(1, "in_channels", told, at_least=0)
        if wanted != channels:
            fix, is_last = {"in_channels": channels}, shape[-1] == wanted
            said = {"channels": channels, "wanted": wanted}
            raise PoolingError("channels-last" if is_last else "channels-in", "in_channels", told, fix, **said)
    if made % groups or channels % groups:
        fixes = [{"groups": largest_divisor(gcd(made, channels), groups)}]
        if channels % groups == 0:
            fixes.append({"out_channels": -(-made // groups) * groups})
        raise PoolingError("groups-divide-channels", "groups", groups, *fixes, channels=channels, made=made)
    return made, groups, kernel_size


def kernel_numbers(settings: Settings, shape: Shape) -> int:
    """Weights of a convolution or its transpose, and a bias for each channel that goes out."""
    made, groups, kernel_size = _kernel(settings, shape)
    return made * (shape[1] // groups) * prod(kernel_size) + (made if settings["bias"] else 0)
