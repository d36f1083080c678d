"""True or false?: nothing is told before a guess, a wrong one looks at both sides first; then it is told, and run."""

import contextlib
import io
import re

import numpy as np
import pytest

import pooling_core.functional as F
from pooling_core import extensions
from pooling_core.oracle import calls as torch_check
from tests.support.app_pages import app_page
from tests.support.lessons import LESSONS
from tests.support.screens import by_address, codes, numbers, open_page, problems, refusals, said, stages
from ui import claims, oracle
from ui.words import speaking, words
from ui.words.listed import listed

LESSON = LESSONS["true_or_false"]
TEXT = words("true_or_false")
CLAIMS = {claim["id"]: claim for claim in listed("claims")}
# Judged without PyTorch, which has no such function.
OURS = "tensorflow-multiple"
each_claim = pytest.mark.parametrize("name", CLAIMS)
OPPOSITE = {"true": "false", "false": "true"}


def verdict_of(name):
    return "true" if claims.judge(CLAIMS[name], by_torch=True).holds else "false"


def line(app):
    """What is said of the card."""
    return app.data["headline"]


def card(app):
    return app.data["card"]


def looked(name):
    """The card after a wrong guess."""
    return open_page("true_or_false", claim=name, guess=OPPOSITE[verdict_of(name)])


@pytest.fixture
def engine(request, monkeypatch):
    """Which of the two judges."""
    monkeypatch.setattr(oracle, "ready", lambda: request.param == "torch")
    monkeypatch.setattr(torch_check, "available", lambda: request.param == "torch")
    return request.param


each_engine = pytest.mark.parametrize("engine", ["torch", "core"], indirect=True)


@each_claim
def test_before_a_guess_nothing_is_told(torch_loaded, name):
    app = open_page("true_or_false", claim=name)
    claim, number = CLAIMS[name], list(CLAIMS).index(name) + 1
    where = {"level": TEXT["levels"][claim["level"]], "topic": TEXT["topics"][claim["topic"]]}
    assert line(app) == {
        "tone": "claim",
        "title": TEXT["quoted"].format(says=claim["says"]),
        "text": TEXT["place"].format(number=number, count=len(CLAIMS), **where),
    }
    assert card(app)["says"] == line(app)["title"] and claim["heard"] in card(app)["heard"]
    assert card(app).keys() == {"id", "guess", "told", "cards", "words", "says", "heard"}
    assert all(each.keys() == {"id", "says", "level"} for each in card(app)["cards"])
    assert claim["holds"] not in str(app.data) and not stages(app) and not codes(app)
    assert app.data["oracle"] is None and not app.data["panels"]
    assert not refusals(app) and not problems(app)


@each_claim
def test_a_right_guess_is_told_at_once_with_its_evidence(torch_loaded, name):
    app = open_page("true_or_false", claim=name, guess=verdict_of(name))
    expect_told(app, name, "right")


@each_claim
def test_a_wrong_guess_looks_at_both_sides_and_only_then_is_told(torch_loaded, name):
    app = looked(name)
    assert line(app)["tone"] == "wrong" and card(app)["right"] is False
    assert card(app)["verdict"] == TEXT["again"] and "holds" not in card(app)
    for told in (CLAIMS[name]["holds"], TEXT["wrong"].format(verdict=verdict_of(name))):
        assert told not in str(app.data)
    assert not codes(app) and not app.data["panels"]
    # A screen reader hears both sides, and what differs or is equal.
    sides = card(app)["sides"]
    assert line(app)["lines"] == [TEXT["again"], *(each["read"] for each in sides), card(app)["differ"]]
    app.change({"told": "true"})
    assert len(sides) == 2 and card(app)["sides"][:2] == sides
    beside = [TEXT["sides"]["compared"].format(compared=CLAIMS[name].get("compared"))] * ("compare" in CLAIMS[name])
    assert [each["title"] for each in card(app)["sides"][2:]] == beside
    expect_told(app, name, "wrong")


def expect_told(app, name, answer):
    claim = CLAIMS[name]
    assert line(app)["tone"] == answer and card(app)["right"] == (answer == "right")
    told = [TEXT[answer].format(verdict=verdict_of(name)), TEXT["holds"].format(holds=claim["holds"])]
    assert line(app)["lines"] == told == [card(app)["verdict"], card(app)["holds"]]
    assert ("Judged now by PyTorch 2.13.0" in app.data["oracle"]["text"]) == (name != OURS)
    found = TEXT["comes" if verdict_of(name) == "true" else "expects"][claim["expect"]]
    assert found.format(size=" or ".join(claim.get("size", ()))) in said(app)
    run = [key for key in ("left", "right", "otherwise", "compare") if "name" in claim.get(key, {})]
    assert len(codes(app)) == len(run)
    for key in ("left", "right"):
        if "values" in claim.get(key, {}):
            assert claim[key]["values"].replace("\n", "; ") in app.panel(key)["text"]


# ---- both sides ----


@each_engine
@pytest.mark.parametrize("name", [name for name in CLAIMS if "compare" in CLAIMS[name]])
def test_both_sides_of_a_true_statement_are_equal_and_nothing_is_marked(torch_loaded, engine, name):
    app = open_page("true_or_false", claim=name, guess="true")
    one, other, *beside = card(app)["sides"]
    assert verdict_of(name) == "true" and one["output"]["exact"] == other["output"]["exact"]
    assert not any(np.any(each["output"]["marks"]) for each in (one, other, *beside))
    kinds = ("one", "other") if "name" in CLAIMS[name].get("right", {}) else ("claimed", "shown")
    assert [one["title"], other["title"]] == [TEXT["sides"][kind] for kind in kinds]
    same = TEXT["same"]["calls" if kinds[0] == "one" else "results"]
    sizes = TEXT["same"]["sizes"].format(size="1 × 3 × 6 × 6")
    assert card(app)["differ"] == (sizes if name == "channels" else same)
    # What it is not to be mistaken for is something else.
    assert [each["output"]["exact"] for each in beside] != [other["output"]["exact"]]
    assert "≠" not in str(app.data) and TEXT["expects"]["equal"] not in said(app)


@each_engine
@pytest.mark.parametrize("name", [name for name in CLAIMS if "compare" not in CLAIMS[name]])
def test_both_sides_of_a_false_statement_differ_and_what_differs_is_marked(torch_loaded, engine, name):
    claimed, true = card(looked(name))["sides"]
    assert [claimed["title"], true["title"]] == [TEXT["sides"][kind] for kind in ("claimed", "shown")]
    if "output" not in claimed or "output" not in true:
        # Words stand in the place of a result: a refusal, or how often.
        assert claimed.get("said") != true.get("said") and (claimed["said"] or "output" in claimed)
        return
    one, other = (side["output"] for side in (claimed, true))
    assert np.sum(one["marks"]) + np.sum(other["marks"]) > 0
    for here, there in ((one, other), (other, one)):
        for r, row in enumerate(here["marks"]):
            for c, mark in enumerate(row):
                is_there = r < there["rows"] and c < there["cols"]
                texts = {here["exact"][r][c], there["exact"][r][c]} if is_there else set()
                assert mark == (not is_there or ("?" not in texts and len(texts) > 1)), (name, r, c)
    differ = card(looked(name))["differ"]
    if (one["rows"], one["cols"]) == (other["rows"], other["cols"]):
        count = one["rows"] * one["cols"]
        assert differ.startswith("The two numbers" if count == 1 else f"{np.sum(one['marks'])} of {count} ")
    else:
        assert f"{one['rows']} × {one['cols']} and {other['rows']} × {other['cols']}" in differ


@each_engine
@each_claim
def test_a_side_shows_what_its_call_gives(torch_loaded, engine, name):
    """The call that stands on a side, made with the input that is drawn beside it."""
    for side in card(open_page("true_or_false", claim=name, guess=verdict_of(name)))["sides"]:
        if "input" not in side or "output" not in side or "?" in str(side["output"]["exact"]):
            continue
        if side["title"] == TEXT["sides"]["claimed"] and "values" in CLAIMS[name].get("right", {}):
            continue  # a result that was only stated
        call, x = side["code"], np.array(side["input"]["exact"], np.float32)
        found = run_call(call, x if "1d" in call or "reshape" in call else x[np.newaxis])
        np.testing.assert_allclose(np.reshape(found, numbers(side["output"]).shape), numbers(side["output"]), 1e-6)


def run_call(call, x):
    if call.startswith("nn.MaxPool2d(2,"):
        return F.max_pool2d(x, 2, return_indices=True)[0]
    call = re.sub(r"weight=(\[.*?\])", r"np.array([[\1]], np.float32)", call)
    return eval(call, {**vars(extensions), **vars(F), "np": np, "x": x})


def test_equal_colours_are_equal_values_on_both_sides(torch_loaded):
    heats = {}
    for side in card(looked("zero-padding"))["sides"]:
        for grid in (side["input"], side["output"]):
            for texts, places in zip(grid["exact"], grid["heat"], strict=True):
                for text, place in zip(texts, places, strict=True):
                    assert heats.setdefault(text, place) == place
    assert heats == {"0": 1.0, "-1": 0.667, "-2": 0.333, "-3": 0.0}


def test_the_border_is_drawn_as_each_call_fills_it(torch_loaded):
    claimed, true = card(looked("zero-padding"))["sides"]
    assert claimed["input"]["exact"] == [["0", "-3", "-1", "-2", "0"]] and claimed["input"]["kinds"] == ["rrrrr"]
    assert true["input"]["kinds"] == ["prrrp"] and true["input"]["fill"] == {"p": "-∞"}
    assert claimed["output"]["marks"] == true["output"]["marks"] == [[1, 0, 1]]


def test_a_refusal_stands_in_its_own_words(torch_loaded):
    _, true = card(looked("lp-padding"))["sides"]
    assert true["said"].startswith("Refused: “TypeError: lp_pool2d()") and "output" not in true


# ---- programs ----


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


@pytest.mark.parametrize("language", ["en", "zh"])
@each_engine
@each_claim
def test_a_program_runs_as_it_stands_and_prints_what_it_says(torch_loaded, engine, name, language):
    with speaking(language):
        app = open_page("true_or_false", claim=name, guess=verdict_of(name))
        text = words("true_or_false")
    signs = [text[key].format(title="", version="2.13.0").strip() for key in ("signed_torch", "signed_core")]
    programs = [panel for panel in app.data["panels"] if panel["kind"] == "code"]
    assert programs
    for panel in programs:
        program, is_ours = panel["text"], not claims.in_torch(CLAIMS[name][panel["key"]]["name"])
        assert printed(program) == commented(program) != ""
        # What ran it stands in its title.
        by_torch = engine == "torch" and not is_ours
        assert ("import torch" in program) == by_torch and ("pooling_core" in program) != by_torch
        assert panel["title"].endswith(signs[not by_torch])


def test_what_torch_lacks_is_signed_by_poolscope(torch_loaded):
    app = open_page("true_or_false", claim="lp-mean", guess="false")
    assert "Judged now by PyTorch 2.13.0" in said(app) and "gem_pool1d is run by Poolscope's own core" in said(app)
    assert app.panel("right")["title"].endswith("(Poolscope)")
    app = open_page("true_or_false", claim=OURS, guess="false")
    assert app.data["oracle"]["text"] == TEXT["judged_ours"].format(name="tf_max_pool1d")


# ---- the deck ----


def test_a_bare_address_shows_the_first_card_and_every_other_link_names_its_card():
    app = open_page("true_or_false")
    assert card(app)["id"] == next(iter(CLAIMS)) and app.link == {}
    assert LESSON.fields["claim"].options == ("first", *CLAIMS)
    for name in CLAIMS:
        assert open_page("true_or_false", claim=name).link == {"claim": name}
        assert [each["id"] for each in card(open_page("true_or_false", claim=name))["cards"]] == list(CLAIMS)


def test_a_guess_is_written_into_the_link_which_shows_the_same(torch_loaded):
    app = open_page("true_or_false", claim="just-ceil").change({"guess": "true"})
    assert app.link == {"claim": "just-ceil", "guess": "true"}
    app.change({"told": "true"})
    assert app.link == {"claim": "just-ceil", "guess": "true", "told": "true"}
    opened = open_page("true_or_false", **app.link)
    assert opened.data == {**app.data, "changed": None}


def test_the_score_has_every_card_once_in_its_topic_with_pages_that_open(torch_loaded):
    app = open_page("true_or_false", score="true")
    topics = card(app)["topics"]
    assert [each["says"] for each in topics] == list(TEXT["topics"].values())
    own = [each for topic in topics for each in topic["cards"]]
    assert sorted(each["id"] for each in own) == sorted(CLAIMS)
    links = [*(topic["page"] for topic in topics), *(each["seen"] for each in own if each["seen"])]
    assert len(links) > 20
    for address in {link["to"] for link in links}:
        if address.partition("?")[0] in LESSONS:
            opened = by_address(address)
            assert not problems(opened) and opened.data["link"] is not None
        else:
            assert address == "search"
    assert not codes(app) and claims_told(app) == []


def claims_told(app):
    """What the screen gives away of any statement."""
    return [name for name, claim in CLAIMS.items() if claim["holds"] in str(app.data)]


def test_without_torch_the_core_judges_and_says_so(monkeypatch):
    monkeypatch.setattr(torch_check, "available", lambda: False)
    monkeypatch.setattr(oracle, "ready", lambda: False)
    for name in CLAIMS:
        app = open_page("true_or_false", claim=name, guess="true")
        by = TEXT["judged_ours"].format(name="tf_max_pool1d") if name == OURS else TEXT["judged_core"]
        assert app.data["oracle"] == {"tone": "none", "text": by}
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
