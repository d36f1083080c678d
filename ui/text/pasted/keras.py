"""Calls of Keras and TensorFlow -> layers. Channels come last there, and ``same`` padding follows the input's size.

``SAME`` stays a word here: how many cells it is on each side is worked out once the input is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ui.text.pasted.calls import MOST_NUMBERS, SAME_FUNCTIONS
from ui.text.pasted.found import Made

Arguments = dict[str, Any]
SAME = "SAME"
_RANKED = re.compile(r"([A-Za-z]{3,24})([123])D(Transpose)?")


def keras_layer(name: str, args: Sequence[Any], named: Mapping[str, Any]) -> list[Made] | None:
    """The layers of one call, in order; ``None`` where Keras has none of that name.

    Raises:
        LookupError: naming the argument that is missing or unread.
    """
    ranked = _RANKED.fullmatch(name)
    if ranked:
        family, rank = ranked[1] + (ranked[3] or ""), int(ranked[2])
        places, make = _RANKED_LAYERS.get(family, ((), None))
    else:
        rank = 0
        places, make = _LAYERS.get(name, ((), None))
    if make is None:
        return None
    given = {**dict(zip(places, args, strict=False)), **named}
    told = {key: value for key, value in given.items() if _is_literal(value)}
    try:
        made = make(told, rank)
    except (TypeError, ValueError) as error:  # a number where a list belongs, or the other way round
        raise LookupError(next(iter(told), name)) from error
    return [*made, *_activation(told.get("activation"))]


def _is_literal(value: Any, depth: int = 0) -> bool:
    if isinstance(value, list | tuple):
        return depth < 2 and len(value) <= MOST_NUMBERS and all(_is_literal(each, depth + 1) for each in value)
    return isinstance(value, int | float | str | None)


def _activation(said: Any) -> list[Made]:
    if not isinstance(said, str) or said == "linear":
        return []
    return [Made("same", {"module": SAME_FUNCTIONS.get(said, "Identity")})]


def _windows(given: Arguments, rank: int, size: str, stride: Any = None) -> Arguments:
    """Window, step and padding; a padding that depends on the input's size stays the word."""
    settings = {"kernel_size": _numbers(given[size], rank)}
    step = _numbers(given.get("strides", stride), rank)
    if step is not None and step != stride:
        settings["stride"] = step
    if given.get("dilation_rate") not in (None, 1, (1,) * rank, [1] * rank):
        settings["dilation"] = _numbers(given["dilation_rate"], rank)
    if str(given.get("padding", "valid")).lower() == "same":
        settings["padding"] = SAME
    return settings


def _numbers(value: Any, rank: int) -> Any:
    """One number for each axis, of a list with batch and channels the middle."""
    if not isinstance(value, list | tuple):
        return value
    values = tuple(value)
    if len(values) == rank + 2:
        values = values[1:-1] if values[-1] == 1 else values[2:]
    if len(values) == 1 or (len(values) == rank and all(each == values[0] for each in values)):
        return values[0]
    return values


def _bias(given: Arguments) -> Arguments:
    return {"bias": False} if given.get("use_bias") is False else {}


def _conv(given: Arguments, rank: int) -> list[Made]:
    settings = {"out_channels": given["filters"], **_windows(given, rank, "kernel_size", 1), **_bias(given)}
    if given.get("groups", 1) != 1:
        settings["groups"] = given["groups"]
    return [Made(f"conv{rank}d", settings)]


def _transposed(given: Arguments, rank: int) -> list[Made]:
    settings = {"out_channels": given["filters"], **_windows(given, rank, "kernel_size", 1), **_bias(given)}
    return [Made(f"conv_transpose{rank}d", settings)]


def _depthwise(given: Arguments, rank: int) -> list[Made]:
    multiplier = {"multiplier": given.get("depth_multiplier", 1)}
    return [Made(f"depthwise{rank}d", {**multiplier, **_windows(given, rank, "kernel_size", 1), **_bias(given)})]


def _separable(given: Arguments, rank: int) -> list[Made]:
    pointwise = {"out_channels": given["filters"], "kernel_size": 1, **_bias(given)}
    return [*_depthwise({**given, "use_bias": False}, rank), Made(f"conv{rank}d", pointwise)]


def _pool(kind: str) -> Callable[[Arguments, int], list[Made]]:
    def made(given: Arguments, rank: int) -> list[Made]:
        return [Made(f"{kind}_pool{rank}d", _windows({"pool_size": 2, **given}, rank, "pool_size"))]

    return made


def _global(kind: str) -> Callable[[Arguments, int], list[Made]]:
    def made(given: Arguments, rank: int) -> list[Made]:
        whole = Made(f"adaptive_{kind}_pool{rank}d", {"output_size": 1})
        return [whole] if given.get("keepdims") is True else [whole, Made("flatten")]

    return made


def _upsampling(given: Arguments, rank: int) -> list[Made]:
    mode = {"bilinear": {"mode": "bilinear"}}.get(str(given.get("interpolation")), {})
    return [Made("interpolate", {"scale_factor": _numbers(given.get("size", 2), rank), **mode})]


def _padding(given: Arguments, rank: int) -> list[Made]:
    """Keras names the first axis first, torch the last."""
    said = given.get("padding", 1)
    if isinstance(said, int):
        return [Made("pad", {"padding": (said,) * (2 * rank)})]
    if rank == 1 and len(said) == 2 and all(isinstance(each, int) for each in said):
        return [Made("pad", {"padding": tuple(said)})]
    sides = [tuple(each) if isinstance(each, list | tuple) else (each, each) for each in said]
    if len(sides) != rank or any(len(each) != 2 for each in sides):
        raise LookupError("padding")
    return [Made("pad", {"padding": tuple(cells for each in reversed(sides) for cells in each)})]


def _same(module: str) -> Callable[[Arguments, int], list[Made]]:
    return lambda given, rank: [Made("same", {"module": module})]


_WINDOW = ("strides", "padding")
_RANKED_LAYERS: Mapping[str, tuple[tuple[str, ...], Callable[[Arguments, int], list[Made]]]] = {
    "Conv": (("filters", "kernel_size", *_WINDOW), _conv),
    "Convolution": (("filters", "kernel_size", *_WINDOW), _conv),
    "ConvTranspose": (("filters", "kernel_size", *_WINDOW), _transposed),
    "DepthwiseConv": (("kernel_size", *_WINDOW, "depth_multiplier"), _depthwise),
    "SeparableConv": (("filters", "kernel_size", *_WINDOW), _separable),
    **{name: (("pool_size", *_WINDOW), _pool("max")) for name in ("MaxPooling", "MaxPool")},
    **{name: (("pool_size", *_WINDOW), _pool("avg")) for name in ("AveragePooling", "AvgPool", "AvgPooling")},
    **{name: ((), _global("max")) for name in ("GlobalMaxPooling", "GlobalMaxPool")},
    **{name: ((), _global("avg")) for name in ("GlobalAveragePooling", "GlobalAvgPool")},
    "UpSampling": (("size",), _upsampling),
    "ZeroPadding": (("padding",), _padding),
    "SpatialDropout": ((), _same("Dropout")),
}
_LAYERS: Mapping[str, tuple[tuple[str, ...], Callable[[Arguments, int], list[Made]]]] = {
    "Dense": (
        ("units", "activation"),
        lambda given, rank: [Made("dense", {"out_features": given["units"], **_bias(given)})],
    ),
    "BatchNormalization": ((), lambda given, rank: [Made("batch_norm")]),
    "Activation": (("activation",), lambda given, rank: []),
    "GaussianNoise": ((), _same("Dropout")),
    "GaussianDropout": ((), _same("Dropout")),
    "Reshape": (("target_shape",), lambda given, rank: [Made("reshape_last", {"shape": tuple(given["target_shape"])})]),
}
# tf.nn: the input comes first, and the window may name batch and channels too.
_TF = ("ksize", "strides", "padding", "data_format")
_TF_POOLS = {
    **{f"{kind}_pool{rank}d": (kind, rank) for kind in ("max", "avg") for rank in (1, 2, 3)},
    **{"max_pool": ("max", 2), "avg_pool": ("avg", 2)},
}


def tensorflow_call(name: str, args: Sequence[Any], named: Mapping[str, Any]) -> list[Made] | None:
    """The layers of a function of ``tf.nn``, without its input; ``None`` where it is none of these.

    Raises:
        LookupError: naming the argument that is missing or unread.
    """
    if name not in _TF_POOLS:
        return None
    kind, rank = _TF_POOLS[name]
    given = {**dict(zip(_TF, args, strict=False)), **named}
    told = {key: value for key, value in given.items() if _is_literal(value)}
    return [Made(f"{kind}_pool{rank}d", _windows({"strides": None, **told}, rank, "ksize"))]


# Of a layer's own arguments: the shape that comes in, without the batch.
SHAPE_ARGUMENTS = ("input_shape", "shape", "batch_input_shape", "batch_shape")
JOINS: Mapping[str, str] = {
    **{"Concatenate": "cat", "concatenate": "cat", "concat": "cat"},
    **{"Add": "add", "add": "add", "Average": "add", "Maximum": "add", "Multiply": "add", "Subtract": "add"},
}
# A name that Keras has alone.
IS_KERAS = re.compile(r"\b(?:keras|tensorflow|tf\.nn|[A-Z]\w{2,20}[123]D(?:Transpose)?|Dense)\b")
