"""What the page is told of a pasted text: sentences, lines and links, all rebuilt from values, in both languages."""

import json
import string
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.support.chinese import slips
from tests.ui.text.pasted_texts import TEXTS
from ui.paste import routes as paste
from ui.paste.answer import answer
from ui.paste.page import SAMPLES, data
from ui.server import READ, routes
from ui.text import pasted
from ui.text.pasted.features import explained
from ui.text.pasted.found import Message
from ui.text.pasted.messages import PATTERNS
from ui.words import content, speaking, words

APP = Starlette(routes=routes())


@pytest.fixture
def client():
    return TestClient(APP, raise_server_exceptions=False)


def test_the_route_reads_a_body_and_answers_in_the_language_of_the_link(client):
    told = client.post(f"{READ}?lang=zh", content="nn.MaxPool2d(3, 2)")
    assert told.status_code == 200 and told.headers["cache-control"] == "no-store"
    said = json.loads(told.text)
    assert said["tone"] == "read" and slips(said["said"]) == []
    assert [way["lesson"] for way in said["ways"]] == ["sliding_windows", "shapes"]
    assert all(parse_qs(urlsplit(way["href"]).query)["lang"] == ["zh"] for way in said["ways"])
    english = json.loads(client.post(READ, content="nn.MaxPool2d(3, 2)").text)
    assert "lang=" not in english["ways"][0]["href"] and english["said"] == "Layers read: 1"


def test_the_route_is_bounded_and_takes_any_bytes(client):
    assert json.loads(client.post(READ, content="a" * 100_000).text)["tone"] == "refused"
    assert client.post(READ, content=b"x" * (paste.MOST_BYTES + 1)).status_code == 413
    assert json.loads(client.post(READ, content=b"\xff\xfe\x00nn.ReLU()").text)["tone"] in ("read", "nothing")
    assert client.get(READ).status_code == 405


def test_nothing_of_a_text_comes_back_but_what_was_read():
    said = answer("nn.Sequential(nn.MaxPool2d(2), My_<b>x</b>(1), javascript.alert(2))\n<img src=x onerror=alert(1)>")
    for way in said["ways"]:
        assert way["href"].startswith(("/shapes?", "/sliding_windows?"))
    codes = [line["code"] for line in said["layers"]]
    assert not any(sign in code for code in codes for sign in "<>&\"'")


@pytest.mark.parametrize("language", content.languages())
@pytest.mark.parametrize("name", TEXTS)
def test_each_text_is_told_in_whole_sentences(name, language):
    text, *_ = TEXTS[name]
    with speaking(language):
        said = answer(text, language)
    assert said["tone"] == "read" and said["ways"]
    assert all(note.endswith((".", "。")) for note in said["notes"])
    assert "{" not in "".join(said["notes"]) and len(said["layers"]) > 0
    if language == "zh":
        assert [slips(note) for note in said["notes"] if slips(note)] == []


@pytest.mark.parametrize("language", content.languages())
def test_every_message_has_words_that_its_numbers_fill(language):
    # Of one key some may name more numbers than others.
    names = {
        key: set.intersection(*(set(groups) for each, _, groups in PATTERNS if each == key)) for key, *_ in PATTERNS
    }
    for rows, found, wanted in ((1792, 28, 784), (10, 49, 490)):  # their own causes
        message = explained(Message("features", {"rows": rows, "found": found, "wanted": wanted, "made": 10}))
        names[message.key] = set(message.numbers)
    with speaking(language):
        said = words("paste")["messages"]
    assert said.keys() == names.keys()
    for key, told in said.items():
        places = {name for _, name, _, _ in string.Formatter().parse(told["means"]) if name}
        assert places <= names[key] and told["causes"] and told["title"]


def test_every_note_of_the_readers_has_words():
    told = words("paste")["notes"].keys()
    code = "".join(file.read_text("utf-8") for file in Path(pasted.__file__).parent.glob("*.py"))
    assert [key for key in told if f'"{key}"' not in code] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_read(name):
    said = answer(SAMPLES[name])
    assert said["tone"] in ("read", "message") and said["ways"]
    assert name in words("paste")["samples"] and len(data()["samples"]) == len(SAMPLES)


def test_more_lines_than_are_named_are_counted():
    said = answer("nn.ReLU()\n" + "what is it?!\n" * 9)
    assert said["notes"][-2:] == [
        "Lines 2, 3, 4: “what is it?!” could not be read and is left out.",
        "6 more lines could not be read.",
    ]


def test_a_layer_that_does_not_fit_says_why():
    said = answer("nn.Sequential(nn.Flatten(), nn.Linear(10, 2))\nx = torch.zeros(1, 3, 4, 4)")
    (message,) = said["messages"]
    assert message["title"] == "Layer 2 does not fit" and "48" in message["text"] and message["causes"] == []
    assert said["layers"][1]["tone"] == "misfit" and said["ways"][-1]["label"] == "See and mend it in Shapes"


def test_of_an_unpooling_by_itself_nothing_is_wrong():
    said = answer("F.max_unpool2d(out, indices, 2, stride=2, output_size=(5, 5))")
    assert said["messages"] == [] and [way["lesson"] for way in said["ways"]] == ["unpooling"]
    assert "does not fit" not in json.dumps(said) and "fits" not in json.dumps(said["notes"])
    assert said["ways"][0]["label"] == words("paste")["open"].format(lesson=words("unpooling")["title"])
