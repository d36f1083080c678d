"""Gradients of every function, equal to what PyTorch's autograd returns.

Two laws carry them all: a sum spreads its gradient over the cells it read, each times its weight, and a
maximum hands its whole gradient to the winning cell. The chain rule does the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from pooling_core.call.catalogue import OPERATIONS, find
from pooling_core.call.errors import PoolingError, type_of
from pooling_core.call.spec import PoolSpec, taken
from pooling_core.call.types import Array


def pullback(name: str, grad_output: Array, input: Array, **parameters: Any) -> Any:
    """The gradient that flows into a function's input when ``grad_output`` flows into its result.

    It equals PyTorch's autograd, with one departure: a max pooling window that a dilation carries past its
    whole plane sends nothing, where PyTorch writes into the next plane and beyond the last one.

    Args:
        name: a public function, such as ``"max_pool2d"``, ``"conv1d"``, ``"interpolate"`` or ``"gem_pool2d"``.
        grad_output: gradient of the result, of its shape; any real dtype, taken in the result's own.
        input: as the function takes it, of a floating dtype.
        parameters: the function's other arguments, by their names. What was drawn at random forward must be
            given again: ``rng`` in training (the seed, or a Generator in the same state), ``_random_samples``.

    Returns:
        The gradient of the input, of its shape and dtype. Where more can be learned, a tuple: for ``conv``
        the gradients of input, weight and bias (``None`` without one), for ``gem_pool`` of input and p.

    Raises:
        PoolingError: where the function itself refuses, where PyTorch has no gradient (integers, results
            without cells), or where ``grad_output`` does not fit the result.

    Example:
        >>> pullback("max_pool1d", np.array([[1.0, 0.5]]), np.array([[2.0, 7.0, 9.0, 8.0]]), kernel_size=2)
        array([[0. , 1. , 0.5, 0. ]])
    """
    found = find(name)
    if found is None or not found[0].rule:
        families = tuple(family for family, operation in OPERATIONS.items() if operation.rule)
        raise PoolingError("no-gradient-known", "name", name, names=families)
    operation, rank = found
    if not isinstance(input, np.ndarray):
        raise PoolingError("numpy-array", "input", type_of(input))
    way_back = import_module(f"pooling_core.backward.{operation.rule}").pullback
    with np.errstate(all="ignore"):  # infinite and undefined derivatives are results, as they are in torch
        if operation.pools and operation.windows != "sampled":
            return way_back(PoolSpec.of(name, **parameters), grad_output, input)
        taken(name, operation.signature(rank), parameters)
        return way_back(name, grad_output, input, parameters)
