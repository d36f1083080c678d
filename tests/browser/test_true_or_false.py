"""True or false? in a real browser: cards by keys and by touch, guesses that stay, both sides to look at, the score."""

import json
import re

from playwright.sync_api import expect

from tests.browser.address import expect_said
from tests.browser.lesson import Gate
from ui import claims
from ui.words import words
from ui.words.listed import listed

TEXT = words("true_or_false")
CLAIMS = {claim["id"]: claim for claim in listed("claims")}
IDS = list(CLAIMS)
KEPT = "poolscope:guesses"


def opened(open_page, query="", **options):
    page = open_page(f"true_or_false{query and '?'}{query}", **options)
    expect(page.get_by_test_id("stage")).to_have_attribute("data-picture", "card")
    return page


def expect_card(page, name):
    expect(page.get_by_test_id("says")).to_have_text(f"“{CLAIMS[name]['says']}”")
    expect(step(page, name)).to_have_attribute("aria-current", "true")


def step(page, name):
    return page.locator(f'.step[data-card="{name}"]')


def states(page):
    """What the bar says of each card that was guessed."""
    found = page.locator(".step").evaluate_all("all => all.map(one => [one.dataset.card, one.dataset.state])")
    return {name: state for name, state in found if state != "open"}


def keep(page, guesses):
    """Guesses as this browser would have kept them."""
    page.evaluate("([key, said]) => localStorage.setItem(key, said)", [KEPT, guesses])
    page.reload()
    expect(page.get_by_test_id("stage")).to_have_attribute("data-picture", "card")


def test_cards_are_guessed_by_keys_alone_and_a_wrong_guess_looks_before_it_is_told(open_page):
    page = opened(open_page)
    live = page.get_by_test_id("live")
    expect_card(page, IDS[0])
    page.keyboard.press("t")
    expect(page.get_by_test_id("judged")).to_have_text("Right: the statement is true.")
    expect(live).to_contain_text("Right: the statement is true.")
    page.keyboard.press("PageDown")
    expect_card(page, IDS[1])
    expect(live).to_contain_text(CLAIMS[IDS[1]]["says"])
    page.keyboard.press("1")
    expect(page.get_by_test_id("judged")).to_have_text(TEXT["again"])
    expect(live).to_contain_text("What was claimed: Result, 1 × 3: 0, 4, 0")
    expect(page.get_by_test_id("holds")).to_be_hidden()
    expect(page.locator(".panel")).to_have_count(0)
    for side, numbers in (("claimed", "0 4 0"), ("true", "-1 4 -2")):
        result = page.get_by_test_id(f"{side}-side").get_by_test_id("y-of")
        expect(result.locator(".value")).to_have_text(numbers.split())
        expect(result.locator(".differs .unlike")).to_have_text(["≠", "≠"])
    # Another answer is too late; no way on leads past what is to be told.
    page.keyboard.press("f")
    expect(page.get_by_test_id("card-next")).to_have_attribute("aria-label", TEXT["deck"]["why"])
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("holds")).to_contain_text(CLAIMS[IDS[1]]["holds"])
    expect(page.get_by_test_id("judged")).to_have_text("Your guess was not right: the statement is false.")
    expect_said(page, "told", "true")
    expect(page.get_by_test_id("oracle")).to_have_text("Judged now by PyTorch 2.13.0", timeout=60_000)
    assert states(page) == {IDS[0]: "right", IDS[1]: "wrong"}
    # What was guessed stays: on the way back, after a reload, in the other language; undone it is forgotten.
    page.keyboard.press("ArrowLeft")
    expect_card(page, IDS[0])
    expect_said(page, "guess", "true")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("holds")).to_contain_text(CLAIMS[IDS[1]]["holds"])
    page.reload()
    expect(page.get_by_test_id("holds")).to_contain_text(CLAIMS[IDS[1]]["holds"])
    page.locator(".languages a").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_test_id("judged")).to_have_text("没有猜对：这个说法错误。")
    assert states(page) == {IDS[0]: "right", IDS[1]: "wrong"}
    page.get_by_test_id("retry").press("Enter")
    expect(page.get_by_test_id("judged")).to_be_hidden()
    expect(page.get_by_test_id("says")).to_be_focused()
    assert states(page) == {IDS[0]: "right"}
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("holds")).to_be_visible()
    assert states(page) == {IDS[0]: "right", IDS[1]: "wrong"}


def test_a_link_shows_what_it_says_and_is_nobodys_guess(open_page):
    page = opened(open_page, "claim=zero-padding&guess=false")
    expect(page.get_by_test_id("judged")).to_have_text("Right: the statement is false.")
    assert states(page) == {}
    keep(page, json.dumps({IDS[0]: ["true", True, False], IDS[1]: ["true", False, False]}))
    expect(page.get_by_test_id("judged")).to_have_text("Right: the statement is false.")
    step(page, IDS[1]).click()
    expect(page.get_by_test_id("judged")).to_have_text(TEXT["again"])
    page.get_by_test_id("says").press("Enter")
    expect(page.get_by_test_id("holds")).to_contain_text(CLAIMS[IDS[1]]["holds"])
    # A bare address goes on where the reader left off.
    page.goto("/true_or_false")
    expect_card(page, IDS[2])
    assert states(page) == {IDS[0]: "right", IDS[1]: "wrong"}


def test_a_hand_faster_than_the_answers_loses_no_guess_and_no_step(open_page):
    page = opened(open_page)
    gate = Gate(page)
    for key in ("f", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    gate.open()
    # The first step tells.
    expect_card(page, IDS[1])
    assert states(page) == {IDS[0]: "wrong"}
    assert page.evaluate("key => JSON.parse(localStorage[key])", KEPT) == {IDS[0]: ["false", False, True]}
    gate = Gate(page)
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "f"):
        page.keyboard.press(key)
    gate.open()
    expect_card(page, IDS[4])
    expect(page.get_by_test_id("answer-false")).to_have_attribute("aria-pressed", "false")


def test_what_nobody_here_has_kept_counts_for_nothing(open_page):
    page = opened(open_page, "claim=overlap")
    no_guesses = '{"zero-padding": "true", "overlap": ["true"], "channels": ["maybe", true, true]}'
    for kept in ("{", no_guesses, json.dumps({"overlap": ["true", False, False], "x": "x" * 20_000})):
        keep(page, kept)
        expect_card(page, "overlap")
        assert states(page) == {}
    page.get_by_test_id("answer-false").click()
    expect(step(page, "overlap")).to_have_attribute("data-state", "right")
    assert page.evaluate("key => localStorage[key]", KEPT) == '{"overlap":["false",true,false]}'


def test_the_score_counts_by_topic_leads_to_the_lessons_and_can_be_cleared(open_page):
    guesses = {name: ["true", claims.judge(CLAIMS[name], by_torch=False).holds, False] for name in IDS[:-1]}
    page = opened(open_page, f"claim={IDS[-1]}&lang=zh")
    keep(page, json.dumps(guesses))
    page.get_by_test_id("answer-false").click()
    expect(page.get_by_test_id("onward")).to_be_visible()  # to press a key waits for nothing
    page.get_by_test_id("onward").press("Enter")
    expect(page.get_by_test_id("total")).to_be_focused()
    right = sum(is_right for _, is_right, _ in guesses.values()) + 1
    expect(page.get_by_test_id("total")).to_have_text(f"猜了 39 条，答对 {right} 条。")
    expect(page.get_by_test_id("topic")).to_have_count(6)
    missed = page.get_by_test_id("missed")
    expect(missed.get_by_role("listitem")).to_have_count(39 - right)
    # A card is one press away, and its lesson in the state that shows it.
    sixth = page.get_by_role("button", name=re.compile("^6 · "))
    seen = missed.get_by_role("listitem").filter(has=sixth).get_by_role("link")
    assert "padding=1" in seen.get_attribute("href") and "lang=zh" in seen.get_attribute("href")
    page.keyboard.press("ArrowLeft")
    expect(step(page, IDS[-1])).to_have_attribute("aria-current", "true")
    page.keyboard.press("ArrowRight")
    page.get_by_test_id("clear").click()
    assert len(states(page)) == 39
    page.get_by_test_id("clear").click()
    expect(page.get_by_test_id("missed")).to_be_hidden()
    assert states(page) == {}
    page.get_by_test_id("go-on").click()
    expect(step(page, IDS[0])).to_have_attribute("aria-current", "true")
    # It is there at any time, counts what was guessed, and leads back to the card one came from.
    step(page, IDS[4]).click()
    page.get_by_test_id("answer-false").click()
    expect(page.get_by_test_id("to-score")).to_have_text("成绩1/1")
    page.get_by_test_id("to-score").click()
    expect(page.get_by_test_id("total")).to_have_text("目前猜了 1 条，答对 1 条。共 39 条，还没猜 38 条。")
    expect(page.get_by_test_id("topic").first).to_contain_text("还没猜过，共 7 条")
    page.keyboard.press("ArrowLeft")
    expect(step(page, IDS[4])).to_have_attribute("aria-current", "true")


def test_on_a_phone_the_card_comes_first_one_side_above_the_other_and_each_card_begins_at_its_top(open_page):
    page = opened(open_page, "claim=shift-invariant&guess=true", width=390, height=844, has_touch=True)
    one, other = (page.get_by_test_id(f"{side}-side").bounding_box() for side in ("claimed", "true"))
    assert one["y"] + one["height"] <= other["y"] and one["x"] == other["x"]
    assert page.get_by_test_id("stage").evaluate("root => root.scrollWidth <= root.clientWidth")
    for button in (page.get_by_test_id("tell"), page.get_by_test_id("card-next")):
        assert button.bounding_box()["height"] >= 40
    # The bar is one line that names its levels; the card shown is in it.
    bar, card = page.get_by_test_id("progress"), page.locator(".card")
    assert bar.bounding_box()["height"] < 70 and card.bounding_box()["y"] < 220
    expect(page.locator(".level-name")).to_have_text(list(TEXT["levels"].values()))
    expect(step(page, "shift-invariant")).to_be_in_viewport(ratio=1)
    # What is to be done next is in sight; a next card begins at its top.
    expect(page.get_by_test_id("tell")).to_be_in_viewport(ratio=1)
    page.get_by_test_id("tell").tap()
    expect(page.get_by_test_id("holds")).to_be_visible()
    page.get_by_test_id("onward").tap()
    expect_card(page, IDS[IDS.index("shift-invariant") + 1])
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0
    expect(page.get_by_test_id("says")).to_be_in_viewport(ratio=1)
