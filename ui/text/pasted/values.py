"""What a name of a pasted program can stand for: a tensor of the stack, a module, a class; all as data."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ui.text.pasted.found import Made
from ui.text.pasted.lines import Line


@dataclass(frozen=True)
class Tensor:
    """What a layer gives, by its number; 0 is the input."""

    wire: int


@dataclass(frozen=True)
class Indices:
    """The indices that a max pooling gives beside its result."""

    wire: int


@dataclass(eq=False)
class Module:
    """A layer, or several, that can be given a tensor; ``name`` as the text calls it."""

    name: str
    line: int

    @property
    def parts(self) -> Iterator[Module]:
        """The modules in it."""
        return iter(())


@dataclass(eq=False)
class Layered(Module):
    """One call: a layer, or a few in a row."""

    made: tuple[Made, ...] = ()
    gives_indices: bool = False


@dataclass(eq=False)
class Chain(Module):
    """Modules one after another, by their names."""

    children: dict[str, Any] = field(default_factory=dict)

    @property
    def parts(self) -> Iterator[Module]:
        return (each for each in self.children.values() if isinstance(each, Module))

    def add(self, child: Any, name: str | None = None) -> None:
        """One more at the end."""
        self.children[str(len(self.children)) if name is None else name] = child


@dataclass(eq=False)
class Listed(Chain):
    """A ``ModuleList`` or a ``ModuleDict``, whose modules are run one by one, by somebody else."""


@dataclass(eq=False)
class Join(Module):
    """What puts several tensors together; those of ``branches`` each get the same input."""

    how: str = "add"
    branches: tuple[Module, ...] = ()
    axis: Any = None

    @property
    def parts(self) -> Iterator[Module]:
        return iter(self.branches)


@dataclass(eq=False)
class Opaque(Module):
    """A module that nobody here knows; ``is_told`` once something was said of it."""

    is_told: bool = False


@dataclass
class Function:
    """A function of the text: its head, and the lines of its body."""

    head: ast.FunctionDef
    block: list[Line]


@dataclass
class Class:
    """A class of the text."""

    name: str
    bases: tuple[str, ...]
    methods: dict[str, Function] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class Own(Module):
    """An instance of a class of the text."""

    kind: Class | None = None
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def parts(self) -> Iterator[Module]:
        return (each for each in self.attributes.values() if isinstance(each, Module))


def inner_modules(modules: Iterable[Module]) -> set[Module]:
    """Every module in one of these."""
    found: set[Module] = set()
    waiting = [part for each in modules for part in each.parts]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += each.parts
    return found


def items(value: Any) -> list[Any] | None:
    """What a value holds, one by one; ``None`` where it holds nothing."""
    if isinstance(value, Chain):
        return list(value.children.values())
    return list(value) if isinstance(value, list | tuple | range) else None
