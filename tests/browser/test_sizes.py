"""The page that finds a size, in a real browser: a question typed, answered, followed to a lesson."""

import re

from playwright.sync_api import expect


def test_a_question_is_answered_as_it_is_typed_and_leads_to_a_lesson(open_page):
    page = open_page("sizes")
    rows = page.get_by_test_id("group-together").locator("tbody tr")
    expect(rows.first).to_contain_text("nn.MaxPool2d(kernel_size=2)")
    expect(rows.first).to_contain_text("VGG-16")
    expect(rows).to_have_count(10)
    page.get_by_test_id("more-together").click()
    expect(rows).to_have_count(26)
    expect(page.get_by_test_id("back-says")).to_have_text("Inputs that give 28 × 28: 55–56 × 55–56.")

    page.get_by_test_id("size-from").fill("7x5")
    page.get_by_test_id("size-to").fill("3x40")
    nearest = page.get_by_test_id("group-together").get_by_role("button")
    expect(nearest).to_contain_text(re.compile("Nearest size"))
    page.get_by_test_id("size-to").fill("3x4")
    expect(page.get_by_test_id("group-height").locator("tbody tr").first).to_contain_text("stride=(2, 1)")
    page.wait_for_url(re.compile(r"/sizes\?from=7x5&to=3x4$"))
    page.get_by_test_id("size-to").fill("wide")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_test_id("size-to").fill("3x4")
    expect(page.get_by_role("alert")).to_be_hidden()

    page.get_by_test_id("size-layer").select_option("conv_transpose")
    expect(page.get_by_test_id("back-output_padding")).to_be_visible()
    expect(page.get_by_test_id("back-ceil_mode")).to_be_hidden()
    page.get_by_test_id("size-layer").select_option("max_pool")
    page.get_by_test_id("group-height").get_by_role("link", name="Sliding windows").first.click()
    page.wait_for_url(re.compile(r"/sliding_windows\?"))
    expect(page.get_by_role("heading", name="Sliding windows")).to_be_visible()
