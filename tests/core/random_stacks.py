"""Random stacks of every kind of layer, with branches; and the judge that puts one to the core and to PyTorch."""

from __future__ import annotations

import random
from typing import Any

from pooling_core.call.errors import PoolingError
from pooling_core.oracle.stack import ask_stack
from pooling_core.stacks.layers import Layer
from pooling_core.stacks.ours import refused_by_torch
from pooling_core.stacks.rules.features import SAME
from pooling_core.stacks.running import shape_after
from pooling_core.stacks.stack import Stack
from pooling_core.stacks.wires import wired

Shape = tuple[int, ...]
# Layers that are tried until one fits; then one that does not may stay, and ends the stack.
TRIES = 4


def random_layer(draw: random.Random, shapes: list[Shape]) -> Layer:
    """One layer that reads some of what there is, about half of them refused."""
    number = len(shapes)
    wires: dict[str, Any] = {}
    shape = shapes[-1]
    if draw.random() < 0.25:
        read = draw.randrange(number)
        wires["takes"], shape = (read,), shapes[read]
    rank = max(len(shape) - 2, 1) if draw.random() < 0.97 else draw.randint(1, 3)

    def some(highest: int, lowest: int = 0) -> Any:
        if draw.random() < 0.7:
            return max(lowest, draw.choice([1, 1, 2, 2, 3, draw.randint(lowest, highest)]))
        return tuple(draw.randint(lowest, highest) for _ in range(rank))

    def perhaps(share: float = 0.4, **settings: Any) -> dict[str, Any]:
        return {key: value for key, value in settings.items() if draw.random() < share}

    kind = draw.choice(list(MAKERS))
    name, settings = MAKERS[kind](draw, rank, shape, some, perhaps)
    if kind in ("cat", "add"):
        alike = [at for at, each in enumerate(shapes) if len(each) == len(shapes[-1])]
        same = [at for at, each in enumerate(shapes) if each[2:] == shapes[-1][2:]]
        pool = draw.choice([alike, same, same, range(number)])
        wires["takes"] = tuple(draw.choice(pool) for _ in range(draw.randint(2, 3)))
    if kind == "unpool" and draw.random() < 0.2:
        wires["indices_of"] = draw.randrange(1, number + 1)
    return Layer.of(name, **settings, **wires)


def _windows(some: Any, perhaps: Any) -> dict[str, Any]:
    return {"kernel_size": some(4), **perhaps(stride=some(3))}


def _conv(draw: Any, rank: int, shape: Shape, some: Any, perhaps: Any) -> tuple[str, dict[str, Any]]:
    settings = {**_windows(some, perhaps), "out_channels": draw.randint(0, 6), **perhaps(bias=False, dilation=some(2))}
    settings |= perhaps(0.15, groups=draw.randint(0, 4))
    settings |= perhaps(0.3, in_channels=draw.choice([shape[1], shape[1], shape[-1], draw.randint(0, 5)]))
    return f"conv{rank}d", settings | perhaps(padding="same" if draw.random() < 0.3 else some(3))


def _transposed(draw: Any, rank: int, shape: Shape, some: Any, perhaps: Any) -> tuple[str, dict[str, Any]]:
    _, settings = _conv(draw, rank, shape, some, perhaps)
    settings |= {"padding": some(2), **perhaps(output_padding=some(2))}
    return f"conv_transpose{rank}d", settings


def _max(draw: Any, rank: int, shape: Shape, some: Any, perhaps: Any) -> tuple[str, dict[str, Any]]:
    extra = perhaps(padding=some(1), dilation=some(2), ceil_mode=True) | perhaps(0.1, return_indices=True)
    return f"max_pool{rank}d", {**_windows(some, perhaps), **extra}


def _avg(draw: Any, rank: int, shape: Shape, some: Any, perhaps: Any) -> tuple[str, dict[str, Any]]:
    return f"avg_pool{rank}d", {**_windows(some, perhaps), **perhaps(padding=some(1), ceil_mode=True)}


def _lp(draw: Any, rank: int, shape: Shape, some: Any, perhaps: Any) -> tuple[str, dict[str, Any]]:
    return f"lp_pool{rank}d", {"norm_type": draw.randint(1, 3), **_windows(some, perhaps), **perhaps(ceil_mode=True)}


def _adaptive(draw: Any, rank: int, shape: Shape, some: Any, perhaps: Any) -> tuple[str, dict[str, Any]]:
    size = some(6)
    if rank > 1 and isinstance(size, tuple) and draw.random() < 0.5:
        size = (None, *size[1:])
    return f"adaptive_{draw.choice(['avg', 'max'])}_pool{rank}d", {"output_size": size}


def _fractional(draw: Any, rank: int, shape: Shape, some: Any, perhaps: Any) -> tuple[str, dict[str, Any]]:
    rank = max(rank, 2)
    size = {"output_size": some(4)} if draw.random() < 0.5 else {"output_ratio": (0.5,) * rank}
    return f"fractional_max_pool{rank}d", {"kernel_size": some(3, 1), **size}


def _ours(draw: Any, rank: int, shape: Shape, some: Any, perhaps: Any) -> tuple[str, dict[str, Any]]:
    windows = {"kernel_size": some(3, 1), **perhaps(stride=some(3, 1), ceil_mode=True)}
    if 0 not in shape and draw.random() < 0.3:  # TensorFlow takes empty axes
        name = f"tf_{draw.choice(['max', 'avg'])}_pool{rank}d"
        return name, {"kernel_size": some(3, 1), **perhaps(stride=some(3, 1), padding="VALID")}
    name = draw.choice(["gem", "soft", "temperature_avg"])
    return f"{name}_pool{rank}d", {} if name == "gem" and draw.random() < 0.4 else windows


def _unpool(draw: Any, rank: int, shape: Shape, some: Any, perhaps: Any) -> tuple[str, dict[str, Any]]:
    size = tuple(2 * side + draw.randint(-1, 2) for side in shape[2:])
    return f"max_unpool{rank}d", {
        **_windows(some, perhaps),
        **perhaps(0.2, padding=some(1)),
        **perhaps(output_size=size),
    }


def _interpolate(draw: Any, rank: int, shape: Shape, some: Any, perhaps: Any) -> tuple[str, dict[str, Any]]:
    modes = ["nearest", "nearest-exact", "area", "linear", "bilinear", "bicubic", "trilinear"]
    fitting = {1: ["linear"], 2: ["bilinear", "bicubic"], 3: ["trilinear"]}[rank]
    mode = draw.choice([*modes, *fitting * 3])
    size = {"size": some(8)} if draw.random() < 0.4 else {"scale_factor": draw.choice([2, 1.5, 0.5, 3])}
    corners = {"align_corners": draw.random() < 0.5} if mode in modes[3:] and draw.random() < 0.4 else {}
    return "interpolate", {"mode": mode, **size, **corners, **perhaps(0.1, recompute_scale_factor=True)}


def _linear(draw: Any, rank: int, shape: Shape, some: Any, perhaps: Any) -> tuple[str, dict[str, Any]]:
    return "linear", {"out_features": draw.randint(0, 5), **perhaps(bias=False) | perhaps(0.2, in_features=shape[-1])}


def _pad(draw: Any, rank: int, shape: Shape, some: Any, perhaps: Any) -> tuple[str, dict[str, Any]]:
    pairs = draw.choice([rank, rank, draw.randint(0, len(shape) + 1)])
    sides: Any = tuple(draw.randint(-2, 3) for _ in range(2 * pairs))
    if draw.random() < 0.3:
        sides = draw.randint(-1, 4)
    return "pad", {"padding": sides, **perhaps(0.6, mode=draw.choice(["constant", "reflect", "replicate", "circular"]))}


def _plain(draw: Any, rank: int, shape: Shape, some: Any, perhaps: Any) -> tuple[str, dict[str, Any]]:
    last = shape[-draw.randint(1, len(shape)) :]
    choices: list[tuple[str, dict[str, Any]]] = [
        ("batch_norm", perhaps(0.3, num_features=draw.choice([shape[1], shape[1], 2]))),
        ("group_norm", {"num_groups": draw.randint(1, 4)}),
        ("instance_norm", {}),
        ("layer_norm", {"normalized_shape": draw.choice([last, shape[-1], (*last[:-1], 2)])}),
        ("prelu", perhaps(num_parameters=draw.choice([shape[1], 2]))),
        ("pixel_shuffle", {"upscale_factor": draw.randint(1, 3)}),
        ("pixel_unshuffle", {"downscale_factor": draw.randint(1, 3)}),
        ("unknown", perhaps(output_shape=draw.choice([(4, *(3,) * rank), (5,), (2, 6)]))),
    ]
    return draw.choice(choices)


MAKERS: dict[str, Any] = {
    "conv": _conv,
    "conv_transpose": _transposed,
    "max": _max,
    "max again": _max,
    "avg": _avg,
    "lp": _lp,
    "adaptive": _adaptive,
    "fractional": _fractional,
    "ours": _ours,
    "unpool": _unpool,
    "unpool again": _unpool,
    "interpolate": _interpolate,
    "linear": _linear,
    "pad": _pad,
    "plain": _plain,
    "plain again": _plain,
    "same": lambda draw, *_: ("same", {"module": draw.choice(list(SAME))}),
    "flatten": lambda draw, rank, shape, some, perhaps: (
        "flatten",
        perhaps(0.3, start_dim=draw.randint(-3, 3)) | perhaps(0.3, end_dim=draw.randint(-3, 3)),
    ),
    "cat": lambda draw, rank, shape, some, perhaps: ("cat", perhaps(0.3, dim=draw.randint(-3, 3))),
    "add": lambda *_: ("add", {}),
}


def random_stack(draw: random.Random, most: int = 9) -> tuple[tuple[Layer, ...], Shape]:
    """Layers, of which the last may not fit, and an input."""
    rank = draw.randint(1, 3)
    shape = (draw.choice([1, 1, 2]), draw.randint(1, 5), *(draw.randint(3, 9) for _ in range(rank)))
    layers: list[Layer] = []
    shapes = [shape]
    for _ in range(draw.randint(1, most)):
        for attempt in range(TRIES):
            layer = random_layer(draw, shapes)
            try:
                after = shape_after(layer, wired([*layers, layer])[-1], shapes)
            except PoolingError:
                if attempt == TRIES - 1 or draw.random() < 0.1:
                    return (*layers, layer), shape
            else:
                if 0 not in after or draw.random() < 0.2:
                    break
        else:
            break
        layers.append(layer)
        shapes.append(after)
    return tuple(layers), shape


def judge(layers: tuple[Layer, ...], shape: Shape) -> str:
    """How core and PyTorch agree on a stack: ``taken``, ``refused`` by both, ``ours`` where only we do, with reason.

    Raises:
        AssertionError: where they differ.
    """
    try:
        rows = Stack(layers, shape).rows
    except PoolingError as error:
        number, why = int(str(error.values["number"])), error.values["why"]
        assert isinstance(why, PoolingError)
        rows = Stack(layers[: number - 1], shape).rows
        verdict = ask_stack.__wrapped__(layers[:number], shape)
        assert verdict.differs_at(rows) is None, (layers, shape, verdict)
        if not refused_by_torch(layers, number, [shape, *verdict.shapes], why):
            return "ours"
        assert verdict.refusal is not None and len(verdict.shapes) == number - 1, (
            layers[:number],
            shape,
            str(error),
            verdict,
        )
        return "refused"
    verdict = ask_stack.__wrapped__(layers, shape)
    assert verdict.refusal is None, (layers, shape, verdict)
    assert verdict.differs_at(rows) is None, (layers, shape, verdict, [row.output_shape for row in rows])
    return "taken"
