"""Two languages in a browser: chosen by the link, the switch or the browser, kept from page to page, never mixed."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.lesson import open_lesson
from tests.browser.stage import settled
from ui.words import content

CHINESE = {name: content.in_language(name, "zh") for name in content.lessons()}
HAN = re.compile("[\u4e00-\u9fff]")


def test_the_switch_keeps_the_state_and_the_pages_after_it_stay_in_that_language(open_page):
    stage = open_lesson(open_page, "sliding_windows?stride=1")
    page = stage.page
    stage.more("kernel_size").click()
    stage.expect_query("kernel_size=3&stride=1")
    stage.root.get_by_role("link", name="中文").click()
    expect(stage.root.locator("h1")).to_have_text(CHINESE["sliding_windows"]["title"])
    stage.expect_query("kernel_size=3&stride=1")
    expect(page).to_have_url(re.compile(r"kernel_size=3.*lang=zh|lang=zh.*kernel_size=3"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    sections = CHINESE["common"]["app"]["sections"]
    page.get_by_test_id("stTopNavSection").filter(has_text=sections["windows"]).click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text=CHINESE["adaptive_bins"]["title"]).click()
    expect(stage.root.locator("h1")).to_have_text(CHINESE["adaptive_bins"]["title"])
    expect(page).to_have_url(re.compile("lang=zh"))
    page.go_back()
    expect(stage.root.locator("h1")).to_have_text(CHINESE["sliding_windows"]["title"])
    stage.expect_query("kernel_size=3&stride=1")


def test_a_change_is_answered_in_the_language_of_the_page(open_page):
    stage = open_lesson(open_page, "sliding_windows?lang=zh")
    stage.root.get_by_role("button", name=CHINESE["stage"]["ui"]["more"].format(name="stride")).click()
    stage.expect_query("stride=3")
    expect(stage.part("changed")).to_contain_text("步幅 stride")
    expect(stage.part("live")).to_contain_text(HAN)


@pytest.mark.parametrize("path", ["", "sliding_windows"])
def test_a_browser_in_chinese_is_answered_in_chinese(open_page, path):
    page = open_page(path, locale="zh-CN")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("h1")).to_contain_text(HAN)
    expect(page.get_by_role("link", name="English")).to_be_visible()


@pytest.mark.parametrize("path", ["search", ""])
def test_a_page_without_a_lesson_has_the_switch_too(open_page, path):
    page = open_page(path, width=390, height=844)
    page.get_by_role("link", name="中文").click()
    expect(page.locator("h1")).to_contain_text(HAN)
    settled(page)
    assert "lang=zh" in page.url


def test_two_readers_of_one_process_do_not_mix(open_page):
    chinese, english = (open_lesson(open_page, f"sliding_windows?lang={name}") for name in ("zh", "en"))
    for turn in range(3):
        for stage in (chinese, english):
            stage.root.get_by_role("button", name=re.compile("stride.*(more|加一|大)")).first.click()
            stage.expect_query(f"stride={turn + 3}")
        for stage, is_chinese in ((chinese, True), (english, False)):
            assert bool(HAN.search(stage.root.inner_text().replace("中文", ""))) is is_chinese


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["sliding_windows", "shapes"])
def test_on_a_phone_no_tool_lies_on_another(open_page, name, language):
    page = open_page(f"{name}?lang={language}", width=390, height=844, has_touch=True)
    tools = page.get_by_test_id("stage").locator(".tools :is(button, a.tool, summary)")
    expect(tools.last).to_be_visible()
    beside = [page.get_by_test_id("stExpandSidebarButton"), *(tool for tool in tools.all() if tool.is_visible())]
    sides = sorted((box["x"], box["x"] + box["width"]) for box in (one.bounding_box() for one in beside))
    assert len(sides) >= 6 and sides[-1][1] <= 390
    assert all(end <= start + 0.5 for (_, end), (start, _) in pairwise(sides))
