"""Who is answered in which language, and that two readers of one process never mix."""

import json
import re
import threading

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.support.app_pages import app_page
from tests.support.lessons import LESSONS
from ui.page import pictures
from ui.server import routes
from ui.state import codec
from ui.words import choice, content, speaking
from ui.words.choice import accepted, best, of_session

SAID = {"en": "Sliding windows", "zh": content.in_language("sliding_windows", "zh")["title"]}


@pytest.fixture(scope="module")
def client():
    return TestClient(Starlette(routes=routes()))


@pytest.mark.parametrize(
    ("asked", "locale", "kept", "language"),
    [
        (None, None, {}, "en"),
        (None, "zh-CN", {}, "zh"),
        (None, "zh_TW", {}, "zh"),
        (None, "fr-FR", {}, "en"),
        ("zh", "en-GB", {}, "zh"),
        ("en", "zh-CN", {}, "en"),
        ("fr", "zh-CN", {}, "zh"),
        ("../en", None, {}, "en"),
        (None, "en-GB", {"lang": "zh"}, "zh"),
        ("en", "en-GB", {"lang": "zh"}, "en"),
    ],
)
def test_the_link_counts_before_the_session_and_the_session_before_the_browser(asked, locale, kept, language):
    assert of_session(asked, locale, kept) == language
    assert kept.get("lang") == (asked if asked in content.languages() else kept.get("lang"))


def test_a_language_may_be_that_of_a_region(monkeypatch):
    monkeypatch.setattr(choice, "languages", lambda: {"en": "English", "pt-BR": "Português (Brasil)"})
    kept = {}
    assert of_session("pt-BR", "en", kept) == best("pt_br") == "pt-BR" and kept == {"lang": "pt-BR"}
    assert best("pt-PT", "en-GB") == "en"


def test_a_header_that_is_none_is_english():
    for header in ("", ";;;", "q=", "x" * 10_000, "*", "zh;q=x"):
        assert best(*accepted(header)) in ("en", "zh")
    assert best(*accepted("fr, zh;q=0.9, en;q=0.5")) == "zh"


def test_the_route_answers_in_the_language_of_the_link_else_of_the_browser(client):
    def title(query="", **headers):
        return client.get(f"/picture/sliding_windows{query}", headers=headers).json()["title"]

    assert title() == title("?lang=en", **{"accept-language": "zh-CN"}) == SAID["en"]
    assert title("?lang=zh") == title(**{"accept-language": "zh-CN,en;q=0.5"}) == SAID["zh"]


def test_an_answer_in_one_language_is_not_the_same_as_in_another(client):
    tags = {client.get(f"/picture/sliding_windows?lang={name}").headers["etag"] for name in content.languages()}
    assert len(tags) == len(content.languages())
    assert "Accept-Language" in client.get("/picture/sliding_windows").headers["vary"]


def test_a_picture_to_keep_is_in_the_language_of_its_link(client):
    for name, tag in (("en", "en"), ("zh", "zh-CN")):
        page = client.get(f"/still/sliding_windows.html?lang={name}").text
        assert f'<html lang="{tag}">' in page and content.in_language("stage", name)["labels"]["kinds"]["r"] in page


def test_two_readers_at_once_are_each_answered_in_their_own_language():
    lesson = LESSONS["sliding_windows"]
    links = [codec.link(lesson.fields, lesson.example_state(each)) for each in lesson.examples]
    wrong, begin = [], threading.Barrier(2)

    def read(language):
        begin.wait()
        for _ in range(5):
            for query in links:
                with speaking(language):
                    data = json.loads(pictures.encoded(pictures.answer(lesson.name, query)))
                if data["title"] != SAID[language] or bool(re.search("[一-鿿]", str(data))) != (language == "zh"):
                    wrong.append((language, query))

    threads = [threading.Thread(target=read, args=(language,)) for language in SAID]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_page_is_in_the_language_of_its_link():
    for language, title in SAID.items():
        (mounted,) = [
            json.loads(one.proto.bytes) for one in app_page("sliding_windows", lang=language).get("bidi_component")
        ]
        assert mounted["title"] == title and mounted["language"]["name"] == language
