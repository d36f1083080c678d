"""A layer of a stack as PyTorch has it: which module, told what, and what it makes of shapes alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.call.types import Shape
from pooling_core.explain.composition import composition
from pooling_core.geometry.axis import word_pads
from pooling_core.stacks.layers import Layer

# Settings that torch.nn takes by place.
_LEADING = (
    *("out_channels", "out_features", "norm_type", "kernel_size", "output_size", "normalized_shape"),
    *("num_parameters", "upscale_factor", "downscale_factor"),
)
# Unpooling is told its size when it is called.
_OF_THE_CALL = "output_size"


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
    if kind.written is not None:
        return Module(*kind.written(layer.arguments, shape, max(len(shape) - 2, 1)))
    if kind.reads_indices:
        settings.pop(_OF_THE_CALL, None)
    axes = f"{layer.rank or (max(len(shape) - 2, 1))}d" if kind.numbered else ""
    leading = []
    if kind.told is not None:
        told, axis = kind.told
        wanted = settings.pop(told, None)
        leading.append(shape[axis] if wanted is None else wanted)
    leading += [settings.pop(setting) for setting in _LEADING if setting in settings and not _later(layer, setting)]
    said = {key: value for key, value in settings.items() if _is_said(layer, key, value)}
    return Module(f"{kind.module}{axes}", tuple(leading), said)


def _later(layer: Layer, setting: str) -> bool:
    """An output size beside a kernel stands after it, and is told by its name."""
    return setting == _OF_THE_CALL and "kernel_size" in layer.kind.parameters


def _is_said(layer: Layer, key: str, value: Any) -> bool:
    if key == "antialias" and not value:  # F.interpolate's alone
        return False
    return key not in layer.kind.unsaid or value != layer.kind.parameters[key]


def run(layer: Layer, module: Any, tensors: Sequence[Any]) -> Any:
    """What PyTorch makes of tensors; ``module`` is nothing to a layer that has none."""
    import torch

    kind, settings = layer.kind, layer.arguments
    if kind.sums:
        return reduce(add, tensors)
    if kind.joins:
        return torch.cat(list(tensors), settings["dim"])
    if kind.reads_indices:
        size = settings[_OF_THE_CALL]
        return module(*tensors, output_size=list(size) if isinstance(size, tuple) else size)
    if module is None and kind.operation is not None:
        return _composed(PoolSpec.of(layer.name, **settings), tensors[0])
    if module is None:
        size = settings["output_shape"]
        return tensors[0] if size is None else tensors[0].new_empty((tensors[0].shape[0], *_listed(size)))
    result = module(*tensors)
    return result[0] if isinstance(result, tuple) else result


def _listed(size: Any) -> tuple[int, ...]:
    return size if isinstance(size, tuple) else (size,)


def program_of(spec: PoolSpec, shape: Shape) -> str | None:
    """The functions of torch that equal a pooling which torch has not, on an input of this shape: ``x`` -> ``y``.

    ``None`` where there are none.
    """
    if spec.tensorflow:
        return _tensorflow(spec, shape)
    program = _composition(spec, shape)
    return None if program is None else program.shown


def _composition(spec: PoolSpec, shape: Shape) -> Any:
    # A program goes by the sizes; there are no numbers to go by.
    return None if "training" in spec.arguments else composition(spec, np.empty((0, *shape[1:]), np.float32))


def _tensorflow(spec: PoolSpec, shape: Shape) -> str | None:
    """Padded first, by as much as ``SAME`` takes here; padding is no cell of a mean."""
    windows = {"kernel_size": spec.kernel_size, "stride": spec.stride}
    dilation = spec.dilation if "dilation" in spec.arguments else (1,) * spec.rank
    sides = [0, 0] * spec.rank
    if spec.pads_same:
        each = zip(shape[2:], spec.kernel_size, spec.stride, dilation, strict=True)
        pads = [word_pads("SAME_UPPER", *axis) for axis in each]
        sides = [cells for pair in reversed(pads) for cells in pair]
    if spec.operation.picks:
        return (
            f'wide = F.pad(x, {tuple(sides)}, value=float("-inf"))\n'
            f"y = F.max_pool{spec.rank}d(wide, {_given(windows | {'dilation': dilation})})"
        )
    if max(dilation) > 1:
        return None
    pool = f"F.avg_pool{spec.rank}d(F.pad({{}}, {tuple(sides)}), {_given(windows)})"
    return f"y = {pool.format('x')} / {pool.format('torch.ones_like(x)')}"


def _given(arguments: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in arguments.items())


def _composed(spec: PoolSpec, x: Any) -> Any:
    """A pooling that torch has not, as the functions of torch that equal it."""
    import torch

    names = {"x": x, "torch": torch, "F": torch.nn.functional}
    shape = tuple(x.shape)
    program = None if spec.tensorflow else _composition(spec, shape)
    text = _tensorflow(spec, shape) if spec.tensorflow else None if program is None else program.run
    if text is None:
        raise PoolingError("no-layer-of-torch", "name", spec.name)
    # The record's own text: what a user gave stands in it by names, or as checked ints.
    exec(text, names | ({} if program is None else dict(program.names)), found := dict[str, Any]())
    return found["y"]
