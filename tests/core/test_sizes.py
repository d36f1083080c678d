"""Which layers make a wanted size: all of them within the bound, as torch has it, and which sizes they make into it."""

from itertools import product

import pytest
import torch

from pooling_core.stacks import sizes as finder
from pooling_core.stacks.layers import layer_shape
from pooling_core.stacks.sizes import SEARCHED, Settings, nearest_sizes, settings_between, sizes_that_give

MOST = 4
PAIRS = [((7,), (4,)), ((9,), (9,)), ((5,), (1,)), ((4,), (7,)), ((3,), (11,)), ((8,), (2,))]
each_kind = pytest.mark.parametrize("kind", SEARCHED)


def by_torch(kind, size, kernel_size, stride, padding, dilation, output_padding, ceil_mode):
    """The size that torch gives, 0 where it refuses."""
    x = torch.zeros(1, 1, size)
    window = {"stride": stride, "padding": padding}
    try:
        if kind == "max_pool":
            more = {"dilation": dilation, "ceil_mode": ceil_mode}
            return torch.nn.functional.max_pool1d(x, kernel_size, **window, **more).shape[-1]
        if kind == "avg_pool":
            return torch.nn.functional.avg_pool1d(x, kernel_size, **window, ceil_mode=ceil_mode).shape[-1]
        weight = torch.zeros(1, 1, kernel_size)
        if kind == "conv":
            return torch.nn.functional.conv1d(x, weight, **window, dilation=dilation).shape[-1]
        more = {"dilation": dilation, "output_padding": output_padding}
        return torch.nn.functional.conv_transpose1d(x, weight, **window, **more).shape[-1]
    except (RuntimeError, ValueError):
        return 0


def numbers(one):
    return one.kernel_size, one.stride, one.padding, one.dilation, one.output_padding


@each_kind
@pytest.mark.parametrize(("sizes", "wanted"), PAIRS)
def test_all_settings_within_the_bound_are_found_and_no_other(kind, sizes, wanted):
    pools, dilates = kind.endswith("pool"), kind != "avg_pool"
    taken = {
        (each, ceil_mode)
        for each in product(
            range(1, MOST + 1),
            range(1, MOST + 1),
            range((MOST // 2 if pools else MOST) + 1),
            range(1, 5 if dilates else 2),
            range(MOST if kind == "conv_transpose" else 1),
        )
        for ceil_mode in ((False, True) if pools else (False,))
        if (each[0] > 1 or each[3] == 1) and by_torch(kind, sizes[0], *each, ceil_mode) == wanted[0]
    }
    found = {(numbers(one), mode) for one in settings_between(kind, sizes, wanted, MOST) for mode in one.ceil_modes}
    within = {(each, mode) for each, mode in found if max(each[:2]) <= MOST}
    assert within == taken
    # Beyond the bound stands only what torch makes of it too.
    assert all(by_torch(kind, sizes[0], *each, mode) == wanted[0] for each, mode in found - within)


@each_kind
def test_two_axes_have_the_settings_that_each_has_alone(kind):
    sizes, wanted = ((9, 8), (18, 16)) if kind == "conv_transpose" else ((9, 8), (5, 4))
    alone = [
        {(numbers(one), mode) for one in settings_between(kind, (size,), (goal,), 6) for mode in one.ceil_modes}
        for size, goal in zip(sizes, wanted, strict=True)
    ]
    found = settings_between(kind, sizes, wanted, 6)
    both = {(numbers(one), mode) for one in found for mode in one.ceil_modes}
    assert both == alone[0] & alone[1] and both
    for one in found:
        assert layer_shape(one.layer(2), (1, 1, *sizes))[2:] == wanted


@each_kind
def test_the_sizes_that_give_an_output_are_those_and_no_other(kind):
    for one in settings_between(kind, (7,), (14,) if kind == "conv_transpose" else (4,), 5)[:40]:
        for wanted in (1, 5, 8):
            (sources,) = sizes_that_give(one, (wanted,))
            made = [by_torch(kind, size, *numbers(one), one.ceil_modes[0]) for size in range(1, 60)]
            assert [size for size in range(1, 60) if made[size - 1] == wanted] == [s for s in sources if s < 60]


def test_the_usual_ones_come_first_and_say_where_they_are_seen():
    halved = settings_between("max_pool", (56,), (28,))
    assert [numbers(one)[:3] for one in halved[:2]] == [(2, 2, 0), (3, 2, 1)]
    assert halved[0].seen_in == ("LeNet-5", "VGG-16") and halved[0].ceil_modes == (False, True)
    first = [numbers(settings_between(*asked)[0]) for asked in (("conv", (56,), (56,)), ("conv", (224,), (112,)))]
    assert first == [(3, 1, 1, 1, 0), (3, 2, 1, 1, 0)]
    assert numbers(settings_between("conv_transpose", (28,), (56,))[0]) == (2, 2, 0, 1, 0)
    assert numbers(settings_between("avg_pool", (224,), (1,))[0]) == (224, 224, 0, 1, 0)
    assert numbers(settings_between("max_pool", (7, 7), (1, 1))[0]) == (7, 7, 0, 1, 0)
    assert numbers(settings_between("conv", (5,), (1,))[0]) == (5, 1, 0, 1, 0)
    assert numbers(settings_between("conv", (224, 224), (14, 14))[0])[:2] == (16, 16)


def test_what_cannot_be_made_has_its_nearest_on_both_sides():
    assert settings_between("max_pool", (28,), (56,)) == () and nearest_sizes("max_pool", (28,), (56,)) == ((29,),)
    assert nearest_sizes("conv_transpose", (28,), (1,), 3) == ((22,),)
    assert settings_between("max_pool", (7, 5), (3, 4)) == () and nearest_sizes("max_pool", (7, 5), (3, 4)) == ()
    (below, above) = nearest_sizes("avg_pool", (100,), (63,))
    assert below[0] < 63 < above[0]
    assert settings_between("avg_pool", (100,), below) and settings_between("avg_pool", (100,), above)
    assert not any(settings_between("avg_pool", (100,), (goal,)) for goal in range(below[0] + 1, above[0]))


def test_the_longest_axis_costs_no_more():
    assert numbers(settings_between("max_pool", (2**24,), (2**23,))[0])[:2] == (2, 2)
    assert Settings("conv", 3, 1, 1).sources(2**24) == range(2**24, 2**24 + 1)


def test_no_size_rule_is_written_here_but_called(monkeypatch):
    monkeypatch.setattr(finder, "size_steps", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Settings("conv", 3, 1, 1).outputs(5)
