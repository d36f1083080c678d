"""A call -> the lessons that have it, each in the state with its parameters; what a lesson cannot take is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pooling_core.stacks.layers import Layer
from ui.lessons import LESSONS
from ui.lessons.convolution.fields import VIEWS
from ui.lessons.dimensions.fields import ADAPTIVE, ENDS, OUTPUT, PER_AXIS
from ui.lessons.unpooling.fields import of_rank
from ui.state.codec import spoken, text_of
from ui.state.fields import Field, complaint, complete
from ui.state.parameters import changes, holders

Changes = dict[str, Any]
# The largest picture of a lesson that is written here.
MOST_CELLS = 16


@dataclass(frozen=True)
class Lead:
    """A link to a lesson.

    Attributes:
        lesson: its name.
        said: what the link says of its state.
        lacks: parameters of the call that the lesson cannot be given, as they stand there.
    """

    lesson: str
    said: Mapping[str, str]
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """How a lesson has an operation: what of its state says which, and the field of its picture.

    Attributes:
        fields: those of the view that is shown, where they are not all.
        finish: what else a layer makes of the state; it takes care of the parameters in ``finished``.
    """

    lesson: str
    state: Changes
    input: str = ""
    fields: Mapping[str, Field] | None = None
    finish: Callable[[Layer], Changes] | None = None
    finished: tuple[str, ...] = ()


def leads(layer: Layer) -> list[Lead]:
    """Every lesson that has the operation of a layer, the nearest first."""
    for name, value in layer.settings:
        listed = value if isinstance(value, tuple) else (value,) * layer.rank
        is_count = name == "kernel_size"
        if len(listed) != layer.rank or (is_count and not all(type(each) is int and each > 0 for each in listed)):
            return []
        if name in ("p", "norm_type") and isinstance(value, tuple):
            return []
    return [_lead(way, layer) for way in _ways(layer)]


def _lead(way: Way, layer: Layer) -> Lead:
    lesson = LESSONS[way.lesson]
    fields = way.fields or lesson.fields
    state, lacks = complete(lesson.fields, way.state), []
    for parameter, value in layer.arguments.items():
        if parameter not in dict(layer.settings) or parameter in ("out_channels", "in_channels", "bias"):
            continue
        if parameter in way.finished:
            continue
        made = _taken(fields, state, parameter, value)
        if made is None:
            lacks.append(f"{parameter}={value!r}")
        else:
            state |= made
    if way.finish is not None:
        made = way.finish(layer)
        strange = [key for key, said in made.items() if _misfits(lesson.fields, key, said)]
        lacks += [f"{key}={made[key]}" for key in strange]
        state |= {key: said for key, said in made.items() if key not in strange}
    if way.input:
        state |= _large_enough(way.input, lesson.fields, layer)
    return Lead(way.lesson, spoken(lesson.fields, state), tuple(lacks))


def _taken(fields: Mapping[str, Field], state: Changes, parameter: str, value: Any) -> Changes | None:
    """The changes that give a parameter its value; ``None`` where no field can hold it."""
    keys = holders(fields, parameter)
    if not keys:
        return None
    several = isinstance(value, tuple) and len(value) > 1
    if several and (len(keys) != len(value) or None in value):
        kept = _kept_axes(fields, parameter, value)
        if kept is not None:
            return kept
        if len(keys) != len(value):
            return None
    try:
        made = changes(fields, state, {parameter: value})
    except (ValueError, TypeError):
        return None
    if not made or any(_misfits(fields, key, said) for key, said in made.items()):
        return None
    try:
        fits = parameter not in ("p", "norm_type") or _says_so(fields, made, parameter, value)
    except (ValueError, TypeError):  # True, or a list
        return None
    return made if fits else None


def _misfits(fields: Mapping[str, Field], key: str, said: Any) -> bool:
    return complaint(key, fields[key], text_of(said)) is not None


def _says_so(fields: Mapping[str, Field], made: Changes, parameter: str, value: Any) -> bool:
    """Of a choice among numbers the nearest is not the number itself."""
    (key,) = (each for each in made if parameter in fields[each].names)
    return float(made[key]) == float(value)


def _kept_axes(fields: Mapping[str, Field], parameter: str, value: Sequence[Any]) -> Changes | None:
    """An output size of ``None`` for one axis, in the lesson that has a switch for it."""
    keeps = ("keep_height", "keep_width")
    if parameter != "output_size" or not all(key in fields for key in keeps) or len(value) != len(keeps):
        return None
    sizes = {key: side for key, side in zip(holders(fields, parameter), value, strict=True) if side is not None}
    return {**sizes, **{key: side is None for key, side in zip(keeps, value, strict=True)}}


# ---- which lessons have it ----


def _ways(layer: Layer) -> list[Way]:
    family, rank = layer.name[:-2], layer.rank
    dims = f"{rank}d"
    if family in ("max_pool", "avg_pool", "lp_pool"):
        operation = family.removesuffix("_pool")
        if rank == 3:
            view = {"dimensions_view": dims, "dimensions_operation": operation}
            return [Way("dimensions", view, finish=_each_axis, finished=tuple(_VOLUME))]
        found = [Way("sliding_windows", {"operation": operation, "dims": dims}, "input")]
        return [*found, *([Way("power_means", {"family": "lp"}, "power_input")] if operation == "lp" else [])]
    if family in ("gem_pool", "soft_pool") and rank < 3:
        return [Way("power_means", {"family": family.removesuffix("_pool")}, "power_input")]
    if family in ("adaptive_avg_pool", "adaptive_max_pool"):
        operation = family.split("_")[1]
        if rank == 3:
            bins: Changes = {"dimensions_view": dims, "dimensions_operation": operation, ADAPTIVE: True}
            return [Way("dimensions", bins, finish=_each_axis, finished=tuple(_VOLUME))]
        return [Way("adaptive_bins", {"bins_operation": operation, "bins_dims": dims}, "bins_input")]
    if layer.name == "fractional_max_pool2d":
        given = "ratio" if layer.arguments.get("output_size") is None else "size"
        return [Way("fractional", {"fractional_given": given})]
    if family == "stochastic_pool" and rank < 3:
        return [Way("stochastic", {})]
    if family == "max_unpool":
        return [Way("unpooling", {"unpool_dims": dims}, fields=of_rank({"unpool_dims": dims}))]
    if family == "conv" and rank < 3:
        view = {"conv_view": "parameters", "conv_parameters_dims": dims}
        return [Way("convolution", view, "", VIEWS["parameters"], _kernel, ("kernel_size",))]
    return []


# Parameters of a volume, and the fields of their first axis.
_VOLUME = {
    **{name: f"dimensions_{key}" for name, key in (("kernel_size", "kernel"), ("stride", "stride"))},
    **{name: f"dimensions_{name}" for name in ("padding", "dilation")},
    "output_size": OUTPUT,
}


def _each_axis(layer: Layer) -> Changes:
    """A number of all axes, or one for each: depth, height and width."""
    given = {name: value for name, value in layer.settings if name in _VOLUME}
    changed: Changes = {}
    apart = any(isinstance(value, tuple) for value in given.values())
    for name, value in given.items():
        sides = value if isinstance(value, tuple) else (value,) * layer.rank
        keys = [f"{_VOLUME[name]}{end}" for end in ENDS["3d"]]
        changed |= dict(zip(keys, sides, strict=True)) if apart else {keys[0]: value}
    return changed | {PER_AXIS: apart}


def _kernel(layer: Layer) -> Changes:
    """A kernel of ones of the layer's size; in 1-D as many rows as the lesson's input has channels."""
    size = layer.arguments["kernel_size"]
    sizes = size if isinstance(size, tuple) else (size,) * layer.rank
    rows, columns = (2, sizes[0]) if layer.rank == 1 else sizes
    if layer.rank == 1 and dict(layer.settings).get("groups", 1) != 1:
        rows = 1
    text = "\n".join([" ".join("1" * min(columns, MOST_CELLS))] * min(rows, MOST_CELLS))
    changed: Changes = {"conv_parameters_weight": text}
    if layer.rank == 2:
        changed["conv_parameters_input"] = _picture(*(min(max(each + 3, 6), MOST_CELLS) for each in sizes))
    elif columns > 5:
        changed["conv_parameters_input"] = _picture(2, min(columns + 4, MOST_CELLS))
    return changed


def _large_enough(key: str, fields: Mapping[str, Field], layer: Layer) -> Changes:
    """The picture that the lesson begins with, or a larger one where a window needs it, or another number of axes."""
    rank = layer.rank
    needed = [_needed(layer, axis) for axis in range(rank)]
    lines = str(fields[key].default).split("\n")
    rows, columns = len(lines), len(lines[0].split())
    height, width = (1 if key != "input" else rows, needed[0]) if rank == 1 else needed
    is_flat = rank == 1 and key != "input"
    if (rows == 1) == is_flat and rows >= height and columns >= width:
        return {}
    taller = 1 if is_flat else max(height, rows if rank == 1 else 4)
    return {key: _picture(min(taller, MOST_CELLS), min(max(width, 6), MOST_CELLS))}


def _needed(layer: Layer, axis: int) -> int:
    """Cells along an axis for two windows, or two bins more than there are."""
    settings = layer.arguments

    def of(name: str, default: int) -> int:
        value = settings.get(name)
        value = value[axis] if isinstance(value, tuple) else value
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    if "output_size" in settings:
        return of("output_size", 4) + 2
    kernel = of("kernel_size", 2)
    return of("dilation", 1) * (kernel - 1) + 1 + of("stride", kernel)


def _picture(rows: int, columns: int) -> str:
    """Digits in no order, the same every time."""
    return "\n".join(
        " ".join(str(((row + 1) * 7_385_609 ^ (column + 1) * 19_349_663) // 64 % 10) for column in range(columns))
        for row in range(rows)
    )
