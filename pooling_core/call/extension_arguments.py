"""Checks of the parameters that PyTorch's pooling functions do not have: p, eps, temperature, rng, "SAME"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pooling_core.call.errors import PoolingError, shape_of

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
        shown = shape_of(p.shape) if isinstance(p, np.ndarray) else p
        raise PoolingError("number-or-one-per-channel", "p", shown, {"p": 3.0})
    if any(value != value for value in values):
        raise PoolingError("nan-power", "p", p, {"p": 3.0})
    if 0 in values:
        nearest = tuple(float(value) or 0.001 for value in values)
        raise PoolingError("mean-of-power-zero", "p", p, {"p": nearest if len(values) > 1 else nearest[0]})
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
            raise PoolingError("finite-number", "temperature", temperature, {"temperature": 1.0})
    elif family.startswith("tf_"):
        padding = arguments["padding"]
        if not isinstance(padding, str) or padding.upper() not in TENSORFLOW_PADDINGS:
            raise PoolingError("tensorflow-padding", "padding", padding, {"padding": "SAME"})


def _check_gem(arguments: Mapping[str, Any]) -> None:
    eps = arguments["eps"]
    if not _is_number(eps) or not 0 <= eps < np.inf:
        raise PoolingError("finite-at-least-zero", "eps", eps, {"eps": 1e-6})
    if arguments["kernel_size"] is None:
        stride, padding = arguments["stride"], arguments["padding"]
        for parameter, unset, left_out in (
            ("stride", None, stride is None or (isinstance(stride, tuple) and not stride)),
            ("padding", 0, isinstance(padding, int | np.integer) and padding == 0),
            ("ceil_mode", False, arguments["ceil_mode"] is False),
        ):
            if not left_out:
                raise PoolingError("window-is-input", parameter, arguments[parameter], {parameter: unset})


def _check_stochastic(arguments: Mapping[str, Any]) -> None:
    training, rng = arguments["training"], arguments["rng"]
    if not isinstance(training, bool):
        raise PoolingError("true-or-false", "training", training, {"training": bool(training)})
    if arguments["return_indices"] and not training:
        given = arguments["return_indices"]
        raise PoolingError("no-draw-no-indices", "return_indices", given, {"return_indices": False})
    is_seed = isinstance(rng, int | np.integer) and not isinstance(rng, bool) and rng >= 0
    if not (rng is None or is_seed or isinstance(rng, np.random.Generator)):
        raise PoolingError("generator-or-seed", "rng", rng, {"rng": 0})


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
