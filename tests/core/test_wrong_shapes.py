"""Wrong rules of a stack's shape, each against a shape worked out by hand."""

import pytest

from pooling_core.stacks.layers import Layer
from pooling_core.stacks.stack import Stack
from pooling_core.stacks.wrong import shape_thoughts

FLATTEN = Layer.of("flatten")
CONV = Layer.of("conv2d", out_channels=4, kernel_size=3)
PADDED = Layer.of("conv2d", out_channels=4, kernel_size=3, padding=1)
POOL = Layer.of("max_pool2d", kernel_size=2)
SPACED = Layer.of("max_pool2d", kernel_size=2, stride=1, dilation=3)
CEIL = Layer.of("max_pool2d", kernel_size=3, stride=2, ceil_mode=True)
# rule: layers, the input without its batch, and the last shape by the rule.
BY_HAND = {
    "padding_ignored": ([PADDED], (3, 6, 6), (4, 4, 4)),
    "padding_once": ([PADDED], (3, 6, 6), (4, 5, 5)),
    "stride_one": ([POOL], (3, 6, 6), (3, 5, 5)),
    "ceil_turned": ([POOL], (3, 7, 7), (3, 4, 4)),
    "dilation_ignored": ([SPACED], (3, 6, 6), (3, 5, 5)),
    "one_forgotten": ([CONV, POOL], (3, 8, 8), (4, 1, 1)),
    "same_size": ([CONV], (3, 8, 8), (4, 8, 8)),
    "channels_kept": ([CONV], (3, 8, 8), (3, 6, 6)),
    "channels_added": ([CONV], (3, 8, 8), (7, 6, 6)),
    "channels_pooled": ([POOL], (6, 8, 8), (3, 4, 4)),
    "flat_without_channels": ([POOL, FLATTEN], (3, 4, 4), (4,)),
    "last_layer_forgotten": ([POOL, FLATTEN], (3, 4, 4), (3, 2, 2)),
}


@pytest.mark.parametrize("rule", BY_HAND)
def test_a_rule_makes_the_shape_that_it_makes_by_hand(rule):
    layers, shape, expected = BY_HAND[rule]
    assert dict(shape_thoughts(layers, (1, *shape)))[rule] == (1, *expected)


@pytest.mark.parametrize("layers", [[POOL], [CONV], [PADDED, CEIL, FLATTEN, Layer.of("linear", out_features=7)]])
def test_no_rule_is_the_truth(layers):
    truth = Stack(layers, (1, 3, 9, 9)).rows[-1].output_shape
    assert truth not in [shape for _, shape in shape_thoughts(layers, (1, 3, 9, 9))]
