"""Random arrays of one character each, and the small draws that the random calls are made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from pooling_core.call.errors import PoolingError

DTYPES = ("float32",) * 9 + ("float64",) * 4 + ("float16",) * 4 + ("int64",) * 2 + ("int32", "uint8", "bool")

# Parameters that torch takes as tensors; an array anywhere else reaches it as the array that it is.
TENSORS = ("weight", "bias", "indices", "_random_samples")
MOST_CELLS = 2**22  # a broken stride may ask for gigabytes

Rng = np.random.Generator


class NotAskedError(PoolingError):
    """What neither side is asked: it would take gigabytes, or end the process of torch."""

    def __init__(self, stride: object) -> None:
        super().__init__("at-most", "stride", stride, bound=MOST_CELLS)


def seeded(name: str, stream: int) -> Rng:
    """The draws of one test for one function: another stream, other draws."""
    return np.random.default_rng([stream, *name.encode()])


def chance(rng: Rng, share: float) -> bool:
    return bool(rng.random() < share)


def pick(rng: Rng, options: Any) -> Any:
    return options[int(rng.integers(len(options)))]


def between(rng: Rng, low: int, high: int) -> int:
    return int(rng.integers(low, high + 1))


def draw_values(rng: Rng, shape: tuple[int, ...], dtype: np.dtype) -> tuple[np.ndarray, str]:
    """Numbers of one character: ties, fine reals, wide range, or special values."""
    if dtype.kind != "f":
        low = -9 if dtype.kind == "i" else 0
        return rng.integers(low, 2 if dtype.kind == "b" else 10, shape).astype(dtype), "values: whole"
    character = pick(rng, ["ties", "fine", "fine", "positive", "wide", "special", "special", "minus infinity", "zeros"])
    if character == "ties":
        values = rng.integers(-2, 3, shape).astype(np.float64)
    elif character == "positive":
        values = rng.random(shape) * 3
    elif character == "wide":
        values = rng.normal(size=shape) * 10.0 ** rng.integers(-4, 4 if dtype == np.float16 else 9, shape)
    elif character == "minus infinity":
        values = np.where(rng.random(shape) < 0.8, -np.inf, rng.normal(size=shape))
    elif character == "zeros":
        values = np.where(rng.random(shape) < 0.5, 0.0, -0.0)
    else:
        values = rng.normal(size=shape) * pick(rng, [0.01, 1.0, 1.0, 100.0])
    if character == "special":
        rare = rng.choice([np.nan, np.inf, -np.inf, 0.0, 1.0], shape)
        values = np.where(rng.random(shape) < pick(rng, [0.1, 0.5]), rare, values)
    return values.astype(dtype), f"values: {character}"


def laid_out(rng: Rng, x: np.ndarray) -> tuple[np.ndarray, str]:
    """The same numbers in another memory layout."""
    layout = pick(rng, ["contiguous"] * 6 + ["transposed", "reversed", "strided", "read-only"])
    if layout == "transposed":
        x = np.asfortranarray(x)
    elif layout == "reversed":
        x = np.ascontiguousarray(x[..., ::-1])[..., ::-1]
    elif layout == "strided":
        x = np.repeat(x, 2, axis=-1)[..., ::2]
    elif layout == "read-only":
        x = x.copy()
        x.flags.writeable = False
    return x, f"layout: {layout}"
