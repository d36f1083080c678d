"""A padded batch: what padding does to pooling over time, and the same over the words alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from pooling_core.compute.masked import over_words
from pooling_core.explain.text import added, listed, value_text
from pooling_core.oracle.prepared import Prepared
from ui import oracle
from ui.lesson import Lesson, Moment
from ui.lessons.dimensions.batch import MOST_SENTENCES, Batch
from ui.lessons.dimensions.sentence import MAX_WORDS
from ui.page import parts
from ui.page.compose import picture
from ui.stage import payload
from ui.stage.counted import cells_text
from ui.text import snippets
from ui.words import words

# A word that stands in a cell beside its score.
LONGEST = 9


def drawn(lesson: Lesson, worked: Moment, batch: Batch) -> Any:
    """The scores with their words, the result over every position, and beside it the one over the words."""
    assert worked.explained is not None
    text, stage = words("dimensions")["batch"], words("stage")
    picks = worked.explained.spec.operation.picks
    options: dict[str, Any] = {
        "titles": {"input": text["scores"], "output": text["plain_max" if picks else "plain_mean"]},
        "indices": [{"board": "input", "texts": _words_in(batch)}],
        "editable": False,
        "tight": True,
    }
    found = over_words(worked.plane, batch.lengths, picks)
    title = text["masked_max" if picks else "masked_mean"]
    options["extras"] = [payload.extra(title, found, "output", "output", tells=_lines(batch, found, picks))]
    made = picture(lesson, worked, **options)
    made["input"]["kinds"] = ["r" * length + "p" * (worked.plane.shape[1] - length) for length in batch.lengths]
    made["weights"] = None  # all alike, and beside the words there is no room
    kinds, wide = words("stage")["notes"]["cells"], worked.plane.shape[1]
    made["notes"] = [
        [
            " · ".join(
                [
                    cells_text(kinds, {"real": length, "padding": wide - length, "overhang": 0}),
                    text["alone"].format(line=line),
                ]
            )
        ]
        for length, (line,) in zip(batch.lengths, _lines(batch, found, picks), strict=True)
    ]
    made["words"] = {**stage["labels"], "index": text["word"], "kinds": {**stage["labels"]["kinds"], "p": text["pad"]}}
    return made


def _words_in(batch: Batch) -> list[list[str]]:
    wide = max(batch.lengths)
    return [[_short(word) for word in line] + [""] * (wide - len(line)) for line in batch.words]


def _short(word: str) -> str:
    return word if len(word) <= LONGEST else f"{word[: LONGEST - 1]}…"


def _lines(batch: Batch, found: Any, picks: bool) -> list[list[str]]:
    """The arithmetic over the words of each sentence."""
    made = []
    for scores, length, value in zip(batch.scores, batch.lengths, found[:, 0], strict=True):
        terms = [value_text(score) for score in scores[:length]]
        formula = f"max({listed(terms)})" if picks else f"({added(terms)}) / {length}"
        made.append([f"{formula} = {value_text(np.float32(value))}"])
    return made


def asked(worked: Moment, batch: Batch) -> list[oracle.Question]:
    """Both results for PyTorch."""
    text, plain = words("dimensions")["batch"], worked.question
    assert plain is not None and worked.explained is not None and worked.call is not None
    picks = worked.explained.spec.operation.picks
    outcome = over_words(worked.plane, batch.lengths, picks)
    both = [
        (plain.arguments, plain.outcome, None, text["plain_max" if picks else "plain_mean"]),
        (plain.arguments, outcome, Prepared(lengths=batch.lengths), text["masked_max" if picks else "masked_mean"]),
    ]
    return [
        oracle.Question(worked.call.name, (worked.plane,), given, result, prepared=prepared, called=called)
        for given, result, prepared, called in both
    ]


def program(worked: Moment, batch: Batch) -> str:
    """Both as a runnable program."""
    assert worked.call is not None
    picks = worked.call.operation.picks
    masked = (
        "x.masked_fill(~mask, -torch.inf).amax(1, keepdim=True)"
        if picks
        else "(x * mask).sum(1, keepdim=True) / mask.sum(1, keepdim=True)"
    )
    lines = [
        f"lengths = torch.tensor({list(batch.lengths)})",
        "mask = torch.arange(x.shape[1]) < lengths[:, None]",
        f"y = F.{snippets.call_text(worked.call)}",
        f"masked = {masked}",
    ]
    return snippets.program(worked.call, worked.plane, lines, results="y, masked")


def notes(worked: Moment) -> list[parts.Part]:
    """What the zeros do, and what the mask does."""
    if worked.call is None:
        return []
    text = words("dimensions")["batch"]
    return [parts.said("about", text["about_max" if worked.call.operation.picks else "about_mean"], title="")]


def problem(batch: Batch) -> str | None:
    """What of the text is not read."""
    text, (sentences, longer) = words("dimensions")["batch"], batch.left_out
    if sentences:
        return str(text["too_many"].format(most=MOST_SENTENCES))
    return str(text["too_long"].format(most=MAX_WORDS)) if longer else None
