"""The rooms keep their arrows: what a file may import is read from its syntax tree, nothing is run."""

import ast
import sys
from pathlib import Path

import pytest

from tests.support.imports import ROOT, STOREYS, imports, modules, reaches, with_packages, within

# What each package of the core may import, itself apart.
PACKAGES = {
    "call": "",
    "geometry": "call",
    "compute": "call geometry",
    "backward": "call geometry compute",
    "explain": "call geometry compute backward",
    "stacks": "call geometry compute",
    "oracle": "call geometry compute backward explain stacks",
}
# The public doors, and the packages that each opens. No package goes through a door, but what judges them all.
DOORS = {
    "functional": "call compute",
    "extensions": "call geometry compute",
    "padded": "call compute",
    "gradients": "backward",
    "shapes": "geometry",
    "trace": "explain",
}
# PyTorch is asked in this package; everything else runs without it.
ORACLE = "pooling_core.oracle"
JUDGE = "pooling_core.oracle.random_calls"
OUTSIDE = {"tests", "examples", "benchmarks"}
WITHOUT_STREAMLIT = ("ui.figures", "ui.changed", "ui.text")


def between_packages(name: str, target: str) -> list[str]:
    """What is wrong with an import from one part of the core in another."""
    here, there = (each.split(".")[1] if "." in each else "" for each in (name, target))
    if here == "":  # the core's own front, which shows PoolSpec and PoolingError
        return [] if there == "call" else ["the front shows what call holds"]
    allowed = PACKAGES.get(here, DOORS.get(here))
    if allowed is None:
        return [f"{here} is no package of the core and no door"]
    if there in DOORS and within(name, JUDGE):
        return []
    if there == "" or there in DOORS:
        return ["a package goes through no door"]
    return [] if there in (here, *allowed.split()) else ["an arrow upwards"]


def faults(root: Path) -> list[str]:
    """Every arrow that points up and every library that stands in the wrong storey, one line each."""
    known = modules(root)
    found = {name: list(imports(name, file, known)) for name, file in known.items()}
    graph = {name: {item.target for item in items} & known.keys() for name, items in found.items()}
    run_first = with_packages(graph)
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
            if library == "torch" and not (within(name, ORACLE) and item.inside_function):
                lines.append(f"{place}: only {ORACLE} may, and only inside a function")
            if library == "streamlit" and room == "pooling_core":
                lines.append(f"{place}: the core draws nothing")
            if library == "plotly" and not within(name, "ui.figures"):
                lines.append(f"{place}: only ui.figures may")
            allowed = {"numpy", "torch", "streamlit", "plotly", *STOREYS, *OUTSIDE} | sys.stdlib_module_names
            if room == "pooling_core" and library not in allowed:
                lines.append(f"{place}: the core is NumPy and the standard library")
            if room == "pooling_core" and library == room:
                lines += [f"{place}: {fault}" for fault in between_packages(name, item.target)]
        if name in reaches(name, graph):
            lines.append(f"{name} imports itself in a circle")
        if any(within(name, pure) for pure in WITHOUT_STREAMLIT):
            for reached in sorted({name} | reaches(name, run_first)):
                if any(item.target.split(".")[0] == "streamlit" for item in found[reached]):
                    lines.append(f"{name} needs streamlit through {reached}")
    return lines


def test_the_rooms_keep_their_arrows():
    assert faults(ROOT) == []


def test_no_module_is_left_out():
    """Every module lies in a package or is a door, and every package says what belongs there."""
    core = {name.split(".")[1] for name in modules(ROOT) if name.startswith("pooling_core.")}
    assert core == PACKAGES.keys() | DOORS.keys()
    for package in PACKAGES:
        said = ast.get_docstring(ast.parse((ROOT / "pooling_core" / package / "__init__.py").read_text("utf-8")))
        assert said and ("Not here" in said or package == "oracle"), package


@pytest.mark.parametrize(
    "file, text, fault",
    [
        ("pooling_core/geometry/axis.py", "from ..compute.sweep import sweep", "an arrow upwards"),
        ("pooling_core/geometry/axis.py", "from . import helper", "in a circle"),
        ("pooling_core/geometry/axis.py", "def f():\n    from pooling_core.compute import sweep", "an arrow upwards"),
        ("pooling_core/geometry/axis.py", "from pooling_core import functional", "through no door"),
        ("pooling_core/geometry/axis.py", "from pooling_core import PoolSpec", "through no door"),
        ("pooling_core/geometry/axis.py", "import scipy", "standard library"),
        ("pooling_core/geometry/axis.py", "import streamlit as st", "draws nothing"),
        ("pooling_core/geometry/axis.py", "import ui.controls", "an arrow upwards"),
        ("pooling_core/functional.py", "from pooling_core.explain import trace", "an arrow upwards"),
        ("pooling_core/loose.py", "from pooling_core.call import spec", "no package of the core"),
        ("pooling_core/explain/trace.py", "def f():\n    import torch", "only pooling_core.oracle"),
        ("pooling_core/oracle/calls.py", "import torch", "only inside a function"),
        ("pooling_core/oracle/stack.py", "import torch", "only inside a function"),
        (
            "pooling_core/oracle/calls.py",
            "import importlib\nimportlib.import_module('torch')",
            "only inside a function",
        ),
        ("ui/figures/ruler.py", "import streamlit", "needs streamlit"),
        ("ui/__init__.py", "from ui import controls\nfrom ui.text import snippets", "snippets needs streamlit"),
        ("ui/text/snippets.py", "from ui import controls", "needs streamlit through ui.controls"),
        ("ui/controls.py", "import plotly.graph_objects as go\nimport streamlit", "only ui.figures"),
        ("ui/controls.py", "from pages.start import show", "an arrow upwards"),
        ("pages/start.py", "import app", "an arrow upwards"),
        ("pages/start.py", "from tests.cases import CASES", "stands without it"),
    ],
)
def test_a_broken_arrow_is_found(tmp_path, file, text, fault):
    tree = {
        "pooling_core/__init__.py": "",
        "pooling_core/call/spec.py": "import numpy as np",
        "pooling_core/geometry/axis.py": "import numpy as np",
        "pooling_core/geometry/helper.py": "from pooling_core.geometry.axis import Axis",
        "pooling_core/compute/sweep.py": "from pooling_core.geometry.axis import Axis",
        "pooling_core/functional.py": "from .compute.sweep import sweep",
        "pooling_core/oracle/calls.py": "def f():\n    import torch",
        "pooling_core/oracle/stack.py": "def f():\n    import torch",
        "ui/__init__.py": "",
        "ui/controls.py": "import streamlit",
        "ui/text/__init__.py": "",
        "ui/text/snippets.py": "import pooling_core",
        "ui/figures/__init__.py": "import plotly",
        "pages/start.py": "import streamlit\nimport pooling_core.functional as F\nfrom ui import controls",
        "app.py": "import streamlit\nfrom pages import start",
    }
    for path, content in tree.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content)
    assert faults(tmp_path) == []
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(text)
    assert any(fault in line for line in faults(tmp_path))
