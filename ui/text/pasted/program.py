"""Code -> layers and wires: names are followed from line to line, by a table, as far as layers are concerned.

Nothing is run: of the text only names, literals, small whole numbers and known calls count, each a bounded number of
times; what else stands there has no value.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ui.text.pasted.arithmetic import compared, computed, negated
from ui.text.pasted.found import Made, Piece, Program, Size, Sizes, Unread
from ui.text.pasted.known import Known, dotted
from ui.text.pasted.lines import Line, blocks
from ui.text.pasted.values import (
    Chain,
    Class,
    Function,
    Join,
    Layered,
    Listed,
    Module,
    Opaque,
    Own,
    Tensor,
    inner_modules,
)

MOST_STEPS, DEEPEST_VALUE, DEEPEST_CALL, MOST_ITEMS = 20_000, 60, 12, 200
Scope = dict[str, Any]
_NOTHING = object()
# Heads that stand beside another block.
_BESIDE = ("else", "elif", "except", "finally")


class EnoughError(Exception):
    """So much was looked at that the rest is left."""


def read_program(lines: Sequence[Line]) -> Program:
    """The layers that the lines of a program say, in running order."""
    reader, top = Reader(), Own("", 0)
    scope: Scope = {"self": top}

    def whole() -> Any:
        reader.block(blocks(list(lines)), scope)
        return reader.result(scope, top)

    return reader.finished(whole)


class Reader(Known):
    """Walks statements; what a known call makes stands in ``Known``."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = 0
        self.calls = 0
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, Class] = {}
        # Modules in the order in which they were made, those that were given a tensor, and those that belong to one.
        self.loose: list[Module] = []
        self.ordered = False

    # ---- statements ----

    def block(self, lines: Iterable[Line], scope: Scope) -> Any:
        """Runs over lines; what they return, or ``_NOTHING``."""
        taken: Any = None  # whether the branch before was the one that holds
        for line in lines:
            self.count()
            word = line.text.split("(")[0].split(" ")[0].rstrip(":")
            if word in _BESIDE:
                if word in ("except",) or (word in ("else", "elif") and taken is not False):
                    continue
                returned = self.block(line.block, scope) if word != "elif" else _NOTHING
                if word == "elif":
                    node = self.parsed(Line(line.number, line.indent, line.text[2:], line.block))
                    if isinstance(node, ast.If):
                        taken, returned = self.branch(node, line, scope)
                if returned is not _NOTHING:
                    return returned
                continue
            node = self.parsed(line)
            if isinstance(node, ast.If) and line.block:
                taken, returned = self.branch(node, line, scope)
            else:
                taken = None
                returned = self.statement(node, line, scope)
            if returned is not _NOTHING:
                return returned
        return _NOTHING

    def parsed(self, line: Line) -> ast.stmt | None:
        """The statement of a line; a head of a block gets a body of nothing."""
        text = line.text
        if text.startswith("@") or text.count(";") > MOST_ITEMS:
            return None
        try:
            body = ast.parse(text + " pass" if text.endswith(":") else text).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            self.note("unread", line.number, said=text)
            return None
        if len(body) == 1:
            return body[0]
        return ast.If(ast.Constant(True), body[:MOST_ITEMS], []) if body else None

    def branch(self, node: ast.If, line: Line, scope: Scope) -> tuple[bool, Any]:
        test = self.value(node.test, scope, line.number)
        holds = True if isinstance(test, Unread) else bool(test) or isinstance(test, Module | Tensor)
        if isinstance(test, Unread) and any(True for _ in line.block):
            self.note("if_taken", line.number)
        return holds, self.block(line.block, scope) if holds else _NOTHING

    def statement(self, node: ast.stmt | None, line: Line, scope: Scope) -> Any:
        """One statement; what it returns, or ``_NOTHING``."""
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
            joined = ast.BinOp(_loaded(node.target), node.op, node.value)
            self.assign(node.target, self.value(joined, scope, number), scope)
        elif isinstance(node, ast.Expr):
            value = self.value(node.value, scope, number)
            if isinstance(value, list | tuple):
                self.loose += [each for each in value if isinstance(each, Module)]
            elif isinstance(value, Module):
                self.loose.append(value)
        elif isinstance(node, ast.For):
            return self.loop(node, line, scope)
        elif isinstance(node, ast.If):  # several statements in one line, or a branch of one line
            if self.value(node.test, scope, number) is not False:
                for each in node.body:
                    returned = self.statement(each, line, scope)
                    if returned is not _NOTHING:
                        return returned
        elif isinstance(node, ast.With | ast.Try | ast.While):
            if isinstance(node, ast.While):
                self.note("loop_once", number)
            return self.block(line.block, scope)
        return _NOTHING

    def loop(self, node: ast.For, line: Line, scope: Scope) -> Any:
        items = _items(self.value(node.iter, scope, line.number))
        if items is None:
            if any("self.modules" in each.text or "init" in each.text for each in (line, *line.block)):
                return _NOTHING  # weights are given their first numbers
            self.note("loop_unread", line.number)
            return _NOTHING
        for item in items[:MOST_ITEMS]:
            self.assign(node.target, item, scope)
            body = line.block
            returned = self.block(body, scope) if body else _NOTHING
            if returned is not _NOTHING:
                return returned
        return _NOTHING

    def define_class(self, node: ast.ClassDef, line: Line) -> None:
        made = Class(node.name, tuple(dotted(base)[-1] for base in node.bases if dotted(base)))
        for base in made.bases:
            if base in self.classes:
                made.methods |= self.classes[base].methods
        for each in line.block:
            if each.text.startswith("def "):
                head = self.parsed(each)
                if isinstance(head, ast.FunctionDef):
                    made.methods[head.name] = Function(head, each.block)
        self.classes[node.name] = made

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope[target.id] = value
            if isinstance(value, Module) and scope.get("self") is not None and self.calls == 0:
                self.loose.append(value)
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value, scope, 0)
            if isinstance(owner, Own):
                owner.attributes[target.attr] = value
                if owner.kind is None and isinstance(value, Module):
                    self.loose.append(value)
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

    # ---- values ----

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
            return scope.get(node.id, self.functions.get(node.id, self.classes.get(node.id, Unread(node.id))))
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

    def spelled(self, nodes: Sequence[ast.expr], scope: Scope, line: int, depth: int) -> list[Any]:
        """A list with what stands under a star spread out."""
        made: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                value = self.value(node.value, scope, line, depth)
                items = _items(value) or ([value] if isinstance(value, Unread) else [])
                self.steps += len(items)
                made += items
            else:
                made.append(self.value(node, scope, line, depth))
        return made

    def comprehended(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope, line: int, depth: int) -> Any:
        (loop,) = node.generators
        items = _items(self.value(loop.iter, scope, line, depth))
        if items is None:
            return Unread()
        inner, made = dict(scope), []
        for item in items[:MOST_ITEMS]:
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
            if owner.kind is not None and name in owner.kind.methods:
                return (owner, owner.kind.methods[name])
            return Opaque(name, 0) if owner.kind is None or owner.attributes else Unread(name)
        if isinstance(owner, Tensor):
            return Sizes(owner.wire) if name == "shape" else owner
        if isinstance(owner, Chain) and name in owner.children:
            return owner.children[name]
        path = dotted(node)
        return Unread(".".join(path) if path else name)

    def part(self, owner: Any, place: ast.expr, scope: Scope, line: int, depth: int) -> Any:
        """``owner[place]``."""
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

    # ---- calls ----

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
                if done is not _NOTHING:
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
        return self.known(dotted(func), args, named, own)

    def first_words(self, owner: Any, args: Sequence[Any]) -> None:
        """``super().__init__(...)`` of a class that is a Sequential."""
        if isinstance(owner, Own):
            owner.attributes |= {str(at): each for at, each in enumerate(args) if isinstance(each, Module)}

    def changed(self, owner: Any, name: str, args: list[Any], named: dict[str, Any], line: int) -> Any:
        """A method of a container or a list; ``_NOTHING`` where it is none."""
        if isinstance(owner, list):
            if name in ("append", "extend", "insert") and len(owner) < MOST_ITEMS and args:
                owner.extend(args[-1] if name == "extend" and isinstance(args[-1], list) else [args[-1]])
            return None
        if isinstance(owner, Own) and name in owner.attributes:
            return _NOTHING
        if name in ("add_module", "register_module") and len(args) == 2:
            if isinstance(owner, Own):
                owner.attributes[str(args[0])] = args[1]
            elif isinstance(owner, Chain):
                owner.add(args[1], str(args[0]))
            return None
        if isinstance(owner, Chain) and name in ("append", "add", "extend") and args:
            for each in _items(args[0]) or [args[0]]:
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
        return _NOTHING

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
            scope["self"] = scope[names[0]] = owner
        self.calls += 1
        try:
            if not function.block:  # all of it in one line
                returned = _NOTHING
                for each in function.head.body:
                    returned = self.statement(each, Line(0, 0, ""), scope)
            else:
                returned = self.block(function.block, scope)
        finally:
            self.calls -= 1
        return None if returned is _NOTHING else returned

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

    # ---- the whole ----

    def result(self, scope: Scope, top: Own) -> Any:
        """The tensor that the text comes to: what it made at last, else its modules, in the order of the lines."""
        if self.pieces:
            return self.last
        contained = {id(part) for each in dict.fromkeys(self.loose) for part in inner_modules(each)}
        loose = [
            each for at, each in enumerate(self.loose) if id(each) not in contained and each not in self.loose[:at]
        ]
        methods = {name: each for name, each in self.functions.items() if _is_method(each)}
        if methods:
            made = Class("", (), methods)
            top.kind = made
            if "__init__" in methods:
                self.entered(methods["__init__"], top, [], {})
            if "forward" in methods or "call" in methods:
                return self.apply(top, [Tensor(0)], {}, 0)
            loose = loose or list(top.parts)
        if not loose:
            kinds = [each for each in self.classes.values() if {"forward", "call", "__init__"} & each.methods.keys()]
            if kinds:
                loose = [self.construct(kinds[-1], [], {}, 0)]
            elif self.functions:
                return self.entered(list(self.functions.values())[-1], None, [], {})
        inner = [each for each in loose if not isinstance(each, Listed)]
        self.ordered = len(inner) > 1
        return self.run(inner, Tensor(0), 0)

    def finished(self, work: Callable[[], Any]) -> Program:
        """What was found once the work is done, or as far as it went."""
        try:
            result = work()
        except (EnoughError, RecursionError):
            self.note("too_much", 0)
            result = Tensor(len(self.pieces))
        return self.program(result)

    def program(self, result: Any) -> Program:
        """What was found, without the layers that the result does not read."""
        result = result[0] if isinstance(result, list | tuple) and result else result
        last = result.wire if isinstance(result, Tensor) else len(self.pieces)
        pieces = self.kept(last)
        if len(pieces) < len(self.pieces):
            self.note("aside", 0, count=len(self.pieces) - len(pieces))
        return Program(tuple(pieces), tuple(self.notes), self.shape, self.channels_last, self.ordered)

    def kept(self, last: int) -> list[Piece]:
        """The layers that lead to one of them, numbered anew."""
        needed, waiting = set(), [last]
        while waiting:
            at = waiting.pop()
            if at in needed or at < 1:
                continue
            needed.add(at)
            piece = self.pieces[at - 1]
            waiting += [*(piece.takes or (at - 1,)), *([piece.indices_of] if piece.indices_of else [])]
        places = {old: new for new, old in enumerate([0, *sorted(needed)])}
        kept = []
        for old in sorted(needed):
            piece, new = self.pieces[old - 1], places[old]
            takes = tuple(places[each] for each in (piece.takes or (old - 1,)))
            whole = () if takes == (new - 1,) else takes
            kept.append(Piece(_rewired(piece.made, places), whole, piece.line, places.get(piece.indices_of or -1)))
        return kept


def _rewired(made: Made, places: dict[int, int]) -> Made:

    def moved(value: Any) -> Any:
        if isinstance(value, Sizes):
            return Sizes(places.get(value.wire, 0), value.start)
        if isinstance(value, Size):
            return Size(places.get(value.wire, 0), value.axis)
        return tuple(map(moved, value)) if isinstance(value, tuple) else value

    return Made(made.name, {name: moved(value) for name, value in made.settings.items()})


def _items(value: Any) -> list[Any] | None:
    if isinstance(value, Chain):
        return list(value.children.values())
    return list(value) if isinstance(value, list | tuple | range) else None


def _is_method(function: Function) -> bool:
    parameters = function.head.args.args
    return bool(parameters) and parameters[0].arg == "self"


def _loaded(target: ast.expr) -> ast.expr:
    return target
