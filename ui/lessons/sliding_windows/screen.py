"""The screen of the sliding windows lesson."""

from __future__ import annotations

from typing import Any

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.spec import signature
from ui import formulas, oracle
from ui.calls import PER_AXIS, one_plane
from ui.lesson import Lesson, Moment
from ui.lessons.sliding_windows import padded, tensor
from ui.lessons.sliding_windows.call import are_apart, takes_temperature
from ui.lessons.sliding_windows.fields import FIELDS, MOST_ADDED, SIDES
from ui.lessons.sliding_windows.padded import is_apart, is_counted
from ui.lessons.sliding_windows.worked import moment, whole
from ui.page import parts
from ui.page.compose import Screen, asked, compose, picture
from ui.stage.controls import Control, Option, control, lock, per_axis
from ui.state.fields import State
from ui.text import snippets
from ui.text.dtypes import BFLOAT16
from ui.words import words
from ui.words.joined import joined

AXES = {1: ("axis_length",), 2: ("axis_height", "axis_width")}


def screen(lesson: Lesson, said: State) -> Screen:
    """Everything the stage shows of a state."""
    state = tensor.canonical(said)
    found, worked = tensor.read(state), moment(lesson, state)
    return compose(
        lesson,
        state,
        picture(lesson, worked, **titles(found, worked)),
        headline=parts.headline(lesson, state, worked, found.problem),
        row=row(state, found),
        main=main(state),
        more=more(state),
        tensors=[tensor.box(state, found)],
        panels=[
            *notes(state, found, worked),
            *sizes(worked, state),
            *parts.code(worked),
            *temperature(worked),
            *result(worked, state),
            *parts.batch(worked),
        ],
        word=asked(lesson, worked),
        call=worked.call,
    )


def titles(found: tensor.Read, worked: Moment) -> dict[str, Any]:
    """The grids by their dtype, where NumPy has no name for it."""
    if found.dtype != BFLOAT16 or worked.explained is None:
        return {}
    labels = words("stage")["labels"]
    return {"titles": {board: f"{labels[board]} {BFLOAT16}" for board in ("input", "output")}}


# ---- controls ----


def _takes(state: State) -> Any:
    return signature(f"{state['operation']}_pool{state['dims']}")


def row(state: State, found: tensor.Read) -> list[Control]:
    """What is pooled, and over how many axes; of several channels which is shown."""
    text, own = words("common")["controls"], words("sliding_windows")
    controls = [
        control(FIELDS, state, "operation", text["operation"]),
        control(FIELDS, state, "dims", text["dims"], help=text["help"]["dims"]),
    ]
    if len(found.channels) > 1:
        # In one dimension a plane's rows are its channels, and several planes several inputs.
        told = own["channels" if state["dims"] == "2d" else "samples"]
        labels = [told["first"], *map(str, range(1, len(found.channels)))]
        tabs: list[Option] = [{"value": str(at), "label": label} for at, label in enumerate(labels)]
        shown = control(FIELDS, state, "channel", told["name"], kind="choice", options=tabs, help=told["help"])
        controls.append(shown)
    return controls


def main(state: State) -> list[Control]:
    """Where the windows stand, and what becomes of the borders."""
    text, takes = words("common")["controls"], _takes(state)
    apart = are_apart(state)
    controls: list[Control] = []
    if "norm_type" in takes:
        controls.append(_with_help(state, "norm_type"))
    for parameter in PER_AXIS:
        if parameter not in takes:
            continue
        if parameter == "padding" and is_apart(state):
            controls += added(state)
            continue
        more = {}
        if parameter == "stride":
            more = {"means": _strides(state), "empty": text["stride_placeholder"]}
        controls += per_axis(FIELDS, state, parameter, text, apart=apart, parameter=parameter, **more)
    flags = [each for each in ("ceil_mode", "count_include_pad") if each in takes]
    if is_apart(state) and state["dtype"] == "int64" and "count_include_pad" in flags:
        flags.remove("count_include_pad")
    controls += [_with_help(state, each) for each in flags]
    return controls


def added(state: State) -> list[Control]:
    """Cells that are added by hand, for each side."""
    text = words("sliding_windows")
    names = ("left", "right") if state["dims"] == "1d" else tuple(SIDES)
    return [control(FIELDS, state, SIDES[name], text["pad"][name], help=text["pad"]["help"]) for name in names]


def _strides(state: State) -> tuple[int, int]:
    return state["kernel_size"], state["kernel_size_w"] if state["per_axis"] else state["kernel_size"]


def more(state: State) -> list[Control]:
    """What is turned less often."""
    text, own, takes = words("common")["controls"], words("sliding_windows"), _takes(state)
    controls = [control(FIELDS, state, "dtype", text["dtype"], kind="list", help=own["dtype_help"])]
    if "padding" in takes:
        controls.append(control(FIELDS, state, "uneven", own["uneven"], help=own["uneven_help"], changes=_same(state)))
    if state["dims"] == "2d":
        controls.append(lock(FIELDS, state, "per_axis", text, PER_AXIS))
    if "divisor_override" in takes:
        controls.append(_with_help(state, "divisor_override", empty=text["divisor_placeholder"]))
    if takes_temperature(state):
        controls.append(_with_help(state, "temperature", empty=text["temperature_placeholder"]))
    return controls


def _same(state: State) -> dict[str, dict[str, str]]:
    """What switching to padding by hand begins with: the same padding as before."""
    across = state["padding_w"] if are_apart(state) else state["padding"]
    begins = {"left": across, "right": across, "top": state["padding"], "bottom": state["padding"]}
    return {"true": {SIDES[name]: str(min(cells, MOST_ADDED)) for name, cells in begins.items()}}


def _with_help(state: State, key: str, **more: Any) -> Control:
    text = words("common")["controls"]
    return control(FIELDS, state, key, text[key], help=text["help"].get(key), **more)


# ---- below the picture ----


def notes(state: State, found: tensor.Read, worked: Moment) -> list[parts.Part]:
    """What several channels, bfloat16 and padding by hand mean here."""
    text, said = words("sliding_windows"), []
    if worked.call is None:
        return []
    if len(found.channels) > 1:
        said.append(text["of_channels"] if state["dims"] == "2d" else text["of_samples"])
    if found.dtype == BFLOAT16:
        said.append(text["of_bfloat16"])
    if is_apart(state):
        counted = "counted" if is_counted(state) else "uncounted"
        said.append(text["padded"]["maximum" if state["operation"] == "max" else counted])
    return [parts.said("notes", joined(*said), title="")] if said else []


def result(worked: Moment, state: State) -> list[parts.Part]:
    """The result of all channels as an array to copy."""
    output = whole(worked, state)
    return [] if output is None else [parts.copied("result", snippets.array_text(output))]


def sizes(moment: Moment, state: State) -> list[parts.Part]:
    """The output size of each axis with the current numbers; once where all axes are alike."""
    if moment.call is None or moment.explained is None:
        return []
    call, text = moment.call, words("common")["panels"]
    spatial = moment.plane.shape[-call.rank :]
    if is_apart(state):  # the call sees the input with what was added
        spatial = tuple(size + sum(side) for size, side in zip(spatial, padded.sides(state), strict=True))
    numbers = list(zip(spatial, call.kernel_size, call.stride, call.padding, call.dilation, strict=True))
    alike = len(set(numbers)) == 1 and call.rank > 1
    rows = []
    for name, axis in zip(("axis_both",) if alike else AXES[call.rank], numbers, strict=False):
        tree, steps = formulas.size_tree(*axis, bool(call.arguments["ceil_mode"]))
        rows.append({"caption": text[name], "tree": tree, "note": _dropped(steps, axis)})
    return [parts.formula("sizes", rows)]


def _dropped(steps: Any, axis: tuple[int, ...]) -> str:
    if not steps.dropped:
        return ""
    said: str = words("sliding_windows")["formula_dropped"]
    return said.format(start=steps.next_start, limit=axis[0], outputs=steps.outputs)


# ---- what PyTorch is asked besides ----


def temperature(moment: Moment) -> list[parts.Part]:
    """What PyTorch's own layer says to a temperature."""
    if moment.call is None or "temperature" not in moment.call.arguments or moment.explained is None:
        return []
    rank = moment.call.rank
    given = {"kernel_size": moment.call.kernel_size, "temperature": moment.call.arguments["temperature"]}
    try:
        PoolSpec.of(f"avg_pool{rank}d", **given)
    except PoolingError as error:
        question = oracle.Question(f"nn.AvgPool{rank}d", (one_plane(moment.call, moment.plane),), given, error)
        text = words("sliding_windows")["temperature"].format(rank=rank)
        return [parts.said("temperature", joined(text, oracle.word(question)["text"]), title="")]
    return []
