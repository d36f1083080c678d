"""The layers found so far, what is said of them, and the tensors that they give."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ui.text.pasted import keras
from ui.text.pasted.found import Made, Note, Piece, Unread
from ui.text.pasted.values import Tensor

MOST_NOTES = 40
_NAME = re.compile(r"[A-Za-z_][\w.]*", re.ASCII)
_LONGEST_NAME = 40


def name_of(said: str) -> str:
    """A name that a stack can show."""
    found = _NAME.match(said)
    return (found[0][:_LONGEST_NAME].strip("._") if found else "") or "Module"


class Tensors:
    """The layers found so far, and what adds to them."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.notes: list[Note] = []
        self.shape: tuple[int | None, ...] | None = None
        self.channels_last = False
        self.inputs: list[str] = []
        self.last: Any = Tensor(0)

    def note(self, key: str, line: int, **values: Any) -> None:
        """A sentence on what was read; each once a line."""
        made = Note(key, line, values)
        if made not in self.notes and len(self.notes) < MOST_NOTES:
            self.notes.append(made)

    # ---- tensors ----

    def emit(self, made: Made, takes: Sequence[int], line: int, indices_of: int | None = None) -> Tensor:
        """One more layer; what it gives."""
        before = len(self.pieces)
        whole = () if tuple(takes) == (before,) else tuple(takes)
        self.pieces.append(Piece(made, whole, line, indices_of))
        self.last = Tensor(before + 1)
        return self.last

    def taken(self, value: Any) -> Tensor:
        """A tensor; a name that nothing was said of is the input."""
        if isinstance(value, Tensor):
            return value
        name = value.name if isinstance(value, Unread) else ""
        if name and name not in self.inputs:
            self.inputs.append(name)
            if len(self.inputs) == 2:
                self.note("inputs", 0, names=tuple(name_of(each) for each in self.inputs))
        return Tensor(0)

    def tensor(self, args: Sequence[Any]) -> Tensor:
        """The first argument as a tensor."""
        first = args[0] if args else Tensor(0)
        if isinstance(first, list | tuple):
            first = next((each for each in first if isinstance(each, Tensor)), first[0] if first else Tensor(0))
        return self.taken(first)

    def emit_all(self, made: Sequence[Made], tensor: Tensor, line: int) -> Tensor:
        for each in made:
            tensor = self.emit(each, (tensor.wire,), line)
        return tensor

    def join(self, how: str, values: Sequence[Any], axis: Any, line: int) -> Tensor:
        """Several tensors put together."""
        wires = [self.taken(each).wire for each in values if isinstance(each, Tensor | Unread)]
        if len(wires) < 2:
            return Tensor(wires[0]) if wires else self.last
        settings: dict[str, Any] = {}
        if how == "cat":
            settings["dim"] = axis if isinstance(axis, int) else 1
        return self.emit(Made(how, settings), wires, line)

    def channel_axis(self, axis: Any) -> Any:
        """An axis of Keras as torch counts: the last is the one of the channels."""
        if not isinstance(axis, int) or not self.channels_last:
            return 1
        return 1 if axis < 0 or axis >= 3 else axis + 1 if axis else 0

    # ---- the shape of the input ----

    def find_shape(self, name: str, args: Sequence[Any], named: Mapping[str, Any]) -> None:
        """An input shape among a layer's own arguments, as Keras has it."""
        for key in keras.SHAPE_ARGUMENTS:
            said = named.get(key)
            if name == "Input" and said is None and args:
                said = args[0]
            if isinstance(said, int):
                said = (said,)
            if isinstance(said, list | tuple) and said and self.shape is None:
                sizes = _sizes(said if key.startswith("batch") else (None, *said))
                if sizes is not None:
                    self.shape, self.channels_last = sizes, True

    def made_up(self, args: Sequence[Any], named: Mapping[str, Any]) -> None:
        """``torch.randn(1, 3, 32, 32)``: the first such shape is that of the input."""
        said = args[0] if args and isinstance(args[0], list | tuple) else named.get("size", args)
        sizes = _sizes(said) if isinstance(said, list | tuple) else None
        if sizes is not None and len(sizes) > 1:
            if self.shape is None:
                self.shape = sizes
            elif self.shape != sizes:
                self.note("shapes", 0)


def _sizes(said: Sequence[Any]) -> tuple[int | None, ...] | None:
    sizes = tuple(None if isinstance(each, Unread) else each for each in said)
    fits = all(each is None or (isinstance(each, int) and not isinstance(each, bool) and each >= 0) for each in sizes)
    return sizes if fits and len(sizes) < 7 else None
