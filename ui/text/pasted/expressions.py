"""Expressions of a pasted program -> values: names, literals, small sums, and what calls give. Bounded."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from ui.text.pasted.arithmetic import compared, computed, negated
from ui.text.pasted.found import Made, Size, Sizes, Unread
from ui.text.pasted.known import Known, dotted
from ui.text.pasted.values import Chain, Class, Function, Opaque, Own, Tensor, items

MOST_STEPS, DEEPEST_VALUE, MOST_ITEMS = 20_000, 60, 200
Scope = dict[str, Any]


class EnoughError(Exception):
    """So much was looked at that the rest is left."""


class Expressions(Known):
    """What an expression stands for; calls and assignments stand in the classes over it."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = 0
        self.calls = 0
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, Class] = {}
        self.outermost: Scope = {}

    def call(self, node: ast.Call, scope: Scope, line: int, depth: int) -> Any:
        """What a call gives."""
        raise NotImplementedError

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """A name, an attribute or several of them get a value."""
        raise NotImplementedError

    def count(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS or len(self.pieces) > MOST_ITEMS:
            raise EnoughError

    def value(self, node: ast.expr, scope: Scope, line: int, depth: int = 0) -> Any:
        """What an expression stands for, as far as it is known."""
        self.count()
        if depth > DEEPEST_VALUE:
            raise EnoughError
        if isinstance(node, ast.Constant):
            return computed(node.value)
        if isinstance(node, ast.Name):
            return self.named(node.id, scope)
        deeper = depth + 1

        def of(part: ast.expr) -> Any:
            return self.value(part, scope, line, deeper)

        if isinstance(node, ast.Call):
            return self.call(node, scope, line, deeper)
        if isinstance(node, ast.Attribute):
            return self.attribute(of(node.value), node)
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            made = self.spelled(node.elts, scope, line, deeper)
            return tuple(made) if isinstance(node, ast.Tuple) else made
        if isinstance(node, ast.Dict):
            keys = [of(key) if key is not None else Unread() for key in node.keys]
            return {
                str(key): of(each) for key, each in zip(keys, node.values, strict=True) if isinstance(key, str | int)
            }
        if isinstance(node, ast.BinOp):
            return self.combined(node.op, of(node.left), of(node.right), line)
        if isinstance(node, ast.UnaryOp):
            return negated(node.op, of(node.operand))
        if isinstance(node, ast.Subscript):
            return self.part(of(node.value), node.slice, scope, line, deeper)
        if isinstance(node, ast.IfExp):
            test = of(node.test)
            return of(node.orelse if test is False or test is None else node.body)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return compared(node.ops[0], of(node.left), of(node.comparators[0]))
        if isinstance(node, ast.BoolOp):
            values = [of(each) for each in node.values]
            wanted = isinstance(node.op, ast.Or)
            return next((each for each in values if not isinstance(each, Unread) and bool(each) is wanted), values[-1])
        if isinstance(node, ast.ListComp | ast.GeneratorExp) and len(node.generators) == 1:
            return self.comprehended(node, scope, line, deeper)
        if isinstance(node, ast.NamedExpr):
            self.assign(node.target, found := of(node.value), scope)
            return found
        return Unread()

    def named(self, name: str, scope: Scope) -> Any:
        """What a name stands for here, else in the whole text."""
        for known in (scope, self.functions, self.classes, self.outermost):
            if name in known:
                return known[name]
        return Unread(name)

    def spelled(self, nodes: Sequence[ast.expr], scope: Scope, line: int, depth: int) -> list[Any]:
        """A list with what stands under a star spread out."""
        made: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                value = self.value(node.value, scope, line, depth)
                found = items(value) or ([value] if isinstance(value, Unread) else [])
                self.steps += len(found)
                made += found
            else:
                made.append(self.value(node, scope, line, depth))
        return made

    def comprehended(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope, line: int, depth: int) -> Any:
        (loop,) = node.generators
        found = items(self.value(loop.iter, scope, line, depth))
        if found is None:
            return Unread()
        inner, made = dict(scope), []
        for item in found[:MOST_ITEMS]:
            self.count()
            self.assign_quietly(loop.target, item, inner)
            if all(self.value(test, inner, line, depth) is not False for test in loop.ifs):
                made.append(self.value(node.elt, inner, line, depth))
        return made

    def assign_quietly(self, target: ast.expr, value: Any, scope: Scope) -> None:
        self.calls += 1
        self.assign(target, value, scope)
        self.calls -= 1

    def attribute(self, owner: Any, node: ast.Attribute) -> Any:
        name = node.attr
        if isinstance(owner, Own):
            if name in owner.attributes:
                return owner.attributes[name]
            if name == "training":
                return False
            if owner.kind is not None and name in owner.kind.attributes:
                return owner.kind.attributes[name]
            if owner.kind is not None and name in owner.kind.methods:
                return (owner, owner.kind.methods[name])
            return Opaque(name, 0) if owner.kind is None or owner.attributes else Unread(name)
        if isinstance(owner, Class):
            return owner.attributes.get(name, Unread(name))
        if isinstance(owner, Tensor):
            return Sizes(owner.wire) if name == "shape" else owner
        if isinstance(owner, Chain) and name in owner.children:
            return owner.children[name]
        path = dotted(node)
        return Unread(".".join(path) if path else name)

    def part(self, owner: Any, place: ast.expr, scope: Scope, line: int, depth: int) -> Any:
        """``owner[place]``."""
        if isinstance(owner, Tensor) and isinstance(place, ast.Tuple):
            return self.picked(owner, place, line)
        if isinstance(place, ast.Slice):
            low, high = (
                None if end is None else self.value(end, scope, line, depth) for end in (place.lower, place.upper)
            )
            if isinstance(owner, Sizes):
                return Sizes(owner.wire, owner.start + (low if isinstance(low, int) else 0))
            ends = slice(*(end if isinstance(end, int) else None for end in (low, high)))
            if isinstance(owner, list | tuple):
                return owner[ends]
            if isinstance(owner, Chain):
                self.steps += len(owner.children)
                return Chain(owner.name, owner.line, dict(list(owner.children.items())[ends]))
            return owner if isinstance(owner, Tensor) else Unread()
        at = self.value(place, scope, line, depth)
        if isinstance(owner, Sizes) and isinstance(at, int):
            return Size(owner.wire, owner.start + at if at >= 0 else at)
        if isinstance(owner, Chain):
            named = owner.children.get(str(at))
            values = list(owner.children.values())
            return (
                named
                if named is not None
                else values[at]
                if isinstance(at, int) and -len(values) <= at < 0
                else Unread()
            )
        if isinstance(owner, list | tuple) and isinstance(at, int) and -len(owner) <= at < len(owner):
            return owner[at]
        if isinstance(owner, dict):
            return owner.get(str(at), Unread())
        if isinstance(owner, Tensor):
            self.note("indexing", line)
            return owner
        return Unread()

    def picked(self, owner: Tensor, place: ast.Tuple, line: int) -> Tensor:
        """``x[:, -1]`` and ``x[..., 0]``: one of an axis; other parts are not followed."""
        whole = [isinstance(each, ast.Slice) and each.lower is each.upper is each.step is None for each in place.elts]
        one = whole[:1] == [True] and whole[1:2] == [False] and all(whole[2:])
        if one and not isinstance(place.elts[1], ast.Slice):
            return self.emit(Made("picked", {"axis": 1}), (owner.wire,), line)
        self.note("indexing", line)
        return owner

    def combined(self, op: ast.operator, left: Any, right: Any, line: int) -> Any:
        if isinstance(left, Tensor) and isinstance(right, Tensor):
            if isinstance(op, ast.Add | ast.Sub):
                return self.join("add", [left, right], None, line)
            self.note("product", line)
            return left
        for each in (left, right):
            if isinstance(each, Tensor):
                return each
        return computed(left, op, right)
