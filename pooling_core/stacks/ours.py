"""Which refusals of a stack are its own: PyTorch would take the layer, and do something that nobody meant."""

from __future__ import annotations

from collections.abc import Sequence

from pooling_core.call.arguments import INT_MAX
from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Shape
from pooling_core.stacks.layers import Layer

# A longest axis, the batch merged away, wires that cannot be written, names of boxes: nothing that torch is asked.
_OURS = frozenset(
    (
        *("axis-too-long", "flatten-batch", "box-name", "box-shape", "wire-ahead", "indices-missing"),
        *("indices-of-no-pooling", "module-changes-no-shape"),
    )
)


def refused_by_torch(layers: Sequence[Layer], number: int, shapes: Sequence[Shape], why: PoolingError) -> bool:
    """Whether PyTorch too refuses layer ``number``.

    Args:
        shapes: of the input and after each layer before it.
        why: the stack refuses it.
    """
    if why.key in _OURS:
        return False
    if why.key == "scale-size" and float(str(why.values["made"])) > INT_MAX:
        return False  # torch counts such an axis, and no window on it
    layer = layers[number - 1]
    read = layer.takes[0] if layer.takes else number - 1
    axes = len(shapes[read])
    composed = layer.kind.operation is not None and not layer.kind.operation.in_torch
    if composed and why.key in ("layer-of-another-rank", "after-flatten"):
        return False  # what equals it in torch may run along other axes
    if why.key == "layer-of-another-rank":
        # One axis less is an input without a batch; pixels are shuffled on the last two of any number.
        return not (axes == layer.rank + 1 or layer.kind.axes or layer.takes_any_rank)
    if why.key == "after-flatten":
        return not (layer.rank == 1 or layer.takes_any_rank or (layer.kind.numbered and not layer.rank))
    return True
