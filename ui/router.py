"""The pages, and the way to each."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from ui import course
from ui.words import words
from ui.words.choice import KEY, others

# Over the lessons, one step after the other.
WALK = "twenty_minutes"
# Exercises stand beside the lesson that checks.
PRACTICE = "practice"
PAGES = Path(__file__).resolve().parent.parent / "pages"


def lesson_page(name: str) -> Page:
    """The page of a lesson, with its place on the way, or one that is no lesson, for the navigation and for links."""
    label = course.step(name).label if name in course.LESSONS else words(name)["title"]
    return st.Page(PAGES / f"{name}.py", title=label, url_path=name)


def navigate() -> Page:
    """Declare the navigation; returns the page asked for."""
    text = words("common")["app"]
    start = st.Page(PAGES / "start.py", title=text["start"], default=True)
    sections = {
        text["sections"][section]: [lesson_page(step.lesson) for step in steps] for section, steps in course.sections()
    }
    sections[text["sections"]["check"]].append(lesson_page(PRACTICE))
    sections[text["sections"]["tools"]] = [lesson_page(tool) for tool in course.TOOLS]
    in_the_bar = [start, *(lesson_page(page) for page in (WALK, *course.LOOKED_UP) if page not in course.TOOLS)]
    return st.navigation({"": in_the_bar, **sections}, position="top")


def title(page: Page) -> str:
    """What a browser's tab says: the lesson, then the app; of the first page the app alone."""
    name = str(words("common")["app"]["name"])
    return name if page.url_path == "" else f"{words(page.url_path)['title']} · {name}"


def switch() -> str:
    """Links to the other languages, for a page without a lesson's tools."""
    links = [
        f'<a href="?{KEY}={language}" lang="{language}" hreflang="{language}">{escape(name)}</a>'
        for language, name in others().items()
    ]
    return f'<div class="languages">{"".join(links)}</div>'
