"""The page of exercises as Streamlit runs it: its topics, words and routes, once."""

import pytest

from tests.support.app_pages import app_page
from tests.support.screens import stages
from ui.practice.code import LETTERS
from ui.practice.topics import TOPICS
from ui.words import content, speaking, words


@pytest.mark.parametrize("language", content.languages())
def test_the_page_mounts_its_topics_and_words_once(language):
    (mounted,) = stages(app_page("practice", lang=language, code="K7QF", number="3"))
    with speaking(language):
        text = words("practice")
    assert mounted["said"] == f"code=K7QF&number=3&lang={language}" or "code=K7QF" in mounted["said"]
    assert {each["name"]: each["letter"] for each in mounted["topics"]} == LETTERS and list(TOPICS) == list(
        text["topics"]
    )
    assert mounted["title"] == text["title"] and mounted["page"] == text["page"] and mounted["shape"] == text["shape"]
    assert mounted["routes"]["exercise"] == "/exercise" and mounted["routes"]["sheet"] == "/sheet"
