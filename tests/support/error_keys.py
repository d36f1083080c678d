"""The keys of the errors that code raises, read from its syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path


def keys_in_code(root: Path, kinds: set[str]) -> Iterator[tuple[str, str]]:
    """Where an error is made, and each key that it may be made with: they stand in the call as literals."""
    for file in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
                place = f"{file.name}:{node.lineno}"
                constants = [each.value for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)]
                keys = [key for key in constants if isinstance(key, str)]
                assert keys, f"{place}: a key that cannot be read"
                yield from ((place, key) for key in keys)
