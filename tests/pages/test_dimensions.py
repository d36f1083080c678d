"""The dimensions lesson: every view and example against torch, bounds of the sentence and of the volume."""

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from tests.support.app_pages import app_page
from tests.support.lessons import LESSONS
from tests.support.screens import (
    address,
    agreements,
    by_link,
    codes,
    numbers,
    open_page,
    problems,
    refusals,
    result,
    said,
    same,
    shown,
    state_of,
    typed,
)
from tests.support.snippets import executed
from ui.lessons.dimensions import batch, sentence
from ui.lessons.dimensions.fields import HOLDS
from ui.text import tensor_text, volume_text
from ui.words import speaking, words

LESSON = LESSONS["dimensions"]
WORDS = LESSON.words
ALL_REAL = words("stage")["notes"]["cells"]["all"]["real"]
WINDOW = {f"dimensions_{name}" for name in ("kernel", "stride", "padding", "dilation")}
pytestmark = pytest.mark.usefixtures("torch_loaded")


def in_torch(state):
    view = state["dimensions_view"]
    text = state[HOLDS[view]]
    x = torch.from_numpy(volume_text.parse(text) if view == "3d" else tensor_text.parse(text).array)
    call = LESSON.call(state)
    return getattr(tF, call.name)(x if view == "1d" else x[None], **call.arguments)


def compare(app):
    """The picture, the badge and the code of a screen against PyTorch."""
    y = in_torch(state_of(LESSON, app))
    assert agreements(app) == 1 and not refusals(app)
    same(result(app), y)
    same(executed(codes(app)[0])["y"].numpy(), y)


def test_the_page_shows_its_stage_alone():
    app = app_page(LESSON.name, dimensions_view="3d")
    assert len(app.get("bidi_component")) == 1 and not app.markdown


@pytest.mark.parametrize("operation", ["max", "avg"])
@pytest.mark.parametrize("view", ["1d", "2d", "3d"])
@pytest.mark.parametrize(
    "kernel, stride, padding, dilation",
    [(2, 1, 0, 1), (3, None, 1, 1), (3, 2, 1, 1), (2, 3, 1, 1), (2, 1, 1, 2), (1, 2, 0, 1), (4, 1, 2, 1)],
)
def test_every_window_gives_what_pytorch_gives(view, operation, kernel, stride, padding, dilation):
    window = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    state = {"dimensions_view": view, "dimensions_operation": operation, "dimensions_over_time": False}
    compare(by_link(LESSON, **state, **{f"dimensions_{name}": value for name, value in window.items()}))


def test_switching_the_view_keeps_what_the_others_hold():
    app = typed(open_page(LESSON.name), "dimensions_sentence", "not good")
    for view in ("2d", "3d", "1d"):
        app.turn("dimensions_view", view)
    assert address(app)["dimensions_sentence"] == app.control("dimensions_sentence")["value"] == "not good"
    assert shown(app)["input"]["exact"] == [["-3", "6"], ["6", "-2"], ["4", "0"]]


def test_a_control_stands_once_and_only_where_it_is_taken():
    always = {"dimensions_view", "dimensions_operation"}
    turned = {"dimensions_adaptive", "dimensions_per_axis"}
    sides = {"1d": {"dimensions_sentence", "dimensions_over_time"}, "2d": WINDOW | turned, "3d": WINDOW | turned}
    for view, wanted in sides.items():
        app = by_link(LESSON, dimensions_view=view)
        assert sorted(control["key"] for control in app.controls) == sorted(always | wanted)
        assert [tensor["key"] for tensor in app.data["tensors"]] == [HOLDS[view]]
    keys = {control["key"] for control in by_link(LESSON, dimensions_over_time=False).controls}
    assert keys == always | sides["1d"] | WINDOW | {"dimensions_adaptive"}
    keys = [each["key"] for each in by_link(LESSON, dimensions_view="3d", dimensions_operation="avg").controls]
    assert "dimensions_dilation" not in keys


def test_an_empty_stride_shows_the_number_it_means():
    stride = by_link(LESSON, dimensions_view="3d", dimensions_kernel=3).control("dimensions_stride")
    assert stride["value"] == "" and stride["means"] == 3


def test_an_example_is_known_whatever_the_other_views_hold():
    app = by_link(LESSON, dimensions_view="2d", dimensions_sentence="not good", dimensions_volume="1 2\n3 4")
    assert app.data["headline"]["title"] == "A plane: 2 × 2"
    over_time = by_link(LESSON, dimensions_kernel=7)
    assert over_time.data["headline"]["title"] == "Max over time"
    assert by_link(LESSON, dimensions_view="2d", dimensions_kernel=1).data["headline"]["text"] == WORDS["lede"]["2d"]


# ---- numbers for each axis, LP, the output size ----


def random_states(draw):
    for _ in range(40):
        view = str(draw.choice(["1d", "2d", "3d"]))
        state = {
            "dimensions_view": view,
            "dimensions_operation": str(draw.choice(["max", "avg", "lp"])),
            "dimensions_over_time": False,
            "dimensions_adaptive": bool(draw.integers(2)),
            "dimensions_per_axis": bool(draw.integers(2)),
            "dimensions_p": str(draw.choice(["1", "2", "3", "inf"])),
        }
        for end in ("", "_h", "_w"):
            kernel = int(draw.integers(1, 4))
            state[f"dimensions_kernel{end}"] = kernel
            state[f"dimensions_stride{end}"] = None if draw.integers(2) else int(draw.integers(1, 4))
            state[f"dimensions_padding{end}"] = int(draw.integers(0, kernel // 2 + 1))
            keeps = view != "1d" and draw.integers(4) == 0
            state[f"dimensions_output{end}"] = None if keeps else int(draw.integers(1, 6))
        yield state


def test_numbers_for_each_axis_lp_and_output_sizes_give_what_pytorch_gives():
    for state in random_states(np.random.default_rng(0)):
        app = by_link(LESSON, **state)
        if refusals(app):  # one number for all axes may not be None
            assert "PyTorch 2.13.0 says" in said(app) and state["dimensions_output"] is None
            continue
        compare(app)


def test_a_fix_of_numbers_for_each_axis_mends_each_of_them():
    state = {"dimensions_view": "3d", "dimensions_per_axis": True, "dimensions_kernel": 5, "dimensions_kernel_w": 9}
    app = by_link(LESSON, **state)
    app.press(0)
    assert not refusals(app) and app.link["dimensions_kernel"] == app.link["dimensions_kernel_w"] == "4"
    assert shown(app)["output"]["shape"] == (1, 2, 1)


def test_taking_the_axes_apart_begins_with_the_same_numbers():
    app = by_link(LESSON, dimensions_view="3d", dimensions_kernel=3, dimensions_stride=1)
    before = result(app).tolist()
    app.turn("dimensions_per_axis", "true")
    assert result(app).tolist() == before and app.control("dimensions_kernel_h")["value"] == "3"


# ---- a padded batch ----


@pytest.mark.parametrize("operation", ["max", "avg"])
@pytest.mark.parametrize("text", ["superb acting\nnot good\na", "bad dull\nthe plot is thin", "one", "", "a " * 20])
def test_a_batch_is_pooled_with_and_without_its_padding(operation, text):
    app = by_link(LESSON, dimensions_view="batch", dimensions_operation=operation, dimensions_batch=text)
    assert agreements(app) == 2 and not refusals(app)
    made = executed(codes(app)[0])
    same(result(app), made["y"])
    (extra,) = shown(app)["extras"]
    same(numbers(extra), made["masked"])
    for row, (line, kinds) in enumerate(zip(shown(app)["input"]["exact"], shown(app)["input"]["kinds"], strict=True)):
        words_of_row = [float(cell) for cell, kind in zip(line, kinds, strict=True) if kind == "r"]
        alone = max(words_of_row) if operation == "max" else sum(words_of_row) / len(words_of_row)
        same(numbers(extra)[row], np.array([alone]))


def test_a_longer_sentence_changes_the_plain_mean_of_the_others_and_not_the_masked_one():
    short, long = (
        by_link(LESSON, dimensions_view="batch", dimensions_operation="avg", dimensions_batch=f"superb acting\n{more}")
        for more in ("not good", "the plot is thin but the acting is superb")
    )
    assert [result(app)[0].round(2).tolist() for app in (short, long)] == [[5.5], [pytest.approx(1.22, abs=1e-3)]]
    assert [numbers(shown(app)["extras"][0])[0].tolist() for app in (short, long)] == [[5.5], [5.5]]


def test_a_batch_without_words_has_no_score():
    assert batch.read(" \n", {}).scores.tolist() == [[0]]


def test_what_of_a_batch_is_not_read_is_said():
    app = by_link(LESSON, dimensions_view="batch", dimensions_batch="a\n" * 9)
    assert "more than 6 sentences" in problems(app) and len(shown(app)["input"]["exact"]) == 6
    assert "more than 16 words" in problems(by_link(LESSON, dimensions_view="batch", dimensions_batch="a " * 17))


# ---- words ----


def labels(app):
    stage = shown(app)
    return stage["input"]["column_labels"], stage["input"]["row_labels"]


def test_words_stand_above_the_columns_and_the_winning_word_is_told():
    app = open_page(LESSON.name)
    assert labels(app) == (
        ["the", "plot", "is", "thin", "but", "the", "acting", "is", "superb"],
        ["praise", "doubt", "contrast"],
    )
    stage = shown(app)
    assert stage["output"]["row_labels"] == ["praise", "doubt", "contrast"]
    told = [[f"{ALL_REAL.format(count=9)} · highest at “{word}”"] for word in ("superb", "thin", "but")]
    assert stage["notes"] == told


def test_a_new_sentence_keeps_the_scores_of_words_that_stay():
    edited = "0 1 0 -2 0 0 2 0 5\n0 1 0 7 3 0 0 0 -3\n0 0 0 1 8 0 -1 0 1"
    app = typed(open_page(LESSON.name), "dimensions_scores", edited)
    typed(app, "dimensions_sentence", "superb but zzyzx")
    grid = shown(app)["input"]
    unknown = sentence.scored(["zzyzx"], WORDS["lexicon"], 3).ravel().tolist()
    assert [row[:2] for row in grid["exact"]] == [["5", "0"], ["-3", "3"], ["1", "8"]]
    assert [float(row[2]) for row in grid["exact"]] == unknown
    assert "dimensions_scored" not in address(app)
    opened = open_page(LESSON.name, **address(app))
    assert shown(opened) | {"changed": None} == shown(app) | {"changed": None}


def test_a_word_that_is_replaced_by_another_is_scored_anew():
    app = open_page(LESSON.name)
    typed(app, "dimensions_sentence", app.control("dimensions_sentence")["value"].replace("superb", "dull"))
    assert [row[-1] for row in shown(app)["input"]["exact"]] == [str(each) for each in WORDS["lexicon"]["dull"]]


def test_after_a_sentence_without_words_every_word_is_scored_anew():
    app = open_page(LESSON.name, dimensions_sentence="one two", dimensions_scores="7 7\n7 7")
    typed(typed(app, "dimensions_sentence", " "), "dimensions_sentence", "superb one")
    wanted = sentence.scored(["superb", "one"], WORDS["lexicon"], 2)
    np.testing.assert_array_equal(numbers(shown(app)["input"]), wanted)


def test_what_a_new_sentence_changed_is_told():
    app = typed(open_page(LESSON.name), "dimensions_sentence", "superb but dull")
    assert app.data["changed"].startswith("window (kernel_size) 9 → 3, input 3 × 9 → 3 × 3: ")
    assert "stride" not in app.data["changed"]


def test_a_link_that_says_only_a_sentence_gets_its_scores():
    app = open_page(LESSON.name, dimensions_sentence="a brilliant film")
    assert shown(app)["output"]["exact"] == [["9"], ["0"], ["0"]]
    assert labels(app)[0] == ["a", "brilliant", "film"]
    assert address(app) == {"dimensions_sentence": "a brilliant film", "dimensions_scores": "0 9 0\n0 -3 0\n0 0 0"}
    compare(app)


@pytest.mark.parametrize(
    "text, told, above",
    [
        ("", "has no words", ["0", "1", "2"]),
        (" \t ", "has no words", ["0", "1", "2"]),
        ("a " * 20, "has 20 words: the first 16 are read", ["a"] * 16),
        ("<b>bold</b> [x](y) `z` $a$ :red[b]", None, ["<b>bold</b>", "[x](y)", "`z`", "$a$", ":red[b]"]),
        ("x" * 150, None, ["x" * 11 + "…"]),
        ("a\u202eb \u0000c", None, ["a", "b", "c"]),
        ("好 电影", None, ["好", "电影"]),
    ],
)
def test_whatever_is_typed_as_a_sentence_is_plain_words(text, told, above):
    app = open_page(LESSON.name, dimensions_scores="1 2 3\n4 5 6", dimensions_sentence="one two three")
    typed(app, "dimensions_sentence", text)
    assert labels(app)[0] == above
    assert (told in said(app)) if told else not problems(app)
    assert shown(app)["output"]["rows"] == 2


def test_columns_without_a_word_are_numbered_and_further_filters_too():
    app = open_page(LESSON.name, dimensions_sentence="one two", dimensions_scores="1 2 3\n4 5 6\n7 8 9\n1 1 1")
    assert "2 words and 3 columns" in said(app)
    assert labels(app) == (["one", "two", "2"], ["praise", "doubt", "contrast", "filter 3"])
    assert address(app)["dimensions_scores"].startswith("1 2 3\n")
    compare(app)


# ---- a volume ----


@pytest.mark.parametrize(
    "bad, told",
    [
        ("", "The text is empty"),
        ("1 2\n\n3", "Depth 1 is 1x1 and depth 0 is 1x2"),
        ("1 x", "not a number"),
        ("1 2 3 4 5 6 7", "at most 6 cells a side"),
        ("\n\n".join(["1"] * 7), "7x1x1"),
        ("[[[1]], [[2]", "never closed"),
        ("__import__('os').getcwd()[[[1]]]", "no code is run"),
        ("[" * 3000, "Brackets are open"),
    ],
)
def test_bad_text_keeps_the_last_volume_and_stays_to_be_corrected(bad, told):
    app = by_link(LESSON, dimensions_view="3d", dimensions_volume="1 2\n3 4\n\n5 6\n7 8")
    typed(app, "dimensions_volume", bad)
    assert told in said(app) and "the last one that could be read" in said(app)
    assert shown(app)["output"]["planes"][0]["exact"] == [["8"]]
    typed(app, "dimensions_volume", "[[[9, 1], [2, 3]]]")
    app.turn("dimensions_kernel", 1)
    assert app.tensor("dimensions_volume")["text"] == "9 1\n2 3" and not problems(app)
    compare(app)


def test_a_link_whose_volume_cannot_be_read_shows_the_default():
    app = open_page(LESSON.name, dimensions_view="3d", dimensions_volume="no numbers")
    assert "not a number" in said(app) and "the lesson's own volume" in said(app)
    default = volume_text.parse(LESSON.fields["dimensions_volume"].default)
    assert np.array_equal(numbers(shown(app)["input"]), default)
    assert address(app)["dimensions_volume"] == "no numbers"


def test_the_box_of_a_volume_has_three_sides_and_the_stage_edits_it_in_place():
    app = by_link(LESSON, dimensions_view="3d", dimensions_volume="1 2 0\n3 4 0", dimensions_kernel=1)
    box = app.tensor("dimensions_volume")
    assert [box[side] for side in ("depth", "rows", "columns", "most")] == [1, 2, 3, 6]
    assert box["board"] == "input" and shown(app)["input"]["editable"]
    compare(app)


def test_a_refused_call_keeps_the_volume_and_its_editor():
    app = by_link(LESSON, dimensions_view="3d", dimensions_kernel=5)
    stage = shown(app)
    assert refusals(app) and stage["kind"] == "volume" and stage["input"]["editable"] and not stage["operation"]
    assert numbers(stage["input"]).shape == (4, 4, 4) and numbers(stage["output"]).shape == (0, 0, 0)
    assert stage["input"]["kinds"] == [["rrrr"] * 4] * 4 and not app.data["oracle"]


def test_what_a_touch_changed_in_a_volume_is_told():
    app = by_link(LESSON, dimensions_view="3d").turn("dimensions_stride", 1)
    assert app.data["changed"] == (
        "step (stride) 2 → 1: neighbouring windows now share a plane, row or column; "
        "the output grows from 2 × 2 × 2 to 3 × 3 × 3."
    )
    # Another view is another call, not a change of this one.
    for view in ("2d", "1d"):
        assert app.turn("dimensions_view", view).data["changed"] is None


@pytest.mark.parametrize("values", ["nan inf\n-inf 1\n\n2 3\n4 5", "1e30 -1e-30\n0.1 2.345678\n\n1 1\n1 1"])
@pytest.mark.parametrize("operation", ["max", "avg"])
def test_every_number_a_volume_can_hold_is_drawn(operation, values):
    state = {"dimensions_view": "3d", "dimensions_kernel": 1, "dimensions_operation": operation}
    compare(by_link(LESSON, **state, dimensions_volume=values))


# ---- side by side ----


def glance(app):
    panel = app.panel("glance")
    assert all(column["label"] for column in panel["columns"])
    assert all(len(row["cells"]) == len(panel["columns"]) for row in panel["rows"])
    return panel, [row["cells"] for row in panel["rows"]]


def test_the_calls_of_all_views_stand_side_by_side():
    panel, rows = glance(open_page(LESSON.name))
    assert rows == [
        ["1-D sentence", "F.max_pool1d(x, kernel_size=9)", "9", "9 → 1"],
        ["2-D plane", "F.max_pool2d(x, kernel_size=4)", "4 × 4 = 16", "4 × 4 → 1 × 1"],
        ["3-D volume", "F.max_pool3d(x, kernel_size=4)", "4 × 4 × 4 = 64", "4 × 4 × 4 → 1 × 1 × 1"],
    ]
    assert [row["current"] for row in panel["rows"]] == [True, False, False]
    panel, rows = glance(by_link(LESSON, dimensions_view="3d"))
    assert rows == [
        ["1-D sentence", "F.max_pool1d(x, kernel_size=2)", "2", "9 → 4"],
        ["2-D plane", "F.max_pool2d(x, kernel_size=2)", "2 × 2 = 4", "4 × 4 → 2 × 2"],
        ["3-D volume", "F.max_pool3d(x, kernel_size=2)", "2 × 2 × 2 = 8", "4 × 4 × 4 → 2 × 2 × 2"],
    ]
    assert [row["current"] for row in panel["rows"]] == [False, False, True]


def test_the_table_of_views_is_said_in_the_language_of_the_page():
    with speaking("zh"):
        _, rows = glance(by_link(LESSON, dimensions_view="2d", dimensions_kernel=5))
    assert [row[0].split("\N{FULLWIDTH COLON}")[1] for row in rows] == ["句子", "平面", "三维数据"]
    assert [row[-1] for row in rows] == ["9 → 1", "不接受", "不接受"]


def test_a_call_that_one_view_refuses_is_told_as_refused_there():
    _, rows = glance(by_link(LESSON, dimensions_view="2d", dimensions_kernel=5))
    assert [row[-1] for row in rows] == ["9 → 1", "refused", "refused"]
