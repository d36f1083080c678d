"""Stacks of layers: shapes and parameters as torch.nn has them, fields as a spreading NaN shows them."""

import tracemalloc
from fractions import Fraction
from math import prod

import numpy as np
import pytest
import torch
from torch import nn

from pooling_core.call.errors import PoolingError
from pooling_core.stacks.known import KNOWN_STACKS, LENET_5, RESNET_18, VGG_16, text_cnn
from pooling_core.stacks.layers import Layer
from pooling_core.stacks.stack import Stack
from tests.core.torch_layers import check_shapes_and_parameters, conv

# torch says so once per process, where an uneven "same" costs it a copy.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


@pytest.mark.parametrize("known", KNOWN_STACKS, ids=lambda known: known.name)
def test_known_stacks_have_torchs_shapes_and_parameters(known):
    check_shapes_and_parameters(Stack(known.layers, known.input_shape))


def test_numbers_that_the_papers_and_everyone_name():
    lenet, vgg, resnet = (Stack(known.layers, known.input_shape) for known in (LENET_5, VGG_16, RESNET_18))
    assert (lenet.parameters, vgg.parameters) == (61_706, 138_357_544)
    assert lenet.rows[4].receptive_field == (32, 32)
    before_the_average = [vgg.rows[17], resnet.rows[34]]
    assert [row.receptive_field for row in before_the_average] == [(212, 212), (435, 435)]
    assert [row.jump for row in before_the_average] == [(Fraction(32),) * 2] * 2
    assert resnet.rows[34].start == (Fraction(0),) * 2
    # torchvision's ResNet-18 has 11,689,512; the three shortcuts with a convolution are not on the main path.
    assert resnet.parameters + sum(a * b + 2 * b for a, b in ((64, 128), (128, 256), (256, 512))) == 11_689_512


def test_a_text_cnn_built_with_torch():
    class TextCNN(nn.Module):
        def __init__(self):
            super().__init__()
            self.branches = nn.ModuleList(nn.Conv1d(300, 100, width) for width in (3, 4, 5))

        def forward(self, x):
            return torch.cat([branch(x).relu().amax(2) for branch in self.branches], 1)

    stacks = [Stack(known.layers, known.input_shape) for known in map(text_cnn, (3, 4, 5))]
    with torch.device("meta"):
        model = TextCNN()
        assert tuple(model(torch.empty(1, 300, 37)).shape) == (
            1,
            sum(stack.rows[-1].output_shape[1] for stack in stacks),
        )
    assert sum(parameter.numel() for parameter in model.parameters()) == sum(stack.parameters for stack in stacks)
    assert [stack.rows[0].receptive_field for stack in stacks] == [(3,), (4,), (5,)]
    assert stacks[0].rows[1].receptive_field == (37,)


def test_linear_sees_everything_and_flatten_changes_nothing():
    layers = [
        conv(2, 2, 3),
        Layer.of("flatten"),
        Layer.of("linear", out_features=7),
        Layer.of("batch_norm"),
        Layer.of("linear", out_features=2, bias=False),
    ]
    rows = Stack(layers, (4, 1, 6, 9)).rows
    assert [row.output_shape for row in rows] == [(4, 2, 4, 7), (4, 56), (4, 7), (4, 7), (4, 2)]
    assert [row.receptive_field for row in rows] == [(3, 3), (3, 3), (6, 9), (6, 9), (6, 9)]
    assert [row.parameters for row in rows] == [20, 0, 56 * 7 + 7, 14, 14]


def test_linear_without_flatten_acts_on_the_last_axis_as_in_torch():
    layers = [conv(2, 4, 3), Layer.of("linear", out_features=5), Layer.of("max_pool2d", kernel_size=2)]
    stack = Stack(layers, (1, 3, 8, 9))
    check_shapes_and_parameters(stack)
    row = stack.rows[1]
    assert (row.output_shape, row.parameters) == ((1, 4, 6, 5), 7 * 5 + 5)
    assert (row.receptive_field, row.jump) == ((3, 9), (Fraction(1), Fraction(0)))
    assert [stack.field(2, (2, place))[1] for place in range(5)] == [(0, 8)] * 5


def test_pools_that_torch_has_not_take_part():
    layers = [Layer.of("tf_max_pool2d", kernel_size=3, stride=2), Layer.of("gem_pool2d", p=3.0), Layer.of("flatten")]
    rows = Stack(layers, (1, 3, 7, 6)).rows
    assert [row.output_shape for row in rows] == [(1, 3, 4, 3), (1, 3, 1, 1), (1, 3)]
    assert rows[0].receptive_field == (3, 3) and rows[0].start == (Fraction(0), Fraction(1))
    assert rows[1].receptive_field == (9, 7)


# --- what does not fit ----------------------------------------------------------------------------------------------


def refusal(layers, shape):
    with pytest.raises(PoolingError) as caught:
        Stack(layers, shape)
    return caught.value


@pytest.mark.parametrize(
    "known, shape, number, nearest",
    [
        (VGG_16, (1, 3, 20, 20), 18, (1, 3, 32, 32)),
        (LENET_5, (1, 1, 28, 28), 5, (1, 1, 32, 32)),
        (LENET_5, (1, 1, 3, 40), 1, (1, 1, 32, 40)),
        (text_cnn(5), (1, 300, 4), 1, (1, 300, 5)),
    ],
)
def test_a_size_that_does_not_fit_says_which_layer_why_and_what_would(known, shape, number, nearest):
    error = refusal(known.layers, shape)
    assert f"layer {number}, {known.layers[number - 1].name}, does not fit: " in str(error)
    assert error.fixes[-1] == {"input_shape": nearest}
    Stack(known.layers, nearest)
    smaller = [(*nearest[:axis], nearest[axis] - 1, *nearest[axis + 1 :]) for axis in range(2, len(nearest))]
    for axis, near in enumerate(smaller, start=2):
        if nearest[axis] > shape[axis]:
            refusal(known.layers, near)


def test_the_nearest_size_is_found_without_listing_windows():
    """Far larger sizes are tried; the windows of each were listed and kept, 210 MB of them."""
    pool = Layer.of("max_pool1d", kernel_size=16, stride=1)
    grow = Layer.of("interpolate", scale_factor=16, mode="nearest")
    layers = [Layer.of("max_pool1d", kernel_size=512, stride=1), grow, pool, grow, pool]
    tracemalloc.start()
    error = refusal([*layers, pool], (1, 1, 512))
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.fixes[-1] == {"input_shape": (1, 1, 513)} and peak < 8e6
    assert kept < 1e5


def test_an_empty_axis_is_mended_by_the_smallest_that_fits():
    assert refusal([Layer.of("max_pool2d", kernel_size=2)], (1, 3, 0, 12)).fix == {"input_shape": (1, 3, 2, 12)}


def test_a_linear_layer_wants_one_size():
    layers = [
        conv(2, 4, 3),
        Layer.of("max_pool2d", kernel_size=2),
        Layer.of("flatten"),
        Layer.of("linear", out_features=3, in_features=4 * 7 * 7),
    ]
    error = refusal(layers, (1, 1, 20, 20))
    assert "layer 4, linear" in str(error) and error.fixes[-1] == {"input_shape": (1, 1, 17, 17)}
    assert Stack(layers, (1, 1, 17, 17)).rows[-1].output_shape == (1, 3)


@pytest.mark.parametrize(
    "layers, shape, parameter, fix",
    [
        ([conv(2, 3, 3, stride=0)], (1, 1, 9, 9), "stride", {"stride": 1}),
        ([conv(2, 3, 3, groups=2)], (1, 1, 9, 9), "groups", {"groups": 1}),
        ([conv(1, 3, 3)], (1, 1, 9, 9), "input", {}),
        ([Layer.of("max_pool2d", kernel_size=3, padding=2)], (1, 1, 9, 9), "padding", {"padding": 1}),
        ([Layer.of("flatten"), conv(2, 3, 3)], (1, 1, 9, 9), "input", {"before": "flatten"}),
        (
            [Layer.of("linear", out_features=3, in_features=5)],
            (1, 1, 9, 9),
            "in_features",
            {"insert": "flatten", "in_features": 81},
        ),
        ([Layer.of("linear", out_features=-1)], (1, 1, 9, 9), "out_features", {"out_features": 0}),
        ([Layer.of("flatten"), Layer.of("linear", out_features=0), Layer.of("batch_norm")], (1, 1, 3, 3), "input", {}),
        (
            [Layer.of("conv_transpose2d", out_channels=1, kernel_size=2, output_padding=1)],
            (1, 1, 9, 9),
            "output_padding",
            {"output_padding": 0},
        ),
        ([], (9, 9), "input_shape", {}),
    ],
)
def test_other_faults_keep_their_own_advice(layers, shape, parameter, fix):
    error = refusal(layers, shape)
    assert (error.parameter, error.fix) == (parameter, fix)


@pytest.mark.parametrize(
    "name, settings, parameter",
    [
        ("conv2d", {"kernel_size": 3}, "out_channels"),
        ("conv2d", {"out_channels": 3, "kernel_size": 3, "pad": 1}, "pad"),
        ("add", {"takes": (0, 1), "dim": 1}, "dim"),
    ],
)
def test_a_layer_without_what_it_needs(name, settings, parameter):
    with pytest.raises(PoolingError) as caught:
        Layer.of(name, **settings)
    assert caught.value.parameter == parameter


def test_random_stacks_have_torchs_shapes():
    rng = np.random.default_rng(0)
    built = 0
    for _ in range(150):
        rank = int(rng.integers(1, 4))
        shape = (2, 2, *rng.integers(6, 20, rank).tolist())
        choices = [
            conv(rank, 2, 3, padding=1),
            conv(rank, 4, 2, stride=2, groups=2),
            conv(rank, 2, 4, padding="same"),
            Layer.of(f"max_pool{rank}d", kernel_size=3, stride=2, padding=1, ceil_mode=True),
            Layer.of("batch_norm"),
            Layer.of(f"avg_pool{rank}d", kernel_size=2),
            Layer.of(f"adaptive_avg_pool{rank}d", output_size=5),
            Layer.of("interpolate", scale_factor=1.5, mode="nearest"),
            Layer.of(f"lp_pool{rank}d", norm_type=2, kernel_size=2),
            Layer.of(f"conv_transpose{rank}d", out_channels=2, kernel_size=3, stride=2, dilation=2, output_padding=1),
        ]
        layers = [choices[i] for i in rng.integers(0, len(choices), int(rng.integers(1, 6)))]
        try:
            stack = Stack(layers, shape)
        except PoolingError as error:
            assert error.rule.startswith("layer ")
            continue
        built += 1
        check_shapes_and_parameters(stack)
        assert prod(stack.rows[-1].output_shape) > 0
    assert built > 80
