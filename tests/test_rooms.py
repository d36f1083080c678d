"""The rooms keep their arrows: what a file may import is read from its syntax tree, nothing is run."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
# From the ground up: a room imports from rooms before it, never from one after it.
STOREYS = ["pooling_core", "ui", "pages", "app"]
CORE = [
    "errors arguments extension_arguments",
    "params",
    "geometry",
    "sweep convolution_geometry fractional_windows power_means stochastic",
    "functional convolution resampling unpooling fractional extensions tensorflow_windows",
    "spread extension_gradients layer_gradients",
    "gradients trace torch_check shapes",
    "gradient_trace fractional_trace",
    "fields layers stacks known_stacks torch_stack",
]
# PyTorch is asked here, of a call and of a stack; everything else runs without it.
ORACLES = ("pooling_core.torch_check", "pooling_core.torch_stack")
OUTSIDE = {"tests", "examples", "benchmarks"}
WITHOUT_STREAMLIT = ("ui.figures", "ui.tensor_text", "ui.number_text", "ui.snippets")


class Import(NamedTuple):
    target: str
    line: int
    inside_function: bool


def modules(root: Path) -> dict[str, Path]:
    """Every module of the product by its dotted name."""
    files = [root / "app.py", *(file for room in STOREYS for file in sorted((root / room).rglob("*.py")))]
    names = {}
    for file in files:
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


def faults(root: Path) -> list[str]:
    """Every arrow that points up and every library that stands in the wrong storey, one line each."""
    known = modules(root)
    found = {name: list(imports(name, file, known)) for name, file in known.items()}
    graph = {name: {item.target for item in items} & known.keys() for name, items in found.items()}
    run_first = with_packages(graph)
    core = {f"pooling_core.{name}": rank for rank, names in enumerate(CORE) for name in names.split()}
    lines = []
    for name, items in found.items():
        room = name.split(".")[0]
        for item in items:
            library = item.target.split(".")[0]
            place = f"{name}:{item.line} imports {item.target}"
            if library in STOREYS and STOREYS.index(library) > STOREYS.index(room):
                lines.append(f"{place}: an arrow upwards")
            if library in OUTSIDE:
                lines.append(f"{place}: the product stands without it")
            if library == "torch" and not (name in ORACLES and item.inside_function):
                lines.append(f"{place}: only {' and '.join(ORACLES)} may, and only inside a function")
            if library == "streamlit" and room == "pooling_core":
                lines.append(f"{place}: the core draws nothing")
            if library == "plotly" and not within(name, "ui.figures"):
                lines.append(f"{place}: only ui.figures may")
            allowed = {"numpy", "torch", "streamlit", "plotly", *STOREYS, *OUTSIDE} | sys.stdlib_module_names
            if room == "pooling_core" and library not in allowed:
                lines.append(f"{place}: the core is NumPy and the standard library")
        above = [target for target in reaches(name, graph) if core.get(target, -1) > core.get(name, len(CORE))]
        lines += [f"{name} reaches {target}: an arrow upwards" for target in sorted(above)]
        if name in reaches(name, graph):
            lines.append(f"{name} imports itself in a circle")
        if any(within(name, pure) for pure in WITHOUT_STREAMLIT):
            for reached in sorted({name} | reaches(name, run_first)):
                if any(item.target.split(".")[0] == "streamlit" for item in found[reached]):
                    lines.append(f"{name} needs streamlit through {reached}")
    return lines


def test_the_rooms_keep_their_arrows():
    assert faults(ROOT) == []


def test_the_rooms_are_there():
    assert {f"pooling_core.{name}" for names in CORE[:5] for name in names.split()} <= modules(ROOT).keys()


@pytest.mark.parametrize(
    "file, text, fault",
    [
        ("pooling_core/geometry.py", "from .sweep import sweep", "geometry reaches pooling_core.sweep"),
        ("pooling_core/geometry.py", "from . import helper", "geometry reaches pooling_core.sweep"),
        ("pooling_core/geometry.py", "def f():\n    from pooling_core import functional", "an arrow upwards"),
        ("pooling_core/geometry.py", "import scipy", "standard library"),
        ("pooling_core/geometry.py", "import streamlit as st", "draws nothing"),
        ("pooling_core/geometry.py", "import ui.controls", "an arrow upwards"),
        ("pooling_core/trace.py", "def f():\n    import torch", "only pooling_core.torch_check"),
        ("pooling_core/torch_check.py", "import torch", "only inside a function"),
        ("pooling_core/torch_stack.py", "import torch", "only inside a function"),
        ("pooling_core/torch_check.py", "import importlib\nimportlib.import_module('torch')", "only inside a function"),
        ("pooling_core/sweep.py", "from . import helper", "in a circle"),
        ("ui/figures/ruler.py", "import streamlit", "needs streamlit"),
        ("ui/__init__.py", "from ui import controls\nfrom ui import snippets", "snippets needs streamlit"),
        ("ui/snippets.py", "from ui import controls", "needs streamlit through ui.controls"),
        ("ui/controls.py", "import plotly.graph_objects as go\nimport streamlit", "only ui.figures"),
        ("ui/controls.py", "from pages.start import show", "an arrow upwards"),
        ("pages/start.py", "import app", "an arrow upwards"),
        ("pages/start.py", "from tests.cases import CASES", "stands without it"),
    ],
)
def test_a_broken_arrow_is_found(tmp_path, file, text, fault):
    tree = {
        "pooling_core/__init__.py": "",
        "pooling_core/sweep.py": "import numpy as np",
        "pooling_core/functional.py": "from .sweep import sweep",
        "pooling_core/helper.py": "from pooling_core.sweep import sweep",
        "pooling_core/torch_check.py": "def f():\n    import torch",
        "pooling_core/torch_stack.py": "def f():\n    import torch",
        "ui/__init__.py": "",
        "ui/controls.py": "import streamlit",
        "ui/snippets.py": "import pooling_core",
        "ui/figures/__init__.py": "import plotly",
        "pages/start.py": "import streamlit\nimport pooling_core.functional as F\nfrom ui import controls",
        "app.py": "import streamlit\nfrom pages import start",
    }
    for path, content in tree.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content)
    assert faults(tmp_path) == []
    (tmp_path / file).write_text(text)
    assert any(fault in line for line in faults(tmp_path))
