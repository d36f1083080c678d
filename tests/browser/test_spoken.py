"""What a screen reader hears of the stage: each thing once, in the order in which it happens."""

import json
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage

LISTEN = """root => {
  root.heard = [];
  for (const region of root.querySelectorAll('[data-testid=live], [role=status]'))
    new MutationObserver(() => region.textContent && root.heard.push(region.textContent))
      .observe(region, { childList: true, characterData: true, subtree: true });
}"""
# What depends on how busy the server is.
PASSING = ("Working it out…",)


class Heard(Stage):
    """A stage that is listened to from the start."""

    def __init__(self, page):
        super().__init__(page)
        self.root.evaluate(LISTEN)
        self.count = 0

    def all(self):
        return [text for text in self.root.evaluate("root => root.heard") if text not in PASSING]

    def expect_next(self, *parts):
        """The next thing that is heard holds these, and nothing is heard that was not asked for."""
        self.page.wait_for_function(
            """([passing, count]) => {
              for (const at of document.querySelectorAll('*')) {
                const heard = at.shadowRoot?.querySelector('[data-testid=stage]')?.heard;
                if (heard) return heard.filter(text => !passing.includes(text)).length > count;
              }
            }""",
            arg=[list(PASSING), self.count],
        )
        text = self.all()[self.count]
        self.count += 1
        for part in parts:
            assert part in text, text
        assert text.count("PyTorch refuses") <= 1
        return text

    def expect_nothing_more(self):
        assert self.all()[self.count :] == []


@pytest.fixture
def heard(open_page):
    """A stage whose picture PyTorch has agreed with, so that its word is no news."""
    page = open_page("sliding_windows")
    expect(page.get_by_test_id("oracle")).to_contain_text("agrees", timeout=60_000)
    stage = Heard(page)
    yield stage
    stage.expect_nothing_more()
    texts = stage.all()
    assert [text for text, next_ in pairwise(texts) if text == next_] == []


def test_the_end_of_a_play_is_heard_with_what_stands_there(heard):
    heard.part("speed").select_option("4")
    heard.part("play").click()
    heard.expect_state(playing="false", cursor="2,2")
    heard.expect_next("output (2, 2) · 9 of 9", "max(")


def test_a_play_that_is_stopped_says_where(heard):
    heard.part("play").focus()
    heard.page.keyboard.press("Enter")
    heard.expect_state(playing="true")
    heard.page.keyboard.press("Enter")
    heard.expect_state(playing="false")
    heard.expect_next(" of 9", "max(")


def test_an_edit_is_heard_with_its_value_and_what_it_changed(heard):
    heard.cell("input", 0, 0).focus()
    heard.expect_next("input (0, 0) = 3", "read by 1 output")
    heard.page.keyboard.press("Enter")
    heard.part("editor").fill("77")
    heard.page.keyboard.press("Enter")
    text = heard.expect_next("input (0, 0) 3 → 77", "output (0, 0) goes from 6 to 77")
    assert text.count("input (0, 0) 3") == 1


def test_a_parameter_is_heard_with_what_it_changed_and_so_is_the_way_back(heard):
    heard.root.get_by_role("spinbutton", name="stride", exact=True).press("ArrowUp")
    assert "PyTorch" not in heard.expect_next("step (stride) 2 → 3", "shrinks from 3 × 3 to 2 × 2")
    heard.root.get_by_role("spinbutton", name="stride", exact=True).press("Control+z")
    heard.expect_next("step (stride) 3 → 2", "grows from 2 × 2 to 3 × 3")
    heard.page.keyboard.press("Control+Shift+z")
    heard.expect_next("step (stride) 2 → 3")


def test_a_refusal_is_heard_with_its_rule_and_the_nearest_fix(heard):
    heard.root.get_by_role("spinbutton", name="padding", exact=True).fill("3")
    heard.expect_next("PyTorch refuses this call", "at most half of kernel_size", "padding=1")
    heard.root.get_by_role("button", name="Use padding = 1").press("Enter")
    heard.expect_next("A window (its size is kernel_size) moves")


def test_an_example_is_heard_with_what_to_look_at(heard):
    heard.part("examples").select_option(label="Overlapping windows")
    heard.expect_next("Overlapping windows.", "A step (stride) of 1 is smaller than the window")


def test_cells_walked_by_keys_are_heard_one_after_another(heard):
    heard.cell("input", 0, 0).focus()
    heard.expect_next("input (0, 0) = 3")
    for key, name in [("ArrowRight", "(0, 1) = 1"), ("ArrowDown", "(1, 1) = 6"), ("End", "(5, 5) = 8")]:
        heard.page.keyboard.press(key)
        heard.expect_next(f"input {name}", "read by")
    heard.cell("output", 0, 0).focus()
    for place in ("(0, 1)", "(0, 2)", "(1, 0)"):
        heard.page.keyboard.press("ArrowRight")
        heard.expect_next(f"output {place}", "max(")


WAITING = {"tone": "waiting", "text": "PyTorch is loading."}


def test_pytorchs_word_is_heard_once_when_it_comes(open_page):
    page = open_page("sliding_windows", settle=True)
    expect(page.get_by_test_id("oracle")).to_contain_text("agrees", timeout=60_000)
    asked = []

    def late(route):
        """The first two answers come before PyTorch does."""
        answer = route.fetch()
        payload = answer.json()
        asked.append(route.request.url)
        if len(asked) <= 2:
            payload["oracle"] = WAITING
        route.fulfill(response=answer, body=json.dumps(payload))

    page.route("**/picture/**", late)
    stage = Heard(page)
    stage.root.get_by_role("spinbutton", name="stride", exact=True).press("ArrowUp")
    stage.expect_next("step (stride) 2 → 3")
    expect(stage.part("oracle")).to_have_text(WAITING["text"])
    assert "agrees" in stage.expect_next("PyTorch 2.13.0 agrees")
    assert len(asked) == 3
    expect(stage.part("headline")).to_contain_text("step (stride) 2 → 3")
    stage.root.get_by_role("spinbutton", name="stride", exact=True).press("ArrowDown")
    text = stage.expect_next("step (stride) 3 → 2")
    assert "PyTorch" not in text
    stage.expect_nothing_more()
