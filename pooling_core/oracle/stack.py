"""The same stack in PyTorch: what each layer is called there, and what it makes of an input, without computing it.

Like ``torch_check`` it names torch only inside functions: the core and the app run without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any

from pooling_core.call.errors import PoolingError
from pooling_core.call.types import Shape
from pooling_core.oracle import calls as torch_check
from pooling_core.stacks.layers import Layer
from pooling_core.stacks.stack import Row

# Settings that torch.nn takes by place.
_LEADING = ("out_channels", "out_features", "norm_type", "kernel_size", "output_size")
# Weights, or cells, of a refused layer that is asked again with numbers.
MOST_NUMBERS = 2**22


@dataclass(frozen=True)
class Module:
    """A layer as ``torch.nn`` has it: ``Conv2d(3, 6, 5)``."""

    name: str
    leading: tuple[Any, ...] = ()
    named: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        said = [*map(repr, self.leading), *(f"{key}={value!r}" for key, value in (self.named or {}).items())]
        return f"{self.name}({', '.join(said)})"

    def build(self) -> Any:
        """The module itself, on the meta device: its weights have shapes and no numbers."""
        import torch

        with torch.device("meta"):
            return getattr(torch.nn, self.name)(*self.leading, **(self.named or {})).eval()

    def learned(self) -> int:
        """How many numbers it learns; of a small module, which is made with its numbers and loads nothing more."""
        import torch

        made = getattr(torch.nn, self.name)(*self.leading, **(self.named or {}))
        return sum(parameter.numel() for parameter in made.parameters())


def module_of(layer: Layer, shape: Shape, rank: int) -> Module:
    """The module for an input of this shape.

    Args:
        shape: ``(batch, channels, *spatial)``, or ``(batch, features)``.
        rank: spatial axes of the stack's input.

    Raises:
        PoolingError: for a layer that ``torch.nn`` does not have.
    """
    kind, settings = layer.kind, dict(layer.settings)
    if not kind.module:
        raise PoolingError("no-layer-of-torch", "name", layer.name)
    axes = f"{layer.rank or (rank if len(shape) > 2 else 1)}d" if kind.numbered else ""
    leading = []
    if kind.told is not None:
        told, axis = kind.told
        leading.append(settings.pop(told, shape[axis]))
    leading += [settings.pop(setting) for setting in _LEADING if setting in settings]
    said = {key: value for key, value in settings.items() if key not in kind.unsaid or value != kind.parameters[key]}
    return Module(f"{kind.module}{axes}", tuple(leading), said)


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
    rank, shape = len(input_shape) - 2, input_shape
    shapes: list[Shape] = []
    parameters: list[int] = []
    refusal = None
    with torch_check.quiet():
        for layer in layers:
            found = _asked(layer, shape, rank)
            if isinstance(found, str):
                refusal = found
                break
            shape, learned = found
            shapes.append(shape)
            parameters.append(learned)
    return StackVerdict(torch_check.load(), tuple(shapes), tuple(parameters), refusal)


def _asked(layer: Layer, shape: Shape, rank: int) -> tuple[Shape, int] | str:
    """The shape after one layer and the numbers it learns, or PyTorch's words of refusal."""
    import torch

    made, after, refusal = module_of(layer, shape, rank), (), None
    try:
        module = made.build()
    except Exception as error:  # whatever torch raises is what it says
        return torch_check.words_of(error)
    try:
        after = tuple(module(torch.empty(shape, device="meta")).shape)
    except Exception as error:
        refusal = torch_check.words_of(error)
    # Some of a convolution's checks belong to the computation, and where there are numbers the words are better.
    if not refusal and layer.kind.weighted:
        refusal = _refused_with_numbers(*_smallest(layer, module))
    if refusal or 0 in (*shape, *after[2:]):
        refusal = _in_numbers_words(layer, module, shape) or refusal
    return refusal or (after, sum(parameter.numel() for parameter in module.parameters()))


def _smallest(layer: Layer, module: Any) -> tuple[Any, Shape]:
    """The same convolution of one cell: what it checks of its arguments only where it computes, it checks here too."""
    settings: dict[str, Any] = {"out_channels": min(1, module.out_channels), "groups": 1}
    settings["kernel_size"] = tuple(min(1, taps) for taps in module.kernel_size)
    if not isinstance(module.padding, str):
        settings["padding"] = 0
    shape = (1,) * (2 + layer.rank)
    return module_of(layer.with_settings(**settings), shape, layer.rank).build(), shape


def _in_numbers_words(layer: Layer, module: Any, shape: Shape) -> str | None:
    """What PyTorch says to the refused call where it has numbers; of one channel rather than of very many."""
    if layer.kind.weighted and len(shape) > 2 and _numbers(module, shape) > MOST_NUMBERS:
        shape = (1, 1, *shape[2:])
        one = layer.with_settings(out_channels=min(1, module.out_channels), groups=1)
        module = module_of(one, shape, len(shape) - 2).build()
    return None if _numbers(module, shape) > MOST_NUMBERS else _refused_with_numbers(module, shape)


def _numbers(module: Any, shape: Shape) -> int:
    return max(prod(shape), *(int(parameter.numel()) for parameter in module.parameters()), 0)


def _refused_with_numbers(module: Any, shape: Shape) -> str | None:
    """In float64: of single precision PyTorch lets a few calls pass that it refuses otherwise."""
    import torch

    try:
        with torch.no_grad():
            real = module.to_empty(device="cpu").double()
            for parameter in real.parameters():
                parameter.zero_()
            real(torch.zeros(1, dtype=torch.float64).expand(shape))
    except Exception as error:  # whatever torch raises is what it says
        return torch_check.words_of(error)
    return None
