"""What is pasted, in a real browser: refused in words, read, followed to its stack, found again by Back."""

import re

from playwright.sync_api import expect

from ui.text.stack_text import parse_stack
from ui.words import speaking, words

CODE = """nn.Sequential(
    nn.Conv2d(1, 6, 5), nn.ReLU(),
    nn.MaxPool2d(2), Mine(3),
    nn.Flatten(), nn.Linear(864, 10),
)
"""


def test_a_text_is_refused_or_read_and_leads_to_its_stack(open_page):
    page = open_page("sliding_windows?lang=zh")
    with speaking("zh"):
        said, rules = words("paste"), words("reading")["rules"]
    page.evaluate("window.stays = true")
    page.get_by_test_id("paste-code").click()
    box, status = page.get_by_test_id("pasted"), page.get_by_test_id("paste-status")
    expect(page.locator("h1")).to_have_text(said["title"])
    # Read by itself once nothing more is written, and on demand.
    box.fill("(" * 40)
    expect(status).to_have_text(rules["paste-too-deep"].format(line=1, most=30))
    expect(page.get_by_test_id("way-shapes")).to_have_count(0)
    box.fill(CODE)
    page.keyboard.press("Control+Enter")
    expect(status).to_have_text(said["layers"]["count"].format(count=6))
    lines = page.get_by_test_id("read-layers").locator("tbody tr")
    expect(lines).to_have_count(6)
    expect(lines.nth(1)).to_have_attribute("data-tone", "same")
    expect(lines.nth(3)).to_contain_text(said["layers"]["unknown"])
    expect(lines.nth(5).locator(".from")).to_have_text("4")
    expect(page.get_by_test_id("notes")).to_contain_text("Mine")
    page.get_by_test_id("way-shapes").click()
    expect(page).to_have_url(re.compile(r"/shapes\?.*shapes_stack="))
    stage = page.get_by_test_id("stage")
    expect(stage.locator("[data-key=shapes_stack] textarea")).to_have_value(
        re.compile("^conv 6 k5 in1\nrelu\nmax k2\n")
    )
    text = stage.locator("[data-key=shapes_stack] textarea").input_value()
    assert [layer.name for layer in parse_stack(text, 2)][3:] == ["unknown", "flatten", "linear"]
    expect(stage.get_by_test_id("headline")).not_to_have_attribute("data-tone", "refusal")
    page.go_back()
    expect(box).to_have_value(CODE)
    expect(lines).to_have_count(6)
    assert page.evaluate("window.stays")
