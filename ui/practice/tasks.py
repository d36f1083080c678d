"""Exercises and states of lessons -> the tasks of a sheet."""

from __future__ import annotations

from itertools import islice
from math import prod

from ui.figures.picture import svg
from ui.lessons import LESSONS
from ui.page.pictures import answer
from ui.page.stills import call_title
from ui.practice import link, told
from ui.practice.cover import Payload, covered
from ui.practice.series import Asked, exercise
from ui.practice.sheet import Task
from ui.stage.component import address
from ui.state import codec
from ui.words import words

# Equations of a whole picture that a page has room for.
MOST_EQUATIONS = 36
# Their answer is drawn into the picture.
DRAWN = ("window",)


def of_exercise(which: Asked) -> Task:
    """An exercise of a series."""
    one, query = exercise(which), codec.query_of(exercise(which).state.items())
    picture = (
        ""
        if one.question == "shape"
        else svg(covered(one.lesson, query, one.question, one.at), None, title="", bare=True)
    )
    return Task(
        title=words("practice")["topics"][one.topic],
        number=which.number,
        call=told.call(one),
        ask=" ".join(filter(None, (told.plain(one), told.ask(one)))),
        picture=picture,
        blank=one.question not in DRAWN,
        path=address(f"/{link.PAGE}?{link.query(which)}"),
        answer=one.answer,
        solution=told.solution(one),
    )


def of_state(lesson: str, query: str, number: int) -> Task | None:
    """Every output of a state, asked for by its link too; ``None`` where it has no picture to fill in."""
    record, text = LESSONS[lesson], words("practice")["sheet"]
    state = codec.read(record.fields, codec.pairs_of(query)).state
    plain = codec.link(record.fields, state)
    shown = answer(lesson, plain)
    if not shown["still"] or not prod((shown["output"]["rows"], shown["output"]["cols"])):
        return None
    asks = "predict=true" if shown["predicts"] else ""
    said = (
        text["equation"].format(i=i, j=j, equation=equation)
        for i, line in enumerate(shown["equations"])
        for j, equation in enumerate(line)
    )
    return Task(
        title=str(record.words["title"]),
        number=number,
        call=call_title(lesson, plain),
        ask=text["fill"],
        picture=_drawn(covered(lesson, plain)),
        blank=False,
        path=address("?".join(filter(None, (f"/{lesson}", "&".join(filter(None, (plain, asks))))))),
        answer="",
        solution=list(islice(said, MOST_EQUATIONS)),
        solved=_drawn(shown),
    )


def _drawn(payload: Payload) -> str:
    return svg(payload, None, title="", bare=True)
