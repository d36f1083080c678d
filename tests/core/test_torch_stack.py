"""The judge of a whole stack: it agrees layer by layer, it quotes, it catches a falsified row, it computes nothing."""

import random
import warnings
from dataclasses import replace

import pytest
import torch

from pooling_core.call.errors import PoolingError
from pooling_core.oracle.stack import Module, StackVerdict, ask_stack, module_of
from pooling_core.stacks.known import KNOWN_STACKS, LENET_5, VGG_16
from pooling_core.stacks.layers import Layer, layer_parameters, layer_shape
from pooling_core.stacks.stack import Stack
from tests.core.torch_layers import conv

torch.set_num_threads(1)


@pytest.mark.parametrize("known", KNOWN_STACKS, ids=lambda known: known.name)
def test_known_stacks_agree(known):
    stack, verdict = Stack(known.layers, known.input_shape), ask_stack(known.layers, known.input_shape)
    assert verdict.refusal is None and verdict.differs_at(stack.rows) is None
    assert sum(verdict.parameters) == stack.parameters


def test_the_layers_before_one_that_torch_refuses_are_judged_too():
    verdict = ask_stack(LENET_5.layers, (1, 1, 28, 28))
    assert verdict.refusal == (
        "Calculated padded input size per channel: (4 x 4). Kernel size: (5 x 5)."
        " Kernel size can't be greater than actual input size"
    )
    assert verdict.shapes[-1] == (1, 16, 4, 4) and len(verdict.shapes) == 4
    rows = Stack(LENET_5.layers[:4], (1, 1, 28, 28)).rows
    assert verdict.differs_at(rows) is None


def test_a_falsified_row_is_caught_with_its_number():
    rows, verdict = Stack(VGG_16.layers, VGG_16.input_shape).rows, ask_stack(VGG_16.layers, VGG_16.input_shape)
    for number in (1, 10, len(rows)):
        for wrong in ({"output_shape": (1, 2, 3, 4)}, {"parameters": 7}):
            falsified = [replace(row, **wrong) if row.number == number else row for row in rows]
            assert verdict.differs_at(falsified) == number
    cut = StackVerdict(verdict.version, verdict.shapes[:5], verdict.parameters[:5], "no")
    assert cut.differs_at(rows) == 6 and cut.differs_at(rows[:5]) is None


def by_running(layer: Layer, shape: tuple[int, ...], rank: int):
    """Shape and parameters, or words, from a layer that has numbers."""
    made = module_of(layer, shape, rank)
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            module = getattr(torch.nn, made.name)(*made.leading, **made.named or {}).double().eval()
            result = module(torch.zeros(shape, dtype=torch.float64))
    except Exception as error:
        return str(error).strip().splitlines()[0]
    return tuple(result.shape), sum(parameter.numel() for parameter in module.parameters())


def random_layer(draw: random.Random, rank: int) -> Layer:
    """Any layer of the text's grammar with small numbers, about half of them refused."""

    def some(highest: int, per_axis: bool = True):
        if not per_axis or draw.random() < 0.7:
            return draw.choice([1, 1, 2, 2, 3, draw.randint(0, highest)])
        return tuple(draw.randint(0, highest) for _ in range(rank))

    def perhaps(**settings):
        return {key: value for key, value in settings.items() if draw.random() < 0.4}

    kind = draw.choice(["conv", "conv_transpose", "max_pool", "avg_pool", "lp_pool", "adaptive", "plain"])
    if kind == "plain":
        choices = [
            Layer.of("linear", out_features=some(5, False), **perhaps(in_features=draw.randint(0, 6), bias=False)),
            Layer.of("interpolate", scale_factor=some(3), mode="nearest"),
            *(Layer.of(name) for name in ("batch_norm", "flatten")),
        ]
        return draw.choice(choices)
    if kind == "adaptive":
        return Layer.of(f"adaptive_{draw.choice(['avg', 'max'])}_pool{rank}d", output_size=some(6))
    windows = {"kernel_size": some(4), **perhaps(stride=some(3))}
    if kind.startswith("conv"):
        windows |= {"out_channels": some(6, False), **perhaps(groups=some(4, False), bias=False, dilation=some(2))}
        windows |= perhaps(padding="same" if kind == "conv" and draw.random() < 0.3 else some(3))
        windows |= perhaps(output_padding=some(2)) if kind == "conv_transpose" else {}
    elif kind == "lp_pool":
        windows |= {"norm_type": draw.randint(0, 3), **perhaps(ceil_mode=True)}
    else:
        windows |= perhaps(padding=some(2), ceil_mode=True)
        windows |= perhaps(dilation=some(2)) if kind == "max_pool" else {}
    return Layer.of(f"{kind}{rank}d", **windows)


@pytest.mark.parametrize("seed", range(4))
def test_shapes_alone_say_what_numbers_say_and_the_core_says_it_too(seed):
    draw = random.Random(seed)
    taken = 0
    for _ in range(250):
        rank = draw.randint(1, 3)
        shape = (1, draw.randint(1, 4), *(draw.randint(1, 8) for _ in range(rank)))
        layer = random_layer(draw, rank)
        truth, verdict = by_running(layer, shape, rank), ask_stack.__wrapped__((layer,), shape)
        asked = verdict.refusal or (verdict.shapes[0], verdict.parameters[0])
        assert asked == truth, (layer, shape)
        try:
            ours = layer_shape(layer, shape), layer_parameters(layer, shape)
        except PoolingError as error:
            assert isinstance(truth, str), (layer, shape, error)
        else:
            assert ours == truth, (layer, shape)
            taken += 1
    assert 60 < taken < 240


LARGE = (1, 65_536, 1_024, 1_024, 1_024)


@pytest.mark.parametrize(
    "layer, words",
    [
        (conv(3, 65_536, 512, padding=512), None),
        (conv(3, 65_536, 512, stride=0), "integer division or modulo by zero"),
        (Layer.of("conv_transpose3d", out_channels=65_536, kernel_size=16, stride=0), "non-positive stride"),
        (
            Layer.of("conv_transpose3d", out_channels=9, kernel_size=16, stride=2, output_padding=3),
            "output padding must be smaller than either stride or dilation",
        ),
        (Layer.of("lp_pool3d", norm_type=0, kernel_size=2), "float division by zero"),
        (Layer.of("max_pool3d", kernel_size=0), "stride should not be zero"),
        (Layer.of("linear", out_features=65_536, in_features=10**9), "shapes cannot be multiplied"),
        (Layer.of("flatten"), None),
    ],
    ids=str,
)
def test_what_no_memory_holds_is_asked_all_the_same(layer, words):
    refusal = ask_stack((layer,), LARGE).refusal
    assert (refusal is None) == (words is None) and (words or "") in (refusal or "")


def test_a_note_of_torch_is_no_refusal():
    """An even kernel with padding="same" makes torch warn; warnings are errors here."""
    layers = (conv(1, 2, 4, padding="same"), Layer.of("flatten"), Layer.of("linear", out_features=0))
    verdict = ask_stack(layers, (1, 1, 9))
    assert verdict.refusal is None and verdict.shapes == ((1, 2, 9), (1, 18), (1, 0))


def test_a_pooling_that_is_composed_in_torch_is_asked_as_its_composition():
    layers = (Layer.of("soft_pool2d", kernel_size=3, padding=1), Layer.of("gem_pool2d", p=3.0))
    verdict = ask_stack(layers, (1, 3, 7, 7))
    assert verdict.refusal is None and verdict.shapes == ((1, 3, 3, 3), (1, 3, 1, 1))
    tensorflow = (Layer.of("tf_max_pool2d", kernel_size=3, stride=2), Layer.of("tf_avg_pool2d", kernel_size=(2, 3)))
    assert ask_stack(tensorflow, (1, 3, 8, 7)).shapes == ((1, 3, 4, 4), (1, 3, 2, 2))


def test_a_layer_that_torch_has_not_is_named():
    with pytest.raises(PoolingError, match="no such layer"):
        ask_stack((Layer.of("stochastic_pool2d", kernel_size=3),), (1, 3, 7, 7))


@pytest.mark.parametrize(
    "layer, shape, text",
    [
        (conv(2, 6, 5, padding=1), (1, 3, 9, 9), "Conv2d(3, 6, 5, padding=1)"),
        (Layer.of("linear", out_features=5, bias=False), (1, 3, 9, 8), "Linear(8, 5, bias=False)"),
        (Layer.of("linear", out_features=5, in_features=7), (1, 3), "Linear(7, 5)"),
        (Layer.of("batch_norm"), (1, 3), "BatchNorm1d(3)"),
        (Layer.of("batch_norm"), (1, 3, 9, 9), "BatchNorm2d(3)"),
        (Layer.of("interpolate", scale_factor=2, mode="nearest"), (1, 3, 9, 9), "Upsample(scale_factor=2)"),
        (Layer.of("lp_pool2d", norm_type=2, kernel_size=3), (1, 3, 9, 9), "LPPool2d(2, 3)"),
        (Layer.of("flatten"), (1, 3, 9, 9), "Flatten()"),
    ],
)
def test_a_module_is_written_as_it_is_built(layer, shape, text):
    made = module_of(layer, shape, 2)
    assert str(made) == text and isinstance(made, Module)
    assert made.build().__class__.__name__ == made.name
