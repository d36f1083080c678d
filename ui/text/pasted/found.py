"""What was found in a pasted text: layers with their wires, the input, messages of errors, and notes on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Settings = Mapping[str, Any]


class Unread:
    """A value that is not worked out; ``name`` is how the text calls it."""

    def __init__(self, name: str = "") -> None:
        self.name = name


@dataclass(frozen=True)
class Sizes:
    """The shape of a tensor from one axis on."""

    wire: int
    start: int = 0


@dataclass(frozen=True)
class Size:
    """One number of a tensor's shape."""

    wire: int
    axis: int


@dataclass(frozen=True)
class Derived:
    """What a sign of arithmetic makes of numbers of shapes, ``depth`` of them in one another."""

    sign: str
    left: Any
    right: Any
    depth: int = 1


@dataclass(frozen=True)
class Made:
    """One layer as it was asked for: the name of its function, and its settings, unchecked."""

    name: str
    settings: Settings = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """One layer in running order.

    Attributes:
        made: the layer.
        takes: numbers of the layers that it reads, from 1, 0 for the input; none for the layer before.
        line: of the text.
        indices_of: of an unpooling, the layer whose indices it takes.
    """

    made: Made
    takes: tuple[int, ...] = ()
    line: int = 0
    indices_of: int | None = None


@dataclass(frozen=True)
class Note:
    """One sentence on what was read, by its key among the words of the page, and the line that it is about."""

    key: str
    line: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """A message of an error, by its key, with the numbers that it names."""

    key: str
    numbers: Mapping[str, Any]
    line: int = 0


@dataclass(frozen=True)
class Program:
    """What a text says before anything of it is checked.

    Attributes:
        pieces: layers in running order, the last is the result.
        notes: what could not be read, or only in one way.
        shape: the shape of the input, batch included, where it stands there.
        channels_last: whether that shape, or the calls, are those of Keras.
        ordered: whether the order of the layers is only that in which they are written or printed.
    """

    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...] = ()
    shape: tuple[int | None, ...] | None = None
    channels_last: bool = False
    ordered: bool = False


def rewired(made: Made, places: Mapping[int, int]) -> Made:
    """A layer whose settings name sizes of other layers, once these have other numbers."""

    def moved(value: Any) -> Any:
        if isinstance(value, Sizes):
            return Sizes(places.get(value.wire, 0), value.start)
        if isinstance(value, Size):
            return Size(places.get(value.wire, 0), value.axis)
        if isinstance(value, Derived):
            return replace(value, left=moved(value.left), right=moved(value.right))
        return tuple(map(moved, value)) if isinstance(value, tuple) else value

    return Made(made.name, {name: moved(value) for name, value in made.settings.items()})
