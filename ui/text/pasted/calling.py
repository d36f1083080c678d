"""Calls in a pasted program: functions, classes and modules of the text itself, and those of others by their names."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import Any

from ui.text.pasted.expressions import MOST_ITEMS, EnoughError, Expressions, Scope
from ui.text.pasted.found import Unread
from ui.text.pasted.known import dotted
from ui.text.pasted.lines import Line
from ui.text.pasted.values import Chain, Class, Function, Join, Layered, Listed, Module, Opaque, Own, Tensor, items

DEEPEST_CALL = 12
NOTHING = object()


class Calls(Expressions):
    """What a call gives; the statements of a body stand in the class over it."""

    def block(self, lines: Iterable[Line], scope: Scope) -> Any:
        """Runs over lines."""
        raise NotImplementedError

    def statement(self, node: ast.stmt | None, line: Line, scope: Scope) -> Any:
        """One statement."""
        raise NotImplementedError

    def call(self, node: ast.Call, scope: Scope, line: int, depth: int) -> Any:
        """What a call gives: a layer of the stack, a module, a number; or nothing that is known."""
        args = self.spelled(node.args, scope, line, depth)
        named = {each.arg: self.value(each.value, scope, line, depth) for each in node.keywords if each.arg}
        own = line + node.lineno - 1
        func = node.func
        if isinstance(func, ast.Attribute):
            owner = self.value(func.value, scope, line, depth)
            if isinstance(owner, Tensor):
                return self.method(owner, func.attr, args, named, own)
            if isinstance(owner, Unread) and owner.name in ("super", "super()") and func.attr == "__init__":
                return self.first_words(scope.get("self"), args)
            if isinstance(owner, Chain | Own | list | Layered | Join | Opaque):
                done = self.changed(owner, func.attr, args, named, own)
                if done is not NOTHING:
                    return done
            callee = self.attribute(owner, func)
        else:
            callee = self.value(func, scope, line, depth)
        if isinstance(func, ast.Name) and func.id == "super":
            return Unread("super")
        if isinstance(callee, Module):
            return self.apply(callee, args, named, own)
        if isinstance(callee, Class):
            return self.construct(callee, args, named, own)
        if isinstance(callee, Function):
            return self.entered(callee, None, args, named)
        if isinstance(callee, tuple) and len(callee) == 2 and isinstance(callee[1], Function):
            return self.entered(callee[1], callee[0], args, named)
        made = self.known(dotted(func), args, named, own)
        self.steps += len(made) if isinstance(made, list) else 0  # as of range
        return made

    def first_words(self, owner: Any, args: Sequence[Any]) -> None:
        """``super().__init__(...)`` of a class that is a Sequential."""
        if isinstance(owner, Own):
            owner.attributes |= {str(at): each for at, each in enumerate(args) if isinstance(each, Module)}

    def changed(self, owner: Any, name: str, args: list[Any], named: dict[str, Any], line: int) -> Any:
        """A method of a container or a list; ``NOTHING`` where it is none."""
        if isinstance(owner, list):
            if name in ("append", "extend", "insert") and len(owner) < MOST_ITEMS and args:
                owner.extend(args[-1] if name == "extend" and isinstance(args[-1], list) else [args[-1]])
            return None
        if isinstance(owner, Own) and name in owner.attributes:
            return NOTHING
        if name in ("add_module", "register_module") and len(args) == 2:
            if isinstance(owner, Own):
                owner.attributes[str(args[0])] = args[1]
            elif isinstance(owner, Chain):
                owner.add(args[1], str(args[0]))
            return None
        if isinstance(owner, Chain) and name in ("append", "add", "extend") and args:
            added = items(args[0]) or [args[0]]
            self.steps += len(added)
            for each in added:
                if isinstance(each, Module):
                    owner.add(each)
                elif isinstance(each, Tensor):  # keras.Input
                    pass
            return owner
        if isinstance(owner, Listed) and name in ("values", "items", "keys"):
            values = list(owner.children.values())
            return (
                values
                if name == "values"
                else list(owner.children.items())
                if name == "items"
                else list(owner.children)
            )
        if name in ("to", "cuda", "cpu", "eval", "train", "half", "double", "float", "requires_grad_", "apply"):
            return owner
        if name in ("forward", "__call__", "call") and isinstance(owner, Module) and not isinstance(owner, Own):
            return self.apply(owner, args, named, line)
        if name in (
            "children",
            "modules",
            "named_children",
            "parameters",
            "named_parameters",
            "summary",
            "compile",
            "fit",
        ):
            return list(owner.parts) if name == "children" else Unread(name)
        return NOTHING

    def construct(self, kind: Class, args: list[Any], named: dict[str, Any], line: int) -> Module:
        """An instance of a class of the text; its layers as its ``__init__`` says."""
        made = Own(kind.name, line, kind)
        if "__init__" in kind.methods:
            self.entered(kind.methods["__init__"], made, args, named)
        return made

    def entered(self, function: Function, owner: Own | None, args: list[Any], named: dict[str, Any]) -> Any:
        """What a function of the text gives."""
        if self.calls >= DEEPEST_CALL:
            raise EnoughError
        head = function.head.args
        parameters = [*head.posonlyargs, *head.args]
        self.steps += len(parameters)
        scope: Scope = {}
        values = ([owner] if owner is not None else []) + args
        for at, default in enumerate(reversed(head.defaults), 1):
            scope[parameters[-at].arg] = self.value(default, {}, 0)
        for each, kw_default in zip(head.kwonlyargs, head.kw_defaults, strict=True):
            scope[each.arg] = Unread(each.arg) if kw_default is None else self.value(kw_default, {}, 0)
        names = [each.arg for each in parameters]
        scope |= dict(zip(names, values, strict=False))
        if head.vararg is not None:
            scope[head.vararg.arg] = values[len(names) :]
        scope |= {name: value for name, value in named.items() if name in names or name in scope}
        for name in names:
            scope.setdefault(name, Unread(name))
        if owner is not None:
            scope |= dict.fromkeys(("self", *names[:1]), owner)
        self.calls += 1
        try:
            if not function.block:  # all of it in one line
                returned = NOTHING
                for line in function.head.body:
                    returned = self.statement(line, Line(0, 0, ""), scope)
            else:
                returned = self.block(function.block, scope)
        finally:
            self.calls -= 1
        return None if returned is NOTHING else returned

    def apply(self, module: Module, args: Sequence[Any], named: dict[str, Any], line: int) -> Any:
        """A module given tensors."""
        self.count()
        if isinstance(module, Own):
            kind = module.kind
            forward = (
                next((kind.methods[name] for name in ("forward", "call") if name in kind.methods), None)
                if kind
                else None
            )
            if forward is not None:
                tensors = [self.taken(each) if isinstance(each, Unread) else each for each in args]
                given = self.entered(forward, module, tensors, named)
                return given if given is not None else Unread(module.name)
            return self.run(list(module.parts), self.tensor(args), line)
        if isinstance(module, Chain):
            return self.run(list(module.parts), self.tensor(args), line)
        return self.applied(module, args, named, line)

    def run(self, modules: Sequence[Module], tensor: Any, line: int) -> Any:
        """Modules one after another."""
        for each in modules:
            tensor = self.apply(each, [tensor], {}, each.line or line)
            if isinstance(tensor, list | tuple) and tensor:
                tensor = tensor[0]
        return tensor
