"""True or false? in a real browser: a screen without grids, a guess, the case, the next statement."""

from playwright.sync_api import expect

from tests.browser.address import expect_said
from tests.browser.stage import Stage
from ui.words import words
from ui.words.listed import listed

TEXT = words("true_or_false")
CLAIM = next(claim for claim in listed("claims") if claim["id"] == "zero-padding")
IN_SIGHT = """list => {
  const [outer, inner] = [list, list.querySelector(':checked').closest('li')].map(one => one.getBoundingClientRect());
  return inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1 && outer.bottom <= innerHeight;
}"""


def choose(page, says):
    page.get_by_test_id("numbered").get_by_role("radio", name=says, exact=True).check()


def guess(page, answer):
    page.locator('[data-key="guess"]').get_by_role("radio", name=answer, exact=True).check()


def expect_no_grids(page):
    expect(page.get_by_test_id("nothing")).to_be_visible()
    expect(page.locator(".boards, .dock, .legend, .controls").locator("visible=true")).to_have_count(0)


def test_a_guess_is_answered_and_the_statements_link_opens_the_same(open_page):
    page = open_page("true_or_false")
    line = page.get_by_test_id("headline")
    choose(page, CLAIM["says"])
    expect_said(page, "claim", "zero-padding")
    expect(line).to_contain_text(f"“{CLAIM['says']}”")
    expect(line).not_to_contain_text("What holds:")
    expect(page.get_by_test_id("nothing")).to_have_text(TEXT["lede"])
    expect_no_grids(page)
    guess(page, "True")
    expect(line).to_contain_text("Look again: the statement is false.")
    expect(line).to_contain_text(CLAIM["holds"])
    expect_said(page, "guess", "true")
    stage = Stage(page)
    stage.expect_texts("output", [["-1", "-1", "-1"]])
    expect(page.get_by_test_id("nothing")).to_be_hidden()
    expect(page.get_by_test_id("oracle")).to_have_text("Judged now by PyTorch 2.13.0", timeout=60_000)
    guess(page, "False")
    expect(line).to_contain_text("Right: the statement is false.")
    expect_said(page, "guess", "false")
    copy = open_page(page.url.removeprefix(page.evaluate("location.origin")))
    expect(copy.get_by_test_id("headline")).to_contain_text("Right: the statement is false.")
    expect(copy.get_by_role("radio", name=CLAIM["says"])).to_be_checked()
    Stage(copy).expect_texts("output", [["-1", "-1", "-1"]])
    choose(page, listed("claims")[0]["says"])
    expect(line).not_to_contain_text("What holds:")
    expect_said(page, "guess", None)
    expect_no_grids(page)


def test_the_next_statement_is_guessed_afresh_and_undone(open_page):
    page = open_page("true_or_false?claim=zero-padding&guess=false")
    Stage(page)
    page.get_by_role("button", name=TEXT["next"]).click()
    expect_said(page, "claim", "tail-dropped")
    expect_said(page, "guess", None)
    expect_no_grids(page)
    page.get_by_test_id("undo").click()
    expect_said(page, "guess", "false")
    Stage(page).expect_texts("output", [["-1", "-1", "-1"]])


def test_the_chosen_statement_is_in_sight_in_its_list(open_page):
    page = open_page("true_or_false?claim=tensorflow-multiple&guess=false")
    Stage(page)
    page.wait_for_function(IN_SIGHT, arg=page.get_by_test_id("numbered").element_handle(), timeout=20_000)


def test_arrow_keys_walk_the_statements(open_page):
    page = open_page("true_or_false")
    page.get_by_test_id("numbered").get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect_said(page, "claim", "stride-empty")
    expect(page.get_by_test_id("headline")).to_contain_text("An empty list as stride is an error.")


def test_a_case_that_is_not_drawn_says_why_and_shows_its_program(open_page):
    page = open_page("true_or_false?claim=lp-three&guess=false")
    expect(page.get_by_test_id("nothing")).to_have_text(TEXT["no_plane"])
    expect(page.get_by_test_id("left-text")).to_contain_text("lp_pool3d")
