"""What the tests of single calls share: an input of one row, and the refusal of a call."""

import numpy as np
import pytest

from pooling_core.call.errors import PoolingError


def line(*values, dtype=np.float64):
    """One channel of one row."""
    return np.array([values], dtype)


def refusal(call, *arguments, **settings):
    with pytest.raises(PoolingError) as refused:
        call(*arguments, **settings)
    assert "\n" not in str(refused.value)
    return refused.value
