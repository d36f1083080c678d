"""Where a layer that was found is shown: a stack of it alone, its windows, its weights."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pooling_core.stacks.layers import Layer
from ui.lessons import LESSONS
from ui.shown import state_of
from ui.state import codec
from ui.text import stack_text, tensor_text
from ui.text.reading import ReadingError

# The longest axis of a tensor that is drawn.
DRAWN = 16
Link = tuple[str, str]


def links(layer: Layer, sizes: tuple[int, ...], drawn: bool = True) -> list[Link]:
    """The lessons that show a layer on an input of these sizes, each with its query; ``drawn``: on a tensor too."""
    found = [*_stack(layer, sizes)]
    return [*found, *_windows(layer, sizes), *_weights(layer, sizes)] if drawn else found


def _stack(layer: Layer, sizes: tuple[int, ...]) -> Iterator[Link]:
    shape, text = stack_text.format_shape((1, *sizes)), stack_text.format_stack([layer])
    try:
        read = stack_text.parse_shape(shape) == (1, *sizes), stack_text.parse_stack(text, len(sizes))
    except ReadingError:  # longer than the lesson takes
        return
    if read[0] and [each.arguments for each in read[1]] == [layer.arguments]:
        yield "shapes", _query("shapes", {"shapes_input": shape, "shapes_stack": text, "shapes_layer": "1"})


def _windows(layer: Layer, sizes: tuple[int, ...]) -> Iterator[Link]:
    if max(sizes) > DRAWN or layer.kind.group != "pool":
        return
    said = dict(layer.settings)
    if any(isinstance(each, tuple) for each in said.values()):  # the lesson has height and width apart, or not
        said |= {name: (each,) * len(sizes) for name, each in said.items() if type(each) is int}
    found = state_of(layer.name, said, plane(sizes).reshape(sizes))
    if found is not None:
        yield found[0], codec.query_of(found[1].items())


def _weights(layer: Layer, sizes: tuple[int, ...]) -> Iterator[Link]:
    """A convolution with a kernel of ones; its lesson has one number for both axes."""
    said = layer.arguments
    if max(sizes) > DRAWN or not layer.kind.weighted or layer.kind.multiplies:
        return
    numbers = {name: said[name] for name in ("stride", "padding", "dilation")}
    taps = said["kernel_size"]
    kernel = taps if isinstance(taps, tuple) else (taps,) * len(sizes)
    if max(kernel) > DRAWN or any(isinstance(number, tuple) for number in numbers.values()):
        return
    state = {
        "conv_view": "parameters",
        "conv_parameters_dims": f"{len(sizes)}d",
        "conv_parameters_weight": tensor_text.format_tensor(np.ones(kernel, np.float32)),
        "conv_parameters_input": tensor_text.format_tensor(plane(sizes)),
        **{f"conv_parameters_{name}": str(number) for name, number in numbers.items()},
    }
    yield "convolution", _query("convolution", state)


def plane(sizes: tuple[int, ...]) -> np.ndarray:
    """Some digits, of which no two neighbours are equal: a row, or a plane."""
    rows, cols = (1, *sizes)[-2:]
    return ((3 * np.arange(rows)[:, None] + 7 * np.arange(cols)) % 10).astype(np.float32)


def _query(lesson: str, said: dict[str, str]) -> str:
    fields = LESSONS[lesson].fields
    return codec.link(fields, codec.read(fields, list(said.items())).state)
