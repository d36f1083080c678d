"""The text of a tensor on a page: pasted in any form, and kept where it cannot be read."""

import pytest

from tests.support.lessons import LESSONS
from tests.support.screens import address, cells, numbers, open_page, problems, shown, stages, typed
from ui.lessons.sliding_windows.fields import FIELDS as SLIDING_WINDOWS

DEFAULT = SLIDING_WINDOWS["input"].default
DEEP = "[" * 8_000


@pytest.mark.parametrize(
    "pasted",
    [
        "[[1, 2.5], [-3, nan]]",
        "tensor([[ 1.0000,  2.5000],\n        [-3.0000,     nan]])",
        "np.array([[1, 2.5], [-3, np.nan]], dtype=np.float32)",
        "1, 2.5\n-3, nan",
        "1\t2,5\n-3\tNaN\n",
        "1 2.5; −3 nan",
    ],
)
def test_a_paste_in_any_form_becomes_plain_rows(pasted):
    app = typed(open_page("sliding_windows"), "input", pasted)
    box = app.tensor("input")
    assert box["text"] == address(app)["input"] == "1 2.5\n-3 nan"
    assert cells(app) == [["1", "2.5"], ["-3", "nan"]]
    assert (box["rows"], box["columns"]) == (2, 2)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        " ",
        "1 2\n3",
        "one",
        "[[1, 2], [3",
        "__import__('os').getcwd()",
        "1 " * 65,
        "1\n" * 33,
        "`a` **b** :red[c] $d$",
    ],
)
def test_bad_text_keeps_the_last_tensor(bad):
    app = open_page("sliding_windows", input="1 2\n3 4")
    typed(app, "input", bad)
    assert "the last one that could be read" in problems(app)
    assert address(app) == {"input": "1 2\n3 4"} and cells(app) == [["1", "2"], ["3", "4"]]
    typed(app, "input", "5 6\n7 8")
    assert cells(app) == [["5", "6"], ["7", "8"]] and not problems(app)


def test_a_text_keeps_its_digits_through_a_dtype_that_cannot_hold_them():
    for dtype, shown_as in [("float64", "0.123456789012"), ("float32", "0.12345679"), ("float16", "0.1235")]:
        text = "0.123456789012"
        app = open_page("sliding_windows", dtype="float64", input=text).turn("dtype", dtype)
        assert cells(app) == [[shown_as]] and app.tensor("input")["text"] == text
        assert cells(app.turn("dtype", "float64")) == [[text]]
    app = open_page("sliding_windows", dtype="int64", input="9007199254740993").turn("dtype", "float32")
    assert cells(app) == [["9.007199e15"]] and cells(app.turn("dtype", "int64")) == [["9007199254740993"]]


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "empty"),
        ("\x00", "not a number"),
        (DEEP, "Brackets are open"),
        ("(" * 4_000 + ")" * 4_000, "Brackets are open"),
        ("1 " * 4_000, "at most 32x32, or 64 in a row"),
        ("1 2\n3", "the same length"),
        ("中文 数字", "not a number"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}1", "not a number"),
        ("<script>alert(1)</script>", "no code is run here"),
        ("__import__('os').system('true')", "no code is run here"),
        ("9e99", "beyond the largest float32"),
    ],
)
def test_a_tensor_that_cannot_be_read_leaves_a_working_page(text, said):
    app = open_page("sliding_windows", kernel_size="3", input=text)
    assert said in problems(app) and "the lesson's own tensor" in problems(app)
    assert cells(app) == [line.split() for line in DEFAULT.split("\n")]
    assert shown(app)["output"]["rows"] == 2
    typed(app, "input", "1 2 3\n4 5 6\n7 8 9")
    assert shown(app)["output"]["exact"] == [["9"]] and not problems(app)


# Where the tensor stands: the field, and which stage shows it.
HOLDS = {
    "adaptive_bins": ("bins_input", 0),
    "fractional": ("fractional_input", 0),
    "power_means": ("power_input", 0),
    "stochastic": ("stochastic_input", 0),
    "unpooling": ("unpool_input", 0),
    "backward": ("backward_input", -1),
    "convolution": ("conv_average_input", 0),
    "dimensions": ("dimensions_scores", 0),
    "frameworks": ("input", 0),
}


@pytest.mark.parametrize("text", ["", "abc", "1 2\n3", "9e99", "[[1, 2"])
@pytest.mark.parametrize("name", HOLDS)
def test_text_that_is_no_tensor_keeps_the_last_one(name, text):
    key, place = HOLDS[name]
    more = {"dimensions_sentence": "two words"} if name == "dimensions" else {}
    app = typed(open_page(name, **{key: "3 4\n5 6"}, **more), key, text)
    assert "last one that could be read" in problems(app)
    assert numbers(stages(app)[place]["input"]).tolist() == [[3, 4], [5, 6]]
    assert not problems(typed(app, key, "7 8\n9 1"))
    assert numbers(stages(app)[place]["input"]).tolist() == [[7, 8], [9, 1]]


def test_every_lesson_with_a_tensor_is_asked():
    """Sliding windows above; a stack and a statement are no tensors."""
    assert HOLDS.keys() == LESSONS.keys() - {"sliding_windows", "shapes", "true_or_false"}
