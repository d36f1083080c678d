"""Names of types that every storey speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Ints = NDArray[np.int64]
Shape = tuple[int, ...]
# What a caller may write for one number per axis.
Size = int | Sequence[int]
