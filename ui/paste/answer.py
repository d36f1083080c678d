"""A pasted text -> what the page says of it, as data: sentences, lines of layers, links, all rebuilt from values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from pooling_core.call.errors import PoolingError
from pooling_core.stacks.running import run_shapes
from ui.errors import sentence, told
from ui.paste.leads import Lead, leads
from ui.paste.shown import shown
from ui.paste.stack import lines_of, stack_lead
from ui.stage.component import address
from ui.text import stack_text
from ui.text.number_text import shown as cut
from ui.text.pasted.found import Message, Note
from ui.text.pasted.lines import PastedTextError
from ui.text.pasted.read import Pasted, read
from ui.words import words
from ui.words.choice import KEY

Part = dict[str, Any]
# Sentences on lines that could not be read.
MOST_UNREAD = 3
# Lines that are named of those that one sentence is about.
MOST_LINES = 6
# Layers that change nothing, and those that nobody knows, by the name of their kind.
SAME, UNKNOWN = "same", "unknown"
# That no usual input fits.
NONE_FITS = "input_assumed_misfit"


def answer(text: str, language: str | None = None) -> Part:
    """What the browser shows of a text.

    Args:
        language: that the links name, where the page's own link does.
    """
    said = words("paste")
    try:
        pasted = _without_pooling(read(text))
    except PastedTextError as error:
        return {"tone": "refused", "said": str(error), "messages": [], "layers": [], "notes": [], "ways": []}
    ways, more = _ways(pasted, language)
    tone = "read" if pasted.layers else "message" if pasted.messages else "nothing"
    return {
        "tone": tone,
        "said": _headline(pasted, said),
        "messages": [_message(each) for each in pasted.messages] or _misfit(pasted),
        "heading": said["layers"]["title"].format(shape=_shape(pasted.input_shape[1:])) if pasted.layers else "",
        "layers": list(_layers(pasted)),
        "notes": [*_notes(pasted.notes), *more],
        "ways": ways,
    }


def _without_pooling(pasted: Pasted) -> Pasted:
    """Of an unpooling by itself nothing is wrong: the indices it reads are those of a pooling that was not pasted."""
    if not _is_lone_unpooling(pasted):
        return pasted
    return replace(pasted, refused=None, notes=tuple(each for each in pasted.notes if each.key != NONE_FITS))


def _is_lone_unpooling(pasted: Pasted) -> bool:
    windows = [layer for layer in pasted.layers if layer.name != SAME]
    return len(windows) == 1 and windows[0].kind.reads_indices


def _headline(pasted: Pasted, said: Any) -> str:
    if not pasted.layers:
        return "" if pasted.messages else str(said["nothing"])
    key = "count" if pasted.refused is None else "refused"
    return str(said["layers"][key].format(count=len(pasted.layers), number=pasted.refused))


def _shape(sizes: Sequence[int]) -> str:
    return stack_text.format_shape(sizes)


def _message(message: Message) -> Part:
    said = words("paste")["messages"][message.key]
    numbers = {
        name: " x ".join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in message.numbers.items()
    }
    return {"title": said["title"], "text": said["means"].format(**numbers), "causes": list(said["causes"])}


def _misfit(pasted: Pasted) -> list[Part]:
    """Why the first layer does not fit that does not, where no error of PyTorch's is there to say it."""
    if pasted.refused is None:
        return []
    try:
        run_shapes(pasted.layers[: pasted.refused], pasted.input_shape)
    except PoolingError as error:
        title = words("paste")["layers"]["why"].format(number=pasted.refused)
        return [{"title": title, "text": sentence(error), "causes": []}]
    return []


def _layers(pasted: Pasted) -> Iterator[Part]:
    said = words("paste")["layers"]
    codes = lines_of(pasted.layers)
    for number, (layer, line, shape) in enumerate(
        zip(pasted.layers, pasted.lines, pasted.shapes, strict=True), start=1
    ):
        tone = {SAME: "same", UNKNOWN: "unknown"}.get(layer.name, "")
        if number == pasted.refused:
            tone = "misfit"
        yield {
            "number": str(number),
            "line": str(line) if line else "",
            "code": codes[number - 1],
            "shape": _shape(shape[1:]) if shape is not None else "",
            "tone": tone,
            "mark": said[tone] if tone else "",
        }


def _notes(notes: Sequence[Note]) -> list[str]:
    """One sentence each; what is the same of several lines is said once."""
    said = words("paste")
    unread = [note for note in notes if note.key == "unread"]
    lines: dict[str, list[int]] = {}
    for note in notes:
        if note not in unread[MOST_UNREAD:]:
            values = {name: _value(value) for name, value in note.values.items()}
            lines.setdefault(said["notes"][note.key].format(**values), []).append(note.line)
    kept = [_of_lines(text, sorted({line for line in numbers if line})) for text, numbers in lines.items()]
    if len(unread) > MOST_UNREAD:
        kept.append(said["more_lines"].format(count=len(unread) - MOST_UNREAD))
    return kept


def _of_lines(text: str, numbers: Sequence[int]) -> str:
    said = words("paste")
    if not numbers:
        return text
    if len(numbers) == 1:
        return str(said["line"].format(line=numbers[0], text=text))
    shown = [*map(str, numbers[:MOST_LINES]), *(["…"] if len(numbers) > MOST_LINES else [])]
    return str(said["lines"].format(lines=", ".join(shown), text=text))


def _value(value: Any) -> str:
    if isinstance(value, PoolingError):
        return told(value)
    if isinstance(value, tuple):
        joined = " x " if all(isinstance(each, int) for each in value) else ", "
        return joined.join(map(str, value))
    return cut(value) if isinstance(value, str) else str(value)


# ---- where it leads ----


def _ways(pasted: Pasted, language: str | None) -> tuple[list[Part], list[str]]:
    """Links, the nearest first; and what is said of them."""
    said = words("paste")
    found: list[Lead] = []
    more: list[str] = []
    windows = [layer for layer in pasted.layers if layer.name != SAME]
    if len(windows) == 1:
        found += leads(windows[0])
    if pasted.layers and not _is_lone_unpooling(pasted):
        lead, count = stack_lead(pasted.layers, pasted.input_shape, pasted.refused)
        if lead is not None:
            found.append(lead)
            if count < len(pasted.layers):
                more.append(said["cut"].format(count=count, total=len(pasted.layers)))
    elif not pasted.layers:
        found += [lead for lead in map(shown, pasted.messages) if lead is not None]
    for lead in found:
        if lead.lacks:
            title = words(lead.lesson)["title"]
            more.append(said["lacks"].format(lesson=title, parameters=", ".join(lead.lacks)))
    is_mended = not pasted.layers or pasted.refused is not None
    return [_link(lead, language, "mend" if is_mended and lead is found[-1] else "open") for lead in found], more


def _link(lead: Lead, language: str | None, key: str) -> Part:
    title = words(lead.lesson)["title"]
    pairs = {**lead.said, **({KEY: language} if language else {})}
    return {
        "lesson": lead.lesson,
        "label": words("paste")[key].format(lesson=title),
        "href": f"{address(f'/{lead.lesson}')}?{urlencode(pairs)}",
    }
