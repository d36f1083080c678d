"""True or false?: nothing is told before the guess; then the verdict, the evidence and the case on the stage."""

import numpy as np
import pytest

from pooling_core.oracle import calls as torch_check
from tests.support.screens import checked, open_page, said, stages
from ui import claims, oracle, states
from ui.content import words

TEXT = words("true_or_false")
CLAIMS = {claim["id"]: claim for claim in TEXT["claims_list"]}
each_claim = pytest.mark.parametrize("name", CLAIMS)


def verdict_of(name):
    return "true" if claims.judge(CLAIMS[name], by_torch=True).holds else "false"


@each_claim
def test_before_a_guess_nothing_is_told(torch_loaded, name):
    app = open_page("true_or_false", claim=name)
    claim, number = CLAIMS[name], list(CLAIMS).index(name) + 1
    assert [line.value for line in app.subheader] == [f"“{claim['says']}”"]
    assert f"{number} of {len(CLAIMS)}" in said(app) and claim["heard"] in said(app)
    assert claim["holds"] not in said(app) and not stages(app) and not app.code
    assert not app.success and not app.warning and not app.error


@pytest.mark.parametrize("guess", ["true", "false"])
@each_claim
def test_a_guess_is_answered_by_what_torch_does(torch_loaded, name, guess):
    app = open_page("true_or_false", claim=name, guess=guess)
    claim, verdict = CLAIMS[name], verdict_of(name)
    right = guess == verdict
    answer = (app.success if right else app.warning)[0].value
    assert answer == TEXT["right" if right else "wrong"].format(verdict=verdict)
    assert len(app.success) + len(app.warning) == 1 and not app.error
    assert claim["holds"].replace("\\", "") in said(app)
    assert "Judged now by PyTorch 2.13.0" in said(app)
    assert TEXT["expects"][claim["expect"]].format(size=claim.get("size")) in said(app)
    sides = claims.judge(claim, by_torch=True).sides
    assert len(app.code) == len(sides)
    for code, side in zip(app.code, sides, strict=True):
        assert code.value.splitlines()[0] == side.text and code.value.splitlines()[1].startswith("# ")


@each_claim
def test_the_case_stands_on_the_stage_where_it_is_one_pooling_call(torch_loaded, name):
    shown = stages(open_page("true_or_false", claim=name, guess="true"))
    assert len(shown) == (name != "lp-three")  # three dimensions, not on a plane
    for stage in shown:
        assert stage["output"]["exact"] and not stage["input"]["editable"]
        side = CLAIMS[name].get("stage", CLAIMS[name]["left"])
        call, inputs, arguments = claims.call_of(side)
        theirs = torch_check.ask_call(call, inputs, arguments).output
        assert theirs is not None
        ours = np.array(stage["output"]["exact"], np.float32)
        np.testing.assert_allclose(ours, theirs.reshape(ours.shape), rtol=1e-6)


def test_choosing_another_statement_takes_the_guess_back_and_writes_the_link(torch_loaded):
    app = open_page("true_or_false", guess="true")
    checked(app.radio(key="_claim").set_value("just-ceil").run())
    assert app.session_state["guess"] == "undecided" and not app.warning and not app.success
    assert app.query_params["claim"] in ("just-ceil", ["just-ceil"])
    checked(app.button_group(key="guess").set_value("false").run())
    assert app.success
    opened = open_page("true_or_false", claim="just-ceil", guess="false")
    assert said(opened) == said(app) and stages(opened) == stages(app)
    assert opened.radio(key="_claim").value == "just-ceil"


def test_every_statement_can_be_chosen():
    app = open_page("true_or_false")
    assert app.radio(key="_claim").options == [claim["says"] for claim in CLAIMS.values()]
    assert states.TRUE_OR_FALSE["claim"].options == tuple(CLAIMS)


def test_without_torch_the_core_judges_and_says_so(monkeypatch):
    monkeypatch.setattr(torch_check, "available", lambda: False)
    monkeypatch.setattr(oracle, "ready", lambda: False)
    for name in CLAIMS:
        app = open_page("true_or_false", claim=name, guess="true")
        assert TEXT["judged_core"] in said(app)
        assert bool(app.success) == (verdict_of(name) == "true")


def test_the_verdict_is_not_written_down_but_found(torch_loaded, monkeypatch):
    lie = torch_check.Verdict("0", output=np.zeros((1, 3), np.float32))
    monkeypatch.setattr(torch_check, "ask_call", lambda *_, **__: lie)
    app = open_page("true_or_false", claim="zero-padding", guess="true")
    assert app.success and not app.warning
