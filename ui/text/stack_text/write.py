"""Layers -> text that reads back as them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from string import ascii_lowercase
from typing import Any

from pooling_core.stacks.layers import Layer
from ui.text.stack_text.grammar import GRAMMAR, Rule
from ui.text.stack_text.read import INPUT


def format_layer(
    layer: Layer, names: Mapping[int, str] | None = None, rank: int | None = None, number: int | None = None
) -> str:
    """The line that reads back as this layer.

    Args:
        names: of the layers that it may read, and by -1 its own; without them no wires are written.
        rank: spatial axes of the stack's input; a layer of another number of axes is written with it.
        number: of the layer.
    """
    word, rule = _rule(layer)
    settings = {key: value for key, value in layer.settings if rule.fixed.get(key) != value}
    shown = f"{word}{layer.rank}d" if rank and layer.kind.ranked and layer.rank != rank else word
    parts = [shown]
    if rule.named is not None:
        parts.append(str(layer.arguments[rule.named]))
    if names is not None and layer.kind.joins:
        parts += [names[read] for read in _named(layer, number)]
    if settings.get(rule.first or "") is not None:
        parts.append(_numbers(settings[rule.first or ""]))
    for letters, parameter in rule.settings.items():
        value = settings.get(parameter)
        if value is not None and not isinstance(value, str):
            parts.append(letters + _numbers(value))
    for switch, (parameter, value) in rule.switches.items():
        if settings.get(parameter) == value and type(settings.get(parameter)) is type(value):
            parts.append(switch)
    if names is not None:
        parts += ["from", names[layer.takes[0]]] if layer.takes and not layer.kind.joins else []
        parts += ["of", names[layer.indices_of]] if layer.indices_of is not None else []
        parts += ["as", names[-1]] if -1 in names else []
    return " ".join(parts)


def _named(layer: Layer, number: int | None) -> tuple[int, ...]:
    """What a layer's line names: of two, the one before it may be left out where it comes last."""
    with_the_last = layer.kind.joins and len(layer.takes) == 2 and number is not None and layer.takes[1] == number - 1
    return layer.takes[:1] if with_the_last else layer.takes


def _rule(layer: Layer) -> tuple[str, Rule]:
    """The word of a layer; of those that change no shape it is the module's name."""
    word, rule = next((word, rule) for word, rule in GRAMMAR.items() if rule.kind is layer.kind)
    if "module" in rule.fixed:
        return str(layer.arguments["module"]).lower(), Rule(rule.kind, word, fixed=layer.arguments)
    return word, rule


def _numbers(value: Any) -> str:
    each = value if isinstance(value, tuple) else (value,)
    return "x".join("_" if number is None else _number(number) for number in each)


def _number(number: Any) -> str:
    text = str(number)
    return f"{number:.9f}".rstrip("0") if "e" in text else text


def names_of(layers: Sequence[Layer]) -> dict[int, str]:
    """The names of the layers that others read, and of the input: those that they have, else the next letters."""
    read = {each for number, layer in enumerate(layers, start=1) for each in _named(layer, number)} | {
        layer.indices_of for layer in layers if layer.indices_of is not None
    }
    labelled = {number: layer.label for number, layer in enumerate(layers, start=1) if layer.label}
    free = (name for name in _letters() if name not in labelled.values())
    found = {0: INPUT}
    for number in range(1, len(layers) + 1):
        if number in labelled or number in read:
            found[number] = labelled.get(number) or next(free)
    return found


def _letters() -> Any:
    for turn in count():
        yield from (f"{letter}{turn or ''}" for letter in ascii_lowercase)


def format_stack(layers: Sequence[Layer], rank: int | None = None) -> str:
    """The text that reads back as these layers, for an input of ``rank`` spatial axes."""
    names = names_of(layers)
    lines = []
    for number, layer in enumerate(layers, start=1):
        own = {-1: names[number]} if number in names else {}
        lines.append(format_layer(layer, {**names, **own}, rank, number))
    return "\n".join(lines)
