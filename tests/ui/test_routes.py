"""The pictures over HTTP: stateless, bounded, cacheable, and the same from any process."""

import asyncio
import json
import subprocess
import sys

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.support.imports import ROOT
from tests.support.lessons import LESSONS, each_example, example
from ui import oracle
from ui.page import pictures
from ui.page.version import VERSION
from ui.server import routes
from ui.state import codec

MOVED = [name for name, lesson in LESSONS.items() if lesson.screen]
each_moved = pytest.mark.parametrize("name", MOVED)
APP = Starlette(routes=routes())
PATH = "/picture/sliding_windows"


@pytest.fixture
def client(torch_loaded):
    return TestClient(APP, raise_server_exceptions=False)


def strictly(text):
    """What a browser makes of it, which knows no NaN."""

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


@each_moved
def test_an_answer_is_the_lessons_screen_as_json(client, name):
    answer = client.get(f"/picture/{name}")
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    assert strictly(answer.text) == json.loads(pictures.encoded(pictures.answer(name, "")))
    said = strictly(answer.text)
    assert said["lesson"] == name and said["link"] == {} and said["fields"] == list(LESSONS[name].fields)
    assert said["problems"] == [] and said["changed"] is None


@each_example(MOVED)
def test_an_example_travels_as_json_of_a_bounded_size(client, lesson, example):
    answer = client.get(f"/picture/{lesson.name}?{codec.link(lesson.fields, lesson.example_state(example))}")
    said = strictly(answer.text)
    assert said["link"] == codec.spoken(lesson.fields, lesson.example_state(example))
    assert len(answer.content) < 120_000


def test_numbers_that_json_has_not_travel_as_texts(client):
    said = strictly(client.get(f"{PATH}?dtype=float64&operation=avg&input=nan+inf%0A-inf+1e308").text)
    assert said["input"]["exact"] == [["nan", "inf"], ["-inf", "1e308"]] and said["output"]["exact"] == [["nan"]]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_it_is_asked_and_nothing_is_sent_to_it(client, method):
    assert client.request(method, PATH).status_code == 405


def test_head_is_get_without_the_picture(client):
    got, headed = client.get(PATH), client.head(PATH)
    assert headed.status_code == 200 and headed.content == b"" and headed.headers["etag"] == got.headers["etag"]


@pytest.mark.parametrize(
    "name", ["nothing", "sliding_windows/", "Sliding_windows", "..%2f", "%00", "sliding_windows.py"]
)
def test_a_lesson_that_there_is_not(client, name):
    answer = client.get(f"/picture/{name}", follow_redirects=False)
    assert answer.status_code in (404, 307)
    if answer.headers.get("content-type") == "application/json":
        assert strictly(answer.text) == {"error": {"key": "no-lesson"}}
        assert answer.headers["cache-control"] == "no-store"


def test_a_question_that_is_too_long_is_refused_before_it_is_read(client):
    fits = f"a={'b' * (codec.LONGEST_QUERY - 2)}"
    assert client.get(f"{PATH}?{fits}").status_code == 200
    answer = client.get(f"{PATH}?{fits}b")
    assert answer.status_code == 414 and strictly(answer.text) == {"error": {"key": "too-long"}}
    assert answer.headers["cache-control"] == "no-store"


def test_what_is_known_is_answered_by_its_tag_alone(client):
    first = client.get(f"{PATH}?stride=1")
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache" and tag.startswith('"')
    # A balancer that compresses weakens the tag.
    for known in (tag, f"W/{tag}"):
        again = client.get(f"{PATH}?stride=1", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"") and again.headers["etag"] == tag
    for other in ("?stride=2", "", "?stride=1&padding=0"):
        assert client.get(PATH + other, headers={"If-None-Match": tag}).status_code == 200
    assert client.get(f"{PATH}?stride=1", headers={"If-None-Match": '"older"'}).status_code == 200


def test_what_waits_for_torch_is_another_answer_than_what_torch_said(client, monkeypatch):
    agreed = client.get(PATH)
    monkeypatch.setattr(oracle, "ready", lambda: False)
    monkeypatch.setattr(oracle, "load_soon", lambda: None)
    waiting = client.get(PATH, headers={"If-None-Match": agreed.headers["etag"]})
    assert waiting.status_code == 200
    assert strictly(waiting.text)["oracle"]["tone"] == "waiting" and strictly(agreed.text)["oracle"]["tone"] == "agrees"


@pytest.mark.parametrize(
    "query",
    [
        "stride=99",
        "stride=x&stride=2&dims=9d",
        "input=%ff%fe",
        "input=%00",
        "&&&",
        "=",
        "%",
        "before=%",
        "before=before=1",
        "utm_source=mail&fbclid=1",
        "input=" + "%5B" * 8_000,
        "&".join(f"a{n}=1" for n in range(100)),
    ],
    ids=lambda query: query[:20],
)
@each_moved
def test_whatever_a_question_says_it_has_an_answer(client, name, query):
    answer = client.get(f"/picture/{name}?{query}")
    assert answer.status_code == 200 and strictly(answer.text)["lesson"] == name


def raw(query):
    """The status of a question whose query is these bytes, which no client of good manners would send."""
    sent = []

    async def ask():
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": PATH,
            "raw_path": PATH.encode(),
            "query_string": query,
            "root_path": "",
            "headers": [],
        }

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        await APP(scope, receive, send)

    asyncio.run(ask())
    return sent[0]["status"]


@pytest.mark.parametrize("query", [b"input=\xff", b"\xed\xa0\x80=1", "input=é".encode(), b"stride=1\r\nX: y"])
def test_bytes_that_are_no_text_are_answered_too(torch_loaded, query):
    assert raw(query) == 200


def test_what_changed_is_said_of_the_state_before(client):
    def changed(before, query="kernel_size=3&stride=1"):
        return strictly(client.get(f"{PATH}?{query}&{codec.query_of([(pictures.BEFORE, before)])}").text)["changed"]

    assert changed("kernel_size=3&stride=3").startswith("step (stride) 3 → 1")
    assert "border (padding) 1 → 0" in changed("kernel_size=3&stride=1&padding=1")
    # Nothing changed; it was refused before, or is now; the tensor is another one.
    assert changed("stride=1&kernel_size=3") is None
    assert changed("stride=0") is None and changed("", "stride=0") is None
    assert changed("x" * 100) is not None  # of the lesson as it opens
    assert changed("", "") is None


def test_what_changed_is_no_part_of_the_state(client):
    plain, after = (strictly(client.get(f"{PATH}?stride=1{more}").text) for more in ("", "&before=stride%3D2"))
    assert after["changed"] and {**after, "changed": None} == plain


OTHER = """
from starlette.applications import Starlette
from starlette.testclient import TestClient
from ui.page import pictures
from ui.server import routes
from ui.page.version import VERSION
answer = TestClient(Starlette(routes=routes())).get("/picture/sliding_windows?stride=1")
print(VERSION, answer.headers["etag"])
"""


def test_two_processes_give_one_answer_the_same_name():
    told = [
        subprocess.run(
            [sys.executable, "-c", OTHER], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout.split()
        for _ in range(2)
    ]
    assert told[0] == told[1] and told[0][0] == VERSION


def test_an_answer_is_made_once_and_kept(client, monkeypatch):
    pictures._body.cache_clear()
    for _ in range(3):
        client.get(f"{PATH}?stride=3")
    assert pictures._body.cache_info().misses == 1
    for n in range(pictures.KEPT + 5):
        client.get(f"{PATH}?utm={n}")
    assert pictures._body.cache_info().currsize == pictures.KEPT


def test_an_example_of_the_list_is_a_state_that_the_route_answers(client):
    said = strictly(client.get(PATH).text)
    wanted = example(LESSONS["sliding_windows"], "Overlapping windows")
    (state,) = [each["state"] for each in said["examples"]["list"] if each["title"] == wanted["title"]]
    shown = strictly(client.get(f"{PATH}?{codec.query_of(state.items())}").text)
    assert shown["headline"]["title"] == wanted["title"] and shown["headline"]["text"] == wanted["look"]
