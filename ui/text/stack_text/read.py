"""Text -> layers, line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pooling_core.call.errors import PoolingError
from pooling_core.stacks.layers import Layer
from ui.text.stack_text.grammar import GRAMMAR, MODULES, Number, Rule, rule_of
from ui.text.stack_text.limits import MAX_CHARACTERS, MAX_LINES, StackTextError, cut, plain

INPUT = "input"
LONGEST_NAME, MOST_NAMED = 12, 8
_NUMBER = r"(?:-?[0-9]{1,12}(?:\.[0-9]{1,9})?|_)"
_WORD = re.compile(rf"(?P<letters>[a-z]*)(?P<numbers>{_NUMBER}(?:x{_NUMBER}){{0,7}})", re.ASCII)
_NAME = re.compile(rf"[a-z][a-z0-9]{{0,{LONGEST_NAME - 1}}}", re.ASCII)
_OTHER_RANK = re.compile(r"(?P<word>[a-z_]+?)(?P<rank>[123])d", re.ASCII)
# Named where a word is no layer; all of them stand below the text.
COMMON = ("conv", "max", "avg", "adaptive", "upsample", "flatten", "linear", "norm", "cat", "add")
# Words after which a name stands, which no name may be.
_BEFORE_NAMES = ("as", "from", "of")
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
    lines = [(number, line.split()) for number, line in enumerate(plain(text).split("\n"), start=1)]
    filled = [(number, said) for number, said in lines if said]
    if not filled:
        raise StackTextError("stack-empty", "stack", text, {"stack": "conv 6 k5"})
    if len(filled) > MAX_LINES:
        raise StackTextError("stack-too-many", "stack", text, count=len(filled), most=MAX_LINES)
    layers: list[Layer] = []
    names = {INPUT: 0}
    for line, said in filled:
        layers.append(_Line(line, said, rank, names, len(layers) + 1).layer())
        if layers[-1].label:
            names[layers[-1].label] = len(layers)
    return tuple(layers)


class _Line:
    """One line, read word by word.

    Attributes:
        line: its number in the text.
        word: what it begins with.
        names: of the layers before it.
        number: of its layer.
    """

    def __init__(self, line: int, said: Sequence[str], rank: int, names: Mapping[str, int], number: int) -> None:
        self.line, self.rank, self.names, self.number = line, rank, names, number
        self.written, (self.word, *self.rest) = list(said[1:]), [each.lower() for each in said]
        rule = rule_of(self.word)
        other = _OTHER_RANK.fullmatch(self.word)
        if other and self.word not in MODULES and other["word"] in GRAMMAR:
            rule, self.word, self.rank = GRAMMAR[other["word"]], other["word"], int(other["rank"])
        if rule is None:
            kinds = {"kinds": COMMON}
            raise StackTextError("layer-unknown", "stack", self.word, line=line, said=cut(self.word), **kinds)
        self.rule: Rule = rule

    def layer(self) -> Layer:
        """The layer that the line says."""
        rule, settings, wires = self.rule, dict[str, Any](), dict[str, Any]()
        reads: list[int] = []
        at = 0
        if rule.named is not None and self.rest:
            settings[rule.named], at = self.written[0], 1
        while at < len(self.rest):
            part = self.rest[at]
            if part in _BEFORE_NAMES:
                self._wire(part, self.rest[at + 1 : at + 2], wires)
                at += 2
                continue
            at += 1
            if rule.kind.joins and part in self.names:
                reads.append(self.names[part])
                continue
            parameter, value = self._setting(part)
            if parameter in settings:
                raise StackTextError(
                    "setting-twice", parameter, part, said=cut(part), setting=parameter, line=self.line
                )
            settings[parameter] = value
        for parameter in rule.needs:
            if parameter not in settings:
                told = {"word": self.word, "setting": parameter, "example": rule.example}
                raise StackTextError("setting-missing", parameter, None, line=self.line, **told)
        if rule.kind.joins:
            wires["takes"] = tuple(reads) if len(reads) > 1 else (*reads, self.number - 1)
            if not reads:
                raise StackTextError(
                    "names-missing", "stack", None, word=self.word, example=rule.example, line=self.line
                )
        try:
            return Layer.of(rule.kind.function(self.rank), **{**rule.fixed, **settings}, **wires)
        except PoolingError as error:  # of a kind that this rank has not, as fractional in 1-D
            raise StackTextError(
                "layer-of-rank", "stack", self.word, word=self.word, rank=self.rank, line=self.line
            ) from error

    def _wire(self, word: str, named: Sequence[str], wires: dict[str, Any]) -> None:
        """``as a``, ``from a``, ``of a``."""
        name = named[0] if named else ""
        key = {"as": "label", "from": "takes", "of": "indices_of"}[word]
        fits = {"as": True, "from": not self.rule.kind.joins, "of": self.rule.kind.reads_indices}[word]
        if not fits or key in wires:
            raise StackTextError("word-not-here", "stack", word, word=self.word, said=word, line=self.line)
        if word == "as":
            if not _NAME.fullmatch(name) or name in (*_BEFORE_NAMES, INPUT):
                raise StackTextError("name-unread", "stack", name, said=cut(name), most=LONGEST_NAME, line=self.line)
            if name in self.names:
                raise StackTextError("name-twice", "stack", name, said=cut(name), line=self.line)
            wires[key] = name
            return
        if name not in self.names:
            raise StackTextError(
                "name-unknown", "stack", name, said=cut(name), names=tuple(self.names)[-MOST_NAMED:], line=self.line
            )
        wires[key] = (self.names[name],) if word == "from" else self.names[name]

    def _setting(self, part: str) -> tuple[str, Any]:
        rule = self.rule
        if part in rule.switches:
            return rule.switches[part]
        read = _WORD.fullmatch(part)
        letters = read["letters"] if read else part
        parameter = rule.first if not letters else rule.settings.get(letters)
        if rule.kind.joins and (read is None or parameter is None):
            raise StackTextError(
                "name-unknown", "stack", part, said=cut(part), names=tuple(self.names)[-MOST_NAMED:], line=self.line
            )
        number = rule.number(parameter) if parameter else Number()
        texts = read["numbers"].split("x") if read else []
        # A sign, decimals and an open place only where they mean something.
        odd = any(
            ("." in each and not number.decimal)
            or ("-" in each and number.low >= 0)
            or ("_" in each and not number.open)
            for each in texts
        )
        if read is None or parameter is None or odd:
            takes = (*(f"{key}…" for key in rule.settings), *rule.switches)
            unread = _UNREAD[bool(rule.first), bool(takes)]
            raise StackTextError(unread, "stack", part, word=self.word, said=cut(part), takes=takes, line=self.line)
        return str(parameter), self._values(str(parameter), number, texts, part)

    def _values(self, parameter: str, number: Number, texts: Sequence[str], part: str) -> Any:
        values = [None if each == "_" else float(each) if "." in each else int(each) for each in texts]
        counted = [value for value in values if value is not None]
        if any(not number.low <= value <= number.high for value in counted):
            near = [value if value is None else min(max(value, number.low), number.high) for value in values]
            told = {"setting": parameter, "largest": number.high, "value": max(counted)}
            key = "setting-too-large" if max(counted) > number.high else "setting-too-small"
            least = {"least": number.low, "found": min(counted)}
            raise StackTextError(
                key, parameter, _alone(values), {parameter: _alone(near)}, line=self.line, **told, **least
            )
        most = number.most or self.rank
        fits = len(values) <= most if number.most else len(values) in (1, self.rank)
        if not fits:
            key = "setting-one-number" if number.most == 1 else "setting-per-axis"
            raise StackTextError(key, parameter, part, setting=parameter, rank=most, said=cut(part), line=self.line)
        if number.listed:
            return tuple(values * self.rank if len(values) == 1 and not number.most else values)
        return _alone(values)


def _alone(values: Sequence[Any]) -> Any:
    """One number, or one for each axis."""
    return values[0] if len(values) == 1 else tuple(values)
