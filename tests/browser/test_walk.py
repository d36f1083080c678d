"""Pooling in twenty minutes in a real browser: all of it by keys alone, left and found again, printed."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.lesson import menu
from tests.browser.stage import Stage
from tests.support.walk import STEPS
from ui.words import speaking, words

# The element that has the focus, through the roots of shadows, is one of these.
FOCUSED = """wanted => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return Boolean(at?.matches(wanted));
}"""
MOST_TABS = 60
FOUND = {step["id"]: number for number, step in enumerate(STEPS, start=1)}


class Walker:
    """Somebody who walks by keys alone."""

    def __init__(self, page):
        self.page, self.strip = page, page.get_by_test_id("walk")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, wanted, key="Tab"):
        """From where the focus is to the next of these."""
        for _ in range(MOST_TABS):
            self.press(key)
            if self.page.evaluate(FOCUSED, wanted):
                return
        raise AssertionError(f"no key leads to {wanted}")

    def expect_step(self, name, phase):
        expect(self.strip).to_have_attribute("data-step", str(FOUND[name]))
        expect(self.strip).to_have_attribute("data-phase", phase)

    def expect_focus_on_strip(self):
        self.page.wait_for_function(FOCUSED, arg='[data-testid="walk"]')

    def write(self, text):
        """A number into the first cell of the input."""
        self.tab_to('.board.input [data-testid="input-cell"]')
        self.press("Home")
        self.page.keyboard.type(text)
        self.press("Enter", "Escape")

    def turn(self, key, *keys):
        self.tab_to(f'[data-key="{key}"] input')
        self.press(*keys)


def window(walker):
    walker.write("20")


def step(walker):
    walker.turn("stride", "ArrowDown", "ArrowDown")


def border(walker):
    walker.turn("kernel_size", "ArrowUp", "ArrowUp")
    walker.turn("padding", "ArrowUp")


def tail(walker):
    walker.turn("ceil_mode", " ")


def average(walker):
    walker.turn("count_include_pad", " ")


def bins(walker):
    walker.turn("output_size", "ArrowDown")


def gradient(walker):
    walker.write("7")


def network(walker):
    # Of the stack its sizes alone.
    expect(walker.page.locator(".columns .count")).to_have_text(["32", "32", "16", "16", "8"])
    expect(walker.page.get_by_test_id("totals")).to_be_hidden()
    expect(walker.page.locator(".stage .limit, .stage .input-band, .stage .box.next")).to_have_count(0)
    walker.turn("shapes_input", "ControlOrMeta+a")
    walker.page.keyboard.type("1 x 16 x 16")
    walker.press("Enter")


# What is typed for each prediction; of the average and the network first what is wrong.
PREDICTED = {
    "window": ["5", "Enter"],
    "step": ["ArrowRight"] * 3 + ["Enter", "ArrowDown", "ArrowRight", "Enter"],
    "border": ["-1", "Enter"],
    "tail": ["1", "Tab", "2", "Enter"],
    "average": ["1", "Enter", "4/9", "Enter"],
    "bins": ["3", "Enter"],
    "gradient": ["0", "Enter"],
    "network": ["7", "Enter", "8", "Enter"],
}
HOW = {"average": "→ {wrong}", "network": "→ {wrong}"}
TASKS = (window, step, border, tail, average, bins, gradient, network)


@pytest.mark.parametrize("language, width, height", [("en", 1280, 720), ("zh", 390, 844)])
def test_the_twenty_minutes_are_walked_by_keys_alone_from_the_start_to_the_card(open_page, language, width, height):
    page = open_page(f"?lang={language}", width=width, height=height)
    walker = Walker(page)
    walker.tab_to(".st-key-start_ways a")
    walker.press("Enter")
    expect(page.get_by_test_id("begin")).to_be_visible()
    walker.tab_to('[data-testid="begin"]')
    walker.press("Enter")
    for task in TASKS:
        name = task.__name__
        walker.expect_step(name, "predict")
        walker.expect_focus_on_strip()
        predict(walker, name)
        walker.expect_step(name, "see")
        walker.expect_focus_on_strip()
        walker.press("Enter")
        walker.expect_step(name, "do")
        task(walker)
        walker.expect_step(name, "keep")
        fits(walker, height)
        walker.press("Control+Enter")
    card = page.get_by_test_id("card")
    expect(card).to_be_visible()
    with speaking(language):
        said, kept = words("twenty_minutes")["page"]["card"], words("twenty_minutes")["steps"]
    expect(card.locator(".sentences li")).to_have_count(len(STEPS))
    how = [HOW.get(task.__name__, "✓ {right}").format(**said) for task in TASKS]
    expect(card.locator(".sentences .how")).to_have_text(how)
    expect(card.locator(".keep")).to_have_text([each["keep"] for each in kept.values()])
    expect(card.locator("table")).to_have_text(["20141159265358979", "20999"])
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def fits(walker, height):
    """Strip, picture and transport stand in one view, one below the other."""
    boxes = [walker.page.get_by_test_id(part).bounding_box() for part in ("walk", "stage")]
    assert boxes[0]["y"] + boxes[0]["height"] < height / 3
    if walker.page.get_by_test_id("play").is_visible():
        play = walker.page.get_by_test_id("play").bounding_box()
        grid = walker.page.get_by_test_id("input-grid").bounding_box()
        assert boxes[0]["y"] + boxes[0]["height"] <= grid["y"]
        assert grid["y"] + grid["height"] <= play["y"] and play["y"] + play["height"] <= height


def predict(walker, name):
    """Enter leads to where the answer is given."""
    if name != "network":
        expect(walker.page.get_by_test_id("question")).not_to_be_empty()
    walker.press("Enter")
    for keys in PREDICTED[name]:
        if name == "network" and keys == "8":
            (wrong,) = (each for each in STEPS[-1]["predict"]["wrong"] if each["answer"] == 7)
            said = walker.page.get_by_test_id("walk-task").inner_text()
            assert said.endswith(wrong["says"]) or "zh" in walker.page.url
        if keys[0].isupper():
            walker.press(keys)
        else:
            walker.page.keyboard.type(keys)


def test_who_leaves_comes_back_to_the_step_as_it_was(open_page):
    page = open_page("sliding_windows?walk=3")
    walker, stage = Walker(page), Stage(page)
    walker.expect_step("border", "predict")
    # The first answer counts, also for who leaves after it; and nothing but the walk's own ways leads out.
    expect(stage.part("question")).not_to_be_empty()
    walker.press("Enter")
    page.keyboard.type("0")
    walker.press("Enter")
    expect(stage.part("verdict")).not_to_be_empty()
    expect(stage.part("look-at")).to_be_hidden()
    page.get_by_test_id("walk-leave").click()
    page.get_by_test_id("begin").click()
    walker.expect_step("border", "predict")
    page.get_by_test_id("walk-unknown").click()
    page.get_by_test_id("walk-go").click()
    stage.number("kernel_size").fill("5")
    expect(stage.part("output-cell")).to_have_count(4)
    page.get_by_test_id("walk-leave").click()
    begin = page.get_by_test_id("begin")
    title = words("twenty_minutes")["steps"]["border"]["title"]
    expect(begin).to_have_text(words("twenty_minutes")["page"]["on"].format(number=3, title=title))
    begin.click()
    walker.expect_step("border", "do")
    expect(stage.number("kernel_size")).to_have_value("5")
    page.reload()
    walker.expect_step("border", "do")
    stage.number("padding").fill("2")
    walker.expect_step("border", "keep")
    # Back and forth by the step's own ways and by the browser's.
    page.get_by_test_id("walk-next").click()
    walker.expect_step("tail", "predict")
    page.go_back()
    walker.expect_step("border", "keep")
    expect(stage.number("padding")).to_have_value("2")
    # To practise a done step is there from its beginning.
    page.get_by_test_id("walk-again").click()
    walker.expect_step("border", "predict")
    expect(stage.number("padding")).to_have_value("1")
    page.reload()
    walker.expect_step("border", "predict")
    page.goto("/sliding_windows?walk=3")
    walker.expect_step("border", "keep")
    expect(stage.number("padding")).to_have_value("2")
    page.get_by_test_id("walk-back").click()
    walker.expect_step("step", "predict")
    expect(stage.root.locator(".held-fast")).not_to_have_count(0)
    # By the menu one comes to the lesson, where nothing is asked and everything can be turned.
    menu(page, words("adaptive_bins")["title"])
    expect(page).to_have_url(re.compile("adaptive_bins"))
    menu(page, words("sliding_windows")["title"])
    expect(stage.part("examples")).to_be_visible()
    expect(stage.root.locator(".held-fast")).to_have_count(0)
    expect(stage.part("walk")).to_have_count(0)
    expect(stage.root).to_have_attribute("data-query", "")
    page.goto("/twenty_minutes?card=true")
    expect(page.locator('.steps [data-done="true"]')).to_have_count(1)
    said = words("twenty_minutes")["page"]["card"]
    expect(page.locator('.sentences [data-done="true"] .how')).to_have_text(f"→ {said['wrong']}")
    page.get_by_test_id("forget").click()
    expect(page.get_by_test_id("begin")).to_have_text(words("twenty_minutes")["page"]["begin"])
    expect(page.locator('.steps [data-done="true"]')).to_have_count(0)


def test_the_card_is_one_sheet_of_either_paper_and_axe_finds_nothing_on_it(open_page):
    page = open_page("twenty_minutes?card=true")
    expect(page.get_by_test_id("card")).to_be_visible()
    kept = {"steps": {each["id"]: {"done": 1e12, "guess": "wrong", "isShown": True} for each in STEPS}}
    grid = [["-0.125"] * 8 for _ in range(8)]
    call = {"operation": "max", "kernel_size": "1", "stride": "1", "padding": "0"}
    kept["own"] = {"input": grid, "output": grid, "call": call}
    page.evaluate("kept => localStorage.setItem('poolscope:walk', JSON.stringify(kept))", kept)
    page.reload()
    expect(page.get_by_test_id("card").locator("td")).to_have_count(128)
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    expect(page.locator(".card .address")).to_have_text(re.compile(r"^http.*/twenty_minutes$"))
    for paper in ("A4", "Letter"):
        made = page.pdf(format=paper, margin=dict.fromkeys(("top", "bottom", "left", "right"), "12mm"))
        assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1
