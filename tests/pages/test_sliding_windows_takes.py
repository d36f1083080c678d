"""Sliding windows: channels, padding by hand, bfloat16 and inputs of 32 x 32, beside PyTorch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as tF

from tests.support.lessons import LESSONS
from tests.support.screens import (
    agreements,
    by_link,
    codes,
    open_page,
    problems,
    refusals,
    result,
    said,
    same,
    shown,
    stages,
)
from tests.support.snippets import executed
from ui.text.volume_text import format_volume

LESSON = LESSONS["sliding_windows"]
TWO = "1 2\n3 4\n\n5 6\n7 9"
pytestmark = pytest.mark.usefixtures("torch_loaded")


def program(app):
    (code,) = [each for each in codes(app) if "import" in each]
    return executed(code)


def test_each_channel_is_pooled_alone_and_the_code_pools_all():
    app = by_link(LESSON, operation="avg", channel=1, input=TWO)
    assert result(app).tolist() == [[6.75]] and agreements(app) == 1
    assert program(app)["y"].flatten().tolist() == [2.5, 6.75]
    assert "Each channel is pooled alone" in said(app) and "[\n    [[2.5]],\n    [[6.75]],\n]" in codes(app)
    box = app.tensor("input")
    assert (box["depth"], box["amidst"]) == (2, {"at": 1, "others": [["1 2", "3 4"]]})
    app.turn("channel", 0)
    assert result(app).tolist() == [[2.5]]
    app.turn("input", "1 2\n3 4")
    assert app.tensor("input")["depth"] == 1 and "channel" not in {each["key"] for each in app.controls}


def test_a_literal_of_three_axes_is_channels_and_the_last_one_is_shown_where_a_link_asks_for_more():
    app = open_page(LESSON.name, input="tensor([[[1, 2], [3, 4]], [[5, 6], [7, 9]]])", channel=7)
    assert app.link["input"] == TWO and app.link["channel"] == "1" and not problems(app)


def test_an_input_of_32_by_32_and_a_row_of_64():
    plane = np.random.default_rng(2).integers(-9, 10, (32, 32)).astype(np.float32)
    app = by_link(LESSON, kernel_size=3, stride=1, padding=1, input=format_volume(plane[None]))
    same(result(app), tF.max_pool2d(torch.from_numpy(plane)[None], 3, 1, 1)[0])
    assert agreements(app) == 1 and len(shown(app)["equations"][5][5]) < 200
    row = " ".join(map(str, range(64)))
    assert stages(by_link(LESSON, dims="1d", input=row))[0]["output"]["cols"] == 32


def states(draw):
    """Random padding by hand, within what the page offers."""
    for _ in range(60):
        rank = int(draw.integers(1, 3))
        shape = (int(draw.integers(1, 4)), *(int(side) for side in draw.integers(1, 7, 2)))
        values = draw.integers(-9, 10, shape)
        kernel_size = int(draw.integers(1, 5))
        state = {
            "operation": str(draw.choice(["max", "avg"])),
            "dims": f"{rank}d",
            "dtype": str(draw.choice(["float32", "float64", "int64", "bfloat16", "float16"])),
            "uneven": True,
            **{key: int(draw.integers(0, 4)) for key in ("pad_left", "pad_right", "pad_top", "pad_bottom")},
            "kernel_size": kernel_size,
            "stride": int(draw.integers(1, 4)),
            "dilation": int(draw.integers(1, 3)),
            "ceil_mode": bool(draw.integers(2)),
            "count_include_pad": bool(draw.integers(2)),
            "input": format_volume(values),
        }
        if state["operation"] == "avg" and rank == 2 and draw.integers(3) == 0:
            state["divisor_override"] = int(draw.integers(1, 6))
        yield state


def test_padding_by_hand_is_pytorchs_own_padding_before_the_call():
    """Where PyTorch takes it: the page's program gives what the stage shows, and the badge agrees; else both refuse."""
    agreed = 0
    for state in states(np.random.default_rng(3)):
        app = by_link(LESSON, **state)
        if refusals(app):
            assert "PyTorch 2.13.0 says" in said(app), state
            continue
        assert agreements(app) == 1, state
        made = program(app)["y"].double().numpy()
        ours = np.array(shown(app)["output"]["exact"], np.float64)
        theirs = made if state["dims"] == "1d" else made[0]
        np.testing.assert_allclose(ours, theirs.reshape(ours.shape), rtol=1e-2 if "16" in state["dtype"] else 1e-5)
        agreed += 1
    assert agreed > 30


def test_padding_by_hand_begins_with_the_padding_that_was_there():
    app = open_page(LESSON.name, kernel_size=3, stride=1, padding=1, operation="avg", count_include_pad="false")
    before = result(app)
    app.turn("uneven", "true")
    assert result(app).tolist() == before.tolist() and app.link["pad_top"] == app.link["pad_left"] == "1"
    app.turn("pad_left", 0)
    assert stages(app)[0]["output"]["cols"] == 5 and "padding by side" in app.data["changed"]
    assert app.data["predicts"] is None


def test_lp_in_bfloat16_is_left_out_and_says_so():
    app = by_link(LESSON, operation="lp", dtype="bfloat16")
    assert "shown in float32" in problems(app) and agreements(app) == 1 and "titles" not in stages(app)[0]


def test_a_number_beyond_bfloat16_is_named():
    app = by_link(LESSON, dtype="bfloat16", input="1 2\n3 3.4e38")
    assert "Row 2, column 2 says '3.4e38', beyond the largest bfloat16, 3.3895314e38" in problems(app)
