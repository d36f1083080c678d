"""The same stack in PyTorch: what it makes of shapes along the wires, without computing anything.

Like ``torch_check`` it names torch only inside functions: the core and the app run without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any

from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Shape
from pooling_core.oracle import calls as torch_check
from pooling_core.oracle.modules import Module as Module
from pooling_core.oracle.modules import module_of as module_of
from pooling_core.oracle.modules import run
from pooling_core.stacks.layers import Layer
from pooling_core.stacks.stack import Row
from pooling_core.stacks.wires import wired

# Weights, or cells, of a refused layer that is asked again with numbers.
MOST_NUMBERS = 2**22


@dataclass(frozen=True)
class StackVerdict:
    """What PyTorch makes of a stack.

    Attributes:
        version: of PyTorch.
        shapes: after each layer that it takes.
        parameters: numbers that each of them learns.
        refusal: its words on the next layer, or ``None`` where it takes them all.
    """

    version: str
    shapes: tuple[Shape, ...]
    parameters: tuple[int, ...]
    refusal: str | None = None

    def differs_at(self, rows: Iterable[Row]) -> int | None:
        """The number of the first row that is not PyTorch's, from 1, or ``None``."""
        theirs = [*zip(self.shapes, self.parameters, strict=True)]
        for row in rows:
            if theirs[row.number - 1 : row.number] != [(row.output_shape, row.parameters)]:
                return row.number
        return None


def load() -> None:
    """Import what PyTorch needs for shapes alone (about two seconds more), by asking for some."""
    import torch

    with torch_check.quiet(), torch.device("meta"):
        torch.nn.Linear(4, 1)(torch.nn.Conv1d(1, 1, 1)(torch.empty(1, 1, 4)))


@lru_cache(maxsize=64)
def ask_stack(layers: tuple[Layer, ...], input_shape: Shape) -> StackVerdict:
    """Run the layers in PyTorch one after another, on a tensor that has a shape and no numbers.

    Args:
        input_shape: ``(batch, channels, *spatial)``.

    Raises:
        PoolingError: for a layer that ``torch.nn`` does not have.
    """
    rank, known = len(input_shape) - 2, [input_shape]
    parameters: list[int] = []
    refusal = None
    with torch_check.quiet():
        for layer, wires in zip(layers, wired(layers), strict=True):
            if wires.error is not None:  # there is nothing that could be asked
                break
            found = _asked(layer, [known[read] for read in wires.all], rank)
            if isinstance(found, str):
                refusal = found
                break
            known.append(found[0])
            parameters.append(found[1])
    return StackVerdict(torch_check.load(), tuple(known[1:]), tuple(parameters), refusal)


def _asked(layer: Layer, shapes: Sequence[Shape], rank: int) -> tuple[Shape, int] | str:
    """The shape after one layer and the numbers it learns, or PyTorch's words of refusal."""
    import torch

    kind, shape = layer.kind, shapes[0]
    made = module_of(layer, shape, rank) if kind.module else None
    after: Shape | None = None
    refusal = None
    try:
        module = None if made is None else made.build()
        tensors = [torch.empty(each, device="meta") for each in shapes]
    except Exception as error:  # whatever torch raises is what it says
        return torch_check.words_of(error)
    if kind.reads_indices:
        tensors[1] = tensors[1].to(torch.int64)
    try:
        after = tuple(run(layer, module, tensors).shape)
    except PoolingError:
        raise
    except Exception as error:
        refusal = torch_check.words_of(error)
    # Some of a convolution's checks belong to the computation, and where there are numbers the words are better.
    if not refusal and kind.weighted:
        refusal = _refused_with_numbers(*_smallest(layer, module))
    if refusal or after is None or 0 in (*shape, *after[2:]) or _is_mistold(layer, shape):
        said = _in_numbers_words(layer, module, shapes)
        refusal = said if isinstance(said, str) else refusal
        after = said if isinstance(said, tuple) and not kind.weighted else after
    if refusal or after is None:
        return refusal or ""
    return after, 0 if module is None else sum(parameter.numel() for parameter in module.parameters())


def _is_mistold(layer: Layer, shape: Shape) -> bool:
    """Whether a convolution is told another number of channels than comes in: transposed, only the computation asks."""
    wanted = layer.arguments["in_channels"] if layer.kind.weighted else None
    return wanted is not None and wanted != shape[1]


def _smallest(layer: Layer, module: Any) -> tuple[Layer, Any, list[Shape]]:
    """The same convolution of one cell: what it checks of its arguments only where it computes, it checks here too."""
    settings: dict[str, Any] = {"out_channels": min(1, module.out_channels), "groups": 1, "in_channels": None}
    settings["kernel_size"] = tuple(min(1, taps) for taps in module.kernel_size)
    if not isinstance(module.padding, str):
        settings["padding"] = 0
    shape = (1,) * (2 + layer.rank)
    small = layer.with_settings(**settings)
    return small, module_of(small, shape, layer.rank).build(), [shape]


def _in_numbers_words(layer: Layer, module: Any, shapes: Sequence[Shape]) -> str | Shape | None:
    """What PyTorch says to the call where it has numbers; of a convolution of few channels rather than of very many."""
    shape = shapes[0]
    if _is_mistold(layer, shape) and _numbers(module, ()) <= MOST_NUMBERS:
        return _with_numbers(layer, module, shapes)  # it is refused before anything is computed
    if layer.kind.weighted and len(shape) > 2 and _numbers(module, shapes) > MOST_NUMBERS:
        if _is_mistold(layer, shape):
            layer = layer.with_settings(kernel_size=1, padding=0, out_channels=1, groups=1)
            shapes = [(1, shape[1], *(1,) * layer.rank)]
        else:
            shapes = [(1, 1, *shape[2:])]
            layer = layer.with_settings(out_channels=min(1, module.out_channels), groups=1, in_channels=None)
        module = module_of(layer, shapes[0], layer.rank).build()
    if _numbers(module, shapes) > MOST_NUMBERS:
        return _misfit_words(module, shapes[0])
    return _with_numbers(layer, module, shapes)


def _misfit_words(module: Any, shape: Shape) -> str | None:
    """What PyTorch says to a large linear layer that reads other features: its weight is one zero, seen many times."""
    import torch

    if not isinstance(module, torch.nn.Linear) or shape[-1] == module.in_features:
        return None
    zero = torch.zeros(1, dtype=torch.float64)
    weights = {name: zero.expand(parameter.shape) for name, parameter in module.named_parameters()}
    try:
        torch.func.functional_call(module, weights, (zero.expand(shape),))
    except RuntimeError as error:
        return torch_check.words_of(error)
    return None


def _numbers(module: Any, shapes: Sequence[Shape]) -> int:
    learned = () if module is None else (int(parameter.numel()) for parameter in module.parameters())
    return max((*map(prod, shapes), *learned), default=0)


def _refused_with_numbers(layer: Layer, module: Any, shapes: Sequence[Shape]) -> str | None:
    said = _with_numbers(layer, module, shapes)
    return said if isinstance(said, str) else None


def _with_numbers(layer: Layer, module: Any, shapes: Sequence[Shape]) -> str | Shape:
    """In float64: of single precision PyTorch lets a few calls pass that it refuses otherwise."""
    import torch

    try:
        with torch.no_grad():
            real = None if module is None else module.to_empty(device="cpu").double()
            for parameter in () if real is None else real.parameters():
                parameter.zero_()
            tensors = [torch.zeros(1, dtype=torch.float64).expand(shape) for shape in shapes]
            if layer.kind.reads_indices:
                tensors[1] = tensors[1].to(torch.int64)
            return tuple(run(layer, real, tensors).shape)
    except Exception as error:  # whatever torch raises is what it says
        return torch_check.words_of(error)
