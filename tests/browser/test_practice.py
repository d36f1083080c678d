"""The page of exercises in a real browser: the order in which they come, what is kept, and how an answer is judged."""

import json
import re

from playwright.sync_api import expect

from tests.support.codes import SAID as CODES
from ui.practice.code import LETTERS, Code
from ui.practice.series import Asked, exercise
from ui.words import words

PAGE = words("practice")["page"]
KEPT = "localStorage.getItem('poolscope:practice')"
# Answers one after another, each with whether it is right, then the numbers and turns of the plan.
WALK = """({ begun, answered }, [count, answers]) => {
  let plan = begun(count)
  for (const [at, right] of answers) plan = answered({ ...plan, at }, right)
  return plan.items.map(({ number, turn }) => `${number}.${turn}`).join(" ")
}"""


# What is answered, and the plan after it.
PLANS = [
    ([[0, True], [1, True]], "1.0 2.0 3.0 4.0 5.0 6.0"),
    # Two exercises later, and once more at the end.
    ([[0, False]], "1.0 2.0 1.1 3.0 4.0 5.0 6.0 1.2"),
    ([[0, False], [1, False]], "1.0 2.0 1.1 2.1 3.0 4.0 5.0 6.0 1.2"),
    # What returned and was wrong again returns again; the end is promised already.
    ([[0, False], [2, False]], "1.0 2.0 1.1 3.0 1.3 4.0 5.0 6.0 1.2"),
    # Three of six return, and no more.
    ([[0, False], [1, False], [4, False]], "1.0 2.0 1.1 2.1 3.0 4.0 5.0 6.0 1.2"),
    # Near the end the two places are one.
    ([[5, False]], "1.0 2.0 3.0 4.0 5.0 6.0 6.1"),
    # Only the first answer to an exercise counts.
    ([[0, True], [0, False]], "1.0 2.0 3.0 4.0 5.0 6.0"),
    ([[0, False], [0, False]], "1.0 2.0 1.1 3.0 4.0 5.0 6.0 1.2"),
]


def test_after_a_wrong_answer_the_idea_returns_two_later_and_at_the_end(run):
    assert [run("practice/plan.js", WALK, [6, answers]) for answers, _ in PLANS] == [plan for _, plan in PLANS]


def test_a_series_ends_however_much_is_wrong(run):
    length = run(
        "practice/plan.js",
        """({ begun, answered }) => [4, 12, 30].map((count) => {
          let plan = begun(count)
          for (let at = 0; at < plan.items.length; at++) plan = answered({ ...plan, at }, false)
          return plan.items.every(({ how }) => how === "wrong") && plan.items.length
        })""",
    )
    assert length == [6, 18, 45]


def test_a_code_is_read_in_the_browser_as_on_the_server(run):
    found = run(
        "practice/code.js",
        """({ codeIn, codeText }, [said, all]) => said.map((text) => {
          const code = codeIn(text, all)
          return code && [code.topics, code.held, code.count, codeText(code, all)]
        })""",
        [list(CODES), [{"name": name, "letter": letter} for name, letter in LETTERS.items()]],
    )
    meant = [[list(code.topics), code.held, code.count, str(code)] for code in CODES.values()]
    assert found == [None if text == "--" else one for text, one in zip(CODES, meant, strict=True)]


def test_three_right_in_a_row_raise_the_level_up_to_the_third(run):
    levels = run(
        "practice/plan.js",
        """({ progressed }, answers) => {
          let known
          return answers.map((right) => (known = progressed(known, right)).level)
        }""",
        [True, True, True, True, False, True, True, True, True, True, True],
    )
    assert levels == [1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3]


def test_what_is_kept_is_read_as_somebodys_text(run):
    series = {"code": "K7QF", "topics": ["size"], "held": None, "count": 12, "levels": {"size": 2}, "at": 0}
    items = [{"number": 1, "turn": 0, "level": 2, "how": "right"}]
    known = {"level": 2, "row": 1, "right": 4, "asked": 5}
    read = "({ read }, said) => read(said, ['size', 'maximum'])"
    good = run("practice/kept.js", read, {"progress": {"size": known}, "series": {**series, "items": items}})
    assert good == {"progress": {"size": known}, "series": {**series, "items": items}}
    odd = {**series, "items": items, "held": 9, "count": "<b>"}
    assert run("practice/kept.js", read, {"series": odd})["series"] == {**series, "items": items}
    bad = [
        {
            "progress": {"size": {**known, "level": 9}, "maximum": "x", "other": known},
            "series": {**series, "items": []},
        },
        {"series": {**series, "items": items, "code": "<b>"}},
        {"series": {**series, "items": [{**items[0], "how": "<b>"}]}},
        {"series": {**series, "items": items * 99}},
        {"series": {**series, "items": items, "at": 7}},
        [1],
        None,
    ]
    for said in bad:
        assert run("practice/kept.js", read, said) == {"progress": {}, "series": None}


SAID = {
    "3 x 4 x 4": True,
    " (3, 4, 4) ": True,
    "3×4×4": True,
    "1 4 4": "channels_pooled",
    "9 4 4": None,
    "4 4": None,
}


def test_a_shape_is_judged_by_its_numbers(run):
    found = run(
        "practice/shape.js",
        "({ judged }, [said, exercise]) => said.map((one) => judged(one, exercise))",
        [list(SAID), {"answer": "3 × 4 × 4", "wrong": [{"name": "channels_pooled", "answer": "1 × 4 × 4"}]}],
    )
    assert [each["isRight"] or (each["thought"] and each["thought"]["name"]) for each in found] == list(SAID.values())


# ---- the page ----


def practising(open_page, query):
    page = open_page(f"practice?{query}")
    expect(page.get_by_test_id("practice")).to_have_attribute("data-exercise", re.compile(r"number="))
    return page


def shown(page, link):
    expect(page.get_by_test_id("practice")).to_have_attribute("data-exercise", link)
    expect(page).to_have_url(re.compile(re.escape(f"?{link}") + "$"))


def test_a_wrong_answer_comes_back_and_everything_is_found_again_after_a_reload(open_page):
    page = practising(open_page, "code=K7QF&topics=size,maximum")
    at = page.get_by_test_id
    code = Code("K7QF", ("size", "maximum"))
    first = exercise(Asked(code))
    expect(at("code")).to_have_text("K7QF-AC")
    rows, columns = at("size-rows"), at("size-columns")
    rows.fill("1")
    columns.fill(first.wrong["same_size"].removeprefix("1 × "))
    at("check").click()
    expect(at("told")).to_have_text(PAGE["returns_twice"])
    expect(at("exercise-place")).to_have_text(PAGE["place"].format(number=1, count=12))
    expect(at("extra")).to_have_text(PAGE["extra"].format(n=2))
    expect(at("next-exercise")).to_be_visible()
    columns.fill(first.answer.removeprefix("1 × "))
    columns.press("Enter")
    expect(at("told")).to_contain_text(first.solution[-1][1]["said"])
    expect(at("next-exercise")).to_be_focused()
    page.keyboard.press("Enter")
    shown(page, "code=K7QF-AC&number=2")
    # By the keys alone: the cell that is asked for has the focus.
    second = exercise(Asked(code, 2))
    cell = page.get_by_test_id("stage").locator('[data-testid="output-cell"]:focus')
    expect(cell).to_have_count(1)
    page.keyboard.type(second.answer)
    page.keyboard.press("Enter")
    expect(at("next-exercise")).to_be_focused()
    page.keyboard.press("Enter")
    link = "code=K7QF-AC&number=1&turn=1"
    shown(page, link)
    expect(at("told")).to_have_text(PAGE["returned"])
    page.go_back()
    shown(page, "code=K7QF-AC&number=2")
    page.go_forward()
    shown(page, link)
    page.reload()
    shown(page, link)
    known = json.loads(page.evaluate(KEPT))["progress"]
    assert known["size"] == {"level": 1, "row": 0, "right": 0, "asked": 1}
    assert known["maximum"] == {"level": 1, "row": 1, "right": 1, "asked": 1}
    at("setup").click()
    expect(at("topic-maximum")).to_contain_text(PAGE["known"].format(level=1, right=1, asked=1))
    at("clear").click()
    expect(at("clear")).to_have_text(PAGE["sure"])
    at("clear").click()
    expect(at("told")).to_have_text(PAGE["cleared"])
    assert json.loads(page.evaluate(KEPT))["progress"] == {}


def test_a_code_that_is_typed_begins_its_series_and_a_stack_is_typed_too(open_page):
    page = practising(open_page, "code=AAAA&topics=stacks")
    at = page.get_by_test_id
    at("setup").click()
    at("code-field").fill("k7qf-z")
    at("code-field").press("Enter")
    expect(at("code-help")).to_have_text(PAGE["code_unread"])
    at("code-field").fill("k7qf-l2")
    at("code-field").press("Enter")
    shown(page, "code=K7QF-L2&number=1")
    expect(at("code")).to_have_text("K7QF-L2")
    one = exercise(Asked(Code("K7QF", ("stacks",)), level=2))
    name, answer = next(iter(one.wrong.items()))
    at("shape").fill(answer)
    at("check").click()
    expect(at("verdict")).to_have_text(words("practice")["shape_thoughts"][name])
    at("shape").fill(one.answer.replace(" × ", "x"))
    at("check").click()
    expect(at("verdict")).to_have_text(words("practice")["shape"]["right"])
    expect(at("next-exercise")).to_be_focused()
    at("setup").click()
    at("count").fill("99")
    at("count").press("Enter")
    at("held").select_option("3")
    shown(page, "code=K7QF-L3-30&number=1")
    assert at("sheet-exercise").get_attribute("href").startswith("/sheet?code=K7QF-L3-30")
    # A link to a topic alone begins a series of it.
    page = practising(open_page, "topics=bins")
    expect(page.get_by_test_id("topic")).to_have_text(words("practice")["topics"]["bins"])
