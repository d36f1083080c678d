"""Every public function, class and named constructor shows itself in its docstring, and what it shows is so."""

import ast
import doctest
import inspect
import re
from importlib import import_module

import numpy as np
import pytest

DOORS = [
    "pooling_core",
    *(f"pooling_core.{door}" for door in ("functional", "extensions", "padded", "gradients", "shapes", "trace")),
]


def offered(door):
    """The names a module defines, lists in `__all__`, or passes on as `import name as name`; no constants."""
    module = import_module(door)
    names = set(getattr(module, "__all__", ()))
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            names.update(alias.name for alias in node.names if alias.asname == alias.name)
    found = {name: getattr(module, name) for name in names if not name.startswith("_")}
    return {name: each for name, each in found.items() if inspect.isroutine(each) or inspect.isclass(each)}


NAMES = {name: each for door in DOORS for name, each in offered(door).items()}
CONSTRUCTORS = {
    f"{name}.{key}": getattr(each, key)
    for name, each in NAMES.items()
    if inspect.isclass(each)
    for key, value in vars(each).items()
    if isinstance(value, classmethod) and not key.startswith("_")
}
PUBLIC = {**NAMES, **CONSTRUCTORS}


def examples(name):
    """The docstring's examples, with `np` and the names of all doors at hand."""
    doc = inspect.getdoc(PUBLIC[name]) or ""
    return doctest.DocTestParser().get_doctest(doc, {"np": np, **NAMES}, name, None, 0)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_the_example_in_the_docstring_is_so(name):
    test = examples(name)
    assert "\nExample:\n" in test.docstring and test.examples, f"{name} has no example"
    if not inspect.isclass(PUBLIC[name]):
        called = re.compile(rf"\b{re.escape(name)}\(")
        assert any(called.search(each.source) for each in test.examples), f"the example of {name} is of another"
    said = []
    outcome = doctest.DocTestRunner().run(test, out=said.append)
    assert not outcome.failed, "".join(said)


def test_every_door_is_looked_into_and_no_example_stands_twice():
    assert {"conv3d", "gem_pool1d", "pullback", "output_shape", "trace", "PoolSpec.of", "PoolingError"} <= set(PUBLIC)
    assert not {"pool", "Any", "Array"} & set(PUBLIC)
    shown = ["".join(each.source for each in examples(name).examples) for name in PUBLIC]
    assert len(set(shown)) == len(shown)
