"""A third language for tests: English between marks, so that a word without marks is a word that stands in code."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pooling_core.call.catalogue import OPERATIONS
from ui.text import dtypes, stack_text
from ui.words import content

NAME = "qps"
OPEN, CLOSE = "⟦", "⟧"
# What stands between marks, the innermost first.
MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
ADDRESS = re.compile(r"https://\S+")
# Two letters that are no number: nan, inf, and a number's exponent or a hexadecimal colour have none such beside them.
WORD = re.compile(r"(?<![\w.])(?!(?:nan|inf)\b)[^\W\d_]{2,}")

# Names of code, wherever they stand: functions, parameters, dtypes, the words of stacks and of arithmetic.
NAMES = {
    *["max", "min", "start", "trunc", "draw", "indices", "area", "nearest", "exact", "conv2d"],
    *dtypes.EVERY_DTYPE,
    *(each for rule in stack_text.GRAMMAR.values() for each in (*rule.kind.parameters, *rule.settings, *rule.switches)),
    *stack_text.GRAMMAR,
    *("as", "from", "of", "input", "MyBlock"),
    *stack_text.MODULES,
    *(each for family, record in OPERATIONS.items() for each in (family, *record.parameters)),
}
# A name that had no room is cut.
CUT = re.compile(r"([^\W\d_]+)…")
PIECES = {piece for name in NAMES for piece in re.findall(r"[a-zA-Z]+", name)}


def unmarked(text: str) -> list[str]:
    """The words of a text that no content file says.

    A text with an opened or a closed mark alone was cut in the middle, and counts as a whole.
    """
    text = ADDRESS.sub("", text)  # the same in every language
    while MARKED.search(text):
        text = MARKED.sub("", text)
    return [text] if OPEN in text or CLOSE in text else WORD.findall(text)


def strays(text: str) -> list[str]:
    """Its words that no content file says and that are no names of code."""
    text = CUT.sub(lambda cut: "" if any(name.startswith(cut[1]) for name in PIECES) else cut[0], text)
    return [word for word in unmarked(text) if word not in PIECES]


def write(folder: Path) -> None:
    """The folder of the language, beside those that are there."""
    target = folder / NAME
    target.mkdir(parents=True)
    for name in content.lessons():
        said = content.in_language(name, content.FALLBACK)
        lines = [f"{path} = {json.dumps(value, ensure_ascii=False)}" for path, value in _flat(said)]
        (target / f"{name}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _flat(said: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(said, dict):
        for key, value in said.items():
            yield from _flat(value, f"{path}.{json.dumps(key)}" if path else json.dumps(key))
    elif isinstance(said, list):
        yield path, [_marked(each) for each in said]
    else:
        yield path, said if path.endswith('"tag"') else _marked(said)


def _marked(said: Any) -> Any:
    return f"{OPEN}{said}{CLOSE}" if isinstance(said, str) and WORD.search(said) else said
