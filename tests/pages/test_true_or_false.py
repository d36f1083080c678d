"""True or false?: nothing is told before the guess; then the verdict, the evidence and the case on the stage."""

import contextlib
import io

import numpy as np
import pytest

from pooling_core.oracle import calls as torch_check
from tests.support.app_pages import app_page
from tests.support.lessons import LESSONS
from tests.support.screens import codes, numbers, open_page, problems, refusals, said, stages
from ui import claims, oracle
from ui.words import words
from ui.words.listed import listed

LESSON = LESSONS["true_or_false"]
TEXT = words("true_or_false")
CLAIMS = {claim["id"]: claim for claim in listed("claims")}
each_claim = pytest.mark.parametrize("name", CLAIMS)


def verdict_of(name):
    return "true" if claims.judge(CLAIMS[name], by_torch=True).holds else "false"


def line(app):
    """The statement with what stands around it."""
    return app.data["headline"]


@each_claim
def test_before_a_guess_nothing_is_told(torch_loaded, name):
    app = open_page("true_or_false", claim=name)
    claim, number = CLAIMS[name], list(CLAIMS).index(name) + 1
    assert line(app) == {
        "tone": "claim",
        "title": TEXT["quoted"].format(says=claim["says"]),
        "text": f"{number} of {len(CLAIMS)} · {TEXT['heard'].format(heard=claim['heard'])}",
    }
    assert claim["holds"] not in said(app) and not stages(app) and not codes(app)
    assert app.data["oracle"] is None and not app.data["panels"] and app.data["nothing"] == TEXT["lede"]
    assert not refusals(app) and not problems(app)


@pytest.mark.parametrize("guess", ["true", "false"])
@each_claim
def test_a_guess_is_answered_by_what_torch_does(torch_loaded, name, guess):
    app = open_page("true_or_false", claim=name, guess=guess)
    claim, verdict = CLAIMS[name], verdict_of(name)
    answer = "right" if guess == verdict else "wrong"
    assert line(app)["tone"] == answer
    assert line(app)["lines"] == [TEXT[answer].format(verdict=verdict), TEXT["holds"].format(holds=claim["holds"])]
    assert claim["says"] in line(app)["title"]
    by_rule = name == "tensorflow-multiple"
    assert app.data["oracle"]["text"] == (TEXT["judged_rule"] if by_rule else "Judged now by PyTorch 2.13.0")
    assert TEXT["expects"][claim["expect"]].format(size=" or ".join(claim.get("size", ()))) in said(app)
    sides = claims.judge(claim, by_torch=True).sides
    stated = [key for key in ("left", "right") if "values" in claim.get(key, {})]
    assert len(codes(app)) == len(sides) - len(stated)
    for key in stated:
        assert claim[key]["values"].replace("\n", "; ") in app.panel(key)["text"]


def printed(program):
    """What a program prints when it is run as it stands; or what it raises, in the words of its first line."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), torch_check.quiet():
        try:
            exec(program, {})
        except Exception as error:
            return f"{type(error).__name__}: {torch_check.words_of(error)}"
    return out.getvalue().rstrip("\n")


def commented(program):
    """What the comment at its end says."""
    lines = program.split("\n")
    first = max(at for at, each in enumerate(lines) if not each.startswith("# ")) + 1
    return "\n".join(each.removeprefix("# ") for each in lines[first:])


@pytest.mark.parametrize("engine", ["torch", "core"])
@each_claim
def test_a_program_runs_as_it_stands_and_prints_what_it_says(torch_loaded, monkeypatch, name, engine):
    monkeypatch.setattr(oracle, "ready", lambda: engine == "torch")
    monkeypatch.setattr(torch_check, "available", lambda: engine == "torch")
    programs = codes(open_page("true_or_false", claim=name, guess="true"))
    assert programs
    for program in programs:
        assert printed(program) == commented(program) != ""
        assert ("import torch" in program) == (engine == "torch") or name == "tensorflow-multiple"


@each_claim
def test_the_case_stands_on_the_stage_where_it_is_one_pooling_call(torch_loaded, name):
    app = open_page("true_or_false", claim=name, guess="true")
    assert len(stages(app)) == (name != "lp-three")  # three dimensions, not on a plane
    if name == "lp-three":
        assert app.data["nothing"] == TEXT["no_plane"]
    for stage in stages(app):
        assert stage["output"]["exact"] and not stage["input"]["editable"]
        side = CLAIMS[name].get("stage", CLAIMS[name]["left"])
        call, inputs, arguments = claims.call_of(side)
        theirs = torch_check.ask_call(call, inputs, arguments).output
        assert theirs is not None
        ours = numbers(stage["output"])
        np.testing.assert_allclose(ours, theirs.reshape(ours.shape), rtol=1e-6)


def test_choosing_another_statement_takes_the_guess_back_and_writes_the_link(torch_loaded):
    app = open_page("true_or_false", guess="true").turn("claim", "just-ceil")
    assert app.link == {"claim": "just-ceil"} and line(app)["tone"] == "claim"
    app.turn("guess", "false")
    assert line(app)["tone"] == "right"
    opened = open_page("true_or_false", claim="just-ceil", guess="false")
    assert opened.data == {**app.data, "changed": None}


def test_the_next_statement_is_one_press_away_and_the_first_follows_the_last(torch_loaded):
    app = open_page("true_or_false", guess="true")
    for name in [*list(CLAIMS)[1:], next(iter(CLAIMS))]:
        app.press(TEXT["next"])
        assert app.link.get("claim", next(iter(CLAIMS))) == name and "guess" not in app.link
        app.turn("guess", "false")


def test_every_statement_can_be_chosen_from_a_numbered_list():
    control = open_page("true_or_false").control("claim")
    assert control["kind"] == "numbered"
    assert [option["label"] for option in control["options"]] == [claim["says"] for claim in CLAIMS.values()]
    assert LESSON.fields["claim"].options == tuple(CLAIMS)


def test_the_three_answers_stand_side_by_side():
    control = open_page("true_or_false").control("guess")
    assert control["kind"] == "choice" and control in open_page("true_or_false").data["controls"]["row"]
    assert [option["value"] for option in control["options"]] == ["undecided", "true", "false"]


def test_without_torch_the_core_judges_and_says_so(monkeypatch):
    monkeypatch.setattr(torch_check, "available", lambda: False)
    monkeypatch.setattr(oracle, "ready", lambda: False)
    for name in CLAIMS:
        app = open_page("true_or_false", claim=name, guess="true")
        by = "judged_rule" if name == "tensorflow-multiple" else "judged_core"
        assert app.data["oracle"] == {"tone": "none", "text": TEXT[by]}
        assert (line(app)["tone"] == "right") == (verdict_of(name) == "true")


def test_while_torch_loads_the_core_judges_and_the_stage_asks_again(monkeypatch):
    asked = []
    monkeypatch.setattr(oracle, "ready", lambda: False)
    monkeypatch.setattr(oracle, "absent", lambda: False)
    monkeypatch.setattr(oracle, "load_soon", lambda: asked.append(1))
    app = open_page("true_or_false", claim="zero-padding", guess="true")
    assert app.data["oracle"] == {"tone": "waiting", "text": TEXT["judged_core"]} and asked
    assert line(app)["tone"] == "wrong"


def test_the_verdict_is_not_written_down_but_found(torch_loaded, monkeypatch):
    lie = torch_check.Verdict("0", output=np.zeros((1, 3), np.float32))
    monkeypatch.setattr(torch_check, "ask_call", lambda *_, **__: lie)
    assert line(open_page("true_or_false", claim="zero-padding", guess="true"))["tone"] == "right"


def test_the_page_opens():
    assert len(app_page("true_or_false").get("bidi_component")) == 1
