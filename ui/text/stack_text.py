"""A stack of layers as text, one layer a line: ``conv 64 k3 p1``. Read by a small table, never run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pooling_core.call.catalogue import REQUIRED
from pooling_core.stacks.kinds import KINDS, Kind
from pooling_core.stacks.layers import Layer
from ui.text.reading import ReadingError

MAX_LINES, MAX_CHARACTERS, MAX_SHAPE_CHARACTERS = 60, 4_000, 60
AXES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
# The longest axis and the most channels of an input, and the largest number of each setting.
LONGEST, MOST_CHANNELS, LARGEST = 1_024, 65_536, 512
_WORD = re.compile(r"(?P<letters>[a-z]*)(?P<numbers>[0-9]{1,9}(?:x[0-9]{1,9}){0,2})", re.ASCII)
_SHAPE_SIGNS = re.compile(r"[x,\s]+")


class StackTextError(ReadingError):
    """Text that is no stack or no shape; str() is one sentence."""


@dataclass(frozen=True)
class Rule:
    """One word of the grammar: the layer it makes, its own number, its settings, its switches.

    Attributes:
        kind: of the layer.
        example: a line of it.
        first: the parameter that the plain number after the word sets.
        settings: letters before a number -> parameter.
        switches: word -> parameter and value.
        fixed: what the layer always has.
        largest: number of a setting; small where fields have to be followed output by output.
    """

    kind: Kind
    example: str
    first: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    switches: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    largest: int = LARGEST

    @property
    def needs(self) -> list[str]:
        """Parameters that may not be left out: its own number, and what the layer cannot do without."""
        required = [each for each in self.settings.values() if self.kind.parameters[each] is REQUIRED]
        return [self.first, *required] if self.first else required


_POOL = {"k": "kernel_size", "s": "stride", "p": "padding"}
_CEIL = {"ceil": ("ceil_mode", True)}
_NO_BIAS = {"nobias": ("bias", False)}
_CONV = {**_POOL, "d": "dilation", "g": "groups"}
GRAMMAR: Mapping[str, Rule] = {
    "conv": Rule(KINDS["conv"], "conv 64 k3 p1", "out_channels", _CONV, {**_NO_BIAS, "psame": ("padding", "same")}),
    "conv_transpose": Rule(
        KINDS["conv_transpose"],
        "conv_transpose 32 k2 s2",
        "out_channels",
        {**_CONV, "op": "output_padding"},
        _NO_BIAS,
        largest=16,
    ),
    "max": Rule(KINDS["max_pool"], "max k2", None, {**_POOL, "d": "dilation"}, _CEIL),
    "avg": Rule(KINDS["avg_pool"], "avg k2", None, _POOL, _CEIL),
    "lp": Rule(KINDS["lp_pool"], "lp 2 k2", "norm_type", {"k": "kernel_size", "s": "stride"}, _CEIL),
    "adaptive": Rule(KINDS["adaptive_avg_pool"], "adaptive 2", "output_size", largest=64),
    "adaptive_max": Rule(KINDS["adaptive_max_pool"], "adaptive_max 2", "output_size", largest=64),
    "upsample": Rule(KINDS["interpolate"], "upsample 2", "scale_factor", fixed={"mode": "nearest"}, largest=16),
    "norm": Rule(KINDS["batch_norm"], "norm"),
    "flatten": Rule(KINDS["flatten"], "flatten"),
    "linear": Rule(KINDS["linear"], "linear 2", "out_features", {"in": "in_features"}, _NO_BIAS),
}
_WIDE = ("out_channels", "out_features", "in_features", "groups")
# These take one number, not one per axis.
_SINGLE = (*_WIDE, "norm_type")
_IN_FEATURES = 10**9
# What is said of a setting that is not read, by whether the layer takes a plain number, and others.
_UNREAD = {
    (False, False): "setting-unread-nothing",
    (False, True): "setting-unread",
    (True, False): "setting-unread-number",
    (True, True): "setting-unread-number-or",
}


def parse_stack(text: str, rank: int) -> tuple[Layer, ...]:
    """The layers that a text says, for an input of ``rank`` spatial axes.

    Raises:
        StackTextError: with the number of the line.
    """
    if len(text) > MAX_CHARACTERS:
        raise StackTextError("stack-too-long", "stack", text, count=len(text), most=MAX_CHARACTERS)
    lines = [(number, line.split()) for number, line in enumerate(_plain(text).split("\n"), start=1)]
    filled = [(number, said) for number, said in lines if said]
    if not filled:
        raise StackTextError("stack-empty", "stack", text, {"stack": "conv 6 k5"})
    if len(filled) > MAX_LINES:
        raise StackTextError("stack-too-many", "stack", text, count=len(filled), most=MAX_LINES)
    return tuple(_layer(number, said, rank) for number, said in filled)


def _plain(text: str) -> str:
    return text.lower().replace("×", "x").replace(",", " ").replace("\r\n", "\n").replace("\r", "\n")


def _layer(line: int, said: Sequence[str], rank: int) -> Layer:
    word, *rest = said
    rule = GRAMMAR.get(word)
    if rule is None:
        raise StackTextError("layer-unknown", "stack", word, line=line, said=_cut(word), kinds=tuple(GRAMMAR))
    settings: dict[str, Any] = dict(rule.fixed)
    for part in rest:
        parameter, value = _setting(line, word, rule, part, rank)
        if parameter in settings:
            raise StackTextError("setting-twice", parameter, part, line=line, said=_cut(part), setting=parameter)
        settings[parameter] = value
    for parameter in rule.needs:
        if parameter not in settings:
            told = {"line": line, "word": word, "setting": parameter, "example": rule.example}
            raise StackTextError("setting-missing", parameter, None, **told)
    return Layer.of(rule.kind.function(rank), **settings)


def _setting(line: int, word: str, rule: Rule, part: str, rank: int) -> tuple[str, Any]:
    if part in rule.switches:
        return rule.switches[part]
    read = _WORD.fullmatch(part)
    letters = read["letters"] if read else part
    parameter = rule.first if not letters else rule.settings.get(letters)
    if read is None or parameter is None:
        takes = (*(f"{key}…" for key in rule.settings), *rule.switches)
        unread = _UNREAD[bool(rule.first), bool(takes)]
        raise StackTextError(unread, "stack", part, line=line, word=word, said=_cut(part), takes=takes)
    values = [int(number) for number in read["numbers"].split("x")]
    largest = _IN_FEATURES if parameter == "in_features" else MOST_CHANNELS if parameter in _WIDE else rule.largest
    if max(values) > largest:
        fix = {parameter: _alone([min(value, largest) for value in values])}
        told = {"line": line, "setting": parameter, "largest": largest, "value": max(values)}
        raise StackTextError("setting-too-large", parameter, _alone(values), fix, **told)
    if len(values) not in ((1,) if parameter in _SINGLE else (1, rank)):
        key = "setting-one-number" if parameter in _SINGLE else "setting-per-axis"
        raise StackTextError(key, parameter, part, line=line, setting=parameter, rank=rank, said=_cut(part))
    return parameter, _alone(values)


def _alone(values: Sequence[int]) -> int | tuple[int, ...]:
    """One number, or one for each axis."""
    return values[0] if len(values) == 1 else tuple(values)


def _cut(said: str, longest: int = 24) -> str:
    return said if len(said) <= longest else f"{said[: longest - 1]}…"


def format_layer(layer: Layer) -> str:
    """The line that reads back as this layer."""
    settings = dict(layer.settings)
    word, rule = next((word, rule) for word, rule in GRAMMAR.items() if rule.kind is layer.kind)
    parts = [word]
    if rule.first is not None:
        parts.append(_numbers(settings[rule.first]))
    for letters, parameter in rule.settings.items():
        value = settings.get(parameter)
        if value is not None and not isinstance(value, str):
            parts.append(letters + _numbers(value))
    for switch, (parameter, value) in rule.switches.items():
        if settings.get(parameter) == value and type(settings.get(parameter)) is type(value):
            parts.append(switch)
    return " ".join(parts)


def _numbers(value: Any) -> str:
    return "x".join(map(str, value if isinstance(value, tuple) else (value,)))


def format_stack(layers: Sequence[Layer]) -> str:
    """The text that reads back as these layers."""
    return "\n".join(map(format_layer, layers))


def parse_shape(text: str) -> tuple[int, ...]:
    """Channels and one to three sizes, from ``3 x 224 x 224``.

    Raises:
        StackTextError: for anything else, in one sentence.
    """
    parts = [part for part in _SHAPE_SIGNS.split(_plain(text[: MAX_SHAPE_CHARACTERS + 1]).strip()) if part]
    numbers = all(re.fullmatch("[0-9]{1,6}", part, re.ASCII) for part in parts)
    if len(text) > MAX_SHAPE_CHARACTERS or not numbers or not 2 <= len(parts) <= 4:
        raise StackTextError("shape-unread", "input", text, said=_cut(" ".join(text.split())))
    channels, *sizes = map(int, parts)
    if not 1 <= channels <= MOST_CHANNELS:
        fix = {"input": format_shape((max(1, min(channels, MOST_CHANNELS)), *sizes))}
        raise StackTextError("shape-channels", "input", text, fix, count=channels, most=MOST_CHANNELS)
    for size in sizes:
        if size > LONGEST:
            fix = {"input": format_shape((channels, *(min(each, LONGEST) for each in sizes)))}
            raise StackTextError("shape-axis", "input", text, fix, size=size, longest=LONGEST)
    return (channels, *sizes)


def format_shape(shape: Sequence[int]) -> str:
    """``3 x 224 x 224``."""
    return " x ".join(map(str, shape))
