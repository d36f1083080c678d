"""A sentence over its scores: the words above the columns, and scores for the words of a new sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling_core.explain.trace import Trace
from ui.lessons.dimensions.fields import FIELDS, SCORED, SCORES, SENTENCE
from ui.lessons.dimensions.sentence import MAX_WORDS, label, rescored, scored, words_of
from ui.page import tensors
from ui.state.fields import State
from ui.text import tensor_text
from ui.words import words


def with_scores(state: State) -> dict[str, Any]:
    """The state whose scores are those of its sentence.

    A new sentence comes with the one before it, and words that stay keep their scores. A sentence that comes alone gets
    the lexicon's where the lesson's own do not fit. Scores that a link says stand as they are.
    """
    settled = {**state, SCORED: FIELDS[SCORED].default}
    found = words_of(state[SENTENCE])[:MAX_WORDS]
    if not found:
        return settled
    scores, lexicon = tensors.read(FIELDS, state, SCORES).plane, words("dimensions")["lexicon"]
    if state[SCORED] != FIELDS[SCORED].default:
        fresh = rescored(found, words_of(state[SCORED])[:MAX_WORDS], scores, lexicon)
    elif state[SCORES] == FIELDS[SCORES].default and len(found) != scores.shape[1]:
        fresh = scored(found, lexicon, len(scores))
    else:
        return settled
    return {**settled, SCORES: tensor_text.format_tensor(fresh)}


def rescoring(state: State) -> Mapping[str, Mapping[str, str]]:
    """What changes with the sentence, whatever it becomes: from which sentence the scores are."""
    return {"*": {SCORED: state[SENTENCE] or " "}}


def uneven(state: State, scores: NDArray[Any]) -> str | None:
    """A sentence where the words and the columns of scores are not as many."""
    text, said = words("dimensions"), words_of(state[SENTENCE])
    if not said:
        return str(text["no_words"])
    if len(said) > MAX_WORDS:
        return str(text["too_many"].format(count=len(said), most=MAX_WORDS))
    if len(said) != scores.shape[1]:
        return str(text["uneven"].format(words=len(said), columns=scores.shape[1]))
    return None


def labels(state: State, scores: NDArray[Any], explained: Trace | None) -> dict[str, Any]:
    """Options of the picture: words above, filters beside, and at each maximum the word that it came from."""
    text = words("dimensions")
    filters, columns = scores.shape
    above = _above(words_of(state[SENTENCE])[:MAX_WORDS], columns)
    beside = {"row_labels": [_filter(number, text) for number in range(filters)]}
    options: dict[str, Any] = {"labels": {"input": beside | {"column_labels": above}, "output": beside}}
    options["titles"] = {"input": text["scores"], "output": _output_title(explained, text)}
    if explained is not None and explained.winners is not None:
        options["tells"] = [
            [text["highest"].format(word=above[at]) if at >= 0 else "" for at in row]
            for row in np.asarray(explained.winners[..., 1]).tolist()
        ]
    return options


def _above(found: Sequence[str], columns: int) -> list[str]:
    return [label(found[at]) if at < len(found) else str(at) for at in range(columns)]


def _filter(number: int, text: Mapping[str, Any]) -> str:
    names = text["filters"]
    return str(names[number] if number < len(names) else text["filter"].format(number=number))


def _output_title(explained: Trace | None, text: Mapping[str, Any]) -> str:
    if explained is None or explained.axes[1].outputs != 1:
        return str(text["of_windows"])
    return str(text[f"over_all_{explained.spec.operation.reading}"])
