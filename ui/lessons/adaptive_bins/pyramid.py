"""Spatial pyramid pooling: one tensor of bins for each level, beside the recipe of kernels and strides."""

from __future__ import annotations

from math import prod

from pooling_core.explain.wrong.bins import ceil_kernel, counted
from ui.lesson import Moment
from ui.page import parts
from ui.text import snippets
from ui.words import words

LEVELS = (1, 2, 4)
COUNTED = 32


def pyramid(moment: Moment) -> list[parts.Part]:
    """For each level its bins, and how many windows the recipe gives on an input of this size."""
    if moment.call is None:
        return []
    text = words("adaptive_bins")["pyramid"]
    sizes = moment.plane.shape[-moment.call.rank :]
    rows, recipe = [], 0
    for level in LEVELS:
        claimed = [ceil_kernel(size, level) for size in sizes]
        windows = [len(each.starts) for each in claimed]
        exists = all(windows)
        recipe += prod(windows)
        right = windows == [level] * len(sizes)
        verdict = text["right" if right else "wrong" if exists else "no_layer"]
        kernel, stride = (_tuple([getattr(each, name) for each in claimed]) for name in ("kernel_size", "stride"))
        found = f"{_by(windows)} = {prod(windows)}" if exists else "0"
        bins = f"{_by([level] * len(sizes))} = {level ** len(sizes)}"
        rows.append(parts.row([str(level), bins, kernel, stride, f"{found} {verdict}"]))
    total = sum(level ** len(sizes) for level in LEVELS)
    rows.append(
        parts.row([text["all"], str(total), "", "", f"{recipe} {text['right' if recipe == total else 'wrong']}"])
    )
    columns = [parts.column(text[name]) for name in ("level", "bins", "kernel", "stride", "windows")]
    _, others, sizes_counted = counted("ceil_kernel", COUNTED)
    about = text["about"].format(count=others, total=sizes_counted, most=COUNTED)
    return [parts.table("pyramid", columns, rows, title=text["title"]), parts.said("pyramid_about", about, title="")]


def program(moment: Moment) -> str | None:
    """The page's program with the pyramid after its call."""
    if moment.call is None:
        return None
    code = moment.program or snippets.torch_code(moment.call, moment.plane)
    one = f"F.{moment.call.name}(x, o).flatten(-{moment.call.rank})"
    lines = f"pyramid = torch.cat([{one} for o in {LEVELS}], -1)\nprint(pyramid.shape)"
    return f"{code}\n{lines}"


def _by(numbers: list[int]) -> str:
    return " × ".join(map(str, numbers))


def _tuple(numbers: list[int]) -> str:
    return str(numbers[0]) if len(set(numbers)) == 1 else str(tuple(numbers))
