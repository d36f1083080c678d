"""Which layers each layer reads: the one before it, unless it says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pooling_core.call.errors import PoolingError
from pooling_core.stacks.layers import Layer


@dataclass(frozen=True)
class Wires:
    """What one layer reads.

    Attributes:
        reads: numbers of layers, from 1; 0 is the input.
        indices_of: the pooling whose indices it reads, of an unpooling.
        error: why it cannot.
    """

    reads: tuple[int, ...]
    indices_of: int | None = None
    error: PoolingError | None = None

    @property
    def all(self) -> tuple[int, ...]:
        """What its shape depends on."""
        return self.reads if self.indices_of is None else (*self.reads, self.indices_of)


def wired(layers: Sequence[Layer]) -> tuple[Wires, ...]:
    """The wires of each layer, in their order.

    Example:
        >>> layers = [Layer.of("max_pool2d", kernel_size=2), Layer.of("same"), Layer.of("add", takes=(1, 2))]
        >>> [each.reads for each in wired(layers)]
        [(0,), (1,), (1, 2)]
    """
    found: list[Wires] = []
    used: set[int] = {layer.indices_of for layer in layers if layer.indices_of is not None}
    for number, layer in enumerate(layers, start=1):
        reads, indices, error = layer.takes or (number - 1,), layer.indices_of, None
        ahead = [each for each in reads if each >= number]
        if ahead:
            error = PoolingError("wire-ahead", "takes", reads, at=number, ahead=ahead[0])
        elif layer.kind.reads_indices:
            indices, error = _indices(layers, number, used)
        found.append(Wires(reads, indices, error))
    return tuple(found)


def _indices(layers: Sequence[Layer], number: int, used: set[int]) -> tuple[int | None, PoolingError | None]:
    layer = layers[number - 1]
    givers = [at for at, each in enumerate(layers[: number - 1], start=1) if _gives(each, layer)]
    if layer.indices_of is not None:
        if layer.indices_of in givers:
            return layer.indices_of, None
        fix = {"indices_of": givers[-1]} if givers else {}
        told = {"at": layer.indices_of, "rank": layer.rank}
        return None, PoolingError("indices-of-no-pooling", "indices_of", layer.indices_of, fix, **told)
    free = [at for at in givers if at not in used]
    if not free:
        return None, PoolingError("indices-missing", "indices_of", None, name=layer.name, rank=layer.rank)
    used.add(free[-1])
    return free[-1], None


def _gives(layer: Layer, reader: Layer) -> bool:
    return layer.kind.gives_indices and layer.rank == reader.rank
