"""A state worked out -> everything the stage shows of it: the way of the data that all lessons share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from pooling_core import PoolingError, PoolSpec
from ui import oracle
from ui.lesson import Lesson, Moment
from ui.page import parts
from ui.stage import payload
from ui.stage.controls import Control, Option
from ui.stage.record import Payload
from ui.state.codec import spoken
from ui.state.fields import Field, State
from ui.words import words

BY_HAND = ("kernel_size", "stride", "padding")

Screen = dict[str, Any]


def compose(
    lesson: Lesson,
    state: State,
    picture: Mapping[str, Any] | None,
    *,
    headline: parts.Part,
    row: Sequence[Control] = (),
    main: Sequence[Control] = (),
    more: Sequence[Control] = (),
    tensors: Sequence[parts.Part] = (),
    panels: Sequence[parts.Part] = (),
    word: oracle.Question | Sequence[oracle.Question] | Mapping[str, str] | None = None,
    call: PoolSpec | None = None,
    charts: bool = False,
) -> Screen:
    """A whole screen.

    Args:
        picture: what ``ui.stage.payload`` made; ``None`` is a screen without grids.
        row: controls above the picture; ``main`` beside it; ``more`` behind a fold.
        tensors: the text boxes, the first of them the stage's own input.
        word: what PyTorch is asked, once or several times; or what is said in its place.
        call: whose windows can be turned by hand on the stage.
        charts: whether the page shows more of a settled state than the stage does.
    """
    is_plane = picture is not None and "rows" in picture.get("output", {})
    return {
        **payload.revised(payload.nothing(words("stage")) if picture is None else picture),
        "lesson": lesson.name,
        "fields": list(lesson.fields),
        "title": lesson.words["title"],
        "link": spoken(lesson.fields, state),
        "headline": headline,
        "controls": {
            place: _in_plain_words(lesson.fields, each)
            for place, each in (("row", row), ("main", main), ("more", more))
        },
        "tensors": tensors,
        "handles": {} if call is None else handles(lesson.fields, [*main, *more], call),
        "examples": parts.examples(lesson, state),
        "panels": panels,
        # Whether a step can be kept as a picture, which a volume cannot.
        "still": is_plane,
        # The grid that can be predicted.
        "predicts": lesson.predicts(state) if is_plane and _has_outputs(picture) else None,
        "oracle": _answers(word),
        "charts": charts,
        "ui": words("stage")["ui"],
    }


def _has_outputs(picture: Mapping[str, Any] | None) -> bool:
    return picture is not None and bool(picture["output"]["rows"] and picture["output"]["cols"])


def _in_plain_words(fields: Mapping[str, Field], controls: Sequence[Control]) -> list[Control]:
    """The same controls, with an everyday word beside the name of a parameter, and options in words."""
    plain, names = (words("common")["controls"][part] for part in ("plain", "options"))
    made: list[Control] = []
    for each in controls:
        parameter = fields[each["key"]].parameter if each["key"] in fields else ""
        is_named = parameter in plain and parameter in each["label"]
        worded = each.copy()
        if is_named:
            worded["plain"] = plain[parameter]
        if "options" in each:
            worded["options"] = [_worded(option, names) for option in each["options"]]
        made.append(worded)
    return made


def _worded(option: Option, names: Mapping[str, str]) -> Option:
    """An option that is called as it is written, by its word."""
    value, label = option["value"], option["label"]
    return {"value": value, "label": names.get(value, label) if value == label else label}


def _answers(word: Any) -> Any:
    if isinstance(word, oracle.Question):
        return oracle.word(word)
    return word if word is None or isinstance(word, Mapping) else [oracle.word(each) for each in word]


def handles(fields: Mapping[str, Field], controls: Sequence[Control], call: PoolSpec) -> dict[str, Any]:
    """What a hand can take hold of: for each parameter the fields of rows and columns, and what they hold now."""
    found: dict[str, list[str]] = {}
    for each in controls:
        parameter = fields[each["key"]].parameter if each["key"] in fields else ""
        if parameter in BY_HAND and _checked(call, parameter) is not None:
            found.setdefault(parameter, []).append(each["key"])
    dilation = _checked(call, "dilation")
    if dilation is None:
        return {}
    return {
        parameter: {
            "keys": [None if call.rank == 1 else keys[0], keys[-1]],
            "values": _both(getattr(call, parameter)),
            "dilation": _both(dilation),
        }
        for parameter, keys in found.items()
    }


def _checked(call: PoolSpec, parameter: str) -> Sequence[int] | None:
    """The numbers of a parameter, one for each axis; none where the call has no such parameter or is refused for it."""
    try:
        numbers: Sequence[int] | None = getattr(call, parameter, None)
    except PoolingError:
        return None
    return numbers


def _both(values: Sequence[int]) -> list[int]:
    """Of rows and columns; in one dimension each row stands alone."""
    return [1, *values] if len(values) == 1 else list(values)


def picture(lesson: Lesson, moment: Moment, **options: Any) -> Payload:
    """The grid of a moment; of a call that is refused the tensor alone."""
    text = words("stage")
    if moment.explained is None:
        return payload.input_only(moment.plane, text, **options)
    if moment.explained.input.dtype != np.float32:
        named = {"input": moment.explained.input, "output": moment.explained.output}
        options["titles"] = {board: f"{text['labels'][board]} {grid.dtype}" for board, grid in named.items()}
    return payload.from_trace(moment.explained, text, bins=lesson.bins, **options)


def asked(lesson: Lesson, moment: Moment) -> oracle.Question | None:
    """The same call for PyTorch, where it has one and there is a result."""
    return moment.question if lesson.in_torch and moment.explained is not None else None


def with_program(moment: Moment, program: str) -> Moment:
    """A moment whose code to copy is another than the call's."""
    return replace(moment, program=program)
