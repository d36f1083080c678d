"""Pooling layers in NumPy: where each window looks, what it does with what it sees, and why.

``pooling_core.functional`` carries the functions, named and signed as in ``torch.nn.functional``;
``pooling_core.trace`` explains a result cell by cell.
"""

from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec

__all__ = ["PoolSpec", "PoolingError"]
