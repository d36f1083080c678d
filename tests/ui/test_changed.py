"""The sentence on what a touch changed: typical touches word by word, and every word of the content used."""

import doctest
import re

import numpy as np
import pytest

from pooling_core.call.catalogue import OPERATIONS
from pooling_core.call.spec import PoolSpec
from pooling_core.explain.changes import ORDER, Change, changes
from pooling_core.explain.trace import trace
from tests.support.chinese import slips
from ui import changed
from ui.words import speaking, words

WORDS = words("changes")
with speaking("zh"):
    CHINESE = words("changes")
PLANE = np.array(
    [
        [3, 1, 4, 1, 5, 9],
        [2, 6, 5, 3, 5, 8],
        [9, 7, 9, 3, 2, 3],
        [8, 4, 6, 2, 6, 4],
        [3, 3, 8, 3, 2, 7],
        [9, 5, 0, 2, 8, 8],
    ],
    np.float32,
)
ROW = PLANE[:1]
MAX, AVG = "max_pool2d", "avg_pool2d"
TWO = {"kernel_size": 2}
LINED = {"kernel_size": 3, "stride": 1, "padding": 1}
BINS = "adaptive_avg_pool1d"


def said(before, after, words=WORDS):
    """The sentence from one call on its input to another."""
    traces = (trace(PoolSpec.of(name, **arguments), plane) for name, arguments, plane in (before, after))
    return changed.sentence(changes(*traces), words)


def turned(name, arguments, plane=PLANE, words=WORDS, **others):
    return said((name, arguments, plane), (name, {**arguments, **others}, plane), words)


def edit(name, arguments, plane, words=WORDS, **cells):
    """Of one cell to a number, or of all cells."""
    other = plane.copy()
    other[cells.get("cell", ...)] = cells["value"]
    return said((name, arguments, plane), (name, arguments, other), words)


TOUCHES = [
    (
        turned(MAX, TWO, stride=1),
        "step (stride) 2 → 1: neighbouring windows now share a row or column; the output grows from 3 × 3 to 5 × 5.",
    ),
    (
        turned(MAX, TWO, stride=(2, 3)),
        "step (stride) along columns 2 → 3: neighbouring windows now leave out a column; "
        "the output shrinks from 3 × 3 to 3 × 2.",
    ),
    (
        turned(MAX, {"kernel_size": 2, "stride": 1}, stride=2),
        "step (stride) 1 → 2: neighbouring windows now touch and share no rows or columns; "
        "the output shrinks from 5 × 5 to 3 × 3.",
    ),
    (
        turned(MAX, TWO, stride=2),
        "step (stride) set to 2: no output changes, because an empty stride already meant kernel_size, which is 2.",
    ),
    (
        turned(MAX, TWO, kernel_size=4),
        "window (kernel_size) 2 → 4: 20 cells at the end are now dropped, read by no window; "
        "the output shrinks from 3 × 3 to 1 × 1.",
    ),
    (
        turned(MAX, TWO, kernel_size=3),
        "window (kernel_size) 2 → 3: the empty stride follows the window, from 2 to 3; "
        "the output shrinks from 3 × 3 to 2 × 2.",
    ),
    (
        turned(MAX, {"kernel_size": 3, "stride": 1}, padding=1),
        "border (padding) 0 → 1: 20 windows now see padding; the output grows from 4 × 4 to 6 × 6.",
    ),
    (
        turned(MAX, TWO, dilation=2),
        "spacing (dilation) 1 → 2: 16 cells now lie in holes of the dilation and are never read; "
        "the output shrinks from 3 × 3 to 2 × 2.",
    ),
    (
        turned(MAX, TWO, PLANE[:5, :5], ceil_mode=True),
        "rounding up (ceil_mode) off → on: 9 cells at the end that were dropped are now read; "
        "the output grows from 2 × 2 to 3 × 3.",
    ),
    (
        turned(MAX, TWO, ceil_mode=True),
        "rounding up (ceil_mode) off → on: no output changes, because the windows fit exactly.",
    ),
    (
        turned(AVG, {**LINED, "count_include_pad": False}, count_include_pad=True),
        "padding counts (count_include_pad) off → on: the divisor at the corners goes from 4 to 9.",
    ),
    (
        turned(AVG, TWO, divisor_override=3),
        "own divisor (divisor_override) not set → 3: every divisor goes from 4 to 3.",
    ),
    (said((MAX, TWO, PLANE), (AVG, TWO, PLANE)), "max_pool2d → avg_pool2d: every output changes."),
    (
        edit(MAX, TWO, PLANE, cell=(0, 0), value=7),
        "input (0, 0) 3 → 7: output (0, 0) goes from 6 to 7 and now comes from input (0, 0), not (1, 1).",
    ),
    (
        edit(MAX, TWO, PLANE, cell=(0, 0), value=4.5),
        "input (0, 0) 3 → 4.5: it is not the maximum of any window that reads it, so no output changes.",
    ),
    (
        edit(MAX, {"kernel_size": 2, "stride": 3}, PLANE, cell=(2, 2), value=-1),
        "input (2, 2) 9 → -1: no window reads it, so no output changes.",
    ),
    (edit(AVG, TWO, PLANE, cell=(1, 1), value=np.nan), "input (1, 1) 6 → nan: output (0, 0) goes from 3 to nan."),
    (edit(AVG, TWO, PLANE, value=0), "35 of 36 input cells edited: every output changes."),
    (
        turned(BINS, {"output_size": 6}, ROW, output_size=4),
        "output size (output_size) 6 → 4: some neighbouring windows now share columns; "
        "the output shrinks from 1 × 6 to 1 × 4.",
    ),
    (
        turned("lp_pool1d", {"kernel_size": 2, "norm_type": 2}, ROW, norm_type=np.inf),
        "power (norm_type) 2 → ∞: every output changes.",
    ),
    (
        turned("lp_pool1d", {"kernel_size": 2, "norm_type": 2}, ROW, norm_type=2.0),
        "power (norm_type) 2 → 2.0: no output changes.",
    ),
    (
        turned("gem_pool1d", TWO, ROW, kernel_size=None),
        "window (kernel_size) 2 → the whole input: every divisor goes from 2 to 6; "
        "the output shrinks from 1 × 3 to 1 × 1.",
    ),
    (turned(MAX, TWO), "Nothing has changed."),
]


@pytest.mark.parametrize("found, expected", TOUCHES, ids=[expected.split(":")[0] for _, expected in TOUCHES])
def test_a_touch_is_one_short_sentence(found, expected):
    assert found == expected and len(found) <= changed.LONGEST


CHINESE_TOUCHES = [
    (
        turned(MAX, TWO, stride=1, words=CHINESE),
        "步幅 stride 2 → 1：相邻窗口现在重叠 1 行或列；输出从 3 × 3 增大到 5 × 5。",
    ),
    (
        turned(MAX, {"kernel_size": 4}, stride=2, words=CHINESE),
        "步幅 stride 4 → 2：相邻窗口现在重叠 2 行或列；输出从 1 × 1 增大到 2 × 2。",
    ),
    (
        turned(MAX, TWO, stride=(2, 3), words=CHINESE),
        "步幅 stride（列）2 → 3：相邻窗口之间现在空出 1 列；输出从 3 × 3 缩小到 3 × 2。",
    ),
    (
        turned(MAX, {"kernel_size": 2, "stride": 1}, stride=2, words=CHINESE),
        "步幅 stride 1 → 2：相邻窗口现在首尾相接，没有重叠的行或列；输出从 5 × 5 缩小到 3 × 3。",
    ),
    (
        turned("max_pool3d", TWO, np.tile(PLANE, (6, 1, 1)), stride=1, words=CHINESE),
        "步幅 stride 2 → 1：相邻窗口现在重叠 1 个平面、行或列；输出从 3 × 3 × 3 增大到 5 × 5 × 5。",
    ),
    (
        turned(MAX, TWO, PLANE[:5, :5], ceil_mode=True, words=CHINESE),
        "向上取整 ceil_mode 关 → 开：末尾原来没有窗口读取的 9 个格，现在读到了；输出从 2 × 2 增大到 3 × 3。",
    ),
    (
        turned(AVG, {**LINED, "count_include_pad": False}, count_include_pad=True, words=CHINESE),
        "除数计入填充 count_include_pad 关 → 开：四角的除数从 4 变为 9。",
    ),
    (
        turned("gem_pool1d", TWO, ROW, kernel_size=None, words=CHINESE),
        "窗口大小 kernel_size 2 → 整个输入：所有除数从 2 变为 6；输出从 1 × 3 缩小到 1 × 1。",
    ),
    (
        turned(MAX, TWO, stride=1, ceil_mode=True, words=CHINESE),
        "步幅 stride 2 → 1，向上取整 ceil_mode 关 → 开：相邻窗口现在重叠 1 行或列；输出从 3 × 3 增大到 5 × 5。",
    ),
    (
        edit(MAX, TWO, PLANE, words=CHINESE, cell=(0, 0), value=7),
        "输入 (0, 0) 3 → 7：输出 (0, 0) 从 6 变为 7，现在取自输入 (0, 0)，不再是 (1, 1)。",
    ),
    (edit(AVG, TWO, PLANE, words=CHINESE, value=0), "36 个输入格中改了 35 个：所有输出都变了。"),
    (turned(MAX, TWO, words=CHINESE), "没有任何变化。"),
]


@pytest.mark.parametrize("found, expected", CHINESE_TOUCHES, ids=[each for _, each in CHINESE_TOUCHES])
def test_a_touch_is_one_short_sentence_in_chinese_too(found, expected):
    assert found == expected and len(found) <= changed.LONGEST and slips(found) == []


# Values as large as a trace gives them.
LARGE = {
    **{"name": "kernel_size", "axes": (-3, -2, -1), "count": 999, "total": 999, "least": 1, "most": 99, "stride": 99},
    **{"cell": (15, 15), "output": (15, 15), "old_cell": (15, 15), "new_cell": (15, 15), "windows": 99},
    **{"old_size": (16, 16), "new_size": (15, 15), "before": np.float32(-1.5), "after": np.float32(2.25)},
}


@pytest.mark.parametrize("key", [key for keys in ORDER for key in keys])
def test_every_change_has_words_and_every_gap_in_them_is_filled(key):
    (part,) = (part for part in ("touched", "told", "size") if key in WORDS[part])
    for count in (1, 999):
        for said in (WORDS, CHINESE):
            text = changed.said(Change(key, {**LARGE, "count": count}), said[part], said)
            assert text and not re.search(r"[{}]|  |[.。]$", text)
            assert len(text) <= changed.LONGEST - (1 if part == "touched" else 45)
        assert slips(text) == []


def test_no_word_is_left_over():
    """Every key of the content stands for a change, a parameter or a part of the frame."""
    spoken = {key for keys in ORDER for key in keys} | {"parameter_long"}
    assert {*WORDS["touched"], *WORDS["told"], *WORDS["size"]} == spoken
    parameters = {name for operation in OPERATIONS.values() if operation.pools for name in operation.parameters}
    assert {*WORDS["names"], *WORDS["unset"]} <= parameters
    for said in WORDS["told"].values():
        assert isinstance(said, str) or (said.keys() == {"one", "many"} and said["one"] != said["many"])
    seen = set()

    class Watched(dict):
        def __getitem__(self, key):
            seen.add(key)
            return super().__getitem__(key)

    watched = {**WORDS, "frame": Watched(WORDS["frame"]), "values": Watched(WORDS["values"])}
    several = [Change("dtype", {"before": "float32", "after": "float64"})] * 3
    flags = Change("parameter", {"name": "ceil_mode", "before": False, "after": True})
    unset = Change("parameter", {"name": "stride", "before": None, "after": (2, 1)})
    for touched in ([flags], [unset, flags], several):
        changed.sentence([*touched, Change("windows_share", LARGE), Change("output_grows", LARGE)], watched)
    assert seen == {*WORDS["frame"], *WORDS["values"]}


def test_what_is_too_long_is_left_out_from_the_least_telling_on():
    before, after = (tuple(number + step / 8 for number in range(16)) for step in (1, 2))
    long = Change("parameter", {"name": "p", "before": before, "after": after})
    wide = Change("winner_moved", {**LARGE, "before": np.float64(1) / 3, "after": -np.float64(1e-300) / 3})
    value = Change("value_one", {**LARGE, "before": np.float64(1) / 3, "after": np.float64(2) / 3})
    size = Change("output_grows", LARGE)
    assert changed.sentence([long, Change("values_same", {})], WORDS) == "power p changed: no output changes."
    cell = Change("input_cell", LARGE)
    assert changed.sentence([cell, wide, value], WORDS).startswith(
        "input (15, 15) -1.5 → 2.25: output (15, 15) goes from"
    )
    assert "comes from" not in changed.sentence([cell, wide, value], WORDS)
    assert changed.sentence([cell, wide, size], WORDS).endswith("2.25: the output grows from 16 × 16 to 15 × 15.")


def test_two_touches_are_named_and_more_are_counted():
    both = turned(MAX, TWO, stride=1, ceil_mode=True)
    assert both.startswith("step (stride) 2 → 1, rounding up (ceil_mode) off → on: neighbouring windows")
    everything = said((MAX, TWO, PLANE), (AVG, LINED, PLANE + 1))
    assert everything.startswith("5 changes at once: neighbouring windows now share 2 rows or columns; ")


def test_another_language_says_it_in_its_own_order():
    """Nothing of a sentence stands in code."""
    numbers = {part: {key: f"<{key}>" for key in WORDS[part]} for part in ("touched", "told", "size")}
    frame = {**WORDS["frame"], "whole": "{told}|{touched}", "then": "+"}
    traces = (trace(PoolSpec.of(MAX, kernel_size=2, stride=stride), PLANE) for stride in (2, 1))
    other = {**WORDS, **numbers, "frame": frame}
    assert changed.sentence(changes(*traces), other) == "<windows_share>+<output_grows>|<parameter>"


def test_the_example_in_the_docstring_is_so():
    outcome = doctest.testmod(changed)
    assert outcome.attempted and not outcome.failed
