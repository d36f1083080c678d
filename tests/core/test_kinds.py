"""The record of each kind of layer: what torch.nn calls it and takes, and that nothing else goes by a layer's name."""

import ast
import inspect
from pathlib import Path

import pytest
from torch import nn

import pooling_core
from pooling_core.call.catalogue import OPERATIONS, REQUIRED
from pooling_core.call.errors import PoolingError
from pooling_core.stacks.kinds import KINDS, kind_of
from pooling_core.stacks.layers import Layer

ROOT = Path(pooling_core.__file__).parent.parent
# Where the names stand: the records themselves, networks written down, the words of the grammar beside their kinds.
# A mode of interpolation is named as a layer is.
TABLES = ("places.py", "record.py", "windows.py", "plain.py", "__init__.py", "known.py", "stack_text.py")
FILES = [
    *(ROOT / "pooling_core" / "stacks").rglob("*.py"),
    ROOT / "pooling_core" / "oracle" / "stack.py",
    *(ROOT / "ui").glob("stack_*.py"),
]
# F.interpolate's alone, or of a call; what comes in is known; which module it is.
OURS = ("antialias", "in_features", "in_channels", "num_features", "output_size", "module", "mode", "value")
TEXT_OF_A_NAME = {"startswith", "endswith", "removesuffix", "removeprefix", "find", "index", "split", "partition"}


def is_name(node: ast.AST) -> bool:
    """Whether it reads like ``layer.name``, or a variable that holds one."""
    said = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return said == "name"


def asked_by_name(text: str) -> list[str]:
    """Where code looks into a layer's name, compares it, or writes the name of one kind."""
    families = {*KINDS, *(kind.function(rank) for kind in KINDS.values() for rank in (1, 2, 3))}
    found = []
    for node in ast.walk(ast.parse(text)):
        looks = isinstance(node, ast.Attribute) and node.attr in TEXT_OF_A_NAME and is_name(node.value)
        cuts = isinstance(node, ast.Subscript) and is_name(node.value)
        compares = isinstance(node, ast.Compare) and any(map(is_name, (node.left, *node.comparators)))
        says = isinstance(node, ast.Constant) and node.value in families
        if looks or cuts or compares or says:
            found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("file", [file for file in FILES if file.name not in TABLES], ids=lambda file: file.name)
def test_no_layer_is_asked_by_its_name(file):
    assert asked_by_name(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        'layer.name.startswith("conv")',
        '"pool" in layer.name',
        'layer.name in ("a", "b")',
        'name.endswith("1d")',
        'family == "linear"',
        "layer.name[:-2]",
        'name == "x"',
    ],
)
def test_a_question_by_name_is_found(text):
    assert asked_by_name(text)


def test_every_pooling_of_the_catalogue_is_a_layer_and_no_parameter_is_said_twice():
    for family, operation in OPERATIONS.items():
        assert family in KINDS
        if operation.pools:
            assert KINDS[family].parameters is operation.parameters
            assert KINDS[family].group == "pool" and KINDS[family].spatial


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.module], ids=lambda kind: kind.name)
def test_torch_has_the_module_and_every_parameter_with_its_default(kind):
    for rank in kind.operation.ranks if kind.ranked else (1, 2, 3):
        if kind.written is not None:  # named by what it is told
            continue
        module = getattr(nn, f"{kind.module}{rank}d" if kind.numbered else kind.module)
        accepted = inspect.signature(module).parameters
        for parameter, default in kind.accepted(rank).items():
            if parameter in OURS:
                continue
            theirs = accepted[parameter].default
            if default is REQUIRED:
                assert theirs is inspect.Parameter.empty
            elif parameter != "return_indices":
                assert theirs == default
        if kind.told is not None:
            assert next(iter(accepted)) == kind.told[0]


@pytest.mark.parametrize(
    "name", ["min_pool2d", "fractional_max_pool1d", "max_pool", "max_pool4d", "conv", "linear2d", ""]
)
def test_what_is_no_layer_is_refused_by_name(name):
    with pytest.raises(PoolingError) as caught:
        Layer.of(name, kernel_size=2)
    assert (caught.value.key, caught.value.parameter) == ("unknown-layer", "name")


def test_a_name_says_its_kind_and_its_axes():
    assert kind_of("conv_transpose3d") == (KINDS["conv_transpose"], 3)
    assert kind_of("flatten") == (KINDS["flatten"], 0)
    assert kind_of("interpolate") == (KINDS["interpolate"], 0)


def test_a_layers_arguments_are_its_settings_and_the_defaults():
    layer = Layer.of("conv2d", kernel_size=[3, 1], out_channels=4)
    assert layer.arguments == {
        **{"out_channels": 4, "kernel_size": (3, 1), "stride": 1, "padding": 0, "dilation": 1, "groups": 1},
        **{"bias": True, "in_channels": None},
    }
    assert layer.with_settings(padding=1).settings == (("kernel_size", (3, 1)), ("out_channels", 4), ("padding", 1))
