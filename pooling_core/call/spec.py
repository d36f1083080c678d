"""The parameters of a pooling call: which a function has, which values it takes. Every check, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import inf
from types import MappingProxyType
from typing import Any

import numpy as np

from pooling_core.call.arguments import INT_MAX, LONG_MAX, frozen, nested, per_axis, plain
from pooling_core.call.errors import PoolingError
from pooling_core.call.extension_arguments import check_extension, exponents

REQUIRED = object()
_PLAIN = {int, bool, type(None)}

_STRIDED = {"kernel_size": REQUIRED, "stride": None}
_AVERAGED = {**_STRIDED, "padding": 0, "ceil_mode": False, "count_include_pad": True, "divisor_override": None}
_TENSORFLOW = {**_STRIDED, "padding": "SAME", "dilation": 1}
# Parameters in the order and with the defaults of torch.nn.functional.
SIGNATURES: Mapping[str, Mapping[str, Any]] = {
    "max_pool": {**_STRIDED, "padding": 0, "dilation": 1, "ceil_mode": False, "return_indices": False},
    "avg_pool": _AVERAGED,
    "lp_pool": {"norm_type": REQUIRED, **_STRIDED, "ceil_mode": False},
    "adaptive_max_pool": {"output_size": REQUIRED, "return_indices": False},
    "adaptive_avg_pool": {"output_size": REQUIRED},
    # Not in torch: pooling_core.extensions.
    "gem_pool": {
        **{"p": 3.0, "eps": 1e-6, "kernel_size": None, "stride": None},
        **{"padding": 0, "ceil_mode": False, "count_include_pad": True},
    },
    "stochastic_pool": {**_STRIDED, "ceil_mode": False, "training": True, "rng": None, "return_indices": False},
    "temperature_avg_pool": {**_AVERAGED, "temperature": 1.0},
    "tf_max_pool": _TENSORFLOW,
    "tf_avg_pool": _TENSORFLOW,
}
# Windows that samples place, not the shape alone: pooling_core.compute.fractional. There is no 1-D.
DRAWN: Mapping[str, Mapping[str, Any]] = {
    "fractional_max_pool": {
        **{"kernel_size": REQUIRED, "output_size": None, "output_ratio": None},
        **{"return_indices": False, "_random_samples": None},
    },
}


def signature(name: str) -> dict[str, Any]:
    """Parameters of a function and their defaults (``REQUIRED`` where there is none), in torch's order."""
    accepted = dict({**SIGNATURES, **DRAWN}[split_name(name)[0]])
    if name.endswith("avg_pool1d") and "divisor_override" in accepted:
        del accepted["divisor_override"]
    return accepted


def split_name(name: str) -> tuple[str, int]:
    """``"max_pool2d"`` -> ``("max_pool", 2)``."""
    family, rank = name[:-2], name[-2:]
    if family in DRAWN and rank in ("2d", "3d"):
        return family, int(rank[0])
    if family not in SIGNATURES or rank not in ("1d", "2d", "3d"):
        raise PoolingError("unknown-pooling", "name", name, names=tuple(SIGNATURES))
    return family, int(rank[0])


@dataclass(frozen=True)
class PoolSpec:
    """One pooling call without its input: a function's name and its arguments.

    Build it with :meth:`of`. The arguments are kept as they were given; the checked, per-axis values are
    properties (``kernel_size``, ``stride``, ...) and raise ``PoolingError`` where PyTorch refuses.

    Example:
        >>> spec = PoolSpec.of("max_pool2d", kernel_size=(3, 2), padding=1)
        >>> spec.rank, spec.stride, spec.padding, spec.arguments["padding"]
        (2, (3, 2), (1, 1), 1)
    """

    name: str
    items: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, name: str, **arguments: Any) -> PoolSpec:
        """A call of ``name``; arguments left out take torch's defaults.

        Example:
            >>> dict(PoolSpec.of("lp_pool1d", norm_type=2, kernel_size=3).arguments)
            {'norm_type': 2, 'kernel_size': 3, 'stride': None, 'ceil_mode': False}
        """
        accepted = signature(name)
        for parameter, value in arguments.items():
            if parameter not in accepted:
                raise PoolingError("no-such-parameter", parameter, value, name=name, accepted=tuple(accepted))
        given = {parameter: arguments.get(parameter, default) for parameter, default in accepted.items()}
        missing = [parameter for parameter, value in given.items() if value is REQUIRED]
        if missing:
            raise PoolingError("parameter-missing", missing[0], None, name=name)
        if "p" in given:
            given["p"] = exponents(given["p"])
        if "_random_samples" in given:
            given["_random_samples"] = nested(given["_random_samples"])
        spec = cls(name, tuple((key, frozen(value)) for key, value in given.items()))
        spec._check_scalars()
        return spec

    @cached_property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments as given, in torch's order, defaults filled in."""
        return MappingProxyType(dict(self.items))

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """What was found out about this call, by the shape or dtype it is about."""
        return {}

    def remember(self, about: Any, found: Any) -> Any:
        """Keep something in ``memo``, which never grows large; returns it."""
        if len(self.memo) >= 64:
            self.memo.clear()
        self.memo[about] = found
        return found

    @cached_property
    def family(self) -> str:
        """The name without its rank: ``"max_pool"``, ``"adaptive_avg_pool"``, ...; of ``SIGNATURES`` or ``DRAWN``."""
        return self.name[:-2]

    @property
    def rank(self) -> int:
        """Number of spatial dimensions."""
        return int(self.name[-2])

    @property
    def adaptive(self) -> bool:
        """Whether the output size is asked for instead of a window."""
        return "output_size" in self.arguments and not self.drawn

    @property
    def drawn(self) -> bool:
        """Whether samples place the windows."""
        return self.family in DRAWN

    @property
    def takes_everything(self) -> bool:
        """Whether the one window is the whole input: GeM without a kernel_size."""
        return self.family == "gem_pool" and self.arguments["kernel_size"] is None

    @property
    def tensorflow(self) -> bool:
        """Whether padding is TensorFlow's ``"SAME"`` or ``"VALID"``."""
        return self.family.startswith("tf_")

    @property
    def infinite_power(self) -> bool:
        """Whether an LP call takes the largest (p = inf) or smallest (p = -inf) magnitude."""
        p = self.arguments.get("norm_type")
        # torch looks for Python numbers only: np.float32(inf) goes through pow().
        return isinstance(p, int | float) and abs(p) == inf

    @cached_property
    def kernel_size(self) -> tuple[int, ...]:
        """Taps per axis."""
        given = self.arguments["kernel_size"]
        one_for_all = self.rank == 1 and self.infinite_power
        if (
            self.family == "lp_pool"
            and isinstance(given, tuple)
            and min(self.rank, len(given)) == 1
            and not one_for_all
        ):
            fix, taken = {"kernel_size": (*given, 1)[0]}, {"name": self.name, "rank": self.rank}
            raise PoolingError(
                "takes-one-int" if self.rank == 1 else "takes-ints-per-axis", "kernel_size", given, fix, **taken
            )
        return self._per_axis("kernel_size", at_least=1)

    @cached_property
    def stride(self) -> tuple[int, ...]:
        """Distance between windows per axis; the kernel_size where it is not given."""
        given = self.arguments["stride"]
        if given is None or (isinstance(given, tuple) and not given):
            return self.kernel_size
        return self._per_axis("stride", at_least=1)

    @cached_property
    def dilation(self) -> tuple[int, ...]:
        """Distance between taps per axis."""
        if "dilation" not in self.arguments:
            return (1,) * self.rank
        dilation = self._per_axis("dilation", at_least=1)
        if self.tensorflow and max(dilation) > 1 and max(self.stride) > 1:
            raise PoolingError("tensorflow-dilated-stride", "stride", self.arguments["stride"], {"stride": 1})
        return dilation

    @cached_property
    def padding(self) -> tuple[int, ...]:
        """Cells of padding on each side per axis: at most half the kernel_size, whatever the dilation.

        TensorFlow's ``"SAME"`` depends on the input; see ``geometry.same_axis``.
        """
        if "padding" not in self.arguments or self.tensorflow:
            return (0,) * self.rank
        padding = self._per_axis("padding", at_least=0)
        limits = tuple(kernel_size // 2 for kernel_size in self.kernel_size)
        if any(pad > limit for pad, limit in zip(padding, limits, strict=True)):
            given, fix = self.arguments["padding"], {"padding": plain(tuple(map(min, padding, limits)))}
            raise PoolingError("padding-half-kernel", "padding", given, fix, kernel_size=plain(self.kernel_size))
        return padding

    @cached_property
    def output_size(self) -> tuple[int | None, ...]:
        """Wanted outputs per axis of an adaptive layer; ``None`` keeps the axis as it is."""
        given = self.arguments["output_size"]
        if self.rank > 1:
            if isinstance(given, range | np.ndarray):
                given = tuple(given)
            if given is None or isinstance(given, np.generic) or (isinstance(given, tuple) and len(given) == 1):
                fix = (
                    {} if given is None else {"output_size": plain(given) if isinstance(given, tuple) else given.item()}
                )
                received = self.arguments["output_size"]
                raise PoolingError("output-size-per-axis", "output_size", received, fix, rank=self.rank)
        return self._per_axis("output_size", at_least=0, given=given)

    def _per_axis(self, parameter: str, at_least: int, given: Any = REQUIRED) -> tuple[Any, ...]:
        given = self.arguments[parameter] if given is REQUIRED else given
        # torch's 1-D maximum without indices is the one pooling kernel with wide integers.
        plain_max = self.name == "max_pool1d" and not self.arguments["return_indices"]
        wide = parameter == "stride" and (plain_max or (self.name == "lp_pool1d" and self.infinite_power))
        keeps = parameter == "output_size" and self.rank > 1
        return per_axis(self.rank, parameter, given, at_least, LONG_MAX if wide else INT_MAX, none_keeps=keeps)

    def _check_scalars(self) -> None:
        for flag in ("ceil_mode", "count_include_pad"):
            value = self.arguments.get(flag, False)
            if not isinstance(value, bool):
                raise PoolingError("true-or-false", flag, value, {flag: bool(value)})
        override = self.arguments.get("divisor_override")
        if override is not None:
            if isinstance(override, bool) or not isinstance(override, int | np.integer):
                raise PoolingError("int-or-none", "divisor_override", override, {"divisor_override": None})
            if override == 0:
                raise PoolingError("divided-by-zero", "divisor_override", override, {"divisor_override": 1})
        if "norm_type" in self.arguments:
            p = self.arguments["norm_type"]
            if not isinstance(p, int | float | np.number):
                raise PoolingError("any-number", "norm_type", p, {"norm_type": 2})
            if p == 0:
                raise PoolingError("power-zero", "norm_type", p, {"norm_type": 1})
        check_extension(self.family, self.arguments)


def known_spec(name: str, arguments: Mapping[str, Any]) -> PoolSpec:
    """``PoolSpec.of``, made once for each set of plain arguments; their types count, as True == 1 == 1.0."""
    types = tuple(map(type, arguments.values()))
    if _PLAIN.issuperset(types):
        return _known_spec(name, tuple(arguments), types, tuple(arguments.values()))
    return PoolSpec.of(name, **arguments)


@lru_cache(maxsize=1024)
def _known_spec(name: str, names: tuple[str, ...], types: tuple[type, ...], values: tuple[Any, ...]) -> PoolSpec:
    return PoolSpec.of(name, **dict(zip(names, values, strict=True)))
