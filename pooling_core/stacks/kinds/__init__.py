"""Every kind of layer, one record each: its parameters, its shape, what it learns, where it looks, what it is called.

What a function of the catalogue takes is said there; here stands what makes a layer of it. Whatever differs from kind
to kind is asked of the record, never of a layer's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pooling_core.call.catalogue import find
from pooling_core.call.errors import PoolingError
from pooling_core.stacks.kinds.plain import FLATTEN as FLATTEN
from pooling_core.stacks.kinds.plain import PAD as PAD
from pooling_core.stacks.kinds.plain import PLAIN
from pooling_core.stacks.kinds.record import Formula as Formula
from pooling_core.stacks.kinds.record import Group as Group
from pooling_core.stacks.kinds.record import Kind as Kind
from pooling_core.stacks.kinds.windows import WINDOWS

_RECORDS = (*WINDOWS, *PLAIN)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _RECORDS}
# What a repair puts on the way.
CONV, MAX_POOL, INTERPOLATE = (KINDS[name] for name in ("conv", "max_pool", "interpolate"))


@lru_cache(maxsize=256)
def kind_of(name: str) -> tuple[Kind, int]:
    """``"max_pool2d"`` -> the record of ``max_pool``, and 2; 0 where a name says no number of axes.

    Raises:
        PoolingError: for what is no layer.
    """
    whole = KINDS.get(name)
    if whole is not None and not whole.ranked:
        return whole, 0
    operation, rank = find(name) or (None, 0)
    kind = KINDS.get(operation.family) if operation is not None else None
    if kind is None:
        plain = tuple(each.name for each in _RECORDS if not each.ranked)
        raise PoolingError(
            "unknown-layer", "name", name, plain=plain, names=tuple(each.name for each in _RECORDS if each.ranked)
        )
    return kind, rank
