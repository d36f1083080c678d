"""The printed form of a model, ``print(model)`` -> layers and wires.

It says what there is, and not how ``forward`` runs it: modules are taken in the order in which they stand, and blocks
whose name says that they join are taken for joins.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

from ui.text.pasted.found import Program, Unread
from ui.text.pasted.joins import joined
from ui.text.pasted.program import Reader
from ui.text.pasted.trees import tree
from ui.text.pasted.values import Chain, Listed, Module, Opaque, Tensor

DEEPEST = 30
_HEAD = re.compile(
    r"\s{0,200}(?:\((?P<name>[\w.\-]{1,60})\): )?(?:(?P<times>\d{1,3}) x )?(?P<kind>[A-Za-z_][\w.]{0,60})\("
)
_PART = re.compile(r"^\s{0,200}\([\w.\-]{1,60}\): (?:\d{1,3} x )?[A-Za-z_][\w.]{0,60}\(", re.MULTILINE)
_IN_ORDER = ("Sequential", "ModuleList", "ModuleDict")


def is_printed(text: str) -> bool:
    """Whether parts of a printed model stand in a text."""
    return _PART.search(text) is not None


def read_printed(lines: Sequence[str]) -> tuple[Program, list[str]]:
    """The layers of a printed model, in the order in which they are printed; and the other lines, those emptied."""
    reader = Reader()
    tree = _Tree(reader)

    def whole() -> Any:
        for number, line in enumerate(lines, start=1):
            reader.count()
            tree.read(line, number)
        root = tree.whole()
        return reader.apply(root, [Tensor(0)], {}, root.line)

    program = reader.finished(whole)
    return program, [line if number in tree.others else "" for number, line in enumerate(lines, start=1)]


class _Tree:
    """Containers that are open, the innermost last."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.opened: list[tuple[Chain, str, int]] = [(Chain("Sequential", 1), "", 1)]
        self.others: set[int] = set()

    def read(self, line: str, number: int) -> None:
        head = _HEAD.match(line)
        inside = len(self.opened) > 1
        if head is None or not (inside or head["name"] or line.rstrip().endswith("(")):
            if inside and line.strip() in (")", "),"):
                self.close()
            elif line.strip():
                self.others.add(number)
            return
        name, times = head["name"] or str(len(self.opened[-1][0].children)), int(head["times"] or 1)
        rest = line[head.end() :].rstrip().rstrip(",")
        if rest.count("(") - rest.count(")") >= 0:  # its own bracket stays open
            if len(self.opened) > DEEPEST:
                return
            self.opened.append((Chain(head["kind"], number), name, times))
            return
        self.put(self.leaf(head["kind"], rest.rstrip()[:-1], number), name, times)
        for _ in range(rest.count(")") - rest.count("(") - 1):
            self.close()

    def close(self) -> None:
        if len(self.opened) > 1:
            chain, name, times = self.opened.pop()
            self.put(self.container(chain), name, times)

    def put(self, module: Module, name: str, times: int) -> None:
        parent = self.opened[-1][0]
        for at in range(times):
            self.reader.count()
            key = name if at == 0 and name not in parent.children else f"{name}_{len(parent.children)}"
            parent.add(module, key)

    def whole(self) -> Module:
        while len(self.opened) > 1:
            self.close()
        root = self.opened[0][0]
        parts = list(root.parts)
        return parts[0] if len(parts) == 1 else root

    def leaf(self, kind: str, said: str, line: int) -> Module:
        """A module that is printed in one line."""
        args, named = _arguments(said)
        name = kind.rpartition(".")[2]
        made = self.reader.known([name], args, named, line) if name[:1].isupper() else Opaque(name, line)
        return made if isinstance(made, Module) else Opaque(name, line)

    def container(self, chain: Chain) -> Module:
        """A printed block: modules in a row, or branches that join."""
        name, parts = chain.name.rpartition(".")[2], list(chain.parts)
        if not parts:
            return Opaque(name, chain.line)
        join = joined(name, chain.line, {key: each for key, each in chain.children.items() if isinstance(each, Module)})
        if join is not None:
            self.reader.note("joins" if len(join.branches) == len(parts) else "residual", chain.line, name=name)
            return join
        if name not in _IN_ORDER:
            self.reader.note("printed_order", 0)
        return Listed(name, chain.line, chain.children) if name.startswith("Module") else chain


def _arguments(said: str) -> tuple[list[Any], dict[str, Any]]:
    """Literals as they are printed; a bare word such as ``padding=same`` is a text."""
    made = tree(f"f({said})")
    line = made.body[0] if made is not None and len(made.body) == 1 else None
    if not isinstance(line, ast.Expr) or not isinstance(line.value, ast.Call):
        return [], {}
    call = line.value
    args = [_literal(each) for each in call.args]
    return args, {each.arg: _literal(each.value) for each in call.keywords if each.arg}


def _literal(node: ast.expr, depth: int = 0) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str | bool | None):
        return node.value
    if isinstance(node, ast.Name):
        return node.id if node.id in ("same", "valid") else Unread(node.id)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _literal(node.operand, depth + 1)
        return -value if isinstance(value, int | float) else Unread()
    if isinstance(node, ast.Tuple | ast.List) and depth < 4:
        return tuple(_literal(each, depth + 1) for each in node.elts)
    return Unread()
