"""The words of the text form: one for each kind of layer, and what may stand after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pooling_core.call.catalogue import REQUIRED
from pooling_core.stacks.kinds import KINDS, Kind
from pooling_core.stacks.rules.features import SAME
from ui.text.stack_text.limits import MOST_CHANNELS

# The largest number of a setting, and of features that come in.
LARGEST, MOST_FEATURES = 1_000_000, 10**9


@dataclass(frozen=True)
class Number:
    """What one setting takes: one number for all axes, or one for each.

    Attributes:
        most: numbers of it, one for each axis; 0: as many as there are axes.
        listed: whether it is always several, one number for each axis.
        low, high: bounds of each.
        decimal: whether it may have decimals.
        open: whether ``_`` may stand in place of a number: None.
    """

    most: int = 0
    listed: bool = False
    low: int = 0
    high: int = LARGEST
    decimal: bool = False
    open: bool = False


@dataclass(frozen=True)
class Rule:
    """One word of the grammar: the layer it makes, its own number, its settings, its switches.

    Attributes:
        kind: of the layer.
        example: a line of it.
        first: the parameter that the plain number after the word sets.
        settings: letters before a number -> parameter.
        switches: word -> parameter and value.
        fixed: what the layer has unless a switch says otherwise.
        named: the parameter that is a word of one's own.
        optional: whether its own number may be left out.
        numbers: what a parameter takes, where it is no number from 0 to ``LARGEST`` for all axes or each.
    """

    kind: Kind
    example: str
    first: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    switches: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    named: str | None = None
    optional: bool = False
    numbers: Mapping[str, Number] = field(default_factory=dict)

    @property
    def needs(self) -> list[str]:
        """Parameters that may not be left out: its own number, and what the layer cannot do without."""
        required = [each for each in self.settings.values() if self.kind.parameters[each] is REQUIRED]
        return [self.first, *required] if self.first and not self.optional else required

    def number(self, parameter: str) -> Number:
        """What a parameter takes."""
        return self.numbers.get(parameter) or _NUMBERS.get(parameter) or Number()


_ONE, _WIDE = Number(most=1), Number(most=1, high=MOST_CHANNELS)
_DECIMAL = Number(most=1, decimal=True)
_NUMBERS: Mapping[str, Number] = {
    **dict.fromkeys(("out_channels", "out_features", "groups", "in_channels", "num_features", "num_groups"), _WIDE),
    **dict.fromkeys(("num_parameters",), _WIDE),
    **dict.fromkeys(("norm_type", "p", "beta", "temperature"), _DECIMAL),
    **dict.fromkeys(("upscale_factor", "downscale_factor", "divisor_override"), _ONE),
    "in_features": Number(most=1, high=MOST_FEATURES),
    "value": Number(most=1, low=-LARGEST, decimal=True),
    "start_dim": Number(most=1, low=-5, high=4),
    "end_dim": Number(most=1, low=-5, high=4),
    "dim": Number(most=1, low=-5, high=4),
    "scale_factor": Number(decimal=True),
    "output_ratio": Number(listed=True, decimal=True),
    "normalized_shape": Number(most=4),
    "output_shape": Number(most=4, listed=True, high=MOST_FEATURES),
}
_POOL = {"k": "kernel_size", "s": "stride", "p": "padding"}
_CEIL = {"ceil": ("ceil_mode", True)}
_NO_PAD = {"nopad": ("count_include_pad", False)}
_NO_BIAS = {"nobias": ("bias", False)}
_CONV = {**_POOL, "d": "dilation", "g": "groups", "in": "in_channels"}
_INDICES = {"indices": ("return_indices", True)}
_TENSORFLOW = {"same": ("padding", "SAME"), "valid": ("padding", "VALID")}
_BLENDS = ("linear", "bilinear", "bicubic", "trilinear", "area")
_MODES = {mode: ("mode", mode) for mode in ("reflect", "replicate", "circular")}
_OPEN = {"output_size": Number(open=True)}
GRAMMAR: Mapping[str, Rule] = {
    "conv": Rule(
        KINDS["conv"],
        "conv 64 k3 p1",
        "out_channels",
        _CONV,
        {**_NO_BIAS, "psame": ("padding", "same"), "pvalid": ("padding", "valid")},
    ),
    "conv_transpose": Rule(
        KINDS["conv_transpose"], "conv_transpose 32 k2 s2", "out_channels", {**_CONV, "op": "output_padding"}, _NO_BIAS
    ),
    "max": Rule(KINDS["max_pool"], "max k2", None, {**_POOL, "d": "dilation"}, {**_CEIL, **_INDICES}),
    "avg": Rule(KINDS["avg_pool"], "avg k2", None, {**_POOL, "div": "divisor_override"}, {**_CEIL, **_NO_PAD}),
    "lp": Rule(KINDS["lp_pool"], "lp 2 k2", "norm_type", {"k": "kernel_size", "s": "stride"}, _CEIL),
    "adaptive": Rule(KINDS["adaptive_avg_pool"], "adaptive 2", "output_size", numbers=_OPEN),
    "adaptive_max": Rule(KINDS["adaptive_max_pool"], "adaptive_max 2", "output_size", switches=_INDICES, numbers=_OPEN),
    "fractional": Rule(
        KINDS["fractional_max_pool"],
        "fractional k2 o4",
        None,
        {"k": "kernel_size", "o": "output_size", "r": "output_ratio"},
        _INDICES,
    ),
    "gem": Rule(KINDS["gem_pool"], "gem 3", "p", _POOL, {**_CEIL, **_NO_PAD}, optional=True),
    "soft": Rule(KINDS["soft_pool"], "soft k2", None, {**_POOL, "b": "beta"}, _CEIL),
    "tf_max": Rule(KINDS["tf_max_pool"], "tf_max k2 same", None, {**_POOL, "d": "dilation"}, _TENSORFLOW),
    "tf_avg": Rule(KINDS["tf_avg_pool"], "tf_avg k2 same", None, {**_POOL, "d": "dilation"}, _TENSORFLOW),
    "unpool": Rule(
        KINDS["max_unpool"],
        "unpool k2",
        None,
        {**_POOL, "o": "output_size"},
        numbers={"output_size": Number(listed=True)},
    ),
    "upsample": Rule(
        KINDS["interpolate"],
        "upsample 2",
        "scale_factor",
        {"o": "size"},
        {
            **{mode: ("mode", mode) for mode in (*_BLENDS, "nearest-exact")},
            **{"corners": ("align_corners", True), "recompute": ("recompute_scale_factor", True)},
        },
        fixed={"mode": "nearest"},
        optional=True,
    ),
    "pad": Rule(
        KINDS["pad"],
        "pad 1",
        "padding",
        {"v": "value"},
        _MODES,
        numbers={"padding": Number(most=8, low=-LARGEST)},
    ),
    "shuffle": Rule(KINDS["pixel_shuffle"], "shuffle 2", "upscale_factor"),
    "unshuffle": Rule(KINDS["pixel_unshuffle"], "unshuffle 2", "downscale_factor"),
    "cat": Rule(KINDS["cat"], "cat a b", None, {"dim": "dim"}),
    "add": Rule(KINDS["add"], "add a b"),
    "norm": Rule(KINDS["batch_norm"], "norm", None, {"in": "num_features"}),
    "group_norm": Rule(KINDS["group_norm"], "group_norm 4", "num_groups"),
    "instance_norm": Rule(KINDS["instance_norm"], "instance_norm"),
    "layer_norm": Rule(KINDS["layer_norm"], "layer_norm 64", "normalized_shape"),
    "relu": Rule(KINDS["same"], "relu", fixed={"module": "ReLU"}),
    "prelu": Rule(KINDS["prelu"], "prelu", "num_parameters", optional=True),
    "flatten": Rule(KINDS["flatten"], "flatten", "start_dim", {"to": "end_dim"}, optional=True),
    "linear": Rule(KINDS["linear"], "linear 2", "out_features", {"in": "in_features"}, _NO_BIAS),
    "box": Rule(KINDS["unknown"], "box MyBlock 64x7x7", "output_shape", named="name", optional=True),
}
# Words of layers that change no shape, beside relu: each is its module's name.
MODULES: Mapping[str, str] = {name.lower(): name for name in SAME}


def rule_of(word: str) -> Rule | None:
    """The rule of a word."""
    module = MODULES.get(word)
    if module is not None:
        return Rule(KINDS["same"], word, fixed={"module": module})
    return GRAMMAR.get(word)
