"""A layer put into a stack, and the shape after it."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from pooling_core import PoolingError
from pooling_core.stacks.layers import Layer
from pooling_core.stacks.running import shape_after as running
from pooling_core.stacks.wires import Wires, wired
from ui.text.pasted.found import Made

Shape = tuple[int, ...]


# Settings that may be words, and the largest number of one.
_WORDS, _LARGEST = ("padding", "mode", "module", "name"), 10**12


def unusual(made: Made) -> str | None:
    """The first setting that is neither a number nor a short list of them, nor a word where one may stand."""
    for name, value in made.settings.items():
        listed = value if isinstance(value, tuple) else (value,)
        is_word = name in _WORDS and isinstance(value, str) and (name != "padding" or value in ("same", "valid"))
        may_be_none = name == "output_size" or not isinstance(value, tuple)
        if not is_word and not all((each is None and may_be_none) or _is_number(each) for each in listed):
            return name
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and isfinite(value) and abs(value) <= _LARGEST


def placed(made: Made, takes: tuple[int, ...], before: int, indices_of: int | None) -> Layer:
    """The layer, with its wires where it does not read the one before.

    Args:
        takes: numbers of what it reads.
        before: how many layers there are.
        indices_of: of an unpooling, the pooling whose indices it is given, where that is said.

    Raises:
        PoolingError: for what no layer can be.
    """
    wires = () if takes == (before,) else takes
    settings = dict(made.settings)
    if indices_of is not None and made.name.startswith("max_unpool"):
        settings["indices_of"] = indices_of
    return Layer.of(made.name, takes=wires, **settings)


def shape_after(layers: Sequence[Layer], takes: tuple[int, ...], shapes: Sequence[Shape | None]) -> Shape | None:
    """The shape after the last layer; ``None`` where it does not fit, or nothing is known of what it reads."""
    layer = layers[-1]
    wires = wired(layers)[-1] if layer.kind.reads_indices else Wires(takes)
    known = [() if shape is None else shape for shape in shapes]
    if any(not known[read] for read in wires.all):
        return None
    try:
        return running(layer, wires, known)
    except PoolingError:
        return None
