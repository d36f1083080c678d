"""Layers of features and channels: linear, norms, activations that learn, flatten; and boxes nobody looks into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import prod
from types import MappingProxyType
from typing import Any

from pooling_core.call.arguments import per_axis
from pooling_core.call.errors import PoolingError, shape_of
from pooling_core.call.types import Shape
from pooling_core.stacks.rules import Settings, largest_divisor, whole

# Modules of torch.nn that change no shape and learn nothing, and what they must be told here to be the same in torch.
_TOLD: Mapping[str, Mapping[str, Any]] = dict.fromkeys(
    ("Softmax", "LogSoftmax", "Softmin"), MappingProxyType({"dim": 1})
)
SAME: Mapping[str, Mapping[str, Any]] = {
    name: _TOLD.get(name, {})
    for name in (
        *("ReLU", "ReLU6", "LeakyReLU", "RReLU", "ELU", "SELU", "CELU", "GELU", "SiLU", "Mish", "Sigmoid", "Tanh"),
        *("LogSigmoid", "Hardsigmoid", "Tanhshrink", "Hardtanh", "Hardswish", "Hardshrink", "Softshrink", "Softplus"),
        *("Softsign", "Softmax", "LogSoftmax", "Softmin", "Softmax2d", "Identity", "Dropout", "Dropout1d", "Dropout2d"),
        *("Dropout3d", "AlphaDropout", "FeatureAlphaDropout"),
    )
}
# The numbers of axes that some of them are made for, batch and channels included.
_AXES = {"Dropout1d": (2, 3), "Softmax2d": (3, 4)}
LONGEST_NAME = 40
_NAME = re.compile(rf"[^\W_][\w.]{{0,{LONGEST_NAME - 1}}}", re.ASCII)


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
    told = settings["num_features"]
    if told is not None and per_axis(1, "num_features", told, at_least=0) != (shape[1],):
        raise PoolingError("channels-normed", "num_features", told, {"num_features": shape[1]}, channels=shape[1])
    if not shape[1]:
        raise PoolingError("no-channel-to-norm", "input", shape_of(shape))
    return shape


def channel_numbers(settings: Settings, shape: Shape) -> int:
    """A factor and a shift for each channel."""
    return 2 * shape[1]


def group_normed(name: str, settings: Settings, shape: Shape) -> Shape:
    """A norm over groups of channels, of more than one number each."""
    (groups,) = per_axis(1, "num_groups", settings["num_groups"], at_least=1)
    if shape[1] % groups:
        nearest = largest_divisor(shape[1], groups)
        raise PoolingError("groups-of-channels", "num_groups", groups, {"num_groups": nearest}, channels=shape[1])
    if shape[0] * shape[1] // groups * prod(shape[2:]) == 1:
        raise PoolingError("one-number-to-norm", "input", shape_of(shape))
    return shape


def plane_normed(name: str, settings: Settings, shape: Shape) -> Shape:
    """A norm over each plane, of more than one cell."""
    if prod(shape[2:]) == 1:
        raise PoolingError("one-number-to-norm", "input", shape_of(shape))
    return shape


def layer_normed(name: str, settings: Settings, shape: Shape) -> Shape:
    """A norm over the last axes, which it is told."""
    told = settings["normalized_shape"]
    last = told if isinstance(told, tuple) else (told,)
    if not last or not all(whole("normalized_shape", size) and size >= 0 for size in last):
        raise PoolingError("normalized-ints", "normalized_shape", told, {"normalized_shape": shape[-1]})
    if shape[-len(last) :] != last:
        fitting = shape[-len(last) :] if len(last) <= len(shape) else shape[1:]
        fix = {"normalized_shape": fitting if len(fitting) > 1 else fitting[0]}
        raise PoolingError("normalized-shape", "normalized_shape", told, fix, last=fitting)
    return shape


def last_axes_numbers(settings: Settings, shape: Shape) -> int:
    """A factor and a shift for each number of the last axes."""
    told = settings["normalized_shape"]
    return 2 * prod(told if isinstance(told, tuple) else (told,))


def sloped(name: str, settings: Settings, shape: Shape) -> Shape:
    """A rectifier that learns one slope, or one for each channel."""
    (slopes,) = per_axis(1, "num_parameters", settings["num_parameters"], at_least=0)
    if slopes not in (1, shape[1]):
        fixes = [{"num_parameters": shape[1]}, {"num_parameters": 1}]
        raise PoolingError("slopes", "num_parameters", slopes, *fixes, channels=shape[1])
    return shape


def slope_numbers(settings: Settings, shape: Shape) -> int:
    """Its slopes."""
    return int(settings["num_parameters"])


def same(name: str, settings: Settings, shape: Shape) -> Shape:
    """A layer of the table, which leaves the shape alone."""
    module = settings["module"]
    if module not in SAME:
        raise PoolingError("module-changes-no-shape", "module", module, names=tuple(SAME))
    if len(shape) not in _AXES.get(module, (len(shape),)):
        raise PoolingError("module-of-axes", "input", shape_of(shape), module=module, axes=_AXES[module])
    return shape


def boxed(name: str, settings: Settings, shape: Shape) -> Shape:
    """A layer that nobody here knows: the shape that is said of it, or the one before, which is assumed."""
    named, said = settings["name"], settings["output_shape"]
    if not isinstance(named, str) or not _NAME.fullmatch(named):
        raise PoolingError("box-name", "name", named, most=LONGEST_NAME)
    if said is None:
        return shape
    sizes = said if isinstance(said, tuple) else (said,)
    if not 1 <= len(sizes) <= 4 or not all(whole("output_shape", size) and size >= 0 for size in sizes):
        raise PoolingError("box-shape", "output_shape", said)
    return (shape[0], *sizes)


def flat(name: str, settings: Settings, shape: Shape) -> Shape:
    """Axes from one to another in one row; the batch stays."""
    axes = len(shape)
    ends = {}
    for parameter in ("start_dim", "end_dim"):
        value = settings[parameter]
        if not whole(parameter, value) or not -axes <= value < axes:
            default = {"start_dim": 1, "end_dim": -1}[parameter]
            raise PoolingError("axis-of-input", parameter, value, {parameter: default}, low=-axes, high=axes - 1)
        ends[parameter] = value % axes
    first, last = ends["start_dim"], ends["end_dim"]
    if first > last:
        raise PoolingError("flatten-backwards", "end_dim", settings["end_dim"], {"end_dim": -1}, first=first, last=last)
    if first == 0 < last:
        raise PoolingError("flatten-batch", "start_dim", settings["start_dim"], {"start_dim": 1})
    return (*shape[:first], prod(shape[first : last + 1]), *shape[last + 1 :])
