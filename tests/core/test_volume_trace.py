"""A volume's trace against windows counted one cell at a time, and against a plane's trace."""

from itertools import product

import numpy as np
import pytest

from pooling_core.call.errors import PoolingError
from pooling_core.call.spec import PoolSpec
from pooling_core.explain.trace import trace
from tests.core.formulas import number, read_line

CALLS = [
    ("max_pool3d", {"kernel_size": 2}),
    ("max_pool3d", {"kernel_size": 3, "stride": 1, "padding": 1}),
    ("max_pool3d", {"kernel_size": 2, "stride": 1, "dilation": 2}),
    ("max_pool3d", {"kernel_size": (1, 2, 3), "stride": (1, 2, 2), "padding": (0, 1, 1), "ceil_mode": True}),
    ("avg_pool3d", {"kernel_size": 2, "stride": 3, "ceil_mode": True}),
    ("avg_pool3d", {"kernel_size": 3, "stride": 2, "padding": 1}),
    ("avg_pool3d", {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False}),
    ("adaptive_avg_pool3d", {"output_size": (2, 3, None)}),
    ("adaptive_max_pool3d", {"output_size": 2}),
]
VOLUME = np.random.default_rng(3).integers(-9, 9, (4, 5, 3), endpoint=True).astype(np.float32)


def kind_of(cell, padding):
    beyond = zip(cell, VOLUME.shape, padding, strict=True)
    if any(at >= size + pad for at, size, pad in beyond):
        return "o"
    return "r" if all(0 <= at < size for at, size in zip(cell, VOLUME.shape, strict=True)) else "p"


@pytest.mark.parametrize("name, arguments", CALLS)
def test_every_output_is_made_of_the_taps_it_names(name, arguments):
    spec = PoolSpec.of(name, **arguments)
    traced = trace(spec, VOLUME)
    padding = (0, 0, 0) if spec.adaptive else spec.padding
    for place in np.ndindex(traced.output.shape):
        taps = traced.taps(place)
        kinds = "".join(kind_of(cell, padding) for cell in taps)
        counted = (traced.real[place], traced.padding[place], traced.overhang[place])
        assert (kinds.count("r"), kinds.count("p"), kinds.count("o")) == counted
        for axis, (start, stop) in enumerate(traced.span(place)):
            along = {cell[axis] for cell in taps}
            assert (min(along), max(along) + 1) == (start, stop)
        values = [VOLUME[cell] for cell, kind in zip(taps, kinds, strict=True) if kind == "r"]
        line = traced.arithmetic[place[0]][place[1]][place[2]]
        _, terms, rest, result = read_line(line, VOLUME.dtype)
        shown = [number(term, VOLUME.dtype) for term in terms]
        assert number(result, VOLUME.dtype) == traced.output[place]
        if traced.winners is not None:
            assert max(values) == max(shown) == traced.output[place]
            won = traced.winner(place)
            assert won in taps and VOLUME[won] == traced.output[place]
        else:
            assert sum(values) == sum(shown)
            assert np.isclose(sum(shown) / int(rest["divisor"]), traced.output[place], rtol=1e-6)


@pytest.mark.parametrize("arguments", [arguments for name, arguments in CALLS if name == "max_pool3d"][:3])
def test_a_volume_one_cell_deep_is_its_plane(arguments):
    deep = {key: (0 if key == "padding" else 1, value, value) for key, value in arguments.items()}
    volume = trace(PoolSpec.of("max_pool3d", **deep), VOLUME[:1])
    plane = trace(PoolSpec.of("max_pool2d", **arguments), VOLUME[0])
    assert volume.arithmetic == (plane.arithmetic,)
    assert np.array_equal(volume.kinds[0], plane.kinds) and np.array_equal(volume.winners[0, ..., 1:], plane.winners)
    assert volume.frame == ((0, 0), *plane.frame)


def test_the_kinds_of_a_volume_are_those_of_its_axes():
    spec = PoolSpec.of("max_pool3d", kernel_size=2, stride=3, padding=1)
    traced = trace(spec, np.zeros((4, 4, 4), np.float32))
    along = "prgrr"  # padding, read, skipped by the stride, read, read; and nothing drawn after
    assert traced.frame == ((1, 1),) * 3
    for cell in product(range(5), repeat=3):
        said = {along[at] for at in cell}
        assert traced.kinds[cell] == ("p" if "p" in said else "g" if "g" in said else "r")


@pytest.mark.parametrize(
    "name, arguments, shape",
    [
        ("max_pool2d", {"kernel_size": 2}, (4, 4, 4)),
        ("max_pool3d", {"kernel_size": 2}, (4, 4)),
        ("lp_pool3d", {"norm_type": 2, "kernel_size": 2}, (4, 4)),
        ("max_pool3d", {"kernel_size": 5}, (4, 4, 4)),
        ("avg_pool3d", {"kernel_size": 2, "padding": 2}, (4, 4, 4)),
    ],
)
def test_what_cannot_be_explained_is_refused(name, arguments, shape):
    with pytest.raises(PoolingError):
        trace(PoolSpec.of(name, **arguments), np.zeros(shape, np.float32))
