"""The dimensions lesson: every view and example against torch, bounds of the sentence and of the volume."""

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from tests.support.lessons import LESSONS
from tests.support.screens import agreements, by_link, checked, numbers, open_page, result, said, same, stages, state_of
from tests.support.snippets import executed
from ui import calls, sentence, tensor_text, volume_text

LESSON = LESSONS["dimensions"]
WORDS = LESSON.words
HOLDS = {"1d": "dimensions_scores", "2d": "dimensions_plane", "3d": "dimensions_volume"}
pytestmark = pytest.mark.usefixtures("torch_loaded")


def in_torch(state):
    view = state["dimensions_view"]
    text = state[HOLDS[view]]
    x = torch.from_numpy(volume_text.parse(text) if view == "3d" else tensor_text.parse(text).array)
    call = calls.dimensions_call(state, x.shape[-1])
    return getattr(tF, call.name)(x if view == "1d" else x[None], **call.arguments)


def compare(app):
    """The picture, the badge and the code of a page against PyTorch."""
    state = state_of(LESSON, app)
    y = in_torch(state)
    assert agreements(app) == 1 and not app.error
    same(result(app), y)
    same(executed(app.code[0].value)["y"].numpy(), y)


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
    app = open_page(LESSON.name)
    checked(app.text_input(key="dimensions_sentence").set_value("not good").run())
    for view in ("2d", "3d", "1d"):
        app.session_state["dimensions_view"] = view
        checked(app.run())
    assert app.text_input(key="dimensions_sentence").value == "not good"
    assert app.query_params["dimensions_sentence"] == "not good"
    assert stages(app)[0]["input"]["exact"] == [["-3", "6"], ["6", "-2"], ["4", "0"]]


def test_a_control_stands_once_and_only_where_it_is_taken():
    widths = {"1d": {"dimensions_over_time", "dimensions_sentence", "dimensions_scores"}}
    window = {f"dimensions_{name}" for name in ("kernel", "stride", "padding", "dilation")}
    widths |= {"2d": {*window, "dimensions_plane"}, "3d": {*window, "dimensions_volume"}}
    for view, wanted in widths.items():
        app = by_link(LESSON, dimensions_view=view)
        kinds = (app.number_input, app.text_input, app.text_area, app.toggle)
        keys = [each.key for kind in kinds for each in kind if not each.key.startswith("_")]
        assert sorted(keys) == sorted(wanted)
    assert "dimensions_dilation" not in [
        each.key for each in by_link(LESSON, dimensions_view="3d", dimensions_operation="avg").number_input
    ]


# ---- words ----


def labels(app):
    (stage,) = stages(app)
    return stage["input"]["column_labels"], stage["input"]["row_labels"]


def test_words_stand_above_the_columns_and_the_winning_word_is_told():
    app = open_page(LESSON.name)
    assert labels(app) == (
        ["the", "plot", "is", "thin", "but", "the", "acting", "is", "superb"],
        ["praise", "doubt", "turn"],
    )
    (stage,) = stages(app)
    assert stage["output"]["row_labels"] == ["praise", "doubt", "turn"]
    assert stage["notes"] == [[f"9 real · highest at “{word}”"] for word in ("superb", "thin", "but")]


def test_a_new_sentence_keeps_the_scores_of_words_that_stay():
    app = open_page(LESSON.name)
    edited = "0 1 0 -2 0 0 2 0 5\n0 1 0 7 3 0 0 0 -3\n0 0 0 1 8 0 -1 0 1"
    checked(app.text_area(key="dimensions_scores").set_value(edited).run())
    checked(app.text_input(key="dimensions_sentence").set_value("superb but zzyzx").run())
    shown = stages(app)[0]["input"]
    unknown = sentence.scored(["zzyzx"], WORDS["lexicon"], 3).ravel().tolist()
    assert [row[:2] for row in shown["exact"]] == [["5", "0"], ["-3", "3"], ["1", "8"]]
    assert [float(row[2]) for row in shown["exact"]] == unknown
    opened = open_page(LESSON.name, **app.query_params)
    assert stages(opened) == stages(app)


def test_a_link_that_says_only_a_sentence_gets_its_scores():
    app = open_page(LESSON.name, dimensions_sentence="a brilliant film")
    assert stages(app)[0]["output"]["exact"] == [["9"], ["0"], ["0"]]
    assert labels(app)[0] == ["a", "brilliant", "film"]
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
    checked(app.text_input(key="dimensions_sentence").set_value(text).run())
    assert labels(app)[0] == above
    assert (told in said(app)) if told else not app.warning
    assert stages(app)[0]["output"]["rows"] == 2


def test_columns_without_a_word_are_numbered_and_further_filters_too():
    app = open_page(LESSON.name, dimensions_sentence="one two", dimensions_scores="1 2 3\n4 5 6\n7 8 9\n1 1 1")
    assert "2 words and 3 columns" in said(app)
    assert labels(app) == (["one", "two", "2"], ["praise", "doubt", "turn", "filter 3"])
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
        ("__import__('os').getcwd()[[[1]]]", "nothing is run"),
        ("[" * 3000, "Brackets are open"),
    ],
)
def test_bad_text_keeps_the_last_volume_and_stays_to_be_corrected(bad, told):
    app = by_link(LESSON, dimensions_view="3d", dimensions_volume="1 2\n3 4\n\n5 6\n7 8")
    checked(app.text_area(key="dimensions_volume").set_value(bad).run())
    assert told in said(app) and "the last one that could be read" in said(app)
    assert app.text_area(key="dimensions_volume").value == bad
    assert stages(app)[0]["output"]["planes"][0]["exact"] == [["8"]]
    checked(app.text_area(key="dimensions_volume").set_value("[[[9, 1], [2, 3]]]").run())
    checked(app.number_input(key="dimensions_kernel").set_value(1).run())
    assert app.text_area(key="dimensions_volume").value == "9 1\n2 3" and not app.warning
    compare(app)


def test_a_link_whose_volume_cannot_be_read_shows_the_default():
    app = open_page(LESSON.name, dimensions_view="3d", dimensions_volume="no numbers")
    assert "not a number" in said(app)
    default = volume_text.parse(LESSON.fields["dimensions_volume"].default)
    assert np.array_equal(numbers(stages(app)[0]["input"]), default)


def test_a_volume_is_resized_and_filled_at_random():
    app = by_link(LESSON, dimensions_view="3d", dimensions_volume="1 2\n3 4\n\n5 6\n7 8", dimensions_kernel=1)
    checked(app.number_input(key="_dimensions_volume_depth").set_value(1).run())
    checked(app.number_input(key="_dimensions_volume_columns").set_value(3).run())
    assert app.text_area(key="dimensions_volume").value == "1 2 0\n3 4 0"
    checked(app.button(key="_dimensions_volume_random").click().run())
    assert volume_text.parse(app.text_area(key="dimensions_volume").value).shape == (1, 2, 3)
    compare(app)


@pytest.mark.parametrize("values", ["nan inf\n-inf 1\n\n2 3\n4 5", "1e30 -1e-30\n0.1 2.345678\n\n1 1\n1 1"])
@pytest.mark.parametrize("operation", ["max", "avg"])
def test_every_number_a_volume_can_hold_is_drawn(operation, values):
    state = {"dimensions_view": "3d", "dimensions_kernel": 1, "dimensions_operation": operation}
    compare(by_link(LESSON, **state, dimensions_volume=values))


def test_the_calls_of_all_views_stand_side_by_side():
    app = open_page(LESSON.name)
    told = said(app)
    for line in ("max_pool1d(x, kernel_size=9)", "9 → 1", "4 × 4 = 16", "4 × 4 × 4 → 1 × 1 × 1"):
        assert line in told
    told = said(by_link(LESSON, dimensions_view="3d"))
    for line in ("max_pool1d(x, kernel_size=2)", "9 → 4", "4 × 4 → 2 × 2", "2 × 2 × 2 = 8", "4 × 4 × 4 → 2 × 2 × 2"):
        assert line in told
