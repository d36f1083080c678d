"""What modules import, read from their syntax trees; nothing is run."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
# From the ground up: a room imports from rooms before it, never from one after it.
STOREYS = ["pooling_core", "ui", "pages", "app"]


class Import(NamedTuple):
    target: str
    line: int
    inside_function: bool


def modules(root: Path, rooms: Iterable[str] = STOREYS) -> dict[str, Path]:
    """Every module of these rooms by its dotted name; a room is a folder or one file."""
    names = {}
    for room in rooms:
        for file in [root / f"{room}.py", *sorted((root / room).rglob("*.py"))]:
            if file.is_file():
                parts = file.relative_to(root).with_suffix("").parts
                names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return names


def imports(name: str, file: Path, known: dict[str, Path]) -> Iterator[Import]:
    """What a module imports, relative names resolved, `from package import module` down to the module."""

    def visit(node: ast.AST, inside: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = name.split(".") if file.name == "__init__.py" else name.split(".")[:-1]
                kept = package[: len(package) - node.level + 1]
                base = ".".join([*kept, base]) if base else ".".join(kept)
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield Import(whole if whole in known else base, node.lineno, inside)
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"import_module", "__import__"} and node.args and isinstance(node.args[0], ast.Constant):
                yield Import(str(node.args[0].value), node.lineno, inside)
        for child in ast.iter_child_nodes(node):
            yield from visit(child, inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))

    yield from visit(ast.parse(file.read_text(encoding="utf-8")), False)


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def reaches(name: str, graph: dict[str, set[str]]) -> set[str]:
    """All modules of the product that this one imports, directly or through another; itself only in a circle."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for step in graph.get(waiting.pop(), set()) - seen:
            seen.add(step)
            waiting.append(step)
    return seen


def with_packages(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """The same graph where a module also needs the packages it lies in, as Python runs them first."""
    return {
        name: targets | ({name.rsplit(".", depth)[0] for depth in range(1, name.count(".") + 1)} & graph.keys())
        for name, targets in graph.items()
    }
