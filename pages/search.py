"""Search: one field over lessons, examples, facts, statements and words; without a word in it, every fact."""

import streamlit as st

from ui import facts, router, search
from ui.stage.component import mount
from ui.wanted import LONGEST
from ui.words import words

# Of one kind; another word narrows it down.
MOST = 10

mount("language.js", {}, key="language")
text = words("search")
st.title(text["title"], anchor=False)
wanted = st.text_input(
    text["label"], key="q", max_chars=LONGEST, placeholder=text["placeholder"], live=True, bind="query-params"
)


def link(entry: search.Entry) -> None:
    """An entry as a link to what shows it, with what stands below it."""
    st.page_link(router.lesson_page(entry.page), label=facts.plain(entry.title), query_params=entry.pairs)
    more = text["place"].format(lesson=entry.where, text=entry.more) if entry.where else entry.more
    if more:
        st.caption(facts.plain(more))


def results() -> None:
    """What holds every word; else what comes closest; else where to begin."""
    if any((found := search.found(wanted)).values()):
        st.caption(text["found"].format(count=sum(map(len, found.values()))))
        groups(found)
    elif any((found := search.closest(wanted)).values()):
        st.caption(text["closest"])
        groups(found)
    else:
        st.caption(text["nothing"])
        for entry in search.suggested():
            link(entry)
        st.page_link(router.lesson_page("glossary"), label=text["every_word"])


def groups(found: search.Found) -> None:
    """Each kind under its heading, as many of it as are soon read."""
    for kind, entries in found.items():
        if entries:
            st.header(text["group"].format(title=text["kinds"][kind], count=len(entries)), anchor=False)
            for entry in entries[:MOST]:
                link(entry)
            if len(entries) > MOST:
                st.caption(text["rest"].format(count=len(entries) - MOST))


def every_fact() -> None:
    """All facts, part by part, to look through."""
    said = words("facts")
    st.markdown(said["about"])
    for part, title in said["parts"].items():
        st.header(title, anchor=False)
        for fact in facts.facts():
            if fact["part"] == part:
                link(search.Entry(fact["says"], fact["lesson"], facts.pairs(fact)))


with st.container(key="found", gap="small"):
    if wanted.strip():
        results()
    else:
        every_fact()
