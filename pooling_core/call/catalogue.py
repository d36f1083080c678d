"""Every operation, one record each: its parameters, where it looks, what it does there, and how torch says it.

Whatever differs from family to family is asked of the record. ``rule`` names the file that knows the operation in
``compute`` and in ``backward``; everything else is data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isinf, log2
from typing import Any, Literal

import numpy as np

from pooling_core.call.types import Array

REQUIRED = object()
FLOATS = ("float16", "float32", "float64")
SMALL_INTEGERS = ("int8", "int16", "int32", "uint8")

# Who writes the windows: kernel and stride, the output size, samples, TensorFlow's padding, padding that may be uneven,
# the kernel of a convolution (and its transpose), the indices of maxima, or the sizes that cells are copied to.
Windows = Literal["strided", "adaptive", "sampled", "tensorflow", "padded", "kernel", "transposed", "indices", "copied"]
# How the arithmetic of one output reads.
Reading = Literal["max", "mean", "lp", "norm", "gem", "draw", "weighted"]
# What two correct results may differ by: nothing, the order of a sum, what a root magnifies, or float64 rounded once.
Rounding = Literal["exact", "sums", "powers", "products", "composed"]
Dtypes = Callable[[int, Mapping[str, Any]], tuple[str, ...]]


def _floats(rank: int, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    return FLOATS


def _of_maxima(rank: int, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    everything = rank > 1 or arguments["return_indices"]
    return (*FLOATS, "int64", *SMALL_INTEGERS) if everything else FLOATS


def _of_averages(rank: int, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    return ("float32", "float64", "int64") if rank == 3 else (*FLOATS, "int64")


def _of_heated_averages(rank: int, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in _of_averages(rank, arguments) if name in FLOATS)


def _of_maxima_in_tensorflow(rank: int, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    return FLOATS if rank == 3 else (*FLOATS, "int64", *SMALL_INTEGERS, "uint16")


def _one_form(arguments: Mapping[str, Any], values: Array) -> str:
    return "plain"


@dataclass(frozen=True)
class Operation:
    """One family of functions: ``max_pool`` is ``max_pool1d``, ``2d`` and ``3d``.

    Attributes:
        family: the functions' name without the rank.
        parameters: names and defaults after the input, in torch's order; ``REQUIRED`` where there is none.
        windows: who writes the intervals.
        rule: the file of ``compute`` and of ``backward`` that knows it.
        reading: how its arithmetic is written.
        rounding: what two correct results may differ by.
        ranks: numbers of spatial axes; none where the name does not say it.
        dtypes: what a rank and the arguments take.
        in_torch: whether ``torch.nn.functional`` has it.
        module: its layer in ``torch.nn``, without the rank.
        not_in_1d: parameters that the 1-D function lacks.
        finite: parameters of its own that are any finite number.
        learned: what has a gradient beside the input, in the order in which ``pullback`` gives it.
        extra: what a composition must be handed beside the input and what is learned.
        list_of_one: whether one number in a list speaks for every axis.
        average_kernel: whether torch runs its average kernel, which in 3-D wants the kernel_size within the bare input.
        composition: programs of torch functions that equal it, by form, where torch has no such function. They read
            ``x`` and the parameters by their names in braces; also ``{windows}``, ``{cells}``,
            ``{pads}``, ``{rank}``.
        form: which of those keeps its numbers in range; empty where none does.
    """

    family: str
    parameters: Mapping[str, Any]
    windows: Windows
    rule: str
    reading: Reading
    rounding: Rounding
    ranks: tuple[int, ...] = (1, 2, 3)
    dtypes: Dtypes = _floats
    in_torch: bool = True
    module: str = ""
    not_in_1d: tuple[str, ...] = ()
    finite: tuple[str, ...] = ()
    learned: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    list_of_one: bool = True
    average_kernel: bool = False
    composition: Mapping[str, str] = field(default_factory=dict)
    form: Callable[[Mapping[str, Any], Array], str] = _one_form

    @property
    def pools(self) -> bool:
        """Whether it is a pooling of one input, which a ``PoolSpec`` can hold."""
        return self.windows in ("strided", "adaptive", "sampled", "tensorflow", "padded")

    @property
    def picks(self) -> bool:
        """Whether every output is one cell of the input."""
        return self.reading == "max"

    @property
    def padded(self) -> bool:
        """Whether cells of padding can stand around the input."""
        return "padding" in self.parameters and self.windows in ("strided", "tensorflow", "padded", "kernel")

    @property
    def may_be_whole(self) -> bool:
        """Whether the one window is the whole input where no kernel_size is given."""
        return self.parameters.get("kernel_size", REQUIRED) is None

    def signature(self, rank: int) -> dict[str, Any]:
        """The parameters of the function of one rank."""
        left_out = self.not_in_1d if rank == 1 else ()
        return {name: default for name, default in self.parameters.items() if name not in left_out}


_STRIDED = {"kernel_size": REQUIRED, "stride": None}
_AVERAGED = {**_STRIDED, "padding": 0, "ceil_mode": False, "count_include_pad": True, "divisor_override": None}
_TENSORFLOW = {**_STRIDED, "padding": "SAME", "dilation": 1}
_PADDED = {**_STRIDED, "padding": 0, "dilation": 1, "rounding": "floor"}
_CONVOLVED = {"weight": REQUIRED, "bias": None, "stride": 1, "padding": 0}

# ``w`` holds the cells of each window on its last axis.
_WINDOW = "w = x.clamp(min={eps}).double(){cells}.flatten(-{rank})\n"
_GEM = {
    "plain": "y = F.avg_pool{rank}d(x.clamp(min={eps}).double().pow({p}), {windows}).pow(1 / {p}).to(x.dtype)",
    "maximum": _WINDOW + "y = w.amax(-1).to(x.dtype)",
    "minimum": _WINDOW + "y = w.amin(-1).to(x.dtype)",
    "logarithms": _WINDOW
    + "y = ((({p} * w.log()).logsumexp(-1) - w.new_tensor(w.shape[-1]).log()) / {p}).exp().to(x.dtype)",
}


def _gem_form(arguments: Mapping[str, Any], values: Array) -> str:
    """How GeM is composed so that no power of these values leaves float64; nothing where no composition can."""
    exponents = np.ravel(arguments["p"])
    steepest = float(np.abs(exponents).max())
    # Padding takes part in a mean, and no cell stands for it among those of a window.
    beyond = "" if np.any(arguments["padding"]) or arguments["ceil_mode"] else "logarithms"
    if isinf(steepest):
        return beyond and ("maximum" if exponents[0] > 0 else "minimum")
    clamped = np.maximum(values.astype(np.float64), arguments["eps"])
    counted = clamped[np.isfinite(clamped) & (clamped > 0)]
    reach = steepest * float(np.abs(np.log2(counted)).max(initial=0)) + log2(max(values.size, 1))
    return "plain" if reach < -float(np.finfo(np.float64).minexp) else beyond


_STOCHASTIC = {
    "draw": "y = x.flatten(-{rank}).gather(-1, drawn.flatten(-{rank})).reshape(drawn.shape)",
    "mean": "wide = x.double()\n"
    "mean, square = F.avg_pool{rank}d(wide, {windows}), F.avg_pool{rank}d(wide.square(), {windows})\n"
    "y = torch.where(mean > 0, square / torch.where(mean > 0, mean, 1), 0).to(x.dtype)",
}


# The padding is written around the input, and as much more as the last window reaches. The same is done to ones, one
# for each cell that counts in a divisor. torch has no average with a dilation: a convolution of ones sums as well.
_DILATED = (
    "ones = x.new_ones(1, 1, *{sides})\n"
    "sums = lambda t: F.conv{rank}d(t.flatten(0, -{rank} - 1)[:, None], ones, stride={steps}, dilation={gaps})"
    ".reshape(*t.shape[:-{rank}], *{outputs})\n"
)
_PLAIN = "sums = lambda t: F.avg_pool{rank}d(t, {taps}, {steps})\n"
_COUNTS = {
    "data": "F.pad(torch.ones_like(x), {pads})",
    "padding": "F.pad(F.pad(torch.ones_like(x), {inside}, value=1), {beyond})",
    "kernel": "F.pad(torch.ones_like(x), {pads}, value=1)",
}
_PADDED_MEAN = {
    f"{gaps}{counted}": f"{sums}y = sums(F.pad(x, {{pads}})) / sums({counts})"
    for gaps, sums in (("", _PLAIN), ("dilated ", _DILATED))
    for counted, counts in _COUNTS.items()
} | {"kernel": "y = F.avg_pool{rank}d(F.pad(x, {pads}), {taps}, {steps})"}
_PADDED_NORM = {
    "": "y = F.lp_pool{rank}d(F.pad(x.abs(), {pads}), {norm_type}, {taps}, {steps})",
    "dilated ": _DILATED + "y = sums(F.pad(x.abs(), {pads}).pow({norm_type})).pow(1 / {norm_type})",
}
_PADDED_MAX = {
    "": "y = F.max_pool{rank}d(F.pad(x, {pads}, value=-torch.inf), {taps}, {steps})",
    "dilated ": "y = F.max_pool{rank}d(F.pad(x, {pads}, value=-torch.inf), {taps}, {steps}, dilation={gaps})",
}


def _padded_form(arguments: Mapping[str, Any], values: Array) -> str:
    gaps = "" if np.all(np.array(arguments["dilation"]) == 1) else "dilated "
    return f"{gaps}{arguments.get('counted', '')}"


def _stochastic_form(arguments: Mapping[str, Any], values: Array) -> str:
    return "draw" if arguments["training"] else "mean"


_RECORDS = (
    Operation(
        family="max_pool",
        parameters={**_STRIDED, "padding": 0, "dilation": 1, "ceil_mode": False, "return_indices": False},
        windows="strided",
        rule="maxima",
        reading="max",
        rounding="exact",
        dtypes=_of_maxima,
        module="MaxPool",
    ),
    Operation(
        family="avg_pool",
        parameters=_AVERAGED,
        windows="strided",
        rule="means",
        reading="mean",
        rounding="sums",
        dtypes=_of_averages,
        module="AvgPool",
        not_in_1d=("divisor_override",),
        average_kernel=True,
    ),
    Operation(
        family="lp_pool",
        parameters={"norm_type": REQUIRED, **_STRIDED, "ceil_mode": False},
        windows="strided",
        rule="lp",
        reading="lp",
        rounding="powers",
        dtypes=_of_averages,
        module="LPPool",
        list_of_one=False,
        average_kernel=True,
    ),
    Operation(
        family="adaptive_max_pool",
        parameters={"output_size": REQUIRED, "return_indices": False},
        windows="adaptive",
        rule="maxima",
        reading="max",
        rounding="exact",
        module="AdaptiveMaxPool",
    ),
    Operation(
        family="adaptive_avg_pool",
        parameters={"output_size": REQUIRED},
        windows="adaptive",
        rule="means",
        reading="mean",
        rounding="sums",
        module="AdaptiveAvgPool",
    ),
    # Not in torch: pooling_core.extensions.
    Operation(
        family="gem_pool",
        parameters={
            **{"p": 3.0, "eps": 1e-6, "kernel_size": None, "stride": None},
            **{"padding": 0, "ceil_mode": False, "count_include_pad": True},
        },
        windows="strided",
        rule="gem",
        reading="gem",
        rounding="composed",
        in_torch=False,
        learned=("p",),
        average_kernel=True,
        composition=_GEM,
        form=_gem_form,
    ),
    Operation(
        family="stochastic_pool",
        parameters={**_STRIDED, "ceil_mode": False, "training": True, "rng": None, "return_indices": False},
        windows="strided",
        rule="stochastic",
        reading="draw",
        rounding="composed",
        in_torch=False,
        extra=("drawn",),
        composition=_STOCHASTIC,
        form=_stochastic_form,
    ),
    Operation(
        family="soft_pool",
        parameters={**_STRIDED, "padding": 0, "ceil_mode": False, "beta": 1.0},
        windows="strided",
        rule="soft",
        reading="weighted",
        rounding="composed",
        in_torch=False,
        finite=("beta",),
        learned=("beta",),
        composition={
            "plain": "real = F.pad(torch.ones_like(x), {pads}){cells}.flatten(-{rank})\n"
            "w = F.pad(x.double(), {pads}){cells}.flatten(-{rank})\n"
            "weights = ({beta} * w).masked_fill(real == 0, -torch.inf).softmax(-1)\n"
            "y = (weights * w).sum(-1).to(x.dtype)"
        },
    ),
    Operation(
        family="temperature_avg_pool",
        parameters={**_AVERAGED, "temperature": 1.0},
        windows="strided",
        rule="means",
        reading="mean",
        rounding="sums",
        dtypes=_of_heated_averages,
        in_torch=False,
        not_in_1d=("divisor_override",),
        finite=("temperature",),
        average_kernel=True,
        composition={"plain": "y = {temperature} * F.avg_pool{rank}d(x, {windows})"},
    ),
    Operation(
        family="tf_max_pool",
        parameters=_TENSORFLOW,
        windows="tensorflow",
        rule="tensorflow_maxima",
        reading="max",
        rounding="exact",
        dtypes=_of_maxima_in_tensorflow,
        in_torch=False,
    ),
    Operation(
        family="tf_avg_pool",
        parameters=_TENSORFLOW,
        windows="tensorflow",
        rule="means",
        reading="mean",
        rounding="sums",
        in_torch=False,
    ),
    # Padding that may be uneven, or that is given as a word: what ONNX and others have beside TensorFlow.
    Operation(
        family="padded_max_pool",
        parameters=_PADDED,
        windows="padded",
        rule="maxima",
        reading="max",
        rounding="exact",
        in_torch=False,
        composition=_PADDED_MAX,
        form=_padded_form,
    ),
    Operation(
        family="padded_avg_pool",
        parameters={**_PADDED, "counted": "padding"},
        windows="padded",
        rule="means",
        reading="mean",
        rounding="composed",
        in_torch=False,
        composition=_PADDED_MEAN,
        form=_padded_form,
    ),
    Operation(
        family="padded_lp_pool",
        parameters={"norm_type": REQUIRED, **_PADDED},
        windows="padded",
        rule="norms",
        reading="norm",
        rounding="composed",
        in_torch=False,
        composition=_PADDED_NORM,
        form=_padded_form,
    ),
    Operation(
        family="fractional_max_pool",
        parameters={
            **{"kernel_size": REQUIRED, "output_size": None, "output_ratio": None},
            **{"return_indices": False, "_random_samples": None},
        },
        windows="sampled",
        rule="fractional",
        reading="max",
        rounding="exact",
        ranks=(2, 3),
        module="FractionalMaxPool",
    ),
    # Not poolings of one input, but beside them in torch.nn.functional.
    Operation(
        family="max_unpool",
        parameters={"indices": REQUIRED, **_STRIDED, "padding": 0, "output_size": None},
        windows="indices",
        rule="unpooling",
        reading="max",
        rounding="exact",
        module="MaxUnpool",
    ),
    Operation(
        family="conv",
        parameters={**_CONVOLVED, "dilation": 1, "groups": 1},
        windows="kernel",
        rule="convolution",
        reading="weighted",
        rounding="products",
        module="Conv",
        learned=("weight", "bias"),
    ),
    # For its shape alone.
    Operation(
        family="conv_transpose",
        parameters={**_CONVOLVED, "output_padding": 0, "groups": 1, "dilation": 1},
        windows="transposed",
        rule="",
        reading="weighted",
        rounding="products",
        module="ConvTranspose",
    ),
    Operation(
        family="interpolate",
        parameters={
            **{"size": None, "scale_factor": None, "mode": "nearest", "align_corners": None},
            **{"recompute_scale_factor": None, "antialias": False},
        },
        windows="copied",
        rule="resampling",
        reading="max",
        rounding="exact",
        ranks=(),
        module="Upsample",
    ),
)
OPERATIONS: Mapping[str, Operation] = {operation.family: operation for operation in _RECORDS}


def find(name: str) -> tuple[Operation, int] | None:
    """The record of a function and its rank (0 where the name does not say it); ``None`` where there is none."""
    whole = OPERATIONS.get(name)
    if whole is not None and not whole.ranks:
        return whole, 0
    operation, rank = OPERATIONS.get(name[:-2]), name[-2:]
    if operation is None or rank not in [f"{each}d" for each in operation.ranks]:
        return None
    return operation, int(rank[0])
