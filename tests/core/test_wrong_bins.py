"""Two wrong explanations of adaptive bins beside the truth: where each fails, and for which sizes it holds."""

import pytest
import torch
import torch.nn.functional as F

from pooling_core.explain.wrong.bins import (
    RULES,
    ceil_kernel,
    counted,
    equal_bins,
    failing,
    mapped,
    round_kernel,
    stride_kernel,
)
from pooling_core.geometry.axis import adaptive_axis


def test_the_truth_of_the_documents():
    axis = adaptive_axis(14, 4)
    assert list(zip(axis.starts, axis.stops, strict=True)) == [(0, 4), (3, 7), (7, 11), (10, 14)]
    assert adaptive_axis(7, 4).stops.tolist() == [2, 4, 6, 7]


def test_one_rounded_kernel_fails_for_7_into_5():
    explained = round_kernel(7, 5)
    assert (explained.kernel_size, explained.stride) == (1, 1)
    assert not all(explained.agrees)
    assert explained.unread == (5, 6)


def test_one_stride_fails_for_5_into_3():
    explained = stride_kernel(5, 3)
    assert (explained.kernel_size, explained.stride) == (3, 1)
    assert list(zip(explained.starts, explained.stops, strict=True)) == [(0, 3), (1, 4), (2, 5)]
    assert explained.agrees == (False, True, False)


@pytest.mark.parametrize("rule", [round_kernel, stride_kernel])
def test_both_rules_hold_where_the_output_divides_the_input(rule):
    for size in range(1, 17):
        for outputs in range(1, size + 1):
            explained = rule(size, outputs)
            assert len(explained.agrees) == outputs == len(explained.starts)
            assert max(explained.stops) <= size
            if size % outputs == 0:
                assert all(explained.agrees) and not explained.unread


@pytest.mark.parametrize("rule", RULES.values())
@pytest.mark.parametrize("size, outputs", [(4, 9), (5, 6), (5, 0), (1, 32)])
def test_a_rule_without_a_stride_has_no_windows(rule, size, outputs):
    explained = rule(size, outputs)
    assert explained.starts == explained.stops == ()
    assert explained.agrees == (False,) * outputs


SIZES = [(size, outputs) for size in range(1, 41) for outputs in range(41)]


def test_the_stride_rule_holds_exactly_where_dividing_leaves_0_or_1():
    for size, outputs in SIZES:
        assert stride_kernel(size, outputs).holds == (0 < outputs <= size and size % outputs in (0, 1)), (size, outputs)


def test_the_rounded_kernel_holds_exactly_where_it_divides_and_for_two_bins_that_round_up():
    for size, outputs in SIZES:
        lucky = outputs == 2 and size % 4 == 3
        assert round_kernel(size, outputs).holds == (0 < outputs <= size and (size % outputs == 0 or lucky))


@pytest.mark.parametrize("name", RULES)
def test_a_size_where_a_rule_fails_has_windows_and_is_near(name):
    for size, outputs in SIZES:
        cells, wanted = failing(name, size, outputs)
        shown = RULES[name](cells, wanted)
        assert shown.starts and not shown.holds and cells == max(cells, size)
        # More cells only where no number of outputs fails for these.
        assert cells == size or all(RULES[name](size, each).holds for each in range(1, size + 1))
    assert failing("stride_kernel", 7, 3) == (7, 4) and failing("stride_kernel", 4, 2) == (5, 3)


def test_the_usual_recipe_is_right_where_the_stride_rule_is_and_equal_bins_where_they_divide():
    for size, outputs in SIZES:
        assert ceil_kernel(size, outputs).holds == stride_kernel(size, outputs).holds, (size, outputs)
        assert equal_bins(size, outputs).holds == (0 < outputs <= size and size % outputs == 0), (size, outputs)
    assert len(ceil_kernel(6, 4).starts) == 5 and ceil_kernel(6, 4).claims[-1] == (4, 6, False)


@pytest.mark.parametrize("name", RULES)
def test_the_map_and_the_counts_are_what_layers_of_pytorch_give(name):
    """A layer with the kernel and the stride that a rule names, beside the adaptive layer, on numbers all apart."""
    right = others = 0
    signs = mapped(name, 32)
    for size in range(1, 33):
        x = (torch.arange(size, dtype=torch.float64) ** 2)[None]
        for outputs in range(1, 33):
            claimed = RULES[name](size, outputs)
            sign = signs[size - 1][outputs - 1]
            if not (claimed.kernel_size and claimed.stride):
                assert sign == "n"
                continue
            theirs = F.avg_pool1d(x, claimed.kernel_size, claimed.stride)
            # The rules with a number of outputs of their own leave out what would come after it.
            theirs = theirs if name == "ceil_kernel" else theirs[:, :outputs]
            wanted = F.adaptive_avg_pool1d(x, outputs)
            holds = theirs.shape == wanted.shape and bool(torch.allclose(theirs, wanted))
            assert sign == ("r" if holds else "w"), (size, outputs)
            right += holds and outputs <= size
            others += outputs <= size and theirs.shape != wanted.shape
    assert counted(name, 32)[0] == right and counted(name, 32)[2] == 528
    if name == "ceil_kernel":
        assert counted(name, 32) == (201, 271, 528) == (right, others, 528)
