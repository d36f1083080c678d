"""Every state is a link, and every choice leads on: examples, refusals and broken addresses in a real browser."""

from playwright.sync_api import expect

from tests.browser.address import expect_said, said
from tests.browser.stage import Stage, settled, wait_for_torch
from tests.support.lessons import LESSONS
from ui.state.codec import link


def screen(stage):
    """What a state looks like: cells, kinds, equation, code."""
    page = stage.page
    stage.part("first").click()
    page.mouse.move(2, 700)
    kinds = stage.root.locator("[data-kind]").evaluate_all("all => all.map(node => node.dataset.kind).join('')")
    code = [stage.part(name).inner_text() for name in ("code-text", "result-text")]
    return stage.texts("input"), stage.texts("output"), kinds, stage.part("equation").inner_text(), code


def test_a_copied_address_gives_the_same_screen_in_a_new_browser(open_page):
    page = open_page("sliding_windows")
    stage = Stage(page)
    stage.word("Operation", "avg").click()
    expect_said(page, "operation", "avg")
    stage.number("padding").fill("1")
    expect_said(page, "padding", "1")
    stage.switch("count_include_pad").click()
    expect_said(page, "count_include_pad", "false")
    stage.edit(0, 0, "nan")
    expect(stage.cell("output", 0, 0)).to_have_text("nan")
    expect_said(page, "input", "nan 1 4 1 5 9\n2 6 5 3 5 8\n9 7 9 3 2 3\n8 4 6 2 6 4\n3 3 8 3 2 7\n9 5 0 2 8 8")
    settled(page)
    wait_for_torch(page)
    copy = Stage(open_page(page.url.removeprefix(page.evaluate("location.origin"))))
    wait_for_torch(copy.page)
    assert screen(copy) == screen(stage)
    assert copy.page.url == page.url
    page.reload()
    settled(page)
    assert screen(Stage(page)) == screen(copy)


def test_an_example_is_chosen_and_its_address_is_the_whole_example(open_page):
    page = open_page("sliding_windows")
    title = "Padding not counted"
    stage = Stage(page)
    stage.choose(title)
    stage.expect_texts("output", [["1"] * 3] * 3)
    expect(stage.part("headline")).to_contain_text("each sum is divided by the number of its cells from the input only")
    lesson = LESSONS["sliding_windows"]
    example = next(example for example in lesson.examples if example["title"] == title)
    for pair in link(lesson.fields, lesson.example_state(example)).split("&"):
        key, text = pair.split("=")
        if key != "input":
            expect_said(page, key, text)
    stage.choose("Max, 2 × 2")
    stage.expect_texts("output", [["6", "5", "9"], ["9", "9", "6"], ["9", "8", "8"]])
    expect_said(page, "operation", None)
    assert said(page, "input") is None


def test_a_refused_choice_shows_the_rule_torchs_words_and_a_way_on(open_page):
    page = open_page("sliding_windows?kernel_size=3&stride=1")
    stage = Stage(page)
    tensor = stage.texts("input")
    stage.number("padding").fill("2")
    expect(stage.part("text")).to_contain_text("padding is at most half of kernel_size 3")
    words = "pad should be at most half of effective kernel size"
    expect(stage.part("torch")).to_contain_text(words, timeout=60_000)
    expect(stage.part("output-cell")).to_have_count(0)
    assert stage.texts("input") == tensor
    stage.edit(0, 0, "99")
    page.get_by_role("button", name="Use padding = 1").click()
    expect(stage.part("output-cell")).to_have_count(36)
    expect(stage.cell("output", 0, 0)).to_have_text("99")
    expect_said(page, "padding", "1")
    assert said(page, "input") == LESSONS["sliding_windows"].fields["input"].default.replace("3", "99", 1)


def test_a_broken_link_says_what_it_left_out_and_works(open_page):
    page = open_page("sliding_windows?kernel_size=abc&operation=%3Cscript%3E&stride=1&nonsense=1&input=" + "1+" * 9_000)
    stage = Stage(page)
    problem = stage.part("problem")
    expect(problem).to_contain_text("Part of this link could not be used")
    expect(problem).to_contain_text("kernel_size='abc'")
    expect(problem).to_contain_text("operation='<script>'")
    expect(stage.part("output-cell")).to_have_count(25)
    expect_said(page, "stride", "1")
    expect_said(page, "input", None)
    assert said(page, "kernel_size") is None and said(page, "operation") is None
    # What is no field of the lesson is somebody else's.
    assert said(page, "nonsense") == "1" and "nonsense" not in problem.inner_text()
    # It is told once: the first touch has something else to say.
    stage.number("kernel_size").fill("3")
    expect(stage.part("output-cell")).to_have_count(16)
    expect(problem).to_have_count(0)
