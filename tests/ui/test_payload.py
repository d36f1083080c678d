"""What the stage is given: JSON of the trace's own numbers, every word it asks for, and not too much of it."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from pooling_core import PoolSpec
from pooling_core.explain.trace import trace
from tests.support.lessons import ONE_CALL, call_and_plane, each_example
from ui.figures.picture import svg
from ui.stage import payload
from ui.text import tensor_text
from ui.words import words

STAGE = Path(payload.__file__).parent
SAY = re.compile(r"""say\(\s*(?:this\.\w+|[\w.]+(?:\(\))?),\s*(?P<quote>["'`])(?P<key>[^"'`]+)(?P=quote)""")
PLANE = np.array([[np.nan, np.inf, -np.inf, -0.0], [1e-38, 3.4e38, -1 / 3, 16777217], [1, 2, 3, 4]], np.float32)
CALLS = [
    PoolSpec.of("max_pool2d", kernel_size=2, stride=1, padding=1),
    PoolSpec.of("max_pool1d", kernel_size=2, stride=1, padding=1, dilation=4),
    PoolSpec.of("avg_pool2d", kernel_size=2, padding=1, ceil_mode=True),
    PoolSpec.of("lp_pool1d", norm_type=1.5, kernel_size=2),
    PoolSpec.of("adaptive_avg_pool2d", output_size=(2, 5)),
    PoolSpec.of("adaptive_max_pool1d", output_size=0),
]


def sent(explained, **options):
    """The payload as it arrives in the browser."""
    drawn = payload.revised(payload.from_trace(explained, words("stage"), **options))
    return json.loads(json.dumps(drawn, allow_nan=False, default=list))


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_numbers_travel_as_texts_that_read_back_the_same(call):
    explained = trace(call, PLANE)
    arrived = sent(explained, bins="adaptive" in call.name)
    for board, values in (("input", explained.input), ("output", explained.output)):
        grid = arrived[board]
        assert (grid["rows"], grid["cols"]) == values.shape
        read = [[tensor_text.cell_value(text) for text in row] for row in grid["exact"]]
        np.testing.assert_array_equal(np.array(read, np.float32).reshape(values.shape), values)
        assert all(len(text) <= 6 for row in grid["short"] for text in row)
        heat = np.array(grid["heat"], np.float64).reshape(values.shape)
        np.testing.assert_array_equal(np.isnan(heat), ~np.isfinite(values))
        assert ((heat >= 0) & (heat <= 1))[np.isfinite(values)].all()


@each_example(ONE_CALL)
def test_an_examples_payload_is_its_trace(lesson, example):
    call, plane = call_and_plane(lesson, lesson.example_state(example))
    try:
        explained = trace(call, plane)
    except ValueError:
        arrived = json.loads(json.dumps(payload.input_only(plane, words("stage")), allow_nan=False, default=list))
        assert arrived["input"]["rows"] == plane.shape[0] and arrived["output"]["exact"] == []
        return
    arrived = sent(explained, bins=lesson.bins)
    rows, columns = explained.axes
    assert [len(arrived["taps"][0]), len(arrived["taps"][1])] == list(explained.output.shape)
    assert arrived["taps"][1] == [columns.taps(j).tolist() for j in range(columns.outputs)]
    assert arrived["input"]["kinds"] == ["".join(line) for line in explained.kinds]
    assert np.array(arrived["equations"]).tolist() == np.array(explained.arithmetic).tolist()
    assert (arrived["bins"] is not None) == lesson.bins
    for i in range(rows.outputs):
        for j in range(columns.outputs):
            if explained.winner((i, j)):
                r, c = arrived["winners"][i][j]
                assert r in arrived["taps"][0][i] and c in arrived["taps"][1][j]
                np.testing.assert_equal(explained.input[r, c], explained.output[i, j])


@pytest.mark.parametrize(
    "values, places",
    [
        ([1.7e308, 0, -1.7e308], [1, 0.5, 0]),
        ([1e17, 1e17, 1e17], [0.5, 0.5, 0.5]),
        ([5e-324, 0, np.nan], [1, 0, None]),
        ([-np.inf, 3, 1], [None, 1, 0]),
    ],
)
def test_the_colours_of_any_numbers(values, places):
    traced = trace(PoolSpec.of("max_pool1d", kernel_size=1), np.array([values]))
    assert sent(traced)["input"]["heat"] == [places]
    colours = re.findall(r'fill="(#?[^"]*)"', svg(sent(traced), None))
    assert all(re.fullmatch("#[0-9a-f]{6}|none|url\\(#[\\w-]+\\)", colour) for colour in colours)


def test_the_same_state_has_the_same_revision_and_any_other_has_not():
    plane = np.arange(9, dtype=np.float32).reshape(3, 3)
    call = PoolSpec.of("max_pool2d", kernel_size=2, stride=1)
    first = sent(trace(call, plane))["revision"]
    assert sent(trace(call, plane.copy()))["revision"] == first
    changed = plane.copy()
    changed[0, 0] = -1
    others = [
        sent(trace(call, changed)),
        sent(trace(PoolSpec.of("max_pool2d", kernel_size=2), plane)),
        sent(trace(call, plane), bins=True),
        sent(trace(call, plane), editable=False),
    ]
    assert len({first, *(other["revision"] for other in others)}) == 5


# What stands around the picture has words of its own; volumes have too.
AROUND = {"controls.js", "handles.js", "head.js", "lesson.js", "panels.js", "store.js", "tensors.js"}
# These bring the words of their lesson along.
OWN = {"course.js", "find.js", "way.js", "curve.js", "draws.js", "size_map.js"}
# What a status is called, and a tool.
NAMED = re.compile(r'(?:host\.say|\btool)\("(\w+)"')


def asked_words(scripts):
    """Keys that these scripts of the stage ask for; `${kind}` stands for every kind of cell."""
    keys = set()
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        keys |= set(NAMED.findall(text))
        keys |= {match["key"] for match in SAY.finditer(text) if not match["key"].startswith("${some}")}
        # Places are counted: one word where there is none, one for a single place and one for many.
        for none, some in re.findall(r'counted\(\w+, ["`]([^"`]+)["`], "(\w+)"\)', text):
            keys |= {none, f"{some}_one", f"{some}_many"}
    keys = {key.replace("${kind}", kind) for key in keys for kind in "rpotgh"}
    # A file to keep, and what a hand takes hold of, are words of their own below these.
    return {key for key in keys if "${" not in key}


@pytest.mark.parametrize(
    "table, some",
    [
        ("labels", {"stage", "read_by_one", "read_by_many", "kinds.h", "unread.t", "refused", "scrub"}),
        ("ui", {"less", "fold", "rows", "random", "undo", "link", "copied", "offline", "waiting", "failed"}),
    ],
)
def test_the_stage_finds_every_word_it_asks_for(table, some):
    scripts = [each for each in STAGE.glob("js/*.js") if each.name not in OWN]
    asked = asked_words(each for each in scripts if (each.name in AROUND) == (table == "ui"))
    assert some <= asked
    for key in sorted(asked):
        said = words("stage")[table]
        for part in key.split("."):
            assert part in said, f"{key} is not in the content file of the stage"
            said = said[part]
        assert isinstance(said, str)


def test_the_buttons_are_named_by_their_words():
    labels = words("stage")["labels"]
    assert all(labels[name] for name in ("first", "prev", "play", "pause", "next", "last", "input", "output"))


@pytest.mark.parametrize(
    "call, side, limit",
    [
        (PoolSpec.of("max_pool2d", kernel_size=3, stride=1, padding=1), 7, 20),
        (PoolSpec.of("avg_pool2d", kernel_size=3, stride=1, padding=1), 7, 20),
        (PoolSpec.of("max_pool2d", kernel_size=3, stride=1, padding=1), 16, 60),
        (PoolSpec.of("avg_pool2d", kernel_size=3, stride=1, padding=1), 16, 60),
    ],
    ids=str,
)
def test_a_payload_is_small(call, side, limit):
    plane = np.random.default_rng(1).integers(-9, 10, (side, side)).astype(np.float32)
    explained = trace(call, plane)
    size = len(json.dumps(payload.from_trace(explained, words("stage")), default=list).encode())
    assert size <= limit * 1024, f"{size / 1024:.1f} KB"
