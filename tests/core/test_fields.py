"""What part of the input an output sees: as a spreading NaN shows it, as a gradient shows it, as the books have it."""

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import nn

from pooling_core.stacks.layers import Layer
from pooling_core.stacks.stack import Stack
from tests.core.torch_layers import check_shapes_and_parameters, conv, shapes_before, torch_module

# torch says so once per process, where an uneven "same" costs it a copy.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


def spread(stack, number, axis):
    """For each output along an axis, the input cells along it that reach it: a NaN put there arrives."""
    torch.manual_seed(0)
    shape = stack.input_shape
    modules = [
        torch_module(layer, s, len(shape) - 2)
        for layer, s in zip(stack.layers[:number], shapes_before(stack), strict=False)
    ]
    reached: dict[int, list[int]] = {}
    for cell in range(shape[2 + axis]):
        x = torch.rand(shape)
        x.index_fill_(2 + axis, torch.tensor([cell]), float("nan"))
        with torch.no_grad():
            for module in modules:
                x = module.eval()(x)
        hit = x.isnan().movedim(2 + axis, 0).flatten(1).any(1)
        for output in hit.nonzero().ravel().tolist():
            reached.setdefault(output, []).append(cell)
    return reached


SMALL = {
    "a small VGG": (
        [
            conv(2, 2, 3, padding=1),
            conv(2, 2, 3, padding=1),
            Layer.of("max_pool2d", kernel_size=2),
            conv(2, 2, 3, padding=1),
            Layer.of("max_pool2d", kernel_size=2),
        ],
        (1, 1, 17, 18),
    ),
    "a small ResNet": (
        [
            conv(2, 2, 7, stride=2, padding=3),
            Layer.of("batch_norm"),
            Layer.of("max_pool2d", kernel_size=3, stride=2, padding=1),
            conv(2, 2, 3, stride=2, padding=1),
        ],
        (1, 1, 25, 24),
    ),
    "a text": (
        [conv(1, 3, 4), conv(1, 2, 3, dilation=2), Layer.of("avg_pool1d", kernel_size=3, stride=2, ceil_mode=True)],
        (1, 4, 24),
    ),
    "same and even": ([conv(1, 1, 4, padding="same"), conv(1, 1, (2,), padding="same", dilation=3)], (1, 1, 16)),
    "gaps": ([Layer.of("max_pool1d", kernel_size=2, stride=3), conv(1, 1, 2)], (1, 1, 20)),
    "bins": ([conv(1, 1, 3, padding=1), Layer.of("adaptive_avg_pool1d", output_size=5), conv(1, 1, 2)], (1, 1, 17)),
    "even bins": ([Layer.of("adaptive_max_pool1d", output_size=4), conv(1, 1, 2, padding=1)], (1, 1, 16)),
    "volume": ([conv(3, 1, (1, 2, 3), stride=(1, 2, 1)), Layer.of("avg_pool3d", kernel_size=2)], (1, 1, 5, 7, 8)),
    "up and over": (
        [
            Layer.of("interpolate", scale_factor=2, mode="nearest"),
            conv(1, 1, 3, padding=1),
            Layer.of("max_pool1d", kernel_size=2),
        ],
        (1, 1, 9),
    ),
    "odd sizes up": ([Layer.of("interpolate", size=(13,), mode="nearest"), conv(1, 1, 3)], (1, 1, 8)),
    "exactly down": (
        [conv(1, 1, 3), Layer.of("interpolate", size=(5,), mode="nearest-exact"), conv(1, 1, 2)],
        (1, 1, 15),
    ),
    "area": ([Layer.of("interpolate", size=(5,), mode="area"), conv(1, 1, 2)], (1, 1, 12)),
    "transposed": (
        [
            Layer.of("conv_transpose1d", out_channels=2, kernel_size=3, stride=2, padding=1, output_padding=1),
            conv(1, 1, 3),
        ],
        (1, 1, 9),
    ),
    "transposed with a dilation": (
        [
            conv(1, 1, 2),
            Layer.of("conv_transpose1d", out_channels=1, kernel_size=3, stride=3, dilation=2),
            conv(1, 1, 4),
        ],
        (1, 1, 9),
    ),
    "a linear layer on the last axis": (
        [conv(2, 2, 3), Layer.of("linear", out_features=5), conv(2, 1, 2, padding=1)],
        (1, 1, 7, 8),
    ),
    "up by three and in bins": (
        [
            Layer.of("interpolate", scale_factor=3, mode="nearest"),
            Layer.of("adaptive_avg_pool1d", output_size=7),
            conv(1, 1, 2),
            Layer.of("conv_transpose1d", out_channels=1, kernel_size=2, stride=2),
            conv(1, 1, 2),
        ],
        (1, 1, 6),
    ),
    "decoder": (
        [
            conv(2, 2, 3, stride=2, padding=1),
            Layer.of("conv_transpose2d", out_channels=1, kernel_size=2, stride=2),
            conv(2, 1, 3, padding=1),
        ],
        (1, 1, 9, 10),
    ),
}


@pytest.mark.parametrize("name", SMALL)
def test_a_nan_spreads_to_exactly_the_outputs_that_see_it(name):
    stack = Stack(*SMALL[name])
    check_shapes_and_parameters(stack)
    number = len(stack.layers)
    for axis, size in enumerate(stack.input_shape[2:]):
        reached = spread(stack, number, axis)
        outputs = stack.rows[-1].output_shape[2 + axis]
        fields = [stack.field(number, (output,) * len(stack.input_shape[2:]))[axis] for output in range(outputs)]
        for output, field in enumerate(fields):
            cells = reached.get(output, [])
            inside = [cell for cell in (range(field[0], field[1] + 1) if field else ()) if 0 <= cell < size]
            assert set(cells) <= set(inside), (output, cells, field)
            if field and len(inside) == field[1] - field[0] + 1:  # no padding on the way: then the ends are reached
                assert (cells[0], cells[-1]) == field, (output, cells, field)
        sizes = [field[1] - field[0] + 1 for field in fields if field]
        assert stack.rows[-1].receptive_field[axis] == max(sizes)
        assert stack.rows[-1].start[axis] == Fraction(sum(next(filter(None, fields))), 2)


def test_the_gradient_of_a_middle_output_covers_the_field():
    stack = Stack(*SMALL["a small VGG"])
    x = torch.rand(stack.input_shape, dtype=torch.float64, requires_grad=True)
    y = x
    for layer, shape in zip(stack.layers, shapes_before(stack), strict=False):
        averaged = Layer.of("avg_pool2d", kernel_size=2) if layer.name == "max_pool2d" else layer
        module = torch_module(averaged, shape, 2).double()
        for parameter in module.parameters():
            nn.init.ones_(parameter)
        y = module(y)
    y[0, :, 2, 2].sum().backward()
    assert x.grad is not None
    rows, columns = x.grad[0, 0].nonzero(as_tuple=True)
    seen = ((int(rows.min()), int(rows.max())), (int(columns.min()), int(columns.max())))
    assert seen == stack.field(len(stack.layers), (2, 2))
    assert stack.rows[-1].receptive_field == (seen[0][1] - seen[0][0] + 1,) * 2 == (12, 12)


def test_the_known_recurrences():
    """r + (k - 1) * j, j * s, and start + ((k - 1) / 2 - p) * j, layer by layer."""
    settings = [(3, 1, 1, 1), (2, 2, 0, 1), (5, 3, 2, 1), (3, 1, 0, 2), (4, 2, 1, 1)]
    layers = [conv(1, 1, k, stride=s, padding=p, dilation=d) for k, s, p, d in settings]
    field, jump, start = 1, 1, Fraction(0)
    for (k, s, p, d), row in zip(settings, Stack(layers, (1, 1, 200)).rows, strict=True):
        reach = d * (k - 1)
        field, start = field + reach * jump, start + (Fraction(reach, 2) - p) * jump
        jump *= s
        assert (row.receptive_field, row.jump, row.start) == ((field,), (Fraction(jump),), (start,))


@pytest.mark.parametrize("name", SMALL)
def test_one_rule_for_all_outputs_says_what_following_each_says(name):
    stack = Stack(*SMALL[name])
    for sight in stack._sights:
        for row in stack.rows:
            places = np.arange(-7, 12)
            first, last = sight._sweep(row.number, places)
            exact = sight._sweep(row.number, places.astype(object))
            followed = [(f, t) if f <= t else None for f, t in zip(first.tolist(), last.tolist(), strict=True)]
            assert followed == [sight.span(row.number, place) for place in places.tolist()]
            assert [first.tolist(), last.tolist()] == [each.tolist() for each in exact]


def test_places_beyond_64_bits_are_still_exact():
    layers = [conv(1, 1, 1, stride=512, padding=512)] * 20 + [Layer.of("adaptive_avg_pool1d", output_size=2)]
    row = Stack(layers, (1, 1, 1024)).rows[-1]
    assert row.receptive_field == (512**20 + 1,) and row.jump == (Fraction(3, 2) * 512**20,)


def test_a_stack_of_uneven_maps_is_followed_in_little_memory():
    """Each of 2,048 outputs sees its own cells, layer after layer; kept one by one they took 1.6 GB."""
    up = Layer.of("interpolate", scale_factor=16, mode="nearest")
    tracemalloc.start()
    stack = Stack([up, *[conv(1, 1, 3, padding=1)] * 58], (1, 1, 128))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert stack.rows[-1].receptive_field == (9,) and peak < 8e6


def test_a_transposed_kernel_with_gaps_leaves_outputs_that_see_nothing():
    stack = Stack([Layer.of("conv_transpose1d", out_channels=1, kernel_size=1, stride=2)], (1, 1, 3))
    assert [stack.field(1, (place,)) for place in range(5)] == [((0, 0),), (None,), ((1, 1),), (None,), ((2, 2),)]
    assert (stack.rows[0].jump, stack.rows[0].receptive_field) == ((Fraction(1, 2),), (1,))
