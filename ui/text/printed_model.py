"""A stack without branches -> the text that ``print(model)`` gives of it. Written as torch 2.13 writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pooling_core.call.errors import PoolingError
from pooling_core.oracle.modules import module_of
from pooling_core.stacks.layers import Layer

Shape = tuple[int, ...]
Arguments = Mapping[str, Any]


def printed_model(layers: Sequence[Layer], shapes: Sequence[Shape]) -> str | None:
    """The print of a ``Sequential``; ``None`` for branches, and for layers that torch.nn has not.

    Args:
        layers: of which each reads the one before.
        shapes: what comes into each of them, batch included.

    Example:
        >>> print(printed_model([Layer.of("flatten")], [(1, 3, 4, 4)]))
        Sequential(
          (0): Flatten(start_dim=1, end_dim=-1)
        )
    """
    lines = [_printed(layer, shape) for layer, shape in zip(layers, shapes, strict=True)]
    if None in lines or not lines:
        return None
    return "\n".join(["Sequential(", *(f"  ({at}): {line}" for at, line in enumerate(lines)), ")"])


def _printed(layer: Layer, shape: Shape) -> str | None:
    kind = layer.kind
    if layer.takes or kind.joins or kind.reads_indices or not kind.module:
        return None
    try:
        module = module_of(layer, shape, len(shape) - 2)
    except PoolingError:
        return None
    family = module.name.rstrip("123d") if kind.numbered else module.name
    say = _SAID.get(family, _SAID.get(kind.name))
    if say is None:
        return f"{module.name}()" if kind.name == "same" and module.name in _BARE else None
    said = say(layer.arguments, shape, layer.rank or max(len(shape) - 2, 1))
    return f"{module.name}({said})"


def _axes(value: Any, rank: int) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple) else (value,) * rank


def _named(*names: str) -> Callable[[Arguments, Shape, int], str]:
    return lambda given, shape, rank: ", ".join(f"{name}={given[name]}" for name in names)


def _max(given: Arguments, shape: Shape, rank: int) -> str:
    stride = given["kernel_size"] if given["stride"] is None else given["stride"]
    return _named("kernel_size", "stride", "padding", "dilation", "ceil_mode")({**given, "stride": stride}, shape, rank)


def _avg(given: Arguments, shape: Shape, rank: int) -> str:
    stride = given["kernel_size"] if given["stride"] is None else given["stride"]
    whole = {**given, "stride": stride}
    if rank == 1:
        whole |= {name: _axes(whole[name], 1) for name in ("kernel_size", "stride", "padding")}
    return _named("kernel_size", "stride", "padding")(whole, shape, rank)


def _conv(given: Arguments, shape: Shape, rank: int) -> str:
    padding, parts = given["padding"], []
    if padding not in (0, (0,) * rank):
        parts.append(f"padding={padding if isinstance(padding, str) else _axes(padding, rank)}")
    dilation, more = _axes(given["dilation"], rank), _axes(given.get("output_padding", 0), rank)
    parts += [f"dilation={dilation}"] if dilation != (1,) * rank else []
    parts += [f"output_padding={more}"] if more != (0,) * rank else []
    parts += [f"groups={given['groups']}"] if given["groups"] != 1 else []
    parts += ["bias=False"] if not given["bias"] else []
    channels = shape[1] if given["in_channels"] is None else given["in_channels"]
    sizes = f"kernel_size={_axes(given['kernel_size'], rank)}, stride={_axes(given['stride'], rank)}"
    return ", ".join([str(channels), str(given["out_channels"]), sizes, *parts])


def _linear(given: Arguments, shape: Shape, rank: int) -> str:
    features = shape[-1] if given["in_features"] is None else given["in_features"]
    return f"in_features={features}, out_features={given['out_features']}, bias={given['bias']}"


def _batch_norm(given: Arguments, shape: Shape, rank: int) -> str:
    channels = shape[1] if given["num_features"] is None else given["num_features"]
    return f"{channels}, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True"


def _instance_norm(given: Arguments, shape: Shape, rank: int) -> str:
    return f"{shape[1]}, eps=1e-05, momentum=0.1, affine=False, bias=False, track_running_stats=False"


def _group_norm(given: Arguments, shape: Shape, rank: int) -> str:
    return f"{given['num_groups']}, {shape[1]}, eps=1e-05, affine=True, bias=True"


def _layer_norm(given: Arguments, shape: Shape, rank: int) -> str:
    return f"{_axes(given['normalized_shape'], 1)}, eps=1e-05, elementwise_affine=True, bias=True"


def _upsample(given: Arguments, shape: Shape, rank: int) -> str:
    if given["size"] is not None:
        return f"size={given['size']}, mode={given['mode']!r}"
    factor = given["scale_factor"]
    shown = tuple(map(float, factor)) if isinstance(factor, tuple) else float(factor)
    return f"scale_factor={shown}, mode={given['mode']!r}"


def _pad(given: Arguments, shape: Shape, rank: int) -> str:
    sides = given["padding"] if isinstance(given["padding"], tuple) else (given["padding"],) * (2 * rank)
    value = given["value"]
    return f"padding={sides}, value={value}" if given["mode"] == "constant" else f"{sides}"


_DROPPED = "p=0.5, inplace=False"
_SAID: Mapping[str, Callable[[Arguments, Shape, int], str]] = {
    "MaxPool": _max,
    "AvgPool": _avg,
    "LPPool": _named("norm_type", "kernel_size", "stride", "ceil_mode"),
    "AdaptiveMaxPool": _named("output_size"),
    "AdaptiveAvgPool": _named("output_size"),
    "Conv": _conv,
    "ConvTranspose": _conv,
    "Linear": _linear,
    "BatchNorm": _batch_norm,
    "InstanceNorm": _instance_norm,
    "GroupNorm": _group_norm,
    "LayerNorm": _layer_norm,
    "PReLU": _named("num_parameters"),
    "Flatten": _named("start_dim", "end_dim"),
    "Upsample": _upsample,
    "PixelShuffle": _named("upscale_factor"),
    "PixelUnshuffle": _named("downscale_factor"),
    "pad": _pad,
    **{
        name: (lambda given, shape, rank: _DROPPED)
        for name in ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout")
    },
    **{name: (lambda given, shape, rank: "dim=1") for name in ("Softmax", "LogSoftmax", "Softmin")},
    "GELU": lambda given, shape, rank: "approximate='none'",
    "LeakyReLU": lambda given, shape, rank: "negative_slope=0.01",
    **{name: (lambda given, shape, rank: "alpha=1.0") for name in ("ELU", "CELU")},
}
# Those that print nothing of themselves; of the others torch prints numbers that no stack has.
_BARE = (
    *("ReLU", "ReLU6", "SELU", "SiLU", "Mish", "Sigmoid", "Tanh", "LogSigmoid", "Hardsigmoid", "Tanhshrink"),
    *("Hardswish", "Softsign", "Softmax2d", "Identity"),
)
