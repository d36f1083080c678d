"""The search over everything, and the pages to look things up in, in each language."""

from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from tests.support.app_pages import app_page, told
from tests.support.facts import FACTS, link
from tests.support.lessons import LESSONS
from ui import facts, search
from ui.course import LOOKED_UP, TOOLS
from ui.page import pictures
from ui.practice.link import asked
from ui.practice.topics import TOPICS
from ui.state import codec
from ui.wanted import LONGEST, folded
from ui.words import content, speaking, words
from ui.words.listed import listed

each_language = pytest.mark.parametrize("language", content.languages())
# Of each kind one entry, by words of its own.
WANTED = [
    ("en", "adaptive bins", "lessons", "3 · Adaptive bins (basic)"),
    ("en", "GAPS stride", "examples", "Stride leaves gaps"),
    ("en", "ceil_mode takes", "facts", None),
    ("en", "pads zeros", "statements", "Max pooling pads with zeros."),
    ("en", "receptive", "terms", "field of view (receptive field)"),
    ("en", "maxpool2d int64", "facts", "max_pool2d takes int64."),
    ("en", "unpooling exercises", "exercises", "Indices and unpooling"),
    ("en", "I have a size and want another", "tools", "Find a size"),
    ("zh", "求参数", "tools", "求参数"),
    ("zh", "自适应区间", "lessons", "3 · 自适应区间（基础）"),
    ("zh", "步幅 间隙", "examples", "步幅留下间隙"),
    # An English term, wide letters, and Chinese without a space.
    ("zh", "receptive field", "terms", "感受野 (receptive field)"),
    ("zh", "\uff43\uff45\uff49\uff4c\u3000窗口", "examples", "ceil_mode 去掉一个窗口"),
    ("zh", "最大池化填充", "statements", "最大池化用零填充。"),
    # Questions: small words say nothing, and other words for a thing lead to it.
    ("en", "Why do we need pooling?", "terms", "pooling"),
    ("en", "which is better: max or average?", "terms", "generalised mean (GeM)"),
    ("en", "translation invariance", "examples", "Max pooling before the shift"),
    ("en", "padding mode", "terms", "border (padding)"),
    ("en", "atrous windows", "terms", "spacing (dilation)"),
    ("en", "downsampling", "terms", "pooling"),
    ("zh", "为什么要池化？", "terms", "池化"),
    ("zh", "最大还是平均更好", "terms", "广义均值池化 (GeM)"),
    ("zh", "平移不变性", "examples", "平移一格：全是 1"),
    ("zh", "什么是步长", "terms", "步幅 (stride)"),
    ("zh", "translation invariance", "examples", "平移一格：全是 1"),
    ("en", "a worksheet with solutions", "exercises", "Output size"),
    ("zh", "班级代码", "exercises", "输出大小"),
]


def links(app):
    return [element.proto for element in app.get("page_link")]


def shown(app, wanted):
    return app.text_input(key="q").set_value(wanted).run()


def bare(label):
    return label.replace("\\", "")


@pytest.mark.parametrize(("language", "wanted", "kind", "title"), WANTED)
def test_every_kind_is_found_in_both_languages(language, wanted, kind, title):
    with speaking(language):
        titles = [entry.title for entry in search.found(wanted)[kind]]
    assert titles if title is None else title in titles


@each_language
def test_everything_is_found_by_its_own_title(language):
    with speaking(language):
        every = {kind: entries() for kind, entries in search.KINDS.items()}
        lost = [
            entry.title
            for kind, entries in every.items()
            for entry in entries
            if entry not in search.found(entry.title)[kind] and len(entry.title) <= LONGEST
        ]
    assert lost == []
    count = {kind: len(entries) for kind, entries in every.items()}
    assert count == {
        "lessons": len(LESSONS),
        "examples": sum(len(lesson.examples) for lesson in LESSONS.values()),
        "facts": len(listed("facts")),
        "statements": len(listed("claims")),
        "terms": len(words("glossary")["terms"]),
        "exercises": len(TOPICS),
        "tools": len(TOOLS),
    }


@pytest.mark.parametrize("kind", [kind for kind in search.KINDS if kind not in ("exercises", "tools")])
def test_every_link_opens_a_state_that_its_page_has(kind):
    for entry in search.KINDS[kind]():
        lesson = LESSONS[entry.page]
        assert set(entry.pairs) <= set(lesson.fields), entry
        assert codec.read(lesson.fields, entry.pairs.items()).problems == (), entry


def test_a_tool_is_a_page_of_the_bar():
    assert {entry.page for entry in search.KINDS["tools"]()} == set(TOOLS) < set(LOOKED_UP)


def test_a_topic_of_exercises_leads_to_a_series_of_it():
    for entry in search.KINDS["exercises"]():
        assert entry.page == "practice" and asked(entry.pairs).code.topics == (entry.pairs["topics"],)


def test_a_word_leads_to_an_example_that_is_shown_by_its_name():
    for term in listed("terms"):
        lesson = LESSONS[term["lesson"]]
        assert "example" not in term or term["example"] in [each["id"] for each in lesson.examples], term["id"]
    gap = next(entry for entry in search.found("gap")["terms"] if entry.title == "gap")
    query = "&".join(f"{key}={value}" for key, value in gap.pairs.items()).replace("\n", "%0A").replace(" ", "+")
    assert pictures.answer(gap.page, query)["headline"]["title"] == "Stride leaves gaps"


@pytest.mark.parametrize(("language", "wanted", "title"), [("en", "channel", "channel"), ("zh", "什么是通道", "通道")])
def test_a_word_whose_name_it_is_comes_before_all_else_that_holds_it(language, wanted, title):
    with speaking(language):
        found = search.found(wanted)
    assert next(iter(found)) == "terms" and [entry.title for entry in found["terms"]] == [title]
    assert list(found).index("facts") < list(found).index("examples")


@pytest.mark.parametrize(
    ("language", "wanted", "title"),
    [
        ("en", "why minus infinity?", "Max pads with minus infinity, never with 0."),
        ("zh", "反向传播怎么算", "7 · 反向传播（进阶）"),
    ],
)
def test_where_nothing_holds_all_words_the_few_that_hold_most_are_shown(language, wanted, title):
    with speaking(language):
        assert not any(search.found(wanted).values())
        close = [entry for entries in search.closest(wanted).values() for entry in entries]
        text = words("search")
    assert title in [entry.title for entry in close] and len(close) <= search.FEW
    app = shown(app_page("search", lang=language), wanted)
    assert [bare(each.label) for each in links(app)] == [entry.title for entry in close]
    assert text["closest"] in told(app)


def test_what_comes_closest_is_what_holds_all_the_words_but_those_that_nothing_holds():
    close, found = search.closest("groups channel zxqv"), search.found("groups channel")
    assert 0 < sum(map(len, found.values())) < search.FEW
    assert {kind: {entry.title for entry in entries} for kind, entries in close.items()} == {
        kind: {entry.title for entry in entries} for kind, entries in found.items()
    }


def test_a_rare_word_counts_for_more_than_one_that_many_hold():
    close = search.closest("overlapping pooling alexnet")
    assert "Overlapping windows" in [entry.title for entry in close["examples"]]
    assert sum(map(len, search.closest("pooling alexnet").values())) == search.FEW


def test_other_words_lead_to_a_word_that_is_used_here_in_each_language():
    for language in content.languages():
        with speaking(language):
            for said in words("search")["asked"]["synonyms"].values():
                here, *others = (each.strip() for each in folded(said).split(","))
                titles = {kind: {entry.title for entry in entries} for kind, entries in search.found(here).items()}
                assert any(titles.values()), here
                for other in others:
                    found = search.found(other)
                    assert all(titles[kind] <= {entry.title for entry in found[kind]} for kind in found), (here, other)


def test_what_holds_the_words_in_its_title_comes_first():
    titles = [entry.title for entry in search.found("stride")["examples"]]
    in_title = ["stride" in title.casefold() for title in titles]
    assert in_title == sorted(in_title, reverse=True) and in_title[0] and not in_title[-1]


def test_a_text_is_looked_for_no_further_than_a_line():
    assert search.found("x" * 10_000) == search.found("x" * LONGEST)
    assert search.found("window " + "x" * 10_000) != search.found("window")
    nothing = {kind: [] for kind in search.KINDS}
    for text in ("", "  ", "_", "**[](x) ZZZ", "量子"):
        assert search.found(text) == nothing and search.closest(text) == nothing, text


@pytest.mark.parametrize(("language", "wanted"), [("en", "padding"), ("zh", "窗口"), ("en", "ceil_mode window")])
def test_the_page_shows_each_kind_as_far_as_it_is_soon_read(language, wanted):
    app = shown(app_page("search", lang=language), wanted)
    with speaking(language):
        found, text = search.found(wanted), words("search")
    most = 10
    assert [bare(each.label) for each in links(app)] == [
        entry.title for entries in found.values() for entry in entries[:most]
    ]
    groups = [(text["kinds"][kind], len(entries)) for kind, entries in found.items() if entries]
    assert [each.value for each in app.header] == [text["group"].format(title=name, count=n) for name, n in groups]
    rest = [text["rest"].format(count=len(entries) - most) for entries in found.values() if len(entries) > most]
    assert all(line in told(app) for line in rest)
    assert text["found"].format(count=sum(map(len, found.values()))) in told(app)


def test_a_link_of_the_page_says_the_state():
    app = shown(app_page("search"), "rounding down tail")
    (entry,) = search.found("rounding down tail")["examples"]
    (shows,) = links(app)
    assert shows.page == entry.page and dict(parse_qsl(shows.query_string)) == entry.pairs


def test_a_search_stands_in_the_address():
    app = app_page("search", q="padding same")
    assert app.text_input(key="q").value == "padding same"
    assert [bare(each.label) for each in links(app)] == [
        entry.title for entries in search.found("padding same").values() for entry in entries
    ]


@each_language
def test_a_search_that_finds_nothing_says_so_and_where_to_begin(language):
    app = shown(app_page("search", lang=language), "zxqv")
    with speaking(language):
        text, begin = words("search"), [entry.title for entry in search.suggested()]
    assert [bare(each.label) for each in links(app)] == [*begin, text["every_word"]]
    assert links(app)[-1].page == "glossary" and [each.value for each in app.header] == []
    assert text["nothing"] in told(app)


@each_language
def test_without_a_word_every_fact_is_listed(language):
    app = app_page("search", lang=language)
    with speaking(language):
        said = [fact["says"] for fact in facts.facts()]
        parts = words("facts")["parts"].values()
    assert sorted(said) == sorted(bare(each.label) for each in links(app))
    assert [each.value for each in app.header] == list(parts)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["id"])
def test_a_fact_of_the_app_opens_what_its_link_in_the_docs_opens(fact):
    query = parse_qs(urlsplit(link(fact)).query, keep_blank_values=True)
    fields = LESSONS[fact["lesson"]].fields
    written = codec.read(fields, [(key, values[-1]) for key, values in query.items()]).state
    opened = codec.read(fields, facts.pairs(fact).items()).state
    assert {**written, "guess": None} == {**opened, "guess": None}


@each_language
def test_each_word_and_each_letter_is_told(language):
    app = app_page("glossary", lang=language)
    html = " ".join(element.proto.body for element in app.get("html"))
    text = content.in_language("glossary", language)
    for term in text["terms"].values():
        assert f"<strong>{term['name']}</strong>" in html
    assert set(text["letters"]) >= set("nkspdo")
    assert all(f"<code>{letter}</code>" in html for letter in text["letters"])
