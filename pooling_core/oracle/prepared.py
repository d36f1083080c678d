"""PyTorch's word on a pooling whose input is made ready first: another dtype, padding by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from pooling_core.call.catalogue import find
from pooling_core.call.types import Array
from pooling_core.oracle.calls import Verdict, judged


class Prepared(NamedTuple):
    """What is done to an input before PyTorch pools it, and to the result.

    Attributes:
        dtype: of PyTorch, where NumPy has none such; the result comes back as the float32 numbers that it is.
        pads: cells added by ``F.pad``, in its order: last axis first, before and after.
        counted: whether the zeros among them count in the divisor; if not, the mean of ones divides them out.
        lengths: of sequences that are pooled over all their words, and over nothing else: a mask says which those are.
    """

    dtype: str = ""
    pads: tuple[int, ...] = ()
    counted: bool = True
    lengths: tuple[int, ...] = ()


def ask_prepared(
    name: str, x: Array, arguments: Mapping[str, Any], prepared: Prepared, ours: Array | None = None
) -> Verdict:
    """Run a maximum or an average on the prepared input and compare with our result.

    Args:
        x: the input, as the public functions take it.
        ours: our result, or ``None`` where we refuse.
    """
    import torch
    import torch.nn.functional as F

    found = find(name)
    picks = found is not None and found[0].picks

    def call() -> Any:
        given = torch.from_numpy(np.array(x, order="C"))
        given = given.to(getattr(torch, prepared.dtype)) if prepared.dtype else given
        if prepared.lengths:
            return masked(given)
        result = pooled(given, lowest(given) if picks else 0)
        if not prepared.counted:
            result = result / pooled(torch.ones_like(given), 0)
        return result.float() if prepared.dtype else result

    def masked(given: Any) -> Any:
        mask = torch.arange(given.shape[1]) < torch.tensor(prepared.lengths)[:, None]
        if picks:
            return given.masked_fill(~mask, -torch.inf).amax(1, keepdim=True)
        return (given * mask).sum(1, keepdim=True) / mask.sum(1, keepdim=True)

    def lowest(given: Any) -> float:
        return -torch.inf if given.is_floating_point() else torch.iinfo(given.dtype).min

    def pooled(given: Any, fill: float) -> Any:
        padded = F.pad(given, prepared.pads, value=fill) if prepared.pads else given
        return getattr(F, name)(padded, **arguments)

    return judged(call, name, (x,), arguments, ours)
