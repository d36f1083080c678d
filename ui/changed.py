"""What a touch changed -> one plain sentence. The words come from the content, the differences from two traces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pooling_core.explain.changes import Change
from pooling_core.explain.text import parameter_text, value_text

Words = Mapping[str, Any]
# Beyond these a sentence is no longer read at a glance.
LONGEST, LONGEST_TOUCH = 140, 70
MOST_TOUCHES = 2
PLACES = ("cell", "output", "old_cell", "new_cell")
SIZES = ("old_size", "new_size")


def sentence(changes: Sequence[Change], words: Words) -> str:
    """What was touched, the most telling of what came of it, and the output's size where it changed.

    Args:
        changes: as ``explain.changes`` orders them.
        words: of ``changes.toml``, in any language.

    Example:
        >>> from ui.words import words
        >>> wider = Change("input_size", {"old_size": (4, 4), "new_size": (4, 5)})
        >>> sentence([wider, Change("tail_unread", {"count": 4})], words("changes"))
        'input 4 × 4 → 4 × 5: 4 cells at the end are now dropped, read by no window.'
    """
    frame = words["frame"]
    parts = {part: [each for each in changes if each.key in words[part]] for part in ("touched", "told", "size")}
    if not parts["touched"]:
        return str(words["nothing"])
    touched = _touched(parts["touched"], words)
    told, size = ([said(each, words[part], words) for each in parts[part]] for part in ("told", "size"))
    # Where there is no room for both the size alone, and without a size the next best thing that is short enough.
    choices = [[*told[:1], *size], size] if size else [[each] for each in told]
    wholes = [str(frame["whole"].format(touched=touched, told=frame["then"].join(choice))) for choice in choices]
    return next((whole for whole in wholes if len(whole) <= LONGEST), min(wholes, key=len))


def said(change: Change, phrases: Words, words: Words) -> str:
    """One change in words, without a stop."""
    phrase = phrases[change.key]
    if not isinstance(phrase, str):
        phrase = phrase["one" if change.values["count"] == 1 else "many"]
    return str(phrase.format(**_texts(change, words)))


def _touched(changes: Sequence[Change], words: Words) -> str:
    frame, phrases = words["frame"], words["touched"]
    if len(changes) > MOST_TOUCHES:
        return str(frame["several"].format(count=len(changes)))
    texts = [said(each, phrases, words) for each in changes]
    for number, (each, text) in enumerate(zip(changes, texts, strict=True)):
        if len(text) > LONGEST_TOUCH and "name" in each.values:
            texts[number] = phrases["parameter_long"].format(**_texts(each, words))
    return str(frame["list"].join(texts))


def _texts(change: Change, words: Words) -> dict[str, str]:
    """The values of a change as text, and ``turned``: what was, an arrow, what is."""
    frame, values = words["frame"], change.values
    texts = {}
    for key, value in values.items():
        if key in PLACES:
            texts[key] = frame["place"].format(at=frame["at"].join(map(str, value)))
        elif key in SIZES:
            texts[key] = frame["size"].join(map(str, value))
        elif key == "axes":
            for form, names in words["axes"].items():
                texts[form] = _either([names[-1 - axis] for axis in value], frame)
        elif value is None and values.get("name") in words["unset"]:
            texts[key] = words["unset"][values["name"]]
        else:
            texts[key] = _text(value, words)
    if "name" in values:
        texts["name"] = words["names"].get(values["name"], values["name"])
    if "before" in values and "after" in values:
        texts["turned"] = frame["arrow"].format(before=texts["before"], after=texts["after"])
        if texts["before"] == texts["after"]:  # 2 and 2.0 are not the same power of an integer
            texts["turned"] = frame["arrow"].format(before=values["before"], after=values["after"])
    return texts


def _either(names: Sequence[str], frame: Words) -> str:
    """``plane, row or column``."""
    *others, last = names
    return str(frame["or"].format(first=frame["before_or"].join(others), last=last) if others else last)


def _text(value: Any, words: Words) -> str:
    """A number or the value of a parameter."""
    if value is None or isinstance(value, bool):
        return str(words["values"][str(value).lower()])
    if isinstance(value, np.generic):
        return value_text(value)
    if isinstance(value, tuple):
        return str(words["frame"]["place"].format(at=words["frame"]["at"].join(_text(each, words) for each in value)))
    return parameter_text(value) if isinstance(value, float) else str(value)
