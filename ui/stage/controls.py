"""What a learner turns on the stage, as data: each control names the field it writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict

from ui.state.codec import text_of
from ui.state.fields import Field, State

Changes = Mapping[str, str]
Words = Mapping[str, Any]


class Option(TypedDict):
    """One of a few words."""

    value: str
    label: str


class Control(TypedDict):
    """One control.

    Attributes:
        key: of the field that it writes.
        kind: how it looks: a number with − and +, a switch, a few words side by side, a list, a short text,
            lines of text.
        label: the API's name, or the lesson's word.
        plain: an everyday word that stands beside an API's name.
        value: the field's text, as in a link.
        means: where the text is empty, the number that holds.
        changes: what else changes with a value, by that value's text, or ``*`` for any other.

        any: of a ladder between whose rungs any other number may be typed, what the box for it is called.
        problem: why the text that it holds cannot be read.

    An ``action`` writes no field of its own key but those of ``acts``, and those of ``draws``: one of the texts
    listed for each, thrown anew each time; ``off`` while there is nothing to do. A ``menu`` folds several of them:
    each entry has its ``label``, the ``code`` that it writes, and its ``changes``.
    """

    key: str
    kind: Literal["int", "flag", "choice", "list", "text", "lines", "ladder", "action", "menu"]
    label: str
    value: str
    name: NotRequired[str]
    plain: NotRequired[str]
    help: NotRequired[str]
    low: NotRequired[int]
    high: NotRequired[int]
    means: NotRequired[int]
    empty: NotRequired[str]
    options: NotRequired[Sequence[Option]]
    longest: NotRequired[int]
    changes: NotRequired[Mapping[str, Changes]]
    acts: NotRequired[Changes]
    draws: NotRequired[Mapping[str, Sequence[str]]]
    off: NotRequired[bool]
    any: NotRequired[str]
    problem: NotRequired[str]
    entries: NotRequired[Sequence[Mapping[str, Any]]]
    start: NotRequired[Mapping[str, str]]


def control(fields: Mapping[str, Field], state: State, key: str, label: str, **more: Any) -> Control:
    """The control of one field; ``more`` as in ``Control``, what is ``None`` is left out."""
    field = fields[key]
    made: dict[str, Any] = {"key": key, "kind": field.kind, "label": label, "value": text_of(state[key])}
    if field.kind == "int":
        made |= {"low": field.low, "high": field.high}
    elif field.kind == "choice":
        made["options"] = [{"value": option, "label": option} for option in field.options]
    elif field.kind == "text":
        made["longest"] = field.longest
    return made | {name: value for name, value in more.items() if value is not None}  # type: ignore[return-value]


def action(
    key: str, label: str, *, acts: Changes | None = None, draws: Mapping[str, Sequence[str]] | None = None, **more: Any
) -> Control:
    """A button that writes fields: ``acts`` says what, ``draws`` among which texts one is thrown."""
    made = {"key": key, "kind": "action", "label": label, "value": "", "acts": acts or {}, "draws": draws or {}}
    return made | more  # type: ignore[return-value]


def menu(key: str, label: str, entries: Sequence[Mapping[str, Any]], start: Mapping[str, str] | None = None) -> Control:
    """Actions that unfold, as in ``Control``.

    Args:
        start: texts by their fields, sent once, to which an entry ``adds`` some more.
    """
    return {"key": key, "kind": "menu", "label": label, "value": "", "entries": entries, "start": start or {}}


def per_axis(
    fields: Mapping[str, Field],
    state: State,
    key: str,
    words: Words,
    *,
    apart: bool,
    parameter: str,
    deep: bool = False,
    **more: Any,
) -> list[Control]:
    """One control for all axes, or one for the height and one for the width.

    Args:
        words: content ``common.controls``.
        deep: whether there is a depth before them.
        more: as in ``Control``; ``means`` is a number for each axis, the height first and the depth last.
    """
    name = words[parameter]
    means = more.pop("means", (None, None, None))
    more = {"help": words["help"].get(parameter), **more}
    if not apart:
        return [control(fields, state, key, name, means=means[0], **more)]
    places = [(key, "height", means[0]), (f"{key}_w", "width", means[1])]
    if deep:
        places.insert(0, (f"{key}_d", "depth", means[2]))
    return [control(fields, state, at, words[axis].format(name=name), means=each, **more) for at, axis, each in places]


def lock(
    fields: Mapping[str, Field],
    state: State,
    key: str,
    words: Words,
    linked: Sequence[str],
    *,
    ends: Sequence[str] = ("_w",),
) -> Control:
    """The switch that takes height and width apart; all start from the numbers of the fields ``linked``."""
    same = {f"{each}{end}": text_of(state[each]) for each in linked for end in ends}
    return control(fields, state, key, words["per_axis"], changes={"true": same})
