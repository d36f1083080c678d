"""What is offered for a layer that does not fit: that it mends, in the right order, and that torch takes it too."""

import random

import pytest
import torch

from pooling_core.call.errors import PoolingError
from pooling_core.oracle.stack import ask_stack
from pooling_core.stacks.changes import repaired
from pooling_core.stacks.known import LENET_5, VGG_16
from pooling_core.stacks.layers import Layer, layer_shape
from pooling_core.stacks.stack import Stack
from tests.core.torch_layers import conv

torch.set_num_threads(1)
# torch says so once per process, where an uneven "same" costs it a copy.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")

FLATTEN = Layer.of("flatten")


def linear(features: int, arriving: int) -> Layer:
    return Layer.of("linear", out_features=features, in_features=arriving)


def halve(rank: int = 2) -> Layer:
    return Layer.of(f"max_pool{rank}d", kernel_size=2)


def refusal(layers, shape) -> PoolingError:
    with pytest.raises(PoolingError) as caught:
        Stack(layers, shape)
    assert caught.value.key == "layer-misfit"
    return caught.value


SMALL_VGG = [conv(2, 16, 3, padding=1), halve(), conv(2, 32, 3, padding=1), halve()]
LENET_LIKE = [conv(2, 6, 5), halve(), conv(2, 16, 5), halve(), FLATTEN]
TABLE = {
    "flatten is missing, and the number is of another image": (
        [*SMALL_VGG, linear(4, 128)],
        (1, 1, 24, 24),
        [{"insert": "flatten", "in_features": 1152}, {"insert": "flatten", "input_shape": (1, 1, 11, 11)}],
    ),
    "flatten is missing": ([*SMALL_VGG, linear(4, 1152)], (1, 1, 24, 24), [{"insert": "flatten"}]),
    "an empty axis is not flattened": ([linear(4, 3)], (1, 2, 0, 5), []),
    "a linear layer of another image": (
        [*LENET_LIKE, linear(120, 400), linear(10, 120)],
        (1, 3, 36, 36),
        [{"in_features": 576}, {"input_shape": (1, 3, 35, 35)}],
    ),
    "features that no image gives": ([FLATTEN, linear(4, 5)], (1, 3, 8, 8), [{"in_features": 192}]),
    "a kernel too large": (
        LENET_5.layers,
        (1, 1, 28, 28),
        [{"kernel_size": 4}, {"padding": 1}, {"input_shape": (1, 1, 32, 32)}],
    ),
    "a kernel too large along one axis": (
        [conv(2, 4, 5, padding=1)],
        (1, 1, 2, 9),
        [{"kernel_size": (4, 5)}, {"padding": (2, 1)}, {"input_shape": (1, 1, 3, 9)}],
    ),
    "a dilation too large": (
        [conv(1, 6, 3, dilation=4)],
        (1, 1, 5),
        [{"kernel_size": 2}, {"padding": 2}, {"dilation": 2}, {"input_shape": (1, 1, 9)}],
    ),
    "a pool too large": (
        [conv(1, 4, 2), Layer.of("max_pool1d", kernel_size=3)],
        (1, 1, 3),
        [{"kernel_size": 2}, {"padding": 1}, {"input_shape": (1, 1, 4)}],
    ),
    "a pool that has no padding": (
        [Layer.of("lp_pool1d", norm_type=2, kernel_size=4)],
        (1, 1, 3),
        [{"kernel_size": 3}, {"input_shape": (1, 1, 4)}],
    ),
    "a pool of one cell pools nothing": (VGG_16.layers, (1, 3, 20, 20), [{"input_shape": (1, 3, 32, 32)}]),
    "a pool of one frame still pools its plane": (
        [Layer.of("max_pool3d", kernel_size=2)],
        (1, 3, 1, 9, 9),
        [{"kernel_size": (1, 2, 2)}, {"padding": (1, 0, 0)}, {"input_shape": (1, 3, 2, 9, 9)}],
    ),
    "a dilated pool of two cells": (
        [Layer.of("max_pool1d", kernel_size=3, dilation=4)],
        (1, 1, 2),
        [{"input_shape": (1, 1, 9)}],
    ),
    "a 3-D average within the bare input": (
        [Layer.of("avg_pool3d", kernel_size=3, padding=1)],
        (1, 3, 2, 9, 9),
        [{"kernel_size": (2, 3, 3)}, {"input_shape": (1, 3, 3, 9, 9)}],
    ),
    "two faults at once": (
        [Layer.of("max_pool2d", kernel_size=3, padding=2, stride=0)],
        (1, 3, 9, 9),
        [{"stride": 1, "padding": 1}],
    ),
    "groups": ([conv(2, 6, 3, groups=4)], (1, 4, 8, 8), [{"groups": 2}, {"out_channels": 8}]),
    "groups of channels that come in": ([conv(2, 6, 3, groups=3)], (1, 4, 8, 8), [{"groups": 2}]),
    "same with a stride": ([conv(2, 6, 3, stride=2, padding="same")], (1, 3, 8, 8), [{"stride": 1}]),
    "a transposed convolution cut to nothing": (
        [Layer.of("conv_transpose1d", out_channels=3, kernel_size=2, padding=9)],
        (1, 1, 8),
        [{"padding": 4}, {"input_shape": (1, 1, 18)}],
    ),
    "a pool after flatten": ([conv(2, 4, 3), FLATTEN, FLATTEN, halve()], (1, 3, 8, 8), [{"before": "flatten"}]),
    "a pool after flatten, too large before it": (
        [FLATTEN, Layer.of("max_pool1d", kernel_size=3)],
        (1, 3, 2),
        [
            {"before": "flatten", "kernel_size": 2},
            {"before": "flatten", "padding": 1},
            {"before": "flatten", "input_shape": (1, 3, 3)},
        ],
    ),
    "of another rank, wherever it stands": ([FLATTEN, halve(1)], (1, 3, 8, 8), []),
    "nothing to be done": ([halve(1)], (1, 3, 8, 8), []),
}


@pytest.mark.parametrize(("layers", "shape", "repairs"), TABLE.values(), ids=TABLE)
def test_what_is_offered_and_in_which_order(layers, shape, repairs):
    assert list(refusal(layers, shape).fixes) == repairs


def test_a_repair_is_made_where_the_layer_stands():
    layers, shape = repaired(
        [*SMALL_VGG, linear(4, 128)], 5, (1, 1, 24, 24), {"insert": "flatten", "in_features": 1152}
    )
    assert layers == (*SMALL_VGG, FLATTEN, linear(4, 1152)) and shape == (1, 1, 24, 24)
    layers, shape = repaired([conv(2, 6, 5), FLATTEN], 1, (1, 1, 3, 3), {"input_shape": (1, 1, 5, 5)})
    assert layers == (conv(2, 6, 5), FLATTEN) and shape == (1, 1, 5, 5)
    pool = Layer.of("max_pool2d", kernel_size=3)
    layers, _ = repaired(
        [conv(2, 6, 5), FLATTEN, linear(4, 6), pool], 4, (1, 1, 5, 5), {"before": "flatten", "kernel_size": 2}
    )
    assert layers == (conv(2, 6, 5), halve(), FLATTEN, linear(4, 6))


def some_layer(draw: random.Random, rank: int) -> Layer:
    """A layer of small numbers that fits some inputs and not others."""

    def number(low: int, high: int):
        if draw.random() < 0.7:
            return draw.randint(low, high)
        return tuple(draw.randint(low, high) for _ in range(rank))

    def perhaps(**settings):
        return {key: value for key, value in settings.items() if draw.random() < 0.4}

    window = {"kernel_size": number(1, 7), **perhaps(stride=number(0, 3))}
    kind = draw.choice(["conv", "conv_transpose", "max_pool", "avg_pool", "lp_pool", "linear", "linear", "flatten"])
    if kind == "conv":
        extra = perhaps(padding=draw.choice(["same", number(0, 3)]), dilation=number(1, 3), groups=draw.randint(1, 4))
        return conv(rank, draw.randint(1, 6), window.pop("kernel_size"), **window, **extra)
    if kind == "conv_transpose":
        extra = perhaps(padding=number(0, 6), output_padding=number(0, 2), groups=draw.randint(1, 3))
        return Layer.of(f"{kind}{rank}d", out_channels=draw.randint(1, 6), **window, **extra)
    if kind == "linear":
        return linear(draw.randint(1, 5), draw.choice([draw.randint(1, 9), draw.randint(1, 400)]))
    if kind == "flatten":
        return FLATTEN
    extra = perhaps(ceil_mode=True) if kind == "lp_pool" else perhaps(padding=number(0, 3), ceil_mode=True)
    extra |= perhaps(dilation=number(1, 3)) if kind == "max_pool" else {}
    extra |= {"norm_type": 2} if kind == "lp_pool" else {}
    return Layer.of(f"{kind}{rank}d", **window, **extra)


def shape_up_to(layers, shape):
    for layer in layers:
        shape = layer_shape(layer, shape)
    return shape


@pytest.mark.parametrize("seed", range(4))
def test_every_repair_of_a_random_stack_makes_its_layer_fit_and_torch_takes_it(seed):
    draw = random.Random(seed)
    broken = made = 0
    for _ in range(150):
        rank = draw.randint(1, 3)
        shape = (1, draw.randint(1, 4), *(draw.randint(1, 12) for _ in range(rank)))
        layers = tuple(some_layer(draw, rank) for _ in range(draw.randint(1, 5)))
        try:
            Stack(layers, shape)
        except PoolingError as error:
            number, fixes, why = error.values["number"], error.fixes, error.values["why"]
        else:
            continue
        broken += 1
        layer, arriving = layers[number - 1], shape_up_to(layers[: number - 1], shape)
        sizes = ["input_shape" in fix for fix in fixes]
        assert sizes == sorted(sizes) and sum(sizes) <= 1, "the picture's size comes last"
        assert len({repr(fix) for fix in fixes}) == len(fixes)
        for fix in fixes:
            made += 1
            changed, changed_shape = repaired(layers, number, shape, fix)
            moved = "before" in fix
            stands = [each.name for each in layers].index("flatten") + 1 if moved else number + ("insert" in fix)
            expected = shape_up_to(changed[:stands], changed_shape)
            if layer.kind.wants_flat and why.parameter == "in_features":
                assert len(expected) == 2, "on spatial axes it would only happen to run"
            if why.key == "window-spans" and "kernel_size" in fix:
                kernel_size = dict(changed[stands - 1].settings)["kernel_size"]
                taps = kernel_size if isinstance(kernel_size, tuple) else (kernel_size,) * rank
                assert any(min(pair) > 1 for pair in zip(taps, arriving[2:], strict=True)), "it would pool nothing"
            if made % 5 == 0:
                verdict = ask_stack.__wrapped__(changed[:stands], changed_shape)
                assert verdict.refusal is None and verdict.shapes[-1] == expected, (layers, shape, fix)
    assert broken > 80 and made > broken
