"""Predicting on the stage: every wrong rule that is typed in is named, and nothing tells an answer beforehand."""

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import expect

from pooling_core import PoolSpec
from pooling_core.explain.gradient import gradient_trace
from pooling_core.explain.trace import trace
from pooling_core.explain.unpooling import unpool_trace
from tests.browser.lesson import open_lesson
from tests.support.calls import traced_calls
from tests.support.wrong_rules import BY_HAND, OF_PLANES, shown
from ui.predict.predicted import of_gradient, of_trace, of_unpooling
from ui.stage.payload import from_trace
from ui.text.number_text import exact
from ui.words import words

NUMBERS = [
    ("4/9", "0.44444445", True),
    ("0.44", "0.44444445", True),
    ("0.4444", "0.44444445", True),
    ("0.45", "0.44444445", False),
    ("0.4", "0.44444445", False),
    ("0,5", "0.5", True),
    (" -3 ", "-3", True),
    ("−3", "-3", True),
    ("1e-3", "0.001", True),
    ("inf", "inf", True),
    ("-∞", "-inf", True),
    ("nan", "nan", True),
    ("0", "nan", False),
    ("3", "3.0000002", True),
    ("3", "3.001", False),
    ("1/0", "inf", True),
    ("", "0", False),
    ("x", "0", False),
    ("4/", "4", False),
]


def test_numbers_and_fractions_are_read_as_they_are_meant(run):
    found = run(
        "predict/judge.js",
        "({ isSame }, all) => all.map(([text, exact]) => isSame(text, exact, 2e-6))",
        [[text, exact] for text, exact, _ in NUMBERS],
    )
    assert found == [right for _, _, right in NUMBERS]


MODULES = {"games": "./predict/game.js", "judge": "./predict/judge.js"}
# Somebody answers everything by one wrong rule, kind after kind; what is made of the last answer that was wrong?
FOLLOW = """async (_, { asks, truth, thoughts, games, judge }) => {
  const { Game } = await import(games)
  const { boxOf, fits, isRight } = await import(judge)
  const answersBy = (thought, kind) => {
    if (kind === "size") return [{ kind, at: null, size: thought.size }]
    return new Game([kind], truth, []).places.map((at) => {
      const [i, j] = at
      const text = thought.values?.[i]?.[j] ?? null
      const cell = thought.winners?.[i]?.[j] ?? null
      const spans = thought.taps && boxOf(thought.taps, at, truth.room)
      const place = thought.places?.[i]?.[j] ?? null
      const said = {
        value: text !== null && { text },
        winner: cell && { cell },
        window: spans && { spans },
        place: place && { cell: place },
      }[kind]
      return said && { kind, at, ...said }
    }).filter(Boolean)
  }
  const missed = []
  let named = 0
  for (const thought of thoughts) for (const kind of asks) {
    const game = new Game(asks, truth, thoughts)
    const answers = answersBy(thought, kind)
    const last = answers.map((answer) => game.take(answer)).findLast((verdict) => !verdict.isRight)
    if (!last) continue
    named++
    if (last.thought?.name === thought.name) continue
    const shares = last.thought && answers.every((one) => isRight(one, truth) || fits(one, last.thought.thought, truth))
    if (!shares) missed.push([thought.name, kind, last.thought?.name ?? last.slip])
  }
  return [missed, named]
}"""


def told(traced):
    """What the browser is told of a call: the truth, and what wrong rules make of it."""
    found, payload = asdict(of_trace(traced)), from_trace(traced, words("stage"))
    rows, columns = traced.input.shape
    (top, bottom), (left, right) = traced.frame
    truth = {
        **{key: found[key] for key in ("board", "leeway", "places", "pads")},
        "room": [[-top, rows + bottom], [-left, columns + right]],
        "size": traced.output.shape,
        "values": payload["output"]["exact"],
        "input": payload["input"]["exact"],
        "taps": payload["taps"],
        "winners": payload["winners"],
        "picks": "winner" in found["asks"],
    }
    return {"asks": found["asks"], "truth": truth, "thoughts": found["thoughts"]}


def judged(found, truth):
    return {"asks": found["asks"], "thoughts": found["thoughts"], "truth": truth, **MODULES}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(traced=traced_calls())
def test_each_wrong_rule_that_is_typed_in_is_named_or_one_with_the_same_answers(run, traced):
    missed, _ = run("predict/judge.js", FOLLOW, {**told(traced), **MODULES})
    assert missed == []


@pytest.mark.parametrize("rules", [BY_HAND, OF_PLANES], ids=["lines", "planes"])
def test_each_wrong_rule_is_named_where_it_shows_itself(run, rules):
    """By its own name, or by the name of a rule that says the very same there."""
    for rule in rules:
        data = told(shown(rule))
        missed, named = run("predict/judge.js", FOLLOW, {**data, **MODULES})
        assert missed == [] and named, rule
        assert rule in {each["name"] for each in data["thoughts"]}


def test_wrong_rules_of_the_way_back_are_named(run):
    x = np.array([[3.0, 3, 1, 2], [1, 2, 5, 5], [0, 4, 4, 1], [4, 0, 1, 6]])
    upstream = np.array([[2.0, 3, 1], [1, 5, 2], [4, 1, 3]])
    for name in ("max_pool2d", "avg_pool2d"):
        call = PoolSpec.of(name, kernel_size=2, stride=1)
        traced = gradient_trace(call, x, upstream)
        found = asdict(of_gradient(traced, trace(call, x).output if name == "max_pool2d" else None))
        values = [[exact(value) for value in line] for line in traced.grad_input]
        truth = {**found, "size": x.shape, "values": values, "room": [[0, 4], [0, 4]], "input": values}
        missed, named = run("predict/judge.js", FOLLOW, judged(found, truth))
        assert missed == [] and named >= 4
    call = PoolSpec.of("max_pool2d", kernel_size=2)
    found = asdict(of_unpooling(unpool_trace(call, x, None), call))
    truth = {**found, "size": [2, 2], "room": [[0, 4], [0, 4]]}
    missed, named = run("predict/judge.js", FOLLOW, judged(found, truth))
    assert missed == [] and named >= 5


# ---- on the stage ----

AVERAGES = "sliding_windows?operation=avg&kernel_size=3&stride=2&padding=1&predict=true&input=" + "%0A".join(
    ["3+1+4+1+5+9", "2+6+5+3+5+8", "9+7+9+3+2+3", "8+4+6+2+6+4", "3+3+8+3+2+7", "9+5+0+2+8+8"]
)
LABELS = words("thoughts")["labels"]


def size(stage, rows, columns):
    stage.part("size-rows").fill(str(rows))
    stage.part("size-columns").fill(str(columns))
    stage.page.keyboard.press("Enter")


def type_in(stage, text):
    stage.page.keyboard.type(text)
    stage.page.keyboard.press("Enter")


def named(stage, rule, says=None):
    expect(stage.part("strip")).to_have_attribute("data-thought", rule)
    expect(stage.part("verdict")).to_have_text(says or words("thoughts")["thoughts"][rule])


def drag(stage, begin, end):
    boxes = [stage.root.locator(f'[data-r="{r}"][data-c="{c}"]').first.bounding_box() for r, c in (begin, end)]
    places = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    stage.page.mouse.move(*places[0])
    stage.page.mouse.down()
    stage.page.mouse.move(*places[1], steps=4)
    stage.page.mouse.up()


def test_sizes_and_values_are_predicted_and_a_wrong_one_is_understood(open_page):
    stage = open_lesson(open_page, AVERAGES)
    expect(stage.part("question")).to_have_text(LABELS["size_question"])
    assert stage.texts("output") == []
    for name in ("code-text", "result-text", "oracle", "panel-sizes"):
        expect(stage.part(name)).to_have_count(0)
    size(stage, 2, 2)
    named(stage, "stride_kernel")
    size(stage, 3, 3)
    expect(stage.part("verdict")).to_have_text("Right: 3 × 3.")
    # The mean of four cells and five of padding is 12/9; who leaves the padding out says 12/4.
    type_in(stage, "3")
    named(stage, "padding_left_out")
    assert stage.marked("input", "meant") == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert stage.marked("output", "guess-wrong") == {(0, 0)}
    type_in(stage, "12/9")
    expect(stage.part("verdict")).to_have_text(LABELS["right"])
    assert stage.marked("output", "guess-right") == {(0, 0)}
    # The focus is at the next, whose cells are 1 4 1 and 6 5 3.
    type_in(stage, "7")
    expect(stage.part("verdict")).to_have_text(LABELS["slips"]["arithmetic"])
    type_in(stage, "2.22")
    expect(stage.part("answered")).to_have_text("2 of 9")
    # What is covered is not heard either; a reload finds the game as it was.
    stage.page.reload()
    expect(stage.part("answered")).to_have_text("2 of 9")
    assert stage.texts("output")[0][2] == ""
    expect(stage.cell("output", 2, 2)).to_have_attribute("aria-label", "output (2, 2): still to be predicted")
    for _ in range(7):
        stage.part("predict-show").click()
    expect(stage.part("question")).to_have_text("All done: 0 right at once, 3 after another try, 7 shown.")
    expect(stage.part("result-text")).to_be_visible()
    assert stage.texts("output")[0][0] == "1.3333"


def test_windows_and_winners_are_pointed_at(open_page):
    stage = open_lesson(open_page, AVERAGES.replace("operation=avg", "operation=max"))
    asked = []
    stage.page.on("request", lambda request: asked.append(request.url))
    size(stage, 3, 3)
    stage.part("kind-window").click()
    drag(stage, (-1, -1), (1, 2))
    expect(stage.part("verdict")).to_have_text(LABELS["slips"]["window_start"])
    drag(stage, (0, 0), (2, 2))
    named(stage, "padding_ignored")
    drag(stage, (-1, -1), (1, 1))
    expect(stage.part("verdict")).to_have_text(LABELS["right"])
    # By keys: two corners of the next window.
    stage.cell("input", 0, 1).focus()
    stage.page.keyboard.press("Enter")
    expect(stage.part("question")).to_have_text(LABELS["questions"]["corner"])
    stage.page.keyboard.press("ArrowDown")
    for _ in range(2):
        stage.page.keyboard.press("ArrowRight")
    stage.page.keyboard.press("Enter")
    expect(stage.part("verdict")).to_have_text(LABELS["slips"]["window"])
    stage.part("kind-winner").click()
    stage.cell("input", 0, 1).click()
    expect(stage.part("verdict")).to_have_text(LABELS["slips"]["winner_smaller"])
    stage.cell("input", 1, 1).click()
    expect(stage.part("verdict")).to_have_text(LABELS["right"])
    # Whether an answer is right nobody else is asked.
    assert [url for url in asked if "/answers/" in url] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_way_back_is_predicted(open_page, language):
    says = words("thoughts")["thoughts"] if language == "en" else None
    stage = open_lesson(open_page, f"backward?predict=true&lang={language}")
    gradient = stage.root.locator('[data-testid="extra-cell"][data-r="0"][data-c="0"]').last
    gradient.click()
    type_in(stage, "1")
    expect(stage.part("strip")).to_have_attribute("data-thought", "to_whole_window")
    if says:
        named(stage, "to_whole_window")
    type_in(stage, "0")
    expect(stage.part("answered")).to_contain_text("1")


def test_where_a_value_lands_is_pointed_at_and_a_link_may_ask_one_thing(open_page):
    stage = open_lesson(open_page, "unpooling?predict=place&ask=0,0&lock=predict,all&hide=examples")
    expect(stage.part("predict")).to_be_hidden()
    expect(stage.part("examples")).to_be_hidden()
    cells = stage.root.locator('[data-testid="extra-cell"]')
    corner = cells.and_(stage.root.locator('[data-r="0"][data-c="0"]')).last
    corner.click()
    named(stage, "window_corner")
    cells.and_(stage.root.locator('[data-r="1"][data-c="1"]')).last.click()
    expect(stage.part("verdict")).to_have_text(LABELS["right"])
    expect(stage.part("question")).to_have_text("")
    expect(stage.root.locator(".param.held-fast")).not_to_have_count(0)
