"""What the stage of volumes is given: JSON of the trace's own numbers, every word it asks for, not too much of it."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from pooling_core import PoolSpec
from pooling_core.explain.trace import trace
from ui.stage import volume as payload
from ui.stage.payload import revised
from ui.text import tensor_text, volume_text
from ui.words import words

HERE = Path(payload.__file__).parent / "js" / "volume"
LABELS = {**words("stage")["labels"], **words("dimensions")["space"]}
WORDS = {**words("stage"), "labels": LABELS}
VOLUME = np.random.default_rng(5).integers(-9, 9, (4, 3, 5), endpoint=True).astype(np.float32)
STRANGE = np.array([np.nan, np.inf, -np.inf, -0.0, 1e-38, 3.4e38, -1 / 3, 16777217], np.float32).reshape(2, 2, 2)
CALLS = [
    ("max_pool3d", {"kernel_size": 2}),
    ("max_pool3d", {"kernel_size": 3, "stride": 1, "padding": 1}),
    ("max_pool3d", {"kernel_size": 2, "stride": 1, "dilation": 2}),
    ("avg_pool3d", {"kernel_size": 2, "stride": 3, "ceil_mode": True}),
    ("avg_pool3d", {"kernel_size": 3, "stride": 2, "padding": 1}),
    ("adaptive_max_pool3d", {"output_size": (2, 3, 4)}),
]


def sent(name, arguments, volume=VOLUME):
    """A trace, and its payload as it arrives in the browser."""
    traced = trace(PoolSpec.of(name, **arguments), volume)
    return traced, json.loads(json.dumps(revised(payload.from_volume(traced, WORDS)), allow_nan=False, default=list))


def read(grid):
    planes = [[[tensor_text.cell_value(text) for text in row] for row in plane["exact"]] for plane in grid["planes"]]
    return np.array(planes, np.float32).reshape(grid["shape"])


@pytest.mark.parametrize("volume", [VOLUME, STRANGE], ids=["small", "strange"])
@pytest.mark.parametrize("name", ["max_pool3d", "avg_pool3d"])
def test_numbers_travel_as_texts_that_read_back_the_same(name, volume):
    traced, arrived = sent(name, {"kernel_size": 1}, volume)
    for kind, values in (("input", traced.input), ("output", traced.output)):
        grid = arrived[kind]
        np.testing.assert_array_equal(read(grid), values)
        assert all(len(text) <= 6 for plane in grid["planes"] for row in plane["short"] for text in row)
        heat = np.array([plane["heat"] for plane in grid["planes"]], np.float64)
        np.testing.assert_array_equal(np.isnan(heat), ~np.isfinite(values))
        assert ((heat >= 0) & (heat <= 1))[np.isfinite(values)].all()
    # Equal values have equal colours in both volumes.
    assert [plane["heat"] for plane in arrived["input"]["planes"]] == [
        plane["heat"] for plane in arrived["output"]["planes"]
    ]


def counted(note):
    """The cells of each kind that a note tells: of one kind alone, or of several that make up the whole."""
    alone = re.fullmatch(r"(\d+) cells?,(?: all)? (?:of|from) (.*)", note)
    if alone:
        return {alone[2]: int(alone[1])}
    whole, parts = re.fullmatch(r"(\d+) cells: (.*)", note).groups()
    told = dict(reversed(re.split(" of | from ", part)) for part in parts.split(", "))
    assert sum(map(int, told.values())) == int(whole) and len(told) > 1
    return {kind: int(count) for kind, count in told.items()}


@pytest.mark.parametrize("name, arguments", CALLS)
def test_every_output_has_its_window_winner_equation_and_counts(name, arguments):
    traced, arrived = sent(name, arguments)
    places = list(np.ndindex(traced.output.shape))
    assert len(arrived["equations"]) == len(arrived["notes"]) == len(places)
    for number, place in enumerate(places):
        taps = [axis[at] for axis, at in zip(arrived["taps"], place, strict=True)]
        assert [tuple(cell) for cell in np.stack(np.meshgrid(*taps, indexing="ij"), -1).reshape(-1, 3)] == traced.taps(
            place
        )
        assert [tuple(axis[at]) for axis, at in zip(arrived["spans"], place, strict=True)] == traced.span(place)
        d, i, j = place
        assert arrived["equations"][number] == traced.arithmetic[d][i][j]
        counts = {"the input": traced.real, "padding": traced.padding, "overhang": traced.overhang}
        assert counted(arrived["notes"][number]) == {kind: n[place] for kind, n in counts.items() if n[place]}
    if traced.winners is None:
        assert arrived["winners"] is None
    else:
        places = list(np.ndindex(traced.output.shape))
        assert [cell and tuple(cell) for cell in arrived["winners"]] == [traced.winner(place) for place in places]


def test_a_window_without_data_has_no_winner():
    _, arrived = sent("max_pool3d", {"kernel_size": 2, "padding": 1, "dilation": 4}, np.ones((3, 3, 3), np.float32))
    assert arrived["winners"] == [None] and arrived["notes"] == ["8 cells, all of padding"]


def test_each_drawn_cell_says_its_kind():
    traced, arrived = sent("max_pool3d", {"kernel_size": 2, "stride": 3, "padding": 1})
    assert arrived["input"]["frame"] == [list(sides) for sides in traced.frame]
    assert np.array([[list(line) for line in plane] for plane in arrived["input"]["kinds"]]).tolist() == (
        traced.kinds.tolist()
    )
    assert arrived["input"]["fill"] == {"p": "-∞"} and arrived["kind"] == "volume"
    assert set(traced.kinds.ravel()) <= LABELS["kinds"].keys()


def test_a_volume_without_a_result_stays_whole_and_editable():
    arrived = json.loads(json.dumps(payload.volume_only(VOLUME, WORDS), allow_nan=False, default=list))
    np.testing.assert_array_equal(read(arrived["input"]), VOLUME)
    assert arrived["kind"] == "volume" and not arrived["operation"] and arrived["output"]["planes"] == []
    assert arrived["input"]["editable"] and arrived["input"]["number"] and arrived["input"]["max_length"]
    assert [len(axis) for axis in arrived["readers"]] == list(VOLUME.shape)
    assert {kind for plane in arrived["input"]["kinds"] for line in plane for kind in line} == {"r"}


@pytest.mark.parametrize(
    "value, shown",
    [
        *((7, "7"), (-9.5, "-9.5"), (1.23456, "1.23"), (-0.6667, "-0.67"), (0.2963, "0.30"), (-123.456, "-123.5")),
        *((0.001234, "0.0012"), (12345.5, "1.23e4"), (np.nan, "nan"), (-np.inf, "-inf")),
    ],
)
def test_a_number_is_cut_to_its_small_cell_and_kept_for_the_line_below(value, shown):
    volume = np.full((1, 1, 1), value, np.float32)
    _, arrived = sent("max_pool3d", {"kernel_size": 1}, volume)
    (plane,) = arrived["output"]["planes"]
    assert plane["short"] == [[shown]]
    np.testing.assert_array_equal(np.float32(plane["exact"][0][0]), np.float32(value))


def test_another_call_or_volume_is_another_revision():
    (_, one), (_, same), (_, other) = (sent(name, {"kernel_size": 2}) for name in ("max_pool3d",) * 2 + ("avg_pool3d",))
    changed = VOLUME.copy()
    changed[0, 0, 0] += 1
    assert one == same
    assert len({one["revision"], other["revision"], sent(*CALLS[0], changed)[1]["revision"]}) == 3


def test_the_largest_picture_is_not_too_much_for_one_message():
    side = volume_text.MAX_SIDE
    volume = np.random.default_rng(1).normal(size=(side,) * 3).astype(np.float32)
    _, arrived = sent("max_pool3d", {"kernel_size": 6, "stride": 1, "padding": 3}, volume)
    assert len(json.dumps(arrived)) < 200_000


def test_every_word_that_the_drawing_asks_for_is_there():
    files = [*HERE.glob("*.js"), HERE.parent / "player.js"]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    asked = set(re.findall(r"\bwords\.(\w+)", text)) | set(re.findall(r"""say\([\w.]*words, "(\w+)\"""", text))
    asked |= {"read_by_one", "read_by_many", "edit"}
    assert {"depth", "row", "column", "turn", "turn_help", "input_cell", "output_cell", "position", "stage"} <= asked
    assert asked <= LABELS.keys()
