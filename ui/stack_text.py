"""A stack of layers as text, one layer a line: ``conv 64 k3 p1``. Read by a small table, never run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pooling_core.stacks.layers import Layer
from ui.reading import ReadingError

MAX_LINES, MAX_CHARACTERS, MAX_SHAPE_CHARACTERS = 60, 4_000, 60
AXES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
# The longest axis and the most channels of an input, and the largest number of each setting.
LONGEST, MOST_CHANNELS, LARGEST = 1_024, 65_536, 512
_WORD = re.compile(r"(?P<letters>[a-z]*)(?P<numbers>[0-9]{1,9}(?:x[0-9]{1,9}){0,2})", re.ASCII)
_SHAPE_SIGNS = re.compile(r"[x,\s]+")


class StackTextError(ReadingError):
    """Text that is no stack or no shape; str() is one sentence."""


@dataclass(frozen=True)
class Kind:
    """One word of the grammar: the layer it makes, its own number, its settings, its switches.

    Attributes:
        family: of the layer's function, before the 1d, 2d or 3d.
        first: the parameter that the plain number after the word sets.
        settings: letters before a number -> parameter.
        switches: word -> parameter and value.
        needs: letters that may not be left out.
        fixed: what the layer always has.
        ranked: whether the function's name ends in the number of axes.
        largest: number of a setting; small where fields have to be followed output by output.
    """

    family: str
    first: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    switches: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)
    ranked: bool = True
    largest: int = LARGEST


_POOL = {"k": "kernel_size", "s": "stride", "p": "padding"}
_CEIL = {"ceil": ("ceil_mode", True)}
_NO_BIAS = {"nobias": ("bias", False)}
_CONV = {**_POOL, "d": "dilation", "g": "groups"}
KINDS: Mapping[str, Kind] = {
    "conv": Kind("conv", "out_channels", _CONV, {**_NO_BIAS, "psame": ("padding", "same")}, ("k",)),
    "conv_transpose": Kind(
        "conv_transpose", "out_channels", {**_CONV, "op": "output_padding"}, _NO_BIAS, ("k",), largest=16
    ),
    "max": Kind("max_pool", None, {**_POOL, "d": "dilation"}, _CEIL, ("k",)),
    "avg": Kind("avg_pool", None, _POOL, _CEIL, ("k",)),
    "lp": Kind("lp_pool", "norm_type", {"k": "kernel_size", "s": "stride"}, _CEIL, ("k",)),
    "adaptive": Kind("adaptive_avg_pool", "output_size", largest=64),
    "adaptive_max": Kind("adaptive_max_pool", "output_size", largest=64),
    "upsample": Kind("interpolate", "scale_factor", fixed={"mode": "nearest"}, ranked=False, largest=16),
    "norm": Kind("batch_norm", ranked=False),
    "flatten": Kind("flatten", ranked=False),
    "linear": Kind("linear", "out_features", {"in": "in_features"}, _NO_BIAS, ranked=False),
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
    kind = KINDS.get(word)
    if kind is None:
        raise StackTextError("layer-unknown", "stack", word, line=line, said=_cut(word), kinds=tuple(KINDS))
    settings: dict[str, Any] = dict(kind.fixed)
    for part in rest:
        parameter, value = _setting(line, word, kind, part, rank)
        if parameter in settings:
            raise StackTextError("setting-twice", parameter, part, line=line, said=_cut(part), setting=parameter)
        settings[parameter] = value
    for letters in ([""] if kind.first else []) + list(kind.needs):
        parameter = kind.settings[letters] if letters else str(kind.first)
        if parameter not in settings:
            told = {"line": line, "word": word, "setting": parameter, "example": _example(word)}
            raise StackTextError("setting-missing", parameter, None, **told)
    return Layer.of(f"{kind.family}{rank}d" if kind.ranked else kind.family, **settings)


def _setting(line: int, word: str, kind: Kind, part: str, rank: int) -> tuple[str, Any]:
    if part in kind.switches:
        return kind.switches[part]
    read = _WORD.fullmatch(part)
    letters = read["letters"] if read else part
    parameter = kind.first if not letters else kind.settings.get(letters)
    if read is None or parameter is None:
        takes = (*(f"{key}…" for key in kind.settings), *kind.switches)
        unread = _UNREAD[bool(kind.first), bool(takes)]
        raise StackTextError(unread, "stack", part, line=line, word=word, said=_cut(part), takes=takes)
    values = [int(number) for number in read["numbers"].split("x")]
    largest = _IN_FEATURES if parameter == "in_features" else MOST_CHANNELS if parameter in _WIDE else kind.largest
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


def _example(word: str) -> str:
    return {"conv": "conv 64 k3 p1", "conv_transpose": "conv_transpose 32 k2 s2", "lp": "lp 2 k2"}.get(
        word, f"{word} k2" if KINDS[word].needs else f"{word} 2"
    )


def _cut(said: str, longest: int = 24) -> str:
    return said if len(said) <= longest else f"{said[: longest - 1]}…"


def format_layer(layer: Layer) -> str:
    """The line that reads back as this layer."""
    settings = dict(layer.settings)
    family = layer.name if layer.name in ("batch_norm", "interpolate", "flatten", "linear") else layer.name[:-2]
    word, kind = next((word, kind) for word, kind in KINDS.items() if kind.family == family)
    parts = [word]
    if kind.first is not None:
        parts.append(_numbers(settings[kind.first]))
    for letters, parameter in kind.settings.items():
        value = settings.get(parameter)
        if value is not None and not isinstance(value, str):
            parts.append(letters + _numbers(value))
    for switch, (parameter, value) in kind.switches.items():
        if settings.get(parameter) == value and type(settings.get(parameter)) is type(value):
            parts.append(switch)
    return " ".join(parts)


def _numbers(value: Any) -> str:
    return "x".join(map(str, value if isinstance(value, tuple) else (value,)))


def format_stack(layers: Sequence[Layer]) -> str:
    """The text that reads back as these layers."""
    return "\n".join(map(format_layer, layers))


def with_settings(layers: Sequence[Layer], number: int, changes: Mapping[str, Any]) -> str:
    """The text of the same layers where layer ``number``, from 1, has other settings."""
    changed = list(layers)
    old = changed[number - 1]
    changed[number - 1] = Layer.of(old.name, **{**dict(old.settings), **changes})
    return format_stack(changed)


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
