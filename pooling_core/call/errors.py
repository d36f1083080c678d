"""An error is data: a key, the parameter, what was received, the values its sentence needs, and the nearest fixes.

The sentences stand in one table, ``sentences.toml``, by the same keys. ``str(error)`` is the English one; whoever has
the table of another language asks ``error.said(table)``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

import numpy as np

LONGEST_VALUE = 80


@dataclass(frozen=True)
class Seen:
    """What was received, where not the value itself is to be shown but its shape, its dtype, its type.

    Attributes:
        key: of ``[received]`` in the table.
        value: what the words there name as ``{value}``; of a pair ``{value[0]}`` and ``{value[1]}``.
    """

    key: str
    value: object = None


class StatedError(ValueError):
    """An error whose sentence is found by its key.

    Attributes:
        key: of the sentence, in ``[rules]`` of the table.
        parameter: name of what is wrong (``"input"`` for the tensor itself).
        received: the value as it was given, or what is :class:`Seen` of it.
        fixes: the nearest choices that hold, as ``{parameter: value}``, the best one first; empty where there is none.
        values: what the sentence names beside ``{parameter}``. A value that is an error itself is said as its rule.
    """

    def __init__(self, key: str, parameter: str, received: object, *fixes: Mapping[str, Any], **values: object) -> None:
        super().__init__(key, parameter, received)
        self.key = key
        self.parameter = parameter
        self.received = received
        self.fixes = tuple(dict(fix) for fix in fixes if fix)
        self.values = values

    @staticmethod
    def table() -> Mapping[str, Any]:
        """The sentences in English."""
        return _english()

    @property
    def fix(self) -> dict[str, Any]:
        """The nearest choice that holds; empty where there is none to name."""
        return self.fixes[0] if self.fixes else {}

    @property
    def rule(self) -> str:
        """The rule that is broken, in English."""
        return self.said_rule(self.table())

    def __str__(self) -> str:
        return self.said(self.table())

    def with_fixes(self, *fixes: Mapping[str, Any]) -> Self:
        """The same error with other ways out."""
        return type(self)(self.key, self.parameter, self.received, *fixes, **self.values)

    def said(self, table: Mapping[str, Any]) -> str:
        """The whole sentence: what was received, the rule, the nearest choices."""
        frame, received = table["frame"], _received(self.received, table)
        refused = frame.get(self.key, frame["refused"]).format(
            parameter=self.parameter, received=received, rule=self.said_rule(table), **self.values
        )
        if not self.fixes:
            return str(refused)
        written = [frame["and"].join(f"{name}={value!r}" for name, value in fix.items()) for fix in self.fixes]
        return str(frame["nearest" if len(written) == 1 else "choices"]).format(
            refused=refused, fixes=frame["or"].join(written)
        )

    def said_rule(self, table: Mapping[str, Any]) -> str:
        """The rule alone."""
        named = {name: _named(value, table) for name, value in self.values.items()}
        return str(table["rules"][self.key]).format(parameter=self.parameter, **named)


class PoolingError(StatedError):
    """A call that PyTorch refuses too.

    Example:
        >>> try:
        ...     max_pool1d(np.ones((1, 4)), 2, padding=2)
        ... except PoolingError as error:
        ...     print(error.key, error.parameter, error.received, error.fix)
        padding-half-kernel padding 2 {'padding': 1}
    """


@cache
def _english() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))


def _named(value: object, table: Mapping[str, Any]) -> object:
    """A value as a sentence names it: names in a row, an error as its rule."""
    if isinstance(value, StatedError):
        return value.said_rule(table)
    if isinstance(value, tuple) and value and all(isinstance(each, str) for each in value):
        return str(table["frame"]["list"]).join(value)
    return value


def _received(value: object, table: Mapping[str, Any]) -> str:
    """A value's repr, cut: a message must stay one sentence even for a hostile argument."""
    text = table["received"][value.key].format(value=value.value) if isinstance(value, Seen) else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def shape_of(shape: tuple[int, ...]) -> Seen:
    """An array, by its shape."""
    return Seen("shape", shape)


def dtype_of(dtype: np.dtype[Any]) -> Seen:
    """An array, by its dtype."""
    return Seen("dtype", dtype)


def type_of(value: object) -> Seen:
    """Anything, by its type."""
    return Seen("type", type(value).__name__)
