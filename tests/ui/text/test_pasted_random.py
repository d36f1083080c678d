"""Random models of torch, as source and as print: read, they have torch's shapes, parameters and refusals."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pooling_core.stacks.layers import layer_parameters
from pooling_core.stacks.wires import wired
from tests.ui.text.random_models import Model, code, printed
from ui.text.pasted.read import read


def judged(model, text):
    """What differs between torch and what was read; empty where nothing does."""
    pasted = read(text)
    if not model.parts:
        return ""
    shapes = [pasted.input_shape, *pasted.shapes]
    theirs = list(model.rows)
    fitting = len(pasted.layers) if pasted.refused is None else pasted.refused - 1
    ours = [
        (shapes[number], layer_parameters(layer, shapes[wires.reads[0]]))
        for number, (layer, wires) in enumerate(zip(pasted.layers, wired(pasted.layers), strict=True), start=1)
        if number <= fitting
    ]
    if pasted.input_shape != model.shape:
        return f"input {pasted.input_shape}, not {model.shape}"
    if ours != theirs:
        return f"ours {ours}\ntheirs {theirs}"
    if (pasted.refused is not None) is not model.refused:
        return f"refused {pasted.refused}, torch {model.refused}"
    return ""


@pytest.mark.parametrize("form", ["source", "print"])
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(rng=st.randoms(use_true_random=False))
def test_a_random_model_is_read_as_torch_runs_it(form, rng):
    model = Model(rng, printable=form == "print")
    text = printed(model) if form == "print" else code(model, rng)
    if text is not None:
        assert judged(model, text) == "", text


def differences(count, seed=0):
    """By hand: so many random models, and those that are read as something else."""
    for number in range(seed, seed + count):
        rng = random.Random(number)
        form = ("source", "print")[number % 2]
        model = Model(rng, printable=form == "print")
        text = printed(model) if form == "print" else code(model, rng)
        if text is not None and (said := judged(model, text)):
            yield number, form, said, text
