"""Checks of the parameters that PyTorch's pooling functions do not have: p, eps, temperature, rng, "SAME"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pooling_core.call.errors import PoolingError

TENSORFLOW_PADDINGS = ("SAME", "VALID")


def exponents(p: Any) -> float | tuple[float, ...]:
    """GeM's p, one number or one per channel; lists and arrays become a tuple, so that a spec is hashable.

    Raises:
        PoolingError: for 0, nan, or anything but numbers.
    """
    if isinstance(p, np.ndarray) and p.ndim < 2:
        p = tuple(p.reshape(-1))
    values = tuple(p) if isinstance(p, list | tuple) else (p,)
    if not values or not all(_is_number(value) for value in values):
        shown = f"(shape {p.shape})" if isinstance(p, np.ndarray) else p
        raise PoolingError("p", shown, "it must be a number, or one per channel", {"p": 3.0})
    if any(value != value for value in values):
        raise PoolingError("p", p, "nan is no exponent", {"p": 3.0})
    if 0 in values:
        rule = "the root 1/p does not exist for p = 0 (close to 0 the result tends to the geometric mean)"
        nearest = tuple(float(value) or 0.001 for value in values)
        raise PoolingError("p", p, rule, {"p": nearest if len(values) > 1 else nearest[0]})
    return p if _is_number(p) else tuple(float(value) for value in values)


def check_extension(family: str, arguments: Mapping[str, Any]) -> None:
    """Check the scalar parameters of an extension; for other functions there is nothing to check.

    Raises:
        PoolingError: for the first one that breaks its rule.
    """
    if family == "gem_pool":
        _check_gem(arguments)
    elif family == "stochastic_pool":
        _check_stochastic(arguments)
    elif family == "temperature_avg_pool":
        temperature = arguments["temperature"]
        if not _is_number(temperature) or not np.isfinite(temperature):
            raise PoolingError("temperature", temperature, "it must be a finite number", {"temperature": 1.0})
    elif family.startswith("tf_"):
        padding = arguments["padding"]
        if not isinstance(padding, str) or padding.upper() not in TENSORFLOW_PADDINGS:
            rule = "TensorFlow's padding is 'SAME' or 'VALID', in capitals or not"
            raise PoolingError("padding", padding, rule, {"padding": "SAME"})


def _check_gem(arguments: Mapping[str, Any]) -> None:
    eps = arguments["eps"]
    if not _is_number(eps) or not 0 <= eps < np.inf:
        raise PoolingError("eps", eps, "it must be a finite number, at least 0", {"eps": 1e-6})
    if arguments["kernel_size"] is None:
        stride, padding = arguments["stride"], arguments["padding"]
        for parameter, unset, left_out in (
            ("stride", None, stride is None or (isinstance(stride, tuple) and not stride)),
            ("padding", 0, isinstance(padding, int | np.integer) and padding == 0),
            ("ceil_mode", False, arguments["ceil_mode"] is False),
        ):
            if not left_out:
                rule = "without a kernel_size the one window is the whole input"
                raise PoolingError(parameter, arguments[parameter], rule, {parameter: unset})


def _check_stochastic(arguments: Mapping[str, Any]) -> None:
    training, rng = arguments["training"], arguments["rng"]
    if not isinstance(training, bool):
        raise PoolingError("training", training, "it must be True or False", {"training": bool(training)})
    if arguments["return_indices"] and not training:
        rule = "without training nothing is drawn, so there are no indices"
        raise PoolingError("return_indices", arguments["return_indices"], rule, {"return_indices": False})
    is_seed = isinstance(rng, int | np.integer) and not isinstance(rng, bool) and rng >= 0
    if not (rng is None or is_seed or isinstance(rng, np.random.Generator)):
        rule = "it must be a numpy Generator, a seed of at least 0, or None"
        raise PoolingError("rng", rng, rule, {"rng": 0})


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
