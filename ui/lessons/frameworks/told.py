"""What is said of two libraries: whether they differ, why, what makes them equal, and all others in a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from pooling_core.explain.causes import Cause, causes
from pooling_core.explain.equal import Equal, same_for_all
from pooling_core.explain.text import parameter_text
from pooling_core.geometry.asked import index_of
from pooling_core.geometry.frameworks import FRAMEWORKS, IndexFormat
from ui.errors import told as sentence_of
from ui.lessons.frameworks.call import Side
from ui.lessons.frameworks.picture import ALONE, EQUAL, compared
from ui.page import parts
from ui.state.fields import State
from ui.words import words

# Of the table of indices: a cell of the second of three channels.
CHANNEL, CHANNELS = 1, 3
OURS = "pytorch"
FORMATS: tuple[IndexFormat, ...] = ("channel", "tensor", "channels_last")


def name(side: Side) -> str:
    """The column's name."""
    return str(words("frameworks")["columns"][side.name])


def title(side: Side) -> str:
    """The column's name and what the library calls the layer."""
    name = str(words("frameworks")["columns"][side.name])
    if side.call is None:
        return name
    return f"{name}: {_called(side)}"


def _called(side: Side) -> str:
    framework, call = FRAMEWORKS[side.name], side.call
    assert call is not None
    operation = {"max": "max", "mean": "avg"}.get(call.operation.reading, "lp")
    return framework.operations[operation].format(rank=call.rank)


def refusal(side: Side) -> str:
    """Why a library has no result."""
    own = words("frameworks")["refusals"]
    if side.error is not None:
        return str(own["call"].format(why=sentence_of(side.error)))
    assert side.asked is not None and side.asked.refusal is not None
    return str(own[side.asked.refusal].format(library=side.asked.framework.library))


# ---- two of them ----


def verdict(left: Side, right: Side) -> str:
    """How many cells differ, and whether another input could."""
    own = words("frameworks")["verdict"]
    if right.traced is None:
        return refusal(right)
    assert left.traced is not None and left.call is not None and right.call is not None
    signs = compared(left.traced, right.traced)
    sizes = (" × ".join(map(str, each.traced.output.shape)) for each in (left, right) if each.traced)
    if left.traced.output.shape != right.traced.output.shape:
        return str(own["sizes"].format(left=next(sizes), right=next(sizes)))
    apart = int((signs != EQUAL).sum())
    if apart:
        return str(own["one" if apart == 1 else "some"].format(count=apart, total=signs.size))
    spatial = left.traced.input.shape[-left.call.rank :]
    return str(own["always" if same_for_all(left.call, right.call, spatial) else "here"])


def found(left: Side, right: Side) -> list[Cause]:
    """The causes, where both have a result."""
    if left.call is None or right.call is None or left.traced is None:
        return []
    return causes(left.call, right.call, left.traced.input.shape[-left.call.rank :])


def cause(left: Side, right: Side) -> str:
    """The causes as sentences, the one that does most first; or that there is none."""
    own = words("frameworks")
    if right.traced is None:
        return refusal(right)
    names = own["columns"][left.name], own["columns"][right.name]
    if left.name == right.name:
        return str(own["causes"]["one"].format(name=names[0]))
    said = [_sentence(each, *names) for each in found(left, right)]
    return " ".join(said) if said else str(own["causes"]["none"].format(left=names[0], right=names[1]))


def _sentence(each: Cause, left: str, right: str) -> str:
    own, terms = words("frameworks")["causes"], words("frameworks")["terms"]
    values = {side: terms.get(value, value) for side, value in each.values.items()}
    numbers = {f"{side}_said": value for side, value in values.items()}
    return str(own[each.key].format(left=left, right=right, **numbers))


def why(left: Side, right: Side, equal: Equal | None, plane: NDArray[Any]) -> parts.Part:
    """The cause, and the change that makes both equal."""
    own = words("frameworks")["change"]
    text = f"{cause(left, right)}\n{change(left, right, equal)}" if right.traced is not None else refusal(right)
    return parts.said("why", text, title=own["title"])


def change(left: Side, right: Side, equal: Equal | None) -> str:
    """What to write in PyTorch for the right result."""
    own = words("frameworks")["change"]
    name = words("frameworks")["columns"][right.name]
    if equal is None or not equal.agrees:
        return str(own["none"].format(name=name))
    if equal.kind == "same":
        return str(own["same"])
    if equal.kind == "call" and right.name == OURS:
        return str(own["ours"])
    if equal.kind == "call" and equal.changed:
        said = ", ".join(f"{key}={_written(value)}" for key, value in equal.changed.items())
        return str(own["call"].format(name=name, arguments=said))
    return str(own[equal.kind if equal.kind != "call" else "other"].format(name=name))


def _written(value: Any) -> str:
    return repr(value) if isinstance(value, bool | tuple) or value is None else parameter_text(value)


# ---- all of them ----


def table(left: Side, sides: Sequence[Side], current: str) -> parts.Part:
    """Every library: the size, whether it equals the left, the cause in a few words, the source."""
    own = words("frameworks")["table"]
    columns = [parts.column(own["columns"][key], code=key == "source") for key in own["columns"]]
    rows = [parts.row(_line(left, each), current=each.name == current) for each in sides]
    against = words("frameworks")["columns"][left.name]
    return parts.table("columns", columns, rows, title=own["title"].format(left=against))


def _line(left: Side, side: Side) -> list[str]:
    own = words("frameworks")
    name, source = own["columns"][side.name], FRAMEWORKS[side.name].source
    if side.traced is None or left.traced is None:
        return [name, "", "", refusal(side), source]
    size = " × ".join(map(str, side.traced.output.shape))
    signs = compared(left.traced, side.traced)
    whole = left.traced.output.shape == side.traced.output.shape
    equal = whole and (signs == EQUAL).all()
    counts = "=" if equal else f"≠ {int((signs != EQUAL).sum()) if whole else ALONE}"
    short = ", ".join(own["short"][each.key] for each in found(left, side))
    return [name, size, counts if whole else "≠", short, source]


# ---- indices ----


def indices(state: State, plane: NDArray[Any]) -> list[parts.Part]:
    """How the place of one cell is counted, where a maximum says where it stood."""
    if state["operation"] != "max" or plane.shape[0] == 1:
        return []
    own = words("frameworks")["indices"]
    spatial = plane.shape[0], plane.shape[1]
    cell = min(1, spatial[0] - 1), min(2, spatial[1] - 1)
    rows = []
    for form in FORMATS:
        libraries = dict.fromkeys(each.library for each in FRAMEWORKS.values() if each.indices == form)
        number = index_of(form, cell, CHANNEL, CHANNELS, spatial)
        rows.append(parts.row([own["libraries"].format(names=", ".join(libraries)), own["formats"][form], str(number)]))
    columns = [parts.column(own["columns"][key], code=key == "number") for key in own["columns"]]
    about = own["about"].format(row=cell[0], column=cell[1], channel=CHANNEL, channels=CHANNELS)
    return [
        parts.table("indices", columns, rows, title=own["title"]),
        parts.said("indices_about", f"{about}\n{own['equal']}", title=""),
        parts.copied("indices_code", _index_code(), title=own["code"]),
    ]


def _index_code() -> str:
    return (
        "import torch\n"
        "import torch.nn.functional as F\n\n"
        f"x = torch.arange({2 * CHANNELS * 16}.).reshape(2, {CHANNELS}, 4, 4)  # (batch, channels, height, width)\n"
        "y, indices = F.max_pool2d(x, 2, return_indices=True)\n"
        "n, c, h, w = x.shape\n"
        "planes = torch.arange(n * c).reshape(n, c, 1, 1)\n"
        "tensor = planes * h * w + indices  # ONNX, OpenVINO\n"
        "channels_last = indices * c + torch.arange(c).reshape(c, 1, 1)  # TensorFlow\n"
        "print(tensor, channels_last)"
    )
