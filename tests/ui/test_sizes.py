"""The page that finds a size: what a link means, what is answered, and that each link shows what it says."""

import json
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pooling_core.stacks.layers import layer_shape
from pooling_core.stacks.sizes import SEARCHED, Settings, settings_between
from tests.support.screens import by_link
from ui.lessons import LESSONS
from ui.server import FOUND_SIZES, routes
from ui.sizes import found
from ui.sizes.asked import asked, read_size
from ui.sizes.links import links
from ui.sizes.page import _back_of
from ui.state import codec
from ui.words import speaking, words


def answer(**pairs):
    return found.answer(asked({"from": pairs.pop("size", "56"), **pairs}))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("56", (56,)), (" 56 x 48 ", (56, 48)), ("56×48", (56, 48)), ("56,48", (56, 48)), ("56，48", (56, 48)),
        ("16777216", (16777216,)), ("2147483648", None), ("0", None), ("-3", None), ("5.5", None), ("", None),
        ("1 2 3", None), ("a", None), ("٣", None), ("9" * 5000, None), ("[56, 48]", None),
    ],
)  # fmt: skip
def test_a_size_is_one_number_or_two(said, meant):
    assert read_size(said) == meant


def test_a_link_means_a_question_within_bounds():
    plain = asked({})
    assert (plain.size, plain.wanted, plain.kind, plain.most) == ((56, 56), (28, 28), "max_pool", 11)
    assert asked({"from": "56 x 48", "to": "28"}).wanted == (28, 28)
    strange = asked({"layer": "eval", "most": "9999", "kernel_size": "99999", "stride": "0", "ceil_mode": "yes"})
    assert (strange.kind, strange.most) == ("max_pool", 16)
    assert (strange.back.kernel_size, strange.back.stride, strange.back.ceil_modes) == (512, 1, (False,))
    # A number that the kind of layer has not is not taken along.
    back = asked({"layer": "avg_pool", "dilation": "3", "output_padding": "2", "ceil_mode": "true"}).back
    assert back == Settings("avg_pool", 3, 2, 1, ceil_modes=(True,))
    assert asked({"layer": "conv", "ceil_mode": "true"}).back.ceil_modes == (False,)
    assert _back_of("conv") == ["kernel_size", "stride", "padding", "dilation"]


@pytest.mark.parametrize("kind", SEARCHED)
@pytest.mark.parametrize("sizes", [(7,), (8, 5)])
def test_every_link_opens_its_lesson_on_the_layer_that_gives_the_size(kind, sizes):
    wanted = tuple(2 * size for size in sizes) if kind == "conv_transpose" else tuple(-(-size // 2) for size in sizes)
    seen = set()
    for one in settings_between(kind, sizes, wanted, 5)[:8]:
        layer = one.layer(len(sizes))
        for lesson, query in links(layer, sizes):
            seen.add(lesson)
            screen = by_link(LESSONS[lesson], **dict(codec.pairs_of(query)))
            assert not screen.data["problems"] if "problems" in screen.data else True
            text = json.dumps(screen.data, ensure_ascii=False)
            if lesson == "shapes":
                assert f"(1, 1, {', '.join(map(str, wanted))})" in text or " × ".join(map(str, wanted)) in text, layer
            else:
                shown = screen.data["output"]
                assert (shown["rows"], shown["cols"]) == (1, *wanted)[-2:], layer
    pools = {"shapes", "sliding_windows"}
    assert seen == (pools if kind.endswith("pool") else {"shapes", "convolution"} if kind == "conv" else {"shapes"})


def test_axes_with_numbers_of_their_own_are_one_layer_that_gives_both():
    for kind in SEARCHED:
        sizes, wanted = ((7, 5), (14, 20)) if kind == "conv_transpose" else ((7, 5), (3, 4))
        for height in settings_between(kind, sizes[:1], wanted[:1])[:20]:
            for width in settings_between(kind, sizes[1:], wanted[1:])[:20]:
                if set(height.ceil_modes) & set(width.ceil_modes):
                    assert layer_shape(found._apart(height, width), (1, 1, *sizes))[2:] == wanted
    groups = answer(size="7x5", to="3x4")["groups"]
    assert [(group["name"], bool(group["count"])) for group in groups] == [
        ("together", False), ("height", True), ("width", True)
    ]  # fmt: skip
    assert not groups[0]["missing"]
    lessons = [lesson for lesson, _ in groups[1]["rows"][1]["links"]]
    assert groups[1]["rows"][1]["call"].startswith("nn.MaxPool2d(kernel_size=(3, 2)") and len(lessons) == 2


def test_axes_that_ask_for_the_same_are_asked_once():
    assert [group["name"] for group in answer(size="56x56", to="28x28")["groups"]] == ["together"]
    assert len(answer(size="56x48", to="28x24")["groups"]) == 3


def test_what_cannot_be_made_names_the_nearest_and_what_to_ask_for():
    (group,) = answer(size="28", to="56")["groups"]
    assert group["count"] == 0 and group["missing"] == [
        {"label": words("sizes")["nearest"].format(size=29), "to": "29"}
    ]
    assert answer(size="28", to=group["missing"][0]["to"])["groups"][0]["count"]


def test_the_way_back_names_the_inputs_of_a_layer():
    assert answer(to="28")["back"]["says"] == "Inputs that give 28: 55–56."
    with speaking("zh"):
        assert answer(to="28")["back"]["says"] == "能得到 28 的输入：55–56。"
    one = answer(to="28", layer="conv_transpose", kernel_size="2", stride="2", padding="0")["back"]
    assert one["says"] == "Only the input 14 gives 28." and one["call"].startswith("nn.ConvTranspose1d(")
    assert answer(to="27", layer="conv_transpose", kernel_size="2", padding="0")["back"]["says"] == "No input gives 27."
    refused = answer(to="28", kernel_size="3", padding="2")["back"]
    assert "padding" in refused["says"] and not refused["links"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_route_answers_in_the_language_of_the_page(language):
    client = TestClient(Starlette(routes=routes()))
    told = client.get(f"{FOUND_SIZES}?from=9&to=5&lang={language}")
    assert told.headers["content-type"] == "application/json"
    with speaking(language):
        assert told.json() == json.loads(json.dumps(answer(size="9", to="5")))
        for said in ("", "zero", "<b>5</b>", "x" * 3000):
            assert client.get(f"{FOUND_SIZES}?from={quote(said)}&lang={language}").json() == {
                "problem": words("sizes")["problem"], "groups": [], "back": None
            }  # fmt: skip
    assert client.get(f"{FOUND_SIZES}?from={'9' * 50_000}").status_code == 414


def test_an_answer_is_bounded_however_much_there_is():
    client = TestClient(Starlette(routes=routes()))
    for pairs in ("from=12x13&to=6x7&layer=conv&most=16", "from=7x9&to=224x225&layer=conv_transpose&most=16"):
        told = client.get(f"{FOUND_SIZES}?{pairs}")
        assert len(told.content) < 600_000
        assert all(len(group["rows"]) <= found.MOST_ROWS for group in told.json()["groups"])
