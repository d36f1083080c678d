"""What is looked up: the page of facts and its search, and the page of words, in each language."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.app_pages import app_page, told
from tests.support.facts import FACTS, link
from tests.support.lessons import LESSONS
from ui import facts
from ui.state import codec
from ui.words import content, speaking, words

each_language = pytest.mark.parametrize("language", content.languages())


def links(app):
    return [element.proto for element in app.get("page_link")]


@each_language
def test_every_fact_is_a_link_to_what_shows_it(language):
    app = app_page("facts", lang=language)
    with speaking(language):
        said = [facts.plain(fact["says"]) for fact in facts.facts()]
        parts = words("facts")["parts"].values()
    assert sorted(said) == sorted(each.label for each in links(app))
    assert [each.value for each in app.header] == list(parts)
    assert str(len(FACTS)) in told(app)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["id"])
def test_a_fact_of_the_app_opens_what_its_link_in_the_docs_opens(fact):
    query = parse_qs(urlsplit(link(fact)).query, keep_blank_values=True)
    fields = LESSONS[fact["lesson"]].fields
    written = codec.read(fields, [(key, values[-1]) for key, values in query.items()]).state
    opened = codec.read(fields, facts.pairs(fact).items()).state
    assert {**written, "guess": None} == {**opened, "guess": None}


@pytest.mark.parametrize(("language", "wanted"), [("en", "ceil_mode TAKES"), ("zh", "ceil_mode 丢弃"), ("en", "**")])
def test_a_search_leaves_the_facts_that_hold_every_word(language, wanted):
    app = app_page("facts", lang=language)
    app.text_input(key="wanted").set_value(wanted).run()
    with speaking(language):
        found = [facts.plain(fact["says"]) for fact in facts.found(wanted)]
    assert not app.exception and sorted(found) == sorted(each.label for each in links(app))
    assert len(found) < len(FACTS)
    wanted.casefold().split()
    assert all(
        part in each.label.replace("\\", "").casefold() for each in links(app) for part in wanted.lower().split()
    )


def test_a_search_that_finds_nothing_says_so():
    app = app_page("facts")
    app.text_input(key="wanted").set_value("no fact says this").run()
    assert links(app) == [] and [each.value for each in app.header] == []
    assert words("facts")["found"].format(count=0) in told(app)


def test_a_text_of_the_reader_is_searched_no_further_than_a_line():
    assert facts.found("x" * 10_000) == facts.found("x" * facts.LONGEST) == []


@each_language
def test_each_word_and_each_letter_is_told(language):
    app = app_page("glossary", lang=language)
    html = " ".join(element.proto.body for element in app.get("html"))
    text = content.in_language("glossary", language)
    for term in text["terms"].values():
        assert f"<strong>{term['name']}</strong>" in html
    assert set(text["letters"]) == {"n", "k", "s", "p", "d", "o"} or set(text["letters"]) >= set("nkspdo")
    assert all(f"<code>{letter}</code>" in html for letter in text["letters"])
