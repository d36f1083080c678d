"""Calls of PyTorch's layers and functions -> layers. Names and defaults are the catalogue's; here is their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pooling_core.call.catalogue import OPERATIONS, REQUIRED
from pooling_core.stacks.kinds import KINDS, Kind
from pooling_core.stacks.rules.features import SAME
from ui.text.pasted.found import Derived, Made, Size, Sizes

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """One way to ask for a layer.

    Attributes:
        made: the function of the layer.
        parameters: what it takes, in the order of their places; an empty name is read over.
        defaults: of those that have one; a value that equals it is left out.
        rank: number of axes, 0 where the name does not say it.
        fixed: what the name itself says.
        kept: parameters whose list is no number for each axis.
    """

    made: str
    parameters: tuple[str, ...]
    defaults: Values = field(default_factory=dict)
    rank: int = 0
    fixed: Values = field(default_factory=dict)
    kept: tuple[str, ...] = ()

    def bind(self, args: Sequence[Any], named: Values) -> Made:
        """The layer with these arguments.

        Raises:
            LookupError: naming the argument that is missing, unread or too many.
        """
        if len(args) > len(self.parameters):
            raise LookupError(str(len(args)))
        given = dict(zip(self.parameters, args, strict=False))
        given.pop("", None)
        given |= {name: value for name, value in named.items() if name in self.parameters}
        settings: dict[str, Any] = {}
        for name, value in given.items():
            value = tuple(value) if isinstance(value, list) else value
            if name in READ_OVER and name not in self.kept:
                continue
            if not is_setting(value):
                if self.defaults.get(name, REQUIRED) is REQUIRED:
                    raise LookupError(name)
                continue
            settings[name] = value if name in self.kept else _ratios(name, _alike(value, self.rank), self.rank)
        settings |= self.fixed
        missing = [name for name in self.parameters if self.defaults.get(name) is REQUIRED and name not in settings]
        if missing:
            raise LookupError(missing[0])
        return Made(self.made, {name: value for name, value in settings.items() if not _usual(self, name, value)})

    def unread(self, named: Values) -> list[str]:
        """Arguments by names that it does not know."""
        return [name for name in named if name not in self.parameters and name not in READ_OVER]


# They change no shape: what a layer computes with, where, and what is done with it.
READ_OVER = frozenset(
    (
        *("return_indices", "_random_samples", "padding_mode", "device", "dtype", "eps", "momentum", "affine"),
        *("track_running_stats", "elementwise_affine", "inplace", "name", "data_format", "training", "p"),
        *("align_corners", "recompute_scale_factor", "antialias", "trainable", "kernel_initializer", "rng"),
        *("kernel_regularizer", "bias_initializer", "kernel_constraint", "bias_regularizer", "input_dim", "seed"),
        *("bias_constraint", "activity_regularizer", "input_shape", "batch_input_shape", "running_mean"),
    )
)


MOST_NUMBERS = 12


def is_setting(value: Any) -> bool:
    """Whether a value can be that of a setting: one, or a short list of them."""
    if isinstance(value, list | tuple):
        return len(value) <= MOST_NUMBERS and all(_is_single(each) for each in value)
    return _is_single(value)


def _is_single(value: Any) -> bool:
    return isinstance(value, int | float | str | Size | Sizes | Derived | None)


def _usual(call: Call, name: str, value: Any) -> bool:
    default = call.defaults.get(name, REQUIRED)
    return default is not REQUIRED and type(default) is type(value) and default == value


def _alike(value: Any, rank: int) -> Any:
    """One number where all axes have the same."""
    if isinstance(value, list):
        value = tuple(value)
    if isinstance(value, tuple) and len(value) == rank and None not in value and len(set(map(repr, value))) == 1:
        return value[0]
    return value


def _ratios(name: str, value: Any, rank: int) -> Any:
    """A ratio is one for each axis."""
    return (value,) * rank if name == "output_ratio" and isinstance(value, int | float) else value


# Of these modules the order of places is not that of the function.
_PLACES = {
    "MaxPool": ("kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode"),
    "Conv": (
        *("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups"),
        *("bias", "padding_mode"),
    ),
    "ConvTranspose": (
        *("in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "groups"),
        *("bias", "dilation", "padding_mode"),
    ),
}


def _call(kind: Kind, rank: int, places: tuple[str, ...] = ()) -> Call:
    accepted = kind.accepted(rank)
    order = tuple(name for name in (places or tuple(accepted)) if name in accepted or places)
    return Call(kind.function(rank), order, {**accepted, "in_channels": accepted.get("in_channels")}, rank)


def _ranked_modules() -> Iterator[tuple[str, Call]]:
    for kind in KINDS.values():
        if kind.operation is None or not kind.ranked:
            continue
        module = kind.module or {"fractional_max_pool": "FractionalMaxPool", "soft_pool": "SoftPool"}.get(kind.name)
        for rank in kind.operation.ranks if module else ():
            yield f"{module}{rank}d", _call(kind, rank, _PLACES.get(str(module), ()))


def _other_modules() -> Iterator[tuple[str, Call]]:
    yield "Linear", Call("linear", ("in_features", "out_features", "bias"), {"out_features": REQUIRED, "bias": True})
    yield "Flatten", Call("flatten", ("start_dim", "end_dim"), {"start_dim": 1, "end_dim": -1})
    upsample = ("size", "scale_factor", "mode", "align_corners", "recompute_scale_factor")
    usual: dict[str, Any] = {"mode": "nearest", "size": None, "scale_factor": None}
    yield "Upsample", Call("interpolate", upsample, usual)
    yield "UpsamplingNearest2d", Call("interpolate", upsample[:2], usual, 2)
    yield "UpsamplingBilinear2d", Call("interpolate", upsample[:2], usual, 2, {"mode": "bilinear"})
    yield "PixelShuffle", Call("pixel_shuffle", ("upscale_factor",), {"upscale_factor": REQUIRED})
    yield "PixelUnshuffle", Call("pixel_unshuffle", ("downscale_factor",), {"downscale_factor": REQUIRED})
    yield "PReLU", Call("prelu", ("num_parameters",), {"num_parameters": 1})
    shape = ("normalized_shape",)
    yield "LayerNorm", Call("layer_norm", shape, {"normalized_shape": REQUIRED}, kept=shape)
    yield "GroupNorm", Call("group_norm", ("num_groups", ""), {"num_groups": REQUIRED})
    # Without p torch has no GeM; this is what its users write.
    yield "GeM", Call("gem_pool2d", ("p", "eps"), {"p": 3.0, "eps": 1e-6}, kept=("p", "eps"))
    for rank in (1, 2, 3):
        taken = ("num_features", "eps", "momentum", "", "", "bias")
        yield f"BatchNorm{rank}d", Call("batch_norm", taken, {"bias": True})
        yield f"InstanceNorm{rank}d", Call("instance_norm", ("", "eps", "momentum"))
        for name, mode in _PADS.items():
            places = ("padding", "value") if name == "ConstantPad" else ("padding",)
            fixed = {"mode": mode} if mode != "constant" else {}
            yield f"{name}{rank}d", Call("pad", places, {"padding": REQUIRED, "value": 0.0}, 0, fixed, ("padding",))
        windows = ("kernel_size", "stride", "padding")
        unpool = {"kernel_size": REQUIRED, "stride": None, "padding": 0, "output_size": None}
        yield f"MaxUnpool{rank}d", Call(f"max_unpool{rank}d", windows, unpool, rank)
    yield "SyncBatchNorm", Call("batch_norm", ("num_features", "eps", "momentum"))


_PADS = {
    "ConstantPad": "constant",
    "ZeroPad": "constant",
    "ReflectionPad": "reflect",
    "ReplicationPad": "replicate",
    "CircularPad": "circular",
}
_TOLD: Mapping[str, Call] = {**dict(_ranked_modules()), **dict(_other_modules())}
MODULES: Mapping[str, Call] = {
    **_TOLD,
    # A lazy layer takes as many as come.
    **{
        f"Lazy{name}": replace(call, parameters=call.parameters[1:])
        for name, call in _TOLD.items()
        if call.parameters[:1] in (("in_channels",), ("in_features",), ("num_features",))
    },
}


def _functions() -> Iterator[tuple[str, Call]]:
    for kind in KINDS.values():
        if kind.operation is not None and kind.ranked and not kind.weighted:
            for rank in kind.operation.ranks:
                yield kind.function(rank), _call(kind, rank, tuple(kind.operation.signature(rank)))
    interpolate = tuple(OPERATIONS["interpolate"].parameters)
    usual: dict[str, Any] = {"mode": "nearest", "size": None, "scale_factor": None}
    yield "interpolate", Call("interpolate", interpolate, usual)
    yield "upsample", Call("interpolate", interpolate, usual)
    pad = ("pad", "mode", "value")
    yield "pad", Call("pad", pad, {"pad": REQUIRED, "mode": "constant", "value": 0.0}, kept=("pad",))
    yield "pixel_shuffle", MODULES["PixelShuffle"]
    yield "pixel_unshuffle", MODULES["PixelUnshuffle"]
    yield "flatten", Call("flatten", ("start_dim", "end_dim"), {"start_dim": 1, "end_dim": -1})
    yield "layer_norm", MODULES["LayerNorm"]
    yield "group_norm", MODULES["GroupNorm"]
    yield "instance_norm", Call("instance_norm", ("", "", "", ""))
    yield "batch_norm", Call("batch_norm", ("", "", "", "", "", ""))
    yield "gem", MODULES["GeM"]
    windows = ("kernel_size", "stride", "padding", "output_size")
    unpool = {"kernel_size": REQUIRED, "stride": None, "padding": 0, "output_size": None}
    for rank in (1, 2, 3):
        yield f"max_unpool{rank}d", Call(f"max_unpool{rank}d", windows, unpool, rank)


FUNCTIONS: Mapping[str, Call] = dict(_functions())
# What changes no shape, by the names of its function and its method.
SAME_FUNCTIONS: Mapping[str, str] = {
    **{"relu": "ReLU", "relu_": "ReLU", "relu6": "ReLU6", "leaky_relu": "LeakyReLU", "elu": "ELU", "selu": "SELU"},
    **{"celu": "CELU", "gelu": "GELU", "silu": "SiLU", "swish": "SiLU", "mish": "Mish", "sigmoid": "Sigmoid"},
    **{"tanh": "Tanh", "softmax": "Softmax", "log_softmax": "LogSoftmax", "softmin": "Softmin"},
    **{"hardswish": "Hardswish", "hardsigmoid": "Hardsigmoid", "hardtanh": "Hardtanh", "softplus": "Softplus"},
    **{"softsign": "Softsign", "logsigmoid": "LogSigmoid", "tanhshrink": "Tanhshrink", "rrelu": "RReLU"},
    **{"dropout": "Dropout", "dropout1d": "Dropout1d", "dropout2d": "Dropout2d", "dropout3d": "Dropout3d"},
    **{"alpha_dropout": "AlphaDropout", "identity": "Identity", "contiguous": "Identity", "float": "Identity"},
    **{"to": "Identity", "cuda": "Identity", "cpu": "Identity", "detach": "Identity", "clone": "Identity"},
    **{"normalize": "Identity", "clamp": "Identity", "abs": "Identity", "half": "Identity", "double": "Identity"},
}
# Modules that change no shape and learn nothing, by every name that they have.
SAME_MODULES: Mapping[str, str] = {
    **{name: name for name in SAME},
    **{"Swish": "SiLU", "DropPath": "Identity", "StochasticDepth": "Identity"},
}
