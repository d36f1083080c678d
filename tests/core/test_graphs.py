"""Stacks with branches: their wires, their shapes as torch has them, their fields as a gradient shows them."""

import random
import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
import torch

from pooling_core.call.errors import PoolingError
from pooling_core.oracle.modules import module_of, run
from pooling_core.oracle.stack import ask_stack
from pooling_core.stacks.changes import repaired
from pooling_core.stacks.layers import Layer
from pooling_core.stacks.stack import Stack
from pooling_core.stacks.wires import wired
from tests.core.random_stacks import judge, random_stack

torch.set_num_threads(1)
pytestmark = pytest.mark.filterwarnings("ignore")
L = Layer.of


def conv(channels, size, rank=1, **settings):
    return L(f"conv{rank}d", out_channels=channels, kernel_size=size, **settings)


def up(**settings):
    return L("interpolate", **{"scale_factor": 2, **settings})


UP = L("conv_transpose1d", out_channels=2, kernel_size=2, stride=2)
POOL, UNPOOL = L("max_pool1d", kernel_size=2), L("max_unpool1d", kernel_size=2)
GRAPHS = {
    "three kernels side by side": (
        [conv(2, 3, padding=1), conv(2, 5, takes=(0,), padding=2), conv(1, 1, takes=(0,)), L("cat", takes=(1, 2, 3))],
        (1, 2, 9),
    ),
    "a residual block": ([conv(2, 3, padding=1), conv(2, 3, padding=1), L("add", takes=(0, 2))], (1, 2, 9)),
    "one block in another": (
        [
            conv(2, 3, padding=1),
            conv(2, 3, padding=1),
            L("add", takes=(1, 2)),
            conv(2, 3, dilation=2, padding=2),
            L("add", takes=(0, 4)),
            POOL,
        ],
        (1, 2, 10),
    ),
    "a u": (
        [conv(2, 3, padding=1), POOL, conv(3, 3, padding=1), UP, L("cat", takes=(1, 4)), conv(1, 3, padding=1)],
        (1, 1, 12),
    ),
    "a u of copies": ([POOL, conv(1, 3, padding=1), up(), L("add", takes=(0, 3)), conv(1, 2)], (1, 1, 12)),
    "blended": ([up(mode="linear"), conv(1, 2)], (1, 1, 9)),
    "blended by corners": ([up(mode="linear", align_corners=True)], (1, 1, 5)),
    "blended down": ([up(mode="linear", scale_factor=0.4)], (1, 1, 17)),
    "bicubic": ([L("interpolate", size=(10, 16), mode="bicubic")], (1, 1, 7, 11)),
    "shuffled": ([conv(4, 3, 2, padding=1), L("pixel_shuffle", upscale_factor=2), conv(1, 2, 2)], (1, 1, 4, 5)),
    "unshuffled": ([L("pixel_unshuffle", downscale_factor=2), conv(1, 2, 2)], (1, 1, 6, 8)),
    "padded": ([L("pad", padding=(2, 1)), conv(1, 3), L("pad", padding=(-1, 0)), POOL], (1, 1, 9)),
    "one cell added to all": (
        [L("adaptive_avg_pool1d", output_size=1), conv(2, 1), L("add", takes=(0, 2)), conv(1, 3)],
        (1, 2, 9),
    ),
    "flat ones side by side": (
        [
            L("adaptive_max_pool1d", output_size=2),
            L("flatten"),
            L("flatten", takes=(0,)),
            L("cat", takes=(2, 3)),
            L("linear", out_features=2),
        ],
        (1, 2, 8),
    ),
    "unpooled": ([POOL, conv(2, 3, padding=1), UNPOOL, conv(1, 2)], (1, 2, 10)),
}


def forward(stack, x):
    """The stack in torch, with numbers that let everything through."""
    rank, values, indices = len(stack.input_shape) - 2, [x], {}
    for layer, wires in zip(stack.layers, stack.wires, strict=True):
        read = [values[at] for at in wires.reads]
        made = module_of(layer, tuple(read[0].shape), rank) if layer.kind.module else None
        module = getattr(torch.nn, made.name)(*made.leading, **dict(made.named)).double() if made else None
        for parameter in module.parameters() if module else ():
            torch.nn.init.uniform_(parameter, 0.5, 1.5)
        if wires.indices_of:
            read.append(indices[wires.indices_of])
        if layer.kind.gives_indices:
            module.return_indices = True
            _, indices[len(values)] = module(read[0].detach())
            # A mean in place of the maximum: all that could be chosen counts.
            mean = {"max_pool1d": "AvgPool1d", "adaptive_max_pool1d": "AdaptiveAvgPool1d"}[layer.name]
            module = getattr(torch.nn, mean)(*made.leading, **dict(made.named))
        values.append(run(layer, module, read))
    return values[-1]


@pytest.mark.parametrize("name", [name for name in GRAPHS if name != "unpooled"])
def test_a_gradient_comes_from_exactly_the_cells_that_an_output_sees(name):
    torch.manual_seed(1)
    stack = Stack(*GRAPHS[name])
    x = torch.rand(stack.input_shape, dtype=torch.float64, requires_grad=True)
    y = forward(stack, x)
    number, places = len(stack.layers), stack.places[-1]
    assert tuple(y.shape) == stack.rows[-1].output_shape
    for axis, size in enumerate(stack.input_shape[2:]):
        widest = 0
        for place in range(places[axis]):
            seen = y.movedim(2 + axis, 0)[place] if y.ndim > 2 else y
            (grad,) = torch.autograd.grad(seen.sum(), x, retain_graph=True)
            cells = grad.movedim(2 + axis, 0).flatten(1).ne(0).any(1).nonzero().ravel().tolist()
            field = stack.field(number, tuple(place if at == axis else 0 for at in range(len(places))))[axis]
            inside = [cell for cell in range(field[0], field[1] + 1) if 0 <= cell < size]
            assert (cells[0], cells[-1]) == (inside[0], inside[-1]), (axis, place, cells, field)
            widest = max(widest, len(cells))
        assert widest <= stack.rows[-1].receptive_field[axis]


def test_unpooling_sees_what_its_input_saw_wherever_the_indices_put_it():
    stack = Stack(*GRAPHS["unpooled"])
    assert stack.wires[2].all == (2, 1) and stack.rows[2].indices_of == 1
    assert [row.receptive_field for row in stack.rows] == [(2,), (6,), (6,), (8,)]
    assert [row.jump for row in stack.rows] == [(Fraction(2),), (Fraction(2),), (Fraction(1),), (Fraction(1),)]
    assert stack.field(3, (4,)) == ((2, 7),) == stack.field(3, (5,))


def test_an_unpooling_takes_the_nearest_indices_that_are_free():
    layers = [POOL, POOL, UNPOOL, UNPOOL, UNPOOL]
    assert [each.indices_of for each in wired(layers)[2:4]] == [2, 1]
    with pytest.raises(PoolingError, match="none is left"):
        Stack(layers, (1, 1, 8))
    named = [POOL, POOL, L("max_unpool1d", kernel_size=2, indices_of=2, takes=(2,)), UNPOOL]
    assert [each.indices_of for each in wired(named)[2:]] == [2, 1]


@pytest.mark.parametrize("name", GRAPHS)
def test_torch_agrees_on_every_graph(name):
    assert judge(tuple(GRAPHS[name][0]), GRAPHS[name][1]) == "taken"


@pytest.mark.parametrize("seed", range(60))
def test_torch_agrees_on_random_stacks_of_every_kind(seed):
    judge(*random_stack(random.Random(seed)))


def test_what_cannot_be_said_is_left_open_and_the_rest_is_said():
    drawn = L("fractional_max_pool2d", kernel_size=2, output_size=4)
    rows = Stack([conv(2, 3, 2), drawn, conv(1, 2, 2), L("flatten"), L("linear", out_features=3)], (1, 1, 9, 9)).rows
    assert [row.output_shape[2:] for row in rows] == [(7, 7), (4, 4), (3, 3), (), ()]
    assert [row.receptive_field for row in rows] == [(3, 3), *[(None, None)] * 4]
    box = Stack([L("unknown", name="MyBlock", output_shape=(4, 5)), POOL], (1, 3, 9)).rows
    assert [row.output_shape for row in box] == [(1, 4, 5), (1, 4, 2)] and box[1].jump == (None,)
    merged = Stack([L("flatten", start_dim=2), conv(1, 3)], (1, 2, 4, 5)).rows
    assert merged[1].output_shape == (1, 1, 18) and merged[1].receptive_field == (None, None)
    along = Stack([L("cat", takes=(0, 0), dim=2)], (1, 2, 4, 5)).rows[0]
    assert along.output_shape == (1, 2, 8, 5) and along.receptive_field == (None, 1)


def test_an_axis_of_sixteen_million_costs_nothing():
    layers = [
        *(conv(8, 80, stride=4), POOL, L("adaptive_avg_pool1d", output_size=999_983), UNPOOL, L("pad", padding=(5, 5))),
        *(L("interpolate", scale_factor=3, mode="nearest"), L("interpolate", size=7_000_001, mode="linear")),
        *(L("tf_max_pool1d", kernel_size=5, stride=2), L("flatten"), L("linear", out_features=10)),
    ]
    layers[3] = L("soft_pool1d", kernel_size=3, padding=1)
    tracemalloc.start()
    stack = Stack(layers, (1, 1, 16_000_000))
    with pytest.raises(PoolingError) as caught:
        Stack([conv(8, 80, in_channels=2), POOL], (1, 1, 16_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert stack.rows[-1].receptive_field[0] >= 15_999_900 and peak < 4e6
    assert stack.rows[0].output_shape == (1, 8, 3_999_981) and caught.value.fix == {"in_channels": 1}


# --- what does not fit ----------------------------------------------------------------------------------------------


def refusal(layers, shape):
    with pytest.raises(PoolingError) as caught:
        Stack(layers, shape)
    return caught.value


RESIDUAL = [conv(4, 3, 2, padding=1, stride=2), conv(4, 3, 2, padding=1), L("add", takes=(0, 2)), L("flatten")]
U = [*GRAPHS["a u"][0]]
INCEPTION = [conv(2, 1, 2), conv(3, 3, 2, takes=(0,)), conv(2, 5, 2, takes=(0,), padding=2), L("cat", takes=(1, 2, 3))]
BROKEN = {
    "a shortcut lacks a convolution": (
        RESIDUAL,
        (1, 3, 8, 8),
        [{"insert": conv(4, 1, 2, stride=2), "on": 0}],
    ),
    "a branch lacks padding": (
        INCEPTION,
        (1, 3, 8, 8),
        [{"at": 2, "padding": 1}, {"insert": L("pad", padding=(0, 2, 0, 2)), "on": 1}],
    ),
    "an odd size of a u": (
        U,
        (1, 1, 13),
        [
            {"insert": L("pad", padding=(0, 1)), "on": 1},
            {"insert": L("pad", padding=(0, -1)), "on": 0},
            {"input_shape": (1, 1, 14)},
            {"dim": 2},
        ],
    ),
    "an odd size of a u along one axis of two, its axis chosen": (
        [L("max_pool2d", kernel_size=2), L("interpolate", scale_factor=2), L("cat", takes=(2, 0), dim=1)],
        (1, 1, 12, 13),
        [
            {"insert": L("pad", padding=(0, 1, 0, 0)), "on": 0},
            {"insert": L("pad", padding=(0, -1, 0, 0)), "on": 1},
            {"input_shape": (1, 1, 12, 14)},
            {"dim": 3},
        ],
    ),
    "an axis chosen that is not the channels": (
        [conv(4, 3, 2, padding=1), L("cat", takes=(1, 0), dim=2)],
        (1, 3, 8, 8),
        [{"dim": 1}],
    ),
    "flat beside not flat": (
        [L("adaptive_avg_pool2d", output_size=1), L("flatten"), L("cat", takes=(0, 2))],
        (1, 3, 4, 4),
        [{"insert": "flatten", "on": 0}],
    ),
    "another axis": (
        [L("max_pool1d", kernel_size=2), L("cat", takes=(0, 1))],
        (1, 3, 8),
        [{"insert": L("pad", padding=(0, 4)), "on": 1}, {"insert": L("pad", padding=(0, -4)), "on": 0}, {"dim": 2}],
    ),
    "channels last": (
        [conv(6, 3, 2, in_channels=3)],
        (1, 28, 28, 3),
        [{"input_shape": (1, 3, 28, 28)}, {"in_channels": 28}],
    ),
    "other channels": ([conv(6, 5, 2), conv(6, 5, 2, in_channels=3)], (1, 3, 28, 28), [{"in_channels": 6}]),
    "reflected too far": (
        [L("pad", padding=4, mode="reflect")],
        (1, 3, 4),
        [{"padding": 3}, {"mode": "replicate"}, {"input_shape": (1, 3, 5)}],
    ),
    "an odd size pooled twice and unpooled twice": (
        [POOL, POOL, UNPOOL, conv(1, 3, padding=1), UNPOOL],
        (1, 1, 15),
        [{"at": 3, "output_size": (7,)}, {"input_shape": (1, 1, 16)}],
    ),
    "an unpooled map beside one of an odd size": (
        [POOL, UNPOOL, conv(1, 3, padding=1), L("cat", takes=(3, 0))],
        (1, 1, 7),
        [
            {"at": 2, "output_size": (7,)},
            {"insert": L("pad", padding=(0, 1)), "on": 0},
            {"insert": L("pad", padding=(0, -1)), "on": 1},
            {"input_shape": (1, 1, 8)},
            {"dim": 2},
        ],
    ),
    "indices of another shape": ([POOL, conv(4, 3, padding=1), UNPOOL], (1, 3, 8), []),
}


@pytest.mark.parametrize(("layers", "shape", "repairs"), BROKEN.values(), ids=BROKEN)
def test_what_is_offered_for_wires_that_do_not_fit(layers, shape, repairs):
    error = refusal(layers, shape)
    assert list(error.fixes) == repairs
    number = error.values["number"]
    for fix in error.fixes:
        changed, changed_shape = repaired(layers, number, shape, fix)
        upto = number + ("insert" in fix)
        assert ask_stack(changed[:upto], changed_shape).refusal is None


def test_wires_are_renumbered_where_a_layer_is_put_between():
    layers = (POOL, L("same"), conv(2, 3, takes=(1,)), L("same"), L("cat", takes=(2, 4)), L("add", takes=(1, 5)))
    changed, _ = repaired(layers, 3, (1, 1, 9), {"insert": "flatten"})
    assert [each.reads for each in wired(changed)] == [(0,), (1,), (1,), (3,), (4,), (2, 5), (1, 6)]
    changed, _ = repaired(layers, 5, (1, 1, 9), {"insert": L("same"), "on": 0})
    assert [each.reads for each in wired(changed)] == [(0,), (1,), (1,), (3,), (2,), (5, 4), (1, 6)]


def test_a_layer_moved_before_flatten_takes_its_place_on_the_way():
    layers = (conv(2, 3), L("flatten"), L("linear", out_features=3, takes=(1,)), L("same", takes=(2,)), POOL, L("same"))
    changed, _ = repaired(layers, 5, (1, 1, 9), {"before": "flatten"})
    assert [each.name for each in changed] == ["conv1d", "max_pool1d", "flatten", "linear", "same", "same"]
    assert [each.reads for each in wired(changed)] == [(0,), (1,), (2,), (1,), (3,), (5,)]


def test_numpy_is_not_asked_for_more_than_it_can_count():
    stack = Stack([conv(1, 3, stride=2**20)] * 2 + [UNPOOL] * 0, (1, 1, 2**31 - 1))
    assert stack.field(2, (np.int64(3).item(),)) == ((3 * 2**40, 3 * 2**40 + 2**21 + 2),)
