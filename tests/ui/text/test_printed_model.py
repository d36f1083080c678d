"""The print of a stack is torch's own, letter by letter."""

import random

import pytest
from torch import nn

from pooling_core import PoolingError
from pooling_core.oracle.modules import module_of
from pooling_core.stacks.layers import Layer
from pooling_core.stacks.rules.features import SAME
from pooling_core.stacks.running import run_shapes
from tests.ui.text.random_models import Model, code
from ui.text.pasted.read import read
from ui.text.printed_model import printed_model


def theirs(layers, shapes):
    rank = len(shapes[0]) - 2
    return str(
        nn.Sequential(*(module_of(layer, shape, rank).build() for layer, shape in zip(layers, shapes, strict=True)))
    )


def random_stacks(count):
    """Stacks of layers that torch has, without branches, and the shapes before them."""
    for seed in range(count):
        rng = random.Random(seed)
        model = Model(rng, printable=True)
        pasted = read(code(model, rng))
        layers = [each for each in pasted.layers if each.kind.module and not each.takes]
        try:
            yield layers, run_shapes(layers, pasted.input_shape)[:-1]
        except PoolingError:
            continue


def test_random_stacks_are_printed_as_torch_prints_them():
    seen = 0
    for layers, shapes in random_stacks(60):
        if layers:
            seen += 1
            assert printed_model(layers, shapes) == theirs(layers, shapes)
    assert seen > 20


@pytest.mark.parametrize("name", SAME)
def test_what_changes_no_shape_is_printed_as_torch_prints_it_or_not_at_all(name):
    layers, shapes = [Layer.of("same", module=name)], [(1, 2, 4, 4)]
    printed = printed_model(layers, shapes)
    assert printed is None or printed == theirs(layers, shapes)


def test_branches_and_boxes_have_no_print():
    assert printed_model([Layer.of("flatten"), Layer.of("add", takes=(0, 1))], [(1, 2, 3), (1, 6)]) is None
    assert printed_model([Layer.of("unknown", name="Box")], [(1, 2, 3)]) is None
    assert printed_model([], []) is None
