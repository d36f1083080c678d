"""Words: one name for each thing, and the letters of the formulas."""

from html import escape

import streamlit as st

from ui.stage.component import mount
from ui.words import words

mount("language.js", {}, key="language")
text = words("glossary")
st.title(text["title"], anchor=False)
st.markdown(text["lede"])
terms = "".join(
    f"<dt><strong>{escape(term['name'])}</strong> <code>{escape(term.get('api', ''))}</code></dt>"
    f"<dd>{escape(term['says'])}</dd>"
    for term in text["terms"].values()
)
st.html(f'<dl class="words">{terms}</dl>'.replace("<code></code>", ""))
st.header(text["symbols"], anchor=False)
letters = "".join(f"<dt><code>{name}</code></dt><dd>{escape(says)}</dd>" for name, says in text["letters"].items())
st.html(f'<dl class="words">{letters}</dl>')
