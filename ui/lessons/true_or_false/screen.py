"""The screen of the lesson of statements: nothing is told before the guess."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pooling_core.oracle import calls as torch_check
from ui import claims, oracle
from ui.lesson import Lesson
from ui.lessons.true_or_false.call import case
from ui.lessons.true_or_false.fields import FIELDS
from ui.lessons.true_or_false.program import block
from ui.page import parts
from ui.page.compose import Screen, compose
from ui.stage import payload
from ui.stage.controls import Control, control
from ui.stage.record import Payload
from ui.state.codec import text_of
from ui.state.fields import State
from ui.words import words
from ui.words.listed import entries, listed

Claim = Mapping[str, Any]


def screen(lesson: Lesson, state: State) -> Screen:
    """Everything the stage shows of a state."""
    claim, text = next(each for each in listed("claims") if each["id"] == state["claim"]), lesson.words
    line = headline(claim, text)
    row, main = [guesses(state, text)], [statements(state, text)]
    if state["guess"] == "undecided":
        return compose(lesson, state, payload.nothing(words("stage"), text["lede"]), headline=line, row=row, main=main)
    by_torch = oracle.ready()
    judgement = claims.judge(claim, by_torch)
    return compose(
        lesson,
        state,
        picture(claim, text),
        headline={**line, **answer(claim, state, judgement.holds, text)},
        panels=evidence(claim, judgement, by_torch, text),
        row=row,
        main=main,
        word=judged(claim, by_torch, text),
    )


# ---- controls ----


def guesses(state: State, text: Mapping[str, Any]) -> Control:
    """The three answers."""
    options = [{"value": option, "label": text["answers"][option]} for option in FIELDS["guess"].options]
    return control(FIELDS, state, "guess", text["guess"], options=options)


def statements(state: State, text: Mapping[str, Any]) -> Control:
    """The numbered list of statements; another one is guessed afresh."""
    options = [{"value": claim["id"], "label": claim["says"]} for claim in listed("claims")]
    afresh = {key: {"guess": text_of(FIELDS["guess"].default)} for key in entries("claims")}
    return control(FIELDS, state, "claim", text["claims"], kind="numbered", options=options, changes=afresh)


# ---- above the picture ----


def headline(claim: Claim, text: Mapping[str, Any]) -> parts.Part:
    """The statement, its number and where it is heard."""
    names = list(entries("claims"))
    number = text["statement_number"].format(number=names.index(claim["id"]) + 1, count=len(names))
    heard = text["heard"].format(heard=claim["heard"])
    return {"tone": "claim", "title": text["quoted"].format(says=claim["says"]), "text": f"{number} · {heard}"}


def answer(claim: Claim, state: State, holds: bool, text: Mapping[str, Any]) -> parts.Part:
    """The verdict, what holds, and the way to the next statement."""
    verdict = text["verdicts"][text_of(holds)]
    right = "right" if state["guess"] == text_of(holds) else "wrong"
    lines = [text[right].format(verdict=verdict), text["holds"].format(holds=claim["holds"])]
    names = list(entries("claims"))
    following = names[(names.index(claim["id"]) + 1) % len(names)]
    onward = {"label": text["next"], "changes": {"claim": following, "guess": text_of(FIELDS["guess"].default)}}
    return {"tone": right, "lines": lines, "fixes": [onward]}


def picture(claim: Claim, text: Mapping[str, Any]) -> Payload:
    """The statement's own case, where it is one pooling call with a result on a plane."""
    explained = case(claim)
    if explained is None:
        return payload.nothing(words("stage"), text["no_plane"])
    return payload.from_trace(explained, words("stage"), bins=explained.spec.adaptive, editable=False)


# ---- below it ----


def evidence(claim: Claim, judgement: claims.Judgement, by_torch: bool, text: Mapping[str, Any]) -> list[parts.Part]:
    """What was expected, and each program that was run, with what it said."""
    sizes = text["between_sizes"].join(claim.get("size", ()))
    expects = text["expects"][claim["expect"]].format(size=sizes)
    shown = [parts.said("expects", expects, title=text["evidence"])]
    for key, came in zip(("left", "right"), judgement.sides, strict=False):
        side = claim[key]
        if "values" in side:
            shown.append(parts.said(key, text["stated"].format(values=came.text), title=text["sides"]["stated"]))
        else:
            shown.append(parts.copied(key, block(side, came, by_torch), title=text["sides"][key]))
    return shown


def judged(claim: Claim, by_torch: bool, text: Mapping[str, Any]) -> dict[str, str]:
    """Who judged."""
    if claim["left"]["name"] == "tf_same":
        return {"tone": "none", "text": text["judged_rule"]}
    if by_torch:
        return {"tone": "agrees", "text": text["judged_torch"].format(version=torch_check.load())}
    if oracle.absent():
        return {"tone": "none", "text": text["judged_core"]}
    oracle.load_soon()
    return {"tone": "waiting", "text": text["judged_core"]}
