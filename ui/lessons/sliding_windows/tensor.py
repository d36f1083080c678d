"""The tensor of the sliding windows lesson: its channels, each in its own dtype, and the one that is shown."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from numpy.typing import NDArray

from ui.lessons.sliding_windows.fields import FIELDS
from ui.state.fields import State
from ui.text import planes_text, tensor_text, volume_text
from ui.text.dtypes import BFLOAT16, DTYPES, EVERY_DTYPE
from ui.text.number_text import TensorTextError
from ui.text.tensor_text import LARGE
from ui.words import words

Channels = NDArray[Any]


class Read(NamedTuple):
    """What a state's text says, and where it could not be read as asked for, why and what is shown instead.

    Attributes:
        channels: ``(channels, height, width)``.
        at: the channel that is shown.
        dtype: that they were read in.
    """

    channels: Channels
    at: int
    dtype: str
    problem: str | None = None
    reason: str | None = None

    @property
    def plane(self) -> Channels:
        """The channel that is shown."""
        return self.channels[self.at]


def read(state: State) -> Read:
    """The channels of a state. Where only the dtype cannot hold them, in float32; else the lesson's own."""
    text, said, dtype = words("common")["tensor"], state["input"], state["dtype"]
    if dtype == BFLOAT16 and state["operation"] == "lp":
        dtype, unheld = DTYPES[0], words("sliding_windows")["lp_in_float32"]
    else:
        unheld = None
    try:
        return _shown(state, _parsed(said, dtype), dtype, unheld)
    except TensorTextError as error:
        reason = str(error)
    try:
        channels = _parsed(said, DTYPES[0])
        return _shown(state, channels, DTYPES[0], text["in_float32"].format(message=reason), reason)
    except TensorTextError:
        own = _parsed(FIELDS["input"].default, DTYPES[0] if dtype == "bool" else dtype)
        return _shown(state, own, dtype, text["unread"].format(message=reason), reason)


def _shown(state: State, channels: Channels, dtype: str, problem: str | None, reason: str | None = None) -> Read:
    return Read(channels, min(state["channel"], len(channels) - 1), dtype, problem, reason)


def canonical(state: State) -> dict[str, Any]:
    """The state with its text as plain rows and a channel that there is; what cannot be read stays as it is.

    So does what is plain already in any dtype: whoever goes through a narrow one and back finds all digits.
    """
    said = str(state["input"])
    plain = _written(said, state["dtype"])
    # What the widest dtype cannot read no other one can.
    readable = EVERY_DTYPE if plain is not None or _written(said, "float64") is not None else ()
    is_plain = said == plain or any(said == _written(said, each) for each in readable)
    return {**state, "input": said if is_plain else plain or said, "channel": read(state).at}


@lru_cache(maxsize=256)
def _written(text: str, dtype: str) -> str | None:
    try:
        return volume_text.format_volume(_parsed(text, dtype))
    except TensorTextError:
        return None


def _parsed(text: str, dtype: str) -> Channels:
    found = _tried(text, dtype)
    if isinstance(found, TensorTextError):
        raise found.with_traceback(None)  # which would grow with each raise
    return found


# Most changes are of a parameter, and a class looks at the same few tensors.
@lru_cache(maxsize=256)
def _tried(text: str, dtype: str) -> Channels | TensorTextError:
    try:
        channels = planes_text.parse(text, dtype, LARGE)
    except TensorTextError as error:
        return error.with_traceback(None)
    channels.flags.writeable = False
    return channels


def box(state: State, found: Read) -> dict[str, Any]:
    """The text box of the tensor with its tools, as data; beside the channel that is shown stand the others."""
    text, own = words("common")["tensor"], words("sliding_windows")["tensor"]
    rows, columns = found.plane.shape
    problem = found.reason or found.problem
    others = [plane for at, plane in enumerate(found.channels) if at != found.at]
    return {
        "key": "input",
        "board": "input",
        "label": text["title"],
        "text": state["input"],
        "form": own["form"],
        "help": own["help"],
        "depth": len(found.channels),
        "depths": own["channels"],
        "deepest": planes_text.MAX_CHANNELS,
        "rows": rows,
        "most_rows": LARGE.rows,
        "columns": columns,
        "most": LARGE.columns,
        "longest": LARGE.characters,
        "range": {"uint8": [0, 9], "bool": [0, 1]}.get(found.dtype, [-9, 9]),
        "amidst": {"at": found.at, "others": [tensor_text.format_tensor(plane).split("\n") for plane in others]},
        "problem": problem,
        # Where the text was written just now, the tensor before it stays.
        "kept": text["kept"].format(message=problem) if problem else None,
    }
