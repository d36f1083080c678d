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
from pooling_core.call.catalogue import OPERATIONS, REQUIRED, Operation, find
from pooling_core.call.checks import check_scalars, exponents
from pooling_core.call.errors import PoolingError

_PLAIN = {int, bool, type(None)}


def signature(name: str) -> dict[str, Any]:
    """Parameters of a pooling function and their defaults (``REQUIRED`` where there is none), in torch's order."""
    operation, rank = pooling(name)
    return operation.signature(rank)


def pooling(name: str) -> tuple[Operation, int]:
    """``"max_pool2d"`` -> the record of ``max_pool``, and 2.

    Raises:
        PoolingError: for anything but a pooling of one input.
    """
    found = find(name)
    if found is None or not found[0].pools:
        families = tuple(family for family, operation in OPERATIONS.items() if operation.pools)
        raise PoolingError("unknown-pooling", "name", name, names=families)
    return found


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
        given = taken(name, accepted, arguments)
        if "p" in given:
            given["p"] = exponents(given["p"])
        if "_random_samples" in given:
            given["_random_samples"] = nested(given["_random_samples"])
        if OPERATIONS[name[:-2]].windows == "padded":
            given["padding"] = nested(given["padding"])
        spec = cls(name, tuple((key, frozen(value)) for key, value in given.items()))
        check_scalars(spec.operation, spec.arguments)
        return spec

    @cached_property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments as given, in torch's order, defaults filled in."""
        return MappingProxyType(dict(self.items))

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """What was found out about this call, by the shape or dtype it is about: nothing large."""
        return {}

    def remember(self, about: Any, found: Any) -> Any:
        """Keep something in ``memo``, which never grows long; returns it."""
        if len(self.memo) >= 32:
            self.memo.clear()
        self.memo[about] = found
        return found

    @cached_property
    def operation(self) -> Operation:
        """The record of its family."""
        return OPERATIONS[self.name[:-2]]

    @property
    def rank(self) -> int:
        """Number of spatial dimensions."""
        return int(self.name[-2])

    @property
    def adaptive(self) -> bool:
        """Whether the output size is asked for instead of a window."""
        return self.operation.windows == "adaptive"

    @property
    def sampled(self) -> bool:
        """Whether samples place the windows."""
        return self.operation.windows == "sampled"

    @property
    def takes_everything(self) -> bool:
        """Whether the one window is the whole input: GeM without a kernel_size."""
        return self.operation.may_be_whole and self.arguments["kernel_size"] is None

    @property
    def tensorflow(self) -> bool:
        """Whether padding is TensorFlow's ``"SAME"`` or ``"VALID"``."""
        return self.operation.windows == "tensorflow"

    @property
    def pads_same(self) -> bool:
        """Whether it is ``"SAME"``."""
        return self.tensorflow and self.arguments["padding"].upper() == "SAME"

    @property
    def plain_mean(self) -> bool:
        """One bin per axis: torch calls ``mean`` there, which takes any number of axes and is nan over nothing."""
        return self.adaptive and not self.operation.picks and all(wanted == 1 for wanted in self.output_size)

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
            not self.operation.list_of_one
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
        if self.tensorflow and max(dilation) > 1:
            self._check_dilated()
        return dilation

    def _check_dilated(self) -> None:
        valid = {"padding": "VALID"} if self.pads_same else {}
        if max(self.stride) > 1:
            received, fixes = self.arguments["stride"], ({"stride": 1, **valid}, {"dilation": 1})
            raise PoolingError("tensorflow-dilated-stride", "stride", received, *fixes)
        if valid:
            raise PoolingError("tensorflow-dilated-same", "padding", self.arguments["padding"], valid, {"dilation": 1})

    @cached_property
    def padding(self) -> tuple[int, ...]:
        """Cells of padding on each side per axis: at most half the kernel_size, whatever the dilation.

        TensorFlow's ``"SAME"`` depends on the input, see ``geometry.layer.window_pads``; uneven ones are in ``pads``.
        """
        if "padding" not in self.arguments or self.operation.windows != "strided":
            return (0,) * self.rank
        padding = self._per_axis("padding", at_least=0)
        limits = tuple(kernel_size // 2 for kernel_size in self.kernel_size)
        if any(pad > limit for pad, limit in zip(padding, limits, strict=True)):
            given, fix = self.arguments["padding"], {"padding": plain(tuple(map(min, padding, limits)))}
            raise PoolingError("padding-half-kernel", "padding", given, fix, kernel_size=plain(self.kernel_size))
        return padding

    @property
    def pads(self) -> str | tuple[tuple[int, int], ...]:
        """Cells before and after the input per axis, where they may be uneven; or the word that they follow from.

        Example:
            >>> PoolSpec.of("padded_max_pool2d", kernel_size=2, padding=(1, (0, 3))).pads
            ((1, 1), (0, 3))
        """
        given = self.arguments["padding"]
        if isinstance(given, str):
            return given.upper()
        sides = given if isinstance(given, tuple) else (given,)
        if len(sides) not in (1, self.rank):
            raise PoolingError("pads-per-axis", "padding", given, {"padding": 0}, rank=self.rank)
        found = tuple(per_axis(2, "padding", side, at_least=0) for side in sides)
        return found if len(found) == self.rank else found * self.rank

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
        operation = self.operation
        maximum = operation.in_torch and operation.picks and not self.arguments["return_indices"]
        wide = parameter in ("stride", "dilation") and self.rank == 1 and (maximum or self.infinite_power)
        keeps = parameter == "output_size" and self.rank > 1
        return per_axis(self.rank, parameter, given, at_least, LONG_MAX if wide else INT_MAX, none_keeps=keeps)

    def with_arguments(self, **changed: Any) -> PoolSpec:
        """The same call with other values of some arguments."""
        return PoolSpec.of(self.name, **{**self.arguments, **changed})


def taken(name: str, accepted: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments in the order of ``accepted``, defaults filled in.

    Raises:
        PoolingError: for a name that is not accepted, and for the lack of one that is required.
    """
    for parameter, value in arguments.items():
        if parameter not in accepted:
            raise PoolingError("no-such-parameter", parameter, value, name=name, accepted=tuple(accepted))
    for parameter, default in accepted.items():
        if default is REQUIRED and parameter not in arguments:
            raise PoolingError("parameter-missing", parameter, None, name=name)
    return {parameter: arguments.get(parameter, default) for parameter, default in accepted.items()}


def known_spec(name: str, arguments: Mapping[str, Any]) -> PoolSpec:
    """``PoolSpec.of``, made once for each set of plain arguments; their types count, as True == 1 == 1.0."""
    types = tuple(map(type, arguments.values()))
    if _PLAIN.issuperset(types):
        return _known_spec(name, tuple(arguments), types, tuple(arguments.values()))
    return PoolSpec.of(name, **arguments)


@lru_cache(maxsize=256)
def _known_spec(name: str, names: tuple[str, ...], types: tuple[type, ...], values: tuple[Any, ...]) -> PoolSpec:
    return PoolSpec.of(name, **dict(zip(names, values, strict=True)))
