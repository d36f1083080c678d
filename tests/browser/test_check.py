"""The page of random calls in a real browser: from a badge, started, counted, stopped."""

import re

from playwright.sync_api import expect

from ui.words import words

PAGE = words("check")["page"]
NUMBERS = "nodes => nodes.map(node => Number(node.textContent))"


def test_from_a_badge_to_a_run_that_is_counted_and_one_that_is_stopped(open_page):
    page = open_page("sliding_windows?operation=avg")
    link = page.get_by_test_id("check-link")
    expect(link).to_be_visible(timeout=90_000)
    link.click()
    page.wait_for_url(re.compile(r"/check\?operation=avg_pool2d$"))
    start, stop, said = (page.get_by_test_id(f"check-{name}") for name in ("start", "stop", "status"))
    expect(page.get_by_test_id("check-operation")).to_have_value("avg_pool")
    expect(page.get_by_test_id("check-rank")).to_have_value("2")
    expect(stop).to_be_disabled()
    page.get_by_test_id("check-number").fill("7")
    page.get_by_test_id("check-number").press("Enter")
    # What is too few is the fewest, and the address says which run it is.
    page.wait_for_url(re.compile(r"/check\?operation=avg_pool2d&number=100&seed=0$"))
    expect(said).to_contain_text("None differs", timeout=90_000)
    numbers = page.get_by_test_id("counts-functions").locator("tbody td:not(.run-chart)").evaluate_all(NUMBERS)
    assert sum(numbers) == 100 and numbers[2] == 0 < min(numbers[:2])
    assert page.get_by_test_id("check-progress").evaluate("bar => bar.value") == 1
    expect(page.get_by_role("status").last).to_have_text(said.inner_text())
    expect(page.get_by_test_id("counts-gradients")).to_be_hidden()

    page.get_by_test_id("check-operation").select_option("")
    page.get_by_test_id("check-number").fill("20000")
    page.get_by_test_id("check-another").click()
    expect(page.get_by_test_id("check-rank")).to_be_disabled()
    start.click()
    expect(said).to_contain_text("of 20000 calls", timeout=90_000)
    stop.click()
    expect(said).to_contain_text(PAGE["status"]["stopped"].split("{")[0])
    expect(stop).to_be_disabled()
    expect(start).to_have_text(PAGE["again"])
