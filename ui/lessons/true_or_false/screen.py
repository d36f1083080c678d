"""The screen of the lesson of statements: one card at a time, nothing told before the guess; at the end the score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pooling_core.oracle import calls as torch_check
from ui import claims, oracle
from ui.claims import Claim
from ui.lesson import Lesson
from ui.lessons.true_or_false import deck
from ui.lessons.true_or_false.fields import claim_of
from ui.lessons.true_or_false.program import block
from ui.lessons.true_or_false.sides import both
from ui.page import parts
from ui.page.compose import Screen, compose
from ui.stage import payload
from ui.state.codec import text_of
from ui.state.fields import State
from ui.words import words
from ui.words.joined import joined
from ui.words.listed import listed

Words = Mapping[str, Any]


def screen(lesson: Lesson, state: State) -> Screen:
    """Everything the stage shows of a state."""
    text = lesson.words
    claim = next(each for each in listed("claims") if each["id"] == claim_of(state))
    card: parts.Part = {
        "id": claim["id"],
        "guess": state["guess"],
        "told": state["told"],
        "cards": deck.cards(text),
        "words": {**text["deck"], "guess": text["guess"], "answers": text["answers"]},
    }
    if state["score"]:
        said = text["deck"]
        line = {"tone": "claim", "title": said["score_title"], "text": said["score_text"]}
        return _composed(lesson, state, {**card, "topics": deck.topics(text)}, line)
    line = {"tone": "claim", "title": text["quoted"].format(says=claim["says"]), "text": deck.place(claim, text)}
    card |= {"says": line["title"], "heard": text["heard"].format(heard=claim["heard"])}
    if state["guess"] == "undecided":
        return _composed(lesson, state, card, line)
    by_torch = oracle.ready()
    judgement = claims.judge(claim, by_torch)
    is_right = state["guess"] == text_of(judgement.holds)
    sides, differ = both(claim, judgement, by_torch, text)
    card |= {"right": is_right, "sides": sides, "differ": differ}
    word = judged(claim, by_torch, text)
    if not is_right and not state["told"]:
        # What is to be seen comes before what is to be read: what is not to be mistaken for it, with what is told.
        card |= {"verdict": text["again"], "sides": sides[:2]}
        heard = [text["again"], *(each["read"] for each in sides[:2]), differ]
        return _composed(lesson, state, card, {**line, "tone": "wrong", "lines": heard}, word=word)
    said = text["right" if is_right else "wrong"].format(verdict=text["verdicts"][text_of(judgement.holds)])
    holds = text["holds"].format(holds=claim["holds"])
    card |= {"verdict": said, "holds": holds, "seen": deck.seen_in(claim, text)}
    line |= {"tone": "right" if is_right else "wrong", "lines": [said, holds]}
    return _composed(lesson, state, card, line, panels=evidence(claim, judgement, by_torch, text), word=word)


def _composed(lesson: Lesson, state: State, card: parts.Part, line: parts.Part, **more: Any) -> Screen:
    shown = {**payload.nothing(words("stage")), "card": card}
    return compose(lesson, state, shown, headline=line, **more)


# ---- below the card ----


def evidence(claim: Claim, judgement: claims.Judgement, by_torch: bool, text: Words) -> list[parts.Part]:
    """What was expected, and each program that was run, with what it said."""
    sizes = text["between_sizes"].join(claim.get("size", ()))
    expects = text["comes" if judgement.holds else "expects"][claim["expect"]].format(size=sizes)
    shown = [parts.said("expects", expects, title=text["evidence"])]
    runs = dict(zip(("left", "right"), judgement.sides, strict=False))
    for key in ("otherwise", "compare"):
        if "name" in claim.get(key, {}):
            runs[key] = claims.run(claim[key], by_torch)
    for key, came in runs.items():
        side = claim[key]
        if "values" in side:
            shown.append(parts.said(key, text["stated"].format(values=came.text), title=text["sides"]["claimed"]))
        else:
            shown.append(parts.copied(key, block(side, came), title=_signed(text["sides"][key], came, text)))
    return shown


def _signed(title: str, came: claims.Result, text: Words) -> str:
    """The title of a program, with the name of what ran it."""
    version = torch_check.load() if came.by_torch else ""
    return str(text["signed_torch" if came.by_torch else "signed_core"].format(title=title, version=version))


def judged(claim: Claim, by_torch: bool, text: Words) -> dict[str, str]:
    """Who judged; and who ran what PyTorch does not have."""
    names = [claim[key]["name"] for key in ("left", "right") if "name" in claim.get(key, {})]
    lacking = [name for name in names if not claims.in_torch(name)]
    if claim["left"]["name"] in lacking:
        return {"tone": "none", "text": text["judged_ours"].format(name=claim["left"]["name"])}
    if by_torch:
        said = text["judged_torch"].format(version=torch_check.load())
        return {"tone": "agrees", "text": joined(said, *(text["run_ours"].format(name=each) for each in lacking))}
    if not oracle.absent():
        oracle.load_soon()
    return {"tone": "none" if oracle.absent() else "waiting", "text": text["judged_core"]}
