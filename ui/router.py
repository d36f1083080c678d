"""The table of pages, and the way to each."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from ui.words import words
from ui.words.choice import KEY, others

# A suggested path: what a window sees, what it does with it, the way back, the place in a network.
SECTIONS = {
    "windows": ("sliding_windows", "adaptive_bins", "fractional", "dimensions"),
    "kinds": ("power_means", "stochastic"),
    "back": ("unpooling", "backward"),
    "network": ("convolution", "shapes"),
    "check": ("true_or_false",),
}
# To look things up in, no lessons.
LOOKED_UP = {"lookup": ("facts", "glossary")}
# Over the lessons, one step after the other.
WALK = "twenty_minutes"
LESSONS = tuple(lesson for lessons in SECTIONS.values() for lesson in lessons)
PAGES = Path(__file__).resolve().parent.parent / "pages"


def lesson_page(name: str) -> Page:
    """The page of a lesson, for the navigation and for links."""
    return st.Page(PAGES / f"{name}.py", title=words(name)["title"], url_path=name)


def navigate() -> Page:
    """Declare the navigation; returns the page asked for."""
    text = words("common")["app"]
    start = st.Page(PAGES / "start.py", title=text["start"], default=True)
    sections = {text["sections"][section]: lessons for section, lessons in {**SECTIONS, **LOOKED_UP}.items()}
    pages = {title: [lesson_page(name) for name in lessons] for title, lessons in sections.items()}
    return st.navigation({"": [start, lesson_page(WALK)], **pages}, position="top")


def title(page: Page) -> str:
    """What a browser's tab says: the lesson, then the app; of the first page the app alone."""
    name = str(words("common")["app"]["name"])
    return name if page.url_path == "" else f"{page.title} · {name}"


def switch() -> str:
    """Links to the other languages, for a page without a lesson's tools."""
    links = [
        f'<a href="?{KEY}={language}" lang="{language}" hreflang="{language}">{escape(name)}</a>'
        for language, name in others().items()
    ]
    return f'<div class="languages">{"".join(links)}</div>'
