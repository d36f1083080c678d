"""Statements of a pasted program: assignments, branches, loops, functions and classes."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from ui.text.pasted.calling import NOTHING, Calls
from ui.text.pasted.expressions import MOST_ITEMS, Scope
from ui.text.pasted.found import Size, Sizes, Unread
from ui.text.pasted.known import dotted
from ui.text.pasted.lines import Line
from ui.text.pasted.trees import tree
from ui.text.pasted.values import Chain, Class, Function, Module, Own, Tensor, items

# Heads that stand beside another block.
_BESIDE = ("else", "elif", "except", "finally")


class Statements(Calls):
    """Line after line, as far as layers are concerned."""

    def __init__(self) -> None:
        super().__init__()
        # Modules in the order in which they were made, each once.
        self.loose: dict[Module, None] = {}
        # A line is parsed once, however often a loop or a function comes to it.
        self.statements: dict[Line, ast.stmt | None] = {}

    def block(self, lines: Iterable[Line], scope: Scope) -> Any:
        """Runs over lines; what they return, or ``NOTHING``."""
        taken: Any = None  # whether the branch before was the one that holds
        for line in lines:
            self.count()
            word = line.text.split("(")[0].split(" ")[0].rstrip(":")
            if word in _BESIDE:
                if word in ("except",) or (word in ("else", "elif") and taken is not False):
                    continue
                returned = self.block(line.block, scope) if word != "elif" else NOTHING
                if word == "elif":
                    node = self.parsed(Line(line.number, line.indent, line.text[2:], line.block))
                    if isinstance(node, ast.If):
                        taken, returned = self.branch(node, line, scope)
                if returned is not NOTHING:
                    return returned
                continue
            node = self.parsed(line)
            if isinstance(node, ast.If) and line.block:
                taken, returned = self.branch(node, line, scope)
            else:
                taken = None
                returned = self.statement(node, line, scope)
            if returned is not NOTHING:
                return returned
        return NOTHING

    def parsed(self, line: Line) -> ast.stmt | None:
        """The statement of a line; a head of a block gets a body of nothing."""
        if line not in self.statements:
            self.statements[line] = self.parsed_anew(line)
        return self.statements[line]

    def parsed_anew(self, line: Line) -> ast.stmt | None:
        text = line.text
        if text.startswith("@") or text.count(";") > MOST_ITEMS:
            return None
        made = tree(text + " pass" if text.endswith(":") else text)
        if made is None:
            self.note("unread", line.number, said=text)
            return None
        body = made.body
        if len(body) == 1:
            return body[0]
        return ast.If(ast.Constant(True), body[:MOST_ITEMS], []) if body else None

    def branch(self, node: ast.If, line: Line, scope: Scope) -> tuple[bool, Any]:
        test = self.value(node.test, scope, line.number)
        holds = True if isinstance(test, Unread) else bool(test) or isinstance(test, Module | Tensor)
        if isinstance(test, Unread) and any(True for _ in line.block):
            self.note("if_taken", line.number)
        return holds, self.block(line.block, scope) if holds else NOTHING

    def statement(self, node: ast.stmt | None, line: Line, scope: Scope) -> Any:
        """One statement; what it returns, or ``NOTHING``."""
        number = line.number
        if isinstance(node, ast.ClassDef):
            self.define_class(node, line)
        elif isinstance(node, ast.FunctionDef):
            self.functions[node.name] = Function(node, line.block or [])
            scope[node.name] = self.functions[node.name]
        elif isinstance(node, ast.Return):
            return None if node.value is None else self.value(node.value, scope, number)
        elif isinstance(node, ast.Assign):
            value = self.value(node.value, scope, number)
            for target in node.targets:
                self.assign(target, value, scope)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self.assign(node.target, self.value(node.value, scope, number), scope)
        elif isinstance(node, ast.AugAssign):
            joined = ast.BinOp(node.target, node.op, node.value)
            self.assign(node.target, self.value(joined, scope, number), scope)
        elif isinstance(node, ast.Expr):
            value = self.value(node.value, scope, number)
            if isinstance(value, list | tuple):
                self.steps += len(value)
                self.loose |= dict.fromkeys(each for each in value if isinstance(each, Module))
            elif isinstance(value, Module):
                self.loose[value] = None
        elif isinstance(node, ast.For):
            return self.loop(node, line, scope)
        elif isinstance(node, ast.If):  # several statements in one line, or a branch of one line
            if self.value(node.test, scope, number) is not False:
                for each in node.body:
                    returned = self.statement(each, line, scope)
                    if returned is not NOTHING:
                        return returned
        elif isinstance(node, ast.With | ast.Try | ast.While):
            if isinstance(node, ast.While):
                self.note("loop_once", number)
            return self.block(line.block, scope)
        return NOTHING

    def loop(self, node: ast.For, line: Line, scope: Scope) -> Any:
        found = items(self.value(node.iter, scope, line.number))
        if found is None:
            if any("self.modules" in each.text or "init" in each.text for each in (line, *line.block)):
                return NOTHING  # weights are given their first numbers
            self.note("loop_unread", line.number)
            return NOTHING
        for item in found[:MOST_ITEMS]:
            self.assign(node.target, item, scope)
            body = line.block
            returned = self.block(body, scope) if body else NOTHING
            if returned is not NOTHING:
                return returned
        return NOTHING

    def define_class(self, node: ast.ClassDef, line: Line) -> None:
        made = Class(node.name, tuple(dotted(base)[-1] for base in node.bases if dotted(base)))
        for base in made.bases:
            if base in self.classes:
                above = self.classes[base]
                self.steps += len(above.methods) + len(above.attributes)
                self.count()
                made.methods |= above.methods
                made.attributes |= above.attributes
        for each in line.block:
            self.count()
            if each.text.startswith("def "):
                head = self.parsed(each)
                if isinstance(head, ast.FunctionDef):
                    made.methods[head.name] = Function(head, each.block)
            elif not each.block and "=" in each.text:
                self.calls += 1
                self.statement(self.parsed(each), each, made.attributes)
                self.calls -= 1
        self.classes[node.name] = made

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope[target.id] = value
            if isinstance(value, Module) and scope.get("self") is not None and self.calls == 0:
                self.loose[value] = None
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value, scope, 0)
            if isinstance(owner, Own):
                owner.attributes[target.attr] = value
                if owner.kind is None and isinstance(value, Module):
                    self.loose[value] = None
        elif isinstance(target, ast.Tuple | ast.List):
            values = list(value) if isinstance(value, list | tuple) else []
            for at, each in enumerate(target.elts):
                if isinstance(value, Sizes):
                    self.assign(each, Size(value.wire, value.start + at), scope)
                else:
                    self.assign(each, values[at] if at < len(values) else self.spread(value, at), scope)
        elif isinstance(target, ast.Subscript):
            owner, key = self.value(target.value, scope, 0), self.value(target.slice, scope, 0)
            if isinstance(owner, Chain):
                owner.add(value, str(key))

    def spread(self, value: Any, at: int) -> Any:
        """What a name gets of something that has no parts here: the first all of it, the others nothing."""
        return value if at == 0 else Unread()
