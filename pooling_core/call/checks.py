"""The scalar parameters of a call, one check each, by name: what every function that has the parameter asks of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from pooling_core.call.catalogue import Operation
from pooling_core.call.errors import PoolingError, shape_of

TENSORFLOW_PADDINGS = ("SAME", "VALID")
# Words for padding that follows from the input, and what counts in the divisor of an average.
PADDING_WORDS = ("SAME_UPPER", "SAME_LOWER", "VALID")
ROUNDINGS = ("floor", "ceil", "ceil_inside")
COUNTED = ("data", "padding", "kernel")
Check = Callable[[Any, Mapping[str, Any]], None]


def exponents(p: Any) -> float | tuple[float, ...]:
    """GeM's p, one number or one per channel; lists and arrays become a tuple, so that a call is hashable.

    Raises:
        PoolingError: for 0, nan, or anything but numbers.
    """
    if isinstance(p, np.ndarray) and p.ndim < 2:
        p = tuple(p.reshape(-1))
    values = tuple(p) if isinstance(p, list | tuple) else (p,)
    if not values or not all(_is_number(value) for value in values):
        raise PoolingError(
            "number-or-one-per-channel", "p", shape_of(p.shape) if isinstance(p, np.ndarray) else p, {"p": 3.0}
        )
    if any(value != value for value in values):
        raise PoolingError("nan-power", "p", p, {"p": 3.0})
    if 0 in values:
        nearest = tuple(float(value) or 0.001 for value in values)
        raise PoolingError("mean-of-power-zero", "p", p, {"p": nearest if len(values) > 1 else nearest[0]})
    return p if _is_number(p) else tuple(float(value) for value in values)


def check_scalars(operation: Operation, arguments: Mapping[str, Any]) -> None:
    """Check every parameter that is neither a window nor the tensor.

    Raises:
        PoolingError: for the first one that breaks its rule.
    """
    for parameter, check in CHECKS.items():
        if parameter in arguments:
            check(arguments[parameter], arguments)
    for parameter in operation.finite:
        value = arguments[parameter]
        if not _is_number(value) or not np.isfinite(value):
            default = operation.parameters[parameter]
            raise PoolingError("finite-number", parameter, value, {parameter: default})
    if operation.windows == "tensorflow":
        padding = arguments["padding"]
        if not isinstance(padding, str) or padding.upper() not in TENSORFLOW_PADDINGS:
            raise PoolingError("tensorflow-padding", "padding", padding, {"padding": "SAME"})
    if operation.windows == "padded":
        _check_padded(arguments)
    if operation.may_be_whole and arguments["kernel_size"] is None:
        _check_whole(arguments)


def _check_whole(arguments: Mapping[str, Any]) -> None:
    stride, padding = arguments["stride"], arguments["padding"]
    for parameter, unset, left_out in (
        ("stride", None, stride is None or (isinstance(stride, tuple) and not stride)),
        ("padding", 0, isinstance(padding, int | np.integer) and padding == 0),
        ("ceil_mode", False, arguments["ceil_mode"] is False),
    ):
        if not left_out:
            raise PoolingError("window-is-input", parameter, arguments[parameter], {parameter: unset})


def _check_padded(arguments: Mapping[str, Any]) -> None:
    padding = arguments["padding"]
    if isinstance(padding, str) and padding.upper() not in PADDING_WORDS:
        raise PoolingError("padding-word", "padding", padding, {"padding": "SAME_UPPER"}, words=PADDING_WORDS)
    for parameter, words in (("rounding", ROUNDINGS), ("counted", COUNTED)):
        if parameter in arguments and arguments[parameter] not in words:
            fix = {parameter: words[0]}
            raise PoolingError("one-of-the-words", parameter, arguments[parameter], fix, words=words)
    p = arguments.get("norm_type", 1)
    if not _is_number(p) or not p >= 1:
        raise PoolingError("norm-at-least-one", "norm_type", p, {"norm_type": 2})


def _flag(parameter: str) -> Check:
    def check(value: Any, arguments: Mapping[str, Any]) -> None:
        if not isinstance(value, bool):
            raise PoolingError("true-or-false", parameter, value, {parameter: bool(value)})

    return check


def _divisor_override(value: Any, arguments: Mapping[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise PoolingError("int-or-none", "divisor_override", value, {"divisor_override": None})
    if value == 0:
        raise PoolingError("divided-by-zero", "divisor_override", value, {"divisor_override": 1})


def _norm_type(value: Any, arguments: Mapping[str, Any]) -> None:
    if not isinstance(value, int | float | np.number):
        raise PoolingError("any-number", "norm_type", value, {"norm_type": 2})
    if value == 0:
        raise PoolingError("power-zero", "norm_type", value, {"norm_type": 1})


def _eps(value: Any, arguments: Mapping[str, Any]) -> None:
    if not _is_number(value) or not 0 <= value < np.inf:
        raise PoolingError("finite-at-least-zero", "eps", value, {"eps": 1e-6})


def _rng(value: Any, arguments: Mapping[str, Any]) -> None:
    if arguments["return_indices"] and not arguments["training"]:
        raise PoolingError(
            "no-draw-no-indices", "return_indices", arguments["return_indices"], {"return_indices": False}
        )
    is_seed = isinstance(value, int | np.integer) and not isinstance(value, bool) and value >= 0
    if not (value is None or is_seed or isinstance(value, np.random.Generator)):
        raise PoolingError("generator-or-seed", "rng", value, {"rng": 0})


# In the order in which they are looked at.
CHECKS: Mapping[str, Check] = {
    "ceil_mode": _flag("ceil_mode"),
    "count_include_pad": _flag("count_include_pad"),
    "divisor_override": _divisor_override,
    "norm_type": _norm_type,
    "eps": _eps,
    "training": _flag("training"),
    "rng": _rng,
}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
